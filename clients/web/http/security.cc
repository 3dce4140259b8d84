#include "clients/web/http/security.h"

#include <array>
#include <cstdlib>
#include <string>

#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace caselens::web {
namespace {

constexpr char kContentPolicy[] =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'";

bool IsLoopbackName(absl::string_view host) {
  const absl::string_view name = host.substr(0, host.rfind(':'));
  for (const char* ours : {"127.0.0.1", "localhost", "[::1]"}) {
    if (host == ours || name == ours) return true;
  }
  return false;
}

}  // namespace

void AddSecurity(Tls tls, Response& response) {
  auto& headers = response.headers;
  headers.emplace_back("Content-Security-Policy", kContentPolicy);
  headers.emplace_back("X-Content-Type-Options", "nosniff");
  headers.emplace_back("X-Frame-Options", "DENY");
  // `no-referrer` would make browsers send `Origin: null` with our own forms.
  headers.emplace_back("Referrer-Policy", "same-origin");
  headers.emplace_back("Cross-Origin-Opener-Policy", "same-origin");
  headers.emplace_back("Cross-Origin-Resource-Policy", "same-origin");
  headers.emplace_back("Cross-Origin-Embedder-Policy", "require-corp");
  headers.emplace_back("Permissions-Policy",
                       "camera=(), geolocation=(), microphone=()");
  headers.emplace_back("Cache-Control",
                       response.is_cacheable
                           ? "public, max-age=31536000, immutable"
                           : "no-store");
  if (tls == Tls::kYes) {
    headers.emplace_back("Strict-Transport-Security",
                         "max-age=31536000; includeSubDomains");
  }
}

absl::Status CheckOrigin(const std::string& origin, Tls tls,
                         const Request& request) {
  const std::string host = request.Header("host");
  const std::string ours =
      absl::StrCat(tls == Tls::kYes ? "https://" : "http://", host);
  if (origin.empty() ? !IsLoopbackName(host) : origin != ours) {
    return absl::PermissionDeniedError("This address is not served here.");
  }
  if (request.method != "POST") return absl::OkStatus();
  const std::string from = request.Header("origin");
  const std::string site = request.Header("sec-fetch-site");
  if ((from.empty() || from == ours) &&
      (site.empty() || site == "same-origin")) {
    return absl::OkStatus();
  }
  return absl::PermissionDeniedError("This form came from another site.");
}

std::string NewSecret() {
  std::array<unsigned char, 32> bytes{};
  if (RAND_bytes(bytes.data(), bytes.size()) != 1) std::abort();
  return absl::BytesToHexString(absl::string_view(
      reinterpret_cast<const char*>(bytes.data()), bytes.size()));
}

bool SameSecret(const std::string& a, const std::string& b) {
  return a.size() == b.size() &&
         CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string ShortHash(const std::string& text) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(),
         digest.data());
  return absl::BytesToHexString(
      absl::string_view(reinterpret_cast<const char*>(digest.data()), 8));
}

}  // namespace caselens::web
