#include "typology/tabulation/record_variables.h"

#include <utility>

#include "absl/algorithm/container.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace caselens::tabulation {
namespace {

// Census years that a return can be of, by their end.
constexpr int kFirstYear = 2010;
constexpr int kLastYear = 2050;
constexpr int kDeciles = 10;

Variable OfRecord(std::string name, std::string label,
                  std::vector<Category> categories, bool ordered = false) {
  return {.name = std::move(name),
          .label = std::move(label),
          .categories = std::move(categories),
          .absences = {Absence::kNotRecorded, Absence::kNotApplicable},
          .ordered = ordered};
}

std::vector<Category> Years() {
  std::vector<Category> years;
  for (int year = kFirstYear; year <= kLastYear; ++year) {
    years.push_back({CensusYearName(year), CensusYearName(year)});
  }
  return years;
}

std::vector<Category> Deciles() {
  std::vector<Category> deciles;
  for (int d = 1; d <= kDeciles; ++d) {
    deciles.push_back({absl::StrCat(d), absl::StrCat("Decile ", d)});
  }
  deciles.front().label += " (most deprived)";
  return deciles;
}

// Fills one row.
class RecordRow {
 public:
  explicit RecordRow(const Schema& schema)
      : schema_(schema), builder_(schema) {}

  // A code that is none of the variable's is not recorded.
  void Set(absl::string_view name, absl::string_view code) {
    const std::optional<size_t> variable = schema_.FindVariable(name);
    if (!variable.has_value()) return;
    const Variable& of = schema_.variables()[*variable];
    std::optional<size_t> state = of.FindState(code);
    if (!state.has_value()) state = of.StateOf(Absence::kNotRecorded);
    if (state.has_value()) builder_.Set(*variable, 0, *state);
  }
  void SetNotApplicable(absl::string_view name) {
    const std::optional<size_t> variable = schema_.FindVariable(name);
    if (!variable.has_value()) return;
    builder_.Set(
        *variable, 0,
        *schema_.variables()[*variable].StateOf(Absence::kNotApplicable));
  }
  PackedCoding Build() const { return builder_.Build(); }

 private:
  const Schema& schema_;
  PackedCodingBuilder builder_;
};

void SetNational(const CaseFile& record, RecordRow& row) {
  if (record.nation == "SCO") {
    row.Set("decision", record.decision);
    row.SetNotApplicable("s47");
    return;
  }
  row.SetNotApplicable("decision");
  if (record.section_47.has_value()) {
    row.Set("s47", *record.section_47 ? "YES" : "NO");
  } else {
    row.Set("s47", "");
  }
}

}  // namespace

absl::StatusOr<Schema> RecordVariablesOf(const StudyShape& study) {
  SchemaBuilder builder(Universe::kRecords);
  if (!study.models.empty()) builder.Add(ClassVariable(study));
  builder.Add(PathwayVariable());
  builder.Add(
      OfRecord("nation", "Nation", {{"ENG", "England"}, {"SCO", "Scotland"}}));
  builder.Add(OfRecord("record_type", "Kind of record",
                       {{"CIN_ASSESSMENT", "Assessment"},
                        {"CP_CONFERENCE", "Child protection conference"}}));
  builder.Add(OfRecord("year", "Year of the return", Years(), true));
  const size_t age = builder.Add(OfRecord("age", "Age of the child",
                                          {{"UNBORN", "Pre-birth"},
                                           {"A0_4", "Under 5"},
                                           {"A5_9", "5-9 years"},
                                           {"A10_15", "10-15 years"},
                                           {"A16_17", "16-17 years"}},
                                          true));
  builder.AddGrouping(OfRecord("age_10_17", "Age of the child",
                               {{"UNBORN", "Pre-birth"},
                                {"A0_4", "Under 5"},
                                {"A5_9", "5-9 years"},
                                {"A10_17", "10-17 years"}},
                               true),
                      age, {0, 1, 2, 3, 3});
  builder.Add(OfRecord("gender", "Gender of the child",
                       {{"F", "Female"}, {"M", "Male"}}));
  builder.Add(OfRecord("ethnic_group", "Ethnicity of the child",
                       {{"WHITE", "White"},
                        {"BLACK", "Black"},
                        {"ASIAN", "Asian"},
                        {"MIXED", "Mixed"},
                        {"OTHER", "Other"}}));
  builder.Add(
      OfRecord("deprivation", "Deprivation of the area", Deciles(), true));
  builder.Add(OfRecord("s47", "Section 47 enquiry", YesNoCategories()));
  if (const Field* const decision =
          study.revision == nullptr
              ? nullptr
              : study.revision->FindField("A.decision_scotland")) {
    std::vector<Category> categories;
    for (const Code& code : decision->codes) {
      categories.push_back({code.code, code.label});
    }
    builder.Add(OfRecord("decision", decision->label, std::move(categories)));
  }
  for (const Factor& factor : study.factors) {
    builder.Add(RecordedVariable(factor));
  }
  return std::move(builder).Build();
}

absl::StatusOr<PackedCoding> PackRecord(const Schema& schema,
                                        const StudyShape& study,
                                        const RecordToPack& record) {
  if (record.assigned.has_value() &&
      (record.assigned->model >= study.models.size() ||
       record.assigned->number >=
           study.models[record.assigned->model].class_labels.size())) {
    return absl::InvalidArgumentError(
        "record.assigned: want a class of the study's models");
  }
  const CaseFile& file = *record.record;
  RecordRow row(schema);
  if (record.assigned.has_value()) {
    row.Set("class", ClassCode(study, *record.assigned));
  } else {
    row.SetNotApplicable("class");
  }
  row.Set("pathway", file.pathway);
  row.Set("nation", file.nation);
  row.Set("record_type", file.record_type);
  row.Set("year", CensusYearName(file.year));
  row.Set("age", file.age_band);
  row.Set("gender", file.gender);
  row.Set("ethnic_group", file.ethnic_group);
  row.Set("deprivation", file.deprivation_decile.has_value()
                             ? absl::StrCat(*file.deprivation_decile)
                             : "");
  SetNational(file, row);
  for (const std::string& factor : record.site_factors) {
    row.Set(RecordedName(factor),
            absl::c_linear_search(record.recorded, factor) ? "YES" : "NO");
  }
  return row.Build();
}

}  // namespace caselens::tabulation
