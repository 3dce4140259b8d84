#ifndef AUDIT_SERVICE_ACCESS_SIGN_ON_H_
#define AUDIT_SERVICE_ACCESS_SIGN_ON_H_

#include <memory>
#include <string>

#include <sys/types.h>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "audit_service/access/jwt.h"
#include "audit_service/access/key_set.h"
#include "typology/base/mutex.h"

namespace caselens {

struct SignOnOptions {
  JwtWanted wanted;
  std::string keys_file;  // "": there is no single sign-on
};

// Tokens of an organisation's single sign-on (OpenID Connect): JSON Web Tokens
// of one issuer, whose keys are in a file that something else keeps up to date.
// The file is looked at again every kBetweenLooks; a key that is no longer in
// it is worth nothing from then on. A file that cannot be used changes nothing.
//
// Thread-safe. Verified tokens are remembered until they end, by their hash.
class SignOn {
 public:
  static constexpr absl::Duration kBetweenLooks = absl::Seconds(5);

  // Null without a file; INVALID_ARGUMENT naming the file if it holds no keys.
  static absl::StatusOr<std::unique_ptr<SignOn>> Open(SignOnOptions options);

  const std::string& Issuer() const { return options_.wanted.issuer; }
  // Whom the token is about. UNAUTHENTICATED if it is not to be trusted.
  absl::StatusOr<std::string> SubjectOf(absl::string_view token, absl::Time now)
      ABSL_LOCKS_EXCLUDED(mu_);
  // How many verified tokens are remembered.
  size_t Remembered() const ABSL_LOCKS_EXCLUDED(mu_);

 private:
  // What tells that a file is another one.
  struct Stamp {
    ino_t inode = 0;
    off_t size = 0;
    int64_t nanos = 0;
    bool operator==(const Stamp&) const = default;
  };

  explicit SignOn(SignOnOptions options) : options_(std::move(options)) {}

  Stamp StampOfFile() const;
  absl::Status Load() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void LookAgain(absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void Remember(const std::string& hash, const JwtClaims& claims,
                absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);

  const SignOnOptions options_;

  mutable Mutex mu_;
  std::shared_ptr<const KeySet> keys_ ABSL_GUARDED_BY(mu_);
  Stamp stamp_ ABSL_GUARDED_BY(mu_);
  absl::Time next_look_ ABSL_GUARDED_BY(mu_) = absl::InfinitePast();
  absl::flat_hash_map<std::string, JwtClaims> verified_ ABSL_GUARDED_BY(mu_);
};

}  // namespace caselens

#endif  // AUDIT_SERVICE_ACCESS_SIGN_ON_H_
