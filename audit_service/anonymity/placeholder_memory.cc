#include "audit_service/anonymity/placeholder_memory.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

#include "audit_service/limits.h"
#include "audit_service/mac.h"

namespace caselens {
namespace {

std::string KeyOf(const std::string& author, const std::string& coding) {
  return absl::StrCat(author, "\n", coding);
}

}  // namespace

anonymity::Placeholders PlaceholderMemory::Recall(
    const std::string& author, const std::string& coding) const {
  const std::string key = KeyOf(author, coding);
  {
    const MutexLock lock(mutex_);
    const auto at = by_coding_.find(key);
    if (at != by_coding_.end()) return at->second->second;
  }
  return anonymity::Placeholders([secret = key_, key](absl::string_view word) {
    return Mac(secret, absl::StrCat("placeholder\n", key, "\n", word));
  });
}

void PlaceholderMemory::Remember(const std::string& author,
                                 const std::string& coding,
                                 anonymity::Placeholders placeholders) {
  if (placeholders.Names() > limits::kRememberedNames) return;
  std::string key = KeyOf(author, coding);
  const MutexLock lock(mutex_);
  const auto at = by_coding_.find(key);
  if (at != by_coding_.end()) entries_.erase(at->second);
  entries_.emplace_front(key, std::move(placeholders));
  by_coding_[std::move(key)] = entries_.begin();
  if (entries_.size() <= limits::kRememberedCodings) return;
  by_coding_.erase(entries_.back().first);
  entries_.pop_back();
}

}  // namespace caselens
