#ifndef CLIENTS_LOCAL_RATINGS_VIEW_H_
#define CLIENTS_LOCAL_RATINGS_VIEW_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

#include "clients/cli/output/view.h"
#include "typology/agreement/agreement.h"

namespace caselens::cli {

// What `agreement of` tells of a table of ratings.
struct TableAgreement {
  // Of kappas and AC with one kind of weights.
  struct Weighted {
    WeightForm weights = WeightForm::kIdentity;
    AgreementReport report;
  };
  struct Pair {
    size_t first = 0;
    size_t second = 0;
    AgreementReport report;
  };

  std::vector<std::string> coders;
  std::vector<std::string> categories;
  ScaleLevel level = ScaleLevel::kNominal;
  Weighted main;
  int64_t empty_units = 0;
  // The category that positive agreement is about, of two.
  size_t positive = 1;
  std::vector<Weighted> weighted;  // every kind, where categories have an order
  std::vector<Pair> pairs;         // of more than two coders
};

absl::string_view LevelName(ScaleLevel level);
absl::string_view WeightName(WeightForm weights);

// A JSON document: docs/agreement.md says what it holds.
std::string RatingsJson(const TableAgreement& agreement);
View RatingsView(const TableAgreement& agreement);

}  // namespace caselens::cli

#endif  // CLIENTS_LOCAL_RATINGS_VIEW_H_
