#ifndef TYPOLOGY_ANONYMITY_TEXT_H_
#define TYPOLOGY_ANONYMITY_TEXT_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace caselens::anonymity {

// A half-open range. Of code points of the original text unless said otherwise.
struct Range {
  uint32_t begin = 0;
  uint32_t end = 0;

  bool operator==(const Range&) const = default;
  bool Contains(const Range& other) const {
    return begin <= other.begin && other.end <= end;
  }
  bool Overlaps(const Range& other) const {
    return begin < other.end && other.begin < end;
  }
};

// A text as code points. `byte_offset[i]` is where code point i starts in the
// UTF-8 original; one more entry holds the length in bytes.
struct DecodedText {
  std::u32string chars;
  std::vector<uint32_t> byte_offset;
};

// Nothing if `utf8` is not well-formed UTF-8 (surrogates and overlong forms
// are not) or is longer than 2^31 bytes. Linear.
std::optional<DecodedText> DecodeUtf8(absl::string_view utf8);

// A text after folding, one ASCII byte per folded character, and where each
// came from. Two bytes stand for what has no ASCII form:
inline constexpr char kForeignLetter = '\x01';  // a letter of another script
inline constexpr char kOtherSymbol = '\x02';    // anything else
class View {
 public:
  void Reserve(size_t size);
  // `lookalike` is the ASCII letter that a foreign letter resembles, or `c`.
  void Append(char c, char lookalike, Range source, bool upper);
  void Append(char c, Range source, bool upper = false) {
    Append(c, c, source, upper);
  }
  // A letter that had an accent or other mark: 'l' of "Łukasz".
  void AppendAccented(char c, Range source, bool upper);
  // Appends character `i` of `other`.
  void AppendFrom(const View& other, size_t i);

  size_t size() const { return text_.size(); }
  char operator[](size_t i) const { return text_[i]; }
  // Lower case; line ends are '\n', tabs '\t', other spaces ' ', dashes '-',
  // apostrophes '\''.
  const std::string& text() const { return text_; }
  // The same with letters of other scripts replaced by what they look like.
  const std::string& lookalike() const { return lookalike_; }
  // Was the original a capital?
  bool upper(size_t i) const { return upper_[i]; }
  // Had the original an accent?
  bool accented(size_t i) const { return accented_[i]; }
  // The original code points of the folded characters [begin, end), not empty.
  Range Source(size_t begin, size_t end) const {
    return {source_[begin].begin, source_[end - 1].end};
  }

 private:
  std::string text_;
  std::string lookalike_;
  std::vector<Range> source_;
  std::vector<bool> upper_;
  std::vector<bool> accented_;
};

inline bool IsDigit(char c) { return c >= '0' && c <= '9'; }
inline bool IsLetter(char c) {
  return (c >= 'a' && c <= 'z') || c == kForeignLetter;
}
inline bool IsAlnum(char c) { return IsDigit(c) || IsLetter(c); }
inline bool IsSpace(char c) { return c == ' ' || c == '\n' || c == '\t'; }

}  // namespace caselens::anonymity

#endif  // TYPOLOGY_ANONYMITY_TEXT_H_
