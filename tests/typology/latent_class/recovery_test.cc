// Recovers the three published typologies from cases drawn from them.

#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/status_matchers.h"
#include "typology/latent_class/class_model.h"
#include "typology/latent_class/dense.h"
#include "typology/latent_class/fit.h"
#include "typology/latent_class/patterns.h"
#include "typology/latent_class/published.h"
#include "typology/latent_class/simulate.h"

namespace caselens {
namespace {

// For each class of `truth` the class of `fitted` whose profile is nearest.
std::vector<size_t> Align(const ClassModel& truth, const ClassModel& fitted) {
  const size_t classes = truth.ClassCount();
  const size_t levels = truth.profile.size() / classes;
  Square cost(classes);
  for (size_t a = 0; a < classes; ++a) {
    for (size_t b = 0; b < classes; ++b) {
      for (size_t i = 0; i < levels; ++i) {
        const double gap =
            truth.profile[a * levels + i] - fitted.profile[b * levels + i];
        cost.values[a * classes + b] += gap * gap;
      }
    }
  }
  return CheapestAssignment(cost);
}

class Recovery : public testing::TestWithParam<std::string> {};

// 400,000 cases, seed 1. Shares come within .005 and probabilities within .010:
// the smallest class has 3% of the cases, and those of C3 are hard to tell
// apart. The tolerances are twice that.
TEST_P(Recovery, FindsClassSizesAndProfilesWithinTolerance) {
  constexpr double kShareTolerance = 0.01;
  constexpr double kProfileTolerance = 0.02;
  const auto published = FindPublishedModel(GetParam());
  ASSERT_THAT(published, IsOk());
  const ClassModel& truth = published->table.model;
  const PatternTable patterns = Collapse(Simulate(truth, 400000, 1).data);
  FitOptions options;
  options.class_count = truth.ClassCount();
  options.threads = 2;
  const auto fit = FitClasses(patterns, options);
  ASSERT_THAT(fit, IsOk());
  EXPECT_EQ(fit->stop_reason, StopReason::kReplicated);
  const std::vector<size_t> aligned = Align(truth, fit->model);
  const size_t levels = truth.profile.size() / truth.ClassCount();
  for (size_t k = 0; k < truth.ClassCount(); ++k) {
    EXPECT_NEAR(fit->model.shares[aligned[k]], truth.shares[k], kShareTolerance)
        << "class " << k + 1;
    for (size_t i = 0; i < levels; ++i) {
      EXPECT_NEAR(fit->model.profile[aligned[k] * levels + i],
                  truth.profile[k * levels + i], kProfileTolerance)
          << "class " << k + 1 << ", " << truth.items[i / 2].id;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Published, Recovery,
                         testing::Values("c1-published", "c2-published",
                                         "c3-published"),
                         [](const auto& model) {
                           return model.param.substr(0, 2);
                         });

}  // namespace
}  // namespace caselens
