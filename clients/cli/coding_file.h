#ifndef CLIENTS_CLI_CODING_FILE_H_
#define CLIENTS_CLI_CODING_FILE_H_

#include <string>

#include "absl/status/statusor.h"

#include "caselens/v1/coding.pb.h"

namespace caselens::cli {

// A v1.Coding as JSON (if the text starts with `{`) or as textproto. UsageError
// naming the place for anything that is neither, an unknown field too.
absl::StatusOr<v1::Coding> ParseCoding(const std::string& text);

// The coding in a file, or on standard input for `-`.
absl::StatusOr<v1::Coding> ReadCodingFile(const std::string& path);

}  // namespace caselens::cli

#endif  // CLIENTS_CLI_CODING_FILE_H_
