#include "audit_service/workflow/submission.h"

#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/status/status.h"

#include "audit_service/api/coding_api.h"
#include "audit_service/api/document_api.h"
#include "audit_service/workflow/open_coding.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

bool IsReopened(const CodingRow& row) {
  return row.state == v1::Coding::REOPENED;
}

absl::StatusOr<Document> SnapshotIn(const std::vector<SnapshotRow>& snapshots,
                                    int64_t version) {
  for (const SnapshotRow& snapshot : snapshots) {
    if (snapshot.version == version) {
      return ParseStoredDocument(snapshot.document);
    }
  }
  return absl::NotFoundError("there is no snapshot of that version");
}

}  // namespace

bool IsSubmitted(const CodingRow& row) {
  return row.submit_version != 0 && row.state != v1::Coding::WITHDRAWN;
}

bool IsUnblinded(const CodingRow& row) {
  return row.reveals > 0 &&
         (IsReopened(row) || row.blind_version != row.submit_version);
}

absl::StatusOr<Document> SnapshotAt(Reader& reader, const CodingRow& row,
                                    int64_t version) {
  CASELENS_ASSIGN_OR_RETURN(const std::vector<SnapshotRow> snapshots,
                            reader.ListSnapshots(row.id));
  return SnapshotIn(snapshots, version);
}

absl::StatusOr<Document> LastSubmission(Reader& reader, const CodingRow& row) {
  return IsReopened(row) ? SnapshotAt(reader, row, row.submit_version)
                         : ParseStoredDocument(row.document);
}

absl::StatusOr<Document> BlindSubmission(Reader& reader, const CodingRow& row) {
  CASELENS_ASSIGN_OR_RETURN(Document last, LastSubmission(reader, row));
  if (row.blind_version == row.submit_version) return last;
  CASELENS_ASSIGN_OR_RETURN(const std::vector<SnapshotRow> snapshots,
                            reader.ListSnapshots(row.id));
  return BlindSubmission(row, std::move(last), snapshots);
}

absl::StatusOr<Document> BlindSubmission(
    const CodingRow& row, Document last,
    const std::vector<SnapshotRow>& snapshots) {
  if (row.blind_version == row.submit_version) return last;
  CASELENS_ASSIGN_OR_RETURN(Document blind,
                            SnapshotIn(snapshots, row.blind_version));
  // Judged after the first reveal for the first time: before the second.
  if (MatchAnswers(blind).empty()) blind.Add(MatchAnswers(last));
  return blind;
}

void MarkUnblinded(const Document& blind, v1::Coding& message) {
  const Document coded = WithoutMatch(blind);
  int count = static_cast<int>(coded.answers.size());
  for (v1::Answer& answer : *message.mutable_document()->mutable_answers()) {
    const Answer* const before = coded.Find(answer.field(), answer.instance());
    if (before != nullptr) --count;  // those left over are gone
    const absl::StatusOr<Answer> now =
        ParseAnswer(answer, DocumentOrigin::kStore, "");
    if (before != nullptr && now.ok() && now->SaysTheSameAs(*before)) continue;
    answer.set_unblinded(true);
    ++count;
  }
  if (v1::Match before;
      message.has_match() && RenderMatch(blind, before) &&
      before.SerializeAsString() != message.match().SerializeAsString()) {
    message.mutable_match()->set_unblinded(true);
    ++count;
  }
  message.set_unblinded_answers(count);
}

}  // namespace caselens
