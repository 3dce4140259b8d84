#ifndef TYPOLOGY_ANONYMITY_REFUSAL_H_
#define TYPOLOGY_ANONYMITY_REFUSAL_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

#include "typology/anonymity/text.h"

namespace caselens::anonymity {

// Why a text is refused as a whole: it hides what it says.
enum class RefusalKind {
  kInvalidUtf8,
  kBidiControl,   // characters that reverse the reading order
  kTagCharacter,  // invisible letters, U+E0000 to U+E007F
  kMixedScript,   // one word with letters of several scripts
};

struct Refusal {
  RefusalKind kind = RefusalKind::kInvalidUtf8;
  // Where. Empty for invalid UTF-8, which has no code points.
  Range chars;
};

// "INVALID_UTF8", "BIDI_CONTROL", "TAG_CHARACTER" or "MIXED_SCRIPT".
absl::string_view RefusalName(RefusalKind kind);
// One plain sentence for the person who typed the text.
absl::string_view RefusalReason(RefusalKind kind);

// The first bidi control, tag character or mixed-script word of `chars`.
// Positions are indexes into `chars`. Linear.
//
// A word is letters and digits with the marks and invisible characters between
// them. Scripts that are written together (Han with kana, Hangul or bopomofo)
// are one; a word wholly in Cyrillic or Arabic is not mixed.
std::optional<Refusal> FindRefusal(const std::u32string& chars);

}  // namespace caselens::anonymity

#endif  // TYPOLOGY_ANONYMITY_REFUSAL_H_
