#ifndef AUDIT_SERVICE_WORKFLOW_CODING_CONTEXT_H_
#define AUDIT_SERVICE_WORKFLOW_CODING_CONTEXT_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"

#include "audit_service/workflow/catalogue.h"
#include "caselens/v1/study.pb.h"
#include "storage/store.h"
#include "typology/factors/factor_map.h"
#include "typology/template/instances.h"

namespace caselens {

// Everything a coding at one site is held against.
struct CodingContext {
  v1::Study study;
  v1::Site site;
  FactorMap map;
  std::shared_ptr<const Revision> revision;
  std::shared_ptr<const StoredModel> model;  // null if the site has none
  Form form;                                 // points into `revision`
};

// `template_name` is the revision that a coding is pinned to; empty for what is
// not a coding yet: that of the study.
absl::StatusOr<CodingContext> LoadCodingContext(
    Catalogue& catalogue, Reader& reader, const std::string& study,
    const std::string& site, const std::string& template_name = "");

}  // namespace caselens

#endif  // AUDIT_SERVICE_WORKFLOW_CODING_CONTEXT_H_
