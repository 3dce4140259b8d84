#ifndef TESTS_TYPOLOGY_TABULATION_RDAC_STUDY_H_
#define TESTS_TYPOLOGY_TABULATION_RDAC_STUDY_H_

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"

#include "tests/typology/findings/document_builder.h"
#include "tests/typology/template/guided.h"
#include "typology/comparison/comparison.h"
#include "typology/factors/factor_catalogue.h"
#include "typology/findings/findings.h"
#include "typology/latent_class/published.h"
#include "typology/tabulation/coding_variables.h"
#include "typology/tabulation/study_shape.h"

namespace caselens::tabulation {

inline const PublishedModel& C1Model() {
  static const PublishedModel model =
      FindPublishedModel("c1-published").value();
  return model;
}

// The shipped template over the model and factors of site C1.
inline StudyShape RdacStudy() {
  StudyModel model = {.id = "c1", .class_labels = C1Model().table.model.labels};
  model.shape.class_count = model.class_labels.size();
  model.shape.single_issue.assign(model.class_labels.size(), false);
  model.shape.single_issue[0] = true;
  for (const Item& item : C1Model().table.model.items) {
    model.items.push_back(item.id);
    model.shape.dva_items.push_back(absl::StartsWith(item.id, "dv_"));
  }
  return {
      .revision = &Rdac(),
      .factors = FindFactorScheme(LoadFactorCatalogue().value(), "rdac-17-v1")
                     .value()
                     .factors,
      .models = {std::move(model)}};
}

inline const Schema& RdacSchema() {
  static const Schema schema = VariablesOf(RdacStudy()).value();
  return schema;
}

// A file of class 1, drawn at random, whose return has dv_parent alone, as the
// comparison reads a document.
inline AuditedFile Audited(const Document& document) {
  const StudyShape study = RdacStudy();
  const std::vector<std::string>& items = study.models[0].items;
  AuditedFile audited{.draw = DrawKind::kRandom,
                      .saw_ticks = false,
                      .judgement = Judgement::kPartial};
  for (const FoundFactor& found : FoundFactors(document, items)) {
    audited.file.recorded.push_back(found.factor == "dv_parent" ? 1 : 0);
    audited.file.found.push_back(found.found.value_or(kNotCoded));
    audited.found_when.push_back(
        found.found_when == "THAT_DOCUMENT" ? FoundWhen::kThatDocument
        : found.found_when == "EARLIER"     ? FoundWhen::kEarlier
        : found.found_when == "LATER"       ? FoundWhen::kLater
                                            : FoundWhen::kNotSaid);
  }
  const Comparer comparer = Comparer::Create({.model = C1Model().table.model,
                                              .dva_items = C1Model().dva_items,
                                              .clamp = C1Model().table.clamp})
                                .value();
  audited.comparison = comparer.Compare(audited.file).value();
  return audited;
}

// A father who harms a mother, who answers his attack.
inline Document TwoHarms() {
  return DocumentBuilder()
      .Person("P1", "MOTHER", "A25_34", "F")
      .Person("P2", "FATHER", "A35_49", "M")
      .Relationship("R1", "P1", "P2", {Period::kCurrent})
      .Answer("B.type", "R1/CURRENT/P1", "VR")
      .Answer("B.type", "R1/CURRENT/P2", "IT")
      .Harm("H1", "P2", "P1", "IP_CURRENT", "PHYSICAL", "CURRENT")
      .Harm("H2", "P1", "P2", "IP_CURRENT", "PHYSICAL", "CURRENT",
            "RESPONSIVE");
}

}  // namespace caselens::tabulation

#endif  // TESTS_TYPOLOGY_TABULATION_RDAC_STUDY_H_
