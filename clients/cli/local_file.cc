#include "clients/cli/local_file.h"

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <string>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "absl/cleanup/cleanup.h"
#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

#include "clients/cli/errors.h"
#include "clients/cli/status_macros.h"

namespace caselens::cli {
namespace {

constexpr size_t kMaxTokenBytes = 4096;

std::string ErrnoText() { return std::generic_category().message(errno); }

// Everything up to `max_bytes` and one more.
absl::StatusOr<std::string> ReadAll(int descriptor, size_t max_bytes) {
  constexpr size_t kChunk = size_t{64} << 10;
  std::string bytes;
  while (bytes.size() <= max_bytes) {
    const size_t before = bytes.size();
    bytes.resize(before + kChunk);
    const ssize_t count = read(descriptor, bytes.data() + before, kChunk);
    bytes.resize(before + static_cast<size_t>(std::max<ssize_t>(count, 0)));
    if (count == 0) return bytes;
    if (count < 0 && errno != EINTR) return UsageError(ErrnoText());
  }
  return UsageError(absl::StrCat("longer than ", max_bytes, " bytes"));
}

// The same error with the file's name in front.
absl::Status InFile(const std::string& path, const absl::Status& status) {
  return UsageError(absl::StrCat(path, ": ", status.message()));
}

absl::Status CheckOnlyOwnerReads(const std::string& path, int descriptor) {
  struct stat file {};
  if (fstat(descriptor, &file) != 0 || !S_ISREG(file.st_mode)) {
    return NotSignedIn(absl::StrCat(path, " is not a file"));
  }
  if ((file.st_mode & (S_IRWXG | S_IRWXO)) == 0) return absl::OkStatus();
  return NotSignedIn(absl::StrCat(
      path, " can be used by others on this machine; put it right with `chmod ",
      "600 ", path, "`, and ask for a new token if others may have read it"));
}

bool IsTokenText(absl::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(),
                     [](unsigned char c) { return absl::ascii_isgraph(c); });
}

}  // namespace

absl::StatusOr<std::string> ReadFile(const std::string& path,
                                     size_t max_bytes) {
  const bool standard_input = path == "-";
  const int descriptor =
      standard_input ? STDIN_FILENO : open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) {
    return UsageError(absl::StrCat(path, ": ", ErrnoText()));
  }
  const auto closer = absl::MakeCleanup([=] {
    if (!standard_input) close(descriptor);
  });
  absl::StatusOr<std::string> bytes = ReadAll(descriptor, max_bytes);
  if (!bytes.ok()) return InFile(path, bytes.status());
  return bytes;
}

absl::StatusOr<std::string> ReadTokenFile(const std::string& path) {
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) {
    return NotSignedIn(
        absl::StrCat("no token in ", path, " (", ErrnoText(), ")"));
  }
  const auto closer = absl::MakeCleanup([descriptor] { close(descriptor); });
  CLI_RETURN_IF_ERROR(CheckOnlyOwnerReads(path, descriptor));
  const absl::StatusOr<std::string> bytes = ReadAll(descriptor, kMaxTokenBytes);
  if (!bytes.ok()) return InFile(path, bytes.status());
  std::string token(absl::StripAsciiWhitespace(*bytes));
  if (IsTokenText(token)) return token;
  return NotSignedIn(absl::StrCat(path, " holds no token: want one line"));
}

absl::StatusOr<SecretFile> SecretFile::Create(const std::string& path,
                                              IfExists if_exists) {
  if (if_exists == IfExists::kRefuse && access(path.c_str(), F_OK) == 0) {
    return UsageError(absl::StrCat(path, " exists; name another file"));
  }
  const std::string temporary = path + ".new";
  // Left behind by a run that was killed; never a secret in use.
  if (unlink(temporary.c_str()) != 0 && errno != ENOENT) {
    return UsageError(absl::StrCat(temporary, ": ", ErrnoText()));
  }
  const int descriptor =
      open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
           S_IRUSR | S_IWUSR);
  if (descriptor < 0) {
    return UsageError(absl::StrCat(path, ": ", ErrnoText()));
  }
  return SecretFile(path, temporary, descriptor);
}

SecretFile::SecretFile(std::string path, std::string temporary, int descriptor)
    : path_(std::move(path)),
      temporary_(std::move(temporary)),
      descriptor_(descriptor) {}

SecretFile::SecretFile(SecretFile&& other) noexcept
    : path_(std::move(other.path_)),
      temporary_(std::move(other.temporary_)),
      descriptor_(std::exchange(other.descriptor_, -1)) {}

SecretFile::~SecretFile() {
  if (descriptor_ < 0) return;
  close(descriptor_);
  unlink(temporary_.c_str());
}

absl::Status SecretFile::Write(absl::string_view secret) {
  const std::string line = absl::StrCat(secret, "\n");
  const ssize_t written = write(descriptor_, line.data(), line.size());
  const bool done = written == static_cast<ssize_t>(line.size()) &&
                    fsync(descriptor_) == 0 &&
                    rename(temporary_.c_str(), path_.c_str()) == 0;
  if (!done) return UsageError(absl::StrCat(path_, ": ", ErrnoText()));
  close(std::exchange(descriptor_, -1));
  return absl::OkStatus();
}

}  // namespace caselens::cli
