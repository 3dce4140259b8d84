#ifndef AUDIT_SERVICE_API_ASSIGN_FILES_API_H_
#define AUDIT_SERVICE_API_ASSIGN_FILES_API_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "caselens/v1/assignment.pb.h"
#include "storage/rows.h"
#include "typology/assignment/assignment_csv.h"
#include "typology/assignment/plan.h"

namespace caselens {

// What a call wants assigned. Of sample, case_files and csv one is filled.
struct ParsedAssign {
  std::string sample;                   // resource name
  std::vector<std::string> case_files;  // ids
  AssignmentCsv csv;
  std::vector<std::string> auditors;  // ids; empty: all of each site
  AssignmentOptions options;          // seed 0: one is to be made
  int wave = 0;                       // 0: every row says
  std::string due_date;
};
absl::StatusOr<ParsedAssign> ParseAssign(const v1::AssignFilesRequest& request);

// A wave by its name, 0 for "".
int WaveNamed(const std::string& name);
// A rank by its name, kNext for "".
CoderRank RankNamed(const std::string& name);

void RenderCsvError(const AssignmentCsvError& error,
                    v1::ImportCaseFilesResponse::RowError& message);
// `file` is that of `left_out`.
void RenderLeftOut(const CaseFileRow& file, CoderRank rank,
                   v1::AssignFilesResponse::LeftOut::Reason reason,
                   v1::AssignFilesResponse::LeftOut& message);
v1::AssignFilesResponse::LeftOut::Reason ReasonOf(LeftOutReason reason);

}  // namespace caselens

#endif  // AUDIT_SERVICE_API_ASSIGN_FILES_API_H_
