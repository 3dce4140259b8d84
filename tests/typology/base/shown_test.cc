#include "typology/base/shown.h"

#include <string>

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace caselens {
namespace {

TEST(ShownTest, QuotesAndCutsAtFortyCharactersNotBytes) {
  EXPECT_EQ(Shown("3X"), "\"3X\"");
  EXPECT_EQ(Shown(""), "\"\"");
  std::string long_text;
  for (int i = 0; i < 41; ++i) long_text += "é";
  EXPECT_EQ(Shown(long_text),
            absl::StrCat("\"", long_text.substr(0, 80), "…\""));
}

TEST(ShownTest, IsAlwaysPrintableUtf8) {
  EXPECT_EQ(Shown("a\xFF\n\x1B[2Jb"), "\"a???[2Jb\"");
  for (int i = 0; i < 256; ++i) {
    EXPECT_TRUE(IsUtf8(Shown(std::string(3, static_cast<char>(i))))) << i;
  }
}

TEST(ShownTest, NeverRepeatsWhatLooksLikeAnIdentifier) {
  for (const char* identifier : {"943 476 5919", "B801200005001",
                                 "jo@example.org", "case 2019-00012-3"}) {
    EXPECT_EQ(Shown(identifier), "(a value that looks like an identifier)");
  }
}

TEST(IsUtf8Test, RefusesOverlongFormsSurrogatesAndCutCharacters) {
  EXPECT_TRUE(IsUtf8("a é ’ \xF0\x9F\x98\x80 \xF4\x8F\xBF\xBF"));
  for (const char* bad :
       {"\x80", "\xC0\xAF", "\xE0\x80\xAF", "\xED\xA0\x80", "\xF0\x80\x80\xAF",
        "\xF4\x90\x80\x80", "\xF8", "\xE2\x80"}) {
    EXPECT_FALSE(IsUtf8(bad));
  }
}

}  // namespace
}  // namespace caselens
