#include "audit_service/jobs/history_verifier.h"

#include <utility>

#include "absl/status/status.h"

#include "audit_service/api/errors.h"
#include "audit_service/history/verification.h"
#include "typology/base/status_macros.h"

namespace caselens {

absl::Status HistoryVerifier::Start(Watcher watcher) {
  const MutexLock lock(mu_);
  if (stopping_) {
    return absl::UnavailableError("the service is stopping: ask again later");
  }
  if (runs_.exchange(true)) {
    return WithReason(absl::ResourceExhaustedError(
                          "a verification runs already: wait for it to end"),
                      "VERIFICATION_RUNS");
  }
  if (thread_.joinable()) thread_.join();  // it is done
  thread_ = std::thread([this, watcher = std::move(watcher)] {
    Run(watcher);
    runs_ = false;
  });
  return absl::OkStatus();
}

void HistoryVerifier::Stop() {
  const MutexLock lock(mu_);
  stopping_ = true;
  if (thread_.joinable()) thread_.join();
}

void HistoryVerifier::Run(const Watcher& watcher) {
  const absl::Status status = store_.Read([&](Reader& reader) -> absl::Status {
    CASELENS_ASSIGN_OR_RETURN(
        const v1::HistoryVerification found,
        VerifyHistory(reader, log_, [&](const v1::HistoryVerification& so_far) {
          return !stopping_ && watcher->Push(so_far);
        }));
    watcher->Push(found);
    return absl::OkStatus();
  });
  watcher->Finish(
      stopping_ && absl::IsCancelled(status)
          ? absl::UnavailableError("the service is stopping: ask again later")
          : status);
}

}  // namespace caselens
