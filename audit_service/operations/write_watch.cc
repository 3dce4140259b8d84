#include "audit_service/operations/write_watch.h"

#include <chrono>
#include <utility>

#include "typology/base/status_macros.h"

namespace caselens {
namespace {

constexpr std::chrono::seconds kBetweenTries{1};
constexpr char kProbe[] = "write watch";

// A change that reaches the disk and leaves nothing behind.
absl::Status TryChange(Transaction& transaction) {
  CASELENS_RETURN_IF_ERROR(transaction.InsertReply(
      {.principal = kProbe, .request_id = kProbe, .subject = kProbe}));
  return transaction.DeleteReplies(kProbe);
}

// Whether it is the store that failed, and not the change.
bool IsFailure(const absl::Status& status) {
  return absl::IsResourceExhausted(status) || absl::IsUnavailable(status) ||
         absl::IsDataLoss(status);
}

}  // namespace

WriteWatch::WriteWatch(Store& store, std::function<void(bool)> tell)
    : store_(store), tell_(std::move(tell)), thread_([this] { Run(); }) {}

WriteWatch::~WriteWatch() {
  {
    const MutexLock lock(mu_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void WriteWatch::Note(const absl::Status& status) {
  // A change that was refused for what it is tells nothing.
  if (!status.ok() && !IsFailure(status)) return;
  const bool takes_changes = status.ok();
  if (takes_changes == takes_changes_) return;
  {
    const MutexLock lock(mu_);
    if (takes_changes_.exchange(takes_changes) == takes_changes) return;
    tell_(takes_changes);
  }
  wake_.notify_one();
}

void WriteWatch::Run() {
  while (true) {
    {
      const MutexLock lock(mu_);
      while (!stopping_ && takes_changes_) wake_.wait(mu_.Native());
      if (!stopping_) wake_.wait_for(mu_.Native(), kBetweenTries);
      if (stopping_) return;
    }
    if (!takes_changes_) Note(store_.WriteNow(&TryChange));
  }
}

}  // namespace caselens
