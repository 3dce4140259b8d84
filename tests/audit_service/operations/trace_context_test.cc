#include "audit_service/operations/trace_context.h"

#include <string>

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace caselens {
namespace {

constexpr char kTrace[] = "4bf92f3577b34da6a3ce929d0e0e4736";
constexpr char kSpan[] = "00f067aa0ba902b7";

std::string Header(const std::string& version, const std::string& trace,
                   const std::string& span, const std::string& rest) {
  return absl::StrCat(version, "-", trace, "-", span, "-", rest);
}

TEST(ParseTraceparent, ReadsTheExampleOfTheStandard) {
  const TraceContext wanted{.trace_id = kTrace, .span_id = kSpan};
  EXPECT_EQ(ParseTraceparent(Header("00", kTrace, kSpan, "01")), wanted);
  EXPECT_EQ(ParseTraceparent(Header("00", kTrace, kSpan, "00")), wanted);
  // A later version may say more.
  EXPECT_EQ(ParseTraceparent(Header("cc", kTrace, kSpan, "01-more")), wanted);
}

TEST(ParseTraceparent, TakesNoOtherWords) {
  const std::string trace = kTrace;
  const std::string span = kSpan;
  for (const std::string& text :
       {std::string(), std::string("00"), Header("ff", trace, span, "01"),
        Header("00", trace, span, "01-more"), Header("00", trace, span, "1"),
        Header("cc", trace, span, "01more"),
        Header("00", std::string(32, '0'), span, "01"),
        Header("00", trace, std::string(16, '0'), "01"),
        Header("00", trace.substr(1), span, "01"),
        Header("00", trace + "0", span, "01"),
        Header("00", "4BF92F3577B34DA6A3CE929D0E0E4736", span, "01"),
        Header("00", "zebedee quillfeather, 12 hill rd", span, "01"),
        " " + Header("00", trace, span, "01"),
        Header("00", trace, span, "01") + " "}) {
    EXPECT_EQ(ParseTraceparent(text), TraceContext()) << text;
  }
}

}  // namespace
}  // namespace caselens
