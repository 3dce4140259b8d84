#include "audit_service/handlers/coding_handler.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/time_util.h"

#include "audit_service/anonymity/kept_spans.h"
#include "audit_service/api/case_file_api.h"
#include "audit_service/api/coding_api.h"
#include "audit_service/api/document_api.h"
#include "audit_service/api/errors.h"
#include "audit_service/api/names.h"
#include "audit_service/api/pages.h"
#include "audit_service/counting/packing.h"
#include "audit_service/limits.h"
#include "audit_service/workflow/coding_form.h"
#include "audit_service/workflow/coding_state.h"
#include "audit_service/workflow/disclosure.h"
#include "audit_service/workflow/draft_progress.h"
#include "audit_service/workflow/open_coding.h"
#include "audit_service/workflow/resources.h"
#include "audit_service/workflow/reveal.h"
#include "audit_service/workflow/revisions.h"
#include "audit_service/workflow/second_thoughts.h"
#include "audit_service/workflow/sight.h"
#include "audit_service/workflow/site_readiness.h"
#include "audit_service/workflow/submission.h"
#include "audit_service/workflow/visible_page.h"
#include "caselens/v1/assignment.pb.h"
#include "typology/base/status_macros.h"
#include "typology/findings/findings.h"
#include "typology/template/check.h"
#include "typology/template/fill.h"

