#include "typology/tabulation/schema.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "typology/base/shown.h"

namespace caselens::tabulation {
namespace {

// A state is a byte wherever rows are read.
constexpr size_t kMaxStates = 250;
constexpr size_t kSites = 256;
constexpr size_t kWaves = 4;

const std::vector<Absence>& AllAbsences() {
  static const auto* const kAll = new std::vector<Absence>{
      Absence::kNotAsked,      Absence::kNotRecorded, Absence::kUnclear,
      Absence::kNotApplicable, Absence::kNotAnswered, Absence::kWithheld};
  return *kAll;
}

// The states in the order of the numbers of a column: not asked, then the
// categories, then what else is absent. What is rare has high numbers.
std::vector<uint8_t> StatesByNumber(const Variable& variable) {
  const size_t categories = variable.categories.size();
  std::vector<uint8_t> states = {static_cast<uint8_t>(categories)};
  for (size_t state = 0; state < variable.StateCount(); ++state) {
    if (state != categories) states.push_back(static_cast<uint8_t>(state));
  }
  return states;
}

void PutNotAskedFirst(Variable& variable) {
  auto& absences = variable.absences;
  absences.erase(
      std::remove(absences.begin(), absences.end(), Absence::kNotAsked),
      absences.end());
  absences.insert(absences.begin(), Absence::kNotAsked);
}

void Describe(const Variable& variable, Fingerprint& fingerprint) {
  fingerprint.Add(variable.name);
  fingerprint.Add(UnitName(variable.unit));
  fingerprint.Add(absl::StrCat(variable.categories.size()));
  for (size_t state = 0; state < variable.StateCount(); ++state) {
    fingerprint.Add(variable.StateCode(state));
  }
}

}  // namespace

std::optional<size_t> Schema::FindVariable(absl::string_view name) const {
  const auto at = by_name_.find(name);
  if (at == by_name_.end()) return std::nullopt;
  return at->second;
}

absl::StatusOr<size_t> Schema::GetVariable(absl::string_view name) const {
  const std::optional<size_t> variable = FindVariable(name);
  if (variable.has_value()) return *variable;
  return absl::InvalidArgumentError(absl::StrCat("variable ", Shown(name),
                                                 ": want a variable of ",
                                                 UniverseName(universe_)));
}

SchemaBuilder::SchemaBuilder(Universe universe) {
  schema_.universe_ = universe;
  schema_.fingerprint_.Add(UniverseName(universe));
}

size_t SchemaBuilder::AddColumn(Unit unit, size_t values) {
  size_t& bits = schema_.row_bits_[static_cast<size_t>(unit)];
  schema_.columns_.push_back({.unit = unit,
                              .values = values,
                              .first_bit = bits,
                              .bits = std::bit_width(values - 1)});
  bits += schema_.columns_.back().bits;
  return schema_.columns_.size() - 1;
}

size_t SchemaBuilder::AddVariable(Variable variable, Source source) {
  variable.universe = schema_.universe_;
  const size_t number = schema_.variables_.size();
  if (variable.categories.empty() && source.kind != Source::Kind::kSite) {
    problem_ = absl::StrCat(variable.name, " has no category");
  }
  if (variable.StateCount() > kMaxStates) {
    problem_ = absl::StrCat(variable.name, " has ", variable.StateCount(),
                            " categories; want at most ", kMaxStates);
  }
  if (!schema_.by_name_.emplace(variable.name, number).second) {
    problem_ = absl::StrCat(variable.name, " is declared twice");
  }
  schema_.variables_.push_back(std::move(variable));
  schema_.sources_.push_back(std::move(source));
  return number;
}

size_t SchemaBuilder::Add(Variable variable) {
  PutNotAskedFirst(variable);
  Describe(variable, schema_.fingerprint_);
  const size_t column = AddColumn(variable.unit, variable.StateCount());
  Source source = {.columns = {column}, .states = StatesByNumber(variable)};
  return AddVariable(std::move(variable), std::move(source));
}

size_t SchemaBuilder::AddMany(const Variable& question) {
  Variable one = question;
  one.categories = YesNoCategories();
  one.ordered = false;
  PutNotAskedFirst(one);
  // 0 not asked, 1 answered, then the other absences.
  const size_t answered = AddColumn(question.unit, one.absences.size() + 1);
  // [number * 2 + whether the code was given]
  std::vector<uint8_t> states;
  constexpr uint8_t kYes = 0;
  constexpr uint8_t kNo = 1;
  constexpr uint8_t kFirstAbsence = 2;
  for (uint8_t number = 0; number <= one.absences.size(); ++number) {
    const auto absence = static_cast<uint8_t>(
        number == 0 ? kFirstAbsence : kFirstAbsence + number - 1);
    states.push_back(number == 1 ? kNo : absence);
    states.push_back(number == 1 ? kYes : absence);
  }
  const size_t first = schema_.variables_.size();
  for (const Category& category : question.categories) {
    const size_t given = AddColumn(question.unit, 2);
    one.name = absl::StrCat(question.name, ":", category.code);
    one.label = absl::StrCat(question.label, ": ", category.label);
    Describe(one, schema_.fingerprint_);
    AddVariable(one, {.columns = {given, answered}, .states = states});
  }
  return first;
}

size_t SchemaBuilder::AddGrouping(Variable variable, size_t of,
                                  const std::vector<size_t>& category_of) {
  const Variable& base = schema_.variables_[of];
  Source source = schema_.sources_[of];
  variable.unit = base.unit;
  variable.absences = base.absences;
  for (uint8_t& state : source.states) {
    state = static_cast<uint8_t>(base.IsCategory(state)
                                     ? category_of[state]
                                     : state - base.categories.size() +
                                           variable.categories.size());
  }
  return AddVariable(std::move(variable), std::move(source));
}

void SchemaBuilder::AddDerived(size_t of, size_t category,
                               const std::string& name,
                               const std::string& label, bool asked_of_all) {
  Source source = {.kind = Source::Kind::kAny,
                   .rows = schema_.variables_[of].unit,
                   .of = of,
                   .category = category,
                   .asked_of_all = asked_of_all};
  AddVariable({.name = absl::StrCat(name, ".any"),
               .label = absl::StrCat(label, ": any"),
               .categories = YesNoCategories(),
               .absences = AllAbsences()},
              source);
  source.kind = Source::Kind::kCount;
  AddVariable({.name = absl::StrCat(name, ".count"),
               .label = absl::StrCat(label, ": how many"),
               .categories = CountBandCategories(),
               .absences = AllAbsences(),
               .ordered = true},
              source);
}

void SchemaBuilder::AddAnyAndCount(size_t of, bool asked_of_all) {
  const Variable variable = schema_.variables_[of];
  if (schema_.sources_[of].columns.size() > 1) {
    AddDerived(of, 0, variable.name, variable.label, asked_of_all);
    return;
  }
  for (size_t c = 0; c < variable.categories.size(); ++c) {
    AddDerived(of, c,
               absl::StrCat(variable.name, ":", variable.categories[c].code),
               absl::StrCat(variable.label, ": ", variable.categories[c].label),
               asked_of_all);
  }
}

void SchemaBuilder::AddRowCount(Unit unit, std::string name,
                                std::string label) {
  AddVariable(
      {.name = std::move(name),
       .label = std::move(label),
       .categories = CountBandCategories(),
       .ordered = true},
      {.kind = Source::Kind::kCount, .rows = unit, .asked_of_all = true});
}

absl::StatusOr<Schema> SchemaBuilder::Build() && {
  schema_.packed_bits_ = schema_.row_bits_;
  const Fingerprint fingerprint = schema_.fingerprint_;  // of what is packed

  schema_.site_column_ = AddColumn(Unit::kFile, kSites);
  AddVariable({.name = "site", .label = "Site"},
              {.kind = Source::Kind::kSite, .columns = {schema_.site_column_}});
  schema_.wave_column_ = AddColumn(Unit::kFile, kWaves);
  const size_t standing =
      Add({.name = "standing",
           .label = "Which coding counts",
           .categories = {{"SINGLE", "The only one submitted"},
                          {"ADJUDICATED", "Adjudicated"}}});
  schema_.standing_column_ = schema_.sources_[standing].columns.front();
  schema_.fingerprint_ = fingerprint;
  if (!problem_.empty()) {
    return absl::InvalidArgumentError(absl::StrCat("variables: ", problem_));
  }
  return std::move(schema_);
}

}  // namespace caselens::tabulation
