#include "audit_service/operations/old_replies.h"

#include "audit_service/limits.h"

namespace caselens {

Store::Change ForgetOldReplies(absl::Time now) {
  const absl::Time oldest = now - absl::Hours(24) * limits::kReplyDays;
  return [oldest](Transaction& transaction) {
    return transaction.PruneReplies(absl::ToUnixMicros(oldest));
  };
}

}  // namespace caselens
