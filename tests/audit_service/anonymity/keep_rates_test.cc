#include "audit_service/anonymity/keep_rates.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace caselens {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

CodingRow CodingOf(const std::string& auditor) {
  CodingRow row;
  row.site = "C1";
  row.auditor = auditor;
  return row;
}

std::vector<KeptSpanRow> Kept(int count, const std::string& author,
                              int reason = 1) {
  KeptSpanRow row;
  row.site = "C1";
  row.author = author;
  row.reason = reason;
  return std::vector<KeptSpanRow>(count, row);
}

TEST(KeepRates, FlagsWhoKeepsMoreThanThreeTimesTheMedianOfTheSite) {
  std::vector<KeptSpanRow> kept = Kept(1, "ada");
  for (const auto& more : {Kept(1, "bob"), Kept(8, "cy")}) {
    kept.insert(kept.end(), more.begin(), more.end());
  }
  const std::vector<CodingRow> codings = {CodingOf("ada"), CodingOf("ada"),
                                          CodingOf("bob"), CodingOf("cy"),
                                          CodingOf("cy")};
  EXPECT_THAT(KeepRates(kept, codings),
              ElementsAre(KeepRate{"C1", "ada", 2, 1, .5, 1, false},
                          KeepRate{"C1", "bob", 1, 1, 1, 1, false},
                          KeepRate{"C1", "cy", 2, 8, 4, 1, true}));
}

TEST(KeepRates, DoNotCountWhatNobodyKept) {
  EXPECT_THAT(KeepRates(Kept(3, "ada", 0), {}), IsEmpty());
}

}  // namespace
}  // namespace caselens
