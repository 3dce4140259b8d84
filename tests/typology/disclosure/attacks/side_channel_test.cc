// Attack 15: counts that leave by another way than a shown cell.

#include <cstddef>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

#include "tests/status_matchers.h"
#include "tests/typology/disclosure/attacks/attack_kit.h"
#include "tests/typology/disclosure/made_data.h"

namespace caselens::disclosure {
namespace {

// One-way tables whose smallest category has `small` files, and as many fewer
// in the next one that its rounded figure is the same.
Microdata WithSmall(int small) {
  Microdata data;
  data.variables = {{.name = "x", .categories = {"a", "b", "c"}}};
  const std::vector<int> files = {100, 52 - small + 1, small};
  for (size_t k = 0; k < files.size(); ++k) {
    for (int i = 0; i < files[k]; ++i) {
      data.ids.push_back(data.ids.size());
      data.sites.push_back(0);
      data.families.push_back(static_cast<int>(data.families.size()));
      data.values.push_back(static_cast<int>(k));
    }
  }
  return data;
}

// BROKEN: says why a cell is hidden.
std::string WithReasons(const Release& release) {
  std::string text = PublicText(release);
  for (const PublishedTable& table : release.tables) {
    for (const HiddenReason reason : table.reasons) {
      absl::StrAppend(&text, static_cast<int>(reason));
    }
  }
  return text;
}

TEST(SideChannelAttackTest, SucceedsWhereReasonsAreGiven) {
  const Microdata data = MadeData(
      {.records = 300, .factors = 1, .with_class = WithClass::kNo, .seed = 3});
  const Release release =
      MustRelease(data, RequestFor(data, ReleaseProfile::kLive));
  Release other = release;
  for (PublishedTable& table : other.tables) {
    for (HiddenReason& reason : table.reasons) {
      if (reason == HiddenReason::kNeighbour) reason = HiddenReason::kSmall;
    }
  }
  EXPECT_NE(WithReasons(release), WithReasons(other));
  EXPECT_EQ(PublicText(release), PublicText(other));
}

TEST(SideChannelAttackTest, DataThatDifferInHiddenCellsGiveTheSameBytes) {
  std::set<std::string> texts;
  for (const int small : {1, 2, 3}) {
    const Microdata data = WithSmall(small);
    texts.insert(
        PublicText(MustRelease(data, RequestFor(data, ReleaseProfile::kLive))));
  }
  EXPECT_EQ(texts.size(), 1);
}

// Neither how many files there are nor how many a site has.
TEST(SideChannelAttackTest, RefusalsHoldNoCountOfFiles) {
  const Microdata data = MadeC3(1);
  ReleaseRequest request = RequestFor(data, ReleaseProfile::kReport);
  request.small_categories = SmallCategories::kOfferMerging;
  std::vector<std::string> words;
  const auto outcome = MakeRelease(data, request);
  ASSERT_THAT(outcome, IsOk());
  words.push_back(std::get<Refusal>(*outcome).why);
  Microdata pooled = data;
  for (size_t r = 0; r < pooled.Records(); ++r) {
    pooled.sites[r] = r < 7 ? 1 : (r < 400 ? 2 : 0);
  }
  const auto refused = MakeRelease(pooled, request);
  ASSERT_THAT(refused, IsOk());
  words.push_back(std::get<Refusal>(*refused).why);
  for (const std::string& why : words) {
    EXPECT_NE(why, "");
    EXPECT_EQ(why.find("136"), std::string::npos) << why;
    EXPECT_EQ(why.find(" 7 "), std::string::npos) << why;
  }
}

}  // namespace
}  // namespace caselens::disclosure
