#ifndef TYPOLOGY_LATENT_CLASS_POSTERIORS_H_
#define TYPOLOGY_LATENT_CLASS_POSTERIORS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

#include "typology/latent_class/class_model.h"
#include "typology/latent_class/patterns.h"

namespace caselens {

// The two most probable classes; the first of equal ones. With one class it is
// its own runner-up.
struct RankedClasses {
  size_t modal = 0;
  size_t runner_up = 0;
  double margin = 1;  // between their posteriors
};

// P(class | answers) of every pattern under one model.
struct Posteriors {
  size_t class_count = 0;
  std::vector<double> values;          // [pattern * class_count + class]
  std::vector<double> log_likelihood;  // [pattern]: ln P(answers)

  absl::Span<const double> Of(size_t pattern) const {
    return absl::MakeConstSpan(values).subspan(pattern * class_count,
                                               class_count);
  }
  size_t Modal(size_t pattern) const;
  RankedClasses Ranked(size_t pattern) const;
};

// Returns INVALID_ARGUMENT unless the model has the items of the patterns.
absl::StatusOr<Posteriors> ComputePosteriors(const ClassModel& model,
                                             const PatternTable& patterns);

}  // namespace caselens

#endif  // TYPOLOGY_LATENT_CLASS_POSTERIORS_H_
