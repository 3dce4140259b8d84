#ifndef AUDIT_SERVICE_WORKFLOW_OPEN_CODING_H_
#define AUDIT_SERVICE_WORKFLOW_OPEN_CODING_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "audit_service/call.h"
#include "audit_service/workflow/coding_context.h"
#include "audit_service/workflow/coding_state.h"
#include "storage/store.h"
#include "typology/findings/findings.h"
#include "typology/template/document.h"

namespace caselens {

// A stored coding, opened: its row, what it says, and what it is held against.
struct OpenCoding {
  CodingRow row;
  CaseFileRow case_file;
  CodingContext context;
  Document document;
  Findings findings;

  CodingState State() const { return static_cast<CodingState>(row.state); }
  // Sampled from classes, and the record has one.
  bool IsMatchedToClass() const;
  std::string Name() const;
};

// Opens the coding `name` of a request. NOT_FOUND unless the caller may see
// it: their own always; somebody else's once it is submitted, with the role of
// researcher or study steward at its site, and not while the caller codes the
// same file.
absl::StatusOr<OpenCoding> OpenAny(Catalogue& catalogue, const Call& call,
                                   Reader& reader, const std::string& name);
// The same, but only the caller's own.
absl::StatusOr<OpenCoding> OpenOwn(Catalogue& catalogue, const Call& call,
                                   Reader& reader, const std::string& name);

// The next version of a coding, and the change that stores it: ABORTED with
// ETAG_MISMATCH if the row is no longer at the version of `coding`. With
// `snapshot`, what the coding then holds is kept.
CodingRow NextVersion(const Call& call, const OpenCoding& coding,
                      CodingState state, const Document& document);
enum class Snapshot { kNone, kKeep };
Store::Change StoreChange(const Call& call, const OpenCoding& coding,
                          CodingRow next, Snapshot snapshot);

}  // namespace caselens

#endif  // AUDIT_SERVICE_WORKFLOW_OPEN_CODING_H_
