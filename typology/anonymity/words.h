#ifndef TYPOLOGY_ANONYMITY_WORDS_H_
#define TYPOLOGY_ANONYMITY_WORDS_H_

#include <cstddef>
#include <initializer_list>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

#include "typology/anonymity/text.h"

namespace caselens::anonymity {

// A word, number or code of a View: a run of letters and digits, with the
// apostrophes between letters.
struct Word {
  // Characters of the view, [begin, end). A possessive 's is outside.
  size_t begin = 0;
  size_t end = 0;
  size_t full_end = 0;     // behind the possessive
  absl::string_view text;  // folded; letters of other scripts are marks
  bool has_digit = false;
  bool has_letter = false;
  bool foreign = false;          // has a letter of another script
  bool accented = false;         // has a letter with an accent
  bool capital = false;          // starts with a capital
  bool all_capitals = false;     // two letters or more, all capitals
  bool starts_sentence = false;  // a capital here says nothing
  bool possessive = false;
};

// The words of `view`, which must outlive them. Linear.
std::vector<Word> SplitWords(const View& view);

// Is one of `wanted` among the `reach` words before word `at`?
bool HasWordBefore(const std::vector<Word>& words, size_t at,
                   std::initializer_list<absl::string_view> wanted,
                   size_t reach);

// Is the text between two words only spaces, at most `max` of them?
bool OnlySpaceBetween(const View& view, const Word& left, const Word& right,
                      size_t max = 3);

}  // namespace caselens::anonymity

#endif  // TYPOLOGY_ANONYMITY_WORDS_H_
