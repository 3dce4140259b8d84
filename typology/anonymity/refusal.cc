#include "typology/anonymity/refusal.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "unicode/uchar.h"
#include "unicode/uscript.h"

namespace caselens::anonymity {
namespace {

bool IsTag(char32_t c) { return c >= 0xE0000 && c <= 0xE007F; }

bool IsBidiControl(char32_t c) {
  return c >= 0x061C &&
         u_hasBinaryProperty(static_cast<UChar32>(c), UCHAR_BIDI_CONTROL) != 0;
}

// Keeps a word together without saying which script it is in.
bool IsTransparent(UChar32 c) {
  return u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) != 0 ||
         (U_GET_GC_MASK(c) & (U_GC_M_MASK | U_GC_CF_MASK)) != 0;
}

// The script of a letter, or USCRIPT_COMMON for what fits every word.
UScriptCode ScriptOf(char32_t c) {
  if (c < 0x80) {
    return ((c | 0x20U) >= 'a' && (c | 0x20U) <= 'z') ? USCRIPT_LATIN
                                                      : USCRIPT_COMMON;
  }
  UErrorCode error = U_ZERO_ERROR;
  const UScriptCode script = uscript_getScript(static_cast<UChar32>(c), &error);
  switch (script) {
    case USCRIPT_INHERITED:
      return USCRIPT_COMMON;
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
    case USCRIPT_HANGUL:
    case USCRIPT_BOPOMOFO:
      return USCRIPT_HAN;
    default:
      return script;
  }
}

bool BelongsToWord(char32_t c) {
  if (c < 0x80) {
    return (c >= '0' && c <= '9') || ScriptOf(c) == USCRIPT_LATIN;
  }
  return u_isalnum(static_cast<UChar32>(c)) != 0 ||
         IsTransparent(static_cast<UChar32>(c));
}

// Follows one word after the other; says when a second script joins one.
class WordScripts {
 public:
  // Takes code point `c` at `i`. True if the word it is in became mixed.
  bool Add(char32_t c, size_t i) {
    if (!BelongsToWord(c)) {
      script_ = USCRIPT_COMMON;
      in_word_ = false;
      return false;
    }
    if (!in_word_) begin_ = i;
    in_word_ = true;
    const UScriptCode script = ScriptOf(c);
    if (script == USCRIPT_COMMON) return false;
    if (script_ == USCRIPT_COMMON) script_ = script;
    return script != script_;
  }
  size_t begin() const { return begin_; }

 private:
  UScriptCode script_ = USCRIPT_COMMON;
  bool in_word_ = false;
  size_t begin_ = 0;
};

Range At(size_t begin, size_t end) {
  return {static_cast<uint32_t>(begin), static_cast<uint32_t>(end)};
}

}  // namespace

absl::string_view RefusalName(RefusalKind kind) {
  switch (kind) {
    case RefusalKind::kInvalidUtf8:
      return "INVALID_UTF8";
    case RefusalKind::kBidiControl:
      return "BIDI_CONTROL";
    case RefusalKind::kTagCharacter:
      return "TAG_CHARACTER";
    case RefusalKind::kMixedScript:
      return "MIXED_SCRIPT";
  }
  return "";
}

absl::string_view RefusalReason(RefusalKind kind) {
  switch (kind) {
    case RefusalKind::kInvalidUtf8:
      return "The text is not valid UTF-8, so it cannot be read.";
    case RefusalKind::kBidiControl:
      return "The text holds characters that change the reading order, so what "
             "is shown is not what is stored. Type it again without them.";
    case RefusalKind::kTagCharacter:
      return "The text holds invisible letters. Type it again.";
    case RefusalKind::kMixedScript:
      return "A word mixes letters of different alphabets that look alike. "
             "Type it in one alphabet.";
  }
  return "";
}

std::optional<Refusal> FindRefusal(const std::u32string& chars) {
  WordScripts word;
  for (size_t i = 0; i < chars.size(); ++i) {
    const char32_t c = chars[i];
    if (IsTag(c)) return Refusal{RefusalKind::kTagCharacter, At(i, i + 1)};
    if (IsBidiControl(c))
      return Refusal{RefusalKind::kBidiControl, At(i, i + 1)};
    if (word.Add(c, i)) {
      return Refusal{RefusalKind::kMixedScript, At(word.begin(), i + 1)};
    }
  }
  return std::nullopt;
}

}  // namespace caselens::anonymity
