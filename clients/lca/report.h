#ifndef CLIENTS_LCA_REPORT_H_
#define CLIENTS_LCA_REPORT_H_

#include <cstddef>
#include <string>
#include <vector>

#include "typology/latent_class/criteria.h"
#include "typology/latent_class/fit.h"
#include "typology/latent_class/patterns.h"

namespace caselens {

// One number of classes.
struct FittedModel {
  Fit fit;
  Criteria criteria;
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

}  // namespace caselens

#endif  // CLIENTS_LCA_REPORT_H_
