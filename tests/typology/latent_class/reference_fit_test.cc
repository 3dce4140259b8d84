// Fits of published data sets against what poLCA, StepMix and an independent
// EM with Latent GOLD's Bayes constants found (tests/data/SOURCES.md).
//
// Tolerances. A log-likelihood at least the reference's less 1e-6 is promised
// everywhere. Where both are the same optimum to 1e-6, everything else is
// compared: criteria to 1e-6 relative (they are the log-likelihood plus exact
// terms), shares and probabilities to 5e-4 and the entropy to 1e-3: near a flat
// maximum a log-likelihood that is d short goes with parameters that are about
// sqrt(d) off, and the references were stopped 1e-9 to 2e-7 short of ours.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

#include "tests/status_matchers.h"
#include "tests/typology/latent_class/reference_data.h"
#include "typology/latent_class/class_model.h"
#include "typology/latent_class/criteria.h"
#include "typology/latent_class/fit.h"
#include "typology/latent_class/patterns.h"
#include "typology/latent_class/posteriors.h"

namespace caselens {
namespace {

using nlohmann::json;

constexpr double kSameLogLikelihood = 1e-6;
constexpr double kSameProbability = 5e-4;

Fit FitOf(const PatternTable& patterns, size_t classes,
          Estimation estimation = Estimation::kMaximumLikelihood) {
  FitOptions options;
  options.class_count = classes;
  options.estimation = estimation;
  options.threads = 2;
  auto fit = FitClasses(patterns, options);
  EXPECT_THAT(fit, IsOk());
  return *std::move(fit);
}

void ExpectRelative(double got, const json& wanted, double tolerance,
                    const std::string& what) {
  const double value = wanted.get<double>();
  EXPECT_NEAR(got, value, tolerance * std::max(1.0, std::abs(value))) << what;
}

void ExpectCriteria(const Criteria& got, const json& wanted,
                    const std::string& what) {
  EXPECT_EQ(got.parameters, wanted["npar"].get<size_t>()) << what;
  EXPECT_EQ(got.degrees_of_freedom, wanted["resid_df"].get<double>()) << what;
  ExpectRelative(got.aic, wanted["AIC"], 1e-6, what + " AIC");
  ExpectRelative(got.aic3, wanted["AIC3"], 1e-6, what + " AIC3");
  ExpectRelative(got.bic, wanted["BIC"], 1e-6, what + " BIC");
  ExpectRelative(got.caic, wanted["CAIC"], 1e-6, what + " CAIC");
  ExpectRelative(got.sabic, wanted["SABIC"], 1e-6, what + " SABIC");
  if (wanted.contains("G2")) {
    ExpectRelative(got.g_squared, wanted["G2"], 1e-6, what + " G2");
    ExpectRelative(got.x_squared, wanted["X2"], 1e-4, what + " X2");
  }
}

void ExpectClassification(const Criteria& got, const json& wanted,
                          const std::string& what) {
  if (!wanted.contains("entropy")) return;
  ExpectRelative(got.entropy, wanted["entropy"], 1e-3, what + " entropy");
  ExpectRelative(got.classification_error, wanted["classification_error"], 1e-4,
                 what + " error");
  if (wanted["lambda_reduction"].is_null()) {
    EXPECT_FALSE(got.lambda.has_value()) << what;
    EXPECT_FALSE(got.entropy_r2_mplus.has_value()) << what;
    EXPECT_FALSE(got.entropy_r2_latent_gold.has_value()) << what;
    return;
  }
  ExpectRelative(*got.lambda, wanted["lambda_reduction"], 1e-4, what);
  ExpectRelative(*got.entropy_r2_mplus, wanted["relative_entropy_mplus"], 1e-4,
                 what);
  ExpectRelative(*got.entropy_r2_latent_gold, wanted["entropy_R2_latentgold"],
                 1e-4, what);
  EXPECT_EQ(got.modal_cases, wanted["modal_counts"].get<std::vector<double>>())
      << what;
}

// Reference probabilities are by item name [class][category], or a list.
void ExpectProfiles(const ClassModel& got, const json& wanted,
                    const std::string& what) {
  if (!wanted.contains("probs")) return;
  const std::vector<size_t> first = CategoryOffsets(got.items);
  for (size_t k = 0; k < got.ClassCount(); ++k) {
    EXPECT_NEAR(got.shares[k], wanted["class_shares"][k].get<double>(),
                kSameProbability)
        << what << " class " << k;
    size_t listed = 0;
    for (size_t j = 0; j < got.items.size(); ++j) {
      const Item& item = got.items[j];
      if (item.categories.size() == 1) continue;  // which the references drop
      const json& probs = wanted["probs"].is_array() ? wanted["probs"][listed++]
                                                     : wanted["probs"][item.id];
      for (size_t x = 0; x < item.categories.size(); ++x) {
        EXPECT_NEAR(got.profile[k * first.back() + first[j] + x],
                    probs[k][x].get<double>(), kSameProbability)
            << what << " " << item.id << " class " << k;
      }
    }
  }
}

class ReferenceFit : public testing::TestWithParam<std::string> {};

TEST_P(ReferenceFit, FindsAtLeastTheReferenceOptimumForEveryNumberOfClasses) {
  const PatternTable patterns = Collapse(ReadReferenceData(GetParam()));
  const json reference = ReadReferenceFits(GetParam());
  EXPECT_EQ(patterns.total_weight, reference["N"].get<double>());
  for (const json& wanted : reference["models"]) {
    const auto classes = wanted["K"].get<size_t>();
    const std::string what = absl::StrCat(GetParam(), " K=", classes);
    const Fit fit = FitOf(patterns, classes);
    const auto log_likelihood = wanted["loglik"].get<double>();
    EXPECT_GE(fit.log_likelihood, log_likelihood - kSameLogLikelihood) << what;
    if (fit.log_likelihood > log_likelihood + kSameLogLikelihood) continue;
    const auto criteria = ComputeCriteria(fit.model, patterns);
    ASSERT_THAT(criteria, IsOk());
    EXPECT_NEAR(criteria->log_likelihood, fit.log_likelihood, 1e-8) << what;
    ExpectCriteria(*criteria, wanted, what);
    ExpectClassification(*criteria, wanted, what);
    ExpectProfiles(fit.model, wanted, what);
  }
}

TEST_P(ReferenceFit, FindsTheModeUnderBayesConstants) {
  const PatternTable patterns = Collapse(ReadReferenceData(GetParam()));
  const json reference = ReadReferenceFits(GetParam());
  for (const json& wanted : reference["map"]) {
    const auto classes = wanted["K"].get<size_t>();
    const std::string what = absl::StrCat(GetParam(), " MAP K=", classes);
    const Fit fit = FitOf(patterns, classes, Estimation::kMaximumAPosteriori);
    EXPECT_NEAR(fit.log_likelihood + fit.log_prior,
                wanted["logposterior"].get<double>(), 1e-6)
        << what;
    EXPECT_NEAR(fit.log_likelihood, wanted["loglik"].get<double>(), 1e-4)
        << what;
    ExpectProfiles(fit.model, wanted, what);
  }
}

INSTANTIATE_TEST_SUITE_P(Published, ReferenceFit,
                         testing::Values("carcinoma", "gss82", "alzheimer",
                                         "dentistry", "hivtests",
                                         "polcaextra_ex1", "multilev_toy",
                                         "election", "sim_C1_1052",
                                         "sim_C3_1361"),
                         [](const auto& set) { return set.param; });

struct Trap {
  std::string data;
  size_t classes = 0;
  double best = 0;
  std::vector<double> lower;
};

// Optima that other programs stop at: poLCA's manual and the README of
// poLCAExtra print some of these as the solution.
TEST(FitTest, ReportsTheLocalOptimaThatTrapOthers) {
  const std::vector<Trap> traps = {
      {"gss82", 3, -2754.545, {-2755.617, -2755.739, -2762.005, -2762.231}},
      {"alzheimer", 3, -743.4836, {-744.967}},
      {"polcaextra_ex1", 2, -2365.285, {-2463.806}}};
  for (const Trap& trap : traps) {
    const PatternTable patterns = Collapse(ReadReferenceData(trap.data));
    FitOptions options;
    options.class_count = trap.classes;
    options.starts.fixed = 400;
    const auto fit = FitClasses(patterns, options);
    ASSERT_THAT(fit, IsOk());
    EXPECT_NEAR(fit->optima[0].log_likelihood, trap.best, 1e-3) << trap.data;
    for (const double lower : trap.lower) {
      EXPECT_TRUE(std::any_of(fit->optima.begin(), fit->optima.end(),
                              [&](const Optimum& optimum) {
                                return std::abs(optimum.log_likelihood -
                                                lower) < 1e-3;
                              }))
          << trap.data << " lacks " << lower;
    }
  }
}

}  // namespace
}  // namespace caselens
