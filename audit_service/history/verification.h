#ifndef AUDIT_SERVICE_HISTORY_VERIFICATION_H_
#define AUDIT_SERVICE_HISTORY_VERIFICATION_H_

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"

#include "caselens/v1/history.pb.h"
#include "storage/store.h"
#include "typology/transparency/signed_note.h"

namespace caselens {

// Told of what is done so far, every few thousand events or rows. False ends
// the verification.
using VerificationProgress =
    absl::FunctionRef<bool(const v1::HistoryVerification&)>;

// Hashes every event of one view of the store again, leads the hashes to the
// signed head, and holds every row against the event that last committed to
// it. Says VERIFIED or BROKEN; CANCELLED if `progress` ended it, and other
// errors of the store but DATA_LOSS.
//
// Needs a hash and some 100 bytes for every row of the store at once.
absl::StatusOr<v1::HistoryVerification> VerifyHistory(
    Reader& reader, const NoteVerifier& log, VerificationProgress progress);

}  // namespace caselens

#endif  // AUDIT_SERVICE_HISTORY_VERIFICATION_H_
