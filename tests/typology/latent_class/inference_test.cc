// Standard errors, bivariate residuals, the bootstrap test, stability and three
// steps, against published values and against their own definitions.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

#include "tests/status_matchers.h"
#include "tests/typology/latent_class/reference_data.h"
#include "typology/base/counter_random.h"
#include "typology/latent_class/bivariate_residuals.h"
#include "typology/latent_class/bootstrap.h"
#include "typology/latent_class/chi_square.h"
#include "typology/latent_class/class_model.h"
#include "typology/latent_class/dense.h"
#include "typology/latent_class/fit.h"
#include "typology/latent_class/information.h"
#include "typology/latent_class/patterns.h"
#include "typology/latent_class/posteriors.h"
#include "typology/latent_class/profiles.h"
#include "typology/latent_class/resample.h"
#include "typology/latent_class/simulate.h"
#include "typology/latent_class/stability.h"
#include "typology/latent_class/standard_errors.h"
#include "typology/latent_class/three_step.h"

namespace caselens {
namespace {

using nlohmann::json;
using testing::HasSubstr;

Fit FitOf(const PatternTable& patterns, size_t classes) {
  FitOptions options;
  options.class_count = classes;
  auto fit = FitClasses(patterns, options);
  EXPECT_THAT(fit, IsOk());
  return *std::move(fit);
}

// Two well measured classes away from the boundary.
ClassModel TwoClasses() {
  ClassModel model;
  model.labels = {"a", "b"};
  model.shares = {0.6, 0.4};
  for (size_t j = 0; j < 6; ++j) {
    model.items.push_back(
        {.id = absl::StrCat("item", j), .categories = {"0", "1"}});
  }
  for (const double p : {0.2, 0.8}) {
    for (size_t j = 0; j < 6; ++j) {
      model.profile.push_back(1 - p);
      model.profile.push_back(p);
    }
  }
  return model;
}

TEST(ChiSquareTest, HasTheTabulatedTails) {
  EXPECT_NEAR(ChiSquareTail(3.841458820694124, 1), 0.05, 1e-12);
  EXPECT_NEAR(ChiSquareTail(18.307038053275146, 10), 0.05, 1e-12);
  EXPECT_NEAR(ChiSquareTail(10.827566170662733, 1), 0.001, 1e-12);
  EXPECT_NEAR(ChiSquareTail(2, 2), std::exp(-1.0), 1e-13);
  EXPECT_EQ(ChiSquareTail(0, 3), 1);
}

TEST(DenseTest, InvertsAndAssignsAtTheLeastCost) {
  CounterRandom random({4});
  for (size_t n = 1; n <= 6; ++n) {
    Square cost(n);
    for (double& value : cost.values) value = random.Uniform();
    std::vector<size_t> order(n);
    for (size_t i = 0; i < n; ++i) order[i] = i;
    double least = std::numeric_limits<double>::infinity();
    do {
      double sum = 0;
      for (size_t i = 0; i < n; ++i) sum += cost.At(i, order[i]);
      least = std::min(least, sum);
    } while (std::next_permutation(order.begin(), order.end()));
    const std::vector<size_t> assigned = CheapestAssignment(cost);
    double sum = 0;
    for (size_t i = 0; i < n; ++i) sum += cost.At(i, assigned[i]);
    EXPECT_NEAR(sum, least, 1e-12) << n;

    const Square product = Multiply(cost, *Invert(cost));
    for (size_t i = 0; i < n * n; ++i) {
      EXPECT_NEAR(product.values[i], i % (n + 1) == 0 ? 1 : 0, 1e-9);
    }
  }
  Square singular(2);
  EXPECT_FALSE(Invert(singular).has_value());
  EXPECT_FALSE(InvertPositive(singular).has_value());
}

TEST(InformationTest, IsTheSlopeOfTheScores) {
  // Missing answers and three categories, away from the maximum too.
  DataSet data = Simulate(TwoClasses(), 300, 2).data;
  for (size_t i = 0; i < data.codes.size(); i += 7) data.codes[i] = kNotCoded;
  const PatternTable patterns = Collapse(data);
  const ClassModel model = TwoClasses();
  const auto at = ComputeInformation(model, patterns, 0);
  ASSERT_THAT(at, IsOk());
  const auto gradient = [&](const ClassModel& of) {
    const auto information = ComputeInformation(of, patterns, 0);
    std::vector<double> sum(information->parameters.size(), 0);
    for (size_t p = 0; p < patterns.pattern_count; ++p) {
      for (size_t a = 0; a < sum.size(); ++a) {
        sum[a] += patterns.weights[p] * information->scores[p][a];
      }
    }
    return sum;
  };
  constexpr double kStep = 1e-5;
  for (size_t a = 0; a < at->parameters.size(); ++a) {
    const auto moved = [&](double by) {
      ClassModel other = model;
      const FreeParameter& parameter = at->parameters[a];
      // Of two probabilities, the log-odds of one against the other.
      double& p = parameter.distribution == 0
                      ? other.shares[parameter.probability]
                      : other.profile[parameter.probability];
      double& rest = parameter.distribution == 0
                         ? other.shares[1 - parameter.probability]
                         : other.profile[parameter.probability ^ 1U];
      p = 1 / (1 + std::exp(-(std::log(p / (1 - p)) + by)));
      rest = 1 - p;
      return gradient(other);
    };
    const std::vector<double> up = moved(kStep);
    const std::vector<double> down = moved(-kStep);
    for (size_t b = 0; b < up.size(); ++b) {
      EXPECT_NEAR(at->observed.At(a, b), -(up[b] - down[b]) / (2 * kStep), 1e-5)
          << a << ", " << b;
    }
  }
}

// A reference model whose optimum is ours; its other values can be compared.
struct ReferenceModel {
  std::string what;
  json wanted;
  PatternTable patterns;
  Fit fit;
};

// Of every data set, up to `most` classes.
std::vector<ReferenceModel> ReferenceModels(size_t most) {
  std::vector<ReferenceModel> models;
  for (const std::string name : {"carcinoma", "gss82", "alzheimer", "dentistry",
                                 "hivtests", "polcaextra_ex1", "multilev_toy",
                                 "election", "sim_C1_1052", "sim_C3_1361"}) {
    const PatternTable patterns = Collapse(ReadReferenceData(name));
    const json reference = ReadReferenceFits(name);
    for (const json& wanted : reference["models"]) {
      const auto classes = wanted["K"].get<size_t>();
      if (classes > most) continue;
      Fit fit = FitOf(patterns, classes);
      if (std::abs(fit.log_likelihood - wanted["loglik"].get<double>()) > 1e-6)
        continue;
      models.push_back({.what = absl::StrCat(name, " K=", classes),
                        .wanted = wanted,
                        .patterns = patterns,
                        .fit = std::move(fit)});
    }
  }
  return models;
}

// poLCA takes the outer product of scores, over all parameters; its fits stop
// 1e-9 short, which moves standard errors by up to 1e-3 of themselves.
TEST(StandardErrorsTest, AreThePublishedOnesFromTheOuterProduct) {
  size_t compared = 0;
  for (const ReferenceModel& reference : ReferenceModels(3)) {
    const json& wanted = reference.wanted;
    if (!wanted.contains("probs_se") || wanted["class_shares_se"].is_null()) {
      continue;
    }
    const ClassModel& model = reference.fit.model;
    const auto errors = ComputeStandardErrors(
        model, reference.patterns, {.kind = CovarianceKind::kOuterProduct});
    ASSERT_THAT(errors, IsOk()) << reference.what;
    ++compared;
    const std::vector<size_t> first = CategoryOffsets(model.items);
    for (size_t k = 0; k < model.ClassCount(); ++k) {
      const auto share = wanted["class_shares_se"][k].get<double>();
      EXPECT_NEAR(errors->shares[k], share, 5e-3 * share) << reference.what;
      for (size_t j = 0; j < model.items.size(); ++j) {
        if (first[j + 1] - first[j] == 1) continue;
        const auto& of_item = wanted["probs_se"][model.items[j].id];
        for (size_t x = 0; x < first[j + 1] - first[j]; ++x) {
          const auto value = of_item[k][x].get<double>();
          EXPECT_NEAR(errors->profile[k * first.back() + first[j] + x], value,
                      5e-3 * value + 1e-6)
              << reference.what << " " << model.items[j].id << " p "
              << model.profile[k * first.back() + first[j] + x];
        }
      }
    }
  }
  EXPECT_EQ(compared, 19);
}

TEST(StandardErrorsTest, ClustersOfOneCaseAreNoClusters) {
  const DataSet data = Simulate(TwoClasses(), 400, 3).data;
  const PatternTable patterns = Collapse(data);
  const Fit fit = FitOf(patterns, 2);
  StandardErrorOptions options{.kind = CovarianceKind::kRobust};
  const auto robust = ComputeStandardErrors(fit.model, patterns, options);
  options.kind = CovarianceKind::kClusterRobust;
  for (size_t i = 0; i < 400; ++i) {
    options.row_clusters.push_back(absl::StrCat(i));
  }
  const auto single = ComputeStandardErrors(fit.model, patterns, options);
  ASSERT_THAT(robust, IsOk());
  ASSERT_THAT(single, IsOk());
  EXPECT_NEAR(single->shares[0], robust->shares[0] * std::sqrt(400.0 / 399),
              1e-12);
  // Every case twice, in a cluster with itself: nothing more is known.
  DataSet doubled = data;
  doubled.codes.insert(doubled.codes.end(), data.codes.begin(),
                       data.codes.end());
  doubled.row_count *= 2;
  const std::vector<std::string> once = options.row_clusters;
  options.row_clusters.insert(options.row_clusters.end(), once.begin(),
                              once.end());
  const auto twice =
      ComputeStandardErrors(fit.model, Collapse(doubled), options);
  ASSERT_THAT(twice, IsOk());
  EXPECT_NEAR(twice->shares[0], single->shares[0], 1e-9);
  options.row_clusters.pop_back();
  EXPECT_THAT(ComputeStandardErrors(fit.model, Collapse(doubled), options),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("want one for each of 800 rows")));
}

TEST(StandardErrorsTest, SaysThatAModelIsNotIdentified) {
  // Two binary items have 3 degrees of freedom; two classes need 5.
  const PatternTable patterns = Collapse(
      *ReadDataSet("a,b\n1,1\n1,2\n2,1\n2,2\n1,1\n2,2\n1,1\n2,2\n", {}));
  const Fit fit = FitOf(patterns, 2);
  EXPECT_THAT(ComputeStandardErrors(fit.model, patterns, {}),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       HasSubstr("not identified")));
}

