#ifndef CLIENTS_CLI_REQUEST_ID_H_
#define CLIENTS_CLI_REQUEST_ID_H_

#include <string>

namespace caselens::cli {

// A new random UUID (RFC 4122, version 4).
std::string NewRequestId();

}  // namespace caselens::cli

#endif  // CLIENTS_CLI_REQUEST_ID_H_
