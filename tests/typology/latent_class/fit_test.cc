#include "typology/latent_class/fit.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

#include "tests/status_matchers.h"
#include "tests/typology/latent_class/reference_data.h"
#include "typology/base/counter_random.h"
#include "typology/latent_class/class_model.h"
#include "typology/latent_class/criteria.h"
#include "typology/latent_class/data_set.h"
#include "typology/latent_class/em_problem.h"
#include "typology/latent_class/expectation_maximisation.h"
#include "typology/latent_class/patterns.h"
#include "typology/latent_class/profiles.h"
#include "typology/latent_class/simulate.h"
#include "typology/latent_class/starts.h"

namespace caselens {
namespace {

using testing::HasSubstr;
constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

std::vector<SimdLevel> LevelsOfThisMachine() {
  std::vector<SimdLevel> levels = {SimdLevel::kBaseline};
  if (BestSimdLevel() != SimdLevel::kBaseline) {
    levels.push_back(BestSimdLevel());
  }
  return levels;
}

PatternTable RandomPatterns(size_t items, size_t most_categories, size_t rows,
                            double answered, uint64_t seed) {
  CounterRandom random({seed, items, rows});
  DataSet data;
  for (size_t j = 0; j < items; ++j) {
    Item item{.id = absl::StrCat("item", j), .categories = {}};
    const size_t categories = 1 + random.Below(most_categories);
    for (size_t x = 0; x < categories; ++x) {
      item.categories.push_back(absl::StrCat(x));
    }
    data.items.push_back(item);
  }
  data.row_count = rows;
  for (size_t i = 0; i < rows; ++i) {
    for (const Item& item : data.items) {
      const size_t code = random.Below(item.categories.size());
      data.codes.push_back(random.Uniform() < answered
                               ? static_cast<int16_t>(code)
                               : int16_t{kNotCoded});
    }
  }
  return Collapse(data);
}

// One EM step as the textbook has it, on patterns and plain probabilities.
struct PlainStep {
  double log_likelihood = 0;
  std::vector<double> parameters;  // as the kernel's
};
PlainStep TextbookStep(const PatternTable& patterns, const EmProblem& problem,
                       const em::Shape& shape, const AlignedDoubles& in) {
  const em::Data& data = problem.Layout();
  const size_t stride = shape.vectors * em::kLanes;
  std::vector<double> counts(in.size(), 0.0);
  PlainStep step;
  for (size_t p = 0; p < patterns.pattern_count; ++p) {
    if (patterns.weights[p] <= 0) continue;
    std::vector<double> joint;
    double largest = -INFINITY;
    for (size_t k = 0; k < shape.class_count; ++k) {
      double value = std::log(in[k]);
      for (size_t j = 0; j < data.item_count; ++j) {
        const int code = patterns.Codes(p)[j];
        if (code == kNotCoded) continue;
        const size_t level = data.items[j].first_level + code;
        value += std::log(in[(1 + level) * stride + k]);
      }
      joint.push_back(value);
      largest = std::max(largest, value);
    }
    double sum = 0;
    for (double& value : joint) sum += value = std::exp(value - largest);
    step.log_likelihood += patterns.weights[p] * (largest + std::log(sum));
    for (size_t k = 0; k < shape.class_count; ++k) {
      const double posterior = patterns.weights[p] * joint[k] / sum;
      counts[k] += posterior / patterns.total_weight;
      for (size_t j = 0; j < data.item_count; ++j) {
        const int code = patterns.Codes(p)[j];
        if (code == kNotCoded) continue;
        counts[(1 + data.items[j].first_level + code) * stride + k] +=
            posterior;
      }
    }
  }
  for (size_t j = 0; j < data.item_count; ++j) {
    for (size_t k = 0; k < shape.class_count; ++k) {
      double total = 0;
      const size_t first = (1 + data.items[j].first_level) * stride + k;
      for (size_t x = 0; x < data.items[j].level_count; ++x) {
        total += counts[first + x * stride];
      }
      for (size_t x = 0; x < data.items[j].level_count; ++x) {
        double& count = counts[first + x * stride];
        count = total > 0 ? count / total : in[first + x * stride];
      }
    }
  }
  step.parameters = counts;
  return step;
}

TEST(KernelTest, DoesTheTextbooksStepForAnyShape) {
  for (uint64_t seed = 0; seed < 60; ++seed) {
    CounterRandom random({seed, 7});
    const PatternTable patterns = RandomPatterns(
        1 + random.Below(20), 1 + random.Below(6), 1 + random.Below(400),
        seed % 3 == 0 ? 1.0 : random.Uniform(), seed);
    if (patterns.total_weight <= 0) continue;
    const EmProblem problem(patterns);
    const size_t classes = 1 + random.Below(18);
    Maximiser maximiser(problem, classes, 0, BestSimdLevel());
    const AlignedDoubles in =
        RandomStart(problem.Layout(), maximiser.Shape(), random);
    AlignedDoubles out;
    const em::StepResult got = maximiser.Step(in, out);
    const PlainStep wanted =
        TextbookStep(patterns, problem, maximiser.Shape(), in);
    EXPECT_NEAR(got.log_likelihood, wanted.log_likelihood,
                1e-12 * std::abs(wanted.log_likelihood))
        << "seed " << seed;
    for (size_t i = 0; i < out.size(); ++i) {
      ASSERT_NEAR(out[i], wanted.parameters[i], 1e-11)
          << "seed " << seed << " parameter " << i;
    }
  }
}

TEST(KernelTest, SurvivesLikelihoodsBelowTheSmallestDouble) {
  // 3,000 items of 4 categories: every row is below 1e-1500 in every class.
  const PatternTable patterns = RandomPatterns(3000, 4, 20, 1.0, 1);
  const EmProblem problem(patterns);
  Maximiser maximiser(problem, 5, 0, BestSimdLevel());
  const AlignedDoubles in =
      RandomStart(problem.Layout(), maximiser.Shape(), CounterRandom({3}));
  AlignedDoubles out;
  const em::StepResult got = maximiser.Step(in, out);
  const PlainStep wanted =
      TextbookStep(patterns, problem, maximiser.Shape(), in);
  EXPECT_LT(wanted.log_likelihood, -20 * 1500);
  EXPECT_NEAR(got.log_likelihood, wanted.log_likelihood,
              1e-10 * std::abs(wanted.log_likelihood));
  for (size_t i = 0; i < out.size(); ++i) {
    ASSERT_NEAR(out[i], wanted.parameters[i], 1e-9) << "parameter " << i;
  }
}

TEST(MaximiserTest, NeverLowersTheObjective) {
  const PatternTable patterns = Collapse(ReadReferenceData("gss82"));
  const EmProblem problem(patterns);
  for (const double pseudo_cases : {0.0, 1.0}) {
    Maximiser maximiser(problem, 3, pseudo_cases, BestSimdLevel());
    for (uint64_t seed = 0; seed < 20; ++seed) {
      AlignedDoubles x = RandomStart(problem.Layout(), maximiser.Shape(),
                                     CounterRandom({seed}));
      double before = -INFINITY;
      for (size_t steps = 3; steps < 200; steps += 7) {
        const EmRun run = maximiser.Run(x, {.max_steps = steps});
        EXPECT_GE(run.objective, before - 1e-9) << "seed " << seed;
        before = run.objective;
      }
    }
  }
}

TEST(MaximiserTest, AgreesWithPlainExpectationMaximisation) {
  const PatternTable patterns = Collapse(ReadReferenceData("sim_C1_1052"));
  const EmProblem problem(patterns);
  Maximiser maximiser(problem, 3, 0, BestSimdLevel());
  const AlignedDoubles start =
      RandomStart(problem.Layout(), maximiser.Shape(), CounterRandom({5}));
  const EmRun fast = maximiser.Run(start, {});
  const EmRun plain = maximiser.Run(start, {.accelerate = false});
  EXPECT_NEAR(fast.log_likelihood, plain.log_likelihood, 1e-6);
  EXPECT_LT(fast.steps, plain.steps);
}

TEST(FitTest, IsTheSameToTheBitOnAnyThreadsAndInstructionSet) {
  const PatternTable patterns = Collapse(ReadReferenceData("sim_C1_1052"));
  FitOptions options;
  options.class_count = 5;
  options.simd = SimdLevel::kBaseline;
  const auto wanted = FitClasses(patterns, options);
  ASSERT_THAT(wanted, IsOk());
  for (const SimdLevel level : LevelsOfThisMachine()) {
    for (const size_t threads : {1, 2, 5}) {
      options.simd = level;
      options.threads = threads;
      const auto fit = FitClasses(patterns, options);
      ASSERT_THAT(fit, IsOk());
      EXPECT_EQ(fit->model, wanted->model) << threads << " threads";
      EXPECT_EQ(fit->log_likelihood, wanted->log_likelihood);
      EXPECT_EQ(fit->optima, wanted->optima);
      EXPECT_EQ(fit->simd, std::string(SimdLevelName(level)));
    }
  }
}

TEST(FitTest, WeightsCountAsSoManyCases) {
  DataSet data = ReadReferenceData("hivtests");
  FitOptions options;
  options.class_count = 2;
  const auto weighted = FitClasses(Collapse(data), options);
  DataSet repeated{.items = data.items};
  for (size_t i = 0; i < data.row_count; ++i) {
    for (int n = 0; n < static_cast<int>(data.weights[i]); ++n) {
      const auto row =
          data.codes.begin() + static_cast<long>(i * data.items.size());
      repeated.codes.insert(repeated.codes.end(), row,
                            row + static_cast<long>(data.items.size()));
      ++repeated.row_count;
    }
  }
  const auto plain = FitClasses(Collapse(repeated), options);
  ASSERT_THAT(weighted, IsOk());
  ASSERT_THAT(plain, IsOk());
  EXPECT_EQ(repeated.row_count, 428);
  EXPECT_NEAR(weighted->log_likelihood, plain->log_likelihood, 1e-9);
}

TEST(FitTest, StopsWhereTheCallerSays) {
  const PatternTable patterns = Collapse(ReadReferenceData("sim_C1_1052"));
  FitOptions options;
  options.class_count = 9;
  size_t calls = 0;
  options.progress = [&](const FitProgress& progress) {
    EXPECT_EQ(progress.class_count, 9);
    return ++calls < 3;
  };
  const auto fit = FitClasses(patterns, options);
  ASSERT_THAT(fit, IsOk());
  EXPECT_EQ(calls, 3);
  EXPECT_EQ(fit->stop_reason, StopReason::kStopped);
  EXPECT_EQ(fit->starts, 3 * options.starts.batch);
}

// Whatever the data, a fit is an error or a model without NaN.
void ExpectSound(const DataSet& data, size_t classes, const std::string& what) {
  FitOptions options;
  options.class_count = classes;
  options.starts.ceiling = 128;
  const PatternTable patterns = Collapse(data);
  for (const Estimation estimation :
       {Estimation::kMaximumLikelihood, Estimation::kMaximumAPosteriori}) {
    options.estimation = estimation;
    const auto fit = FitClasses(patterns, options);
    ASSERT_THAT(fit, IsOk()) << what;
    EXPECT_TRUE(std::isfinite(fit->log_likelihood)) << what;
    for (const double p : fit->model.profile) {
      ASSERT_TRUE(p >= 0 && p <= 1) << what << ": " << p;
    }
    const auto criteria = ComputeCriteria(fit->model, patterns);
    ASSERT_THAT(criteria, IsOk()) << what;
    EXPECT_TRUE(std::isfinite(criteria->bic)) << what;
    EXPECT_TRUE(std::isfinite(criteria->x_squared)) << what;
  }
}

DataSet FromCsv(const std::string& text) {
  auto data = ReadDataSet(text, {});
  EXPECT_THAT(data, IsOk());
  return *std::move(data);
}

TEST(FitTest, SurvivesItemsThatAreConstantDoubledOrAlwaysMissingTogether) {
  ExpectSound(FromCsv("a,b\n1,1\n1,2\n1,1\n1,2\n1,2\n"), 2, "constant");
  ExpectSound(FromCsv("a,b\n1,1\n1,1\n1,1\n"), 2, "all constant");
  ExpectSound(FromCsv("a,b,c\n1,1,2\n2,2,1\n1,1,1\n2,2,2\n2,2,1\n"), 2,
              "doubled");
  ExpectSound(FromCsv("a,b\n1,\n,2\n2,\n,1\n,2\n1,\n"), 2, "disjoint");
  ExpectSound(FromCsv("a,b\n1,2\n,\n2,1\n,\n1,1\n"), 2, "empty rows");
  DataSet wide = FromCsv("a\n1\n2\n1\n2\n2\n1\n2\n1\n");
  ExpectSound(wide, 6, "more classes than are identified");
  DataSet many{.items = {{.id = "a", .categories = {}}}};
  for (int i = 0; i < 10000; ++i) {
    many.items[0].categories.push_back(absl::StrCat(i));
    many.codes.push_back(static_cast<int16_t>(i));
    ++many.row_count;
  }
  ExpectSound(many, 3, "10,000 categories");
}

TEST(FitTest, SaysWhatIsWrongWithItsInput) {
  const PatternTable patterns = Collapse(FromCsv("a,b\n1,2\n2,1\n2,2\n"));
  FitOptions options;
  options.class_count = 4;
  EXPECT_THAT(FitClasses(patterns, options),
              StatusIs(kInvalid, HasSubstr("number of cases, 3")));
  options.class_count = 0;
  EXPECT_THAT(FitClasses(patterns, options),
              StatusIs(kInvalid, HasSubstr("classes: 0")));
  options.class_count = 1;
  DataSet weightless = FromCsv("a,b\n1,2\n2,1\n2,2\n");
  weightless.weights = {0, 0, 0};
  EXPECT_THAT(FitClasses(Collapse(weightless), options),
              StatusIs(kInvalid, HasSubstr("no case")));
  weightless.weights = {1, -1, 1};
  EXPECT_THAT(CheckDataSet(weightless),
              StatusIs(kInvalid, HasSubstr("weight -1")));
  weightless.weights = {1, std::nan(""), 1};
  EXPECT_THAT(CheckDataSet(weightless),
              StatusIs(kInvalid, HasSubstr("weight nan")));
  DataSet unanswered = FromCsv("a,b\n1,2\n2,1\n2,2\n");
  unanswered.codes.assign(6, kNotCoded);
  EXPECT_THAT(FitClasses(Collapse(unanswered), options),
              StatusIs(kInvalid, HasSubstr("no case")));
}

TEST(FitTest, KeepsConstantItemsAndSaysWhichTheyAre) {
  const PatternTable patterns = Collapse(ReadReferenceData("sim_C3_1361"));
  EXPECT_THAT(ConstantItems(patterns.items),
              testing::ElementsAreArray(
                  ReadReferenceFits("sim_C3_1361")["dropped_constant_items"]
                      .get<std::vector<std::string>>()));
}

TEST(FitTest, RecoversAModelItDrewFrom) {
  const PatternTable published = Collapse(ReadReferenceData("sim_C3_1361"));
  FitOptions options;
  options.class_count = 4;
  const auto truth = FitClasses(published, options);
  ASSERT_THAT(truth, IsOk());
  const PatternTable drawn = Collapse(Simulate(truth->model, 200000, 11).data);
  const auto fit = FitClasses(drawn, options);
  ASSERT_THAT(fit, IsOk());
  for (size_t k = 0; k < 4; ++k) {
    EXPECT_NEAR(fit->model.shares[k], truth->model.shares[k], 0.02);
  }
}

}  // namespace
}  // namespace caselens
