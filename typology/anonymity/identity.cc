#include "typology/anonymity/identity.h"

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "unicode/normalizer2.h"
#include "unicode/uchar.h"
#include "unicode/unistr.h"

#include "typology/anonymity/text.h"

namespace caselens::anonymity {

std::string SpanIdentity(absl::string_view span) {
  if (!DecodeUtf8(span)) return "";
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* normalizer =
      icu::Normalizer2::getNFKCCasefoldInstance(error);
  const icu::UnicodeString folded = normalizer->normalize(
      icu::UnicodeString::fromUTF8(
          icu::StringPiece(span.data(), static_cast<int32_t>(span.size()))),
      error);
  icu::UnicodeString out;
  bool space = false;
  for (int32_t i = 0; i < folded.length(); i = folded.moveIndex32(i, 1)) {
    const UChar32 c = folded.char32At(i);
    if (u_isUWhiteSpace(c) != 0) {
      space = !out.isEmpty();
      continue;
    }
    if (space) out.append(u' ');
    space = false;
    out.append(c);
  }
  std::string utf8;
  return out.toUTF8String(utf8);
}

}  // namespace caselens::anonymity
