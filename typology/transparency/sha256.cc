#include "typology/transparency/sha256.h"

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <string>

#include <openssl/evp.h>

#include "absl/strings/escaping.h"

namespace caselens {
namespace {

// Nothing that rests on a hash holds without one.
void Require(bool worked) {
  if (!worked) std::abort();
}

}  // namespace

std::optional<Hash> HashFromBytes(absl::string_view bytes) {
  Hash hash = {};
  if (bytes.size() != hash.size()) return std::nullopt;
  std::copy(bytes.begin(), bytes.end(), hash.begin());
  return hash;
}

std::string Base64(absl::string_view bytes) {
  return absl::Base64Escape(bytes);
}

std::optional<std::string> ParseBase64(absl::string_view text) {
  std::string bytes;
  if (!absl::Base64Unescape(text, &bytes) || Base64(bytes) != text) {
    return std::nullopt;
  }
  return bytes;
}

std::optional<Hash> ParseHash(absl::string_view base64) {
  const std::optional<std::string> bytes = ParseBase64(base64);
  return bytes.has_value() ? HashFromBytes(*bytes) : std::nullopt;
}

void Sha256::FreeContext::operator()(evp_md_ctx_st* context) const {
  EVP_MD_CTX_free(context);
}

void Sha256::FreeAlgorithm::operator()(evp_md_st* algorithm) const {
  EVP_MD_free(algorithm);
}

Sha256::Sha256()
    : algorithm_(EVP_MD_fetch(nullptr, "SHA256", nullptr)),
      context_(EVP_MD_CTX_new()) {
  Require(algorithm_ != nullptr && context_ != nullptr);
}

Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

Hash Sha256::Of(std::initializer_list<absl::string_view> parts) {
  Require(EVP_DigestInit_ex2(context_.get(), algorithm_.get(), nullptr) == 1);
  for (const absl::string_view part : parts) {
    Require(EVP_DigestUpdate(context_.get(), part.data(), part.size()) == 1);
  }
  Hash hash = {};
  Require(EVP_DigestFinal_ex(context_.get(),
                             reinterpret_cast<unsigned char*>(hash.data()),
                             nullptr) == 1);
  return hash;
}

}  // namespace caselens
