#include "audit_service/handlers/anonymity_handler.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "audit_service/anonymity/keep_rates.h"
#include "audit_service/anonymity/kept_spans.h"
#include "audit_service/api/anonymity_api.h"
#include "audit_service/api/document_api.h"
#include "audit_service/api/errors.h"
#include "audit_service/api/names.h"
#include "audit_service/api/pages.h"
#include "audit_service/limits.h"
#include "audit_service/workflow/open_coding.h"
#include "audit_service/workflow/rescan.h"
#include "audit_service/workflow/resources.h"
#include "audit_service/workflow/sight.h"
#include "audit_service/workflow/visible_page.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

// Nobody reviews their own words, or those of a file that they still code.
bool MayReview(const Call& call, const SightOf& sight, const KeptSpanRow& row) {
  return row.author != call.caller.Id() &&
         sight.At(row.case_file) == Sight::kOpen;
}

absl::StatusOr<KeptSpanRow> FindReviewable(const Call& call, Reader& reader,
                                           const std::string& name) {
  CASELENS_ASSIGN_OR_RETURN(
      const std::vector<std::string> ids,
      ParseName("name", name, "studies/{study}/keptSpans/{kept_span}"));
  CASELENS_ASSIGN_OR_RETURN(
      KeptSpanRow row, Found(reader.GetKeptSpan(call.scope, ids[1]), name));
  CASELENS_ASSIGN_OR_RETURN(
      const SightOf sight,
      SightOf::Load(reader, call.scope.study, call.caller.Id()));
  if (!MayReview(call, sight, row)) return NotFound(name);
  return row;
}

absl::Status AlreadyReviewed() {
  return WithReason(
      absl::FailedPreconditionError("name: the span was reviewed already"),
      "ALREADY_REVIEWED");
}

// The wording that the guard offers for the span today; "[REMOVED]" if it finds
// nothing there any more.
std::string OfferFor(const anonymity::Guard& guard, const std::string& text,
                     const KeptSpanRow& row) {
  for (const anonymity::Finding& finding : guard.Scan(text).findings) {
    if (static_cast<int>(finding.chars.begin) == row.start_character &&
        static_cast<int>(finding.chars.end) == row.end_character) {
      return finding.replacement;
    }
  }
  return "[REMOVED]";
}

// Moves the kept spans behind a replaced one in the same text.
void Shift(const KeptSpanRow& replaced, int by,
           std::vector<KeptSpanRow>& rows) {
  for (KeptSpanRow& row : rows) {
    if (row.field != replaced.field) continue;
    if (row.start_character >= replaced.end_character) {
      row.start_character += by;
      row.end_character += by;
    } else if (row.id == replaced.id) {
      row.end_character += by;
    }
  }
}

// Puts `next` in place of the row with its id. FAILED_PRECONDITION if that was
// reviewed in between.
absl::Status ReplaceRow(const KeptSpanRow& next,
                        std::vector<KeptSpanRow>& rows) {
  const auto at = std::find_if(
      rows.begin(), rows.end(),
      [&next](const KeptSpanRow& row) { return row.id == next.id; });
  if (at == rows.end() || !IsWaiting(*at)) return AlreadyReviewed();
  *at = next;
  return absl::OkStatus();
}

// The text is the same for everybody from now on.
Store::Change ClearChange(const Call& call, const KeptSpanRow& next,
                          const std::string& name) {
  Change event = call.NewChange();
  event.case_file = next.case_file;
  event.resource = name;
  return [scope = call.scope, next,
          event = std::move(event)](Transaction& transaction) -> absl::Status {
    CASELENS_ASSIGN_OR_RETURN(std::vector<KeptSpanRow> rows,
                              KeptSpansOf(transaction, scope, next.coding));
    CASELENS_RETURN_IF_ERROR(ReplaceRow(next, rows));
    CASELENS_RETURN_IF_ERROR(transaction.ReplaceKeptSpans(next.coding, rows));
    return Record(transaction, event);
  };
}

// Takes the words of a replaced span out of what the coding held before and of
// answers to repeated requests: the text at `path` becomes `text`.
absl::Status EraseOlderWords(Transaction& transaction,
                             const Environment& environment,
                             const CodingRow& coding, const std::string& path,
                             const std::string& text) {
  CASELENS_ASSIGN_OR_RETURN(const std::vector<SnapshotRow> snapshots,
                            transaction.ListSnapshots(coding.id));
  for (SnapshotRow snapshot : snapshots) {
    CASELENS_ASSIGN_OR_RETURN(Document document,
                              ParseStoredDocument(snapshot.document));
    SetText(document, path, text);
    snapshot.document = SerializeDocument(document);
    // With the old salt, who guesses the words could tell that they are right.
    snapshot.salt = environment.NewSalt();
    CASELENS_RETURN_IF_ERROR(transaction.UpdateSnapshot(snapshot));
  }
  // An adjudication of the file quotes its codings.
  return transaction.DeleteRepliesOfFile(coding.case_file);
}

