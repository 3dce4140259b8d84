#include "audit_service/handlers/history_proof_handler.h"

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"

#include "audit_service/api/errors.h"
#include "audit_service/history/history_log.h"
#include "audit_service/workflow/event_reach.h"
#include "audit_service/workflow/resources.h"
#include "typology/base/status_macros.h"
#include "typology/transparency/merkle_tree.h"
#include "typology/transparency/tlog_proof.h"

namespace caselens {
namespace {

std::string ToBytes(const Hash& hash) { return std::string(Bytes(hash)); }

auto ReadFrom(Reader& reader) {
  return [&reader](int64_t place) { return StoredHash(reader, place); };
}

// The newest head, for a caller who may know how large the history is.
absl::StatusOr<SignedTree> VisibleTree(const Call& call, Reader& reader,
                                       const NoteVerifier& log) {
  CASELENS_RETURN_IF_ERROR(CheckMayKnowSizes(call, reader));
  return LoadSignedTree(reader, log);
}

// Event `number`, if the caller may know of it.
absl::StatusOr<EventRow> VisibleEvent(const Call& call, Reader& reader,
                                      int64_t number) {
  const std::string name = absl::StrCat("event ", number);
  CASELENS_ASSIGN_OR_RETURN(EventRow event,
                            Found(reader.GetEvent(number), name));
  if (call.caller.HasAny("", {v1::Grant::ADMINISTRATOR})) return event;
  CASELENS_ASSIGN_OR_RETURN(const EventReach reach,
                            EventReach::Of(call, reader, event.study));
  CASELENS_ASSIGN_OR_RETURN(const bool covers, reach.Covers(reader, event));
  if (!covers) return NotFound(name);
  return event;
}

absl::StatusOr<Hash> RootOf(Reader& reader, int64_t size) {
  CASELENS_ASSIGN_OR_RETURN(const Frontier frontier,
                            Frontier::Load(size, ReadFrom(reader)));
  Sha256 sha256;
  return frontier.Root(sha256);
}

}  // namespace

absl::Status HistoryProofHandler::GetCheckpoint(
    const Call& call, Reader& reader,
    const v1::GetCheckpointRequest& /*request*/,
    v1::HistoryCheckpoint& response) const {
  CASELENS_ASSIGN_OR_RETURN(const SignedTree tree,
                            VisibleTree(call, reader, log_));
  response.set_note(tree.note);
  response.set_verifier_key(log_.Text());
  response.set_origin(tree.head.origin);
  response.set_size(tree.head.size);
  response.set_root(ToBytes(tree.head.root));
  return absl::OkStatus();
}

absl::Status HistoryProofHandler::GetInclusionProof(
    const Call& call, Reader& reader,
    const v1::GetInclusionProofRequest& request,
    v1::InclusionProof& response) const {
  CASELENS_ASSIGN_OR_RETURN(const SignedTree tree,
                            VisibleTree(call, reader, log_));
  if (request.event() < 1) {
    return InvalidField("event", "want the number of an event, from 1");
  }
  CASELENS_ASSIGN_OR_RETURN(EventRow event,
                            VisibleEvent(call, reader, request.event()));
  TlogProof proof{.extra = {},
                  .index = event.sequence - 1,
                  .path = {},
                  .checkpoint = tree.note};
  Sha256 sha256;
  CASELENS_ASSIGN_OR_RETURN(
      proof.path,
      InclusionProof(proof.index, tree.head.size, sha256, ReadFrom(reader)));
  response.set_proof(TlogProofText(proof));
  response.set_entry(std::move(event.record));
  response.set_index(proof.index);
  response.set_size(tree.head.size);
  response.set_root(ToBytes(tree.head.root));
  for (const Hash& hash : proof.path) response.add_path(ToBytes(hash));
  return absl::OkStatus();
}

absl::Status HistoryProofHandler::GetConsistencyProof(
    const Call& call, Reader& reader,
    const v1::GetConsistencyProofRequest& request,
    v1::ConsistencyProof& response) const {
  CASELENS_ASSIGN_OR_RETURN(const SignedTree tree,
                            VisibleTree(call, reader, log_));
  const int64_t from = request.from_size();
  const int64_t to =
      request.to_size() == 0 ? tree.head.size : request.to_size();
  if (to < 1 || to > tree.head.size) {
    return InvalidField(
        "to_size",
        absl::StrCat("want 0 or a size of the tree: 1 to ", tree.head.size));
  }
  if (from < 1 || from > to) {
    return InvalidField("from_size",
                        absl::StrCat("want a size of the tree: 1 to ", to));
  }
  Sha256 sha256;
  CASELENS_ASSIGN_OR_RETURN(
      const std::vector<Hash> path,
      ConsistencyProof(from, to, sha256, ReadFrom(reader)));
  CASELENS_ASSIGN_OR_RETURN(const Hash from_root, RootOf(reader, from));
  CASELENS_ASSIGN_OR_RETURN(const Hash to_root, RootOf(reader, to));
  response.set_from_size(from);
  response.set_to_size(to);
  response.set_from_root(ToBytes(from_root));
  response.set_to_root(ToBytes(to_root));
  for (const Hash& hash : path) response.add_path(ToBytes(hash));
  return absl::OkStatus();
}

absl::Status HistoryProofHandler::VerifyHistory(
    const Call& call, Reader& reader,
    const v1::VerifyHistoryRequest& /*request*/,
    std::shared_ptr<Sink<v1::HistoryVerification>> sink) const {
  CASELENS_RETURN_IF_ERROR(CheckMayKnowSizes(call, reader));
  return verifier_.Start(std::move(sink));
}

}  // namespace caselens
