#include "typology/comparison/comparison.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/string_view.h"

#include "tests/status_matchers.h"
#include "tests/typology/random_model.h"
#include "typology/latent_class/class_model.h"
#include "typology/latent_class/published.h"
#include "typology/latent_class/scoring.h"

namespace caselens {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

PublishedModel Published(absl::string_view id) {
  auto published = FindPublishedModel(id);
  EXPECT_THAT(published, IsOk());
  return *std::move(published);
}

Comparer ComparerOf(const PublishedModel& published) {
  auto comparer = Comparer::Create({.model = published.table.model,
                                    .dva_items = published.dva_items,
                                    .clamp = published.table.clamp});
  EXPECT_THAT(comparer, IsOk());
  return *std::move(comparer);
}

// Answers to the items of a model: `grade` for those named, 0 for the others.
std::vector<int> Answers(const ClassModel& model,
                         const std::vector<std::string>& ids, int grade) {
  std::vector<int> answers;
  for (const Item& item : model.items) {
    answers.push_back(std::count(ids.begin(), ids.end(), item.id) > 0 ? grade
                                                                      : 0);
  }
  return answers;
}

// Two classes, one DVA item that says nothing, and two that tell them apart.
// .5 * .96^2 against .5 * .04^2: .998; .5 * .96 * .04 twice: .5.
ClassModel TwoClasses() {
  return {.items = {BinaryItem("dv"), BinaryItem("x"), BinaryItem("y")},
          .labels = {"a", "b"},
          .shares = {0.5, 0.5},
          .profile = {0.5, 0.5, 0.04, 0.96, 0.04, 0.96,  //
                      0.5, 0.5, 0.96, 0.04, 0.96, 0.04}};
}

Comparison Compared(ComparerOptions options, const FileToCompare& file) {
  const auto comparer = Comparer::Create(std::move(options));
  EXPECT_THAT(comparer, IsOk());
  auto comparison = comparer->Compare(file);
  EXPECT_THAT(comparison, IsOk());
  return *std::move(comparison);
}

struct VerdictCase {
  std::string name;
  double share;  // of class a
  size_t assigned;
  std::vector<int> found;
  Verdict verdict;
};

TEST(ComparisonTest, GivesTheFirstVerdictThatHolds) {
  const std::vector<VerdictCase> cases = {
      {"modal and sure", .5, 0, {2, 2, 2}, Verdict::kAgree},
      {"modal, less than .90", .6, 0, {2, 2, 0}, Verdict::kAgreeWeak},
      {"another is modal, .40", .4, 0, {2, 2, 0}, Verdict::kNear},
      {"another is modal, .096", .7, 1, {2, 2, kNotCoded}, Verdict::kDisagree},
      {"another is modal, .002", .5, 1, {2, 2, 2}, Verdict::kDisagree},
      {"suspected is not present", .5, 0, {1, 2, 2}, Verdict::kNoDvaFound},
      {"no DVA", .5, 0, {0, 2, 2}, Verdict::kNoDvaFound},
      {"DVA not coded", .5, 0, {kNotCoded, 2, 2}, Verdict::kNotComputable},
      {"a third not coded", .5, 0, {2, kNotCoded, 2}, Verdict::kAgree},
      {"over a third not coded",
       .5,
       0,
       {2, kNotCoded, kNotCoded},
       Verdict::kNotComputable},
      {"no DVA and over a third not coded",
       .5,
       0,
       {0, kNotCoded, kNotCoded},
       Verdict::kNotComputable},
  };
  for (const VerdictCase& c : cases) {
    ClassModel model = TwoClasses();
    model.shares = {c.share, 1 - c.share};
    const Comparison comparison = Compared(
        {.model = model, .dva_items = {"dv"}},
        {.assigned = c.assigned, .recorded = {1, 1, 1}, .found = c.found});
    EXPECT_EQ(VerdictName(comparison.verdict), VerdictName(c.verdict))
        << c.name << ": posterior " << comparison.found.posterior[c.assigned];
  }
}

TEST(ComparisonTest, AThresholdThatIsJustReachedIsReached) {
  const ClassModel model = {.items = {BinaryItem("dv"), BinaryItem("x")},
                            .labels = {"a", "b"},
                            .shares = {0.9, 0.1},
                            .profile = {0.5, 0.5, 0.5, 0.5,  //
                                        0.5, 0.5, 0.5, 0.5}};
  const auto verdict = [&](size_t assigned) {
    return VerdictName(
        Compared({.model = model, .dva_items = {"dv"}},
                 {.assigned = assigned, .recorded = {1, 0}, .found = {2, 0}})
            .verdict);
  };
  EXPECT_EQ(verdict(0), "AGREE");
  EXPECT_EQ(verdict(1), "NEAR");
}

TEST(ComparisonTest, IsSensitiveWhenASuspicionWouldChangeTheVerdict) {
  const Comparison comparison =
      Compared({.model = TwoClasses(), .dva_items = {"dv"}},
               {.assigned = 0, .recorded = {1, 1, 1}, .found = {1, 2, 2}});
  EXPECT_EQ(comparison.verdict, Verdict::kNoDvaFound);
  EXPECT_TRUE(comparison.sensitive);
  EXPECT_THAT(
      comparison.alternatives,
      ElementsAre(
          Alternative{Assumption::kSuspectedAsPresent, Verdict::kAgree},
          Alternative{Assumption::kUncodedAsAbsent, Verdict::kNoDvaFound}));
}

TEST(ComparisonTest, IsSensitiveWhenAbsenceOfTheUncodedWouldChangeTheVerdict) {
  const Comparison comparison = Compared(
      {.model = TwoClasses(), .dva_items = {"dv"}},
      {.assigned = 0, .recorded = {1, 1, 1}, .found = {2, 2, kNotCoded}});
  EXPECT_EQ(comparison.verdict, Verdict::kAgree);
  EXPECT_TRUE(comparison.sensitive);
  EXPECT_EQ(comparison.alternatives[1],
            (Alternative{Assumption::kUncodedAsAbsent, Verdict::kAgreeWeak}));
}

// x is printed 0 in class b: half a unit decides how much it may weigh.
TEST(ComparisonTest, IsSensitiveWhenALargerClampWouldChangeTheVerdict) {
  const ClassModel model = {.items = {BinaryItem("dv"), BinaryItem("x")},
                            .labels = {"a", "b"},
                            .shares = {0.5, 0.5},
                            .profile = {0.5, 0.5, 0.98, 0.02,  //
                                        0.5, 0.5, 0.9995, 0.0005}};
  const Comparison comparison =
      Compared({.model = model, .dva_items = {"dv"}, .clamp = 0.0005},
               {.assigned = 0, .recorded = {1, 1}, .found = {2, 2}});
  EXPECT_EQ(comparison.verdict, Verdict::kAgree);
  EXPECT_TRUE(comparison.sensitive);
  EXPECT_THAT(
      comparison.alternatives,
      ElementsAre(Alternative{Assumption::kSuspectedAsPresent, Verdict::kAgree},
                  Alternative{Assumption::kUncodedAsAbsent, Verdict::kAgree},
                  Alternative{Assumption::kClampTenfold, Verdict::kAgreeWeak}));
}

TEST(ComparisonTest, WithoutAVerdictNothingIsSensitive) {
  const Comparison comparison = Compared(
      {.model = TwoClasses(), .dva_items = {"dv"}},
      {.assigned = 0, .recorded = {1, 1, 1}, .found = {kNotCoded, 2, 2}});
  EXPECT_EQ(comparison.verdict, Verdict::kNotComputable);
  EXPECT_FALSE(comparison.sensitive);
  EXPECT_THAT(comparison.alternatives, IsEmpty());
  EXPECT_FALSE(comparison.tail_probabilities.has_value());
}

TEST(ComparisonTest, HoldsEachFactorOfTheFileAgainstTheReturn) {
  const PublishedModel c1 = Published("c1-published");
  const ClassModel& model = c1.table.model;
  FileToCompare file;
  file.recorded = Answers(model, {"dv_parent", "neglect", "other"}, 1);
  file.found = Answers(model, {"dv_parent", "emotional_abuse"}, 2);
  file.found[0] = 1;           // suspected
  file.found[12] = kNotCoded;  // neglect
  const auto comparison = ComparerOf(c1).Compare(file);
  ASSERT_THAT(comparison, IsOk());
  std::vector<std::string> cells;
  for (const FactorComparison& factor : comparison->factors) {
    cells.emplace_back(CellName(factor.cell));
  }
  std::vector<std::string> wanted(17, "NEITHER");
  wanted[5] = "BOTH";
  wanted[12] = "NOT_CODED";
  wanted[13] = "ONLY_FILE";
  wanted[16] = "ONLY_RETURN";
  EXPECT_EQ(cells, wanted);
  EXPECT_EQ(comparison->movement.additions, 1);
}

// Random files against random models: what must hold of every comparison.
class RandomFilesTest : public testing::Test {
 protected:
  void SetUp() override {
    std::mt19937_64 random(31);
    for (int round = 0; round < 300; ++round) {
      const ClassModel model = RandomModel(4, std::vector<int>(9, 2), random);
      FileToCompare file;
      file.assigned = static_cast<size_t>(RandomBelow(4, random));
      file.recorded = RandomPattern(model, 0.0, random);
      for (size_t j = 0; j < 9; ++j) {
        file.found.push_back(RandomBelow(4, random) - 1);
      }
      const Comparison comparison =
          Compared({.model = model, .dva_items = {"item_2", "item_5"}}, file);
      cases_.push_back({model, file, comparison});
    }
  }

