#ifndef CLIENTS_CLI_NAMES_H_
#define CLIENTS_CLI_NAMES_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

// What a person types for a resource, and what the service calls it.
namespace caselens::cli {

// `demo` or `studies/demo` -> `studies/demo`. For top collections: studies,
// principals, templates. UsageError for anything with other slashes.
absl::StatusOr<std::string> TopName(absl::string_view argument,
                                    absl::string_view collection);

// True if `argument` names its study: `studies/demo/codings/x`.
bool NamesItsStudy(absl::string_view argument);

// `studies/demo/codings/x` -> `studies/demo`; UsageError if it names no study.
absl::StatusOr<std::string> StudyOfName(absl::string_view name);

// `x` -> `studies/demo/codings/x` with `study` = `studies/demo`; a full name is
// taken as it is if it is of `collection`. UsageError for anything else.
absl::StatusOr<std::string> NameInStudy(absl::string_view argument,
                                        absl::string_view collection,
                                        absl::string_view study);

}  // namespace caselens::cli

#endif  // CLIENTS_CLI_NAMES_H_
