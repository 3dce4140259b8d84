#ifndef AUDIT_SERVICE_API_TABLE_API_H_
#define AUDIT_SERVICE_API_TABLE_API_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "caselens/v1/table.pb.h"
#include "typology/tabulation/findings.h"
#include "typology/tabulation/measures.h"
#include "typology/tabulation/schema.h"
#include "typology/tabulation/table.h"

namespace caselens {

// CODINGS if not specified; INVALID_ARGUMENT naming `field`.
absl::StatusOr<tabulation::Universe> ParseUniverse(
    absl::string_view field, v1::TableQuery::Universe universe);

// INVALID_ARGUMENT naming `field` unless `name` is a variable.
absl::Status CheckVariable(const tabulation::Schema& schema,
                           absl::string_view field, const std::string& name);

// INVALID_ARGUMENT naming `codes` unless they are a cell of the query, or none.
absl::Status CheckCell(
    const tabulation::Schema& schema, const tabulation::Query& query,
    const google::protobuf::RepeatedPtrField<std::string>& codes);

using FilterMessages =
    google::protobuf::RepeatedPtrField<v1::TableQuery::Filter>;
// INVALID_ARGUMENT naming `field[i]` for what is not declared, or too many.
absl::StatusOr<std::vector<tabulation::Filter>> ParseFilters(
    const tabulation::Schema& schema, absl::string_view field,
    const FilterMessages& filters);

// W1 if not specified; INVALID_ARGUMENT naming `field` for a wave that is never
// counted.
absl::StatusOr<Wave> ParseCountedWave(absl::string_view field,
                                      v1::Assignment::Wave wave);

// `query` without its sites. INVALID_ARGUMENT naming what is wrong of `query`.
absl::StatusOr<tabulation::Query> ParseTableQuery(
    const tabulation::Schema& schema, const v1::TableQuery& query);

// What an error of the library says of `field: what was wanted`.
absl::Status CountingError(const absl::Status& status);

// Dimensions, cells, counts and the query with its defaults. INVALID_ARGUMENT
// for more cells than an answer holds.
absl::Status RenderTable(const tabulation::Query& query,
                         const tabulation::Scope& scope,
                         tabulation::Universe universe,
                         const tabulation::Table& table, v1::Table& message);

void RenderVariable(const tabulation::Variable& variable,
                    v1::ListVariablesResponse::Variable& message);

void RenderMeasure(const tabulation::CountMeasure& measure,
                   v1::MeasureCountsResponse::Measure& message);

void RenderShare(const tabulation::FindingTable& declared,
                 const tabulation::Share& share,
                 v1::FindingReport::Share& message);

}  // namespace caselens

#endif  // AUDIT_SERVICE_API_TABLE_API_H_
