#include "audit_service/server/credentials.h"

#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <utility>

#include <grpcpp/grpcpp.h>
#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_credentials_options.h>
#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <sys/stat.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

#include "typology/base/status_macros.h"

namespace caselens {
namespace {

constexpr mode_t kOthersOrGroupWrite = 027;
constexpr unsigned kReloadSeconds = 5;

bool IsLoopback(absl::string_view address) {
  return absl::StartsWith(address, "127.") ||
         absl::StartsWith(address, "localhost:") ||
         absl::StartsWith(address, "[::1]:");
}

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file || text.str().empty()) {
    return absl::InvalidArgumentError(absl::StrCat("cannot read ", path));
  }
  return text.str();
}

struct FreeCertificate {
  void operator()(X509* certificate) const { X509_free(certificate); }
};
struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
struct FreeBio {
  void operator()(BIO* bio) const { BIO_free(bio); }
};

std::unique_ptr<BIO, FreeBio> Over(const std::string& text) {
  return std::unique_ptr<BIO, FreeBio>(
      BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

// The first certificate of a file.
absl::StatusOr<std::unique_ptr<X509, FreeCertificate>> ReadCertificate(
    const std::string& path) {
  CASELENS_ASSIGN_OR_RETURN(const std::string text, ReadFile(path));
  std::unique_ptr<X509, FreeCertificate> certificate(
      PEM_read_bio_X509(Over(text).get(), nullptr, nullptr, nullptr));
  if (certificate != nullptr) return certificate;
  return absl::InvalidArgumentError(
      absl::StrCat(path, " holds no certificate in PEM"));
}

absl::Status CheckKey(const std::string& path, const X509& certificate) {
  CASELENS_ASSIGN_OR_RETURN(const std::string text, ReadFile(path));
  struct stat info = {};
  if (stat(path.c_str(), &info) != 0 ||
      (info.st_mode & kOthersOrGroupWrite) != 0) {
    return absl::InvalidArgumentError(absl::StrCat(
        path, ": want a key that only its owner and group can read"));
  }
  const std::unique_ptr<EVP_PKEY, FreeKey> key(
      PEM_read_bio_PrivateKey(Over(text).get(), nullptr, nullptr, nullptr));
  if (key == nullptr) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, " holds no private key in PEM"));
  }
  if (X509_check_private_key(&certificate, key.get()) == 1) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      absl::StrCat(path, " is not the key of the certificate"));
}

}  // namespace

absl::Status CheckTransport(const std::string& address, const TlsFiles& files) {
  if (files.certificate.empty()) {
    if (IsLoopback(address)) return absl::OkStatus();
    return absl::InvalidArgumentError(
        absl::StrCat("--listen ", address,
                     ": want an address of the loopback interface, or TLS "
                     "(--tls-certificate and --tls-key)"));
  }
  CASELENS_ASSIGN_OR_RETURN(const auto certificate,
                            ReadCertificate(files.certificate));
  CASELENS_RETURN_IF_ERROR(CheckKey(files.key, *certificate));
  if (files.client_ca.empty()) return absl::OkStatus();
  return ReadCertificate(files.client_ca).status();
}

std::shared_ptr<grpc::ServerCredentials> MakeCredentials(
    const TlsFiles& files) {
  if (files.certificate.empty()) return grpc::InsecureServerCredentials();
  namespace tls = grpc::experimental;
  tls::TlsServerCredentialsOptions options(
      std::make_shared<tls::FileWatcherCertificateProvider>(
          files.key, files.certificate, files.client_ca, kReloadSeconds));
  options.watch_identity_key_cert_pairs();
  if (!files.client_ca.empty()) {
    options.watch_root_certs();
    options.set_cert_request_type(
        files.client_optional
            ? GRPC_SSL_REQUEST_CLIENT_CERTIFICATE_AND_VERIFY
            : GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  }
  return tls::TlsServerCredentials(options);
}

std::vector<std::string> CertificateNames(const grpc::AuthContext& context) {
  std::vector<std::string> names;
  if (!context.IsPeerAuthenticated()) return names;
  constexpr std::pair<const char*, const char*> kTypes[] = {
      {GRPC_PEER_DNS_PROPERTY_NAME, "DNS:"},
      {GRPC_PEER_URI_PROPERTY_NAME, "URI:"},
      {GRPC_PEER_EMAIL_PROPERTY_NAME, "email:"}};
  for (const auto& [property, type] : kTypes) {
    for (const grpc::string_ref& name : context.FindPropertyValues(property)) {
      names.push_back(
          absl::StrCat(type, absl::string_view(name.data(), name.size())));
    }
  }
  return names;
}

}  // namespace caselens
