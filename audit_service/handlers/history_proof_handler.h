#ifndef AUDIT_SERVICE_HANDLERS_HISTORY_PROOF_HANDLER_H_
#define AUDIT_SERVICE_HANDLERS_HISTORY_PROOF_HANDLER_H_

#include <memory>

#include "absl/status/status.h"

#include "audit_service/call.h"
#include "audit_service/jobs/history_verifier.h"
#include "audit_service/stream.h"
#include "caselens/v1/history.pb.h"
#include "storage/store.h"
#include "typology/transparency/signed_note.h"

namespace caselens {

// The part of HistoryService that is about the tree of all events. Stateless;
// thread-safe.
class HistoryProofHandler {
 public:
  // Both outlive this.
  HistoryProofHandler(const NoteVerifier& log, HistoryVerifier& verifier)
      : log_(log), verifier_(verifier) {}

  absl::Status GetCheckpoint(const Call& call, Reader& reader,
                             const v1::GetCheckpointRequest& request,
                             v1::HistoryCheckpoint& response) const;
  absl::Status GetInclusionProof(const Call& call, Reader& reader,
                                 const v1::GetInclusionProofRequest& request,
                                 v1::InclusionProof& response) const;
  absl::Status GetConsistencyProof(
      const Call& call, Reader& reader,
      const v1::GetConsistencyProofRequest& request,
      v1::ConsistencyProof& response) const;
  absl::Status VerifyHistory(
      const Call& call, Reader& reader, const v1::VerifyHistoryRequest& request,
      std::shared_ptr<Sink<v1::HistoryVerification>> sink) const;

 private:
  const NoteVerifier& log_;
  HistoryVerifier& verifier_;
};

}  // namespace caselens

#endif  // AUDIT_SERVICE_HANDLERS_HISTORY_PROOF_HANDLER_H_