// Stores `document`, in which the wording offered stands for the span, `shift`
// characters longer than it.
Store::Change ReplaceChange(const Call& call, const OpenCoding& coding,
                            const Document& document, const KeptSpanRow& next,
                            int shift) {
  CodingRow row = NextVersion(call, coding, coding.State(), document);
  const auto also = [environment = call.environment,
                     text = TextAt(document, next.field), scope = call.scope,
                     row, next,
                     shift](Transaction& transaction) -> absl::Status {
    CASELENS_ASSIGN_OR_RETURN(std::vector<KeptSpanRow> rows,
                              KeptSpansOf(transaction, scope, next.coding));
    CASELENS_RETURN_IF_ERROR(ReplaceRow(next, rows));
    Shift(next, shift, rows);
    CASELENS_RETURN_IF_ERROR(transaction.ReplaceKeptSpans(next.coding, rows));
    return EraseOlderWords(transaction, *environment, row, next.field, text);
  };
  return StoreCoding(call, coding.row, row, Snapshot::kNone, also);
}

}  // namespace

absl::Status AnonymityHandler::CheckText(
    const Call& call, Reader& /*reader*/, const v1::CheckTextRequest& request,
    v1::CheckTextResponse& response) const {
  size_t bytes = 0;
  for (const std::string& text : request.texts()) bytes += text.size();
  if (request.texts().empty() ||
      request.texts_size() > limits::kMaxCheckedTexts ||
      bytes > limits::kMaxCheckedBytes) {
    return InvalidField(
        "texts", absl::StrCat("want 1 to ", limits::kMaxCheckedTexts,
                              " texts of at most ", limits::kMaxCheckedBytes,
                              " bytes together"));
  }
  std::string coding;
  anonymity::Placeholders placeholders;
  if (!request.coding().empty()) {
    CASELENS_ASSIGN_OR_RETURN(const std::vector<std::string> ids,
                              ParseName("coding", request.coding(),
                                        "studies/{study}/codings/{coding}"));
    coding = ids[1];
    placeholders = memory_.Recall(call.caller.Id(), coding);
  }
  for (const std::string& text : request.texts()) {
    RenderCheckedText(guard_.Scan(text, {}, placeholders),
                      *response.add_texts());
  }
  if (!coding.empty()) {
    memory_.Remember(call.caller.Id(), coding, std::move(placeholders));
  }
  return absl::OkStatus();
}

absl::Status AnonymityHandler::ListKeptSpans(
    const Call& call, Reader& reader, const v1::ListKeptSpansRequest& request,
    v1::ListKeptSpansResponse& response) const {
  CASELENS_RETURN_IF_ERROR(
      ParseName("parent", request.parent(), "studies/{study}").status());
  CASELENS_ASSIGN_OR_RETURN(const Page page,
                            ParsePage(request, limits::kMaxPageSize));
  CASELENS_ASSIGN_OR_RETURN(
      const SightOf sight,
      SightOf::Load(reader, call.scope.study, call.caller.Id()));
  const KeptSpanFilter filter = {
      .site = request.site(), .coding = {}, .state = request.state()};
  CASELENS_ASSIGN_OR_RETURN(
      const std::vector<KeptSpanRow> rows,
      ListVisible<KeptSpanRow>(
          page,
          [&](const Page& next) {
            return reader.ListKeptSpans(call.scope, filter, next);
          },
          [&](const KeptSpanRow& row) -> absl::StatusOr<bool> {
            return MayReview(call, sight, row);
          },
          IdOf<KeptSpanRow>));
  for (const KeptSpanRow& row : rows) {
    RenderKeptSpan(row, *response.add_kept_spans());
  }
  if (static_cast<int>(rows.size()) == page.limit) {
    response.set_next_page_token(NextPageToken(request, rows.back().id));
  }
  return absl::OkStatus();
}

