#include "audit_service/access/sign_on.h"

#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <utility>

#include <sys/stat.h>

#include "absl/memory/memory.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "audit_service/limits.h"
#include "typology/base/status_macros.h"
#include "typology/transparency/sha256.h"

namespace caselens {

absl::StatusOr<std::unique_ptr<SignOn>> SignOn::Open(SignOnOptions options) {
  if (options.keys_file.empty()) return nullptr;
  auto sign_on = absl::WrapUnique(new SignOn(std::move(options)));
  {
    const MutexLock lock(sign_on->mu_);
    CASELENS_RETURN_IF_ERROR(sign_on->Load());
  }
  return sign_on;
}

absl::StatusOr<std::string> SignOn::SubjectOf(absl::string_view token,
                                              absl::Time now) {
  Sha256 sha256;
  const std::string hash(Bytes(sha256.Of({token})));
  std::shared_ptr<const KeySet> keys;
  {
    const MutexLock lock(mu_);
    LookAgain(now);
    const auto at = verified_.find(hash);
    if (at != verified_.end() && now < at->second.expire + kClockLeeway) {
      return at->second.subject;
    }
    keys = keys_;
  }
  CASELENS_ASSIGN_OR_RETURN(JwtClaims claims,
                            VerifyJwt(token, *keys, options_.wanted, now));
  const MutexLock lock(mu_);
  if (keys == keys_) Remember(hash, claims, now);
  return std::move(claims.subject);
}

size_t SignOn::Remembered() const {
  const MutexLock lock(mu_);
  return verified_.size();
}

SignOn::Stamp SignOn::StampOfFile() const {
  struct stat info = {};
  if (stat(options_.keys_file.c_str(), &info) != 0) return {};
  return {.inode = info.st_ino,
          .size = info.st_size,
          .nanos = info.st_mtim.tv_sec * int64_t{1'000'000'000} +
                   info.st_mtim.tv_nsec};
}

absl::Status SignOn::Load() {
  stamp_ = StampOfFile();
  std::ifstream file(options_.keys_file, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  absl::StatusOr<KeySet> keys = KeySet::Parse(text.str());
  if (!keys.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat(options_.keys_file, ": ", keys.status().message()));
  }
  keys_ = std::make_shared<const KeySet>(*std::move(keys));
  verified_.clear();
  return absl::OkStatus();
}

void SignOn::LookAgain(absl::Time now) {
  if (now < next_look_ && now + kBetweenLooks >= next_look_) return;
  next_look_ = now + kBetweenLooks;
  if (StampOfFile() == stamp_) return;
  Load().IgnoreError();  // the keys that were good stay so
}

void SignOn::Remember(const std::string& hash, const JwtClaims& claims,
                      absl::Time now) {
  if (verified_.size() >= limits::kRememberedSignOns) {
    absl::erase_if(verified_, [now](const auto& entry) {
      return entry.second.expire + kClockLeeway <= now;
    });
  }
  if (verified_.size() >= limits::kRememberedSignOns) verified_.clear();
  verified_[hash] = claims;
}

}  // namespace caselens
