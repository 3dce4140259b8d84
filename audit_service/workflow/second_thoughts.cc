#include "audit_service/workflow/second_thoughts.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/time_util.h"

#include "audit_service/api/document_api.h"
#include "audit_service/api/names.h"
#include "audit_service/limits.h"
#include "audit_service/workflow/disclosure.h"
#include "audit_service/workflow/resources.h"
#include "audit_service/workflow/sight.h"
#include "audit_service/workflow/submission.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

using SecondThought = v1::Coding::SecondThought;

constexpr char kCollection[] = "secondThoughts";

absl::StatusOr<std::vector<SecondThought>> ListSecondThoughts(
    Reader& reader, const std::string& coding) {
  CASELENS_ASSIGN_OR_RETURN(
      std::vector<SecondThought> thoughts,
      GetDocuments<SecondThought>(reader, kCollection, coding));
  std::sort(thoughts.begin(), thoughts.end(),
            [](const SecondThought& a, const SecondThought& b) {
              return a.version() < b.version();
            });
  return thoughts;
}

absl::Status KeepOnce(Transaction& transaction, const CodingRow& row) {
  const absl::Status kept = KeepSnapshot(transaction, row);
  // Nothing changed since the snapshot of the submission.
  return absl::IsAlreadyExists(kept) ? absl::OkStatus() : kept;
}

}  // namespace

absl::StatusOr<OpenCoding> OpenToChange(Catalogue& catalogue, const Call& call,
                                        Reader& reader,
                                        const std::string& name) {
  absl::StatusOr<OpenCoding> own = OpenOwn(catalogue, call, reader, name);
  if (!absl::IsNotFound(own.status())) return own;
  return OpenAsSteward(catalogue, call, reader, name);
}

absl::StatusOr<Store::Change> ChangeMind(const Call& call, Reader& reader,
                                         const OpenCoding& coding,
                                         CodingRow next,
                                         SecondThought::Kind kind,
                                         const std::string& reason) {
  CASELENS_RETURN_IF_ERROR(
      CheckText("reason", reason, limits::kMaxReasonCharacters));
  SecondThought thought;
  thought.set_kind(kind);
  thought.set_actor(call.caller.Get().name());
  *thought.mutable_time() =
      google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(
          call.NowMicros());
  thought.set_reason(reason);
  thought.set_version(coding.row.version);
  thought.set_reviewed(CheckReviewed(reader, coding.row).ok());
  ResourceRow stored = NewResource(
      call, kCollection, coding.Name(),
      absl::StrCat(coding.Name(), "/", kCollection, "/", coding.row.version),
      thought.SerializeAsString());
  stored.case_file = coding.row.case_file;
  Change event = call.NewChange();
  event.case_file = coding.row.case_file;
  event.resource = coding.Name();
  event.before = {.salt = coding.row.salt, .document = coding.row.document};
  event.after = {.salt = next.salt, .document = next.document};
  event.reason = {.salt = stored.salt, .document = stored.document};
  return [scope = call.scope, event = std::move(event), before = coding.row,
          next = std::move(next), stored = std::move(stored)](
             Transaction& transaction) -> absl::Status {
    CASELENS_ASSIGN_OR_RETURN(const CodingRow current,
                              transaction.GetCoding(scope, next.id));
    CASELENS_RETURN_IF_ERROR(CheckEtag(Etag(before.version), current.version));
    CASELENS_RETURN_IF_ERROR(transaction.UpdateCoding(next));
    CASELENS_RETURN_IF_ERROR(KeepOnce(transaction, before));
    CASELENS_RETURN_IF_ERROR(transaction.InsertResource(stored));
    return Record(transaction, event);
  };
}

absl::Status RenderSecondThoughts(Reader& reader, v1::Coding& message) {
  CASELENS_ASSIGN_OR_RETURN(std::vector<SecondThought> thoughts,
                            ListSecondThoughts(reader, message.name()));
  for (SecondThought& thought : thoughts) {
    *message.add_second_thoughts() = std::move(thought);
  }
  return absl::OkStatus();
}

absl::StatusOr<Document> EarlierVersion(Reader& reader, const Call& call,
                                        const CodingRow& row, int64_t version) {
  const bool is_own = row.auditor == call.caller.Id();
  CASELENS_ASSIGN_OR_RETURN(
      const std::vector<SecondThought> thoughts,
      ListSecondThoughts(
          reader, absl::StrCat("studies/", row.study, "/codings/", row.id)));
  const bool is_there = std::any_of(
      thoughts.begin(), thoughts.end(), [&](const SecondThought& thought) {
        return thought.version() == version && (is_own || thought.reviewed());
      });
  if (!is_there) {
    return InvalidField("version", "want one of `second_thoughts`");
  }
  return SnapshotAt(reader, row, version);
}

}  // namespace caselens
