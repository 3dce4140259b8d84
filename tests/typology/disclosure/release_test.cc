#include "typology/disclosure/release.h"

#include <cstddef>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/status/status.h"

#include "tests/status_matchers.h"
#include "tests/typology/disclosure/made_data.h"

namespace caselens::disclosure {
namespace {

using ::testing::HasSubstr;

Microdata Small() {
  return MadeData(
      {.records = 300, .factors = 1, .with_class = WithClass::kNo, .seed = 3});
}

Release LiveOf(const Microdata& data) {
  return std::get<Release>(
      *MakeRelease(data, UpTo(2, RequestFor(data, ReleaseProfile::kLive))));
}

TEST(ReleaseTest, AnswersSaySeenOrHiddenAndTheCoarserTables) {
  const Microdata data = Small();
  const auto answer =
      Lookup(LiveOf(data), {{{"gender", ""}}, {{{"ethnicity", ""}, "Other"}}});
  ASSERT_THAT(answer, IsOk());
  EXPECT_EQ(answer->dimensions, std::vector<std::string>({"gender"}));
  ASSERT_EQ(answer->cells.size(), 2);
  EXPECT_EQ(answer->cells[0], (AnswerCell{{"Female"}, std::nullopt}));
  EXPECT_EQ(answer->total_reported, 0);
  EXPECT_EQ(answer->why_hidden,
            "c: a disclosure rule applied; coarser tables of this release: "
            "gender; ethnicity");
}

TEST(ReleaseTest, TotalsAreSumsOfTheCellsShown) {
  const Release release = LiveOf(Small());
  const auto answer = Lookup(release, {{{"ethnicity", ""}}, {}});
  ASSERT_THAT(answer, IsOk());
  int sum = 0;
  for (const AnswerCell& cell : answer->cells) sum += cell.value.value_or(0);
  EXPECT_EQ(answer->total_reported, sum);
}

TEST(ReleaseTest, ASliceIsPartOfItsTable) {
  const Release release = LiveOf(Small());
  const auto table = Lookup(release, {{{"gender", ""}, {"age", ""}}, {}});
  const auto slice =
      Lookup(release, {{{"age", ""}}, {{{"gender", ""}, "Male"}}});
  ASSERT_THAT(table, IsOk());
  ASSERT_THAT(slice, IsOk());
  for (size_t i = 0; i < slice->cells.size(); ++i) {
    EXPECT_EQ(slice->cells[i].value, table->cells[4 + i].value);
  }
}

TEST(ReleaseTest, ARefusalSaysWhichTablesAndOffersACoarserProgramme) {
  // One cell of two is small and nothing else is left to hide.
  Microdata data;
  data.variables = {{.name = "x",
                     .categories = {"a", "b", "c"},
                     .groupings = {{"all but a", {"a", "bc"}, {0, 1, 1}}}}};
  for (int r = 0; r < 100; ++r) {
    data.ids.push_back(r);
    data.sites.push_back(0);
    data.families.push_back(r);
    data.values.push_back(r < 50 ? 0 : (r < 98 ? 1 : 2));
  }
  ReleaseRequest request = RequestFor(data, ReleaseProfile::kReport);
  request.small_categories = SmallCategories::kOfferMerging;
  const auto outcome = MakeRelease(data, request);
  ASSERT_THAT(outcome, IsOk());
  const auto* const refusal = std::get_if<Refusal>(&*outcome);
  ASSERT_NE(refusal, nullptr);
  EXPECT_THAT(refusal->why, HasSubstr("merge categories of x"));
  EXPECT_EQ(refusal->merges, std::vector<MergeOffer>({{0, 0}}));
  request.programme.groupings[0] = 0;
  const auto merged = MakeRelease(data, request);
  ASSERT_THAT(merged, IsOk());
  EXPECT_TRUE(std::holds_alternative<Release>(*merged));
}

TEST(ReleaseTest, ANewReleaseIsProvedAgainstThoseBefore) {
  const Microdata all = MadeData(
      {.records = 330, .factors = 1, .with_class = WithClass::kNo, .seed = 4});
  std::vector<size_t> first(300);
  for (size_t r = 0; r < first.size(); ++r) first[r] = r;
  const Microdata before = Subset(all, first);
  const Release earlier = LiveOf(before);
  ReleaseRequest request = UpTo(2, RequestFor(all, ReleaseProfile::kLive));
  request.earlier = {{&earlier, &before}};
  const auto outcome = MakeRelease(all, request);
  ASSERT_THAT(outcome, IsOk());
  ASSERT_TRUE(std::holds_alternative<Release>(*outcome))
      << std::get<Refusal>(*outcome).why;
  size_t added = 0;
  for (const GroupProof& proof : std::get<Release>(*outcome).proofs) {
    if (proof.group.part == GroupPart::kAdded) ++added;
  }
  EXPECT_GT(added, 0);
}

// N is known from the first release, so N minus the reported total would be
// the hidden cell.
TEST(ReleaseTest, ARedactedReportAfterALiveReleaseGivesNothingAway) {
  const Microdata data = MadeC3(1);
  ReleaseRequest request = RequestFor(data, ReleaseProfile::kLive);
  request.programme.tables.resize(data.variables.size());
  const Release live = std::get<Release>(*MakeRelease(data, request));
  request.profile = ReleaseProfile::kReport;
  request.earlier = {{&live, &data}};
  const auto outcome = MakeRelease(data, request);
  ASSERT_THAT(outcome, IsOk());
  const auto* const refusal = std::get_if<Refusal>(&*outcome);
  ASSERT_NE(refusal, nullptr);
  EXPECT_EQ(refusal->tables, std::vector<TableKey>({{2}}));  // ethnicity
  ASSERT_TRUE(refusal->coarser.has_value());
  request.programme = *refusal->coarser;
  EXPECT_EQ(request.programme.groupings[2], 0);
  const auto coarser = MakeRelease(data, request);
  ASSERT_THAT(coarser, IsOk());
  EXPECT_TRUE(std::holds_alternative<Release>(*coarser));
}

// The same records with some of the variables, in another order.
Microdata Having(const Microdata& data, const std::vector<size_t>& variables) {
  Microdata some = data;
  some.variables.clear();
  some.values.clear();
  for (const size_t v : variables) some.variables.push_back(data.variables[v]);
  for (size_t r = 0; r < data.Records(); ++r) {
    for (const size_t v : variables) some.values.push_back(data.Value(r, v));
  }
  return some;
}

// What was released of other variables counts as known all the same.
TEST(ReleaseTest, AnEarlierReleaseMayDeclareOtherVariables) {
  const Microdata all = MadeData(
      {.records = 330, .factors = 2, .with_class = WithClass::kNo, .seed = 4});
  std::vector<size_t> first(300);
  for (size_t r = 0; r < first.size(); ++r) first[r] = r;
  const auto added = [&](const std::vector<size_t>& before_has) {
    const Microdata before = Having(Subset(all, first), before_has);
    const Release earlier = LiveOf(before);
    const Microdata now = Having(all, {0, 1, 2, 3});
    ReleaseRequest request = UpTo(2, RequestFor(now, ReleaseProfile::kLive));
    request.earlier = {{&earlier, &before}};
    const auto outcome = MakeRelease(now, request);
    EXPECT_THAT(outcome, IsOk());
    const auto* const release = std::get_if<Release>(&*outcome);
    if (release == nullptr) {
      ADD_FAILURE() << std::get<Refusal>(*outcome).why;
      return std::vector<GroupProof>();
    }
    EXPECT_EQ(release->variables, now.variables);
    std::vector<GroupProof> proofs;
    for (const GroupProof& proof : release->proofs) {
      if (proof.group.part == GroupPart::kAdded) proofs.push_back(proof);
    }
    return proofs;
  };
  EXPECT_FALSE(added({4, 1, 5}).empty());
  // The order of declaration is no matter.
  EXPECT_EQ(added({3, 2, 1, 0}).size(), added({0, 1, 2, 3}).size());
}

TEST(ReleaseTest, FewChangesAreFewWhateverIsDeclared) {
  const Microdata all = Small();
  std::vector<size_t> most(295);
  for (size_t r = 0; r < most.size(); ++r) most[r] = r;
  const Microdata before = Having(Subset(all, most), {4, 0});
  const Release earlier = LiveOf(before);
  ReleaseRequest request = UpTo(2, RequestFor(all, ReleaseProfile::kLive));
  request.earlier = {{&earlier, &before}};
  const auto outcome = MakeRelease(all, request);
  ASSERT_THAT(outcome, IsOk());
  ASSERT_TRUE(std::holds_alternative<Refusal>(*outcome));
  EXPECT_THAT(std::get<Refusal>(*outcome).why, HasSubstr("changed files"));
}

TEST(ReleaseTest, RefusesEarlierReleasesWithoutTheirData) {
  const Microdata data = Small();
  const Release release = LiveOf(data);
  const Microdata other = MadeData({.records = 300});
  ReleaseRequest request = RequestFor(data, ReleaseProfile::kLive);
  request.earlier = {{&release, &other}};
  EXPECT_THAT(
      MakeRelease(data, request),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("earlier")));
}

}  // namespace
}  // namespace caselens::disclosure
