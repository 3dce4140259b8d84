#include "clients/cli/words.h"

#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/descriptor.h"

#include "clients/cli/errors.h"

namespace caselens::cli {

std::vector<std::string> SplitList(absl::string_view text) {
  std::vector<std::string> parts;
  for (const absl::string_view part : absl::StrSplit(text, ',')) {
    const absl::string_view word = absl::StripAsciiWhitespace(part);
    if (!word.empty()) parts.emplace_back(word);
  }
  return parts;
}

absl::StatusOr<int> EnumNumber(
    absl::string_view option, absl::string_view word,
    const google::protobuf::EnumDescriptor& descriptor) {
  const std::string wanted =
      absl::StrReplaceAll(absl::AsciiStrToUpper(word), {{"-", "_"}});
  std::vector<std::string> names;
  for (int i = 0; i < descriptor.value_count(); ++i) {
    const google::protobuf::EnumValueDescriptor& value = *descriptor.value(i);
    if (value.number() == 0) continue;  // ..._UNSPECIFIED
    if (value.name() == wanted) return value.number();
    names.push_back(value.name());
  }
  return UsageError(absl::StrCat(option, " `", word, "`: want one of ",
                                 absl::StrJoin(names, ", ")));
}

}  // namespace caselens::cli
