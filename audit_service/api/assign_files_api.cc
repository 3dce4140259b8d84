#include "audit_service/api/assign_files_api.h"

#include <cstddef>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "audit_service/api/errors.h"
#include "audit_service/api/names.h"
#include "audit_service/limits.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

using Request = v1::AssignFilesRequest;

absl::Status CheckOneSource(const Request& request) {
  const int sources = (request.sample().empty() ? 0 : 1) +
                      (request.case_files().empty() ? 0 : 1) +
                      (request.csv().empty() ? 0 : 1);
  if (sources == 1) return absl::OkStatus();
  return InvalidField("sample", "want one of sample, case_files and csv");
}

absl::Status CheckSample(const Request& request) {
  if (request.sample().empty()) return absl::OkStatus();
  CASELENS_RETURN_IF_ERROR(
      ParseName("sample", request.sample(), "studies/{study}/samples/{sample}")
          .status());
  if (StudyOf(request.sample()) != StudyOf(request.parent())) {
    return InvalidField("sample", "want a sample of `parent`");
  }
  if (request.wave() == v1::Assignment::W2) {
    return InvalidField("wave",
                        "want PILOT or W1: files of a sample were drawn from "
                        "classes, W2 is for nominated ones");
  }
  return absl::OkStatus();
}

// The ids behind the last `/` of names that fit `pattern`, each once.
absl::StatusOr<std::vector<std::string>> ParseIds(
    absl::string_view field,
    const google::protobuf::RepeatedPtrField<std::string>& names,
    absl::string_view pattern, const std::string& study) {
  std::vector<std::string> ids;
  std::set<std::string> seen;
  for (int i = 0; i < names.size(); ++i) {
    const std::string at = absl::StrCat(field, "[", i, "]");
    CASELENS_ASSIGN_OR_RETURN(const std::vector<std::string> parts,
                              ParseName(at, names[i], pattern));
    if (parts.size() > 1 && parts[0] != study) {
      return InvalidField(at, "want a case file of `parent`");
    }
    if (!seen.insert(parts.back()).second) {
      return InvalidField(at, "want each once");
    }
    ids.push_back(parts.back());
  }
  return ids;
}

absl::StatusOr<AssignmentCsv> ParseCsvOf(const Request& request) {
  if (request.csv().empty()) return AssignmentCsv{};
  if (request.csv().size() > limits::kMaxAssignmentCsvBytes) {
    return InvalidField(
        "csv", absl::StrCat("want at most ", limits::kMaxAssignmentCsvBytes,
                            " bytes; split the file"));
  }
  absl::StatusOr<AssignmentCsv> csv =
      ParseAssignmentCsv(request.csv(), limits::kMaxAssignedFiles);
  if (!csv.ok()) return InvalidField("csv", csv.status().message());
  if (csv->rows.empty() && csv->errors.empty()) {
    return InvalidField("csv", "want a row behind the header");
  }
  return csv;
}

}  // namespace

absl::StatusOr<ParsedAssign> ParseAssign(const Request& request) {
  const std::string study = StudyOf(request.parent());
  ParsedAssign parsed{
      .sample = request.sample(),
      .options = {.double_coded_share = request.double_coded_share(),
                  .seed = request.seed()},
      .wave = request.wave(),
      .due_date = request.due_date()};
  CASELENS_RETURN_IF_ERROR(CheckOneSource(request));
  const double share = request.double_coded_share();
  if (!(share >= 0 && share <= 1)) {  // NaN too
    return InvalidField("double_coded_share", "want 0 to 1");
  }
  if (share > 0 && request.wave() == v1::Assignment::PILOT) {
    return InvalidField("double_coded_share",
                        "want 0: everybody codes every file of a pilot");
  }
  const bool rows_may_say = !request.csv().empty() &&
                            request.wave() == v1::Assignment::WAVE_UNSPECIFIED;
  if (!rows_may_say && (request.wave() == v1::Assignment::WAVE_UNSPECIFIED ||
                        !v1::Assignment::Wave_IsValid(request.wave()))) {
    return InvalidField("wave", "want PILOT, W1 or W2");
  }
  CASELENS_RETURN_IF_ERROR(CheckSample(request));
  if (!request.due_date().empty()) {
    CASELENS_RETURN_IF_ERROR(CheckDay("due_date", request.due_date()));
  }
  if (request.case_files_size() > static_cast<int>(limits::kMaxAssignedFiles)) {
    return InvalidField(
        "case_files", absl::StrCat("want at most ", limits::kMaxAssignedFiles));
  }
  CASELENS_ASSIGN_OR_RETURN(
      parsed.case_files,
      ParseIds("case_files", request.case_files(),
               "studies/{study}/caseFiles/{case_file}", study));
  CASELENS_ASSIGN_OR_RETURN(parsed.auditors,
                            ParseIds("auditors", request.auditors(),
                                     "principals/{principal}", study));
  CASELENS_ASSIGN_OR_RETURN(parsed.csv, ParseCsvOf(request));
  return parsed;
}

int WaveNamed(const std::string& name) {
  v1::Assignment::Wave wave = v1::Assignment::WAVE_UNSPECIFIED;
  v1::Assignment::Wave_Parse(name, &wave);
  return wave;
}

CoderRank RankNamed(const std::string& name) {
  v1::Assignment::Rank rank = v1::Assignment::RANK_UNSPECIFIED;
  v1::Assignment::Rank_Parse(name, &rank);
  return static_cast<CoderRank>(rank);
}

void RenderCsvError(const AssignmentCsvError& error,
                    v1::ImportCaseFilesResponse::RowError& message) {
  message.set_row(error.line);
  message.set_column(error.column);
  message.set_wanted(error.wanted);
}

void RenderLeftOut(const CaseFileRow& file, CoderRank rank,
                   v1::AssignFilesResponse::LeftOut::Reason reason,
                   v1::AssignFilesResponse::LeftOut& message) {
  message.set_case_file(
      absl::StrCat("studies/", file.study, "/caseFiles/", file.id));
  message.set_site(file.site);
  message.set_record(file.record);
  message.set_rank(static_cast<v1::Assignment::Rank>(rank));
  message.set_reason(reason);
}

v1::AssignFilesResponse::LeftOut::Reason ReasonOf(LeftOutReason reason) {
  // The two enums have the same numbers.
  return static_cast<v1::AssignFilesResponse::LeftOut::Reason>(reason);
}

}  // namespace caselens
