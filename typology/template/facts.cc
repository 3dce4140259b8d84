#include "typology/template/facts.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace caselens {

void Facts::Add(absl::string_view fact, absl::string_view instance) {
  held_.emplace(fact, instance);
}

bool Facts::HasExactly(absl::string_view fact,
                       absl::string_view instance) const {
  return held_.contains(std::pair(fact, instance));
}

bool Facts::Has(absl::string_view fact, absl::string_view instance) const {
  const auto first = held_.lower_bound(std::pair(fact, absl::string_view()));
  if (first == held_.end() || first->first != fact) return false;
  if (first->second.empty() || instance.empty()) return true;
  for (absl::string_view at = instance; !at.empty();) {
    if (HasExactly(fact, at)) return true;
    const size_t slash = at.rfind('/');
    at = slash == absl::string_view::npos ? "" : at.substr(0, slash);
  }
  const std::string prefix = absl::StrCat(instance, "/");
  const auto inside =
      held_.lower_bound(std::pair(fact, absl::string_view(prefix)));
  return inside != held_.end() && inside->first == fact &&
         absl::StartsWith(inside->second, prefix);
}

}  // namespace caselens
