#ifndef TYPOLOGY_ANONYMITY_WORD_LIST_H_
#define TYPOLOGY_ANONYMITY_WORD_LIST_H_

#include "absl/strings/string_view.h"

namespace caselens::anonymity {

// A set of words kept as it was built: sorted by byte, one a line, each line
// ended by '\n'. Needs no setup and no memory of its own. Thread-safe.
class WordList {
 public:
  // `lines` must outlive the list.
  explicit constexpr WordList(absl::string_view lines) : lines_(lines) {}

  // O(log n) comparisons.
  bool Contains(absl::string_view word) const;
  absl::string_view lines() const { return lines_; }

 private:
  absl::string_view lines_;
};

// The lists built into the program by make_word_lists: folded as Folder folds
// text. README.md says where each comes from.
namespace lists {
WordList Dictionary();   // words that stand in lower case in the dictionary
WordList Allowed();      // terms of the domain, nations, months
WordList Names();        // given and family names of many origins
WordList StrongNames();  // dictionary words that are names first
WordList NamesThatAreWords();  // names where the text says so
WordList RareNames();          // words of Names() that seldom are names
WordList NotNames();           // words of Names() that are not treated as names
WordList Places();             // towns and villages, "stoke on trent"
}  // namespace lists

}  // namespace caselens::anonymity

#endif  // TYPOLOGY_ANONYMITY_WORD_LIST_H_
