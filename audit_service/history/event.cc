#include "audit_service/history/event.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "google/protobuf/util/time_util.h"

#include "typology/base/status_macros.h"
#include "typology/transparency/sha256.h"

namespace caselens {
namespace {

constexpr char kPrincipals[] = "principals/";

absl::Status CommitToRows(Sha256& sha256, Transaction& transaction,
                          v1::Event& event) {
  for (RowKey& written : transaction.TakeWritten()) {
    CASELENS_ASSIGN_OR_RETURN(const std::string bytes,
                              transaction.GetStored(written));
    v1::RowCommitment& row = *event.add_rows();
    row.set_table(std::string(TableName(written.table)));
    row.set_key(std::move(written.key));
    row.set_commitment(RowCommitment(sha256, bytes));
  }
  return absl::OkStatus();
}

std::string CommitTo(Sha256& sha256, absl::string_view salt,
                     absl::string_view document) {
  if (salt.empty()) return "";
  return std::string(Bytes(sha256.Of({salt, document})));
}

std::string CommitTo(Sha256& sha256, const Version& version) {
  return CommitTo(sha256, version.salt, version.document);
}

}  // namespace

std::string Commitment(absl::string_view salt, absl::string_view document) {
  Sha256 sha256;
  return CommitTo(sha256, salt, document);
}

std::string RowCommitment(Sha256& sha256, absl::string_view bytes) {
  if (bytes.empty()) return "";
  return std::string(Bytes(sha256.Of({"caselens row v1\n", bytes})));
}

absl::Status Record(Transaction& transaction, const Change& change) {
  v1::Event event;
  *event.mutable_time() =
      google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(change.time_us);
  event.set_actor(absl::StrCat(kPrincipals, change.actor));
  event.set_action(change.action);
  event.set_resource(change.resource);
  Sha256 sha256;
  event.set_commitment_before(CommitTo(sha256, change.before));
  event.set_commitment_after(CommitTo(sha256, change.after));
  event.set_commitment_reason(CommitTo(sha256, change.reason));
  CASELENS_RETURN_IF_ERROR(CommitToRows(sha256, transaction, event));
  return AppendEvent(transaction, std::move(event), change.study,
                     change.case_file);
}

absl::Status CheckAllRecorded(Transaction& transaction) {
  const std::vector<RowKey> written = transaction.TakeWritten();
  if (written.empty()) return absl::OkStatus();
  return absl::InternalError(absl::StrCat("history: a row of ",
                                          TableName(written.front().table),
                                          " was written without an event"));
}

absl::Status AppendEvent(Transaction& transaction, v1::Event event,
                         const std::string& study,
                         const std::string& case_file) {
  CASELENS_ASSIGN_OR_RETURN(const int64_t sequence, transaction.NextSequence());
  EventRow row{
      .sequence = sequence,
      .study = study,
      .case_file = case_file,
      .actor = std::string(absl::StripPrefix(event.actor(), kPrincipals)),
      .resource = event.resource(),
      .record = {}};
  if (sequence > 1) {
    CASELENS_ASSIGN_OR_RETURN(const EventRow last,
                              transaction.GetEvent(sequence - 1));
    CASELENS_ASSIGN_OR_RETURN(const v1::Event before, ParseEvent(last));
    if (event.time() < before.time()) *event.mutable_time() = before.time();
  }
  event.set_sequence(sequence);
  event.set_study(StudyNameOf(row));
  event.set_case_file(CaseFileNameOf(row));
  event.set_version(kCommitsToRows);
  row.record = event.SerializeAsString();
  return transaction.AppendEvent(row);
}

absl::StatusOr<v1::Event> ParseEvent(const EventRow& row) {
  v1::Event event;
  if (event.ParseFromString(row.record)) return event;
  return absl::DataLossError("a stored event does not parse");
}

std::string StudyNameOf(const EventRow& row) {
  return row.study.empty() ? "" : absl::StrCat("studies/", row.study);
}

std::string CaseFileNameOf(const EventRow& row) {
  return row.case_file.empty() ? ""
                               : absl::StrCat("studies/", row.study,
                                              "/caseFiles/", row.case_file);
}

}  // namespace caselens
