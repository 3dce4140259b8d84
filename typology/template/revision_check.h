#ifndef TYPOLOGY_TEMPLATE_REVISION_CHECK_H_
#define TYPOLOGY_TEMPLATE_REVISION_CHECK_H_

#include <vector>

#include "typology/template/revision.h"
#include "typology/template/violation.h"

namespace caselens {

// Everything in which `revision` does not agree with itself, top down; what
// Revision::FindProblems says. Linear but for conditions, which are followed.
std::vector<Violation> CheckRevision(const Revision& revision);

}  // namespace caselens

#endif  // TYPOLOGY_TEMPLATE_REVISION_CHECK_H_