namespace caselens {
namespace {

// Who sees that others' codings are there.
constexpr Role kReadersOfOthers[] = {
    v1::Grant::RESEARCHER, v1::Grant::SITE_STEWARD, v1::Grant::STUDY_STEWARD};

std::string WaveName(int wave) {
  return v1::Assignment::Wave_Name(static_cast<v1::Assignment::Wave>(wave));
}

// Where a draft stands: what is missing, and whom to tell of a current risk.
// Section K is neither.
template <typename Message>
void RenderProgress(const CodingContext& context, const Document& document,
                    Message& message) {
  const DraftProgress progress = MeasureDraft(context.form, document);
  message.set_unanswered(progress.unanswered);
  message.set_next_field(progress.next_field);
  message.set_next_instance(progress.next_instance);
  if (progress.current_high_harm) {
    message.set_safeguarding_contact(context.site.safeguarding_contact());
  }
}

void RenderWhole(const OpenCoding& coding, const CodingRow& row,
                 const Document& document, v1::Coding& message) {
  RenderCoding(row, message);
  RenderContent(document, message);
  message.set_simulated(coding.context.study.simulated());
  if (CheckMaySave(static_cast<CodingState>(row.state)).ok()) {
    RenderProgress(coding.context, document, message);
  }
}

// A coding stops while its site's agreement is withdrawn.
absl::Status CheckMayCode(Reader& reader, const v1::Site& site,
                          const std::string& auditor) {
  CASELENS_RETURN_IF_ERROR(CheckSiteReady(site));
  return CheckTrained(reader, site.name(), auditor);
}

// The coding after the save, with its grids filled; INVALID_ARGUMENT with all
// that is wrong.
absl::StatusOr<Document> Edited(const OpenCoding& coding, ParsedSave save) {
  const Form& form = coding.context.form;
  Document next =
      ApplyEdit(WithoutMatch(coding.document), std::move(save.edit));
  CASELENS_RETURN_IF_ERROR(
      ToStatus(CheckAnswers(form, next, save.fills, Stage::kCoding)));
  const std::vector<Answer> prefilled = PrefilledAnswers(
      coding.case_file, coding.row.site, WaveName(coding.row.wave));
  MergePrefilled(prefilled, next);
  if (!save.fills.empty()) {
    CASELENS_RETURN_IF_ERROR(
        ToStatus(ApplyFills(form, FindFacts(next), save.fills, next)));
  }
  next.Add(MatchAnswers(coding.document));
  return next;
}

// A file with a class whose match is not judged; one without class is judged
// by nobody.
bool LacksJudgement(const OpenCoding& coding) {
  return coding.IsMatchedToClass() && MatchAnswers(coding.document).empty();
}

// What keeps the answers from being submitted.
Completeness CheckAnswered(const OpenCoding& coding) {
  const Document answers = WithoutMatch(coding.document);
  return CheckComplete(coding.context.form, answers, FindFacts(answers));
}

// Names the coding that settles this one, for those who see all of the file.
absl::Status RenderSettled(const Call& call, Reader& reader,
                           const CodingRow& row, v1::Coding& message) {
  const bool is_own = row.auditor == call.caller.Id();
  if (row.rank == v1::Assignment::ADJUDICATOR || (is_own && row.reveals < 2)) {
    return absl::OkStatus();
  }
  CASELENS_ASSIGN_OR_RETURN(
      const std::vector<AssignmentRow> assignments,
      reader.ListAssignments(call.scope, {.case_file = row.case_file},
                             {.limit = limits::kMaxPageSize}));
  for (const AssignmentRow& assignment : assignments) {
    if (assignment.rank != v1::Assignment::ADJUDICATOR) continue;
    message.set_settled_in(absl::StrCat("studies/", assignment.study,
                                        "/codings/", assignment.coding));
  }
  return absl::OkStatus();
}

// Names the newest withdrawn coding of the same file and auditor.
absl::Status RenderSuperseded(const Call& call, Reader& reader,
                              const CodingRow& row, v1::Coding& message) {
  if (row.state == v1::Coding::WITHDRAWN) return absl::OkStatus();
  CASELENS_ASSIGN_OR_RETURN(
      const std::vector<CodingRow> codings,
      reader.ListCodings(call.scope,
                         {.auditor = row.auditor, .case_file = row.case_file},
                         {.limit = limits::kMaxPageSize}));
  int64_t newest_us = 0;
  for (const CodingRow& other : codings) {
    if (other.state != v1::Coding::WITHDRAWN || other.create_us < newest_us) {
      continue;
    }
    newest_us = other.create_us;
    message.set_supersedes(
        absl::StrCat("studies/", other.study, "/codings/", other.id));
  }
  return absl::OkStatus();
}

// All that there is about the coding, holding `document`.
absl::Status RenderAll(const Call& call, Reader& reader,
                       const OpenCoding& coding, const Document& document,
                       v1::Coding& message) {
  RenderWhole(coding, coding.row, document, message);
  CASELENS_RETURN_IF_ERROR(RenderSecondThoughts(reader, message));
  CASELENS_RETURN_IF_ERROR(RenderSuperseded(call, reader, coding.row, message));
  return RenderSettled(call, reader, coding.row, message);
}

// Takes out the words that wait for a second reader, but for their author: an
// adjudicator's coding holds words of others.
absl::Status HideFromOthers(const Call& call, Reader& reader,
                            const CodingRow& row, v1::Coding& message) {
  CASELENS_ASSIGN_OR_RETURN(std::vector<KeptSpanRow> kept,
                            KeptSpansOf(reader, call.scope, row.id));
  if (row.auditor == call.caller.Id()) {
    kept.erase(std::remove_if(kept.begin(), kept.end(),
                              [&row](const KeptSpanRow& span) {
                                return span.author == row.auditor;
                              }),
               kept.end());
    if (kept.empty()) return absl::OkStatus();
  }
  CASELENS_ASSIGN_OR_RETURN(const Document now,
                            ParseStoredDocument(row.document));
  UnreadTexts(kept, now).LeaveOutOf(*message.mutable_document());
  return absl::OkStatus();
}

// The coding as it is now, as its caller may see it.
absl::Status RenderToCaller(const Call& call, Reader& reader,
                            const OpenCoding& coding, v1::Coding& message) {
  CASELENS_RETURN_IF_ERROR(
      RenderAll(call, reader, coding, coding.document, message));
  if (IsUnblinded(coding.row)) {
    CASELENS_ASSIGN_OR_RETURN(const Document blind,
                              BlindSubmission(reader, coding.row));
    MarkUnblinded(blind, message);
  }
  return HideFromOthers(call, reader, coding.row, message);
}

void RenderViolations(
    const std::vector<Violation>& violations,
    google::protobuf::RepeatedPtrField<v1::CheckCodingResponse::Violation>&
        messages) {
  for (const Violation& violation : violations) {
    v1::CheckCodingResponse::Violation& message = *messages.Add();
    message.set_field(violation.field);
    message.set_description(violation.message);
  }
}

// The first version of the coding of `assignment`, with what the import knows
// filled in. `coding` has its context and case file.
void StartDraft(const Call& call, const AssignmentRow& assignment,
                OpenCoding& coding) {
  MergePrefilled(PrefilledAnswers(coding.case_file, assignment.site,
                                  WaveName(assignment.wave)),
                 coding.document);
  coding.row = {.id = call.environment->NewId(),
                .study = assignment.study,
                .site = assignment.site,
                .case_file = assignment.case_file,
                .assignment = assignment.id,
                .auditor = assignment.auditor,
                .template_name = coding.context.study.template_(),
                .state = v1::Coding::DRAFT,
                .version = 1,
                .create_us = call.NowMicros(),
                .update_us = call.NowMicros(),
                .salt = call.environment->NewSalt(),
                .document = SerializeDocument(coding.document),
                .record = assignment.record,
                .wave = assignment.wave};
}

// The study may have moved to another revision, or that be retired, since the
// draft was made.
absl::Status CheckStillPinned(Reader& reader, const CodingRow& row) {
  CASELENS_RETURN_IF_ERROR(CheckInUse(reader, row.template_name));
  CASELENS_ASSIGN_OR_RETURN(
      const v1::Study study,
      GetDocument<v1::Study>(reader, absl::StrCat("studies/", row.study)));
  if (study.template_() == row.template_name) return absl::OkStatus();
  return WithReason(
      absl::AbortedError("the study has moved to another template revision; "
                         "start the coding again"),
      "ETAG_MISMATCH");
}

absl::Status AlreadyStarted() {
  return WithReason(
      absl::AlreadyExistsError("assignment: its coding was started already"),
      "ALREADY_STARTED");
}

// A steward may have taken it back, or given it to somebody else.
absl::Status CheckStillAssigned(Reader& reader, const Scope& scope,
                                const CodingRow& row) {
  const std::string name =
      absl::StrCat("studies/", row.study, "/assignments/", row.assignment);
  CASELENS_ASSIGN_OR_RETURN(
      const AssignmentRow assignment,
      Found(reader.GetAssignment(scope, row.assignment), name));
  return assignment.withdrawn ? NotFound(name) : absl::OkStatus();
}

// The caller's own assignment that the request names, not yet started.
absl::StatusOr<AssignmentRow> AssignmentToStart(
    const Call& call, Reader& reader, const v1::CreateCodingRequest& request) {
  CASELENS_RETURN_IF_ERROR(
      ParseName("parent", request.parent(), "studies/{study}").status());
  CASELENS_ASSIGN_OR_RETURN(
      const std::vector<std::string> ids,
      ParseName("assignment", request.assignment(),
                "studies/{study}/assignments/{assignment}"));
  if (ids[0] != call.scope.study) {
    return InvalidField("assignment", "want an assignment of `parent`");
  }
  CASELENS_ASSIGN_OR_RETURN(
      AssignmentRow assignment,
      Found(reader.GetAssignment(call.scope, ids[1]), request.assignment()));
  if (assignment.auditor != call.caller.Id()) {
    return NotFound(request.assignment());
  }
  if (!assignment.coding.empty()) return AlreadyStarted();
  if (assignment.withdrawn) return NotFound(request.assignment());
  return assignment;
}

// Inserts a new draft with its event, if it may still be started.
absl::Status InsertDraft(Transaction& transaction, const Scope& scope,
                         const CodingRow& row, const Change& event) {
  CASELENS_RETURN_IF_ERROR(CheckStillAssigned(transaction, scope, row));
  CASELENS_RETURN_IF_ERROR(CheckStillPinned(transaction, row));
  const absl::Status inserted = transaction.InsertCoding(row);
  if (absl::IsAlreadyExists(inserted)) return AlreadyStarted();
  CASELENS_RETURN_IF_ERROR(inserted);
  return Record(transaction, event);
}

}  // namespace

absl::StatusOr<Plan> CodingHandler::CreateCoding(
    const Call& call, Reader& reader, const v1::CreateCodingRequest& request,
    v1::Coding& response) const {
  CASELENS_ASSIGN_OR_RETURN(const AssignmentRow assignment,
                            AssignmentToStart(call, reader, request));
  OpenCoding coding;
  CASELENS_ASSIGN_OR_RETURN(
      coding.context,
      LoadCodingContext(catalogue_, reader, assignment.study, assignment.site));
  CASELENS_RETURN_IF_ERROR(
      CheckMayCode(reader, coding.context.site, assignment.auditor));
  CASELENS_ASSIGN_OR_RETURN(
      coding.case_file,
      StoredCaseFile(reader, call.scope, assignment.case_file));
  StartDraft(call, assignment, coding);
  CASELENS_RETURN_IF_ERROR(CheckStillPinned(reader, coding.row));
  RenderWhole(coding, coding.row, coding.document, response);
  Change event = call.NewChange();
  event.case_file = coding.row.case_file;
  event.resource = response.name();
  event.after = {.salt = coding.row.salt, .document = coding.row.document};
  return Plan{.change =
                  [row = std::move(coding.row), event = std::move(event),
                   scope = call.scope](Transaction& transaction) {
                    return InsertDraft(transaction, scope, row, event);
                  },
              .after = nullptr};
}

absl::Status CodingHandler::GetCoding(const Call& call, Reader& reader,
                                      const v1::GetCodingRequest& request,
                                      v1::Coding& response) const {
  CASELENS_ASSIGN_OR_RETURN(const OpenCoding coding,
                            OpenAny(catalogue_, call, reader, request.name()));
  if (request.version() == 0) {
    return RenderToCaller(call, reader, coding, response);
  }
  CASELENS_ASSIGN_OR_RETURN(
      const Document document,
      EarlierVersion(reader, call, coding.row, request.version()));
  CASELENS_RETURN_IF_ERROR(RenderAll(call, reader, coding, document, response));
  return HideFromOthers(call, reader, coding.row, response);
}

absl::Status CodingHandler::GetCodingForm(
    const Call& call, Reader& reader, const v1::GetCodingFormRequest& request,
    v1::CodingForm& response) const {
  CASELENS_ASSIGN_OR_RETURN(const OpenCoding coding,
                            OpenAny(catalogue_, call, reader, request.name()));
  CASELENS_RETURN_IF_ERROR(
      RenderToCaller(call, reader, coding, *response.mutable_coding()));
  return RenderCodingForm(coding, request, response);
}

absl::Status CodingHandler::ListCodings(
    const Call& call, Reader& reader, const v1::ListCodingsRequest& request,
    v1::ListCodingsResponse& response) const {
  CASELENS_RETURN_IF_ERROR(
      ParseName("parent", request.parent(), "studies/{study}").status());
  CASELENS_ASSIGN_OR_RETURN(const Page page,
                            ParsePage(request, limits::kMaxPageSize));
  const std::string caller = call.caller.Id();
  const Scope others = call.caller.ScopeOf(call.scope.study, kReadersOfOthers);
  CASELENS_ASSIGN_OR_RETURN(const SightOf sight,
                            SightOf::Load(reader, call.scope.study, caller));
  const CodingFilter filter = {
      .auditor = request.mine() || others.IsEmpty() ? caller : "",
      .site = request.site()};
  CASELENS_ASSIGN_OR_RETURN(
      const std::vector<CodingRow> rows,
      ListVisible<CodingRow>(
          page,
          [&](const Page& next) {
            return reader.ListCodings(call.scope, filter, next);
          },
          [&](const CodingRow& row) -> absl::StatusOr<bool> {
            return row.auditor == caller ||
                   (row.submit_version != 0 &&
                    sight.At(row.case_file) == Sight::kOpen &&
                    others.Covers(row.site));
          },
          IdOf<CodingRow>));
  CASELENS_ASSIGN_OR_RETURN(const v1::Study study,
                            GetDocument<v1::Study>(reader, request.parent()));
  for (const CodingRow& row : rows) {
    v1::Coding& coding = *response.add_codings();
    RenderCoding(row, coding);
    coding.set_simulated(study.simulated());
  }
  if (static_cast<int>(rows.size()) == page.limit) {
    response.set_next_page_token(NextPageToken(request, rows.back().id));
  }
  return absl::OkStatus();
}

absl::StatusOr<Plan> CodingHandler::SaveAnswers(
    const Call& call, Reader& reader, const v1::SaveAnswersRequest& request,
    v1::SaveAnswersResponse& response) const {
  CASELENS_ASSIGN_OR_RETURN(const OpenCoding coding,
                            OpenOwn(catalogue_, call, reader, request.name()));
  CASELENS_RETURN_IF_ERROR(CheckMaySave(coding.State()));
  CASELENS_RETURN_IF_ERROR(CheckEtag(request.etag(), coding.row.version));
  CASELENS_RETURN_IF_ERROR(
      CheckMayCode(reader, coding.context.site, coding.row.auditor));
  CASELENS_ASSIGN_OR_RETURN(ParsedSave save, ParseSave(request));
  CASELENS_ASSIGN_OR_RETURN(const Document document,
                            Edited(coding, std::move(save)));
  CASELENS_ASSIGN_OR_RETURN(
      std::vector<KeptSpanRow> kept,
      CheckTexts(call, reader, coding, document, request.keeps()));
  CodingRow next = NextVersion(call, coding, coding.State(), document);
  response.set_etag(Etag(next.version));
  *response.mutable_update_time() =
      google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(next.update_us);
  RenderProgress(coding.context, document, response);
  return Plan{.change = StoreCoding(
                  call, coding.row, std::move(next), Snapshot::kNone,
                  [scope = call.scope, id = coding.row.id,
                   kept = std::move(kept)](Transaction& transaction) {
                    return StoreKeptSpans(transaction, scope, id, kept);
                  }),
              .after = nullptr};
}

absl::StatusOr<std::vector<KeptSpanRow>> CodingHandler::CheckTexts(
    const Call& call, Reader& reader, const OpenCoding& coding,
    const Document& next, const KeepMessages& keeps) const {
  if (keeps.size() > limits::kMaxKeeps) {
    return InvalidField("keeps",
                        absl::StrCat("want at most ", limits::kMaxKeeps));
  }
  CASELENS_ASSIGN_OR_RETURN(const std::vector<KeptSpanRow> before,
                            KeptSpansOf(reader, call.scope, coding.row.id));
  return texts_.Check(call, coding, next, keeps, before);
}

absl::Status CodingHandler::CompareAnswers(
    const Call& call, Reader& reader, const v1::CompareAnswersRequest& request,
    v1::CompareAnswersResponse& response) const {
  CASELENS_ASSIGN_OR_RETURN(const OpenCoding coding,
                            OpenOwn(catalogue_, call, reader, request.name()));
  CASELENS_RETURN_IF_ERROR(
      RenderDifferences(coding.document, request, response));
  response.set_etag(Etag(coding.row.version));
  return absl::OkStatus();
}

absl::Status CodingHandler::CheckCoding(
    const Call& call, Reader& reader, const v1::CheckCodingRequest& request,
    v1::CheckCodingResponse& response) const {
  CASELENS_ASSIGN_OR_RETURN(const OpenCoding coding,
                            OpenOwn(catalogue_, call, reader, request.name()));
  CASELENS_RETURN_IF_ERROR(CheckMaySubmit(coding.State()));
  const Completeness checked = CheckAnswered(coding);
  RenderViolations(checked.violations, *response.mutable_violations());
  RenderViolations(checked.notes, *response.mutable_notes());
  return absl::OkStatus();
}

absl::StatusOr<Plan> CodingHandler::SubmitCoding(
    const Call& call, Reader& reader, const v1::SubmitCodingRequest& request,
    v1::Coding& response) const {
  CASELENS_ASSIGN_OR_RETURN(const OpenCoding coding,
                            OpenOwn(catalogue_, call, reader, request.name()));
  CASELENS_RETURN_IF_ERROR(CheckMaySubmit(coding.State()));
  CASELENS_RETURN_IF_ERROR(CheckEtag(request.etag(), coding.row.version));
  CASELENS_RETURN_IF_ERROR(
      CheckMayCode(reader, coding.context.site, coding.row.auditor));
  CASELENS_RETURN_IF_ERROR(ToStatus(CheckAnswered(coding).violations));
  CodingRow next = NextVersion(
      call, coding,
      StateAfterSubmission(coding.row.reveals, LacksJudgement(coding)),
      coding.document);
  next.submit_us = call.NowMicros();
  next.submit_version = next.version;
  if (next.reveals == 0) next.blind_version = next.version;
  CASELENS_RETURN_IF_ERROR(PackBlind(reader, coding, next));
  RenderWhole(coding, next, coding.document, response);
  return Plan{.change = [store = StoreCoding(call, coding.row, std::move(next),
                                             Snapshot::kKeep),
                         forget = ForgetReview(call, coding.row)](
                            Transaction& transaction) -> absl::Status {
                CASELENS_RETURN_IF_ERROR(store(transaction));
                return forget(transaction);
              },
              .after = nullptr};
}

absl::Status CodingHandler::PackBlind(Reader& reader, const OpenCoding& coding,
                                      CodingRow& next) const {
  CASELENS_ASSIGN_OR_RETURN(const Document blind,
                            BlindSubmission(reader, next));
  return PackSubmission(catalogue_, reader, coding.context.form, blind,
                        coding.case_file, next);
}

absl::StatusOr<Plan> CodingHandler::RevealCoding(
    const Call& call, Reader& reader, const v1::RevealCodingRequest& request,
    v1::Reveal& response) const {
  CASELENS_ASSIGN_OR_RETURN(const OpenCoding coding,
                            OpenOwn(catalogue_, call, reader, request.name()));
  CASELENS_ASSIGN_OR_RETURN(
      const CodingState state,
      StateAfterReveal(coding.State(), coding.IsMatchedToClass()));
  OpenCoding shown = coding;
  CASELENS_ASSIGN_OR_RETURN(shown.document,
                            BlindSubmission(reader, coding.row));
  CASELENS_RETURN_IF_ERROR(RenderReveal(shown, state, response));
  if (state == coding.State()) {
    response.set_etag(Etag(coding.row.version));
    return Plan{};
  }
  CodingRow next = NextVersion(call, coding, state, coding.document);
  next.reveals = std::max(next.reveals, response.step());
  response.set_etag(Etag(next.version));
  return Plan{
      .change = StoreCoding(call, coding.row, std::move(next), Snapshot::kNone),
      .after = nullptr};
}

absl::StatusOr<Plan> CodingHandler::MatchCoding(
    const Call& call, Reader& reader, const v1::MatchCodingRequest& request,
    v1::Coding& response) const {
  CASELENS_ASSIGN_OR_RETURN(const OpenCoding coding,
                            OpenOwn(catalogue_, call, reader, request.name()));
  CASELENS_RETURN_IF_ERROR(
      CheckMayMatch(coding.State(), coding.IsMatchedToClass()));
  CASELENS_RETURN_IF_ERROR(CheckEtag(request.etag(), coding.row.version));
  CASELENS_ASSIGN_OR_RETURN(const std::vector<Answer> answers,
                            ParseMatch(request.match()));
  Document document = coding.document;
  for (const Answer& answer : answers) document.Set(answer);
  const Completeness checked =
      CheckMatch(coding.context.form, document, FindFacts(document));
  CASELENS_RETURN_IF_ERROR(ToStatus(checked.violations));
  CodingRow next = NextVersion(call, coding, v1::Coding::MATCHED, document);
  CASELENS_RETURN_IF_ERROR(PackBlind(reader, coding, next));
  RenderWhole(coding, next, document, response);
  return Plan{
      .change = StoreCoding(call, coding.row, std::move(next), Snapshot::kNone),
      .after = nullptr};
}

}  // namespace caselens
