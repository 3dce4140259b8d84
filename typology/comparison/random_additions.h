#ifndef TYPOLOGY_COMPARISON_RANDOM_ADDITIONS_H_
#define TYPOLOGY_COMPARISON_RANDOM_ADDITIONS_H_

#include <cstddef>
#include <cstdint>

#include "typology/latent_class/class_model.h"
#include "typology/latent_class/scoring.h"

namespace caselens {

// What happens to a record when factors are added to it blindly.
struct RandomAdditions {
  double mean_posterior = 0;  // of the class asked for, after the additions
  double share_modal_changed = 0;  // of the sets of additions
  double share_as_far = 0;         // of the sets of additions
  size_t sets = 0;                 // how many sets of additions were scored
  bool exact = true;  // each possible set once; otherwise `sets` random draws
};

struct RandomAdditionsQuery {
  Pattern pattern;       // of binary items
  size_t additions = 0;  // cut to the number of absent (0) items in `pattern`
  size_t posterior_of = 0;  // the class whose posterior is followed
  // An addition goes as far as this when it moves the posterior by at least as
  // much in the same direction (within 1e-9).
  double movement = 0;
  uint64_t seed = 1;  // used when there are too many sets to score each
};

// Scores every set of `additions` absent items made present, each as likely as
// the others; beyond 50,000 sets draws 50,000 of them at random (a share is
// then right to .005). All sets of 17 items are scored, in a few
// milliseconds at worst.
RandomAdditions AddAtRandom(const Scorer& scorer,
                            const RandomAdditionsQuery& query);

}  // namespace caselens

#endif  // TYPOLOGY_COMPARISON_RANDOM_ADDITIONS_H_
