#include "typology/comparison/many_files.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/status_matchers.h"
#include "tests/typology/random_model.h"
#include "typology/comparison/audited_file.h"
#include "typology/comparison/comparison.h"
#include "typology/comparison/file_counts.h"
#include "typology/comparison/population.h"
#include "typology/latent_class/published.h"

namespace caselens {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

// Class a is one issue: a DVA item that says nothing, x and y that it lacks and
// class b has.
Comparer TwoClassComparer() {
  auto comparer = Comparer::Create(
      {.model = {.items = {BinaryItem("dv"), BinaryItem("x"), BinaryItem("y")},
                 .labels = {"a", "b"},
                 .shares = {0.5, 0.5},
                 .profile = {0.5, 0.5, 0.96, 0.04, 0.96, 0.04,  //
                             0.5, 0.5, 0.04, 0.96, 0.04, 0.96}},
       .dva_items = {"dv"}});
  EXPECT_THAT(comparer, IsOk());
  return *std::move(comparer);
}

ManyFiles TwoClassCounter(std::vector<size_t> class_frames = {}) {
  auto counter = ManyFiles::Create({.shape = {.class_count = 2,
                                              .dva_items = {true, false, false},
                                              .single_issue = {true, false}},
                                    .class_frames = std::move(class_frames)});
  EXPECT_THAT(counter, IsOk());
  return *std::move(counter);
}

AuditedFile FileOf(size_t assigned, Pattern recorded, std::vector<int> found) {
  static const Comparer comparer = TwoClassComparer();
  AuditedFile file;
  file.saw_ticks = false;
  file.file = {.assigned = assigned,
               .recorded = std::move(recorded),
               .found = std::move(found)};
  auto comparison = comparer.Compare(file.file);
  EXPECT_THAT(comparison, IsOk());
  file.comparison = *std::move(comparison);
  file.found_when.assign(3, FoundWhen::kThatDocument);
  return file;
}

// Four files, counted by hand.
ManyFiles FourFiles() {
  ManyFiles counter = TwoClassCounter();
  // As recorded, and judged so.
  AuditedFile kept = FileOf(0, {1, 0, 0}, {2, 0, 0});
  kept.judgement = Judgement::kFull;
  EXPECT_THAT(counter.Add(kept), IsOk());
  // x and y found, y in later papers only: it belongs to b.
  AuditedFile moved = FileOf(0, {1, 0, 0}, {2, 2, 2});
  moved.found_when[2] = FoundWhen::kLater;
  moved.judgement = Judgement::kPartial;
  moved.extra_needs = {"POVERTY", "POVERTY"};
  EXPECT_THAT(counter.Add(moved), IsOk());
  // Nothing of DVA found; y recorded and not found.
  AuditedFile no_dva = FileOf(1, {1, 1, 1}, {0, 2, 0});
  no_dva.judgement = Judgement::kCannotTell;
  no_dva.no_category = true;
  EXPECT_THAT(counter.Add(no_dva), IsOk());
  // Not coded.
  EXPECT_THAT(counter.Add(FileOf(1, {1, 1, 0}, {-1, -1, -1})), IsOk());
  return counter;
}

TEST(ManyFilesTest, CountsMovementAndVerdicts) {
  const ManyFiles counter = FourFiles();
  const FileCounts& counts = counter.purposive().counts.ticks_not_seen;
  const ClassMovement& a = counts.movement[0];
  EXPECT_EQ(a.files, 2);
  EXPECT_THAT(a.found, ElementsAre(1, 1));
  EXPECT_EQ(a.changed, (KOfN{1, 2}));
  // Adding both x and y is the only way to add two: it always changes the
  // class.
  EXPECT_DOUBLE_EQ(a.changed_at_random, 1);
  const double kept = 0.96 * 0.96 / (0.96 * 0.96 + 0.04 * 0.04);
  EXPECT_NEAR(a.recorded_posterior[0], 2 * kept, 1e-12);
  EXPECT_NEAR(a.found_posterior[0], 1, 1e-12);
  EXPECT_NEAR(a.posterior_at_random, 1, 1e-12);
  const ClassMovement& b = counts.movement[1];
  EXPECT_EQ(b.files, 2);
  EXPECT_THAT(b.found, ElementsAre(0, 0));
  EXPECT_EQ(b.no_dva_found, 1);
  EXPECT_EQ(b.not_computable, 1);
  EXPECT_THAT(counts.verdicts.borne_out, ElementsAre(KOfN{1, 2}, KOfN{0, 1}));
  // NOT_COMPUTABLE, NO_DVA_FOUND, AGREE, AGREE_WEAK, NEAR, DISAGREE.
  EXPECT_THAT(counts.verdicts.verdicts[0], ElementsAre(0, 0, 1, 0, 0, 1));
  EXPECT_THAT(counts.verdicts.verdicts[1], ElementsAre(1, 1, 0, 0, 0, 0));
}

TEST(ManyFilesTest, CountsAsMissedOnlyWhatStoodBehindTheReturn) {
  const ManyFiles counter = FourFiles();
  const FileCounts& counts = counter.purposive().counts.ticks_not_seen;
  EXPECT_EQ(counts.factors[1], (FactorCounts{.missed = {{1, 1}, {0, 1}},
                                             .not_found = {{0, 0}, {0, 1}}}));
  EXPECT_EQ(counts.factors[2], (FactorCounts{.missed = {{0, 0}, {0, 0}},
                                             .not_found = {{0, 0}, {1, 1}},
                                             .later = 1}));
}

TEST(ManyFilesTest, TestsSingleIssueClassesAlone) {
  const ManyFiles counter = FourFiles();
  EXPECT_EQ(counter.purposive().counts.ticks_not_seen.single_issue,
            (SingleIssueCounts{.by_return = {{0, 2}, {0, 0}},
                               .by_that_document = {{0, 2}, {0, 0}},
                               .by_file = {{1, 2}, {0, 0}},
                               .by_file_and_extra = {{1, 2}, {0, 0}}}));
}

TEST(ManyFilesTest, CountsNeedsWithoutCategoryOnceAFile) {
  const ManyFiles counter = FourFiles();
  EXPECT_EQ(counter.purposive().counts.ticks_not_seen.no_category,
            (NoCategoryCounts{.any = {{1, 2}, {0, 2}},
                              .said = {{0, 2}, {1, 2}},
                              .files_with = {{"POVERTY", {1, 0}}}}));
}

TEST(ManyFilesTest, HoldsJudgementsAgainstVerdicts) {
  const ManyFiles counter = FourFiles();
  const JudgementCounts& counts =
      counter.purposive().counts.ticks_not_seen.judgements;
  EXPECT_THAT(counts.same_level, ElementsAre(KOfN{1, 2}, KOfN{0, 0}));
  EXPECT_THAT(counts.levels[0], ElementsAre(1, 0, 0, 0, 0, 1, 0, 0, 0));
  EXPECT_EQ(counts.left_out, 1);
  // CANNOT_TELL of NO_DVA_FOUND is in the table alone.
  EXPECT_EQ(counts.table[1][3 * 6 + 1], 1);
}

TEST(ManyFilesTest, NeverCountsPilotsAndLongTermFiles) {
  ManyFiles counter = FourFiles();
  for (const Wave wave : {Wave::kPilot, Wave::kLongTerm, Wave::kLongTerm}) {
    AuditedFile file = FileOf(0, {1, 0, 0}, {2, 2, 2});
    file.wave = wave;
    EXPECT_THAT(counter.Add(file), IsOk());
    file = {};
    file.wave = wave;
    EXPECT_THAT(counter.Add(file), IsOk());
  }
  EXPECT_EQ(counter.pilot_files(), 2);
  EXPECT_EQ(counter.long_term_files(), 4);
  EXPECT_EQ(counter.purposive().counts.ticks_not_seen,
            FourFiles().purposive().counts.ticks_not_seen);
}

TEST(ManyFilesTest, KeepsDrawsAndSeenTicksApart) {
  ManyFiles counter = TwoClassCounter({100, 50});
  for (const DrawKind draw : {DrawKind::kPurposive, DrawKind::kRandom}) {
    for (const bool saw_ticks : {false, true}) {
      AuditedFile file = FileOf(0, {1, 0, 0}, {2, 0, 0});
      file.draw = draw;
      file.saw_ticks = saw_ticks;
      const int files =
          (draw == DrawKind::kRandom ? 1 : 3) + (saw_ticks ? 1 : 0);
      for (int i = 0; i < files; ++i) EXPECT_THAT(counter.Add(file), IsOk());
    }
  }
  EXPECT_EQ(counter.random().counts.ticks_not_seen.movement[0].files, 1);
  EXPECT_EQ(counter.random().counts.ticks_seen.movement[0].files, 2);
  EXPECT_EQ(counter.purposive().counts.ticks_not_seen.movement[0].files, 3);
  EXPECT_EQ(counter.purposive().counts.ticks_seen.movement[0].files, 4);
}

TEST(ManyFilesTest, NamesTheFieldThatDoesNotFit) {
  ManyFiles counter = TwoClassCounter();
  AuditedFile file = FileOf(0, {1, 0, 0}, {2, 0, 0});
  file.draw = DrawKind::kRandom;
  EXPECT_THAT(counter.Add(file), StatusIs(kInvalid, HasSubstr("class_frames")));
  file.draw = DrawKind::kPurposive;
  file.file.assigned = 2;
  EXPECT_THAT(counter.Add(file),
              StatusIs(kInvalid, HasSubstr("class 3; want 1 to 2")));
  file.file.assigned = 1;
  file.found_when.pop_back();
  EXPECT_THAT(counter.Add(file),
              StatusIs(kInvalid, HasSubstr("found_when: 2; want 3")));
  file.found_when.resize(3);
  file.comparison.found.posterior.clear();
  EXPECT_THAT(counter.Add(file),
              StatusIs(kInvalid, HasSubstr("comparison.found.posterior: 0")));
  EXPECT_THAT(ManyFiles::Create({}), StatusIs(kInvalid, HasSubstr("shape")));
  EXPECT_THAT(ManyFiles::Create({.shape = {.class_count = 2,
                                           .dva_items = {true},
                                           .single_issue = {true}},
                                 .class_frames = {}}),
              StatusIs(kInvalid, HasSubstr("single_issue: 1; want 2")));
  EXPECT_THAT(ManyFiles::Create({.shape = {.class_count = 1,
                                           .dva_items = {true},
                                           .single_issue = {true}},
                                 .class_frames = {1, 2}}),
              StatusIs(kInvalid, HasSubstr("class_frames: 2; want 1")));
}

// Auditors who find as many further factors as they like, but at random, move
// files exactly as far as random additions do. 4,000 files; the bound is four
// standard errors.
TEST(ManyFilesTest, FindsNoMovementBeyondChanceWhereAdditionsAreRandom) {
  const auto c1 = FindPublishedModel("c1-published");
  ASSERT_THAT(c1, IsOk());
  const ClassModel& model = c1->table.model;
  const auto comparer = Comparer::Create(
      {.model = model, .dva_items = c1->dva_items, .clamp = c1->table.clamp});
  ASSERT_THAT(comparer, IsOk());
  const auto scorer = Scorer::Create(model);
  auto counter =
      ManyFiles::Create({.shape = {.class_count = 6,
                                   .dva_items = std::vector<bool>(17),
                                   .single_issue = std::vector<bool>(6)},
                         .class_frames = {}});
  ASSERT_THAT(counter, IsOk());
  std::mt19937_64 random(7);
  constexpr int kFiles = 4000;
  for (int i = 0; i < kFiles; ++i) {
    AuditedFile file;
    file.saw_ticks = false;
    file.file.recorded = DrawRecord(model, c1->dva_items, random);
    file.file.assigned = scorer->Score(file.file.recorded)->modal;
    file.file.found = file.file.recorded;
    for (int& grade : file.file.found) grade *= 2;
    for (int added = 0; added < 2;) {
      int& grade =
          file.file.found[static_cast<size_t>(RandomBelow(17, random))];
      if (grade == 2) continue;
      grade = 2;
      ++added;
    }
    file.found_when.assign(17, FoundWhen::kThatDocument);
    file.comparison = *comparer->Compare(file.file);
    ASSERT_THAT(counter->Add(file), IsOk());
  }
  double changed = 0;
  double at_random = 0;
  for (const ClassMovement& of_class :
       counter->purposive().counts.ticks_not_seen.movement) {
    changed += static_cast<double>(of_class.changed.k);
    at_random += of_class.changed_at_random;
  }
  EXPECT_GT(changed, 0.2 * kFiles);
  EXPECT_LT(std::abs(changed - at_random), 4 * std::sqrt(kFiles * 0.25));
}

// ---- Estimates -------------------------------------------------------------

// `files` files of each class, `moved` of which the file puts into the other.
ManyFiles RandomDraw(size_t files, size_t moved,
                     std::vector<size_t> class_frames) {
  ManyFiles counter = TwoClassCounter(std::move(class_frames));
  const std::vector<Pattern> patterns = {{1, 0, 0}, {1, 1, 1}};
  for (size_t c = 0; c < 2; ++c) {
    for (size_t i = 0; i < files; ++i) {
      std::vector<int> found = patterns[i < moved ? 1 - c : c];
      for (int& grade : found) grade *= 2;
      AuditedFile file = FileOf(c, patterns[c], found);
      file.draw = DrawKind::kRandom;
      file.judgement = i % 3 == 0  ? Judgement::kPartial
                       : i < moved ? Judgement::kNone
                                   : Judgement::kFull;
      EXPECT_THAT(counter.Add(file), IsOk());
    }
  }
  return counter;
}

TEST(PopulationTest, EstimatesNothingFromFewerThanThirtyFilesAClass) {
  const ManyFiles few = RandomDraw(29, 5, {100, 300});
  const Population population(few.random(), Population::Ticks::kNotSeen);
  const KOfNByClass& borne_out = population.counts().verdicts.borne_out;
  EXPECT_FALSE(population.OfClass(borne_out, 0).has_value());
  EXPECT_FALSE(population.OfAll(borne_out).has_value());
  EXPECT_FALSE(population.Sizes().has_value());
  EXPECT_FALSE(population.JudgementAgreement().has_value());
}

TEST(PopulationTest, WeighsClassesByTheirFrame) {
  const ManyFiles many = RandomDraw(40, 10, {100, 300});
  const Population population(many.random(), Population::Ticks::kNotSeen);
  const auto of_class =
      population.OfClass(population.counts().verdicts.borne_out, 1);
  ASSERT_TRUE(of_class.has_value());
  EXPECT_DOUBLE_EQ(of_class->share, 0.75);
  EXPECT_DOUBLE_EQ(of_class->effective_files, 40);
  const auto sizes = population.Sizes();
  ASSERT_TRUE(sizes.has_value());
  EXPECT_DOUBLE_EQ(sizes->classes[0].recorded, 0.25);
  EXPECT_DOUBLE_EQ(sizes->classes[1].recorded, 0.75);
  // 100 * .75 + 300 * .25 of 400.
  EXPECT_DOUBLE_EQ(sizes->classes[0].found.share, 0.375);
  EXPECT_DOUBLE_EQ(sizes->classes[1].found.share, 0.625);
  EXPECT_LT(sizes->classes[0].found.wilson.lower, 0.375);
  EXPECT_GT(sizes->classes[0].found.wilson.upper, 0.375);
  EXPECT_NEAR(sizes->classes[0].recorded_posterior, 0.25, 0.01);
  EXPECT_NEAR(sizes->classes[0].found_posterior, 0.375, 0.01);
  EXPECT_EQ(sizes->no_dva_found.share, 0);
  EXPECT_GT(sizes->no_dva_found.wilson.upper, 0);
  const auto kappa = population.JudgementAgreement();
  ASSERT_TRUE(kappa.has_value());
  EXPECT_GT(kappa->interval.lower, 0);
  EXPECT_LT(kappa->interval.upper, 1);
  EXPECT_FALSE(
      Population(many.random(), Population::Ticks::kSeen).Sizes().has_value());
}

TEST(PopulationTest, LeavesOutAClassWithoutFilesInTheFrame) {
  ManyFiles one = TwoClassCounter({0, 80});
  for (int i = 0; i < 30; ++i) {
    AuditedFile file = FileOf(1, {1, 1, 1}, {2, 2, 2});
    file.draw = DrawKind::kRandom;
    EXPECT_THAT(one.Add(file), IsOk());
  }
  const Population population(one.random(), Population::Ticks::kNotSeen);
  const auto sizes = population.Sizes();
  ASSERT_TRUE(sizes.has_value());
  EXPECT_EQ(sizes->classes[0].found.share, 0);
  EXPECT_EQ(sizes->classes[1].found.share, 1);
  EXPECT_NEAR(sizes->classes[1].found.clopper_pearson.lower, 0.8843, 1e-4);
}

}  // namespace
}  // namespace caselens
