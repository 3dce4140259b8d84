#ifndef TYPOLOGY_TEMPLATE_FACTS_H_
#define TYPOLOGY_TEMPLATE_FACTS_H_

#include <set>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"

namespace caselens {

// Derived facts and the instances that they were found for: what conditions of
// a template may ask beside answers. template.proto lists them;
// typology/findings derives them.
class Facts {
 public:
  // Finds views without making strings of them.
  struct Less {
    using is_transparent = void;
    template <typename A, typename B>
    bool operator()(const A& a, const B& b) const {
      return View(a) < View(b);
    }

   private:
    using Views = std::pair<absl::string_view, absl::string_view>;
    template <typename Pair>
    static Views View(const Pair& pair) {
      return {pair.first, pair.second};
    }
  };
  using Held = std::set<std::pair<std::string, std::string>, Less>;

  // True if the fact was found for the instance, for what contains it or for
  // anything inside it: one harm of a fact makes it true of the file ("").
  bool Has(absl::string_view fact, absl::string_view instance) const;
  void Add(absl::string_view fact, absl::string_view instance);

  // Every (fact, instance), sorted.
  const Held& All() const { return held_; }
  bool operator==(const Facts&) const = default;

 private:
  bool HasExactly(absl::string_view fact, absl::string_view instance) const;

  Held held_;
};

}  // namespace caselens

#endif  // TYPOLOGY_TEMPLATE_FACTS_H_
