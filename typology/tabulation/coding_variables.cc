#include "typology/tabulation/coding_variables.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

#include "typology/tabulation/derived.h"

namespace caselens::tabulation {
namespace {

std::vector<Absence> AbsencesOf(const Field& field) {
  std::vector<Absence> absences;
  for (const Missing missing : field.missing) {
    const std::optional<Absence> absence = AbsenceOf(missing);
    if (absence.has_value() && *absence != Absence::kNotAnswered) {
      absences.push_back(*absence);
    }
  }
  absences.push_back(Absence::kNotAnswered);
  return absences;
}

std::vector<Category> CategoriesOf(const Field& field,
                                   const StudyShape& study) {
  std::vector<Category> categories;
  for (const Code& code : field.codes) {
    categories.push_back({code.code, code.label});
  }
  if (!field.class_codes) return categories;
  size_t classes = 0;
  for (const StudyModel& model : study.models) {
    classes = std::max(classes, model.class_labels.size());
  }
  for (size_t c = 1; c <= classes; ++c) {
    categories.push_back({absl::StrCat(c), absl::StrCat("Class ", c)});
  }
  return categories;
}

// Adds variables one after another, each of rows also as .any and .count.
class Declarer {
 public:
  explicit Declarer(const StudyShape& study)
      : study_(study), builder_(Universe::kCodings) {}

  absl::StatusOr<Schema> Run() && {
    if (!study_.models.empty()) builder_.Add(ClassVariable(study_));
    DeclareQuestions();
    DeclareFileFacts();
    DeclareFactors();
    DeclareComparison();
    DeclarePeople();
    DeclareHarms();
    DeclareActors();
    for (const Unit unit : {Unit::kPerson, Unit::kHarm, Unit::kRelationship,
                            Unit::kService, Unit::kForum}) {
      builder_.AddRowCount(unit, absl::StrCat(UnitName(unit), ".count"),
                           absl::StrCat("Number of: ", UnitName(unit)));
    }
    return std::move(builder_).Build();
  }

 private:
  void DeclareQuestions() {
    for (const Section& section : study_.revision->Content().sections) {
      for (const Field& field : section.fields) {
        if (!field.HasCodes()) continue;
        if (HasParts(field.level)) {
          DeclareParts(field);
        } else {
          DeclareQuestion(field, QuestionOf(field));
        }
      }
    }
  }

  Variable QuestionOf(const Field& field) const {
    return {.name = field.id,
            .label = field.label,
            .unit = UnitOf(field.level),
            .categories = CategoriesOf(field, study_),
            .absences = AbsencesOf(field),
            .ordered = field.ordered};
  }

  void DeclareQuestion(const Field& field, Variable variable) {
    const bool asked_of_all =
        field.asked_if.any.empty() && field.extension.empty();
    const size_t count =
        field.kind == FieldKind::kOne ? 1 : variable.categories.size();
    const bool of_rows = variable.unit != Unit::kFile;
    const size_t first = field.kind == FieldKind::kOne
                             ? builder_.Add(std::move(variable))
                             : builder_.AddMany(variable);
    if (field.id == "B.type") DeclareTypes(field, first);
    for (size_t v = first; of_rows && v < first + count; ++v) {
      builder_.AddAnyAndCount(v, asked_of_all);
    }
  }

  void DeclareTypes(const Field& field, size_t variable) {
    std::vector<size_t> same;
    for (size_t c = 0; c < field.codes.size(); ++c) same.push_back(c);
    builder_.AddGrouping({.name = "typology.type",
                          .label = field.label,
                          .categories = CategoriesOf(field, study_)},
                         variable, same);
  }

  void DeclareParts(const Field& field) {
    const auto declare = [&](const std::string& part,
                             const std::string& label) {
      Variable variable = QuestionOf(field);
      variable.name = PartName(field.id, part);
      variable.label = absl::StrCat(field.label, ": ", label);
      DeclareQuestion(field, std::move(variable));
    };
    if (field.level == Level::kFactor) {
      for (const Factor& factor : study_.factors) {
        declare(factor.key, factor.label);
      }
      return;
    }
    for (const Category& domain : Domains()) {
      declare(domain.code, domain.label);
    }
  }

