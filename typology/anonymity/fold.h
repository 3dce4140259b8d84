#ifndef TYPOLOGY_ANONYMITY_FOLD_H_
#define TYPOLOGY_ANONYMITY_FOLD_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "unicode/normalizer2.h"

#include "typology/anonymity/text.h"

namespace caselens::anonymity {

// Code points and the range of the original that each stands for.
struct MappedText {
  std::u32string chars;
  std::vector<Range> source;

  // Each code point stands for itself.
  static MappedText Identity(std::u32string chars);
};

// Replaces HTML character references ("&#48;", "&#x30;", "&nbsp;", "&amp;"…)
// by what they stand for; leaves what is none. Linear. Run it twice against
// "&amp;#48;".
MappedText DecodeEntities(const MappedText& text);

// Turns text into Views: the one place that knows what may stand for what.
//
// Casefold and compatibility forms by NFKC_Casefold (full-width, circled,
// mathematical letters; zero-width characters go), Latin letters to ASCII by
// ICU's Latin-ASCII, digits of every script to 0-9, every dash to '-', every
// space to ' ', look-alike letters of other scripts by the Unicode skeleton of
// single letters. The skeleton of a whole text is never used: it maps m to rn
// and 1 to l.
//
// Immutable and thread-safe after construction.
class Folder {
 public:
  Folder();

  // Linear: marks are folded in groups of at most 32 code points, the limit of
  // the Unicode stream-safe text format.
  View Fold(const MappedText& text) const;
  // As above, for one string that is not mapped back: word lists.
  std::string FoldWord(absl::string_view utf8) const;

 private:
  struct Latin {
    char text[4] = {};
  };

  void FoldCluster(const std::u32string& cluster, Range source, bool upper,
                   View& out) const;
  void FoldCodePoint(char32_t c, Range source, bool upper, View& out) const;

  const icu::Normalizer2* normalizer_;  // owned by ICU
  absl::flat_hash_map<char32_t, Latin> latin_;
  absl::flat_hash_map<char32_t, char> lookalike_;
};

// Joins characters typed one by one: "j o h n", "J.o.h.n", "9.4.3.4.7.6",
// "A-B-1-2-3-4-5-6-C". The gaps must be alike, one to three characters of space
// or punctuation. At least three letters, five letters and digits, or six
// digits. Linear.
View JoinSpelled(const View& view);

// Reads what was meant as digits: number words in a row ("oh seven double
// seven"), and o, i, l and | beside digits. For number patterns only. Linear.
View ReadDigits(const View& view);

}  // namespace caselens::anonymity

#endif  // TYPOLOGY_ANONYMITY_FOLD_H_
