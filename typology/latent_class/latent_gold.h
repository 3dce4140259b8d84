#ifndef TYPOLOGY_LATENT_CLASS_LATENT_GOLD_H_
#define TYPOLOGY_LATENT_CLASS_LATENT_GOLD_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "typology/latent_class/published.h"

namespace caselens {

// Reads what Latent GOLD prints, copied with commas or tabs:
//
//   ,Cluster1,Cluster2
//   Cluster Size,0.6400,0.3600
//   Indicators,,
//   dv_parent,,
//   0,0.0004,0.7512
//   1,0.9996,0.2488
//
// An item is a line with a name alone, then one line for each of its two
// categories: 0 and 1, 1 and 2, no and yes, or absent and present. A column
// `Overall`, lines `Mean` and everything from `Covariates` on are passed over.
// Sizes are normalised, probabilities clamped to [clamp, 1 - clamp] as in
// ParsePublishedTable. Both return INVALID_ARGUMENT with line and what was
// wanted.

// Profile: P(item = category | class); a column adds up to 1 in each item.
absl::StatusOr<PublishedTable> ParseLatentGoldProfile(absl::string_view text,
                                                      double clamp);

// ProbMeans: P(class | item = category), where the size line is called Overall;
// a line adds up to 1. With the class shares s and the two lines a (absent) and
// b (present), P(present) is the p for which p b + (1 - p) a is nearest to s,
// and P(present | class k) = p b_k / s_k. INVALID_ARGUMENT too for an item of
// which a and b are the same: the table does not tell how common it is.
absl::StatusOr<PublishedTable> ParseLatentGoldProbMeans(absl::string_view text,
                                                        double clamp);

// The class that a record was put in.
struct AssignedRecord {
  int line = 0;
  std::string record;
  size_t class_index = 0;         // from 0
  std::vector<double> posterior;  // one for each class, or empty
  bool operator==(const AssignedRecord&) const = default;
};

// Reads the columns `record_id` and `clu#` (from 1) and, if they are there,
// `clu#1` ... `clu#K`; others are passed over. INVALID_ARGUMENT with line for a
// missing column, a record twice, or a class that is not 1 to `class_count`.
absl::StatusOr<std::vector<AssignedRecord>> ParseLatentGoldAssignments(
    absl::string_view text, size_t class_count);

}  // namespace caselens

#endif  // TYPOLOGY_LATENT_CLASS_LATENT_GOLD_H_
