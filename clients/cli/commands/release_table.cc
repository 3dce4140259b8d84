#include "clients/cli/commands/release_table.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

#include "caselens/v1/release.pb.h"
#include "clients/cli/errors.h"
#include "clients/cli/status_macros.h"
#include "clients/cli/views/release.h"

namespace caselens::cli {

absl::Status PrintReleaseTable(Session& session,
                               const ReleaseTableOptions& options) {
  v1::QueryReleaseRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_name(),
                       session.Name(options.release, "releases"));
  request.add_dimensions(options.rows);
  if (!options.columns.empty()) request.add_dimensions(options.columns);
  for (const std::string& text : options.filters) {
    const std::pair<std::string, std::string> parts =
        absl::StrSplit(text, absl::MaxSplits('=', 1));
    if (parts.second.empty()) {
      return UsageError(
          absl::StrCat("--filter `", text, "`: want VARIABLE=CODE"));
    }
    v1::QueryReleaseRequest::Filter& filter = *request.add_filters();
    filter.set_variable(parts.first);
    filter.set_category(parts.second);
  }
  CLI_ASSIGN_OR_RETURN(const v1::ReleaseTable table, session.Call(request));
  return session.Print(ReleaseTableJson(table, options.rows, options.columns),
                       ReleaseTableView(table, options.rows, options.columns));
}

}  // namespace caselens::cli