  struct Case {
    ClassModel model;
    FileToCompare file;
    Comparison comparison;
  };
  std::vector<Case> cases_;
};

TEST_F(RandomFilesTest, ContributionsAddUpToTheLogOdds) {
  for (const Case& c : cases_) {
    const LogOdds& odds = c.comparison.log_odds;
    const std::vector<double>& posterior = c.comparison.found.posterior;
    double found = odds.prior;
    double moved = odds.recorded;
    for (const FactorComparison& factor : c.comparison.factors) {
      found += factor.log_ratio;
      moved += factor.moved;
    }
    const double wanted =
        std::log(posterior[c.file.assigned] / posterior[odds.rival]);
    EXPECT_THAT(found, DoubleNear(wanted, 1e-10));
    EXPECT_THAT(moved, DoubleNear(wanted, 1e-10));
    EXPECT_THAT(odds.found, DoubleNear(wanted, 1e-10));
  }
}

TEST_F(RandomFilesTest, TheRivalIsTheMostProbableOtherClass) {
  for (const Case& c : cases_) {
    std::vector<double> others = c.comparison.found.posterior;
    others[c.file.assigned] = -1;
    EXPECT_EQ(c.comparison.log_odds.rival, LargestIndex(others));
  }
}

TEST_F(RandomFilesTest, OnlyFactorsOnWhichFileAndReturnDifferMoveTheFile) {
  for (const Case& c : cases_) {
    for (size_t j = 0; j < c.file.found.size(); ++j) {
      const FactorComparison& factor = c.comparison.factors[j];
      const bool differs =
          factor.cell == Cell::kOnlyFile || factor.cell == Cell::kOnlyReturn;
      EXPECT_TRUE(differs || factor.moved == 0);
      if (c.file.found[j] == kNotCoded) {
        EXPECT_EQ(factor.cell, Cell::kUncoded);
        EXPECT_EQ(factor.log_ratio, 0);
      }
    }
  }
}

// Whatever the return has for a factor that the auditor did not code changes
// nothing but the posterior by the whole return.
TEST_F(RandomFilesTest, FactorsNotCodedMoveNothing) {
  for (const Case& c : cases_) {
    FileToCompare other = c.file;
    for (size_t j = 0; j < other.found.size(); ++j) {
      if (other.found[j] == kNotCoded) other.recorded[j] ^= 1;
    }
    const Comparison comparison =
        Compared({.model = c.model, .dva_items = {"item_2", "item_5"}}, other);
    EXPECT_EQ(comparison.movement.before, c.comparison.movement.before);
    EXPECT_EQ(comparison.movement.after, c.comparison.movement.after);
    EXPECT_EQ(comparison.tail_probabilities, c.comparison.tail_probabilities);
    EXPECT_EQ(comparison.found, c.comparison.found);
  }
}

TEST_F(RandomFilesTest, IsTheSameEveryTime) {
  for (const Case& c : cases_) {
    const Comparison again =
        Compared({.model = c.model, .dva_items = {"item_2", "item_5"}}, c.file);
    EXPECT_EQ(again.found, c.comparison.found);
    EXPECT_EQ(again.recorded, c.comparison.recorded);
    EXPECT_EQ(again.alternatives, c.comparison.alternatives);
    EXPECT_EQ(again.tail_probabilities, c.comparison.tail_probabilities);
    EXPECT_EQ(again.movement.random.mean_posterior,
              c.comparison.movement.random.mean_posterior);
  }
}

TEST_F(RandomFilesTest, AFileThatEqualsItsReturnDoesNotMove) {
  for (const Case& c : cases_) {
    FileToCompare same = c.file;
    for (size_t j = 0; j < same.found.size(); ++j) {
      same.found[j] = 2 * same.recorded[j];
    }
    const Comparison comparison =
        Compared({.model = c.model, .dva_items = {"item_2", "item_5"}}, same);
    EXPECT_EQ(comparison.found, comparison.recorded);
    EXPECT_EQ(comparison.movement.before, comparison.movement.after);
    EXPECT_EQ(comparison.movement.beyond_random, 0);
    EXPECT_FALSE(comparison.movement.modal_changed);
  }
}

// The example of docs/comparison.md: the figures there are these.
TEST(ComparisonTest, GivesTheFiguresOfTheWorkedExample) {
  const PublishedModel c1 = Published("c1-published");
  const ClassModel& model = c1.table.model;
  const FileToCompare file = {
      .assigned = 0,
      .recorded = Answers(
          model, {"dv_parent", "parent_other_mh", "emotional_abuse"}, 1),
      .found = Answers(model,
                       {"dv_parent", "parent_other_mh", "emotional_abuse",
                        "parent_alcohol", "neglect"},
                       2)};
  const auto comparison = ComparerOf(c1).Compare(file);
  ASSERT_THAT(comparison, IsOk());
  const auto shown = [](double value) { return DoubleNear(value, 0.0005); };
  const auto exact = [](double value) { return DoubleNear(value, 1e-6); };

  EXPECT_EQ(comparison->verdict, Verdict::kNear);
  EXPECT_FALSE(comparison->sensitive);
  EXPECT_THAT(comparison->recorded.posterior,
              ElementsAre(exact(.909788), exact(.000032), exact(.009521),
                          exact(.000021), exact(.080265), exact(.000373)));
  EXPECT_THAT(comparison->recorded.margin, shown(.830));
  EXPECT_THAT(comparison->found.posterior,
              ElementsAre(exact(.100497), exact(.000002), exact(.052671),
                          exact(.000000), exact(.846817), exact(.000014)));
  EXPECT_THAT(comparison->found.margin, shown(.746));
  EXPECT_THAT(*comparison->tail_probabilities,
              ElementsAre(shown(.010), shown(.000), shown(.035), shown(.000),
                          shown(.726), shown(.000)));

  const LogOdds& odds = comparison->log_odds;
  EXPECT_EQ(odds.rival, 4);
  EXPECT_THAT(odds.prior, shown(2.573));
  EXPECT_THAT(odds.recorded, shown(2.428));
  EXPECT_THAT(odds.found, shown(-2.131));
  EXPECT_THAT(comparison->factors[1].moved, shown(-1.409));   // alcohol
  EXPECT_THAT(comparison->factors[12].moved, shown(-3.150));  // neglect
  EXPECT_THAT(comparison->factors[8].log_ratio, shown(-1.530));
  EXPECT_THAT(comparison->factors[13].log_ratio, shown(-1.707));

  const Movement& movement = comparison->movement;
  EXPECT_EQ(movement.additions, 2);
  EXPECT_TRUE(movement.modal_changed);
  EXPECT_EQ(movement.random.sets, 91);
  EXPECT_THAT(movement.random.mean_posterior, shown(.264));
  EXPECT_THAT(movement.random.share_modal_changed, shown(70.0 / 91));
  EXPECT_THAT(movement.random.share_as_far, shown(44.0 / 91));
  EXPECT_THAT(movement.beyond_random, shown(-.164));
}

TEST(ComparerTest, RefusesModelsAndFilesThatDoNotFit) {
  const ClassModel model = TwoClasses();
  ClassModel three_categories = model;
  three_categories.items[0].categories.emplace_back("2");
  ClassModel one_class = {.items = {BinaryItem("dv")},
                          .labels = {"a"},
                          .shares = {1},
                          .profile = {0.5, 0.5}};
  std::mt19937_64 random(32);
  const ClassModel wide = RandomModel(2, std::vector<int>(33, 2), random);
  const std::vector<std::pair<ComparerOptions, std::string>> options = {
      {{.model = three_categories, .dva_items = {"dv"}},
       "item \"dv\" has 3 categories; want 2"},
      {{.model = one_class, .dva_items = {"dv"}}, "want two classes or more"},
      {{.model = wide, .dva_items = {"item_1"}}, "33 items; want at most 32"},
      {{.model = model, .dva_items = {}}, "dva_items: 0; want 1 to 16"},
      {{.model = model, .dva_items = {"z"}},
       "dva_items: \"z\"; want items of the model"},
      {{.model = model, .dva_items = {"dv"}, .clamp = 0.05},
       "clamp: 0.05; want 0 or more and below .05"},
      {{.model = model, .dva_items = {"dv"}, .clamp = std::nan("")},
       "clamp: nan"},
  };
  for (const auto& [bad, message] : options) {
    EXPECT_THAT(
        Comparer::Create(bad),
        StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(message)));
  }