// 1,000 samples of 500 cases; coverage of a parameter has a standard error of
// .7%, the mean of 13 parameters far less.
TEST(StandardErrorsTest, GiveIntervalsThatCoverTheTruth) {
  const ClassModel truth = TwoClasses();
  for (const CovarianceKind kind :
       {CovarianceKind::kObservedInformation, CovarianceKind::kRobust}) {
    double covered = 0;
    double intervals = 0;
    for (uint64_t seed = 0; seed < 1000; ++seed) {
      const PatternTable patterns = Collapse(Simulate(truth, 500, seed).data);
      FitOptions options;
      options.class_count = 2;
      options.initial = {truth};
      options.starts.only_initial = true;
      const auto fit = FitClasses(patterns, options);
      ASSERT_THAT(fit, IsOk());
      const auto errors =
          ComputeStandardErrors(fit->model, patterns, {.kind = kind});
      ASSERT_THAT(errors, IsOk());
      for (size_t i = 0; i < truth.profile.size(); i += 2) {
        ++intervals;
        covered += std::abs(fit->model.profile[i] - truth.profile[i]) <=
                           1.96 * errors->profile[i]
                       ? 1
                       : 0;
      }
      ++intervals;
      covered += std::abs(fit->model.shares[0] - truth.shares[0]) <=
                         1.96 * errors->shares[0]
                     ? 1
                     : 0;
    }
    EXPECT_GT(covered / intervals, 0.93);
    EXPECT_LT(covered / intervals, 0.97);
  }
}

