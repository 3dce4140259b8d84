#ifndef CLIENTS_WEB_SESSIONS_H_
#define CLIENTS_WEB_SESSIONS_H_

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

#include "caselens/v1/access.pb.h"
#include "clients/cli/connection.h"
#include "clients/cli/status_macros.h"
#include "clients/web/history_check.h"

namespace caselens::web {

// Somebody who has signed in. Lives in memory alone. Thread-safe.
class Session {
 public:
  // Makes a connection of that person.
  using Connector =
      std::function<absl::StatusOr<std::unique_ptr<cli::Connection>>()>;

  Session(std::unique_ptr<cli::Connection> connection, v1::Principal principal,
          std::string csrf, Connector connector)
      : principal_(std::move(principal)),
        csrf_(std::move(csrf)),
        connector_(std::move(connector)),
        connection_(std::move(connection)) {}

  const v1::Principal& Principal() const { return principal_; }
  // Comes with every form of this session.
  const std::string& Csrf() const { return csrf_; }

  // Calls the service as that person, one call at a time.
  template <typename Message>
  absl::StatusOr<cli::ResponseOf<Message>> Call(Message request) {
    const std::lock_guard<std::mutex> lock(mu_);
    return connection_->Call(std::move(request), kDeadline);
  }
  template <typename Message>
  absl::StatusOr<cli::ResponseOf<Message>> CallAllPages(Message request) {
    const std::lock_guard<std::mutex> lock(mu_);
    return connection_->CallAllPages(std::move(request));
  }
  // The first message of a method that streams: how things are now.
  template <typename Message>
  absl::StatusOr<cli::ResponseOf<Message>> First(const Message& request) {
    const std::lock_guard<std::mutex> lock(mu_);
    absl::StatusOr<cli::ResponseOf<Message>> first =
        absl::NotFoundError("The stream ended before it began.");
    const absl::Status status = connection_->Watch<Message>(
        request,
        [&first](const cli::ResponseOf<Message>& message) {
          first = message;
          return false;
        },
        kDeadline);
    if (!first.ok() && !status.ok()) return status;
    return first;
  }

  // Begins to verify the history, beside calls.
  absl::Status BeginHistoryCheck() {
    CLI_ASSIGN_OR_RETURN(std::unique_ptr<cli::Connection> connection,
                         connector_());
    history_check_.Begin(std::move(connection));
    return absl::OkStatus();
  }
  HistoryCheck::State HistoryCheckNow() const { return history_check_.Now(); }

 private:
  static constexpr absl::Duration kDeadline = absl::Seconds(20);

  const v1::Principal principal_;
  const std::string csrf_;
  const Connector connector_;
  std::mutex mu_;
  const std::unique_ptr<cli::Connection> connection_;
  HistoryCheck history_check_;
};

// Who is signed in, by the secret in their cookie, and links that sign in once.
// A session ends after `idle` without a request, and after 12 hours at the
// latest. Thread-safe.
class Sessions {
 public:
  using Clock = std::function<absl::Time()>;
  explicit Sessions(absl::Duration idle, Clock clock = absl::Now)
      : idle_(idle), clock_(std::move(clock)) {}

  // Returns the secret for the cookie.
  std::string Add(std::shared_ptr<Session> session);
  // Null if there is none, or it ended.
  std::shared_ptr<Session> Find(const std::string& secret);
  void Remove(const std::string& secret);

  // A code that gives `token` back, once, within an hour.
  std::string AddLink(std::string token);
  // NOT_FOUND if it was used, ended, or never was.
  absl::StatusOr<std::string> TakeLink(const std::string& code);

 private:
  struct Entry {
    std::shared_ptr<Session> session;
    absl::Time begun;
    absl::Time used;
  };
  bool IsOver(const Entry& entry, absl::Time now) const;

  const absl::Duration idle_;
  const Clock clock_;
  std::mutex mu_;
  std::map<std::string, Entry> entries_;  // by the hash of the secret
  std::map<std::string, std::pair<std::string, absl::Time>> links_;
};

}  // namespace caselens::web

#endif  // CLIENTS_WEB_SESSIONS_H_
