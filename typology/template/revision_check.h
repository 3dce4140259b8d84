#ifndef TYPOLOGY_TEMPLATE_REVISION_CHECK_H_
#define TYPOLOGY_TEMPLATE_REVISION_CHECK_H_

#include <cstddef>
#include <vector>

#include "typology/template/revision.h"
#include "typology/template/violation.h"

namespace caselens {

// How much a revision may hold. Each list is counted by itself.
struct RevisionLimits {
  size_t sections = 26;
  size_t fields = 1'000;  // in all
  size_t codes = 500;     // of a field
  size_t tests = 100;     // of a condition
  size_t others = 500;    // extensions, grids in all, paragraphs
  // Questions that an asked question may hang on, one on the other.
  int chain = 10;
};

// Everything in which `revision` does not agree with itself, top down; what
// Revision::FindProblems says. If it breaks a limit, nothing else is looked at.
// O(n log n).
std::vector<Violation> CheckRevision(const Revision& revision,
                                     const RevisionLimits& limits = {});

}  // namespace caselens

#endif  // TYPOLOGY_TEMPLATE_REVISION_CHECK_H_