// Tolerance: the references' fits are up to 2e-7 short of the maximum.
TEST(BivariateResidualsTest, AreTheReferencesFromFullTables) {
  size_t compared = 0;
  for (const ReferenceModel& reference : ReferenceModels(6)) {
    if (!reference.wanted.contains("bvr")) continue;
    const auto residuals =
        BivariateResiduals(reference.fit.model, reference.patterns);
    ASSERT_THAT(residuals, IsOk());
    ++compared;
    const std::vector<Item>& items = reference.patterns.items;
    // poLCA drops constant items: where the others are in its table.
    std::vector<size_t> row;
    size_t rows = 0;
    for (const Item& item : items) {
      row.push_back(rows);
      if (item.categories.size() > 1) ++rows;
    }
    for (const BivariateResidual& residual : *residuals) {
      if (items[residual.first].categories.size() == 1 ||
          items[residual.second].categories.size() == 1) {
        continue;
      }
      const auto value =
          reference.wanted["bvr"][row[residual.first]][row[residual.second]]
              .get<double>();
      EXPECT_NEAR(residual.value, value, 1e-3 * std::max(1.0, value))
          << reference.what;
    }
  }
  EXPECT_EQ(compared, 41);
}

// poLCA.extras sums expected counts over observed patterns only and finds 694.7
// where the full model table gives 2.68.
TEST(BivariateResidualsTest, CountPatternsThatNobodyGave) {
  const PatternTable patterns = Collapse(ReadReferenceData("sim_C1_1052"));
  const auto residuals = BivariateResiduals(FitOf(patterns, 6).model, patterns);
  ASSERT_THAT(residuals, IsOk());
  double largest = 0;
  for (const BivariateResidual& residual : *residuals) {
    largest = std::max(largest, residual.value);
  }
  const json wanted = ReadReferenceFits("sim_C1_1052")["models"][5]["bvr"];
  double reference = 0;
  for (const json& row : wanted) {
    for (const json& value : row) {
      if (!value.is_null())
        reference = std::max(reference, value.get<double>());
    }
  }
  EXPECT_NEAR(largest, reference, 1e-3 * reference);
  EXPECT_LT(largest, 10);
}

