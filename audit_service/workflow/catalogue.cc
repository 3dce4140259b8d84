#include "audit_service/workflow/catalogue.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/memory/memory.h"
#include "absl/status/status.h"

#include "audit_service/api/class_model_api.h"
#include "audit_service/api/template_api.h"
#include "audit_service/workflow/resources.h"
#include "caselens/v1/template.pb.h"
#include "typology/base/status_macros.h"

namespace caselens {

absl::StatusOr<StoredModel> MakeStoredModel(const v1::ClassModel& document) {
  CASELENS_ASSIGN_OR_RETURN(const ClassModel model, ParseClassModel(document));
  CASELENS_ASSIGN_OR_RETURN(Scorer scorer, Scorer::Create(model));
  CASELENS_ASSIGN_OR_RETURN(Comparer comparer,
                            Comparer::Create({.model = model,
                                              .dva_items = DvaItems(document),
                                              .clamp = document.clamp()}));
  return StoredModel{.name = document.name(),
                     .document = document,
                     .scorer = std::move(scorer),
                     .comparer = std::move(comparer)};
}

absl::StatusOr<std::unique_ptr<Catalogue>> Catalogue::Create() {
  CASELENS_ASSIGN_OR_RETURN(FactorCatalogue factors, LoadFactorCatalogue());
  return absl::WrapUnique(new Catalogue(std::move(factors)));
}

Catalogue::Catalogue(FactorCatalogue factors) : factors_(std::move(factors)) {
  for (const FactorScheme& scheme : factors_.schemes) {
    for (const Factor& factor : scheme.factors) {
      if (factor.is_dva) dva_factors_.insert(factor.key);
    }
  }
}

absl::StatusOr<std::shared_ptr<const Revision>> Catalogue::Template(
    Reader& reader, const std::string& name) {
  {
    const MutexLock lock(mu_);
    const auto at = templates_.find(name);
    if (at != templates_.end()) return at->second;
  }
  CASELENS_ASSIGN_OR_RETURN(const v1::Template document,
                            GetDocument<v1::Template>(reader, name));
  if (document.state() == v1::Template::DRAFT) return NotFound(name);
  CASELENS_ASSIGN_OR_RETURN(Revision revision, ParseTemplate(document));
  auto shared = std::make_shared<const Revision>(std::move(revision));
  const MutexLock lock(mu_);
  return templates_.emplace(name, std::move(shared)).first->second;
}

absl::StatusOr<std::shared_ptr<const StoredModel>> Catalogue::Model(
    Reader& reader, const std::string& name) {
  {
    const MutexLock lock(mu_);
    const auto at = models_.find(name);
    if (at != models_.end()) return at->second;
  }
  CASELENS_ASSIGN_OR_RETURN(const v1::ClassModel document,
                            GetDocument<v1::ClassModel>(reader, name));
  CASELENS_ASSIGN_OR_RETURN(StoredModel model, MakeStoredModel(document));
  auto shared = std::make_shared<const StoredModel>(std::move(model));
  const MutexLock lock(mu_);
  return models_.emplace(name, std::move(shared)).first->second;
}

}  // namespace caselens
