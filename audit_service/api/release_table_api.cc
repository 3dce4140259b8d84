#include "audit_service/api/release_table_api.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"

#include "audit_service/api/errors.h"
#include "audit_service/api/release_api.h"
#include "audit_service/api/release_snapshot_api.h"
#include "typology/base/status_macros.h"
#include "typology/disclosure/percent.h"

namespace caselens {
namespace {

absl::StatusOr<const v1::Release::Variable*> FindDeclared(
    const v1::Release& document, absl::string_view field,
    absl::string_view name) {
  for (const v1::Release::Variable& variable : document.variables()) {
    if (variable.name() == name) return &variable;
  }
  return InvalidField(
      field, absl::StrCat("want one of ",
                          absl::StrJoin(document.variables(), ", ",
                                        [](std::string* out, const auto& one) {
                                          out->append(one.name());
                                        })));
}

// Sets the mean, where the table has one.
void RenderMean(const disclosure::Answer& answer, v1::ReleaseTable& message) {
  if (message.dimensions_size() != 1) return;
  const auto& categories = message.dimensions(0).categories();
  std::vector<std::optional<disclosure::ValueBand>> bands;
  for (const v1::Release::Category& category : categories) {
    bands.emplace_back();
    if (!category.has_band()) continue;
    bands.back() = {.from = category.band().from(), .to = category.band().to()};
  }
  const absl::StatusOr<disclosure::BandedMean> mean =
      disclosure::MeanOfBands(answer, bands);
  if (!mean.ok()) return;
  message.mutable_mean()->set_value(mean->mean);
  message.mutable_mean()->set_step(mean->step);
  message.mutable_mean()->set_median_category(
      categories[static_cast<int>(mean->median_cell)].code());
  message.mutable_mean()->set_files(mean->files);
}

}  // namespace

absl::StatusOr<disclosure::TableQuery> ParseQuery(
    const v1::Release& document, const v1::QueryReleaseRequest& request) {
  disclosure::TableQuery query;
  for (int i = 0; i < request.dimensions_size(); ++i) {
    const std::string& name = request.dimensions(i);
    CASELENS_RETURN_IF_ERROR(
        FindDeclared(document, absl::StrCat("dimensions[", i, "]"), name)
            .status());
    query.dimensions.push_back({.variable = name, .grouping = ""});
  }
  for (int i = 0; i < request.filters_size(); ++i) {
    const v1::QueryReleaseRequest::Filter& filter = request.filters(i);
    const std::string field = absl::StrCat("filters[", i, "]");
    CASELENS_ASSIGN_OR_RETURN(
        const v1::Release::Variable* const variable,
        FindDeclared(document, absl::StrCat(field, ".variable"),
                     filter.variable()));
    const auto& categories = variable->categories();
    if (std::none_of(categories.begin(), categories.end(),
                     [&](const v1::Release::Category& category) {
                       return category.code() == filter.category();
                     })) {
      return InvalidField(
          absl::StrCat(field, ".category"),
          absl::StrCat("want one of ",
                       absl::StrJoin(categories, ", ",
                                     [](std::string* out, const auto& one) {
                                       out->append(one.code());
                                     })));
    }
    query.filters.push_back(
        {.term = {.variable = filter.variable(), .grouping = ""},
         .category = filter.category()});
  }
  return query;
}

v1::ReleaseTable RenderReleaseTable(const v1::Release& document,
                                    const disclosure::Answer& answer) {
  v1::ReleaseTable message;
  for (const std::string& name : answer.dimensions) {
    v1::ReleaseTable::Dimension& dimension = *message.add_dimensions();
    dimension.set_variable(name);
    for (const v1::Release::Variable& variable : document.variables()) {
      if (variable.name() != name) continue;
      dimension.set_label(variable.label());
      *dimension.mutable_categories() = variable.categories();
    }
  }
  const std::vector<std::string> percentages = disclosure::Percentages(answer);
  for (size_t i = 0; i < answer.cells.size(); ++i) {
    const disclosure::AnswerCell& cell = answer.cells[i];
    v1::ReleaseTable::Cell& one = *message.add_cells();
    one.mutable_categories()->Add(cell.categories.begin(),
                                  cell.categories.end());
    one.set_percentage(percentages[i]);
    if (cell.value.has_value()) {
      one.set_value(*cell.value);
    } else {
      one.set_why(answer.why_hidden);
    }
  }
  message.set_total_reported(answer.total_reported);
  message.set_exact(answer.form == disclosure::TableForm::kExact);
  message.set_provenance(document.provenance());
  message.set_simulated(document.simulated());
  RenderMean(answer, message);
  return message;
}

absl::StatusOr<std::vector<v1::ReleaseTable>> RenderReleaseTables(
    const v1::Release& document, const v1::ReleasedTables& tables) {
  const disclosure::Release release = ReadableRelease(document, tables);
  std::vector<v1::ReleaseTable> rendered;
  for (const disclosure::TableKey& key : release.programme.tables) {
    disclosure::TableQuery query;
    for (const int v : key) {
      query.dimensions.push_back(
          {.variable = release.variables[v].name, .grouping = ""});
    }
    CASELENS_ASSIGN_OR_RETURN(const disclosure::Answer answer,
                              disclosure::Lookup(release, query));
    rendered.push_back(RenderReleaseTable(document, answer));
  }
  return rendered;
}

v1::FindingsPack RenderFindingsPack(const disclosure::FindingsPack& pack) {
  v1::FindingsPack message;
  message.set_files(static_cast<int>(pack.files));
  message.set_sites(static_cast<int>(pack.sites));
  for (const disclosure::Statement& statement : pack.statements) {
    v1::FindingsPack::Statement& one = *message.add_statements();
    one.set_id(statement.id);
    one.set_text(statement.text);
    one.set_caveat(statement.caveat);
    one.set_principle(statement.principle);
    one.set_question(statement.question);
  }
  for (const disclosure::NotStated& statement : pack.not_stated) {
    v1::FindingsPack::NotStated& one = *message.add_not_stated();
    one.set_id(statement.id);
    one.set_why(statement.why);
  }
  return message;
}

v1::FindingsPack RenderReleasedPack(const v1::Release& document,
                                    const v1::ReleasedTables& tables) {
  v1::FindingsPack message = tables.pack();
  message.set_provenance(document.provenance());
  message.set_simulated(document.simulated());
  return message;
}

std::string TextOf(const v1::Release& document,
                   const v1::ReleasedTables& tables) {
  if (document.options().profile() != v1::ReleaseOptions::PACK) {
    return disclosure::PublicText(ReadableRelease(document, tables));
  }
  std::string text = absl::StrCat(disclosure::kDisclosureRules, " pack\n");
  for (const auto& statement : tables.pack().statements()) {
    absl::StrAppend(&text, statement.id(), "\t", statement.text(), "\n");
  }
  return text;
}

void RenderLedgerTables(const v1::Release& document,
                        const v1::ReleasedTables& tables,
                        v1::ReleaseLedgerEntry& entry) {
  *entry.mutable_proof() = tables.proof();
  for (const v1::ReleasedTables::Table& table : tables.tables()) {
    v1::ReleaseLedgerEntry::Table& one = *entry.add_tables();
    std::string cells;
    for (int cell = 0; cell < table.values_size(); ++cell) {
      const bool shown = table.reasons()[cell] == 0;
      absl::StrAppend(&cells, " ",
                      shown ? absl::StrCat(table.values(cell))
                            : std::string(disclosure::kHiddenSymbol));
    }
    for (const int v : table.variables()) {
      one.add_variables(document.variables(v).name());
    }
    one.set_digest(DigestOf(cells));
  }
}

}  // namespace caselens
