#ifndef TESTS_STORAGE_BLOCKED_WRITER_H_
#define TESTS_STORAGE_BLOCKED_WRITER_H_

#include <future>
#include <memory>
#include <mutex>
#include <utility>

#include "absl/status/status.h"

#include "storage/store.h"

namespace caselens {

// Keeps the writer of a store inside a change until Release, so that all that
// is written meanwhile waits together.
class BlockedWriter {
 public:
  explicit BlockedWriter(
      Store& store,
      Store::Change first = [](Transaction&) { return absl::OkStatus(); })
      : gate_(release_.get_future().share()) {
    auto entered = std::make_shared<Event>();
    auto done = std::make_shared<std::promise<absl::Status>>();
    done_ = done->get_future();
    store.Write(
        [entered, gate = gate_, first = std::move(first)](Transaction& t) {
          absl::Status status = first(t);
          entered->Happen();
          gate.wait();
          return status;
        },
        [entered, done](const absl::Status& status) {
          entered->Happen();  // on a failing disk it may never run
          done->set_value(status);
        });
    entered->Wait();
  }
  ~BlockedWriter() {
    if (done_.valid()) Release().IgnoreError();
  }
  BlockedWriter(const BlockedWriter&) = delete;
  BlockedWriter& operator=(const BlockedWriter&) = delete;

  // Lets the writer go on; returns what became of the change it was in.
  absl::Status Release() {
    release_.set_value();
    return done_.get();
  }

 private:
  class Event {
   public:
    void Happen() {
      std::call_once(once_, [this] { promise_.set_value(); });
    }
    void Wait() { promise_.get_future().wait(); }

   private:
    std::once_flag once_;
    std::promise<void> promise_;
  };

  std::promise<void> release_;
  std::shared_future<void> gate_;
  std::future<absl::Status> done_;
};

// Writes without waiting for the answer.
inline std::future<absl::Status> WriteSoon(Store& store, Store::Change change) {
  auto answer = std::make_shared<std::promise<absl::Status>>();
  std::future<absl::Status> future = answer->get_future();
  store.Write(std::move(change), [answer](const absl::Status& status) {
    answer->set_value(status);
  });
  return future;
}

}  // namespace caselens

#endif  // TESTS_STORAGE_BLOCKED_WRITER_H_
