#include "audit_service/workflow/open_coding.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "audit_service/api/case_file_api.h"
#include "audit_service/api/document_api.h"
#include "audit_service/api/names.h"
#include "audit_service/history/event.h"
#include "audit_service/workflow/disclosure.h"
#include "audit_service/workflow/resources.h"
#include "audit_service/workflow/sight.h"
#include "audit_service/workflow/submission.h"
#include "caselens/v1/assignment.pb.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

// Whether nothing of the file is hidden from the caller.
absl::StatusOr<bool> SeesAll(const Call& call, Reader& reader,
                             const CodingRow& row) {
  CASELENS_ASSIGN_OR_RETURN(const SightOf sight,
                            SightOf::Load(reader, row.study, call.caller.Id()));
  return sight.At(row.case_file) == Sight::kOpen;
}

// Whether somebody else's coding may be read by the caller.
absl::StatusOr<bool> MayReadOthers(const Call& call, Reader& reader,
                                   const CodingRow& row) {
  if (!MayReadCodings(call.caller, row.study, row.site) ||
      row.submit_version == 0) {
    return false;
  }
  return SeesAll(call, reader, row);
}

// Whether the row settles a file that the caller has coded to the end.
absl::StatusOr<bool> SettlesOwn(const Call& call, Reader& reader,
                                const CodingRow& row) {
  if (row.rank != v1::Assignment::ADJUDICATOR) return false;
  CASELENS_ASSIGN_OR_RETURN(
      const std::vector<AssignmentRow> own,
      reader.ListAssignments(
          call.scope, {.auditor = call.caller.Id(), .case_file = row.case_file},
          {.limit = 2}));
  return absl::c_any_of(own, [](const AssignmentRow& assignment) {
    return assignment.coding_reveals == 2;
  });
}

absl::StatusOr<CodingRow> GetRow(const Call& call, Reader& reader,
                                 const std::string& name) {
  CASELENS_ASSIGN_OR_RETURN(
      const std::vector<std::string> ids,
      ParseName("name", name, "studies/{study}/codings/{coding}"));
  return Found(reader.GetCoding(call.scope, ids[1]), name);
}

absl::StatusOr<OpenCoding> Open(Catalogue& catalogue, const Call& call,
                                Reader& reader, CodingRow row) {
  OpenCoding coding;
  CASELENS_ASSIGN_OR_RETURN(coding.case_file,
                            StoredCaseFile(reader, call.scope, row.case_file));
  CASELENS_ASSIGN_OR_RETURN(
      coding.context, LoadCodingContext(catalogue, reader, row.study, row.site,
                                        row.template_name));
  CASELENS_ASSIGN_OR_RETURN(coding.document, ParseStoredDocument(row.document));
  coding.row = std::move(row);
  return coding;
}

}  // namespace

bool MayReadCodings(const Caller& person, const std::string& study,
                    const std::string& site) {
  return person.HasAt(v1::Grant::RESEARCHER, study, site) ||
         person.HasAt(v1::Grant::STUDY_STEWARD, study, site);
}

absl::StatusOr<v1::CaseFile> StoredCaseFile(Reader& reader, const Scope& scope,
                                            const std::string& id) {
  CASELENS_ASSIGN_OR_RETURN(const CaseFileRow row,
                            reader.GetCaseFile(scope, id));
  return ParseCaseFile(row);
}

bool OpenCoding::IsMatchedToClass() const {
  return row.wave == v1::Assignment::W1 && case_file.has_membership();
}

std::string OpenCoding::Name() const {
  return absl::StrCat("studies/", row.study, "/codings/", row.id);
}

