#include "audit_service/api/table_api.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

#include "audit_service/api/errors.h"
#include "audit_service/limits.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

using tabulation::Absence;
using tabulation::CountBy;
using tabulation::Schema;
using tabulation::Universe;
using tabulation::Variable;

constexpr std::array<Absence, 6> kAbsences = {
    Absence::kNotAsked,      Absence::kNotRecorded, Absence::kUnclear,
    Absence::kNotApplicable, Absence::kNotAnswered, Absence::kWithheld};

absl::string_view LabelOf(Absence absence) {
  switch (absence) {
    case Absence::kNotAsked:
      return "Not asked";
    case Absence::kNotRecorded:
      return "Not recorded";
    case Absence::kUnclear:
      return "Recorded but contradictory";
    case Absence::kNotApplicable:
      return "Does not apply";
    case Absence::kNotAnswered:
      return "Not answered";
    case Absence::kWithheld:
      return "Withheld";
  }
  return "";
}

void RenderAbsence(Absence absence, v1::TableCategory& message) {
  message.set_code(std::string(tabulation::AbsenceCode(absence)));
  message.set_label(std::string(LabelOf(absence)));
  message.set_missing(true);
}

void RenderCategories(
    const Variable& variable,
    google::protobuf::RepeatedPtrField<v1::TableCategory>& messages) {
  for (const tabulation::Category& category : variable.categories) {
    v1::TableCategory& message = *messages.Add();
    message.set_code(category.code);
    message.set_label(category.label);
  }
  for (const Absence absence : variable.absences) {
    RenderAbsence(absence, *messages.Add());
  }
}

absl::StatusOr<CountBy> ParseCountBy(v1::TableQuery::CountBy by) {
  switch (by) {
    case v1::TableQuery::COUNT_BY_UNSPECIFIED:
    case v1::TableQuery::FILE:
      return CountBy::kFile;
    case v1::TableQuery::FAMILY:
      return CountBy::kFamily;
    case v1::TableQuery::UNIT:
      return CountBy::kUnit;
    default:
      return InvalidField("query.count_by", "want FILE, FAMILY or UNIT");
  }
}

v1::TableQuery::CountBy RenderCountBy(CountBy by) {
  switch (by) {
    case CountBy::kFile:
      return v1::TableQuery::FILE;
    case CountBy::kFamily:
      return v1::TableQuery::FAMILY;
    case CountBy::kUnit:
      break;
  }
  return v1::TableQuery::UNIT;
}

// Whether a variable has a state of that code. The categories of `site` are
// those of the scope.
bool HasState(const Schema& schema, const std::string& name,
              const std::string& code) {
  const size_t variable = *schema.FindVariable(name);
  return schema.SourceOf(variable).kind == tabulation::Source::Kind::kSite ||
         schema.variables()[variable].FindState(code).has_value();
}

absl::Status NoState(absl::string_view field) {
  return InvalidField(field,
                      "want a code of the variable, or NOT_ASKED, NR, UNC, NA, "
                      "NC or WH where it has it");
}

// States of a table, one for each dimension, the last fastest.
class States {
 public:
  explicit States(const tabulation::Table& table)
      : table_(table), states_(table.dimensions.size()) {}

  const std::vector<size_t>& Get() const { return states_; }
  bool AreCategories() const {
    for (size_t d = 0; d < states_.size(); ++d) {
      if (!table_.dimensions[d].variable.IsCategory(states_[d])) return false;
    }
    return true;
  }
  // False behind the last.
  bool Advance() {
    for (size_t d = states_.size(); d-- > 0;) {
      if (++states_[d] < table_.dimensions[d].variable.StateCount()) {
        return true;
      }
      states_[d] = 0;
    }
    return false;
  }

 private:
  const tabulation::Table& table_;
  std::vector<size_t> states_;
};

void AddCell(const tabulation::Table& table, const std::vector<size_t>& states,
             uint64_t count, v1::Table& message) {
  v1::Table::Cell& cell = *message.add_cells();
  for (size_t d = 0; d < states.size(); ++d) {
    cell.add_codes(
        std::string(table.dimensions[d].variable.StateCode(states[d])));
  }
  cell.set_count(static_cast<int64_t>(count));
}

