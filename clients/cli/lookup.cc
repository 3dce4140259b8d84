#include "clients/cli/lookup.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

#include "caselens/v1/assignment.pb.h"
#include "caselens/v1/case_file.pb.h"
#include "caselens/v1/coding.pb.h"
#include "clients/cli/errors.h"
#include "clients/cli/output/view.h"
#include "clients/cli/status_macros.h"

namespace caselens::cli {
namespace {

bool IsSiteAndRecord(absl::string_view argument) {
  return absl::StrContains(argument, ':');
}

std::pair<std::string, std::string> SiteAndRecord(absl::string_view argument) {
  return absl::StrSplit(argument, absl::MaxSplits(':', 1));
}

absl::StatusOr<std::string> TheOnly(absl::string_view argument,
                                    absl::string_view what,
                                    const std::vector<std::string>& names) {
  if (names.size() == 1) return names.front();
  if (names.empty()) {
    return absl::NotFoundError(
        absl::StrCat("`", argument, "`: there is no ", what,
                     " of that record that you may see"));
  }
  return UsageError(absl::StrCat("`", argument, "`: name one ", what, ": ",
                                 absl::StrJoin(names, ", ")));
}

// The codings of a record that the caller may see, or only the caller's own.
absl::StatusOr<std::vector<std::string>> CodingsOf(Session& session,
                                                   absl::string_view argument,
                                                   bool mine) {
  const auto [site, record] = SiteAndRecord(argument);
  v1::ListCodingsRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_parent(), session.Study());
  request.set_site(site);
  request.set_mine(mine);
  CLI_ASSIGN_OR_RETURN(const v1::ListCodingsResponse codings,
                       session.CallAllPages(request));
  std::vector<std::string> names;
  for (const v1::Coding& coding : codings.codings()) {
    if (coding.record() == record && coding.state() != v1::Coding::WITHDRAWN) {
      names.push_back(coding.name());
    }
  }
  return names;
}

}  // namespace

absl::StatusOr<std::string> CodingName(Session& session,
                                       absl::string_view argument) {
  if (!IsSiteAndRecord(argument)) return session.Name(argument, "codings");
  CLI_ASSIGN_OR_RETURN(const std::vector<std::string> own,
                       CodingsOf(session, argument, true));
  if (own.size() == 1) return own.front();
  CLI_ASSIGN_OR_RETURN(const std::vector<std::string> all,
                       CodingsOf(session, argument, false));
  return TheOnly(argument, "coding", all);
}

absl::StatusOr<std::string> CaseFileName(Session& session,
                                         absl::string_view argument) {
  if (!IsSiteAndRecord(argument)) return session.Name(argument, "caseFiles");
  const auto [site, record] = SiteAndRecord(argument);
  v1::ListCaseFilesRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_parent(), session.Study());
  request.set_site(site);
  request.set_record(record);
  CLI_ASSIGN_OR_RETURN(const v1::ListCaseFilesResponse files,
                       session.CallAllPages(request));
  std::vector<std::string> names;
  for (const v1::CaseFile& file : files.case_files()) {
    names.push_back(file.name());
  }
  return TheOnly(argument, "case file", names);
}

absl::StatusOr<std::string> AssignmentName(Session& session,
                                           absl::string_view argument) {
  if (!IsSiteAndRecord(argument)) return session.Name(argument, "assignments");
  const auto [site, record] = SiteAndRecord(argument);
  v1::ListAssignmentsRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_parent(), session.Study());
  request.set_mine(true);
  request.set_site(site);
  request.set_record(record);
  CLI_ASSIGN_OR_RETURN(const v1::ListAssignmentsResponse own,
                       session.CallAllPages(request));
  std::vector<std::string> names;
  for (const v1::Assignment& assignment : own.assignments()) {
    names.push_back(assignment.name());
  }
  return TheOnly(argument, "assignment of yours", names);
}

}  // namespace caselens::cli
