#ifndef CLIENTS_WEB_HTTP_SECURITY_H_
#define CLIENTS_WEB_HTTP_SECURITY_H_

#include <string>

#include "absl/status/status.h"

#include "clients/web/http/message.h"

namespace caselens::web {

enum class Tls { kNo, kYes };

// Adds the headers that every answer has: what a page may load and do, that
// nobody keeps or frames it.
void AddSecurity(Tls tls, Response& response);

// PERMISSION_DENIED unless the request is for `origin`
// ("https://audit.example"), or, if that is empty, for this machine by a name
// that no other has; and, if it changes something, comes from there. So a name
// that somebody lets resolve here is refused.
absl::Status CheckOrigin(const std::string& origin, Tls tls,
                         const Request& request);

// 256 random bits in 64 hexadecimal digits.
std::string NewSecret();
// Takes as long wherever two of one length differ.
bool SameSecret(const std::string& a, const std::string& b);
// 16 hexadecimal digits of the SHA-256 of `text`.
std::string ShortHash(const std::string& text);

}  // namespace caselens::web

#endif  // CLIENTS_WEB_HTTP_SECURITY_H_