TEST(BivariateResidualsTest, FindTheDependentPairByBootstrap) {
  const PatternTable patterns = Collapse(ReadReferenceData("gss82"));
  const auto residuals =
      BootstrapBivariateResiduals(FitOf(patterns, 2), patterns, 99, 1, 2);
  ASSERT_THAT(residuals, IsOk());
  for (const BivariateResidual& residual : *residuals) {
    const bool dependent = residual.first == 2 && residual.second == 3;
    EXPECT_EQ(residual.bootstrap_p <= 0.01, dependent)
        << residual.first << " and " << residual.second << ": "
        << residual.value << ", p " << residual.bootstrap_p;
  }
}

TEST(BootstrapTestTest, DecidesAsTheReferenceDoes) {
  const PatternTable patterns = Collapse(ReadReferenceData("carcinoma"));
  const Fit two = FitOf(patterns, 2);
  const Fit three = FitOf(patterns, 3);
  const Fit four = FitOf(patterns, 4);
  const auto against_three =
      TestOneClassMore(two, three, patterns, {.replicates = 100});
  ASSERT_THAT(against_three, IsOk());
  EXPECT_NEAR(against_three->likelihood_ratio, 47.1037, 1e-3);
  EXPECT_LT(against_three->p, 0.02);
  // With a single start a replicate this p is .01; the reference has .17.
  const auto against_four =
      TestOneClassMore(three, four, patterns, {.replicates = 100});
  ASSERT_THAT(against_four, IsOk());
  EXPECT_NEAR(against_four->likelihood_ratio, 8.838, 1e-3);
  EXPECT_GT(against_four->p, 0.08);
  EXPECT_GT(*std::min_element(against_four->replicates.begin(),
                              against_four->replicates.end()),
            -1e-4);
}

// poLCAParallel with ten starts a replicate: none of 100 above the ratio of 2
// against 3 classes, 6 and 47 of 100 for 3 against 4 (with a single start 1 and
// 15). Ours lie in the 95% Clopper-Pearson intervals of these; of gss82 that
// interval holds .05, so that 100 replicates decide nothing (1,000 of ours give
// .017).
TEST(BootstrapTestTest, AgreesWithTheReferenceWithinItsReplicates) {
  struct Case {
    std::string data;
    double ratio;  // of 3 against 4 classes
    double least;
    double most;
  };
  const std::vector<Case> cases = {{"gss82", 15.8492, 0.0223, 0.1260},
                                   {"polcaextra_ex1", 11.1016, 0.3694, 0.5724}};
  for (const Case& c : cases) {
    const PatternTable patterns = Collapse(ReadReferenceData(c.data));
    const Fit two = FitOf(patterns, 2);
    const Fit three = FitOf(patterns, 3);
    const Fit four = FitOf(patterns, 4);
    const auto against_three =
        TestOneClassMore(two, three, patterns, {.replicates = 100});
    ASSERT_THAT(against_three, IsOk()) << c.data;
    EXPECT_LT(against_three->p, 0.02) << c.data;
    const auto against_four =
        TestOneClassMore(three, four, patterns, {.replicates = 100});
    ASSERT_THAT(against_four, IsOk()) << c.data;
    EXPECT_NEAR(against_four->likelihood_ratio, c.ratio, 1e-3) << c.data;
    EXPECT_GT(against_four->p, c.least) << c.data;
    EXPECT_LT(against_four->p, c.most) << c.data;
  }
}

