#include "audit_service/handlers/assign_files_handler.h"

#include <algorithm>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "audit_service/api/assign_files_api.h"
#include "audit_service/api/assignment_api.h"
#include "audit_service/api/errors.h"
#include "audit_service/api/names.h"
#include "audit_service/limits.h"
#include "audit_service/workflow/assignments.h"
#include "audit_service/workflow/files_to_assign.h"
#include "typology/assignment/plan.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

using LeftOutMessage = v1::AssignFilesResponse::LeftOut;

// Rows of new assignments, in the order of their random ids: the order of
// events must not tell which of the caller's own files somebody else codes.
std::vector<AssignmentRow> MakeRows(const Call& call,
                                    const std::vector<FileWanted>& files,
                                    const AssignmentPlan& plan) {
  std::vector<AssignmentRow> rows;
  rows.reserve(plan.assignments.size());
  for (const PlannedAssignment& planned : plan.assignments) {
    const FileWanted& file = files[planned.file];
    rows.push_back({.id = call.environment->NewId(),
                    .study = file.row.study,
                    .site = file.row.site,
                    .case_file = file.row.id,
                    .auditor = planned.auditor,
                    .rank = static_cast<int>(planned.rank),
                    .wave = file.wave,
                    .create_us = call.NowMicros(),
                    .due_date = file.due_date,
                    .salt = call.environment->NewSalt(),
                    .record = file.row.record});
  }
  absl::c_sort(rows, [](const AssignmentRow& a, const AssignmentRow& b) {
    return a.id < b.id;
  });
  return rows;
}

// Files of which the caller gets a part: what others get of them is not for
// their eyes.
std::set<std::string> OwnFiles(const Call& call,
                               const std::vector<AssignmentRow>& rows) {
  std::set<std::string> own;
  for (const AssignmentRow& row : rows) {
    if (row.auditor == call.caller.Id()) own.insert(row.case_file);
  }
  return own;
}

void RenderRows(const Call& call, std::vector<AssignmentRow> rows,
                bool validate_only, const std::set<std::string>& own,
                v1::AssignFilesResponse& response) {
  absl::c_sort(rows, [](const AssignmentRow& a, const AssignmentRow& b) {
    return std::tie(a.site, a.record, a.rank, a.id) <
           std::tie(b.site, b.record, b.rank, b.id);
  });
  response.set_withheld(!own.empty());
  for (const AssignmentRow& row : rows) {
    const bool hidden =
        own.contains(row.case_file) && row.auditor != call.caller.Id();
    if (hidden) continue;
    v1::Assignment& message = *response.add_assignments();
    RenderAssignment(row, message);
    if (validate_only) {
      message.clear_name();
      message.clear_create_time();
    }
  }
}

void RenderLeftOuts(const FilesToAssign& wanted, const AssignmentPlan& plan,
                    const std::set<std::string>& own,
                    v1::AssignFilesResponse& response) {
  for (const CaseFileRow& file : wanted.coded_by_caller) {
    RenderLeftOut(file, CoderRank::kNext, LeftOutMessage::CODED_BY_CALLER,
                  *response.add_left_out());
  }
  for (const CaseFileRow& file : wanted.erased) {
    RenderLeftOut(file, CoderRank::kNext, LeftOutMessage::ERASED,
                  *response.add_left_out());
  }
  for (const LeftOut& left : plan.left_out) {
    const CaseFileRow& file = wanted.files[left.file].row;
    if (own.contains(file.id)) continue;
    RenderLeftOut(file, left.rank, ReasonOf(left.reason),
                  *response.add_left_out());
  }
  std::sort(response.mutable_left_out()->begin(),
            response.mutable_left_out()->end(),
            [](const LeftOutMessage& a, const LeftOutMessage& b) {
              return std::forward_as_tuple(a.site(), a.record(), a.rank()) <
                     std::forward_as_tuple(b.site(), b.record(), b.rank());
            });
}

// Nothing is assigned while a row is wrong.
bool RenderErrors(const std::vector<AssignmentCsvError>& errors,
                  v1::AssignFilesResponse& response) {
  const size_t shown = std::min(errors.size(), limits::kMaxRowErrors);
  for (size_t i = 0; i < shown; ++i) {
    RenderCsvError(errors[i], *response.add_errors());
  }
  return shown > 0;
}

absl::Status InsertAll(Transaction& transaction, const Scope& scope,
                       const Change& change,
                       const std::vector<AssignmentRow>& rows) {
  for (const AssignmentRow& row : rows) {
    const absl::Status inserted = InsertCoder(transaction, scope, change, row);
    if (absl::IsAlreadyExists(inserted)) {
      return WithReason(
          absl::AbortedError("another assignment of one of the files came "
                             "first; nothing was assigned: assign again"),
          "CONCURRENT_ASSIGNMENT");
    }
    CASELENS_RETURN_IF_ERROR(inserted);
  }
  return absl::OkStatus();
}

absl::StatusOr<AssignmentPlan> PlanFor(
    const std::vector<FileWanted>& files,
    const std::vector<AuditorToAssign>& auditors,
    const AssignmentOptions& options) {
  std::vector<FileToAssign> to_plan;
  to_plan.reserve(files.size());
  for (const FileWanted& file : files) to_plan.push_back(file.file);
  CASELENS_ASSIGN_OR_RETURN(AssignmentPlan plan,
                            PlanAssignments(to_plan, auditors, options));
  if (plan.assignments.size() <= limits::kMaxNewAssignments) return plan;
  return InvalidField(
      "parent",
      absl::StrCat("these would be ", plan.assignments.size(),
                   " assignments; want at most ", limits::kMaxNewAssignments,
                   ": name fewer files at a time"));
}

}  // namespace

absl::StatusOr<Plan> AssignFilesHandler::AssignFiles(
    const Call& call, Reader& reader, const v1::AssignFilesRequest& request,
    v1::AssignFilesResponse& response) const {
  CASELENS_RETURN_IF_ERROR(
      ParseName("parent", request.parent(), "studies/{study}").status());
  CASELENS_ASSIGN_OR_RETURN(ParsedAssign parsed, ParseAssign(request));
  if (parsed.options.seed == 0) {
    parsed.options.seed = call.environment->NewSeed();
  }
  response.set_seed(parsed.options.seed);
  CASELENS_ASSIGN_OR_RETURN(FilesToAssign wanted,
                            LoadFilesToAssign(call, reader, parsed));
  if (RenderErrors(wanted.errors, response)) return Plan{};
  // A plan is of the files, not of the order in which they were named.
  absl::c_sort(wanted.files, [](const FileWanted& a, const FileWanted& b) {
    return a.row.id < b.row.id;
  });
  CASELENS_ASSIGN_OR_RETURN(
      const std::vector<AuditorToAssign> auditors,
      LoadAuditorsToAssign(call, reader, wanted.files, parsed.auditors));
  CASELENS_ASSIGN_OR_RETURN(const AssignmentPlan plan,
                            PlanFor(wanted.files, auditors, parsed.options));
  std::vector<AssignmentRow> rows = MakeRows(call, wanted.files, plan);
  const std::set<std::string> own = OwnFiles(call, rows);
  RenderRows(call, rows, request.validate_only(), own, response);
  RenderLeftOuts(wanted, plan, own, response);
  if (request.validate_only() || rows.empty()) return Plan{};
  return Plan{.change =
                  [scope = call.scope, change = call.NewChange(),
                   rows = std::move(rows)](Transaction& transaction) {
                    return InsertAll(transaction, scope, change, rows);
                  },
              .after = nullptr};
}

}  // namespace caselens
