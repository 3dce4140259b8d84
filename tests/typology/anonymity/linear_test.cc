// No text may take more than linear time. Processor time of a text and of one
// four times as long are compared, the best of some tries each, so that a busy
// machine does not matter; quadratic time would show as a ratio of 16.

#include <algorithm>
#include <cstddef>
#include <ctime>
#include <string>

#include <gtest/gtest.h>

#include "absl/strings/string_view.h"

#include "typology/anonymity/guard.h"

namespace caselens::anonymity {
namespace {

constexpr size_t kLong = 1 << 18;
constexpr size_t kMegabyte = 1 << 20;
constexpr size_t kGrowth = 4;
constexpr double kMaxRatio = 8;

const Guard& TheGuard() {
  static const auto& guard = *new Guard();
  return guard;
}

std::string Repeat(absl::string_view piece, size_t size) {
  std::string text;
  text.reserve(size + piece.size());
  while (text.size() < size) text.append(piece.data(), piece.size());
  return text;
}

double ProcessorTime(const std::string& text) {
  double best = 1e9;
  for (int i = 0; i < 2; ++i) {
    const std::clock_t start = std::clock();
    TheGuard().Scan(text);
    best = std::min(best, static_cast<double>(std::clock() - start));
  }
  return best;
}

double Ratio(absl::string_view piece, size_t size) {
  return ProcessorTime(Repeat(piece, size)) /
         ProcessorTime(Repeat(piece, size / kGrowth));
}

// What each detector looks for, over and over.
constexpr const char* kHostile[] = {
    "1",         "1 ",          "1.2 ",   "1\n",
    "a ",        "a.",          "a1",     "A1b-",
    "@",         "a@",          "a@b.",   "www.",
    "at a dot ", "&#49;",       "&amp;",  "&",
    "one ",      "double ",     "o1l",    "a\u0300\u0323\u0327",
    "\u0300",    "\u200B",      "12/12/", "12 May ",
    "Will ",     "Xyzzy Qwrt ", "J. ",    "12 Abc Road ",
    "St ",       "ref 1234 ",   "ab12cd", "the only ",
    "five ",     "'",           "-",      "[person-",
    "\u0416",    "a\tb\t",      "e1 1aa", "0:0:",
    "stoke on "};

class LinearTest : public testing::TestWithParam<const char*> {};

TEST_P(LinearTest, FourTimesTheTextTakesAboutFourTimesAsLong) {
  EXPECT_LT(Ratio(GetParam(), kLong), kMaxRatio);
}

INSTANTIATE_TEST_SUITE_P(HostileTexts, LinearTest, testing::ValuesIn(kHostile));

TEST(LinearTestOfAll, AMegabyteOfAllOfThemTakesLinearTime) {
  std::string all;
  for (const char* piece : kHostile) all += Repeat(piece, 1 << 10);
  EXPECT_LT(Ratio(all, kMegabyte), kMaxRatio);
}

}  // namespace
}  // namespace caselens::anonymity
