#include "typology/tabulation/study_shape.h"

#include "absl/strings/str_cat.h"

namespace caselens::tabulation {

std::string ClassCode(const StudyShape& study, const AssignedClass& assigned) {
  const std::string number = absl::StrCat(assigned.number + 1);
  return study.models.size() == 1
             ? number
             : absl::StrCat(study.models[assigned.model].id, "/", number);
}

std::vector<Category> ClassCategories(const StudyShape& study) {
  std::vector<Category> categories;
  for (size_t m = 0; m < study.models.size(); ++m) {
    const StudyModel& model = study.models[m];
    for (size_t c = 0; c < model.class_labels.size(); ++c) {
      categories.push_back(
          {ClassCode(study, {.model = m, .number = c}), model.class_labels[c]});
    }
  }
  return categories;
}

std::vector<Category> PathwayCategories() {
  return {{"NON_CIN", "Not a child in need"},
          {"CIN_ONLY", "Child in need only"},
          {"CP_PLAN", "Child protection plan"},
          {"REGISTERED", "On the child protection register"},
          {"NOT_REGISTERED", "Not registered"}};
}

Variable ClassVariable(const StudyShape& study) {
  return {.name = "class",
          .label = "Class that the return put the file in",
          .categories = ClassCategories(study),
          .absences = {Absence::kNotApplicable}};
}

Variable PathwayVariable() {
  return {.name = "pathway",
          .label = "Intervention pathway",
          .categories = PathwayCategories(),
          .absences = {Absence::kNotRecorded, Absence::kUnclear,
                       Absence::kNotAnswered}};
}

Variable RecordedVariable(const Factor& factor) {
  return {.name = RecordedName(factor.key),
          .label = absl::StrCat("Recorded on the return: ", factor.label),
          .categories = YesNoCategories(),
          .absences = {}};
}

std::string RecordedName(absl::string_view factor) {
  return absl::StrCat("recorded.", factor);
}

}  // namespace caselens::tabulation
