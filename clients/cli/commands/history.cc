#include "clients/cli/views/history.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "caselens/v1/history.pb.h"
#include "clients/cli/errors.h"
#include "clients/cli/names.h"
#include "clients/cli/program.h"
#include "clients/cli/progress.h"
#include "clients/cli/session.h"
#include "clients/cli/status_macros.h"

namespace caselens::cli {
namespace {

absl::Status ListEvents(Session& session, const std::string& resource) {
  v1::ListEventsRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_parent(), session.Study());
  request.set_resource(resource);
  CLI_ASSIGN_OR_RETURN(const v1::ListEventsResponse events,
                       session.CallAllPages(request));
  return session.Print(events, EventsView(events));
}

struct ReadsOptions {
  std::string principal;
  std::string file;
};

absl::Status ListReads(Session& session, const ReadsOptions& options) {
  v1::ListReadsRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_parent(), session.Study());
  if (!options.principal.empty()) {
    CLI_ASSIGN_OR_RETURN(*request.mutable_principal(),
                         TopName(options.principal, "principals"));
  }
  if (!options.file.empty()) {
    CLI_ASSIGN_OR_RETURN(*request.mutable_case_file(),
                         session.Name(options.file, "caseFiles"));
  }
  CLI_ASSIGN_OR_RETURN(const v1::ListReadsResponse reads,
                       session.CallAllPages(request));
  return session.Print(reads, ReadsView(reads));
}

absl::Status VerifyAll(Session& session) {
  v1::HistoryVerification last;
  {
    Progress progress(session.Remarks(), kBarSteps);
    CLI_RETURN_IF_ERROR(session.Watch<v1::VerifyHistoryRequest>(
        v1::VerifyHistoryRequest(), [&](const v1::HistoryVerification& now) {
          last = now;
          const double done =
              static_cast<double>(now.events()) /
              static_cast<double>(std::max<int64_t>(1, now.size()));
          progress.At(
              static_cast<int>(kBarSteps * std::min(1.0, done)),
              absl::StrCat(now.events(), " events, ", now.rows(), " rows"));
          return true;
        }));
  }
  CLI_RETURN_IF_ERROR(session.Print(last, VerificationView(last)));
  return last.state() == v1::HistoryVerification::VERIFIED ? absl::OkStatus()
                                                           : AlreadyExplained();
}

}  // namespace

void AddHistoryCommands(Program& program) {
  program.Describe("history", "Who changed what, and when; proofs of it");
  auto resource = std::make_shared<std::string>();
  program
      .Add("history list", "List the events of a study, oldest first",
           "caselens history list --study demo --format csv",
           [resource](Session& session) {
             return ListEvents(session, *resource);
           })
      .TakesStudy()
      .Takes("--resource", *resource,
             "Only events of this resource, by full name");
  auto reads = std::make_shared<ReadsOptions>();
  program
      .Add("history reads", "List who read which codings, oldest first",
           "caselens history reads --study demo --principal researcher",
           [reads](Session& session) { return ListReads(session, *reads); })
      .TakesStudy()
      .Takes("--principal", reads->principal, "Only reads by this principal")
      .Takes("--file", reads->file, "Only reads about this case file, by id");
  program.Add("history verify",
              "Have the service hash every event and every row again",
              "caselens history verify", VerifyAll);
}

}  // namespace caselens::cli
