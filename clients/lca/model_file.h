#ifndef CLIENTS_LCA_MODEL_FILE_H_
#define CLIENTS_LCA_MODEL_FILE_H_

#include <cstddef>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "typology/latent_class/class_model.h"

namespace caselens {

// The model with `classes` classes (0: the only one with more than one class)
// in the JSON text that `fit` printed. Returns INVALID_ARGUMENT if the text is
// not that or has no such model, and if probabilities do not add up to 1.
absl::StatusOr<ClassModel> ReadModel(absl::string_view json, size_t classes);

}  // namespace caselens

#endif  // CLIENTS_LCA_MODEL_FILE_H_
