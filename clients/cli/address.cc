#include "clients/cli/address.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

#include "clients/cli/errors.h"

namespace caselens::cli {
namespace {

// A decimal number below `limit`, digits only.
bool IsNumberBelow(absl::string_view text, int limit) {
  int value = 0;
  return !text.empty() && text.size() <= 5 &&
         std::all_of(text.begin(), text.end(),
                     [](unsigned char c) { return absl::ascii_isdigit(c); }) &&
         absl::SimpleAtoi(text, &value) && value < limit;
}

// Numbers only: a name such as `127.evil.example` can be anywhere.
bool IsLoopback(absl::string_view host) {
  if (host == "localhost" || host == "[::1]") return true;
  const std::vector<absl::string_view> bytes = absl::StrSplit(host, '.');
  return bytes.size() == 4 && bytes[0] == "127" &&
         std::all_of(bytes.begin(), bytes.end(), [](absl::string_view byte) {
           return IsNumberBelow(byte, 256);
         });
}

// A host name, an IPv4 address, or an IPv6 address in brackets.
bool IsHost(absl::string_view host) {
  if (absl::StartsWith(host, "[")) return absl::EndsWith(host, "]");
  return !host.empty() &&
         std::all_of(host.begin(), host.end(), [](unsigned char c) {
           return absl::ascii_isalnum(c) || c == '.' || c == '-';
         });
}

}  // namespace

absl::Status CheckAddress(absl::string_view server, Transport transport) {
  if (absl::StartsWith(server, "unix:") && server.size() > 5) {
    if (transport == Transport::kPlain) return absl::OkStatus();
    return UsageError("a unix socket takes no --tls-ca");
  }
  const size_t colon = server.rfind(':');
  const absl::string_view host = server.substr(0, colon);
  if (colon == absl::string_view::npos || !IsHost(host) ||
      !IsNumberBelow(server.substr(colon + 1), 65536)) {
    return UsageError(
        absl::StrCat("server `", server, "`: want HOST:PORT or unix:PATH"));
  }
  if (transport == Transport::kPlain && !IsLoopback(host)) {
    return UsageError(absl::StrCat(
        "server `", server,
        "` is another machine: give --tls-ca FILE with the certificate that "
        "signs the service's own; without TLS everybody on the way can read "
        "token and data"));
  }
  return absl::OkStatus();
}

}  // namespace caselens::cli