TEST(BootstrapTestTest, IsTheSameOnAnyThreadsAndStopsInTheSamePlace) {
  const PatternTable patterns = Collapse(ReadReferenceData("hivtests"));
  const Fit two = FitOf(patterns, 2);
  const Fit three = FitOf(patterns, 3);
  BootstrapTestOptions options{.replicates = 200, .stop_at_exceedances = 10};
  const auto one_thread = TestOneClassMore(two, three, patterns, options);
  options.threads = 3;
  const auto three_threads = TestOneClassMore(two, three, patterns, options);
  ASSERT_THAT(one_thread, IsOk());
  ASSERT_THAT(three_threads, IsOk());
  EXPECT_EQ(one_thread->replicates, three_threads->replicates);
  EXPECT_EQ(one_thread->stopped_early, one_thread->exceedances == 10);
  EXPECT_THAT(
      TestOneClassMore(two, two, patterns, options),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("want 3")));
}

TEST(StabilityTest, AdjustedRandIsThePublishedExample) {
  // Hubert and Arabie's index for the table of Santos and Embrechts 2009.
  EXPECT_NEAR(AdjustedRand({1, 1, 0, 1, 2, 1, 0, 0, 4}, 3), 0.31257, 1e-5);
  EXPECT_EQ(AdjustedRand({5, 0, 0, 7}, 2), 1);
  EXPECT_EQ(AdjustedRand({5}, 1), 1);
}

TEST(StabilityTest, SeparatesAClearTypologyFromAForcedOne) {
  const PatternTable clear = Collapse(Simulate(TwoClasses(), 1000, 5).data);
  const Fit two = FitOf(clear, 2);
  const Fit five = FitOf(clear, 5);
  for (const auto method : {StabilityOptions::Method::kBootstrap,
                            StabilityOptions::Method::kSplitHalf}) {
    const StabilityOptions options{.method = method, .replicates = 30};
    const auto good = MeasureStability(two, clear, options);
    const auto forced = MeasureStability(five, clear, options);
    ASSERT_THAT(good, IsOk());
    ASSERT_THAT(forced, IsOk());
    EXPECT_GT(good->adjusted_rand, 0.85);
    EXPECT_LT(good->changed_share, 0.05);
    EXPECT_GT(*std::min_element(good->jaccard.begin(), good->jaccard.end()),
              0.9);
    EXPECT_LT(forced->adjusted_rand, 0.75);
    EXPECT_GT(forced->changed_share, 0.15);
  }
}

// StepMix's estimates to 1e-4: its measurement model stops up to 7e-8 short of
// ours, which moves shares by 5e-5. Its maximum likelihood from proportional
// assignments is left out: it averages logarithms of assignment probabilities,
// where Vermunt (2010) and we average likelihoods.
TEST(ThreeStepTest, AreTheReferenceEstimates) {
  struct Case {
    std::string name;
    ThreeStepOptions::Correction correction;
    ThreeStepOptions::Assignment assignment;
    double tolerance;
  };
  using Correction = ThreeStepOptions::Correction;
  using Assignment = ThreeStepOptions::Assignment;
  const std::vector<Case> cases = {
      {"naive_modal", Correction::kNone, Assignment::kModal, 1e-4},
      {"naive_soft", Correction::kNone, Assignment::kProportional, 1e-4},
      {"BCH_modal", Correction::kBch, Assignment::kModal, 1e-4},
      {"BCH_soft", Correction::kBch, Assignment::kProportional, 1e-4},
      {"ML_modal", Correction::kMaximumLikelihood, Assignment::kModal, 1e-4}};
  for (const std::string set :
       {"study_C3_1361_seed31", "bakk_response_sep80_seed2",
        "bakk_response_sep90_seed1"}) {
    const std::string path = absl::StrCat("three_step/", set);
    const std::string text = ReadReferenceFile(path + ".csv");
    const DataSet data = *ReadDataSet(text, {.ignored_columns = {"y"}});
    const DataSet ids = *ReadDataSet(text, {.id_column = "y"});
    const json reference = ReadReferenceFits(path);
    Outcome outcome;
    for (const std::string& y : ids.ids) {
      outcome.values.push_back(std::stod(y));
    }
    // The study's outcome is yes or no, the others' a number of variance 1.
    if (set == "study_C3_1361_seed31") outcome.categories = {"no", "yes"};
    const PatternTable patterns = Collapse(data);
    const Fit fit = FitOf(patterns, reference["K"].get<size_t>());
    for (const Case& c : cases) {
      const auto result = RelateToClasses(fit, patterns, outcome,
                                          {.correction = c.correction,
                                           .assignment = c.assignment,
                                           .variance = 1,
                                           .replicates = 0});
      ASSERT_THAT(result, IsOk());
      const auto wanted = reference["results"][c.name]["class_means"]
                              .get<std::vector<double>>();
      for (size_t k = 0; k < wanted.size(); ++k) {
        EXPECT_NEAR(result->estimates[(k + 1) * result->columns - 1], wanted[k],
                    c.tolerance)
            << set << " " << c.name << " class " << k;
      }
    }
  }
}

