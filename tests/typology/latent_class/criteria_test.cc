// Criteria where other programs go wrong (docs/coming-from-other-lca-tools.md),
// beyond the reference values of reference_fit_test.

#include "typology/latent_class/criteria.h"

#include <cmath>
#include <cstddef>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/status_matchers.h"
#include "tests/typology/latent_class/reference_data.h"
#include "typology/latent_class/data_set.h"
#include "typology/latent_class/fit.h"
#include "typology/latent_class/patterns.h"

namespace caselens {
namespace {

Fit FitOf(const PatternTable& patterns, size_t classes) {
  FitOptions options;
  options.class_count = classes;
  auto fit = FitClasses(patterns, options);
  EXPECT_THAT(fit, IsOk());
  return *std::move(fit);
}

Criteria CriteriaOf(const ClassModel& model, const DataSet& data) {
  auto criteria = ComputeCriteria(model, Collapse(data));
  EXPECT_THAT(criteria, IsOk());
  return *std::move(criteria);
}

// StepMix 2.2.1 takes ln(n (n + 2) / 24).
TEST(CriteriaTest, SabicHasSclovesPenalty) {
  const DataSet data = ReadReferenceData("carcinoma");
  const Criteria criteria = CriteriaOf(FitOf(Collapse(data), 3).model, data);
  EXPECT_EQ(criteria.parameters, 23);
  EXPECT_NEAR(criteria.sabic,
              -2 * criteria.log_likelihood + 23 * std::log((118 + 2) / 24.0),
              1e-9);
}

// Mplus's relative entropy and Latent GOLD's entropy R-squared of one model.
TEST(CriteriaTest, NamesBothMeaningsOfEntropy) {
  const DataSet data = ReadReferenceData("sim_C1_1052");
  const Criteria criteria = CriteriaOf(FitOf(Collapse(data), 6).model, data);
  EXPECT_NEAR(*criteria.entropy_r2_mplus, 0.9745, 5e-5);
  EXPECT_NEAR(*criteria.entropy_r2_latent_gold, 0.9605, 5e-5);
  EXPECT_NEAR(criteria.classification_error, 0.0176, 5e-5);
}

// poLCA's G2 and X2 leave out every row that misses an answer. Here the rows
// with all answers and those without the first are two tables side by side.
TEST(CriteriaTest, FitStatisticsCountRowsThatMissAnswers) {
  const DataSet complete = ReadReferenceData("carcinoma");
  const ClassModel model = FitOf(Collapse(complete), 2).model;
  DataSet partial = complete;
  for (size_t i = 0; i < partial.row_count; ++i) {
    partial.codes[i * partial.items.size()] = kNotCoded;
  }
  DataSet both = complete;
  both.row_count *= 2;
  both.codes.insert(both.codes.end(), partial.codes.begin(),
                    partial.codes.end());
  const Criteria a = CriteriaOf(model, complete);
  const Criteria b = CriteriaOf(model, partial);
  const Criteria all = CriteriaOf(model, both);
  EXPECT_GT(b.g_squared, 10);
  EXPECT_NEAR(all.g_squared, a.g_squared + b.g_squared, 1e-9);
  EXPECT_NEAR(all.x_squared, a.x_squared + b.x_squared, 1e-9);
  EXPECT_EQ(all.cases, 236);
}

// poLCA drops constant items, and with them the question whether they vary.
TEST(CriteriaTest, KeepsConstantItemsInTheModel) {
  const PatternTable patterns = Collapse(ReadReferenceData("sim_C3_1361"));
  const Fit fit = FitOf(patterns, 2);
  EXPECT_EQ(fit.model.items, patterns.items);
  EXPECT_EQ(fit.model.items.size(), 15);
  EXPECT_EQ(ParameterCount(fit.model.items, 2), 1 + 2 * 9);
}

}  // namespace
}  // namespace caselens
