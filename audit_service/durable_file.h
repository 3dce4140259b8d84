#ifndef AUDIT_SERVICE_DURABLE_FILE_H_
#define AUDIT_SERVICE_DURABLE_FILE_H_

#include <string>

#include "absl/status/status.h"

namespace caselens {

// Makes durable what a file holds, or which names a folder has.
absl::Status SyncPath(const std::string& path);

// Gives the durable file `partial` the name `path`, durably; one that has it
// goes. The caller removes `partial` if this fails.
absl::Status Publish(const std::string& partial, const std::string& path);

}  // namespace caselens

#endif  // AUDIT_SERVICE_DURABLE_FILE_H_
