#include "audit_service/api/names.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"

#include "audit_service/api/errors.h"
#include "audit_service/limits.h"

namespace caselens {
namespace {

bool IsId(absl::string_view part) {
  return !part.empty() && part.size() <= limits::kMaxIdCharacters &&
         std::all_of(part.begin(), part.end(), [](char c) {
           return absl::ascii_isalnum(static_cast<unsigned char>(c)) ||
                  c == '-';
         });
}

// Whether `second` may follow `lead` (Unicode 15, table 3-7): no overlong
// forms, no surrogates, nothing above U+10FFFF.
bool MayFollow(unsigned char lead, unsigned char second) {
  const unsigned char low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  const unsigned char high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  return second >= low && second <= high;
}

// Bytes of the character that `text`, not empty, begins with; 0 if it is none.
size_t LeadingCharacter(absl::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  if ((lead >= 0x80 && lead < 0xC2) || lead > 0xF4) return 0;
  const size_t size = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (size > text.size()) return 0;
  for (size_t i = 1; i < size; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    if (!MayFollow(i == 1 ? lead : 0, next)) return 0;
  }
  return size;
}

// Code points of valid UTF-8; -1 if it is not valid.
int CountCharacters(absl::string_view text) {
  int count = 0;
  for (; !text.empty(); ++count) {
    const size_t size = LeadingCharacter(text);
    if (size == 0) return -1;
    text.remove_prefix(size);
  }
  return count;
}

}  // namespace

absl::StatusOr<std::vector<std::string>> ParseName(absl::string_view field,
                                                   absl::string_view name,
                                                   absl::string_view pattern) {
  const std::vector<absl::string_view> parts = absl::StrSplit(name, '/');
  const std::vector<absl::string_view> wanted = absl::StrSplit(pattern, '/');
  bool fits = parts.size() == wanted.size();
  std::vector<std::string> ids;
  for (size_t i = 0; fits && i < parts.size(); ++i) {
    if (absl::StartsWith(wanted[i], "{")) {
      fits = IsId(parts[i]);
      ids.emplace_back(parts[i]);
    } else {
      fits = parts[i] == wanted[i];
    }
  }
  if (!fits) return InvalidField(field, absl::StrCat("want `", pattern, "`"));
  return ids;
}

std::string StudyOf(absl::string_view name) {
  const std::vector<absl::string_view> parts = absl::StrSplit(name, '/');
  if (parts.size() < 2 || parts[0] != "studies" || !IsId(parts[1])) return "";
  return std::string(parts[1]);
}

std::string LastId(absl::string_view name) {
  return std::string(name.substr(name.rfind('/') + 1));
}

absl::Status CheckChosenId(absl::string_view field, absl::string_view id,
                           size_t max_characters) {
  const bool fits =
      !id.empty() && id.size() <= max_characters &&
      absl::ascii_islower(static_cast<unsigned char>(id[0])) &&
      std::all_of(id.begin(), id.end(), [](char c) {
        return absl::ascii_islower(static_cast<unsigned char>(c)) ||
               absl::ascii_isdigit(static_cast<unsigned char>(c)) || c == '-';
      });
  if (fits) return absl::OkStatus();
  return InvalidField(
      field, absl::StrCat("want 1 to ", max_characters,
                          " lower case letters, digits and hyphens, a letter "
                          "first"));
}

absl::Status CheckSiteId(absl::string_view field, absl::string_view id) {
  size_t letters = 0;
  while (letters < id.size() &&
         absl::ascii_isupper(static_cast<unsigned char>(id[letters]))) {
    ++letters;
  }
  const absl::string_view digits = id.substr(letters);
  const bool fits = letters >= 1 && letters <= 3 && digits.size() <= 3 &&
                    std::all_of(digits.begin(), digits.end(), [](char c) {
                      return absl::ascii_isdigit(static_cast<unsigned char>(c));
                    });
  if (fits) return absl::OkStatus();
  return InvalidField(field,
                      "want a pseudonym of 1 to 3 capital letters and up to 3 "
                      "digits, for example C1");
}

absl::Status CheckText(absl::string_view field, absl::string_view text,
                       size_t max_characters) {
  const int characters = CountCharacters(text);
  if (characters >= 1 && static_cast<size_t>(characters) <= max_characters) {
    return absl::OkStatus();
  }
  return InvalidField(field, absl::StrCat("want 1 to ", max_characters,
                                          " characters of UTF-8"));
}

absl::Status CheckDay(absl::string_view field, absl::string_view day) {
  absl::CivilDay parsed;
  if (day.size() == 10 && absl::ParseCivilTime(day, &parsed)) {
    return absl::OkStatus();
  }
  return InvalidField(field, "want a day as YYYY-MM-DD");
}

absl::Status CheckRequestId(absl::string_view id) {
  bool fits = id.size() == 36;
  for (size_t i = 0; fits && i < id.size(); ++i) {
    const bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;
    fits = hyphen ? id[i] == '-'
                  : absl::ascii_isxdigit(static_cast<unsigned char>(id[i]));
  }
  if (fits) return absl::OkStatus();
  return InvalidField("request_id", "want a UUID, new for each new request");
}

}  // namespace caselens
