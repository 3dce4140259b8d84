#include "clients/cli/names.h"

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

#include "clients/cli/errors.h"

namespace caselens::cli {
namespace {

bool IsOneId(absl::string_view text) {
  return !text.empty() && !absl::StrContains(text, '/');
}

}  // namespace

absl::StatusOr<std::string> TopName(absl::string_view argument,
                                    absl::string_view collection) {
  absl::string_view id = argument;
  absl::ConsumePrefix(&id, absl::StrCat(collection, "/"));
  if (IsOneId(id)) return absl::StrCat(collection, "/", id);
  return UsageError(
      absl::StrCat("`", argument, "`: want an id, or `", collection, "/ID`"));
}

bool NamesItsStudy(absl::string_view argument) {
  return absl::StartsWith(argument, "studies/");
}

absl::StatusOr<std::string> StudyOfName(absl::string_view name) {
  const std::vector<absl::string_view> parts = absl::StrSplit(name, '/');
  if (NamesItsStudy(name) && !parts[1].empty()) {
    return absl::StrCat(parts[0], "/", parts[1]);
  }
  return UsageError(absl::StrCat("`", name, "` names no study"));
}

absl::StatusOr<std::string> NameInStudy(absl::string_view argument,
                                        absl::string_view collection,
                                        absl::string_view study) {
  if (IsOneId(argument)) {
    return absl::StrCat(study, "/", collection, "/", argument);
  }
  const std::vector<absl::string_view> parts = absl::StrSplit(argument, '/');
  if (parts.size() == 4 && parts[0] == "studies" && IsOneId(parts[1]) &&
      parts[2] == collection && IsOneId(parts[3])) {
    return std::string(argument);
  }
  return UsageError(absl::StrCat("`", argument, "`: want an id, or `studies/",
                                 "STUDY/", collection, "/ID`"));
}

}  // namespace caselens::cli
