#include "typology/anonymity/fold.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "unicode/normalizer2.h"
#include "unicode/translit.h"
#include "unicode/uchar.h"
#include "unicode/unistr.h"
#include "unicode/uscript.h"
#include "unicode/uspoof.h"

#include "typology/anonymity/text.h"

namespace caselens::anonymity {
namespace {

// Longest run of combining marks folded together (UAX 15, stream-safe text).
constexpr size_t kMaxCluster = 32;

struct Entity {
  absl::string_view name;
  char32_t value;
};

constexpr Entity kEntities[] = {
    {"nbsp", U' '},   {"amp", U'&'},      {"lt", U'<'},     {"gt", U'>'},
    {"quot", U'"'},   {"apos", U'\''},    {"rsquo", U'\''}, {"lsquo", U'\''},
    {"ensp", U' '},   {"emsp", U' '},     {"thinsp", U' '}, {"ndash", U'-'},
    {"mdash", U'-'},  {"minus", U'-'},    {"hyphen", U'-'}, {"shy", 0xAD},
    {"zwnj", 0x200C}, {"zwj", 0x200D},    {"period", U'.'}, {"comma", U','},
    {"commat", U'@'}, {"num", U'#'},      {"lowbar", U'_'}, {"sol", U'/'},
    {"colon", U':'},  {"NewLine", U'\n'}, {"Tab", U'\t'},   {"dot", U'.'}};

struct DecodedEntity {
  char32_t value = 0;
  size_t length = 0;  // code points, from '&'
};

int DigitOf(char32_t c, int base) {
  int value = -1;
  if (c >= U'0' && c <= U'9') {
    value = static_cast<int>(c - U'0');
  } else if ((c | 0x20U) >= U'a' && (c | 0x20U) <= U'f') {
    value = static_cast<int>((c | 0x20U) - U'a') + 10;
  }
  return value < base ? value : -1;
}

// `at` is the position behind "&#".
std::optional<DecodedEntity> NumericEntity(const std::u32string& chars,
                                           size_t at) {
  const size_t start = at - 2;
  int base = 10;
  if (at < chars.size() && (chars[at] | 0x20U) == U'x') {
    base = 16;
    ++at;
  }
  const size_t first = at;
  char32_t value = 0;
  while (at < chars.size() && at < first + 8 && DigitOf(chars[at], base) >= 0) {
    value = value * static_cast<char32_t>(base) +
            static_cast<char32_t>(DigitOf(chars[at], base));
    ++at;
  }
  const bool is_char =
      value > 0 && value <= 0x10FFFF && (value < 0xD800 || value > 0xDFFF);
  if (at == first || !is_char) return std::nullopt;
  if (at < chars.size() && chars[at] == U';') ++at;
  return DecodedEntity{value, at - start};
}

std::optional<DecodedEntity> EntityAt(const std::u32string& chars, size_t at) {
  if (chars[at] != U'&' || at + 1 >= chars.size()) return std::nullopt;
  if (chars[at + 1] == U'#') return NumericEntity(chars, at + 2);
  for (const Entity& entity : kEntities) {
    const size_t end = at + 1 + entity.name.size();
    if (end >= chars.size() || chars[end] != U';') continue;
    const bool same = std::equal(
        entity.name.begin(), entity.name.end(),
        chars.begin() + static_cast<std::ptrdiff_t>(at) + 1,
        [](char a, char32_t b) { return static_cast<char32_t>(a) == b; });
    if (same) return DecodedEntity{entity.value, end + 1 - at};
  }
  return std::nullopt;
}

// The ASCII byte of a space, dash, dot or quotation mark of any kind.
std::optional<char> Punctuation(char32_t c) {
  switch (c) {
    case 0x2028:
    case 0x2029:
    case 0x0085:
      return '\n';
    case 0x2800:  // braille blank
      return ' ';
    case 0x2212:  // minus
    case 0x2043:  // hyphen bullet
      return '-';
    case 0x00B7:
    case 0x2022:
    case 0x2024:
    case 0x2027:
    case 0x2219:
    case 0x22C5:
    case 0x3002:
    case 0x30FB:
      return '.';
    case 0x2018:
    case 0x2019:
    case 0x201B:
    case 0x02BB:
    case 0x02BC:
    case 0x02B9:
    case 0x02BD:
    case 0x2032:
    case 0x00B4:
      return '\'';
    case 0x201C:
    case 0x201D:
    case 0x00AB:
    case 0x00BB:
      return '"';
    case 0x2044:  // fraction slash
    case 0x2215:
      return '/';
    default:
      break;
  }
  if (u_charType(static_cast<UChar32>(c)) == U_DASH_PUNCTUATION) return '-';
  if (u_isUWhiteSpace(static_cast<UChar32>(c)) != 0) return ' ';
  return std::nullopt;
}

// Digits of any script, circled and dingbat digits, ideographic digits.
std::optional<char> DecimalDigit(char32_t c) {
  const double value = u_getNumericValue(static_cast<UChar32>(c));
  if (value >= 0 && value <= 9 && std::floor(value) == value) {
    return static_cast<char>('0' + static_cast<int>(value));
  }
  return std::nullopt;
}

// Letters shown in a box or circle, and flag letters; NFKC leaves these.
std::optional<char> BoxedLetter(char32_t c) {
  for (const char32_t first : {0x1F150U, 0x1F170U, 0x1F1E6U}) {
    if (c >= first && c < first + 26) {
      return static_cast<char>('a' + static_cast<int>(c - first));
    }
  }
  return std::nullopt;
}

bool IsDropped(char32_t c) {
  constexpr uint32_t kDropped = U_GC_MN_MASK | U_GC_ME_MASK | U_GC_CF_MASK;
  return (U_GET_GC_MASK(static_cast<UChar32>(c)) & kDropped) != 0 ||
         u_hasBinaryProperty(static_cast<UChar32>(c),
                             UCHAR_DEFAULT_IGNORABLE_CODE_POINT) != 0;
}

char LowerAscii(char32_t c) {
  return static_cast<char>(c >= U'A' && c <= U'Z' ? c + 32 : c);
}

// ASCII in lower case; line ends are '\n'. Other control characters are nothing
// ('\0').
char FoldAscii(char32_t c) {
  if (c == U'\n' || c == U'\r' || c == U'\v' || c == U'\f') return '\n';
  if (c == U'\t') return '\t';
  if (c < 0x20 || c == 0x7F) return '\0';
  if (c == U'`') return '\'';
  return LowerAscii(c);
}

bool IsUpper(char32_t c) {
  return u_isUUppercase(static_cast<UChar32>(c)) != 0 ||
         u_istitle(static_cast<UChar32>(c)) != 0;
}

// A raised digit behind a plain one is a note mark: "1361²". Behind another
// raised one it is part of a number.
bool IsRaisedDigit(char32_t c) {
  return c == 0xB2 || c == 0xB3 || c == 0xB9 || (c >= 0x2070 && c <= 0x2079);
}

icu::UnicodeString Utf16(char32_t c) {
  return icu::UnicodeString(static_cast<UChar32>(c));
}

}  // namespace

MappedText MappedText::Identity(std::u32string chars) {
  MappedText out;
  out.source.reserve(chars.size());
  for (uint32_t i = 0; i < chars.size(); ++i) out.source.push_back({i, i + 1});
  out.chars = std::move(chars);
  return out;
}

MappedText DecodeEntities(const MappedText& text) {
  MappedText out;
  out.chars.reserve(text.chars.size());
  out.source.reserve(text.chars.size());
  for (size_t i = 0; i < text.chars.size();) {
    const std::optional<DecodedEntity> entity = EntityAt(text.chars, i);
    const size_t length = entity ? entity->length : 1;
    out.chars.push_back(entity ? entity->value : text.chars[i]);
    out.source.push_back(
        {text.source[i].begin, text.source[i + length - 1].end});
    i += length;
  }
  return out;
}

Folder::Folder() {
  UErrorCode error = U_ZERO_ERROR;
  normalizer_ = icu::Normalizer2::getNFKCCasefoldInstance(error);
  const std::unique_ptr<icu::Transliterator> to_ascii(
      icu::Transliterator::createInstance("Latin-ASCII", UTRANS_FORWARD,
                                          error));
  USpoofChecker* spoof = uspoof_open(&error);
  // Latin letters, then Greek to Georgian, Cherokee and extensions of Latin
  // and Greek: every script that has letters shaped like ours.
  for (char32_t c = 0x80; c < 0x2000 && U_SUCCESS(error); ++c) {
    if (u_isalpha(static_cast<UChar32>(c)) == 0) continue;
    icu::UnicodeString text = Utf16(c);
    if (uscript_getScript(static_cast<UChar32>(c), &error) == USCRIPT_LATIN) {
      to_ascii->transliterate(text);
      std::string ascii;
      text.toLower().toUTF8String(ascii);
      if (ascii.size() > 3 ||
          !std::all_of(ascii.begin(), ascii.end(), IsLetter))
        continue;
      std::copy(ascii.begin(), ascii.end(), latin_[c].text);
      continue;
    }
    icu::UnicodeString skeleton;
    uspoof_getSkeletonUnicodeString(spoof, 0, text, skeleton, &error);
    const char ascii =
        skeleton.length() == 1 ? LowerAscii(skeleton.char32At(0)) : '\0';
    if (skeleton.length() == 1 && skeleton.char32At(0) < 0x80 &&
        IsAlnum(ascii)) {
      lookalike_[c] = ascii;
    }
  }
  uspoof_close(spoof);
}

void Folder::FoldCodePoint(char32_t c, Range source, bool upper,
                           View& out) const {
  if (c < 0x80) {
    const char ascii = FoldAscii(c);
    if (ascii != '\0') out.Append(ascii, source, upper);
    return;
  }
  if (const auto latin = latin_.find(c); latin != latin_.end()) {
    for (const char letter : absl::string_view(latin->second.text)) {
      out.AppendAccented(letter, source, upper);
    }
    return;
  }
  if (const auto mark = Punctuation(c)) return out.Append(*mark, source);
  if (IsDropped(c)) return;
  if (const auto digit = DecimalDigit(c)) return out.Append(*digit, source);
  if (const auto boxed = BoxedLetter(c)) {
    return out.Append(*boxed, source, true);
  }
  constexpr uint32_t kLetters = U_GC_L_MASK | U_GC_MC_MASK;
  if ((U_GET_GC_MASK(static_cast<UChar32>(c)) & kLetters) == 0) {
    return out.Append(kOtherSymbol, source);
  }
  const auto like = lookalike_.find(c);
  out.Append(kForeignLetter,
             like == lookalike_.end() ? kForeignLetter : like->second, source,
             upper);
}

void Folder::FoldCluster(const std::u32string& cluster, Range source,
                         bool upper, View& out) const {
  // A capital of another script may look like a Latin letter that its small
  // form does not look like (В and в), so it is looked up before casefolding.
  if (const auto like = lookalike_.find(cluster[0]); like != lookalike_.end()) {
    return out.Append(kForeignLetter, like->second, source, upper);
  }
  const icu::UnicodeString text = icu::UnicodeString::fromUTF32(
      reinterpret_cast<const UChar32*>(cluster.data()),
      static_cast<int32_t>(cluster.size()));
  UErrorCode error = U_ZERO_ERROR;
  const icu::UnicodeString folded = normalizer_->normalize(text, error);
  for (int32_t i = 0; i < folded.length(); i = folded.moveIndex32(i, 1)) {
    FoldCodePoint(static_cast<char32_t>(folded.char32At(i)), source, upper,
                  out);
  }
}

View Folder::Fold(const MappedText& text) const {
  View out;
  const std::u32string& chars = text.chars;
  out.Reserve(chars.size());
  for (size_t i = 0; i < chars.size();) {
    size_t end = i + 1;
    while (end < chars.size() && end < i + kMaxCluster && chars[end] >= 0x80 &&
           normalizer_->hasBoundaryBefore(static_cast<UChar32>(chars[end])) ==
               0) {
      ++end;
    }
    const Range source = {text.source[i].begin, text.source[end - 1].end};
    const bool upper = IsUpper(chars[i]);
    if (i > 0 && IsRaisedDigit(chars[i]) && !IsRaisedDigit(chars[i - 1])) {
      out.Append(kOtherSymbol, {source.begin, source.begin});
    }
    if (end == i + 1 && (chars[i] < 0x80 || Punctuation(chars[i]))) {
      FoldCodePoint(chars[i], source, upper, out);
    } else {
      FoldCluster(chars.substr(i, end - i), source, upper, out);
    }
    i = end;
  }
  return out;
}

std::string Folder::FoldWord(absl::string_view utf8) const {
  std::optional<DecodedText> decoded = DecodeUtf8(utf8);
  if (!decoded) return "";
  return Fold(MappedText::Identity(std::move(decoded->chars))).text();
}

}  // namespace caselens::anonymity
