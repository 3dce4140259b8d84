#ifndef TYPOLOGY_ANONYMITY_NAME_KIND_H_
#define TYPOLOGY_ANONYMITY_NAME_KIND_H_

#include "absl/strings/string_view.h"

#include "typology/anonymity/text.h"
#include "typology/anonymity/words.h"

namespace caselens::anonymity {

// What the lists say of a word by itself.
enum class NameKind {
  kSafe,      // a word of the dictionary
  kAllowed,   // a term of the domain
  kName,      // a name wherever it stands
  kWordName,  // a name or a word: the text decides
  kRareName,  // a word that seldom is a name
  kUnknown,   // in no list
  kForeign,   // in another alphabet
  kInitial,   // one letter
  kCode,      // has digits
};

// `word` is one of `view`. O(log n) in the lists.
NameKind KindOfName(const Word& word, const View& view);

// Is folded `text` in the dictionary or a term of the domain?
bool IsKnownWord(absl::string_view text);

}  // namespace caselens::anonymity

#endif  // TYPOLOGY_ANONYMITY_NAME_KIND_H_