  std::vector<Category> Domains() const {
    const Field* const list = study_.revision->FindField(kDomainList);
    return list == nullptr ? std::vector<Category>()
                           : CategoriesOf(*list, study_);
  }

  void DeclareFileFacts() {
    builder_.Add(PathwayVariable());
    for (const FileFact& fact : kFileFacts) {
      builder_.Add(YesNo(fact.name, fact.label, {}));
    }
    builder_.Add({.name = "public_story",
                  .label = "Harm by other than men to women",
                  .categories = {{"NONE", "No harm that has a pattern"},
                                 {"ONLY", "Only men who harm women"},
                                 {"ALSO", "Others beside men who harm women"},
                                 {"INSTEAD", "Others instead"}},
                  .absences = {Absence::kNotRecorded}});
    for (const Category& domain : Domains()) {
      builder_.Add(
          {.name = absl::StrCat("not_in_plan.", domain.code),
           .label = absl::StrCat("A problem, and in the plan: ", domain.label),
           .categories = {{"NO_PROBLEM", "Not recorded as a problem"},
                          {"IN_PLAN", "A problem, with action in the plan"},
                          {"NOT_IN_PLAN", "A problem, without action"}},
           .absences = {Absence::kNotApplicable, Absence::kUnclear,
                        Absence::kNotAnswered, Absence::kWithheld}});
    }
  }

  void DeclareFactors() {
    for (const Factor& factor : study_.factors) {
      builder_.Add(RecordedVariable(factor));
      builder_.Add({.name = absl::StrCat("file_and_return.", factor.key),
                    .label = absl::StrCat("Who has it: ", factor.label),
                    .categories = {{"BOTH", "File and return"},
                                   {"ONLY_FILE", "The file alone"},
                                   {"ONLY_RETURN", "The return alone"},
                                   {"NEITHER", "Neither"}},
                    .absences = {Absence::kUnclear, Absence::kNotAnswered,
                                 Absence::kWithheld}});
      builder_.Add(YesNo(
          absl::StrCat("under_recorded.", factor.key),
          absl::StrCat("Found behind the return and not on it: ", factor.label),
          {Absence::kNotApplicable, Absence::kUnclear, Absence::kNotAnswered,
           Absence::kWithheld}));
    }
  }

  void DeclareComparison() {
    builder_.Add({.name = "draw",
                  .label = "How the file was drawn",
                  .categories = {{"PURPOSIVE", "Chosen for variety"},
                                 {"RANDOM", "Drawn at random"}}});
    builder_.Add({.name = "comparison.verdict",
                  .label = "Derived verdict",
                  .categories = {{"AGREE", "Agrees"},
                                 {"AGREE_WEAK", "Agrees weakly"},
                                 {"NEAR", "Near"},
                                 {"DISAGREE", "Disagrees"},
                                 {"NO_DVA_FOUND", "No abuse found"},
                                 {"NOT_COMPUTABLE", "Not computable"}}});
    builder_.Add(YesNo("comparison.sensitive",
                       "Another assumption changes the verdict", {}));
    builder_.Add({.name = "match.judgement",
                  .label = "Judgement of the match, before the verdict",
                  .categories = {{"FULL", "Full"},
                                 {"PARTIAL", "Partial"},
                                 {"NONE", "None"},
                                 {"CANNOT_TELL", "Cannot tell"}},
                  .absences = {Absence::kNotAnswered}});
    for (const auto& [by, label] :
         {std::pair("by_return", "by the return"),
          std::pair("by_that_document", "by the text behind the return"),
          std::pair("by_file", "by the whole file"),
          std::pair("by_file_and_extra",
                    "by the file, with needs without a box")}) {
      builder_.Add(YesNo(absl::StrCat("further_needs.", by),
                         absl::StrCat("Two or more further needs ", label),
                         {Absence::kNotApplicable}));
    }
  }

  void DeclarePeople() {
    for (const PersonFact& fact : kPersonFacts) {
      Variable variable = YesNo(fact.name, fact.label, {});
      variable.unit = Unit::kPerson;
      AddOfRows(std::move(variable));
    }
  }

