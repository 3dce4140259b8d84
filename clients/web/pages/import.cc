#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "caselens/v1/case_file.pb.h"
#include "caselens/v1/study.pb.h"
#include "clients/cli/request_id.h"
#include "clients/cli/status_macros.h"
#include "clients/web/site.h"
#include "clients/web/text.h"

// The steward's import of case files: checked first, bad rows listed, and
// imported when the steward says so.
namespace caselens::web {
namespace {

constexpr int kRefused = 422;
// The service lists no more bad rows.
constexpr int kMostListed = 1000;

// What a form asked for and what came of it; empty to begin.
struct Attempt {
  std::string site;
  std::string csv;
  bool is_check = true;
  std::string error;
  const v1::ImportCaseFilesResponse* response = nullptr;
};

Data BadRows(const v1::ImportCaseFilesResponse& response) {
  Data rows(Data::type::list);
  for (const v1::ImportCaseFilesResponse::RowError& error : response.errors()) {
    Data row("line", absl::StrCat(error.row()));
    row.set("column", error.column().empty() ? "the row" : error.column());
    SetText(row, "value", error.value());
    row.set("wanted", error.wanted());
    rows.push_back(row);
  }
  return rows;
}

void SetOutcome(const Attempt& attempt, Data& data) {
  const v1::ImportCaseFilesResponse& response = *attempt.response;
  const bool has_bad = response.rejected() > 0;
  const bool is_imported = response.imported() > 0;
  data.set("is_imported", is_imported);
  data.set("imported", absl::StrCat(response.imported()));
  data.set("with_dva", absl::StrCat(response.with_dva()));
  data.set("is_good", attempt.is_check && !has_bad);
  data.set("rejected", absl::StrCat(response.rejected()));
  data.set("has_bad", has_bad);
  data.set("bad", BadRows(response));
  SetText(data, "listed",
          response.errors_size() < kMostListed
              ? ""
              : absl::StrCat(response.errors_size()));
  data.set("may_leave_out", has_bad && !is_imported);
}

absl::StatusOr<Response> Show(const Visit& visit, const Attempt& attempt,
                              int status) {
  v1::ListSitesRequest request;
  request.set_parent(visit.Study());
  CLI_ASSIGN_OR_RETURN(const v1::ListSitesResponse all,
                       visit.session.CallAllPages(request));
  Data sites(Data::type::list);
  for (const v1::Site& site : all.sites()) {
    Data one("value", site.name());
    one.set("id", sites.is_empty_list() ? "site" : LastPart(site.name()));
    one.set("text", LastPart(site.name()));
    one.set("files", absl::StrCat(site.case_file_count()));
    one.set("checked", attempt.site == site.name() || all.sites().size() == 1);
    sites.push_back(one);
  }
  Data data("sites", sites);
  data.set("action", visit.request.path);
  data.set("request_id", cli::NewRequestId());
  for (const char* name :
       {"is_imported", "is_good", "has_bad", "listed", "may_leave_out"}) {
    data.set(name, false);
  }
  if (attempt.response != nullptr) SetOutcome(attempt, data);
  // What is imported is not offered again.
  SetText(data, "csv", data.get("is_imported")->is_true() ? "" : attempt.csv);
  SetError(attempt.error, attempt.site.empty() ? "site" : "csv", data);
  return ShowPage(visit, "import_files", "Import case files", data, status);
}

absl::StatusOr<Response> ShowImport(const Visit& visit) {
  return Show(visit, {}, 200);
}

absl::StatusOr<Response> Import(const Visit& visit) {
  const Fields& form = visit.request.form;
  Attempt attempt;
  attempt.site = form.Get("site");
  attempt.csv = form.Get("file").empty() ? form.Get("csv") : form.Get("file");
  attempt.is_check = form.Get("do") == "check";
  v1::ImportCaseFilesRequest request;
  request.set_parent(attempt.site);
  request.set_csv(attempt.csv);
  request.set_validate_only(attempt.is_check);
  request.set_good_rows_only(form.Get("do") == "good");
  request.set_request_id(form.Get("request_id"));
  if (attempt.site.empty()) {
    attempt.error = "Choose the site that the files are of.";
    return Show(visit, attempt, kRefused);
  }
  const absl::StatusOr<v1::ImportCaseFilesResponse> response =
      visit.session.Call(request);
  if (absl::IsInvalidArgument(response.status()) ||
      absl::IsFailedPrecondition(response.status())) {
    attempt.error = RefusalText(response.status());
    return Show(visit, attempt, kRefused);
  }
  CLI_RETURN_IF_ERROR(response.status());
  attempt.response = &*response;
  return Show(visit, attempt, 200);
}

}  // namespace

std::vector<Route> ImportRoutes() {
  return {{"GET", "/studies/*/import", ShowImport},
          {"POST", "/studies/*/import", Import}};
}

}  // namespace caselens::web
