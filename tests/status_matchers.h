#ifndef TESTS_STATUS_MATCHERS_H_
#define TESTS_STATUS_MATCHERS_H_

#include <string>

#include <gmock/gmock.h>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace caselens {

inline const absl::Status& GetStatus(const absl::Status& status) {
  return status;
}
template <typename T>
const absl::Status& GetStatus(const absl::StatusOr<T>& result) {
  return result.status();
}

MATCHER(IsOk, "is OK") {
  *result_listener << GetStatus(arg).ToString();
  return GetStatus(arg).ok();
}

// Matches the value of a StatusOr.
MATCHER_P(IsOkAndHolds, value, "is OK and holds the wanted value") {
  *result_listener << GetStatus(arg).ToString();
  return arg.ok() && testing::ExplainMatchResult(value, *arg, result_listener);
}

// Matches code and message of a Status or StatusOr.
MATCHER_P2(StatusIs, code, message, "has the wanted code and message") {
  const absl::Status& status = GetStatus(arg);
  *result_listener << status.ToString();
  return status.code() == code &&
         testing::ExplainMatchResult(message, std::string(status.message()),
                                     result_listener);
}

}  // namespace caselens

#endif  // TESTS_STATUS_MATCHERS_H_
