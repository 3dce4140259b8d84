#include "clients/web/pages/site_options.h"

#include <string>
#include <vector>

#include "caselens/v1/study.pb.h"
#include "clients/cli/status_macros.h"
#include "clients/web/text.h"

namespace caselens::web {

absl::StatusOr<std::vector<EntryForm::Option>> SiteOptions(const Visit& visit) {
  v1::ListSitesRequest request;
  request.set_parent(visit.Study());
  CLI_ASSIGN_OR_RETURN(const v1::ListSitesResponse all,
                       visit.session.CallAllPages(request));
  std::vector<EntryForm::Option> options;
  for (const v1::Site& site : all.sites()) {
    const std::string id = LastPart(site.name());
    options.push_back({id, id});
  }
  return options;
}

}  // namespace caselens::web