absl::StatusOr<OpenCoding> OpenAny(Catalogue& catalogue, const Call& call,
                                   Reader& reader, const std::string& name) {
  CASELENS_ASSIGN_OR_RETURN(CodingRow row, GetRow(call, reader, name));
  const bool is_own = row.auditor == call.caller.Id();
  CASELENS_ASSIGN_OR_RETURN(const bool settles_own,
                            SettlesOwn(call, reader, row));
  if (!is_own && !settles_own) {
    CASELENS_ASSIGN_OR_RETURN(const bool may_read,
                              MayReadOthers(call, reader, row));
    if (!may_read) return NotFound(name);
    CASELENS_RETURN_IF_ERROR(CheckReviewed(reader, row));
  }
  CASELENS_ASSIGN_OR_RETURN(OpenCoding coding,
                            Open(catalogue, call, reader, std::move(row)));
  if (!is_own) {
    CASELENS_ASSIGN_OR_RETURN(coding.document,
                              LastSubmission(reader, coding.row));
  }
  return coding;
}

absl::StatusOr<OpenCoding> OpenOwn(Catalogue& catalogue, const Call& call,
                                   Reader& reader, const std::string& name) {
  CASELENS_ASSIGN_OR_RETURN(CodingRow row, GetRow(call, reader, name));
  if (row.auditor != call.caller.Id()) return NotFound(name);
  return Open(catalogue, call, reader, std::move(row));
}

absl::StatusOr<OpenCoding> OpenAsSteward(Catalogue& catalogue, const Call& call,
                                         Reader& reader,
                                         const std::string& name) {
  CASELENS_ASSIGN_OR_RETURN(CodingRow row, GetRow(call, reader, name));
  CASELENS_ASSIGN_OR_RETURN(const bool sees_all, SeesAll(call, reader, row));
  if (!sees_all ||
      !call.caller.HasAt(v1::Grant::STUDY_STEWARD, row.study, row.site)) {
    return NotFound(name);
  }
  return Open(catalogue, call, reader, std::move(row));
}

absl::StatusOr<OpenCoding> OpenForGuardian(Catalogue& catalogue,
                                           const Call& call, Reader& reader,
                                           const std::string& id) {
  CASELENS_ASSIGN_OR_RETURN(CodingRow row, reader.GetCoding(call.scope, id));
  return Open(catalogue, call, reader, std::move(row));
}

CodingRow NextVersion(const Call& call, const OpenCoding& coding,
                      CodingState state, const Document& document) {
  CodingRow next = coding.row;
  next.state = state;
  next.version = coding.row.version + 1;
  next.update_us = call.NowMicros();
  next.salt = call.environment->NewSalt();
  next.document = SerializeDocument(document);
  return next;
}

absl::Status KeepSnapshot(Transaction& transaction, const CodingRow& row) {
  CASELENS_ASSIGN_OR_RETURN(const int64_t sequence, transaction.NextSequence());
  return transaction.InsertSnapshot({.coding = row.id,
                                     .version = row.version,
                                     .sequence = sequence,
                                     .salt = row.salt,
                                     .document = row.document});
}

Store::Change StoreCoding(const Call& call, const CodingRow& before,
                          CodingRow next, Snapshot snapshot,
                          Store::Change also) {
  Change event = call.NewChange();
  event.case_file = before.case_file;
  event.resource =
      absl::StrCat("studies/", before.study, "/codings/", before.id);
  event.before = {.salt = before.salt, .document = before.document};
  event.after = {.salt = next.salt, .document = next.document};
  return [scope = call.scope, event = std::move(event), next = std::move(next),
          version = before.version, snapshot,
          also = std::move(also)](Transaction& transaction) -> absl::Status {
    CASELENS_ASSIGN_OR_RETURN(const CodingRow current,
                              transaction.GetCoding(scope, next.id));
    CASELENS_RETURN_IF_ERROR(CheckEtag(Etag(version), current.version));
    CASELENS_RETURN_IF_ERROR(transaction.UpdateCoding(next));
    if (snapshot == Snapshot::kKeep) {
      CASELENS_RETURN_IF_ERROR(KeepSnapshot(transaction, next));
    }
    if (also != nullptr) CASELENS_RETURN_IF_ERROR(also(transaction));
    return Record(transaction, event);
  };
}

}  // namespace caselens
