#ifndef AUDIT_SERVICE_WORKFLOW_SITE_READINESS_H_
#define AUDIT_SERVICE_WORKFLOW_SITE_READINESS_H_

#include <string>

#include "absl/status/status.h"

#include "caselens/v1/study.pb.h"
#include "storage/store.h"

namespace caselens {

// What must be recorded of a site before its files are read: its agreement,
// its ethics approval and the training of whoever reads.

std::string TrainingName(const std::string& site, const std::string& principal);

// FAILED_PRECONDITION, reason SITE_NOT_READY, until agreement and ethics
// approval of `site` are recorded.
absl::Status CheckSiteReady(const v1::Site& site);
// FAILED_PRECONDITION, reason TRAINING_MISSING, until the training of
// `principal` (an id) at `site_name` is recorded.
absl::Status CheckTrained(Reader& reader, const std::string& site_name,
                          const std::string& principal);

}  // namespace caselens

#endif  // AUDIT_SERVICE_WORKFLOW_SITE_READINESS_H_
