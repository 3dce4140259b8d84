#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

#include "caselens/v1/erasure.pb.h"
#include "clients/cli/errors.h"
#include "clients/cli/lookup.h"
#include "clients/cli/names.h"
#include "clients/cli/output/view.h"
#include "clients/cli/program.h"
#include "clients/cli/session.h"
#include "clients/cli/status_macros.h"
#include "clients/cli/words.h"

// Erases case files or a whole site: one asks, another approves.
namespace caselens::cli {
namespace {

constexpr absl::Duration kPollEvery = absl::Milliseconds(200);
constexpr absl::Duration kPollFor = absl::Seconds(60);

struct RequestOptions {
  std::string site;
  std::vector<std::string> files;
  bool whole_site = false;
  std::string reason;
};

Grid ErasureGrid() {
  return Grid({"erasure", "site", "files", "reason", "state", "requester",
               "request_time", "approver", "complete_time"});
}

void AddErasure(const v1::Erasure& erasure, Grid& grid) {
  grid.Add({LastId(erasure.name()), erasure.site(),
            erasure.whole_site() ? Cell("all")
            : erasure.case_files_size() == 0
                ? Cell("")
                : Cell::Number(erasure.case_files_size()),
            v1::Erasure::Reason_Name(erasure.reason()),
            v1::Erasure::State_Name(erasure.state()),
            LastId(erasure.requester()), TimeText(erasure.request_time()),
            LastId(erasure.approver()), TimeText(erasure.complete_time())});
}

absl::Status PrintErasure(Session& session, const v1::Erasure& erasure) {
  Grid grid = ErasureGrid();
  AddErasure(erasure, grid);
  View view = View::OfOne(std::move(grid));
  if (!erasure.certificate().empty()) view.Say(erasure.certificate());
  return session.Print(erasure, view);
}

absl::StatusOr<v1::Erasure> FetchErasure(Session& session,
                                         const std::string& argument) {
  std::string study;
  if (!NamesItsStudy(argument)) {
    CLI_ASSIGN_OR_RETURN(study, session.Study());
  }
  v1::GetErasureRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_name(),
                       NameInStudy(argument, "erasures", study));
  return session.Call(request);
}

absl::Status Request(Session& session, const RequestOptions& options) {
  if (options.whole_site != options.files.empty()) {
    return UsageError("want --file, or --whole-site and no --file");
  }
  v1::RequestErasureRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_parent(), session.Study());
  request.set_site(options.site);
  for (const std::string& file : options.files) {
    CLI_ASSIGN_OR_RETURN(*request.add_case_files(),
                         CaseFileName(session, file));
  }
  CLI_ASSIGN_OR_RETURN(
      const v1::Erasure::Reason reason,
      ParseEnum<v1::Erasure::Reason>("--reason", options.reason));
  request.set_reason(reason);
  CLI_ASSIGN_OR_RETURN(const v1::Erasure erasure, session.Call(request));
  return PrintErasure(session, erasure);
}

// Approves what is shown to be asked for now, and waits for the certificate.
absl::Status Approve(Session& session, const std::string& argument) {
  CLI_ASSIGN_OR_RETURN(v1::Erasure erasure, FetchErasure(session, argument));
  v1::ApproveErasureRequest request;
  request.set_name(erasure.name());
  request.set_etag(erasure.etag());
  CLI_RETURN_IF_ERROR(session.Call(request).status());
  const absl::Time end = absl::Now() + kPollFor;
  do {
    absl::SleepFor(kPollEvery);
    CLI_ASSIGN_OR_RETURN(erasure, FetchErasure(session, erasure.name()));
  } while (erasure.state() != v1::Erasure::COMPLETE && absl::Now() < end);
  return PrintErasure(session, erasure);
}

absl::Status List(Session& session) {
  v1::ListErasuresRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_parent(), session.Study());
  CLI_ASSIGN_OR_RETURN(const v1::ListErasuresResponse erasures,
                       session.CallAllPages(request));
  Grid grid = ErasureGrid();
  for (const v1::Erasure& erasure : erasures.erasures()) {
    AddErasure(erasure, grid);
  }
  return session.Print(erasures, View::Of(std::move(grid)));
}

}  // namespace

void AddErasureCommands(Program& program) {
  auto request = std::make_shared<RequestOptions>();
  program
      .Add("files erase",
           "Ask for the erasure of case files, or of all of a site; somebody "
           "else approves it",
           "caselens files erase --study demo --site C1 --file C1:C1-0185 "
           "--reason right-to-erasure",
           [request](Session& session) { return Request(session, *request); })
      .TakesStudy()
      .Needs("--site", request->site, "Site id")
      .Needs("--reason", request->reason,
             "retention-ended, site-withdrew, right-to-erasure, "
             "imported-in-error or other")
      .Takes("--file", request->files, "Case file, or SITE:RECORD; repeatable")
      .Takes("--whole-site", request->whole_site,
             "Every case file that the site has then");

  program.Describe("erasure", "Erasures, and certificates of them");
  auto approved = std::make_shared<std::string>();
  program
      .Add("erasure approve",
           "Erase for good what somebody else asked for, and print the "
           "certificate",
           "caselens erasure approve ERASURE --study demo",
           [approved](Session& session) { return Approve(session, *approved); })
      .TakesStudy()
      .Needs("ERASURE", *approved, "Erasure");
  auto shown = std::make_shared<std::string>();
  program
      .Add("erasure show", "Show an erasure and its certificate",
           "caselens erasure show ERASURE --study demo",
           [shown](Session& session) -> absl::Status {
             CLI_ASSIGN_OR_RETURN(const v1::Erasure erasure,
                                  FetchErasure(session, *shown));
             return PrintErasure(session, erasure);
           })
      .TakesStudy()
      .Needs("ERASURE", *shown, "Erasure");
  program
      .Add("erasure list", "List erasures of a study",
           "caselens erasure list --study demo", List)
      .TakesStudy();
}

}  // namespace caselens::cli
