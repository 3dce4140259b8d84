#ifndef CLIENTS_LCA_REPORT_H_
#define CLIENTS_LCA_REPORT_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "typology/latent_class/bivariate_residuals.h"
#include "typology/latent_class/bootstrap.h"
#include "typology/latent_class/criteria.h"
#include "typology/latent_class/fit.h"
#include "typology/latent_class/patterns.h"
#include "typology/latent_class/stability.h"
#include "typology/latent_class/standard_errors.h"
#include "typology/latent_class/three_step.h"

namespace caselens {

// One number of classes.
struct FittedModel {
  Fit fit;
  Criteria criteria;
  std::optional<StandardErrors> errors = std::nullopt;
  std::vector<BivariateResidual> residuals = {};
};

// What `fit` prints.
struct FitReport {
  const PatternTable* patterns = nullptr;
  size_t row_count = 0;
  std::vector<FittedModel> models;  // by number of classes

  // Whether the best log-likelihood was reached from several random starts. A
  // model that was not is never chosen.
  static bool Replicated(const FittedModel& model);
};

// The format of docs/latent-class.md, indented.
std::string ReportAsJson(const FitReport& report);

// For people: a line for each number of classes, and the profile of the one
// asked for (0: that with the lowest BIC among the replicated).
std::string ReportAsTable(const FitReport& report, size_t profile_of);

// The number of classes with the lowest value of a criterion among replicated
// models; 0 if none is.
size_t LowestOf(const FitReport& report, double Criteria::*criterion);

// The other commands.
std::string TestsAsJson(const std::vector<BootstrapTest>& tests);
std::string TestsAsTable(const std::vector<BootstrapTest>& tests);
std::string StabilityAsJson(const Stability& stability);
std::string StabilityAsTable(const Stability& stability);
std::string RelationAsJson(const ThreeStep& related, const Outcome& outcome);
std::string RelationAsTable(const ThreeStep& related, const Outcome& outcome);

}  // namespace caselens

#endif  // CLIENTS_LCA_REPORT_H_
