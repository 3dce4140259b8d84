#include "audit_service/handlers/case_file_handler.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "audit_service/api/case_file_api.h"
#include "audit_service/api/class_model_api.h"
#include "audit_service/api/errors.h"
#include "audit_service/api/names.h"
#include "audit_service/api/pages.h"
#include "audit_service/limits.h"
#include "audit_service/workflow/coding_context.h"
#include "audit_service/workflow/resources.h"
#include "audit_service/workflow/sight.h"
#include "audit_service/workflow/site_readiness.h"
#include "typology/anonymity/site_id.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

absl::StatusOr<CaseFileCsv> ParseImport(
    const FactorCatalogue& factors, const v1::ImportCaseFilesRequest& request,
    const v1::Site& site) {
  if (request.csv().size() > limits::kMaxImportBytes) {
    return InvalidField("csv",
                        absl::StrCat("want at most ", limits::kMaxImportBytes,
                                     " bytes; split the file"));
  }
  absl::StatusOr<CaseFileCsv> parsed =
      ParseCaseFileCsv(request.csv(), factors,
                       {.nation = v1::Site::Nation_Name(site.nation()),
                        .max_rows = limits::kMaxImportRows,
                        .max_errors = limits::kMaxRowErrors});
  if (!parsed.ok()) return InvalidField("csv", parsed.status().message());
  return parsed;
}

// Counts and lists an error of a row.
void AddError(CellError error, CaseFileCsv& file) {
  ++file.error_count;
  if (file.errors.size() < limits::kMaxRowErrors) {
    file.errors.push_back(std::move(error));
  }
}

// Moves rows with an id that looks like a real one from the good to the bad.
void RejectRealIds(const anonymity::Guard& guard, CaseFileCsv& file) {
  std::vector<CaseFile> opaque;
  for (CaseFile& row : file.rows) {
    const std::pair<const char*, const std::string*> ids[] = {
        {"record_id", &row.record_id},
        {"child_id", &row.child_id},
        {"family_id", &row.family_id},
        {"episode_id", &row.episode_id}};
    const auto* const real =
        std::find_if(std::begin(ids), std::end(ids), [&guard](const auto& id) {
          return !id.second->empty() &&
                 anonymity::FindSiteIdFault(guard, *id.second).has_value();
        });
    if (real == std::end(ids)) {
      opaque.push_back(std::move(row));
      continue;
    }
    AddError({.line = row.line,
              .column = real->first,
              .value = *real->second,
              .wanted = "want an id that stands for nothing outside this "
                        "file: this looks like a name or a number of another "
                        "system"},
             file);
  }
  file.rows = std::move(opaque);
}

// The errors by row, without values that may identify somebody.
void RenderErrors(const anonymity::Guard& guard, CaseFileCsv& file,
                  v1::ImportCaseFilesResponse& response) {
  std::stable_sort(
      file.errors.begin(), file.errors.end(),
      [](const CellError& a, const CellError& b) { return a.line < b.line; });
  for (CellError& error : file.errors) {
    const anonymity::ScanResult found = guard.Scan(error.value);
    if (found.refusal.has_value() || !found.findings.empty()) {
      error.value = "(not shown)";
    }
    RenderCellError(error, *response.add_errors());
  }
}

// Moves rows whose record is stored already from the good to the bad.
absl::Status RejectKnownRecords(Reader& reader, const Scope& scope,
                                const std::string& site, CaseFileCsv& file) {
  std::vector<CaseFile> unknown;
  for (CaseFile& row : file.rows) {
    CASELENS_ASSIGN_OR_RETURN(
        const std::vector<CaseFileRow> known,
        reader.ListCaseFiles(scope, {.site = site, .record = row.record_id},
                             {.limit = 1}));
    if (known.empty()) {
      unknown.push_back(std::move(row));
      continue;
    }
    AddError({.line = row.line,
              .column = "record_id",
              .value = row.record_id,
              .wanted = "want a record that is not imported already"},
             file);
  }
  file.rows = std::move(unknown);
  return absl::OkStatus();
}

absl::StatusOr<CaseFileRow> MakeRow(const Call& call,
                                    const CodingContext& context,
                                    const std::string& site,
                                    const CaseFile& row) {
  CASELENS_ASSIGN_OR_RETURN(const FactorSet factors,
                            MapFactors(context.map, row.factors.codes));
  const std::vector<std::string> keys = FactorKeys(context.map.scheme, factors);
  v1::CaseFile document = CaseFileDocument(row, keys);
  if (context.model != nullptr && row.factors.has_dva) {
    const Pattern pattern =
        RecordedPattern(context.model->document, {keys.begin(), keys.end()});
    CASELENS_ASSIGN_OR_RETURN(const ClassScore score,
                              context.model->scorer.Score(pattern));
    RenderMembership(context.model->document, score,
                     *document.mutable_membership());
    document.mutable_membership()->set_simulated(context.study.simulated());
  }
  return CaseFileRow{.id = call.environment->NewId(),
                     .study = call.scope.study,
                     .site = site,
                     .record = row.record_id,
                     .child = row.child_id,
                     .family = row.family_id,
                     .episode = row.episode_id,
                     .has_dva = row.factors.has_dva,
                     .create_us = call.NowMicros(),
                     .salt = call.environment->NewSalt(),
                     .document = document.SerializeAsString()};
}

