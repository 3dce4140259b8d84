#ifndef AUDIT_SERVICE_OPERATIONS_OLD_REPLIES_H_
#define AUDIT_SERVICE_OPERATIONS_OLD_REPLIES_H_

#include "absl/time/time.h"

#include "storage/store.h"

namespace caselens {

// Forgets the answers to requests of limits::kReplyDays ago and before.
Store::Change ForgetOldReplies(absl::Time now);

}  // namespace caselens

#endif  // AUDIT_SERVICE_OPERATIONS_OLD_REPLIES_H_
