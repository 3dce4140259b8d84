#include "clients/web/sessions.h"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"

#include "clients/web/http/security.h"

namespace caselens::web {
namespace {

constexpr absl::Duration kLongest = absl::Hours(12);
constexpr absl::Duration kLinkLife = absl::Hours(1);
constexpr size_t kMaxSessions = 10'000;

}  // namespace

bool Sessions::IsOver(const Entry& entry, absl::Time now) const {
  return now - entry.used > idle_ || now - entry.begun > kLongest;
}

std::string Sessions::Add(std::shared_ptr<Session> session) {
  std::string secret = NewSecret();
  const std::lock_guard<std::mutex> lock(mu_);
  const absl::Time now = clock_();
  for (auto at = entries_.begin(); at != entries_.end();) {
    at = IsOver(at->second, now) ? entries_.erase(at) : std::next(at);
  }
  if (entries_.size() >= kMaxSessions) {
    entries_.erase(std::min_element(entries_.begin(), entries_.end(),
                                    [](const auto& a, const auto& b) {
                                      return a.second.used < b.second.used;
                                    }));
  }
  entries_[ShortHash(secret)] = {std::move(session), now, now};
  return secret;
}

std::shared_ptr<Session> Sessions::Find(const std::string& secret) {
  const std::lock_guard<std::mutex> lock(mu_);
  const auto at = entries_.find(ShortHash(secret));
  if (at == entries_.end()) return nullptr;
  const absl::Time now = clock_();
  if (IsOver(at->second, now)) {
    entries_.erase(at);
    return nullptr;
  }
  at->second.used = now;
  return at->second.session;
}

void Sessions::Remove(const std::string& secret) {
  const std::lock_guard<std::mutex> lock(mu_);
  entries_.erase(ShortHash(secret));
}

std::string Sessions::AddLink(std::string token) {
  std::string code = NewSecret();
  const std::lock_guard<std::mutex> lock(mu_);
  links_[ShortHash(code)] = {std::move(token), clock_() + kLinkLife};
  return code;
}

absl::StatusOr<std::string> Sessions::TakeLink(const std::string& code) {
  const std::lock_guard<std::mutex> lock(mu_);
  const auto at = links_.find(ShortHash(code));
  if (at == links_.end()) {
    return absl::NotFoundError("This link was used, or is not one of ours.");
  }
  std::pair<std::string, absl::Time> link = std::move(at->second);
  links_.erase(at);
  if (clock_() > link.second) {
    return absl::NotFoundError("This link is over.");
  }
  return std::move(link.first);
}

}  // namespace caselens::web
