#include "typology/anonymity/scanned.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <utility>

#include "absl/strings/string_view.h"

#include "typology/anonymity/fold.h"
#include "typology/anonymity/words.h"

namespace caselens::anonymity {

Scanned::Scanned(View folded)
    : text(JoinSpelled(folded)),
      numbers(ReadDigits(text)),
      words(SplitWords(text)),
      number_words(SplitWords(numbers)) {}

size_t Scanned::WordAt(uint32_t at) const {
  const auto it = std::lower_bound(
      words.begin(), words.end(), at, [&](const Word& word, uint32_t position) {
        return text.Source(word.begin, word.begin + 1).begin < position;
      });
  return static_cast<size_t>(it - words.begin());
}

bool Scanned::HasBefore(uint32_t at,
                        std::initializer_list<absl::string_view> wanted,
                        size_t reach) const {
  return HasBeforeWord(WordAt(at), wanted, reach);
}

bool Scanned::HasBeforeWord(size_t word,
                            std::initializer_list<absl::string_view> wanted,
                            size_t reach) const {
  return HasWordBefore(words, word, wanted, reach);
}

}  // namespace caselens::anonymity