absl::Status AnonymityHandler::GetKeptSpan(
    const Call& call, Reader& reader, const v1::GetKeptSpanRequest& request,
    v1::KeptSpan& response) const {
  CASELENS_ASSIGN_OR_RETURN(const KeptSpanRow row,
                            FindReviewable(call, reader, request.name()));
  RenderKeptSpan(row, response);
  if (!IsWaiting(row)) return absl::OkStatus();
  CASELENS_ASSIGN_OR_RETURN(
      const OpenCoding coding,
      OpenForGuardian(catalogue_, call, reader, row.coding));
  response.set_text(TextAt(coding.document, row.field));
  response.set_replacement(OfferFor(guard_, response.text(), row));
  return absl::OkStatus();
}

absl::StatusOr<Plan> AnonymityHandler::ReviewKeptSpan(
    const Call& call, Reader& reader, const v1::ReviewKeptSpanRequest& request,
    v1::KeptSpan& response) const {
  CASELENS_ASSIGN_OR_RETURN(KeptSpanRow row,
                            FindReviewable(call, reader, request.name()));
  if (!IsWaiting(row)) return AlreadyReviewed();
  row.reader = call.caller.Id();
  row.review_us = call.NowMicros();
  if (request.decision() == v1::ReviewKeptSpanRequest::CLEAR) {
    row.state = v1::KeptSpan::CLEARED;
    RenderKeptSpan(row, response);
    return Plan{.change = ClearChange(call, row, request.name()),
                .after = nullptr};
  }
  if (request.decision() != v1::ReviewKeptSpanRequest::REPLACE) {
    return InvalidField("decision", "want CLEAR or REPLACE");
  }
  CASELENS_ASSIGN_OR_RETURN(
      const OpenCoding coding,
      OpenForGuardian(catalogue_, call, reader, row.coding));
  const std::string offer =
      OfferFor(guard_, TextAt(coding.document, row.field), row);
  Document document = coding.document;
  CASELENS_RETURN_IF_ERROR(ReplaceSpan(document, row, offer));
  row.state = v1::KeptSpan::REPLACED;
  RenderKeptSpan(row, response);
  const int shift = static_cast<int>(offer.size()) -
                    (row.end_character - row.start_character);
  return Plan{.change = ReplaceChange(call, coding, document, row, shift),
              .after = nullptr};
}

absl::Status AnonymityHandler::GetDetectorScan(
    const Call& /*call*/, Reader& reader,
    const v1::GetDetectorScanRequest& /*request*/,
    v1::DetectorScan& response) const {
  const absl::StatusOr<v1::DetectorScan> scan = GetDocument<v1::DetectorScan>(
      reader, DetectorScanName(anonymity::kDetectorsVersion));
  response.set_detectors_version(anonymity::kDetectorsVersion);
  if (absl::IsNotFound(scan.status())) return absl::OkStatus();  // at once
  CASELENS_RETURN_IF_ERROR(scan.status());
  response = *scan;
  return absl::OkStatus();
}

absl::Status AnonymityHandler::ListKeepRates(
    const Call& call, Reader& reader, const v1::ListKeepRatesRequest& request,
    v1::ListKeepRatesResponse& response) const {
  CASELENS_RETURN_IF_ERROR(
      ParseName("parent", request.parent(), "studies/{study}").status());
  CASELENS_ASSIGN_OR_RETURN(
      const SightOf sight,
      SightOf::Load(reader, call.scope.study, call.caller.Id()));
  // Nothing of files that the caller codes and has not completed.
  const auto is_hidden = [&sight](const auto& row) {
    return sight.At(row.case_file) != Sight::kOpen;
  };
  CASELENS_ASSIGN_OR_RETURN(
      std::vector<KeptSpanRow> kept,
      reader.ListKeptSpans(call.scope, {}, {.after = {}, .limit = kWholeList}));
  kept.erase(std::remove_if(kept.begin(), kept.end(), is_hidden), kept.end());
  CASELENS_ASSIGN_OR_RETURN(
      std::vector<CodingRow> codings,
      reader.ListCodings(call.scope, {}, {.after = {}, .limit = kWholeList}));
  codings.erase(std::remove_if(codings.begin(), codings.end(), is_hidden),
                codings.end());
  for (const KeepRate& rate : KeepRates(kept, codings)) {
    v1::ListKeepRatesResponse::KeepRate& message = *response.add_keep_rates();
    message.set_site(rate.site);
    message.set_auditor(absl::StrCat("principals/", rate.auditor));
    message.set_codings(rate.codings);
    message.set_kept_spans(rate.kept_spans);
    message.set_rate(rate.rate);
    message.set_site_median(rate.site_median);
    message.set_far_above(rate.far_above);
  }
  return absl::OkStatus();
}

}  // namespace caselens
