#ifndef CLIENTS_WEB_FOUND_SPANS_H_
#define CLIENTS_WEB_FOUND_SPANS_H_

#include <string>

#include "absl/strings/string_view.h"

#include "caselens/v1/coding.pb.h"
#include "clients/web/http/message.h"

namespace caselens::web {

// What the auditor decided about spans that the guard found, in the fields of
// findings.mustache: puts the offered wording in place of some, and keeps
// others. A span that is not in its place any more, because the text was
// changed by hand, is left alone.
void ApplyDecisions(const Fields& form, v1::SaveAnswersRequest& request);

// `text` with the code points from `start` to behind `end` replaced.
std::string WithReplaced(absl::string_view text, int start, int end,
                         absl::string_view wording);

}  // namespace caselens::web

#endif  // CLIENTS_WEB_FOUND_SPANS_H_
