#ifndef AUDIT_SERVICE_ENVIRONMENT_H_
#define AUDIT_SERVICE_ENVIRONMENT_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

#include "absl/time/time.h"

namespace caselens {

// What the service takes from the world: the only things that tests replace.
// Thread-safe.
struct Environment {
  std::function<absl::Time()> now;
  // Cryptographically random bytes.
  std::function<std::string(size_t count)> random_bytes;

  // Of this machine.
  static Environment Real();

  // A new id: 20 lower case letters and digits, over 90 random bits, no two
  // digits side by side.
  std::string NewId() const;
  std::string NewSalt() const { return random_bytes(32); }
  // Never 0, and exact in a spreadsheet, which knows 15 digits.
  uint64_t NewSeed() const;
};

}  // namespace caselens

#endif  // AUDIT_SERVICE_ENVIRONMENT_H_
