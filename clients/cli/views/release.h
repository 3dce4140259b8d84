#ifndef CLIENTS_CLI_VIEWS_RELEASE_H_
#define CLIENTS_CLI_VIEWS_RELEASE_H_

#include <string>

#include "caselens/v1/release.pb.h"
#include "clients/cli/output/grid.h"
#include "clients/cli/output/view.h"

namespace caselens::cli {

View ReleaseView(const v1::Release& release);
View ReleasesView(const v1::ListReleasesResponse& releases);
View LedgerView(const v1::ListReleaseLedgerResponse& ledger);
View PackView(const v1::FindingsPack& pack);

// A table with the variable `rows` down and `columns` across; "" for neither.
View ReleaseTableView(const v1::ReleaseTable& table, const std::string& rows,
                      const std::string& columns);
// {"cells":[{"row":...,"col":...,"value":n|"c","why":...}],
//  "total_reported":...,"provenance":...}
std::string ReleaseTableJson(const v1::ReleaseTable& table,
                             const std::string& rows,
                             const std::string& columns);
// One row a cell, under the names of the variables.
Grid ReleaseTableCsv(const v1::ReleaseTable& table);

// "gender x age", and the same as a name of a file.
std::string TableTitle(const v1::ReleaseTable& table);
std::string TableFileName(const v1::ReleaseTable& table);

}  // namespace caselens::cli

#endif  // CLIENTS_CLI_VIEWS_RELEASE_H_
