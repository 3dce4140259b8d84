#ifndef AUDIT_SERVICE_SERVER_CREDENTIALS_H_
#define AUDIT_SERVICE_SERVER_CREDENTIALS_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace grpc {
class AuthContext;
class ServerCredentials;
}  // namespace grpc

namespace caselens {

// PEM files.
struct TlsFiles {
  std::string certificate;  // with its chain; "" for no TLS
  std::string key;          // nobody but its owner and group may read it
  std::string client_ca;    // authorities of client certificates; "" for none
  // Whether a client without a certificate may connect, and sign in otherwise.
  bool client_optional = false;
};

// INVALID_ARGUMENT, and what is wrong, unless the service may listen on
// `address`: loopback, or TLS with files that are there and fit together.
absl::Status CheckTransport(const std::string& address, const TlsFiles& files);

// What a listener on TCP uses, once CheckTransport is OK: TLS 1.2 or 1.3.
// Files that change are read again within seconds; connections live on.
std::shared_ptr<grpc::ServerCredentials> MakeCredentials(const TlsFiles& files);

// The subject alternative names of a verified client certificate, with their
// types; none if there is no such certificate.
std::vector<std::string> CertificateNames(const grpc::AuthContext& context);

}  // namespace caselens

#endif  // AUDIT_SERVICE_SERVER_CREDENTIALS_H_
