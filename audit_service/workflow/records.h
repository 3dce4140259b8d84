#ifndef AUDIT_SERVICE_WORKFLOW_RECORDS_H_
#define AUDIT_SERVICE_WORKFLOW_RECORDS_H_

#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "audit_service/workflow/catalogue.h"
#include "caselens/v1/case_file.pb.h"
#include "caselens/v1/class_model_fit.pb.h"
#include "caselens/v1/study.pb.h"
#include "storage/scope.h"
#include "storage/store.h"
#include "typology/factors/factor_map.h"
#include "typology/latent_class/class_model.h"

namespace caselens {

// Records of returns as latent class models see them.

// A site and how its census codes become factors.
struct MappedSite {
  v1::Site site;
  std::string id;
  FactorMap map;
};

// The sites with these ids, all of them within `scope`; for no ids every site
// of `scope`. `field` is named for one that is not there or not covered.
// `factor_map` replaces the sites' own unless it is empty.
absl::StatusOr<std::vector<MappedSite>> LoadMappedSites(
    const Catalogue& catalogue, Reader& reader, const Scope& scope,
    absl::string_view field, const std::vector<std::string>& ids,
    absl::string_view factor_map);

// Calls `visit` with every record of the site and its document, in key order.
absl::Status ForEachRecord(
    Reader& reader, const Scope& scope, const std::string& site,
    absl::FunctionRef<absl::Status(const CaseFileRow&, const v1::CaseFile&)>
        visit);

// The factors of a record by the site's map.
absl::StatusOr<FactorSet> RecordFactors(const Catalogue& catalogue,
                                        const MappedSite& site,
                                        const v1::CaseFile& document);

// The pattern of a record for a model whose items are factors of the site's
// scheme; other factors are passed over. INVALID_ARGUMENT naming `name` if they
// are not.
absl::StatusOr<Pattern> RecordPattern(const v1::ClassModel& model,
                                      const MappedSite& site,
                                      FactorSet factors);

// What a fit is made from. `options` come back with sites and items named.
struct FitInput {
  v1::FitOptions options;
  v1::FitData data;
  v1::FitPatterns patterns;
};

// INVALID_ARGUMENT names the field if sites, map, items and number of classes
// do not fit together.
absl::StatusOr<FitInput> LoadFitInput(const Catalogue& catalogue,
                                      Reader& reader, const Scope& scope,
                                      v1::FitOptions options);

}  // namespace caselens

#endif  // AUDIT_SERVICE_WORKFLOW_RECORDS_H_
