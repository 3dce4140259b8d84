#ifndef TESTS_AUDIT_SERVICE_JOBS_RECORDER_H_
#define TESTS_AUDIT_SERVICE_JOBS_RECORDER_H_

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <vector>

#include <gtest/gtest.h>

#include "absl/status/status.h"

#include "audit_service/stream.h"

namespace caselens {

// Keeps what is pushed.
template <typename Message>
class Recorder final : public Sink<Message> {
 public:
  bool Push(const Message& message) override {
    const std::lock_guard lock(mu_);
    seen_.push_back(message);
    changed_.notify_all();
    return true;
  }
  void Finish(const absl::Status& status) override {
    const std::lock_guard lock(mu_);
    EXPECT_FALSE(finished_.has_value()) << "finished twice";
    finished_ = status;
    changed_.notify_all();
  }

  void WaitFor(const std::function<bool(const Message&)>& wanted) {
    std::unique_lock lock(mu_);
    changed_.wait(lock, [&] { return !seen_.empty() && wanted(seen_.back()); });
  }
  absl::Status WaitForEnd() {
    std::unique_lock lock(mu_);
    changed_.wait(lock, [&] { return finished_.has_value(); });
    return *finished_;
  }
  Message Last() {
    const std::lock_guard lock(mu_);
    return seen_.back();
  }

 private:
  std::mutex mu_;
  std::condition_variable changed_;
  std::vector<Message> seen_;
  std::optional<absl::Status> finished_;
};

}  // namespace caselens

#endif  // TESTS_AUDIT_SERVICE_JOBS_RECORDER_H_
