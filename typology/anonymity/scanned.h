#ifndef TYPOLOGY_ANONYMITY_SCANNED_H_
#define TYPOLOGY_ANONYMITY_SCANNED_H_

#include <cstddef>
#include <initializer_list>
#include <vector>

#include "absl/strings/string_view.h"

#include "typology/anonymity/finding.h"
#include "typology/anonymity/text.h"
#include "typology/anonymity/words.h"

namespace caselens::anonymity {

// A text made ready for the detectors. Each detector reads it and appends Hits;
// none depends on another.
struct Scanned {
  explicit Scanned(View folded);
  Scanned(const Scanned&) = delete;
  Scanned& operator=(const Scanned&) = delete;
  ~Scanned() = default;

  View text;                // folded, spelled-out characters joined
  View numbers;             // the same, with digits read as ReadDigits says
  std::vector<Word> words;  // of `text`
  std::vector<Word> number_words;  // of `numbers`

  // The first word that starts at or behind original code point `at`.
  size_t WordAt(uint32_t at) const;
  // Is one of `wanted` among the `reach` words before original position `at`?
  bool HasBefore(uint32_t at, std::initializer_list<absl::string_view> wanted,
                 size_t reach) const;
  bool HasBeforeWord(size_t word,
                     std::initializer_list<absl::string_view> wanted,
                     size_t reach) const;
};

}  // namespace caselens::anonymity

#endif  // TYPOLOGY_ANONYMITY_SCANNED_H_
