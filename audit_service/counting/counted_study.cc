#include "audit_service/counting/counted_study.h"

#include <algorithm>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "audit_service/api/names.h"
#include "audit_service/workflow/coding_context.h"
#include "audit_service/workflow/resources.h"
#include "audit_service/workflow/sample_view.h"
#include "typology/base/status_macros.h"
#include "typology/tabulation/coding_variables.h"
#include "typology/tabulation/record_variables.h"

namespace caselens {
namespace {

constexpr double kHalf = .5;

void AddFactors(const FactorScheme& scheme, std::vector<Factor>& factors) {
  for (const Factor& factor : scheme.factors) {
    const bool is_new = absl::c_none_of(
        factors,
        [&factor](const Factor& known) { return known.key == factor.key; });
    if (is_new) factors.push_back(factor);
  }
}

tabulation::StudyModel CountedModel(const StoredModel& stored) {
  tabulation::StudyModel model{.id = LastId(stored.name)};
  for (const v1::ClassModel::Class& one : stored.document.classes()) {
    model.class_labels.push_back(one.label());
  }
  for (const v1::ClassModel::ItemProfile& item : stored.document.profile()) {
    model.items.push_back(item.item());
    model.shape.dva_items.push_back(item.dva());
  }
  model.shape.class_count = model.class_labels.size();
  model.shape.single_issue = SingleIssueClasses(stored.document);
  return model;
}

void AddModel(const std::shared_ptr<const StoredModel>& model,
              CountedStudy& study) {
  if (model == nullptr || absl::c_linear_search(study.models, model)) return;
  study.models.push_back(model);
  study.shape.models.push_back(CountedModel(*model));
}

absl::Status AddSite(Catalogue& catalogue, Reader& reader,
                     const std::string& name, CountedStudy& study) {
  const std::string id = LastId(name);
  CASELENS_ASSIGN_OR_RETURN(CodingContext context,
                            LoadCodingContext(catalogue, reader, study.id, id));
  AddFactors(context.map.scheme, study.shape.factors);
  AddModel(context.model, study);
  std::vector<std::string> factors = context.form.factors;
  study.sites.emplace(id, CountedSite{.document = std::move(context.site),
                                      .factors = std::move(factors),
                                      .form = std::move(context.form)});
  return absl::OkStatus();
}

}  // namespace

std::optional<tabulation::AssignedClass> CountedStudy::AssignedTo(
    const v1::CaseFile& file) const {
  if (!file.has_membership()) return std::nullopt;
  const auto at = absl::c_find_if(
      models, [&file](const std::shared_ptr<const StoredModel>& model) {
        return model->name == file.membership().class_model();
      });
  if (at == models.end()) return std::nullopt;
  return tabulation::AssignedClass{
      .model = static_cast<size_t>(at - models.begin()),
      .number = static_cast<size_t>(file.membership().modal_class() - 1)};
}

absl::StatusOr<std::shared_ptr<const CountedStudy>> LoadCountedStudy(
    Catalogue& catalogue, Reader& reader, const std::string& study) {
  auto counted = std::make_shared<CountedStudy>();
  counted->id = study;
  const std::string name = absl::StrCat("studies/", study);
  CASELENS_ASSIGN_OR_RETURN(counted->document,
                            GetDocument<v1::Study>(reader, name));
  CASELENS_ASSIGN_OR_RETURN(
      counted->revision,
      catalogue.Template(reader, counted->document.template_()));
  counted->shape.revision = counted->revision.get();
  CASELENS_RETURN_IF_ERROR(
      ForEachResource(reader, "sites", name, [&](const ResourceRow& row) {
        return AddSite(catalogue, reader, row.name, *counted);
      }));
  CASELENS_ASSIGN_OR_RETURN(counted->random, RandomFiles(reader, study));
  CASELENS_ASSIGN_OR_RETURN(tabulation::Schema codings,
                            tabulation::VariablesOf(counted->shape));
  counted->codings =
      std::make_shared<const tabulation::Schema>(std::move(codings));
  CASELENS_ASSIGN_OR_RETURN(tabulation::Schema records,
                            tabulation::RecordVariablesOf(counted->shape));
  counted->records =
      std::make_shared<const tabulation::Schema>(std::move(records));
  return counted;
}

std::vector<bool> SingleIssueClasses(const v1::ClassModel& model) {
  std::vector<bool> single(static_cast<size_t>(model.classes_size()), true);
  for (const v1::ClassModel::ItemProfile& item : model.profile()) {
    if (item.dva()) continue;
    for (size_t c = 0; c < single.size(); ++c) {
      if (item.probability(static_cast<int>(c)) >= kHalf) single[c] = false;
    }
  }
  return single;
}

}  // namespace caselens