// The cells of categories, or those with a missing value.
absl::Status AddCells(const tabulation::Table& table, bool of_categories,
                      v1::Table& message) {
  if (table.dimensions.empty()) return absl::OkStatus();
  States states(table);
  do {
    const uint64_t count = table.At(states.Get());
    const bool is_shown =
        states.AreCategories() == of_categories && (of_categories || count > 0);
    if (!is_shown) continue;
    if (message.cells_size() == limits::kMaxTableCells) {
      return InvalidField(
          "query.dimensions",
          absl::StrCat("want fewer or coarser variables: at most ",
                       limits::kMaxTableCells, " cells"));
    }
    AddCell(table, states.Get(), count, message);
  } while (states.Advance());
  return absl::OkStatus();
}

void RenderDimension(const tabulation::TableDimension& dimension,
                     v1::Table::Dimension& message) {
  message.set_variable(dimension.variable.name);
  message.set_label(dimension.variable.label);
  RenderCategories(dimension.variable, *message.mutable_categories());
  const size_t categories = dimension.totals.size();
  for (size_t state = 0; state < dimension.variable.StateCount(); ++state) {
    const uint64_t total = state < categories
                               ? dimension.totals[state]
                               : dimension.missing[state - categories];
    message.mutable_categories(static_cast<int>(state))
        ->set_total(static_cast<int64_t>(total));
  }
}

void RenderQuery(const tabulation::Query& query, const tabulation::Scope& scope,
                 Universe universe, v1::TableQuery& message) {
  message.set_universe(universe == Universe::kRecords
                           ? v1::TableQuery::RECORDS
                           : v1::TableQuery::CODINGS);
  message.mutable_dimensions()->Add(query.dimensions.begin(),
                                    query.dimensions.end());
  for (const tabulation::Filter& filter : query.filters) {
    v1::TableQuery::Filter& rendered = *message.add_filters();
    rendered.set_variable(filter.variable);
    rendered.set_category(filter.category);
  }
  message.set_count_by(RenderCountBy(query.by));
  message.mutable_sites()->Add(scope.sites().begin(), scope.sites().end());
  message.set_wave(static_cast<v1::Assignment::Wave>(query.wave));
}

}  // namespace

absl::StatusOr<Universe> ParseUniverse(absl::string_view field,
                                       v1::TableQuery::Universe universe) {
  switch (universe) {
    case v1::TableQuery::UNIVERSE_UNSPECIFIED:
    case v1::TableQuery::CODINGS:
      return Universe::kCodings;
    case v1::TableQuery::RECORDS:
      return Universe::kRecords;
    default:
      return InvalidField(field, "want RECORDS or CODINGS");
  }
}

absl::Status CheckVariable(const Schema& schema, absl::string_view field,
                           const std::string& name) {
  if (schema.FindVariable(name).has_value()) return absl::OkStatus();
  return InvalidField(field,
                      absl::StrCat("want a variable of ",
                                   tabulation::UniverseName(schema.universe()),
                                   "; ListVariables has them"));
}

