#include "audit_service/secret_file.h"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "audit_service/durable_file.h"

namespace caselens {
namespace {

constexpr mode_t kOwnerOnly = 0600;
constexpr mode_t kOthers = 077;

}  // namespace

absl::Status WriteSecret(const std::string& path, const std::string& secret) {
  const int file =
      open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, kOwnerOnly);
  if (file < 0) {
    return absl::FailedPreconditionError(
        absl::StrCat("cannot create ", path,
                     "; want a file that is not there yet, in a folder that "
                     "is"));
  }
  const bool written = write(file, secret.data(), secret.size()) ==
                           static_cast<ssize_t>(secret.size()) &&
                       fsync(file) == 0;
  close(file);
  const auto folder = std::filesystem::absolute(path).parent_path();
  if (written && SyncPath(folder.string()).ok()) return absl::OkStatus();
  unlink(path.c_str());  // half a secret is none
  return absl::UnavailableError(absl::StrCat("cannot write ", path));
}

absl::StatusOr<std::string> ReadSecret(const std::string& path) {
  struct stat info = {};
  if (stat(path.c_str(), &info) != 0) {
    return absl::NotFoundError(absl::StrCat("there is no ", path));
  }
  if ((info.st_mode & kOthers) != 0) {
    return absl::FailedPreconditionError(
        absl::StrCat(path, ": want a file that only its owner can read"));
  }
  std::ifstream file(path, std::ios::binary);
  std::ostringstream secret;
  secret << file.rdbuf();
  if (file) return secret.str();
  return absl::FailedPreconditionError(absl::StrCat("cannot read ", path));
}

}  // namespace caselens