  const auto comparer = Comparer::Create({.model = model, .dva_items = {"dv"}});
  ASSERT_THAT(comparer, IsOk());
  const std::vector<std::pair<FileToCompare, std::string>> files = {
      {{.assigned = 2, .recorded = {1, 0, 0}, .found = {2, 0, 0}},
       "assigned: class 3; want 1 to 2"},
      {{.recorded = {1, 0}, .found = {2, 0, 0}},
       "recorded: 2 answers; want one for each of 3 factors"},
      {{.recorded = {1, kNotCoded, 0}, .found = {2, 0, 0}},
       "recorded, factor \"x\": -1; want 0 to 1"},
      {{.recorded = {1, 0, 0}, .found = {2, 0, 3}},
       "found, factor \"y\": 3; want -1 to 2"},
  };
  for (const auto& [bad, message] : files) {
    EXPECT_THAT(
        comparer->Compare(bad),
        StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(message)));
  }
}

TEST(ComparerTest, NamesEveryValue) {
  EXPECT_EQ(VerdictName(Verdict::kNotComputable), "NOT_COMPUTABLE");
  EXPECT_EQ(VerdictName(Verdict::kNoDvaFound), "NO_DVA_FOUND");
  EXPECT_EQ(VerdictName(Verdict::kAgree), "AGREE");
  EXPECT_EQ(VerdictName(Verdict::kAgreeWeak), "AGREE_WEAK");
  EXPECT_EQ(VerdictName(Verdict::kNear), "NEAR");
  EXPECT_EQ(VerdictName(Verdict::kDisagree), "DISAGREE");
  EXPECT_EQ(CellName(Cell::kBoth), "BOTH");
  EXPECT_EQ(CellName(Cell::kOnlyFile), "ONLY_FILE");
  EXPECT_EQ(CellName(Cell::kOnlyReturn), "ONLY_RETURN");
  EXPECT_EQ(CellName(Cell::kNeither), "NEITHER");
  EXPECT_EQ(CellName(Cell::kUncoded), "NOT_CODED");
  EXPECT_EQ(AssumptionName(Assumption::kSuspectedAsPresent),
            "SUSPECTED_AS_PRESENT");
  EXPECT_EQ(AssumptionName(Assumption::kUncodedAsAbsent), "UNCODED_AS_ABSENT");
  EXPECT_EQ(AssumptionName(Assumption::kClampTenfold), "CLAMP_TENFOLD");
}

}  // namespace
}  // namespace caselens
