#ifndef TYPOLOGY_LATENT_CLASS_PUBLISHED_H_
#define TYPOLOGY_LATENT_CLASS_PUBLISHED_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "typology/latent_class/class_model.h"

namespace caselens {

// A model of binary items read from a printed table of class sizes and
// conditional probabilities.
struct PublishedTable {
  ClassModel model;
  std::vector<std::string> item_labels;  // one for each item
  // Half a printed unit. The table rounds, so a printed 0 or 1 is not taken for
  // impossible or certain: probabilities lie in [clamp, 1 - clamp].
  double clamp = 0;
};

// A model that ships with the program.
struct PublishedModel {
  std::string id;  // "c1-published"
  PublishedTable table;
  std::vector<std::string> dva_items;  // the items that record DVA
  std::string provenance;  // where it was printed and what was done to it
};

// "c1-published", "c2-published", "c3-published".
std::vector<std::string> PublishedModelIds();

// Returns NOT_FOUND, naming the ids that there are, for any other id.
absl::StatusOr<PublishedModel> FindPublishedModel(absl::string_view id);

// Reads a table such as
//
//   factor_key,factor_label,DVA,DVA (child)
//   cluster_size,Cluster size,0.8,0.2
//   dv_parent,Domestic violence relating to the parent,1.000,0.249
//
// The column factor_label may be missing; the labels are then the keys. Class
// sizes are normalised (printed sizes may add up to .98 to 1.02) and
// probabilities clamped to [clamp, 1 - clamp]. Returns INVALID_ARGUMENT with
// line, column, value and what was wanted.
absl::StatusOr<PublishedTable> ParsePublishedTable(absl::string_view csv,
                                                   double clamp);

// Moves every probability of a model of binary items into [clamp, 1 - clamp].
// Returns INVALID_ARGUMENT unless all items are binary and 0 <= clamp < .5.
absl::StatusOr<ClassModel> ClampProfile(ClassModel model, double clamp);

}  // namespace caselens

#endif  // TYPOLOGY_LATENT_CLASS_PUBLISHED_H_