// 200 samples of 600 cases with 60 bootstrap samples each: the coverage of one
// interval has a standard error of 1.5%, that of the mean about 1%.
TEST(ThreeStepTest, IntervalsCoverTheTruthAndNaiveOnesDoNot) {
  const ClassModel truth = TwoClasses();
  const std::vector<double> rates = {0.3, 0.7};
  double covered = 0;
  double naive_covered = 0;
  constexpr int kSamples = 200;
  for (uint64_t seed = 0; seed < kSamples; ++seed) {
    const SimulatedData sample = Simulate(truth, 600, seed);
    CounterRandom random({seed, 99});
    Outcome outcome{.categories = {"no", "yes"}, .values = {}};
    for (const size_t k : sample.classes) {
      outcome.values.push_back(random.Uniform() < rates[k] ? 1 : 0);
    }
    const PatternTable patterns = Collapse(sample.data);
    FitOptions options;
    options.class_count = 2;
    options.initial = {truth};
    options.starts.only_initial = true;
    const auto fit = FitClasses(patterns, options);
    ASSERT_THAT(fit, IsOk());
    ThreeStepOptions steps{.replicates = 60, .seed = seed};
    const auto bch = RelateToClasses(*fit, patterns, outcome, steps);
    ASSERT_THAT(bch, IsOk());
    steps.correction = ThreeStepOptions::Correction::kNone;
    const auto naive = RelateToClasses(*fit, patterns, outcome, steps);
    ASSERT_THAT(naive, IsOk());
    EXPECT_LT(bch->pairs[0].p, 0.01);
    for (size_t k = 0; k < 2; ++k) {
      const size_t i = k * 2 + 1;
      covered += std::abs(bch->estimates[i] - rates[k]) <=
                         1.96 * bch->standard_errors[i]
                     ? 1
                     : 0;
      naive_covered += std::abs(naive->estimates[i] - rates[k]) <=
                               1.96 * naive->standard_errors[i]
                           ? 1
                           : 0;
    }
  }
  EXPECT_GT(covered / (2 * kSamples), 0.91);
  EXPECT_LT(covered / (2 * kSamples), 0.98);
  EXPECT_LT(naive_covered, covered);
}

TEST(ThreeStepTest, SaysWhatIsWrongWithAnOutcome) {
  const PatternTable patterns = Collapse(Simulate(TwoClasses(), 100, 1).data);
  const Fit fit = FitOf(patterns, 2);
  const auto error = [&](const Outcome& outcome) {
    return RelateToClasses(fit, patterns, outcome, {.replicates = 0}).status();
  };
  constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
  EXPECT_THAT(error({.categories = {}, .values = {1}}),
              StatusIs(kInvalid, HasSubstr("100 rows")));
  EXPECT_THAT(
      error({.categories = {"a"}, .values = std::vector<double>(100, 1)}),
      StatusIs(kInvalid, HasSubstr("not a category")));
  EXPECT_THAT(error({.categories = {},
                     .values = std::vector<double>(
                         100, std::numeric_limits<double>::quiet_NaN())}),
              StatusIs(kInvalid, HasSubstr("not known")));
}

}  // namespace
}  // namespace caselens