absl::Status CheckCell(
    const Schema& schema, const tabulation::Query& query,
    const google::protobuf::RepeatedPtrField<std::string>& codes) {
  if (codes.empty()) return absl::OkStatus();
  if (static_cast<size_t>(codes.size()) != query.dimensions.size()) {
    return InvalidField("codes", "want a code for each dimension, or none");
  }
  for (int i = 0; i < codes.size(); ++i) {
    if (!HasState(schema, query.dimensions[static_cast<size_t>(i)], codes[i])) {
      return NoState(absl::StrCat("codes[", i, "]"));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<tabulation::Filter>> ParseFilters(
    const Schema& schema, absl::string_view field,
    const FilterMessages& filters) {
  if (filters.size() > limits::kMaxTableFilters) {
    return InvalidField(
        field, absl::StrCat("want at most ", limits::kMaxTableFilters));
  }
  std::vector<tabulation::Filter> parsed;
  for (int i = 0; i < filters.size(); ++i) {
    const std::string path = absl::StrCat(field, "[", i, "]");
    const std::string& variable = filters[i].variable();
    CASELENS_RETURN_IF_ERROR(
        CheckVariable(schema, absl::StrCat(path, ".variable"), variable));
    if (!HasState(schema, variable, filters[i].category())) {
      return NoState(absl::StrCat(path, ".category"));
    }
    parsed.push_back({.variable = variable, .category = filters[i].category()});
  }
  return parsed;
}

absl::StatusOr<Wave> ParseCountedWave(absl::string_view field,
                                      v1::Assignment::Wave wave) {
  switch (wave) {
    case v1::Assignment::WAVE_UNSPECIFIED:
    case v1::Assignment::W1:
      return Wave::kSampled;
    case v1::Assignment::W2:
      return Wave::kLongTerm;
    default:
      return InvalidField(field,
                          "pilot files are never counted; want W1 or W2");
  }
}

absl::StatusOr<tabulation::Query> ParseTableQuery(const Schema& schema,
                                                  const v1::TableQuery& query) {
  tabulation::Query parsed;
  if (query.dimensions().empty()) {
    return InvalidField("query.dimensions", "want one to three variables");
  }
  for (int i = 0; i < query.dimensions_size(); ++i) {
    CASELENS_RETURN_IF_ERROR(
        CheckVariable(schema, absl::StrCat("query.dimensions[", i, "]"),
                      query.dimensions(i)));
    parsed.dimensions.push_back(query.dimensions(i));
  }
  CASELENS_ASSIGN_OR_RETURN(
      parsed.filters, ParseFilters(schema, "query.filters", query.filters()));
  CASELENS_ASSIGN_OR_RETURN(parsed.by, ParseCountBy(query.count_by()));
  CASELENS_ASSIGN_OR_RETURN(parsed.wave,
                            ParseCountedWave("query.wave", query.wave()));
  return parsed;
}

absl::Status CountingError(const absl::Status& status) {
  if (!absl::IsInvalidArgument(status)) return status;
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(status.message(), absl::MaxSplits(": ", 1));
  return InvalidField(parts.first, parts.second);
}

absl::Status RenderTable(const tabulation::Query& query,
                         const tabulation::Scope& scope, Universe universe,
                         const tabulation::Table& table, v1::Table& message) {
  RenderQuery(query, scope, universe, *message.mutable_query());
  for (const tabulation::TableDimension& dimension : table.dimensions) {
    RenderDimension(dimension, *message.add_dimensions());
  }
  CASELENS_RETURN_IF_ERROR(AddCells(table, true, message));
  CASELENS_RETURN_IF_ERROR(AddCells(table, false, message));
  message.set_n(static_cast<int64_t>(table.n));
  message.set_denominator(static_cast<int64_t>(table.denominator));
  v1::Table::Files& files = *message.mutable_files();
  files.set_sampled(static_cast<int64_t>(table.files.sampled));
  files.set_long_term(static_cast<int64_t>(table.files.long_term));
  files.set_pilot(static_cast<int64_t>(table.files.pilot));
  files.set_unresolved(static_cast<int64_t>(table.files.unresolved));
  return absl::OkStatus();
}

void RenderVariable(const Variable& variable,
                    v1::ListVariablesResponse::Variable& message) {
  message.set_name(variable.name);
  message.set_label(variable.label);
  message.set_unit(std::string(tabulation::UnitName(variable.unit)));
  RenderCategories(variable, *message.mutable_categories());
}

void RenderMeasure(const tabulation::CountMeasure& measure,
                   v1::MeasureCountsResponse::Measure& message) {
  message.set_n(static_cast<int64_t>(measure.n));
  if (measure.mean.has_value()) message.set_mean(*measure.mean);
  if (measure.median.has_value()) message.set_median(*measure.median);
  for (const uint64_t files : measure.files_with) {
    message.add_files_with(static_cast<int64_t>(files));
  }
  for (const Absence absence : kAbsences) {
    const uint64_t files = measure.missing[static_cast<size_t>(absence)];
    if (files == 0) continue;
    v1::TableCategory& missing = *message.add_missing();
    RenderAbsence(absence, missing);
    missing.set_total(static_cast<int64_t>(files));
  }
}

void RenderShare(const tabulation::FindingTable& declared,
                 const tabulation::Share& share,
                 v1::FindingReport::Share& message) {
  message.set_category(declared.share_of);
  message.set_k(static_cast<int64_t>(share.k));
  message.set_n(static_cast<int64_t>(share.n));
  if (!share.interval.has_value()) return;
  message.set_low(share.interval->lower);
  message.set_high(share.interval->upper);
}

}  // namespace caselens
