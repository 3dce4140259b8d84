#include "typology/latent_class/latent_gold.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"

#include "tests/status_matchers.h"
#include "typology/latent_class/class_model.h"
#include "typology/latent_class/profiles.h"

namespace caselens {
namespace {

using testing::HasSubstr;

constexpr double kClamp = 0.00005;

constexpr char kProfile[] =
    ",Cluster1,Cluster2,Overall\n"
    "Cluster Size,0.7500,0.2500,1.0000\n"
    "Indicators,,,\n"
    "dv_parent,,,\n"
    "0,0.0000,0.8000,0.2000\n"
    "1,1.0000,0.2000,0.8000\n"
    "Mean,1.0000,0.2000,0.8000\n"
    "dv_child,,,\n"
    "no,0.9000,0.4000,0.7750\n"
    "yes,0.1000,0.6000,0.2250\n"
    "Covariates,,,\n"
    "age,0.1,0.2,0.1\n";

ClassModel TwoClasses() {
  return {.items = {BinaryItem("dv_parent"), BinaryItem("dv_child")},
          .labels = {"Cluster1", "Cluster2"},
          .shares = {0.75, 0.25},
          .profile = {kClamp, 1 - kClamp, 0.9, 0.1, 0.8, 0.2, 0.4, 0.6}};
}

TEST(LatentGoldProfile, IsReadWithCommasAndWithTabs) {
  for (const std::string& text :
       {std::string(kProfile), absl::StrReplaceAll(kProfile, {{",", "\t"}})}) {
    const auto table = ParseLatentGoldProfile(text, kClamp);
    ASSERT_THAT(table, IsOk());
    EXPECT_EQ(table->model, TwoClasses());
    EXPECT_EQ(table->clamp, kClamp);
  }
}

// ProbMeans with as many digits as one likes.
std::string ProbMeansText(const ClassModel& model, int digits) {
  const std::vector<double> means = ProbMeans(model);
  std::string text = ",Cluster1,Cluster2\n";
  const auto line = [&](const std::string& name, double a, double b) {
    absl::StrAppendFormat(&text, "%s,%.*f,%.*f\n", name, digits, a, digits, b);
  };
  line("Overall", model.shares[0], model.shares[1]);
  for (size_t j = 0; j < model.items.size(); ++j) {
    absl::StrAppend(&text, model.items[j].id, ",,\n");
    line("0", means[2 * j], means[4 + 2 * j]);
    line("1", means[2 * j + 1], means[4 + 2 * j + 1]);
  }
  return text;
}

TEST(LatentGoldProbMeans, AreTurnedBackIntoTheProfile) {
  const ClassModel model = TwoClasses();
  const auto table = ParseLatentGoldProbMeans(ProbMeansText(model, 12), kClamp);
  ASSERT_THAT(table, IsOk());
  for (size_t i = 0; i < model.profile.size(); ++i) {
    EXPECT_NEAR(table->model.profile[i], model.profile[i], 1e-9) << i;
  }
}

TEST(LatentGoldProbMeans, OfFourDigitsGiveTheProfileToThree) {
  const ClassModel model = TwoClasses();
  const auto table = ParseLatentGoldProbMeans(ProbMeansText(model, 4), kClamp);
  ASSERT_THAT(table, IsOk());
  for (size_t i = 0; i < model.profile.size(); ++i) {
    EXPECT_NEAR(table->model.profile[i], model.profile[i], 5e-4) << i;
  }
}

TEST(LatentGoldTables, SayWhereTheyAreWrong) {
  const struct {
    const char* from;
    const char* to;
    const char* said;
  } kSpoiled[] = {
      {"Cluster Size", "Size", "line 2: want the line Cluster Size"},
      {"0.7500", "0.9500", "line 2: want sizes that add up to 1"},
      {"1.0000,0.2000,0.8000\nMean", "1.2,0.2,0.8\nMean",
       "line 6: want a number from 0 to 1"},
      {"0,0.0000,0.8000", "0,0.5000,0.8000", "line 4: want a Profile"},
      {"yes,", "maybe,", "line 8: want an item with the categories"},
      {"Cluster2,", ",", "line 1: a column without a name"},
      {"Mean,1.0000,0.2000,0.8000", "2,0,0,0", "line 7: want a line with an"},
  };
  for (const auto& spoiled : kSpoiled) {
    EXPECT_THAT(
        ParseLatentGoldProfile(
            absl::StrReplaceAll(kProfile, {{spoiled.from, spoiled.to}}),
            kClamp),
        StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(spoiled.said)))
        << spoiled.from;
  }
  EXPECT_THAT(ParseLatentGoldProbMeans(kProfile, kClamp),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("line 4: want ProbMeans")));
}

TEST(LatentGoldAssignments, AreReadByColumnName) {
  const auto read = ParseLatentGoldAssignments(
      "record_id,age,clu#1,clu#2,clu#\nA-1,5,0.9,0.1,1\nA-2,6,0.2,0.8,2\n", 2);
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(*read, (std::vector<AssignedRecord>{{.line = 2,
                                                 .record = "A-1",
                                                 .class_index = 0,
                                                 .posterior = {0.9, 0.1}},
                                                {.line = 3,
                                                 .record = "A-2",
                                                 .class_index = 1,
                                                 .posterior = {0.2, 0.8}}}));
}

TEST(LatentGoldAssignments, SayWhereTheyAreWrong) {
  const auto refused = [](const char* text, const char* said) {
    EXPECT_THAT(ParseLatentGoldAssignments(text, 2),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(said)));
  };
  refused("record,clu#\nA,1\n", "want the columns record_id and clu#");
  refused("record_id,clu#\nA,3\n", "line 2: clu#: want a class from 1 to 2");
  refused("record_id,clu#\nA,1\nA,1\n", "line 3: record_id: want every record");
  refused("record_id,clu#,clu#1\nA,1,1\n", "clu#1 to clu#2, or none");
  refused("record_id,clu#\nA\n", "line 2: want 2 cells");
}

}  // namespace
}  // namespace caselens
