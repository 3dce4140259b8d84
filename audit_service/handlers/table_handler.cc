#include "audit_service/handlers/table_handler.h"

#include <cstddef>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

#include "audit_service/api/errors.h"
#include "audit_service/api/names.h"
#include "audit_service/api/pages.h"
#include "audit_service/api/table_api.h"
#include "audit_service/limits.h"
#include "audit_service/workflow/resources.h"
#include "typology/base/status_macros.h"
#include "typology/tabulation/findings.h"
#include "typology/tabulation/measures.h"
#include "typology/tabulation/table.h"

namespace caselens {
namespace {

using tabulation::Universe;

constexpr char kInternal[] = "INTERNAL: not for release.";
constexpr char kSite[] = "site";

using SiteIds = google::protobuf::RepeatedPtrField<std::string>;

// The sites that are counted: those asked for, or all of the caller's.
absl::StatusOr<tabulation::Scope> ScopeOf(const Call& call,
                                          const CountedStudy& study,
                                          absl::string_view field,
                                          const SiteIds& asked) {
  std::vector<std::string> sites;
  for (const auto& [id, site] : study.sites) {
    const bool wanted = asked.empty() || absl::c_linear_search(asked, id);
    if (wanted && call.scope.Covers(id)) sites.push_back(id);
  }
  for (int i = 0; i < asked.size(); ++i) {
    const std::string path = absl::StrCat(field, "[", i, "]");
    CASELENS_RETURN_IF_ERROR(CheckSiteId(path, asked[i]));
    if (absl::c_count(asked, asked[i]) > 1) {
      return InvalidField(path, "want each site once");
    }
    if (!absl::c_linear_search(sites, asked[i])) {
      return NotFound(absl::StrCat("studies/", study.id, "/sites/", asked[i]));
    }
  }
  if (sites.empty()) {
    return InvalidField(field, "want a study with sites that you may read");
  }
  return tabulation::Scope::Create(std::move(sites));
}

// Sites stand beside each other only if all of them have agreed to it.
absl::Status CheckConsent(const CountedStudy& study,
                          const tabulation::Scope& scope,
                          const std::vector<std::string>& dimensions) {
  if (!absl::c_linear_search(dimensions, kSite)) return absl::OkStatus();
  const bool all = absl::c_all_of(scope.sites(), [&](const std::string& id) {
    return !study.sites.at(id).document.comparison_consent_date().empty();
  });
  if (all) return absl::OkStatus();
  return WithReason(
      absl::FailedPreconditionError(
          "query.dimensions: `site` wants the recorded consent of every site "
          "that is counted (site.comparison_consent_date)"),
      "SITE_CONSENT");
}

// One query over one universe of a study.
struct Counting {
  StudyCounts counts;
  Universe universe = Universe::kCodings;
  tabulation::Scope scope;
  tabulation::Query query;

