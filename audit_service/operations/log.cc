#include "audit_service/operations/log.h"

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include <spdlog/async.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "absl/status/status.h"
#include "absl/time/clock.h"

namespace caselens {
namespace {

constexpr size_t kWaitingLines = 8192;
constexpr char kTime[] = "%Y-%m-%dT%H:%M:%E6SZ";

const char* NameOf(LogField field) {
  switch (field) {
    case LogField::kChanges:
      return "changes";
    case LogField::kCode:
      return "code";
    case LogField::kCommits:
      return "commits";
    case LogField::kHistoryKey:
      return "history_key";
    case LogField::kMethod:
      return "method";
    case LogField::kMicros:
      return "micros";
    case LogField::kPort:
      return "port";
    case LogField::kPrincipal:
      return "principal";
    case LogField::kReason:
      return "reason";
    case LogField::kSpanId:
      return "span_id";
    case LogField::kTraceId:
      return "trace_id";
  }
  return "";
}

struct SeverityName {
  const char* text;
  spdlog::level::level_enum level;
};

SeverityName NameOf(Log::Level level) {
  switch (level) {
    case Log::Level::kInfo:
      return {"info", spdlog::level::info};
    case Log::Level::kWarning:
      return {"warning", spdlog::level::warn};
    case Log::Level::kError:
      return {"error", spdlog::level::err};
  }
  return {"", spdlog::level::off};
}

Log::Level LevelOf(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kUnauthenticated:
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kResourceExhausted:
      return Log::Level::kWarning;
    case absl::StatusCode::kUnknown:
    case absl::StatusCode::kInternal:
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDataLoss:
      return Log::Level::kError;
    default:
      return Log::Level::kInfo;
  }
}

}  // namespace

Log::Log(Level least)
    : pool_(std::make_shared<spdlog::details::thread_pool>(kWaitingLines, 1)),
      logger_(std::make_shared<spdlog::async_logger>(
          "caselensd", std::make_shared<spdlog::sinks::stdout_sink_mt>(), pool_,
          spdlog::async_overflow_policy::overrun_oldest)) {
  logger_->set_pattern("%v");
  logger_->set_level(NameOf(least).level);
  logger_->flush_on(spdlog::level::info);
}

// The pool writes what waits before it ends.
Log::~Log() = default;

void Log::Call(const CallReport& report) {
  Write(LevelOf(report.code), "call",
        {{LogField::kMethod, report.method},
         {LogField::kCode, absl::StatusCodeToString(report.code)},
         {LogField::kReason, report.reason},
         {LogField::kPrincipal, report.principal},
         {LogField::kMicros, absl::ToInt64Microseconds(report.took)},
         {LogField::kTraceId, report.trace.trace_id},
         {LogField::kSpanId, report.trace.span_id}});
}

void Log::Write(Level level, const char* message, Values values) {
  const SeverityName name = NameOf(level);
  if (!logger_->should_log(name.level)) return;
  nlohmann::ordered_json line;
  line["time"] = absl::FormatTime(kTime, absl::Now(), absl::UTCTimeZone());
  line["level"] = name.text;
  line["message"] = message;
  for (const Value& value : values) {
    const char* const field = NameOf(value.field);
    if (const auto* const number = std::get_if<int64_t>(&value.value)) {
      line[field] = *number;
    } else if (const auto& text = std::get<std::string>(value.value);
               !text.empty()) {
      line[field] = text;
    }
  }
  // Ids of ours are ASCII; whatever else there were would be replaced.
  logger_->log(name.level,
               line.dump(-1, ' ', /*ensure_ascii=*/true,
                         nlohmann::ordered_json::error_handler_t::replace));
}

}  // namespace caselens
