#ifndef AUDIT_SERVICE_API_NAMES_H_
#define AUDIT_SERVICE_API_NAMES_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace caselens {

// Splits a resource name by a pattern, `studies/{study}/codings/{coding}`, and
// returns what stands for the parts in braces. INVALID_ARGUMENT naming `field`
// if the name does not fit, or a part is not 1 to 40 ASCII letters, digits and
// hyphens.
absl::StatusOr<std::vector<std::string>> ParseName(absl::string_view field,
                                                   absl::string_view name,
                                                   absl::string_view pattern);

inline constexpr char kClassModelPattern[] =
    "studies/{study}/classModels/{model}";

// The study of a resource name or "" if it is in none.
std::string StudyOf(absl::string_view name);

// The last part of a resource name.
std::string LastId(absl::string_view name);

// Checks an id that a caller chose: a lower case letter, then lower case
// letters, digits and hyphens, at most `max_characters`.
absl::Status CheckChosenId(absl::string_view field, absl::string_view id,
                           size_t max_characters);
// Checks a site's pseudonym: 1 to 3 letters, then up to 3 digits.
absl::Status CheckSiteId(absl::string_view field, absl::string_view id);
// Checks a text of 1 to `max_characters` characters of valid UTF-8.
absl::Status CheckText(absl::string_view field, absl::string_view text,
                       size_t max_characters);
// Checks a day, `2026-03-01`.
absl::Status CheckDay(absl::string_view field, absl::string_view day);
// Checks a request id: a UUID.
absl::Status CheckRequestId(absl::string_view id);

}  // namespace caselens

#endif  // AUDIT_SERVICE_API_NAMES_H_
