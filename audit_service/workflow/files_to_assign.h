#ifndef AUDIT_SERVICE_WORKFLOW_FILES_TO_ASSIGN_H_
#define AUDIT_SERVICE_WORKFLOW_FILES_TO_ASSIGN_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "audit_service/api/assign_files_api.h"
#include "audit_service/call.h"
#include "storage/store.h"
#include "typology/assignment/plan.h"

namespace caselens {

// A file that is to be assigned, as it is stored and as a plan sees it.
struct FileWanted {
  CaseFileRow row;  // without document
  FileToAssign file;
  int wave = 0;
  std::string due_date;
  bool is_begun = false;  // by somebody
};

// What a call asks for, looked up.
struct FilesToAssign {
  std::vector<FileWanted> files;
  std::vector<CaseFileRow> erased;  // of a sample: id and study alone
  std::vector<CaseFileRow> coded_by_caller;
  std::vector<AssignmentCsvError> errors;  // by line
};

// Looks up the files of `wanted` and who codes them already. Files that the
// caller codes and has not completed are put aside: a plan for them would tell
// of their other coder. INVALID_ARGUMENT or NOT_FOUND for a file or sample that
// the call does not cover.
absl::StatusOr<FilesToAssign> LoadFilesToAssign(const Call& call,
                                                Reader& reader,
                                                const ParsedAssign& wanted);

// The auditors who may code at the sites of `files`: those with the ids
// `wanted`, or all. Bars from a file who could read what is submitted of it.
// FAILED_PRECONDITION if a site is not ready, or somebody wanted may code at
// none of the sites.
absl::StatusOr<std::vector<AuditorToAssign>> LoadAuditorsToAssign(
    const Call& call, Reader& reader, std::vector<FileWanted>& files,
    const std::vector<std::string>& wanted);

}  // namespace caselens

#endif  // AUDIT_SERVICE_WORKFLOW_FILES_TO_ASSIGN_H_
