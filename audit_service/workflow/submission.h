#ifndef AUDIT_SERVICE_WORKFLOW_SUBMISSION_H_
#define AUDIT_SERVICE_WORKFLOW_SUBMISSION_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"

#include "caselens/v1/coding.pb.h"
#include "storage/store.h"
#include "typology/template/document.h"

namespace caselens {

// What a coding holds for whom, once it was submitted. `row` is whole.

// Submitted at least once, and not withdrawn.
bool IsSubmitted(const CodingRow& row);

// Whether an answer may have changed after a reveal.
bool IsUnblinded(const CodingRow& row);

// What others read: while a coding is reopened, what was submitted last.
absl::StatusOr<Document> LastSubmission(Reader& reader, const CodingRow& row);

// What agreement, comparison and counts rest on: the answers from before any
// reveal, and the judgement from before the second.
absl::StatusOr<Document> BlindSubmission(Reader& reader, const CodingRow& row);
// The same of a coding whose last submission and snapshots are at hand.
absl::StatusOr<Document> BlindSubmission(
    const CodingRow& row, Document last,
    const std::vector<SnapshotRow>& snapshots);

// What a snapshot of the coding holds; NOT_FOUND.
absl::StatusOr<Document> SnapshotAt(Reader& reader, const CodingRow& row,
                                    int64_t version);

// Marks in `message` what differs from `blind`, and counts it.
void MarkUnblinded(const Document& blind, v1::Coding& message);

}  // namespace caselens

#endif  // AUDIT_SERVICE_WORKFLOW_SUBMISSION_H_
