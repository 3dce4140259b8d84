#ifndef CLIENTS_WEB_HISTORY_CHECK_H_
#define CLIENTS_WEB_HISTORY_CHECK_H_

#include <memory>
#include <mutex>
#include <thread>

#include "absl/status/status.h"

#include "caselens/v1/history.pb.h"
#include "clients/cli/connection.h"

namespace caselens::web {

// A verification of the history, which goes on while its pages are looked at.
// Thread-safe. Ends with the object.
class HistoryCheck {
 public:
  struct State {
    bool is_begun = false;
    bool is_running = false;
    v1::HistoryVerification last;
    absl::Status failure;  // why there is no answer
  };

  HistoryCheck() = default;
  HistoryCheck(const HistoryCheck&) = delete;
  HistoryCheck& operator=(const HistoryCheck&) = delete;
  ~HistoryCheck();

  // Asks for one by `connection`, unless one is under way.
  void Begin(std::unique_ptr<cli::Connection> connection);
  State Now() const;

 private:
  void Run(cli::Connection& connection);

  mutable std::mutex mu_;
  State state_;
  bool is_ending_ = false;
  std::mutex begin_mu_;  // taken before `mu_`
  std::thread thread_;
};

}  // namespace caselens::web

#endif  // CLIENTS_WEB_HISTORY_CHECK_H_
