#ifndef AUDIT_SERVICE_WORKFLOW_SAMPLING_FRAME_H_
#define AUDIT_SERVICE_WORKFLOW_SAMPLING_FRAME_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "audit_service/api/sample_api.h"
#include "audit_service/call.h"
#include "audit_service/workflow/catalogue.h"
#include "storage/store.h"
#include "typology/sampling/frame.h"
#include "typology/sampling/sample.h"

namespace caselens {

// What a sample is drawn from: records with a DVA factor and a class.
// Candidate::id is SITE:RECORD, so that a seed gives the same files wherever
// the same returns are imported; classes are those of every class model that a
// record lies in, by model and number.
struct LoadedFrame {
  SamplingFrame frame;
  std::vector<SampledClass> classes;
  std::map<std::string, std::string> case_files;  // ids, by Candidate::id
  Posteriors posteriors;                          // by id of the case file
};

// At `sites`, or at all in scope of the call if that is empty; then sites that
// are not ready are in the frame as closed ones. NOT_FOUND for a site out of
// scope, FAILED_PRECONDITION for one named that is not ready
// (SITE_NOT_READY), and if there is no such record (NOTHING_TO_DRAW).
absl::StatusOr<LoadedFrame> LoadSamplingFrame(
    Catalogue& catalogue, const Call& call, Reader& reader,
    const std::vector<std::string>& sites);

// `sample` with ids of case files in the place of Candidate::id.
Sample WithCaseFiles(const LoadedFrame& loaded, Sample sample);

}  // namespace caselens

#endif  // AUDIT_SERVICE_WORKFLOW_SAMPLING_FRAME_H_
