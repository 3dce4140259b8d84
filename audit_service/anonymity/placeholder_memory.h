#ifndef AUDIT_SERVICE_ANONYMITY_PLACEHOLDER_MEMORY_H_
#define AUDIT_SERVICE_ANONYMITY_PLACEHOLDER_MEMORY_H_

#include <list>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"

#include "typology/anonymity/replacement.h"
#include "typology/base/mutex.h"

namespace caselens {

// Which placeholder stands for whom in each coding, from one check to the next,
// so that a person offered as [PERSON-1] today is [PERSON-1] in the next save.
// In memory only, and of names it holds keyed hashes. Forgets the coding that
// was not checked for longest; then, and after a restart, the placeholders in
// the texts themselves still see to it that no number is given out twice.
// Thread-safe.
class PlaceholderMemory {
 public:
  explicit PlaceholderMemory(std::string key) : key_(std::move(key)) {}

  // Those of `coding`, which `author` codes: new ones the first time.
  anonymity::Placeholders Recall(const std::string& author,
                                 const std::string& coding) const;
  // Nothing new where there are more names than limits.h allows.
  void Remember(const std::string& author, const std::string& coding,
                anonymity::Placeholders placeholders);

 private:
  using Entry = std::pair<std::string, anonymity::Placeholders>;

  const std::string key_;
  mutable Mutex mutex_;
  // The newest first.
  std::list<Entry> entries_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<std::string, std::list<Entry>::iterator> by_coding_
      ABSL_GUARDED_BY(mutex_);
};

}  // namespace caselens

#endif  // AUDIT_SERVICE_ANONYMITY_PLACEHOLDER_MEMORY_H_