  const tabulation::Snapshot& Files() const { return counts.Of(universe); }
};

absl::StatusOr<StudyCounts> CountsOf(const Call& call, Reader& reader,
                                     StudyIndexes& indexes,
                                     const std::string& parent) {
  CASELENS_RETURN_IF_ERROR(
      ParseName("parent", parent, "studies/{study}").status());
  return indexes.Read(reader, call.scope.study, call.caller.Id());
}

absl::StatusOr<Counting> Prepare(const Call& call, Reader& reader,
                                 StudyIndexes& indexes,
                                 const std::string& parent,
                                 const v1::TableQuery& query) {
  CASELENS_ASSIGN_OR_RETURN(const Universe universe,
                            ParseUniverse("query.universe", query.universe()));
  CASELENS_ASSIGN_OR_RETURN(StudyCounts counts,
                            CountsOf(call, reader, indexes, parent));
  CASELENS_ASSIGN_OR_RETURN(
      tabulation::Query parsed,
      ParseTableQuery(*counts.study->SchemaOf(universe), query));
  CASELENS_ASSIGN_OR_RETURN(
      tabulation::Scope scope,
      ScopeOf(call, *counts.study, "query.sites", query.sites()));
  CASELENS_RETURN_IF_ERROR(
      CheckConsent(*counts.study, scope, parsed.dimensions));
  return Counting{.counts = std::move(counts),
                  .universe = universe,
                  .scope = std::move(scope),
                  .query = std::move(parsed)};
}

// What stands beside every number.
template <typename Message>
void RenderProvenance(const StudyCounts& counts, Message& message) {
  message.set_template_(counts.study->document.template_());
  message.set_snapshot(counts.sequence);
  message.set_caveat(kInternal);
  message.set_simulated(counts.study->document.simulated());
}

absl::Status RenderCounted(const StudyCounts& counts,
                           const tabulation::Query& query,
                           const tabulation::Scope& scope, Universe universe,
                           const tabulation::Table& table, v1::Table& message) {
  CASELENS_RETURN_IF_ERROR(RenderTable(query, scope, universe, table, message));
  RenderProvenance(counts, message);
  return absl::OkStatus();
}

absl::Status RenderPart(const StudyCounts& counts,
                        const tabulation::Scope& scope, Universe universe,
                        const tabulation::FoundTable& found,
                        v1::FindingReport::Part& message) {
  message.set_title(found.declared.title);
  if (found.share.has_value()) {
    RenderShare(found.declared, *found.share, *message.mutable_share());
  }
  return RenderCounted(counts, found.declared.query, scope, universe,
                       found.table, *message.mutable_table());
}

std::vector<tabulation::Finding> FindingsOfBoth(const CountedStudy& study) {
  std::vector<tabulation::Finding> findings =
      tabulation::FindingsOf(*study.records);
  absl::c_move(tabulation::FindingsOf(*study.codings),
               std::back_inserter(findings));
  return findings;
}

bool Contains(const tabulation::Variable& variable, const std::string& text) {
  const std::string wanted = absl::AsciiStrToLower(text);
  return absl::StrContains(absl::AsciiStrToLower(variable.name), wanted) ||
         absl::StrContains(absl::AsciiStrToLower(variable.label), wanted);
}

}  // namespace

absl::Status TableHandler::ListVariables(
    const Call& call, Reader& reader, const v1::ListVariablesRequest& request,
    v1::ListVariablesResponse& response) const {
  CASELENS_ASSIGN_OR_RETURN(const Universe universe,
                            ParseUniverse("universe", request.universe()));
  CASELENS_ASSIGN_OR_RETURN(const Page page,
                            ParsePage(request, limits::kMaxLongPageSize));
  CASELENS_ASSIGN_OR_RETURN(const StudyCounts counts,
                            CountsOf(call, reader, indexes_, request.parent()));
  const tabulation::Schema& schema = *counts.study->SchemaOf(universe);
  const std::optional<size_t> last = schema.FindVariable(page.after);
  for (size_t v = last.has_value() ? *last + 1 : 0;
       v < schema.variables().size(); ++v) {
    const tabulation::Variable& variable = schema.variables()[v];
    if (!Contains(variable, request.contains())) continue;
    if (response.variables_size() == page.limit) {
      response.set_next_page_token(
          NextPageToken(request, response.variables().rbegin()->name()));
      break;
    }
    RenderVariable(variable, *response.add_variables());
  }
  return absl::OkStatus();
}

absl::Status TableHandler::CountTable(const Call& call, Reader& reader,
                                      const v1::CountTableRequest& request,
                                      v1::Table& response) const {
  CASELENS_ASSIGN_OR_RETURN(
      const Counting counting,
      Prepare(call, reader, indexes_, request.parent(), request.query()));
  const absl::StatusOr<tabulation::Table> table =
      tabulation::Count(counting.Files(), counting.scope, counting.query);
  CASELENS_RETURN_IF_ERROR(CountingError(table.status()));
  return RenderCounted(counting.counts, counting.query, counting.scope,
                       counting.universe, *table, response);
}

absl::Status TableHandler::ListFilesBehind(
    const Call& call, Reader& reader, const v1::ListFilesBehindRequest& request,
    v1::ListFilesBehindResponse& response) const {
  CASELENS_ASSIGN_OR_RETURN(const Page page,
                            ParsePage(request, limits::kMaxLongPageSize));
  CASELENS_ASSIGN_OR_RETURN(
      const Counting counting,
      Prepare(call, reader, indexes_, request.parent(), request.query()));
  CASELENS_RETURN_IF_ERROR(
      CheckCell(*counting.counts.study->SchemaOf(counting.universe),
                counting.query, request.codes()));
  const absl::StatusOr<std::vector<std::string>> ids =
      tabulation::FilesBehind(counting.Files(), counting.scope, counting.query,
                              {request.codes().begin(), request.codes().end()});
  CASELENS_RETURN_IF_ERROR(CountingError(ids.status()));
  auto at = absl::c_upper_bound(*ids, page.after);
  for (; at != ids->end() && response.files_size() < page.limit; ++at) {
    // Erased since they were counted.
    const absl::StatusOr<CaseFileRow> row = reader.GetCaseFile(call.scope, *at);
    if (absl::IsNotFound(row.status())) continue;
    CASELENS_RETURN_IF_ERROR(row.status());
    v1::ListFilesBehindResponse::File& file = *response.add_files();
    file.set_case_file(absl::StrCat(request.parent(), "/caseFiles/", *at));
    file.set_site(row->site);
    file.set_record(row->record);
  }
  if (at != ids->end()) {
    response.set_next_page_token(
        NextPageToken(request, LastId(response.files().rbegin()->case_file())));
  }
  return absl::OkStatus();
}

absl::Status TableHandler::MeasureCounts(
    const Call& call, Reader& reader, const v1::MeasureCountsRequest& request,
    v1::MeasureCountsResponse& response) const {
  CASELENS_ASSIGN_OR_RETURN(const StudyCounts counts,
                            CountsOf(call, reader, indexes_, request.parent()));
  const tabulation::Schema& schema = *counts.study->codings;
  CASELENS_RETURN_IF_ERROR(
      CheckVariable(schema, "variable", request.variable()));
  if (!request.by().empty()) {
    CASELENS_RETURN_IF_ERROR(CheckVariable(schema, "by", request.by()));
  }
  CASELENS_ASSIGN_OR_RETURN(const std::vector<tabulation::Filter> filters,
                            ParseFilters(schema, "filters", request.filters()));
  CASELENS_ASSIGN_OR_RETURN(const Wave wave,
                            ParseCountedWave("wave", request.wave()));
  CASELENS_ASSIGN_OR_RETURN(
      const tabulation::Scope scope,
      ScopeOf(call, *counts.study, "sites", request.sites()));
  CASELENS_RETURN_IF_ERROR(CheckConsent(*counts.study, scope, {request.by()}));
  RenderProvenance(counts, response);
  if (request.by().empty()) {
    const absl::StatusOr<tabulation::CountMeasure> measure =
        tabulation::MeasureCount(*counts.codings, scope, request.variable(),
                                 filters, wave);
    CASELENS_RETURN_IF_ERROR(CountingError(measure.status()));
    RenderMeasure(*measure, *response.add_measures());
    return absl::OkStatus();
  }
  const absl::StatusOr<std::vector<tabulation::MeasureOfCategory>> measures =
      tabulation::MeasureCountBy(*counts.codings, scope, request.variable(),
                                 request.by(), filters, wave);
  CASELENS_RETURN_IF_ERROR(CountingError(measures.status()));
  for (const tabulation::MeasureOfCategory& of : *measures) {
    v1::MeasureCountsResponse::Measure& message = *response.add_measures();
    message.set_category(of.category.code);
    message.set_label(of.category.label);
    RenderMeasure(of.measure, message);
  }
  return absl::OkStatus();
}

absl::Status TableHandler::ListFindings(
    const Call& call, Reader& reader, const v1::ListFindingsRequest& request,
    v1::ListFindingsResponse& response) const {
  CASELENS_ASSIGN_OR_RETURN(const StudyCounts counts,
                            CountsOf(call, reader, indexes_, request.parent()));
  for (const tabulation::Finding& finding : FindingsOfBoth(*counts.study)) {
    v1::ListFindingsResponse::Finding& message = *response.add_findings();
    message.set_name(finding.name);
    message.set_title(finding.title);
    message.set_universe(finding.universe == Universe::kRecords
                             ? v1::TableQuery::RECORDS
                             : v1::TableQuery::CODINGS);
  }
  return absl::OkStatus();
}

absl::Status TableHandler::CountFinding(const Call& call, Reader& reader,
                                        const v1::CountFindingRequest& request,
                                        v1::FindingReport& response) const {
  CASELENS_ASSIGN_OR_RETURN(const StudyCounts counts,
                            CountsOf(call, reader, indexes_, request.parent()));
  const std::vector<tabulation::Finding> findings =
      FindingsOfBoth(*counts.study);
  const auto finding =
      absl::c_find_if(findings, [&](const tabulation::Finding& one) {
        return one.name == request.finding();
      });
  if (finding == findings.end()) {
    return InvalidField("finding",
                        "want the name of a finding; ListFindings "
                        "has them");
  }
  CASELENS_ASSIGN_OR_RETURN(
      const tabulation::Scope scope,
      ScopeOf(call, *counts.study, "sites", request.sites()));
  CASELENS_ASSIGN_OR_RETURN(
      const std::vector<tabulation::FoundTable> found,
      tabulation::CountFinding(counts.Of(finding->universe), scope, *finding));
  response.set_name(finding->name);
  response.set_title(finding->title);
  response.set_note(finding->note);
  response.set_caveat(tabulation::kFindingCaveat);
  for (const tabulation::FoundTable& table : found) {
    CASELENS_RETURN_IF_ERROR(RenderPart(counts, scope, finding->universe, table,
                                        *response.add_parts()));
  }
  return absl::OkStatus();
}

}  // namespace caselens
