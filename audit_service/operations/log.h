#ifndef AUDIT_SERVICE_OPERATIONS_LOG_H_
#define AUDIT_SERVICE_OPERATIONS_LOG_H_

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <variant>

#include "audit_service/operations/call_observer.h"

namespace spdlog {
class logger;
namespace details {
class thread_pool;
}  // namespace details
}  // namespace spdlog

namespace caselens {

// What a line may carry; there is nothing else. No value is content of a
// request or an answer.
enum class LogField {
  kChanges,
  kCode,
  kCommits,
  kHistoryKey,
  kMethod,
  kMicros,
  kPort,
  kPrincipal,
  kReason,
  kSpanId,
  kTraceId,
};

// Lines of JSON on standard output: time, level, message and fields. Messages
// are literals, so that no text can be built into them.
//
// Thread-safe. Never waits: if lines come faster than they can be written, the
// oldest are lost. What was logged is written when this is destroyed.
class Log {
 public:
  enum class Level { kInfo, kWarning, kError };
  struct Value {
    LogField field;
    std::variant<int64_t, std::string> value;
  };
  using Values = std::initializer_list<Value>;

  // Lines below `least` are left out.
  explicit Log(Level least);
  ~Log();
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  template <size_t N>
  void Info(const char (&message)[N], Values values = {}) {
    Write(Level::kInfo, message, values);
  }
  template <size_t N>
  void Warning(const char (&message)[N], Values values = {}) {
    Write(Level::kWarning, message, values);
  }
  template <size_t N>
  void Error(const char (&message)[N], Values values = {}) {
    Write(Level::kError, message, values);
  }

  // Of every call: a warning if the caller may not, or too often; an error if
  // the service failed.
  void Call(const CallReport& report);

 private:
  void Write(Level level, const char* message, Values values);

  std::shared_ptr<spdlog::details::thread_pool> pool_;
  std::shared_ptr<spdlog::logger> logger_;
};

}  // namespace caselens

#endif  // AUDIT_SERVICE_OPERATIONS_LOG_H_
