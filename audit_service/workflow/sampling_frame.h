#ifndef AUDIT_SERVICE_WORKFLOW_SAMPLING_FRAME_H_
#define AUDIT_SERVICE_WORKFLOW_SAMPLING_FRAME_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "audit_service/api/sample_api.h"
#include "audit_service/call.h"
#include "audit_service/workflow/catalogue.h"
#include "storage/store.h"
#include "typology/sampling/frame.h"

namespace caselens {

// What a sample is drawn from: records with a DVA factor and a class.
// Candidate::id is the id of a case file; classes are those of every class
// model that a record lies in, by model and number.
struct LoadedFrame {
  SamplingFrame frame;
  std::vector<SampledClass> classes;
  Posteriors posteriors;
};

// At `sites`, or at all in scope of the call if that is empty; then sites that
// are not ready are in the frame as closed ones. NOT_FOUND for a site out of
// scope, FAILED_PRECONDITION for one named that is not ready
// (SITE_NOT_READY), and if there is no such record (NOTHING_TO_DRAW).
absl::StatusOr<LoadedFrame> LoadSamplingFrame(
    Catalogue& catalogue, const Call& call, Reader& reader,
    const std::vector<std::string>& sites);

}  // namespace caselens

#endif  // AUDIT_SERVICE_WORKFLOW_SAMPLING_FRAME_H_
