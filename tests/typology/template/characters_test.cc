#include "typology/template/characters.h"

#include <optional>
#include <string>

#include <gtest/gtest.h>

namespace caselens {
namespace {

TEST(CountCharacters, CountsCodePointsNotBytes) {
  EXPECT_EQ(CountCharacters(""), 0);
  EXPECT_EQ(CountCharacters("caf\xC3\xA9"), 4);
  EXPECT_EQ(CountCharacters("\xE2\x82\xAC\xF0\x9F\x99\x82"), 2);
}

TEST(CountCharacters, RefusesWhatRfc3629Forbids) {
  const std::string bad[] = {"\x80",              // stray continuation
                             "\xC3",              // cut short
                             "\xC3(",             // continuation missing
                             "\xC0\xAF",          // overlong
                             "\xE0\x80\xAF",      // overlong
                             "\xED\xA0\x80",      // surrogate
                             "\xF4\x90\x80\x80",  // beyond U+10FFFF
                             "\xF8\x88\x80\x80\x80",
                             "\xFF"};
  for (const std::string& text : bad)
    EXPECT_EQ(CountCharacters(text), std::nullopt);
}

}  // namespace
}  // namespace caselens
