#ifndef CLIENTS_CLI_ADDRESS_H_
#define CLIENTS_CLI_ADDRESS_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace caselens::cli {

// How a connection may be made.
enum class Transport { kPlain, kTls };

// OK if a token may be sent to `server` (`HOST:PORT`, `[IPV6]:PORT` or
// `unix:PATH`) over `transport`: in plain text only to this machine.
// UsageError saying what to give instead.
absl::Status CheckAddress(absl::string_view server, Transport transport);

}  // namespace caselens::cli

#endif  // CLIENTS_CLI_ADDRESS_H_
