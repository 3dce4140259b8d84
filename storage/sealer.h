#ifndef STORAGE_SEALER_H_
#define STORAGE_SEALER_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace caselens {

// Encrypts what a store keeps of case files, with a key for each, so that all
// copies of it are gone once its key is. Thread-safe.
class Sealer {
 public:
  virtual ~Sealer() = default;

  // Encrypts `plain` with the key of `case_file`, which is made if there is
  // none; "" has a key too, for what is of several files. `place` says where it
  // will be stored: nowhere else does it open. NOT_FOUND if the key was
  // destroyed.
  virtual absl::StatusOr<std::string> Seal(absl::string_view case_file,
                                           absl::string_view place,
                                           absl::string_view plain) = 0;
  // NOT_FOUND if the key was destroyed, DATA_LOSS if these are not the bytes
  // that were sealed for this place.
  virtual absl::StatusOr<std::string> Open(absl::string_view case_file,
                                           absl::string_view place,
                                           absl::string_view sealed) const = 0;
  // Makes durable the keys that Seal made: before every commit, so that no row
  // outlives a key that it needs.
  virtual absl::Status Sync() = 0;
};

}  // namespace caselens

#endif  // STORAGE_SEALER_H_
