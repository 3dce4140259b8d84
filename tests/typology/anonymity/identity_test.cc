#include "typology/anonymity/identity.h"

#include <gtest/gtest.h>

namespace caselens::anonymity {
namespace {

TEST(SpanIdentity, IsTheSameHoweverASpanIsTyped) {
  EXPECT_EQ(SpanIdentity("  SARAH\t\n Khan "), "sarah khan");
  EXPECT_EQ(SpanIdentity("sa\u200Brah khan"), "sarah khan");
  EXPECT_EQ(SpanIdentity("\uFF33arah\u00A0Khan"), "sarah khan");
  EXPECT_EQ(SpanIdentity("Zoe\u0308"), SpanIdentity("ZO\u00CB"));
}

TEST(SpanIdentity, TellsNamesApart) {
  EXPECT_NE(SpanIdentity("Wojcik"), SpanIdentity("Wójcik"));
  EXPECT_NE(SpanIdentity("Иван"), SpanIdentity("Олег"));
}

TEST(SpanIdentity, OfWhatIsNoTextIsEmpty) {
  EXPECT_EQ(SpanIdentity("\xFF"), "");
  EXPECT_EQ(SpanIdentity(" \n"), "");
}

}  // namespace
}  // namespace caselens::anonymity
