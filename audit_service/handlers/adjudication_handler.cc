#include "audit_service/handlers/adjudication_handler.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "audit_service/anonymity/kept_spans.h"
#include "audit_service/api/coding_api.h"
#include "audit_service/api/document_api.h"
#include "audit_service/api/errors.h"
#include "audit_service/api/names.h"
#include "audit_service/api/pages.h"
#include "audit_service/counting/packing.h"
#include "audit_service/limits.h"
#include "audit_service/workflow/adjudication.h"
#include "audit_service/workflow/assignments.h"
#include "audit_service/workflow/double_codings.h"
#include "audit_service/workflow/open_coding.h"
#include "audit_service/workflow/resources.h"
#include "caselens/v1/assignment.pb.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

constexpr char kCollection[] = "adjudications";

absl::Status CheckOpen(const OpenAdjudication& adjudication) {
  if (adjudication.stored.coding().empty()) return absl::OkStatus();
  return WithReason(
      absl::FailedPreconditionError(
          "name: the adjudication is complete; withdraw its coding to "
          "adjudicate again"),
      "ADJUDICATED");
}

// Stores what `adjudication` holds now.
Store::Change StoreAdjudication(const Call& call,
                                const OpenAdjudication& adjudication) {
  Change event = call.NewChange();
  event.case_file = adjudication.a.row.case_file;
  ResourceRow row = adjudication.row;
  std::string document = adjudication.stored.SerializeAsString();
  if (row.version > 0) {
    return [call, row = std::move(row),
            document = std::move(document)](Transaction& transaction) {
      return UpdateWithEvent(transaction, call, row, document);
    };
  }
  row = NewResource(call, kCollection,
                    absl::StrCat("studies/", adjudication.a.row.study),
                    adjudication.Name(), std::move(document));
  row.case_file = adjudication.a.row.case_file;
  return [event = std::move(event),
          row = std::move(row)](Transaction& transaction) -> absl::Status {
    const absl::Status inserted = InsertWithEvent(transaction, event, row);
    // Somebody settled the first of it meanwhile.
    return absl::IsAlreadyExists(inserted) ? CheckEtag(Etag(0), row.version)
                                           : inserted;
  };
}

AssignmentRow AdjudicatorsAssignment(const Call& call, const CodingRow& coder) {
  return {.id = call.environment->NewId(),
          .study = coder.study,
          .site = coder.site,
          .case_file = coder.case_file,
          .auditor = call.caller.Id(),
          .rank = v1::Assignment::ADJUDICATOR,
          .wave = coder.wave,
          .create_us = call.NowMicros(),
          .salt = call.environment->NewSalt(),
          .record = coder.record};
}

CodingRow ThirdCoding(const Call& call, const CodingRow& coder,
                      const AssignmentRow& assignment,
                      const Document& document) {
  return {.id = call.environment->NewId(),
          .study = coder.study,
          .site = coder.site,
          .case_file = coder.case_file,
          .assignment = assignment.id,
          .auditor = assignment.auditor,
          .template_name = coder.template_name,
          .state = v1::Coding::COMPLETE,
          .reveals = 2,
          .version = 1,
          .submit_version = 1,
          .blind_version = 1,
          .create_us = call.NowMicros(),
          .update_us = call.NowMicros(),
          .submit_us = call.NowMicros(),
          .salt = call.environment->NewSalt(),
          .document = SerializeDocument(document),
          .record = coder.record,
          .rank = assignment.rank,
          .wave = coder.wave};
}

// The kept spans of the coders' words that the third coding took over, as they
// were reviewed.
absl::StatusOr<std::vector<KeptSpanRow>> TakenOverSpans(
    const Call& call, Reader& reader, const OpenAdjudication& adjudication,
    const CodingRow& third, const Document& document) {
  std::vector<KeptSpanRow> taken;
  for (const CoderSide* const side : {&adjudication.a, &adjudication.b}) {
    CASELENS_ASSIGN_OR_RETURN(const std::vector<KeptSpanRow> kept,
                              KeptSpansOf(reader, call.scope, side->row.id));
    CASELENS_ASSIGN_OR_RETURN(const Document own,
                              ParseStoredDocument(side->row.document));
    for (const TextOfCoding& text : TextsOf(document)) {
      for (KeptSpanRow span : kept) {
        if (TextAt(own, span.field) != *text.text) continue;
        span.id = call.environment->NewId();
        span.salt = call.environment->NewSalt();
        span.coding = third.id;
        span.field = text.path;
        taken.push_back(std::move(span));
      }
    }
  }
  return taken;
}

// Inserts the third coding, called `name`, with its event.
absl::Status InsertThird(Transaction& transaction, Change change,
                         const std::string& name, const CodingRow& third,
                         const std::vector<KeptSpanRow>& kept) {
  CASELENS_RETURN_IF_ERROR(transaction.InsertCoding(third));
  CASELENS_RETURN_IF_ERROR(KeepSnapshot(transaction, third));
  CASELENS_RETURN_IF_ERROR(transaction.ReplaceKeptSpans(third.id, kept));
  change.case_file = third.case_file;
  change.resource = name;
  change.after = {.salt = third.salt, .document = third.document};
  return Record(transaction, change);
}

}  // namespace

