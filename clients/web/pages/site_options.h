#ifndef CLIENTS_WEB_PAGES_SITE_OPTIONS_H_
#define CLIENTS_WEB_PAGES_SITE_OPTIONS_H_

#include <vector>

#include "absl/status/statusor.h"

#include "clients/web/entry_form.h"
#include "clients/web/site.h"

namespace caselens::web {

// The sites of the study that the caller sees, by id, to choose from.
absl::StatusOr<std::vector<EntryForm::Option>> SiteOptions(const Visit& visit);

}  // namespace caselens::web

#endif  // CLIENTS_WEB_PAGES_SITE_OPTIONS_H_
