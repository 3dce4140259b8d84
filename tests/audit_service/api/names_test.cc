#include "audit_service/api/names.h"

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unicode/utf8.h>

#include "audit_service/limits.h"
#include "tests/status_matchers.h"

namespace caselens {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

TEST(ParseNameTest, ReturnsWhatStandsForTheBraces) {
  const auto ids = ParseName("name", "studies/S-1/codings/k9",
                             "studies/{study}/codings/{coding}");
  ASSERT_THAT(ids, IsOk());
  EXPECT_THAT(*ids, ElementsAre("S-1", "k9"));
}

TEST(ParseNameTest, RefusesWhatDoesNotFitAndNamesTheField) {
  const std::string longest(limits::kMaxIdCharacters, 'x');
  EXPECT_THAT(ParseName("f", "studies/" + longest, "studies/{study}"), IsOk());
  for (const std::string& name : std::vector<std::string>{
           "", "studies", "studies/", "/studies/s", "studies/s/", "Studies/s",
           "studies/s/sites", "sites/s", "studies//", "studies/a b",
           "studies/a.b", "studies/../s", "studies/%73", "studies/\xC3\xA9",
           "studies/s\n", std::string("studies/s\0", 10),
           "studies/" + longest + "x"}) {
    EXPECT_THAT(ParseName("parent", name, "studies/{study}"),
                StatusIs(kInvalid, AllOf(HasSubstr("parent"),
                                         HasSubstr("want `studies/{study}`"))))
        << name;
  }
}

TEST(ParseNameTest, ErrorsDoNotRepeatWhatWasSent) {
  EXPECT_THAT(ParseName("name", "canary/1", "studies/{study}"),
              StatusIs(kInvalid, Not(HasSubstr("canary"))));
}

TEST(NamesTest, TheStudyOfANameIsThatOrNothing) {
  EXPECT_EQ(StudyOf("studies/s"), "s");
  EXPECT_EQ(StudyOf("studies/s/codings/k"), "s");
  for (const char* const name :
       {"", "studies", "studies/", "studies/ ", "x/s", "/studies/s",
        "templates/t", "principals/p/tokens/t"}) {
    EXPECT_EQ(StudyOf(name), "") << name;
  }
}

TEST(NamesTest, TheLastIdIsWhatIsBehindTheLastSlash) {
  EXPECT_EQ(LastId("studies/s/codings/k"), "k");
  EXPECT_EQ(LastId("k"), "k");
  EXPECT_EQ(LastId(""), "");
  EXPECT_EQ(LastId("studies/"), "");
}

TEST(NamesTest, AChosenIdBeginsWithALetterAndIsLowerCase) {
  for (const char* const id : {"a", "ada", "a-1", "a1", "abcdefgh"}) {
    EXPECT_THAT(CheckChosenId("study_id", id, 8), IsOk()) << id;
  }
  for (const char* const id : {"", "1a", "-a", "A", "aB", "a_b", "a b", "a/b",
                               "\xC3\xA9", "abcdefghi"}) {
    EXPECT_THAT(CheckChosenId("study_id", id, 8),
                StatusIs(kInvalid, HasSubstr("study_id")))
        << id;
  }
}

TEST(NamesTest, ASiteIsAPseudonymNoLongerThanSixCharacters) {
  for (const char* const id : {"C", "C1", "ABC", "ABC123", "Z0"}) {
    EXPECT_THAT(CheckSiteId("site_id", id), IsOk()) << id;
  }
  for (const char* const id : {"", "1", "c1", "ABCD", "C1234", "C-1", "1C",
                               "C1C", "Leeds", "C 1", "C1\n", "\xC3\x89"}) {
    EXPECT_THAT(CheckSiteId("site_id", id),
                StatusIs(kInvalid, HasSubstr("site_id")))
        << id;
  }
}

TEST(NamesTest, ADayIsWrittenInFull) {
  for (const char* const day : {"2026-03-01", "2024-02-29"}) {
    EXPECT_THAT(CheckDay("day", day), IsOk()) << day;
  }
  for (const char* const day :
       {"", "2026-3-1", "2026-13-01", "2025-02-29", "01-03-2026", "2026/03/01",
        "2026-03-01T00", "2026-03-0x", "   2026-03"}) {
    EXPECT_THAT(CheckDay("day", day), StatusIs(kInvalid, HasSubstr("day")))
        << day;
  }
}

TEST(NamesTest, ARequestIdIsAUuid) {
  EXPECT_THAT(CheckRequestId("123e4567-e89b-12d3-a456-426614174000"), IsOk());
  EXPECT_THAT(CheckRequestId("123E4567-E89B-12D3-A456-426614174000"), IsOk());
  for (const char* const id :
       {"", "123e4567", "123e4567-e89b-12d3-a456-42661417400",
        "123e4567-e89b-12d3-a456-4266141740000",
        "123e4567xe89b-12d3-a456-426614174000",
        "g23e4567-e89b-12d3-a456-426614174000",
        "123e4567e89b12d3a456426614174000----"}) {
    EXPECT_THAT(CheckRequestId(id), StatusIs(kInvalid, HasSubstr("UUID")))
        << id;
  }
}

// Code points of valid UTF-8 as ICU counts them, or -1.
int CountByIcu(const std::string& text) {
  const auto* const bytes = reinterpret_cast<const uint8_t*>(text.data());
  const auto size = static_cast<int32_t>(text.size());
  int count = 0;
  for (int32_t i = 0; i < size; ++count) {
    UChar32 c = 0;
    U8_NEXT(bytes, i, size, c);
    if (c < 0) return -1;
  }
  return count;
}

void ExpectLikeIcu(const std::string& text) {
  constexpr int kMax = 3;
  const int count = CountByIcu(text);
  EXPECT_EQ(CheckText("text", text, kMax).ok(), count >= 1 && count <= kMax)
      << testing::PrintToString(text);
}

TEST(CheckTextTest, CountsCharactersNotBytes) {
  EXPECT_THAT(CheckText("text", "\xF0\x9F\x8C\x8D\xC3\xA9z", 3), IsOk());
  EXPECT_THAT(CheckText("text", "abcd", 3),
              StatusIs(kInvalid, HasSubstr("1 to 3 characters")));
  EXPECT_THAT(CheckText("text", "", 3), StatusIs(kInvalid, HasSubstr("text")));
}

// Every first two bytes: overlong forms, surrogates and what is above U+10FFFF
// show there.
TEST(CheckTextTest, TakesValidUtf8AndNothingElse) {
  for (int first = 0; first < 256; ++first) {
    for (int second = 0; second < 256; ++second) {
      for (const std::string rest : {"", "\x80", "\x80\x80", "\xBF\xBF"}) {
        ExpectLikeIcu(
            std::string{static_cast<char>(first), static_cast<char>(second)} +
            rest);
      }
    }
  }
}

TEST(CheckTextTest, AgreesWithIcuOnRandomBytes) {
  std::mt19937 random(1);
  for (int i = 0; i < 200'000; ++i) {
    std::string text(random() % 8, '\0');
    for (char& c : text) {
      // Mostly bytes above 127, where the trouble is.
      c = static_cast<char>(random() % 4 == 0 ? random() % 128
                                              : 128 + random() % 128);
    }
    ExpectLikeIcu(text);
  }
}

}  // namespace
}  // namespace caselens
