#include "typology/latent_class/published.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

#include "tests/status_matchers.h"
#include "tests/typology/random_model.h"
#include "typology/base/csv.h"
#include "typology/latent_class/scoring.h"

namespace caselens {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;
using testing::HasSubstr;

// "C1" -> c1-published.
PublishedModel OfSite(absl::string_view site) {
  auto model = FindPublishedModel(
      absl::StrCat(absl::AsciiStrToLower(site), "-published"));
  EXPECT_THAT(model, IsOk());
  return *std::move(model);
}

// The pattern in which these items alone are present.
Pattern Present(const ClassModel& model, const std::vector<std::string>& ids) {
  Pattern pattern;
  for (const Item& item : model.items) {
    pattern.push_back(std::count(ids.begin(), ids.end(), item.id) > 0 ? 1 : 0);
  }
  return pattern;
}

TEST(PublishedTest, ScoresAsThePublishedFiguresDo) {
  std::ifstream file(CASELENS_TEST_DATA "/rdac/posterior_vectors.csv");
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  const auto rows = ParseCsv(text);
  ASSERT_THAT(rows, IsOk());
  ASSERT_EQ(rows->size(), 21);
  for (const CsvRow& row : absl::MakeSpan(*rows).subspan(1)) {
    const PublishedModel published = OfSite(row.cells[0]);
    const ClassModel& model = published.table.model;
    EXPECT_EQ(absl::StrCat(published.table.clamp), row.cells[1]);
    const auto score =
        Score(model, Present(model, absl::StrSplit(row.cells[2], ' ')));
    ASSERT_THAT(score, IsOk());
    for (size_t k = 0; k < model.ClassCount(); ++k) {
      double wanted = 0;
      ASSERT_TRUE(absl::SimpleAtod(row.cells[3 + k], &wanted));
      EXPECT_THAT(score->posterior[k], DoubleNear(wanted, 1e-6))
          << "line " << row.line << ", class " << k + 1;
    }
  }
}

TEST(PublishedTest, KeepsLabelsSizesClampAndSource) {
  const PublishedModel c2 = OfSite("C2");
  EXPECT_EQ(c2.id, "c2-published");
  EXPECT_THAT(c2.table.model.labels,
              ElementsAre("Domestic violence and abuse",
                          "DVA, mental health and substance misuse",
                          "DVA (another person)", "DVA and multiple risks",
                          "DVA (child)", "DVA and risks outside the home"));
  // The printed sizes add up to 1.001.
  EXPECT_THAT(c2.table.model.shares[0], DoubleNear(0.655 / 1.001, 1e-12));
  EXPECT_EQ(c2.table.model.items[5].id, "dv_parent");
  EXPECT_EQ(c2.table.item_labels[5], "DVA re. Parent");
  EXPECT_EQ(c2.table.model.profile[2 * 5 + 1], 1 - 0.0005);
  EXPECT_THAT(c2.dva_items, ElementsAre("dv_child", "dv_parent", "dv_other"));
  EXPECT_THAT(c2.provenance, HasSubstr("Figure 5.7 (site C2)"));
  EXPECT_THAT(c2.provenance, HasSubstr("clamped to [0.0005, 0.9995]"));
}

TEST(PublishedTest, EveryModelIsValidAndHasItsDvaItems) {
  EXPECT_THAT(PublishedModelIds(),
              ElementsAre("c1-published", "c2-published", "c3-published"));
  for (const std::string& id : PublishedModelIds()) {
    const auto published = FindPublishedModel(id);
    ASSERT_THAT(published, IsOk());
    const ClassModel& model = published->table.model;
    EXPECT_THAT(ValidateClassModel(model), IsOk());
    const Pattern dva = Present(model, published->dva_items);
    EXPECT_EQ(std::count(dva.begin(), dva.end(), 1),
              static_cast<std::ptrdiff_t>(published->dva_items.size()))
        << id;
  }
}

TEST(PublishedTest, NamesTheModelsThatThereAre) {
  EXPECT_THAT(FindPublishedModel("c4-published"),
              StatusIs(absl::StatusCode::kNotFound,
                       HasSubstr("c1-published, c2-published, c3-published")));
}

// Seed 7, 20,000 records: the standard error is below .0034, and the wanted
// shares are rounded to .005.
TEST(PublishedTest, OnlySiteC1PutsNineRecordsInTenIntoAClassSurely) {
  constexpr int kRecords = 20000;
  const std::vector<std::pair<std::string, double>> wanted = {
      {"C1", 0.92}, {"C2", 0.65}, {"C3", 0.34}};
  for (const auto& [site, share] : wanted) {
    std::mt19937_64 random(7);
    const PublishedModel published = OfSite(site);
    const auto scorer = Scorer::Create(published.table.model);
    ASSERT_THAT(scorer, IsOk());
    std::vector<double> posterior(published.table.model.ClassCount());
    int sure = 0;
    for (int i = 0; i < kRecords; ++i) {
      scorer->Posterior(
          DrawRecord(published.table.model, published.dva_items, random),
          absl::MakeSpan(posterior));
      sure += posterior[LargestIndex(posterior)] >= 0.9 ? 1 : 0;
    }
    EXPECT_THAT(static_cast<double>(sure) / kRecords, DoubleNear(share, 0.012))
        << site;
  }
}

TEST(ParsePublishedTableTest, ReadsATableWithoutFactorLabels) {
  const auto table = ParsePublishedTable(
      "factor_key,DVA,\"DVA, child\"\n"
      "cluster_size,0.80,0.19\n"
      "dv_parent,1.00,0.25\n"
      "dv_child,0.00,0.99\n",
      0.005);
  ASSERT_THAT(table, IsOk());
  EXPECT_EQ(table->clamp, 0.005);
  EXPECT_THAT(table->item_labels, ElementsAre("dv_parent", "dv_child"));
  EXPECT_EQ(
      table->model,
      (ClassModel{.items = {BinaryItem("dv_parent"), BinaryItem("dv_child")},
                  .labels = {"DVA", "DVA, child"},
                  .shares = {0.80 / (0.80 + 0.19), 0.19 / (0.80 + 0.19)},
                  .profile = {0.005, 1 - 0.005, 1 - 0.005, 0.005,  //
                              0.75, 0.25, 1 - 0.99, 0.99}}));
}

TEST(ParsePublishedTableTest, NamesLineColumnAndWhatWasWanted) {
  struct BadTable {
    std::string csv;
    std::string message;
  };
  const std::string header = "factor_key,factor_label,a,b\n";
  const std::string sizes = "cluster_size,Size,.8,.2\n";
  const std::vector<BadTable> cases = {
      {"", "fewer than three rows"},
      {header + sizes, "fewer than three rows"},
      {"key,a\ncluster_size,1\nx,.5\n",
       "line 1: the first column is \"key\"; want factor_key"},
      {"factor_key,factor_label\ncluster_size,S\nx,X\n", "line 1: no class"},
      {"factor_key,a,\ncluster_size,.8,.2\nx,.1,.1\n",
       "line 1, column 3: want the name of a class"},
      {header + "x,X,.1,.2\n" + sizes, "line 2: \"x\"; want cluster_size"},
      {header + "cluster_size,Size,.8,.3\nx,X,.1,.2\n",
       "line 2: the class sizes add up to 1.1; want .98 to 1.02"},
      {header + "cluster_size,Size,1,0\nx,X,.1,.2\n",
       "line 2, column \"b\": the class has size 0"},
      {header + sizes + "x,X,.1\n", "line 3: 3 columns; want 4 as in line 1"},
      {header + sizes + "x,X,.1,12%\n",
       R"(line 3, column "b": "12%"; want a share from 0 to 1)"},
      {header + sizes + "x,X,nan,.1\n", R"(column "a": "nan")"},
      {header + sizes + "x,X,.1,.2\nx,X,.1,.2\n", "\"x\" is there twice"},
      {header + sizes + "x,\"X,.1,.2\n", "line 3: a quote is never closed"},
  };
  for (const BadTable& bad : cases) {
    EXPECT_THAT(
        ParsePublishedTable(bad.csv, 0.0005),
        StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(bad.message)))
        << bad.csv;
  }
}

TEST(ParsePublishedTableTest, RefusesAClampThatLeavesNothing) {
  for (const double clamp : {-0.1, 0.5, std::nan("")}) {
    EXPECT_THAT(
        ParsePublishedTable("factor_key,a\ncluster_size,1\nx,.5\n", clamp),
        StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("clamp: ")));
  }
}

}  // namespace
}  // namespace caselens
