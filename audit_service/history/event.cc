#include "audit_service/history/event.h"

#include <string>

#include <openssl/evp.h>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/time_util.h"

#include "caselens/v1/history.pb.h"
#include "typology/base/status_macros.h"

namespace caselens {

std::string Commitment(absl::string_view salt, absl::string_view document) {
  if (salt.empty()) return "";
  std::string digest(EVP_MAX_MD_SIZE, '\0');
  unsigned int size = 0;
  const std::string bytes = absl::StrCat(salt, document);
  EVP_Digest(bytes.data(), bytes.size(),
             reinterpret_cast<unsigned char*>(digest.data()), &size,
             EVP_sha256(), nullptr);
  digest.resize(size);
  return digest;
}

absl::StatusOr<int64_t> Record(Transaction& transaction, const Change& change) {
  CASELENS_ASSIGN_OR_RETURN(const int64_t sequence, transaction.NextSequence());
  v1::Event event;
  event.set_sequence(sequence);
  *event.mutable_time() =
      google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(change.time_us);
  event.set_actor(absl::StrCat("principals/", change.actor));
  event.set_action(change.action);
  event.set_resource(change.resource);
  event.set_commitment_before(
      Commitment(change.before.salt, change.before.document));
  event.set_commitment_after(
      Commitment(change.after.salt, change.after.document));
  event.set_commitment_reason(
      Commitment(change.reason.salt, change.reason.document));
  const EventRow row{.sequence = sequence,
                     .study = change.study,
                     .case_file = change.case_file,
                     .actor = change.actor,
                     .resource = change.resource,
                     .record = event.SerializeAsString()};
  CASELENS_RETURN_IF_ERROR(transaction.AppendEvent(row));
  return sequence;
}

}  // namespace caselens
