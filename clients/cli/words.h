#ifndef CLIENTS_CLI_WORDS_H_
#define CLIENTS_CLI_WORDS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/generated_enum_reflection.h"

// Words a person types for codes and enums.
namespace caselens::cli {

// `a,b, c` -> a b c; empty parts are passed over.
std::vector<std::string> SplitList(absl::string_view text);

// The number of the value of `descriptor` called `word`, in any case and with
// `-` for `_`. UsageError naming `option` and the values there are.
absl::StatusOr<int> EnumNumber(
    absl::string_view option, absl::string_view word,
    const google::protobuf::EnumDescriptor& descriptor);

template <typename Enum>
absl::StatusOr<Enum> ParseEnum(absl::string_view option,
                               absl::string_view word) {
  const absl::StatusOr<int> number =
      EnumNumber(option, word, *google::protobuf::GetEnumDescriptor<Enum>());
  if (!number.ok()) return number.status();
  return static_cast<Enum>(*number);
}

}  // namespace caselens::cli

#endif  // CLIENTS_CLI_WORDS_H_
