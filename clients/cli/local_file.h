#ifndef CLIENTS_CLI_LOCAL_FILE_H_
#define CLIENTS_CLI_LOCAL_FILE_H_

#include <cstddef>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace caselens::cli {

// The bytes of a file, or of standard input for `-`. UsageError naming the file
// if it cannot be read or is longer than `max_bytes`.
absl::StatusOr<std::string> ReadFile(const std::string& path, size_t max_bytes);

// The token in `path`. NotSignedIn if the file is missing or empty, or if
// others than its owner can read it; the message says how to put it right.
absl::StatusOr<std::string> ReadTokenFile(const std::string& path);

// A new file that only its owner can read. It is made empty, before there is a
// secret to put into it, so that no secret is lost to a full disk or a typing
// error; unless Write succeeds, it is removed again.
class SecretFile {
 public:
  enum class IfExists { kRefuse, kReplace };

  // UsageError if the file exists and is not to be replaced, or cannot be made.
  static absl::StatusOr<SecretFile> Create(const std::string& path,
                                           IfExists if_exists);
  ~SecretFile();
  SecretFile(SecretFile&& other) noexcept;
  SecretFile& operator=(SecretFile&&) = delete;
  SecretFile(const SecretFile&) = delete;
  SecretFile& operator=(const SecretFile&) = delete;

  // Writes the secret and a line end, and puts the file in its place. Once.
  absl::Status Write(absl::string_view secret);

 private:
  SecretFile(std::string path, std::string temporary, int descriptor);

  std::string path_;
  std::string temporary_;
  int descriptor_;
};

}  // namespace caselens::cli

#endif  // CLIENTS_CLI_LOCAL_FILE_H_
