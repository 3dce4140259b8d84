#ifndef CLIENTS_WEB_PAGES_TEMPLATE_WORDS_H_
#define CLIENTS_WEB_PAGES_TEMPLATE_WORDS_H_

#include <string>

#include "absl/status/statusor.h"

#include "caselens/v1/coding.pb.h"
#include "clients/web/site.h"

namespace caselens::web {

// The words of a template revision. As a form without questions, so that
// answers read as everywhere else.
absl::StatusOr<v1::CodingForm> WordsOfTemplate(const Visit& visit,
                                               const std::string& name);

// Null if the template does not have it.
const v1::Field* FieldNamed(const v1::CodingForm& form, const std::string& id);

}  // namespace caselens::web

#endif  // CLIENTS_WEB_PAGES_TEMPLATE_WORDS_H_
