#ifndef AUDIT_SERVICE_WORKFLOW_REVEAL_H_
#define AUDIT_SERVICE_WORKFLOW_REVEAL_H_

#include "absl/status/status.h"

#include "audit_service/workflow/open_coding.h"
#include "caselens/v1/coding.pb.h"
#include "caselens/v1/comparison.pb.h"

namespace caselens {

// What a coding in `state` shows to its auditor: from CLASS_REVEALED on the
// class profile and the recorded factors; in COMPLETE also comparison and
// suggestions. The etag is for the caller to set.
absl::Status RenderReveal(const OpenCoding& coding, CodingState state,
                          v1::Reveal& message);

// The coding against the class of its file. A file without class gets the
// verdict NOT_COMPUTABLE and what can be said without one.
absl::Status RenderComparison(const OpenCoding& coding,
                              v1::Comparison& message);

}  // namespace caselens

#endif  // AUDIT_SERVICE_WORKFLOW_REVEAL_H_
