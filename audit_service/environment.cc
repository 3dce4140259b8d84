#include "audit_service/environment.h"

#include <cstdlib>
#include <string>

#include <openssl/rand.h>

#include "absl/time/clock.h"

namespace caselens {
namespace {

std::string RandomBytes(size_t count) {
  std::string bytes(count, '\0');
  // Without randomness nothing the service promises holds.
  if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()),
                 static_cast<int>(count)) != 1) {
    std::abort();
  }
  return bytes;
}

}  // namespace

Environment Environment::Real() {
  return {.now = [] { return absl::Now(); }, .random_bytes = &RandomBytes};
}

std::string Environment::NewId() const {
  // Starts with a letter and never holds two digits side by side, so that no
  // rule for identifiers ever takes an id of ours for somebody's number.
  constexpr char kLetters[] = "abcdefghjkmnpqrstvwxyz";
  constexpr char kAll[] = "abcdefghjkmnpqrstvwxyz23456789";
  constexpr size_t kLength = 20;
  const std::string random = random_bytes(2 * kLength);
  std::string id;
  bool after_digit = true;
  for (size_t i = 0; i < kLength; ++i) {
    const unsigned value = static_cast<unsigned char>(random[2 * i]) * 256U +
                           static_cast<unsigned char>(random[2 * i + 1]);
    const char c = after_digit ? kLetters[value % (sizeof(kLetters) - 1)]
                               : kAll[value % (sizeof(kAll) - 1)];
    after_digit = c <= '9';
    id.push_back(c);
  }
  return id;
}

uint64_t Environment::NewSeed() const {
  uint64_t seed = 0;
  while (seed == 0) {
    for (const char byte : random_bytes(6)) {
      seed = seed << 8 | static_cast<unsigned char>(byte);
    }
  }
  return seed;
}

}  // namespace caselens