  void DeclareHarms() {
    AddOfRows({.name = "harm.pattern",
               .label = "Who harms whom",
               .unit = Unit::kHarm,
               .categories = {{"M2W", "A man, a woman"},
                              {"W2M", "A woman, a man"},
                              {"W2W", "A woman, a woman"},
                              {"M2M", "A man, a man"},
                              {"AC2P", "An adult child, a parent"},
                              {"C2P", "A child, a parent"},
                              {"SIB", "Siblings"},
                              {"INTERGEN", "Adults of two generations"},
                              {"EXTFAM", "Extended family"},
                              {"A2C", "An adult, a child"},
                              {"OTHER", "Other"},
                              {"RESPONSIVE", "In answer to an attack"}},
               .absences = {Absence::kNotRecorded}});
    Variable responsive =
        YesNo("harm.responsive", "In answer to the other's attack", {});
    responsive.unit = Unit::kHarm;
    AddOfRows(std::move(responsive));
    Variable in_scope = YesNo("harm.in_scope", "Within the law of the nation",
                              {Absence::kNotRecorded});
    in_scope.unit = Unit::kHarm;
    AddOfRows(std::move(in_scope));
    AddOfPerson(kRoleField, "harm.from_role", "Role of who harms", Unit::kHarm);
    AddOfPerson(kRoleField, "harm.to_role", "Role of who is harmed",
                Unit::kHarm);
    AddOfPerson(kGenderField, "harm.from_gender", "Gender of who harms",
                Unit::kHarm);
    AddOfPerson(kGenderField, "harm.to_gender", "Gender of who is harmed",
                Unit::kHarm);
  }

  void DeclareActors() {
    AddOfRows({.name = "actor.period",
               .label = "Period of the relationship",
               .unit = Unit::kActor,
               .categories = {{"EARLIER", "Earlier"},
                              {"CURRENT", "Current"},
                              {"POST_SEPARATION", "After separation"}}});
    Variable high_harm =
        YesNo("actor.high_harm", "High harm in the period", {});
    high_harm.unit = Unit::kActor;
    AddOfRows(std::move(high_harm));
    AddOfPerson(kRoleField, "actor.role", "Role", Unit::kActor);
    AddOfPerson(kGenderField, "actor.gender", "Gender", Unit::kActor);
  }

  static Variable YesNo(absl::string_view name, absl::string_view label,
                        std::vector<Absence> absences) {
    return {.name = std::string(name),
            .label = std::string(label),
            .categories = YesNoCategories(),
            .absences = std::move(absences)};
  }

  void AddOfRows(Variable variable) {
    builder_.AddAnyAndCount(builder_.Add(std::move(variable)), true);
  }

  // A question of persons as a variable of what they take part in.
  void AddOfPerson(absl::string_view field_id, absl::string_view name,
                   absl::string_view label, Unit unit) {
    const Field* const field = study_.revision->FindField(field_id);
    if (field == nullptr) return;
    Variable variable = QuestionOf(*field);
    variable.name = std::string(name);
    variable.label = std::string(label);
    variable.unit = unit;
    AddOfRows(std::move(variable));
  }

  const StudyShape& study_;
  SchemaBuilder builder_;
};

}  // namespace

Unit UnitOf(Level level) {
  switch (level) {
    case Level::kPerson:
      return Unit::kPerson;
    case Level::kHarm:
      return Unit::kHarm;
    case Level::kRelationship:
      return Unit::kRelationship;
    case Level::kActor:
      return Unit::kActor;
    case Level::kDirection:
      return Unit::kDirection;
    case Level::kService:
      return Unit::kService;
    case Level::kForum:
      return Unit::kForum;
    case Level::kFile:
    case Level::kDomain:
    case Level::kFactor:
      break;
  }
  return Unit::kFile;
}

std::string PartName(absl::string_view field, absl::string_view part) {
  return absl::StrCat(field, "/", part);
}

std::string CodeName(absl::string_view field, absl::string_view code) {
  return absl::StrCat(field, ":", code);
}

absl::StatusOr<Schema> VariablesOf(const StudyShape& study) {
  return Declarer(study).Run();
}

}  // namespace caselens::tabulation
