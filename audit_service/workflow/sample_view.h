#ifndef AUDIT_SERVICE_WORKFLOW_SAMPLE_VIEW_H_
#define AUDIT_SERVICE_WORKFLOW_SAMPLE_VIEW_H_

#include <set>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "audit_service/call.h"
#include "caselens/v1/sample.pb.h"
#include "storage/scope.h"
#include "storage/store.h"

namespace caselens {

// A stored sample and its row.
struct StoredSample {
  ResourceRow row;
  v1::Sample document;
};

// NOT_FOUND unless the call's scope covers every site of the sample: what
// happened at one site shows in the numbers of all.
absl::StatusOr<StoredSample> GetSample(const Call& call, Reader& reader,
                                       const std::string& name);
absl::StatusOr<StoredSample> ParseSampleRow(const ResourceRow& row);
bool Covers(const Scope& scope, const v1::Sample& document);

// Ids of the case files that a sample holds.
std::set<std::string> HeldFiles(const v1::Sample& document);
// Of those that some random sample of the study holds.
absl::StatusOr<std::set<std::string>> RandomFiles(Reader& reader,
                                                  const std::string& study);

// The sample as the caller may see it, at `version`: with the site's own
// record ids, weights and spread, and without what the caller's own codings of
// its files must not know.
absl::Status RenderSample(const Call& call, Reader& reader, int64_t version,
                          v1::Sample document, v1::Sample& message);
// The same without classes and files.
void RenderSampleHead(int64_t version, v1::Sample document,
                      v1::Sample& message);

}  // namespace caselens

#endif  // AUDIT_SERVICE_WORKFLOW_SAMPLE_VIEW_H_
