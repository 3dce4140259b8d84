#include "audit_service/handlers/disclosure_handler.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/time_util.h"

#include "audit_service/anonymity/kept_spans.h"
#include "audit_service/api/anonymity_api.h"
#include "audit_service/api/assignment_api.h"
#include "audit_service/api/case_file_api.h"
#include "audit_service/api/coding_api.h"
#include "audit_service/api/document_api.h"
#include "audit_service/api/errors.h"
#include "audit_service/api/names.h"
#include "audit_service/counting/packing.h"
#include "audit_service/history/event.h"
#include "audit_service/limits.h"
#include "audit_service/workflow/disclosure.h"
#include "audit_service/workflow/open_coding.h"
#include "audit_service/workflow/resources.h"
#include "audit_service/workflow/second_thoughts.h"
#include "audit_service/workflow/sight.h"
#include "audit_service/workflow/submission.h"
#include "typology/base/status_macros.h"
#include "typology/findings/rarity.h"

namespace caselens {
namespace {

using RedactionMessages = google::protobuf::RepeatedPtrField<v1::Redaction>;

const Page& Everything() {
  static const Page page = {.after = {}, .limit = kWholeList};
  return page;
}

// Whoever codes a file looks after it in no other role.
absl::Status CheckOpen(const Call& call, Reader& reader,
                       const std::string& case_file, const std::string& name) {
  CASELENS_ASSIGN_OR_RETURN(
      const SightOf sight,
      SightOf::Load(reader, call.scope.study, call.caller.Id()));
  return sight.At(case_file) == Sight::kOpen ? absl::OkStatus()
                                             : NotFound(name);
}

absl::StatusOr<OpenCoding> OpenSubmitted(Catalogue& catalogue, const Call& call,
                                         Reader& reader,
                                         const std::string& name) {
  CASELENS_ASSIGN_OR_RETURN(
      const std::vector<std::string> ids,
      ParseName("name", name, "studies/{study}/codings/{coding}"));
  CASELENS_ASSIGN_OR_RETURN(
      OpenCoding coding,
      Found(OpenForGuardian(catalogue, call, reader, ids[1]), name));
  CASELENS_RETURN_IF_ERROR(CheckOpen(call, reader, coding.row.case_file, name));
  if (CheckMaySave(coding.State()).ok() ||
      coding.State() == v1::Coding::WITHDRAWN) {
    return WithReason(
        absl::FailedPreconditionError("name: the coding is not submitted, not "
                                      "submitted again, or withdrawn"),
        "CODING_STATE");
  }
  return coding;
}

// Traits of the other coded files of the site, one submitted coding a file;
// but of those that the caller is blind to.
absl::StatusOr<std::vector<Traits>> OtherTraits(const Call& call,
                                                Reader& reader,
                                                const CodingRow& own) {
  const Scope site = {
      .study = own.study, .all_sites = false, .sites = {own.site}};
  CASELENS_ASSIGN_OR_RETURN(const std::vector<CodingRow> rows,
                            reader.ListCodings(site, {}, Everything()));
  CASELENS_ASSIGN_OR_RETURN(const SightOf sight,
                            SightOf::Load(reader, own.study, call.caller.Id()));
  std::set<std::string> seen = {own.case_file};
  std::vector<Traits> others;
  for (const CodingRow& listed : rows) {
    if (!IsSubmitted(listed) || sight.At(listed.case_file) != Sight::kOpen ||
        !seen.insert(listed.case_file).second) {
      continue;
    }
    CASELENS_ASSIGN_OR_RETURN(const CodingRow row,
                              reader.GetCoding(site, listed.id));
    CASELENS_ASSIGN_OR_RETURN(const Document document,
                              LastSubmission(reader, row));
    others.push_back(TraitsOf(document));
  }
  return others;
}

// `document` with one answer withheld or coarsened. INVALID_ARGUMENT names
// `redactions[index]`.
absl::Status Redact(const Form& form, const v1::Redaction& redaction, int index,
                    Document& document) {
  const std::string path = absl::StrCat("redactions[", index, "]");
  const Answer* const answer =
      document.Find(redaction.field(), redaction.instance());
  const Field* const field = form.revision->FindField(redaction.field());
  if (answer == nullptr || field == nullptr) {
    return InvalidField(absl::StrCat(path, ".field"),
                        "want field and instance of an answer of the coding");
  }
  Answer next = {.field = answer->field, .instance = answer->instance};
  if (redaction.code().empty()) {
    next.missing = Missing::kWithheld;
  } else if (field->FindCode(redaction.code()) == nullptr) {
    return InvalidField(absl::StrCat(path, ".code"),
                        "want a code of the field, or none to withhold");
  } else {
    next.codes = {redaction.code()};
    next.grade = answer->grade;
  }
  document.Set(std::move(next));
  return absl::OkStatus();
}

// The snapshots of a coding, with `redactions` of what was submitted last
// applied to each. An answer that was another one then is withheld: a coarser
// code of the new answer says nothing of the old.
absl::StatusOr<std::vector<SnapshotRow>> RedactedSnapshots(
    const Call& call, Reader& reader, const OpenCoding& coding,
    const RedactionMessages& redactions) {
  CASELENS_ASSIGN_OR_RETURN(std::vector<SnapshotRow> snapshots,
                            reader.ListSnapshots(coding.row.id));
  for (SnapshotRow& snapshot : snapshots) {
    CASELENS_ASSIGN_OR_RETURN(Document document,
                              ParseStoredDocument(snapshot.document));
    for (int i = 0; i < redactions.size(); ++i) {
      v1::Redaction redaction = redactions[i];
      const Answer* const then =
          document.Find(redaction.field(), redaction.instance());
      if (then == nullptr) continue;
      const Answer* const last =
          coding.document.Find(redaction.field(), redaction.instance());
      if (!then->SaysTheSameAs(*last)) redaction.clear_code();
      CASELENS_RETURN_IF_ERROR(
          Redact(coding.context.form, redaction, i, document));
    }
    snapshot.document = SerializeDocument(document);
    // With the old salt, who guesses the answer could tell that it is right.
    snapshot.salt = call.environment->NewSalt();
  }
  return snapshots;
}

// The kept spans whose text is still there.
std::vector<KeptSpanRow> StillThere(const std::vector<KeptSpanRow>& kept,
                                    const Document& document) {
  std::vector<KeptSpanRow> rows;
  std::copy_if(kept.begin(), kept.end(), std::back_inserter(rows),
               [&document](const KeptSpanRow& row) {
                 return !TextAt(document, row.field).empty();
               });
  return rows;
}

// Takes out of `dossier` what is not for the family to have.
void RedactDossier(v1::Dossier& dossier) {
  v1::CaseFile& file = *dossier.mutable_case_file();
  file.clear_record();
  file.clear_child();
  file.clear_family();
  file.clear_episode();
  dossier.clear_assignments();
  dossier.clear_kept_spans();
  dossier.clear_reviews();
  for (v1::Coding& coding : *dossier.mutable_codings()) {
    coding.clear_auditor();
    coding.clear_record();
    coding.clear_second_thoughts();
    for (v1::Answer& answer : *coding.mutable_document()->mutable_answers()) {
      answer.clear_text();
      answer.clear_paraphrase();
    }
  }
  for (v1::Event& event : *dossier.mutable_events()) event.clear_actor();
}

// One coding with its kept spans, review and events.
absl::Status AddCoding(const Call& call, Reader& reader,
                       const AssignmentRow& assignment, v1::Dossier& dossier) {
  CASELENS_ASSIGN_OR_RETURN(const CodingRow row,
                            reader.GetCoding(call.scope, assignment.coding));
  CASELENS_ASSIGN_OR_RETURN(const Document document,
                            ParseStoredDocument(row.document));
  v1::Coding& coding = *dossier.add_codings();
  RenderCoding(row, coding);
  RenderContent(document, coding);
  CASELENS_ASSIGN_OR_RETURN(const std::vector<KeptSpanRow> kept,
                            KeptSpansOf(reader, call.scope, row.id));
  UnreadTexts(kept, document).LeaveOutOf(*coding.mutable_document());
  for (const KeptSpanRow& span : kept) {
    RenderKeptSpan(span, *dossier.add_kept_spans());
  }
  CASELENS_RETURN_IF_ERROR(RenderSecondThoughts(reader, coding));
  const absl::StatusOr<v1::DisclosureReview> review =
      GetDocument<v1::DisclosureReview>(reader, DisclosureReviewName(row));
  if (review.ok()) *dossier.add_reviews() = *review;
  return absl::OkStatus();
}

absl::Status AddEvents(Reader& reader, const std::string& study,
                       const std::string& resource, v1::Dossier& dossier) {
  CASELENS_ASSIGN_OR_RETURN(
      const std::vector<EventRow> rows,
      reader.ListEvents(study, {.resource = resource}, Everything()));
  for (const EventRow& row : rows) {
    CASELENS_ASSIGN_OR_RETURN(*dossier.add_events(), ParseEvent(row));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status DisclosureHandler::FindRareCombinations(
    const Call& call, Reader& reader,
    const v1::FindRareCombinationsRequest& request,
    v1::FindRareCombinationsResponse& response) const {
  CASELENS_ASSIGN_OR_RETURN(
      const OpenCoding coding,
      OpenSubmitted(catalogue_, call, reader, request.name()));
  CASELENS_ASSIGN_OR_RETURN(const std::vector<Traits> others,
                            OtherTraits(call, reader, coding.row));
  for (const RareCombination& rare :
       RareCombinations(TraitsOf(coding.document), others)) {
    auto& combination = *response.add_combinations();
    for (const Trait& trait : rare) {
      auto& message = *combination.add_traits();
      message.set_field(trait.field);
      message.set_code(trait.code);
    }
  }
  response.set_other_files(static_cast<int32_t>(others.size()));
  response.set_reviewed(CheckReviewed(reader, coding.row).ok());
  return absl::OkStatus();
}

absl::StatusOr<Plan> DisclosureHandler::ReviewDisclosure(
    const Call& call, Reader& reader,
    const v1::ReviewDisclosureRequest& request,
    v1::DisclosureReview& response) const {
  CASELENS_ASSIGN_OR_RETURN(
      const OpenCoding coding,
      OpenSubmitted(catalogue_, call, reader, request.name()));
  if (CheckReviewed(reader, coding.row).ok()) {
    return WithReason(
        absl::FailedPreconditionError("name: the coding was reviewed already"),
        "ALREADY_REVIEWED");
  }
  if (request.redactions_size() > limits::kMaxRedactions) {
    return InvalidField("redactions",
                        absl::StrCat("want at most ", limits::kMaxRedactions));
  }
  Document document = coding.document;
  for (int i = 0; i < request.redactions_size(); ++i) {
    CASELENS_RETURN_IF_ERROR(
        Redact(coding.context.form, request.redactions(i), i, document));
  }
  response.set_coding(request.name());
  response.set_steward(call.caller.Get().name());
  *response.mutable_review_time() =
      google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(
          call.NowMicros());
  *response.mutable_redactions() = request.redactions();
  CASELENS_ASSIGN_OR_RETURN(const std::vector<KeptSpanRow> kept,
                            KeptSpansOf(reader, call.scope, coding.row.id));
  CASELENS_ASSIGN_OR_RETURN(
      std::vector<SnapshotRow> snapshots,
      RedactedSnapshots(call, reader, coding, request.redactions()));
  CodingRow next = NextVersion(call, coding, coding.State(), document);
  CASELENS_ASSIGN_OR_RETURN(const Document blind,
                            BlindSubmission(next, document, snapshots));
  CASELENS_RETURN_IF_ERROR(PackSubmission(
      catalogue_, reader, coding.context.form, blind, coding.case_file, next));
  return Plan{.change = [store = StoreCoding(
                             call, coding.row, std::move(next), Snapshot::kNone,
                             [scope = call.scope, id = coding.row.id,
                              snapshots = std::move(snapshots),
                              kept = StillThere(kept, document)](
                                 Transaction& transaction) -> absl::Status {
                               for (const SnapshotRow& snapshot : snapshots) {
                                 CASELENS_RETURN_IF_ERROR(
                                     transaction.UpdateSnapshot(snapshot));
                               }
                               return StoreKeptSpans(transaction, scope, id,
                                                     kept);
                             }),
                         review = StoreReview(call, coding.row, response)](
                            Transaction& transaction) -> absl::Status {
                CASELENS_RETURN_IF_ERROR(store(transaction));
                return review(transaction);
              },
              .after = nullptr};
}

absl::Status DisclosureHandler::GetDossier(const Call& call, Reader& reader,
                                           const v1::GetDossierRequest& request,
                                           v1::Dossier& response) const {
  CASELENS_ASSIGN_OR_RETURN(const std::vector<std::string> ids,
                            ParseName("name", request.name(),
                                      "studies/{study}/caseFiles/{case_file}"));
  CASELENS_ASSIGN_OR_RETURN(
      const CaseFileRow file,
      Found(reader.GetCaseFile(call.scope, ids[1]), request.name()));
  CASELENS_RETURN_IF_ERROR(CheckOpen(call, reader, file.id, request.name()));
  CASELENS_ASSIGN_OR_RETURN(*response.mutable_case_file(),
                            RenderCaseFile(file));
  CASELENS_RETURN_IF_ERROR(
      AddEvents(reader, file.study, request.name(), response));
  CASELENS_ASSIGN_OR_RETURN(
      const std::vector<AssignmentRow> assignments,
      reader.ListAssignments(call.scope,
                             {.case_file = file.id, .with_withdrawn = true},
                             Everything()));
  for (const AssignmentRow& assignment : assignments) {
    RenderAssignment(assignment, *response.add_assignments());
    if (assignment.coding.empty()) continue;
    CASELENS_RETURN_IF_ERROR(AddCoding(call, reader, assignment, response));
    CASELENS_RETURN_IF_ERROR(AddEvents(
        reader, file.study, response.codings().rbegin()->name(), response));
  }
  if (request.redacted()) RedactDossier(response);
  return absl::OkStatus();
}

}  // namespace caselens
