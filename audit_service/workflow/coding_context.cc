#include "audit_service/workflow/coding_context.h"

#include <string>

#include "absl/strings/str_cat.h"

#include "audit_service/workflow/resources.h"
#include "typology/base/status_macros.h"

namespace caselens {

absl::StatusOr<CodingContext> LoadCodingContext(
    Catalogue& catalogue, Reader& reader, const std::string& study,
    const std::string& site, const std::string& template_name) {
  CodingContext context;
  const std::string study_name = absl::StrCat("studies/", study);
  CASELENS_ASSIGN_OR_RETURN(context.study,
                            GetDocument<v1::Study>(reader, study_name));
  CASELENS_ASSIGN_OR_RETURN(
      context.site,
      GetDocument<v1::Site>(reader, absl::StrCat(study_name, "/sites/", site)));
  CASELENS_ASSIGN_OR_RETURN(
      context.map,
      FindFactorMap(catalogue.Factors(), context.site.factor_scheme()));
  CASELENS_ASSIGN_OR_RETURN(
      context.revision,
      catalogue.Template(reader, template_name.empty()
                                     ? context.study.template_()
                                     : template_name));
  if (!context.site.class_model().empty()) {
    CASELENS_ASSIGN_OR_RETURN(
        context.model, catalogue.Model(reader, context.site.class_model()));
  }
  context.form.revision = context.revision.get();
  context.form.extensions.insert(context.study.extensions().begin(),
                                 context.study.extensions().end());
  for (const Factor& factor : context.map.scheme.factors) {
    context.form.factors.push_back(factor.key);
  }
  if (context.model != nullptr) {
    for (int c = 1; c <= context.model->document.classes_size(); ++c) {
      context.form.class_codes.push_back(absl::StrCat(c));
    }
  }
  return context;
}

}  // namespace caselens
