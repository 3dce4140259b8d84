#include "clients/web/history_check.h"

#include <memory>
#include <mutex>
#include <thread>
#include <utility>

#include "absl/status/status.h"

namespace caselens::web {

HistoryCheck::~HistoryCheck() {
  {
    const std::lock_guard<std::mutex> lock(mu_);
    is_ending_ = true;
  }
  if (thread_.joinable()) thread_.join();
}

void HistoryCheck::Begin(std::unique_ptr<cli::Connection> connection) {
  const std::lock_guard<std::mutex> beginning(begin_mu_);
  {
    const std::lock_guard<std::mutex> lock(mu_);
    if (state_.is_running) return;
    state_ = {.is_begun = true, .is_running = true};
  }
  if (thread_.joinable()) thread_.join();
  thread_ = std::thread(
      [this, connection = std::move(connection)] { Run(*connection); });
}

void HistoryCheck::Run(cli::Connection& connection) {
  const absl::Status status = connection.Watch(
      v1::VerifyHistoryRequest(), [this](const v1::HistoryVerification& now) {
        const std::lock_guard<std::mutex> lock(mu_);
        state_.last = now;
        return !is_ending_;
      });
  const std::lock_guard<std::mutex> lock(mu_);
  state_.is_running = false;
  state_.failure = status;
}

HistoryCheck::State HistoryCheck::Now() const {
  const std::lock_guard<std::mutex> lock(mu_);
  return state_;
}

}  // namespace caselens::web
