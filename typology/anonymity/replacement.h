#ifndef TYPOLOGY_ANONYMITY_REPLACEMENT_H_
#define TYPOLOGY_ANONYMITY_REPLACEMENT_H_

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"

#include "typology/anonymity/finding.h"
#include "typology/anonymity/text.h"

namespace caselens::anonymity {

// The placeholders of one coding: the same person is [PERSON-1] in each of its
// fields. It holds each word of a name as `mask` leaves it; where that is
// nothing, keep it for as long as the fields are scanned and no longer. Not
// thread-safe.
class Placeholders {
 public:
  using Mask = std::function<std::string(absl::string_view)>;

  Placeholders() = default;
  explicit Placeholders(Mask mask) : mask_(std::move(mask)) {}

  // Takes note of the placeholders that `text` already has, so that none is
  // given out twice. `text` is folded.
  void Observe(absl::string_view text);

  // The placeholder of what was found: "[PERSON-2]". `words` are the folded
  // words of the name. A name of one word is that of an earlier name with this
  // word, and the other way round: "Sarah" and "Sarah Khan". O(words).
  std::string For(Type type, const std::vector<std::string>& words);

  // How many names it holds.
  size_t Names() const;

 private:
  // Numbers given out for one type.
  struct Book {
    absl::flat_hash_map<std::string, int> by_name;   // its words in order
    absl::flat_hash_map<std::string, int> by_word;   // the first with it
    absl::flat_hash_map<std::string, int> one_word;  // names of one word
    int last = 0;
  };
  static int NumberOf(Book& book, const std::vector<std::string>& words);

  Mask mask_;
  std::map<Type, Book> books_;
};

// The wording to offer for a span of `type`: a placeholder for names and
// places, a band or a coarser fact where there is one ("2019" for "March 2019",
// "aged 0-4" for "18 months old"), "[PHONE]" and the like otherwise. `text` is
// the folded span, `words` its words.
std::string OfferReplacement(Type type, absl::string_view text,
                             const std::vector<std::string>& words,
                             Placeholders& placeholders);

// Where in `text` (bytes, in order) stand placeholders that OfferReplacement
// gives out. They name nobody, so that replaced text passes. Linear.
std::vector<Range> FindPlaceholders(absl::string_view text);

}  // namespace caselens::anonymity

#endif  // TYPOLOGY_ANONYMITY_REPLACEMENT_H_
