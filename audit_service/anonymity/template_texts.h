#ifndef AUDIT_SERVICE_ANONYMITY_TEMPLATE_TEXTS_H_
#define AUDIT_SERVICE_ANONYMITY_TEMPLATE_TEXTS_H_

#include <set>
#include <string>

#include "absl/status/status.h"

#include "caselens/v1/template.pb.h"
#include "typology/anonymity/guard.h"

namespace caselens {

// Every string that `revision` holds; what a later one repeats was looked at.
std::set<std::string> StringsOf(const v1::Template& revision);

// INVALID_ARGUMENT with every finding if a string of `revision` that is not
// `known` may identify somebody. Ids, codes and paths are read with a space for
// each `_` and may hold what only might; a translation may hold words that are
// not English. `path` is where it stands in the
// request: findings are at `{path}.sections[0].fields[3].label`.
absl::Status CheckTemplateTexts(const anonymity::Guard& guard,
                                const v1::Template& revision,
                                const std::string& path,
                                const std::set<std::string>& known);

}  // namespace caselens

#endif  // AUDIT_SERVICE_ANONYMITY_TEMPLATE_TEXTS_H_
