#ifndef AUDIT_SERVICE_WORKFLOW_OPEN_CODING_H_
#define AUDIT_SERVICE_WORKFLOW_OPEN_CODING_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "audit_service/call.h"
#include "audit_service/workflow/coding_context.h"
#include "audit_service/workflow/coding_state.h"
#include "caselens/v1/case_file.pb.h"
#include "storage/store.h"
#include "typology/template/document.h"

namespace caselens {

// A stored coding, opened: its row, what it says, and what it is held against.
struct OpenCoding {
  CodingRow row;
  v1::CaseFile case_file;  // as stored, with everything that may be hidden
  CodingContext context;
  Document document;

  CodingState State() const { return static_cast<CodingState>(row.state); }
  // The file was sampled from classes, and its record lies in one.
  bool IsMatchedToClass() const;
  std::string Name() const;
};

// Whether somebody's roles let them read codings of others at a site, once
// these are submitted.
bool MayReadCodings(const Caller& person, const std::string& study,
                    const std::string& site);

// The document of a case file of the scope; NOT_FOUND.
absl::StatusOr<v1::CaseFile> StoredCaseFile(Reader& reader, const Scope& scope,
                                            const std::string& id);

// Opens the coding `name` of a request. NOT_FOUND unless the caller may see
// it: their own always; somebody else's once it is submitted, as researcher or
// study steward of its site, and not while the caller codes the same file; or
// if it settles a file that the caller has coded to the end.
// FAILED_PRECONDITION until the site's steward reviewed what is rare about it.
absl::StatusOr<OpenCoding> OpenAny(Catalogue& catalogue, const Call& call,
                                   Reader& reader, const std::string& name);
// The same, but only the caller's own.
absl::StatusOr<OpenCoding> OpenOwn(Catalogue& catalogue, const Call& call,
                                   Reader& reader, const std::string& name);

// Opens the coding `name` of somebody else for a study steward of its site, who
// does not code the file: to act on it, not to read it. NOT_FOUND.
absl::StatusOr<OpenCoding> OpenAsSteward(Catalogue& catalogue, const Call& call,
                                         Reader& reader,
                                         const std::string& name);

// Opens the coding with id `id`, submitted or not, for those who look after
// its texts and what it discloses at the sites of the call.
absl::StatusOr<OpenCoding> OpenForGuardian(Catalogue& catalogue,
                                           const Call& call, Reader& reader,
                                           const std::string& id);

// The row of the next version, in `state` and holding `document`.
CodingRow NextVersion(const Call& call, const OpenCoding& coding,
                      CodingState state, const Document& document);

// Keeps what `row` holds, under the number of the event that comes next.
absl::Status KeepSnapshot(Transaction& transaction, const CodingRow& row);

// Whether a change keeps what the coding then holds.
enum class Snapshot { kNone, kKeep };

// The change from `before` to `next`, with its event: ABORTED with
// ETAG_MISMATCH if the stored row is no longer at the version of `before`.
// `also` is what else the same event stands for.
Store::Change StoreCoding(const Call& call, const CodingRow& before,
                          CodingRow next, Snapshot snapshot,
                          Store::Change also = nullptr);

}  // namespace caselens

#endif  // AUDIT_SERVICE_WORKFLOW_OPEN_CODING_H_