absl::Status InsertAll(Transaction& transaction, const Change& change,
                       const std::vector<CaseFileRow>& rows) {
  for (const CaseFileRow& row : rows) {
    const absl::Status inserted = transaction.InsertCaseFile(row);
    if (absl::IsAlreadyExists(inserted)) {
      return WithReason(
          absl::AbortedError("csv: another import of the same records came "
                             "first; import again to see which"),
          "CONCURRENT_IMPORT");
    }
    CASELENS_RETURN_IF_ERROR(inserted);
    Change of_row = change;
    of_row.case_file = row.id;
    of_row.resource =
        absl::StrCat("studies/", row.study, "/caseFiles/", row.id);
    of_row.after = {.salt = row.salt, .document = row.document};
    CASELENS_RETURN_IF_ERROR(Record(transaction, of_row));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Plan> CaseFileHandler::ImportCaseFiles(
    const Call& call, Reader& reader, const v1::ImportCaseFilesRequest& request,
    v1::ImportCaseFilesResponse& response) const {
  CASELENS_ASSIGN_OR_RETURN(
      const std::vector<std::string> ids,
      ParseName("parent", request.parent(), "studies/{study}/sites/{site}"));
  if (!call.scope.Covers(ids[1])) return NotFound(request.parent());
  CASELENS_ASSIGN_OR_RETURN(
      const CodingContext context,
      LoadCodingContext(catalogue_, reader, ids[0], ids[1]));
  CASELENS_RETURN_IF_ERROR(CheckSiteReady(context.site));
  CASELENS_ASSIGN_OR_RETURN(
      CaseFileCsv file,
      ParseImport(catalogue_.Factors(), request, context.site));
  const size_t good_by_form = file.rows.size();
  RejectRealIds(guard_, file);
  CASELENS_RETURN_IF_ERROR(
      RejectKnownRecords(reader, call.scope, ids[1], file));
  RenderErrors(guard_, file, response);
  const size_t rejected =
      file.rows_read - good_by_form + (good_by_form - file.rows.size());
  response.set_rejected(static_cast<int32_t>(rejected));
  const bool imports = !request.validate_only() &&
                       (file.error_count == 0 || request.good_rows_only());
  if (!imports || file.rows.empty()) return Plan{};

  std::vector<CaseFileRow> rows;
  rows.reserve(file.rows.size());
  for (const CaseFile& row : file.rows) {
    CASELENS_ASSIGN_OR_RETURN(rows.emplace_back(),
                              MakeRow(call, context, ids[1], row));
  }
  response.set_imported(static_cast<int32_t>(rows.size()));
  response.set_with_dva(static_cast<int32_t>(
      std::count_if(rows.begin(), rows.end(),
                    [](const CaseFileRow& row) { return row.has_dva; })));
  return Plan{.change =
                  [change = call.NewChange(),
                   rows = std::move(rows)](Transaction& transaction) {
                    return InsertAll(transaction, change, rows);
                  },
              .after = nullptr};
}

absl::Status CaseFileHandler::GetCaseFile(const Call& call, Reader& reader,
                                          const v1::GetCaseFileRequest& request,
                                          v1::CaseFile& response) const {
  CASELENS_ASSIGN_OR_RETURN(const std::vector<std::string> ids,
                            ParseName("name", request.name(),
                                      "studies/{study}/caseFiles/{case_file}"));
  CASELENS_ASSIGN_OR_RETURN(
      const CaseFileRow row,
      Found(reader.GetCaseFile(call.scope, ids[1]), request.name()));
  CASELENS_ASSIGN_OR_RETURN(
      const std::vector<AssignmentRow> own,
      reader.ListAssignments(call.scope,
                             {.auditor = call.caller.Id(), .case_file = row.id},
                             {.limit = 1}));
  const bool reads_all =
      call.caller.HasAt(v1::Grant::RESEARCHER, ids[0], row.site) ||
      call.caller.HasAt(v1::Grant::SITE_STEWARD, ids[0], row.site);
  if (!reads_all && own.empty()) return NotFound(request.name());
  CASELENS_ASSIGN_OR_RETURN(
      const SightOf sight,
      SightOf::Load(reader, call.scope.study, call.caller.Id()));
  CASELENS_ASSIGN_OR_RETURN(response, RenderCaseFile(row));
  Hide(sight.At(row.id), response);
  return absl::OkStatus();
}

absl::Status CaseFileHandler::ListCaseFiles(
    const Call& call, Reader& reader, const v1::ListCaseFilesRequest& request,
    v1::ListCaseFilesResponse& response) const {
  CASELENS_RETURN_IF_ERROR(
      ParseName("parent", request.parent(), "studies/{study}").status());
  CASELENS_ASSIGN_OR_RETURN(const Page page,
                            ParsePage(request, limits::kMaxLongPageSize));
  CASELENS_ASSIGN_OR_RETURN(
      const SightOf sight,
      SightOf::Load(reader, call.scope.study, call.caller.Id()));
  CASELENS_ASSIGN_OR_RETURN(
      const std::vector<CaseFileRow> rows,
      reader.ListCaseFiles(call.scope,
                           {.site = request.site(), .record = request.record()},
                           page));
  for (const CaseFileRow& row : rows) {
    v1::CaseFile& file = *response.add_case_files();
    CASELENS_ASSIGN_OR_RETURN(file, RenderCaseFile(row));
    Hide(sight.At(row.id), file);
  }
  if (static_cast<int>(rows.size()) == page.limit) {
    response.set_next_page_token(NextPageToken(request, rows.back().id));
  }
  return absl::OkStatus();
}

}  // namespace caselens