absl::Status AdjudicationHandler::ListAdjudications(
    const Call& call, Reader& reader,
    const v1::ListAdjudicationsRequest& request,
    v1::ListAdjudicationsResponse& response) const {
  CASELENS_RETURN_IF_ERROR(
      ParseName("parent", request.parent(), "studies/{study}").status());
  CASELENS_ASSIGN_OR_RETURN(const Page page,
                            ParsePage(request, limits::kMaxPageSize));
  const DoubleCodingFilter filter{
      .site = request.site(),
      .waves = {v1::Assignment::W1, v1::Assignment::W2},
      .most_coders = 2,
      .content = DoubleCodingFilter::Content::kNone};
  const auto list = [&](const DoubleCoding& file) -> absl::Status {
    CASELENS_ASSIGN_OR_RETURN(const bool has_coded,
                              HasCoded(call, reader, file.CaseFile()));
    if (has_coded) return absl::OkStatus();
    CASELENS_ASSIGN_OR_RETURN(
        const OpenAdjudication adjudication,
        OpenForAdjudicator(catalogue_, call, reader,
                           absl::StrCat(request.parent(), "/adjudications/",
                                        file.CaseFile())));
    v1::Adjudication& message = *response.add_adjudications();
    RenderAdjudication(adjudication, message);
    message.clear_items();
    message.clear_more();
    return absl::OkStatus();
  };
  CASELENS_ASSIGN_OR_RETURN(
      const std::string last,
      VisitDoubleCodings(catalogue_, call, reader, filter, page, list));
  if (!last.empty()) response.set_next_page_token(NextPageToken(request, last));
  return absl::OkStatus();
}

absl::Status AdjudicationHandler::GetAdjudication(
    const Call& call, Reader& reader, const v1::GetAdjudicationRequest& request,
    v1::Adjudication& response) const {
  CASELENS_ASSIGN_OR_RETURN(
      const OpenAdjudication adjudication,
      OpenForAdjudicator(catalogue_, call, reader, request.name()));
  RenderAdjudication(adjudication, response);
  return absl::OkStatus();
}

absl::StatusOr<Plan> AdjudicationHandler::ResolveDisagreements(
    const Call& call, Reader& reader,
    const v1::ResolveDisagreementsRequest& request,
    v1::Adjudication& response) const {
  CASELENS_ASSIGN_OR_RETURN(
      OpenAdjudication adjudication,
      OpenForAdjudicator(catalogue_, call, reader, request.name()));
  CASELENS_RETURN_IF_ERROR(CheckOpen(adjudication));
  CASELENS_RETURN_IF_ERROR(CheckEtag(request.etag(), adjudication.row.version));
  CASELENS_RETURN_IF_ERROR(TakeResolutions(request, adjudication));
  RenderAdjudication(adjudication, response);
  response.set_etag(Etag(adjudication.row.version + 1));
  return Plan{.change = StoreAdjudication(call, adjudication),
              .after = nullptr};
}

absl::StatusOr<Plan> AdjudicationHandler::CompleteAdjudication(
    const Call& call, Reader& reader,
    const v1::CompleteAdjudicationRequest& request,
    v1::Coding& response) const {
  CASELENS_ASSIGN_OR_RETURN(
      OpenAdjudication adjudication,
      OpenForAdjudicator(catalogue_, call, reader, request.name()));
  CASELENS_RETURN_IF_ERROR(CheckOpen(adjudication));
  CASELENS_RETURN_IF_ERROR(CheckEtag(request.etag(), adjudication.row.version));
  CASELENS_ASSIGN_OR_RETURN(const Document document,
                            SettledDocument(adjudication));
  const AssignmentRow assignment =
      AdjudicatorsAssignment(call, adjudication.a.row);
  CodingRow third = ThirdCoding(call, adjudication.a.row, assignment, document);
  CASELENS_ASSIGN_OR_RETURN(
      const v1::CaseFile case_file,
      StoredCaseFile(reader, call.scope, third.case_file));
  CASELENS_RETURN_IF_ERROR(PackSubmission(catalogue_, reader,
                                          adjudication.context.form, document,
                                          case_file, third));
  CASELENS_ASSIGN_OR_RETURN(
      const std::vector<KeptSpanRow> kept,
      TakenOverSpans(call, reader, adjudication, third, document));
  adjudication.stored.set_coding(third.id);
  RenderCoding(third, response);
  RenderContent(document, response);
  UnreadTexts(kept, document).LeaveOutOf(*response.mutable_document());
  response.set_simulated(adjudication.context.study.simulated());
  return Plan{.change = [store = StoreAdjudication(call, adjudication),
                         assignment, third, kept, change = call.NewChange(),
                         name = response.name()](
                            Transaction& transaction) -> absl::Status {
                CASELENS_RETURN_IF_ERROR(store(transaction));
                CASELENS_RETURN_IF_ERROR(
                    InsertAssignment(transaction, change, assignment));
                return InsertThird(transaction, change, name, third, kept);
              },
              .after = nullptr};
}

}  // namespace caselens
