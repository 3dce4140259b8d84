#ifndef AUDIT_SERVICE_WORKFLOW_CATALOGUE_H_
#define AUDIT_SERVICE_WORKFLOW_CATALOGUE_H_

#include <map>
#include <memory>
#include <set>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "caselens/v1/class_model.pb.h"
#include "storage/store.h"
#include "typology/base/mutex.h"
#include "typology/comparison/comparison.h"
#include "typology/factors/factor_catalogue.h"
#include "typology/latent_class/scoring.h"
#include "typology/template/revision.h"

namespace caselens {

// A stored class model, ready for use.
struct StoredModel {
  std::string name;
  v1::ClassModel document;
  Scorer scorer;
  Comparer comparer;
};

// A model of `document`: its items are binary, at least one records DVA.
// INVALID_ARGUMENT says what is wrong with it.
absl::StatusOr<StoredModel> MakeStoredModel(const v1::ClassModel& document);

// Things that never change once they are stored, parsed once and then shared:
// template revisions, class models, factor maps. Thread-safe.
class Catalogue {
 public:
  // Reads the data inside the program.
  static absl::StatusOr<std::unique_ptr<Catalogue>> Create();

  const FactorCatalogue& Factors() const { return factors_; }
  // Whether `factor` records DVA in any factor scheme.
  bool IsDvaFactor(const std::string& factor) const {
    return dva_factors_.contains(factor);
  }

  // `templates/{template}/revisions/{number}`; NOT_FOUND, also for a draft.
  absl::StatusOr<std::shared_ptr<const Revision>> Template(
      Reader& reader, const std::string& name) ABSL_LOCKS_EXCLUDED(mu_);
  // `studies/{study}/classModels/{model}`; NOT_FOUND.
  absl::StatusOr<std::shared_ptr<const StoredModel>> Model(
      Reader& reader, const std::string& name) ABSL_LOCKS_EXCLUDED(mu_);

 private:
  explicit Catalogue(FactorCatalogue factors);

  const FactorCatalogue factors_;
  std::set<std::string> dva_factors_;
  Mutex mu_;
  std::map<std::string, std::shared_ptr<const Revision>> templates_
      ABSL_GUARDED_BY(mu_);
  std::map<std::string, std::shared_ptr<const StoredModel>> models_
      ABSL_GUARDED_BY(mu_);
};

}  // namespace caselens

#endif  // AUDIT_SERVICE_WORKFLOW_CATALOGUE_H_
