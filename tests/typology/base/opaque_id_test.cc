#include "typology/base/opaque_id.h"

#include <gtest/gtest.h>

#include "absl/strings/string_view.h"

namespace caselens {
namespace {

TEST(OpaqueId, IsLettersAndAShortNumber) {
  for (const absl::string_view id :
       {"F17", "C1-0042", "a1", "CHILD12345", "AB12-34567"}) {
    EXPECT_TRUE(IsOpaqueId(id)) << id;
  }
}

TEST(OpaqueId, IsNoNumberDateOrLongCode) {
  for (const absl::string_view id :
       {"", "F", "17", "F123456", "C123-4", "C1-", "-1", "ABCDEFG1", "F 17",
        "B801200005001", "9434765919", "2019-02-14", "F17x", "\u04241"}) {
    EXPECT_FALSE(IsOpaqueId(id)) << id;
  }
}

}  // namespace
}  // namespace caselens
