#ifndef AUDIT_SERVICE_SECRET_FILE_H_
#define AUDIT_SERVICE_SECRET_FILE_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace caselens {

// Files that only their owner can read.

// Writes a new file, durably. FAILED_PRECONDITION if there is one.
absl::Status WriteSecret(const std::string& path, const std::string& secret);

// The content of the file; NOT_FOUND if there is none, FAILED_PRECONDITION if
// others can read it.
absl::StatusOr<std::string> ReadSecret(const std::string& path);

}  // namespace caselens

#endif  // AUDIT_SERVICE_SECRET_FILE_H_
