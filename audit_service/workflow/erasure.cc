#include "audit_service/workflow/erasure.h"

#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/util/time_util.h"

#include "audit_service/api/errors.h"
#include "audit_service/api/names.h"
#include "audit_service/workflow/releases.h"
#include "audit_service/workflow/resources.h"
#include "caselens/v1/release_snapshot.pb.h"
#include "typology/base/status_macros.h"
#include "typology/release_data/release_data.h"

namespace caselens {
namespace {

using google::protobuf::util::TimeUtil;

struct CountOfTable {
  const char* table;
  int64_t RowsOfFile::*rows;
};
constexpr CountOfTable kCounts[] = {
    {"case_files", &RowsOfFile::case_files},
    {"assignments", &RowsOfFile::assignments},
    {"codings", &RowsOfFile::codings},
    {"snapshots", &RowsOfFile::snapshots},
    {"kept_spans", &RowsOfFile::kept_spans},
    {"resources", &RowsOfFile::resources},
    {"replies", &RowsOfFile::replies},
};

// What was frozen for releases holds categories of files under numbers made
// of their ids, and later releases are proved against it: the numbers of
// `erased` become others.
absl::Status UnlinkFromReleases(Transaction& transaction, const Call& call,
                                const std::set<uint64_t>& erased) {
  std::vector<std::string> releases;
  CASELENS_RETURN_IF_ERROR(ForEachResource(
      transaction, kReleases, absl::StrCat("studies/", call.scope.study),
      [&](const ResourceRow& row) {
        releases.push_back(row.name);
        return absl::OkStatus();
      }));
  for (const std::string& release : releases) {
    CASELENS_ASSIGN_OR_RETURN(const ResourceRow row,
                              transaction.GetResource(SnapshotName(release)));
    CASELENS_ASSIGN_OR_RETURN(v1::ReleaseSnapshot snapshot,
                              ParseDocument<v1::ReleaseSnapshot>(row));
    bool holds_any = false;
    for (uint64_t& id : *snapshot.mutable_ids()) {
      if (!erased.contains(id)) continue;
      holds_any = true;
      id = ReleaseRecordId(call.environment->NewId());
    }
    if (!holds_any) continue;
    CASELENS_RETURN_IF_ERROR(
        UpdateWithEvent(transaction, call, row, snapshot.SerializeAsString()));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<StoredErasure> ParseErasureRow(ResourceRow row) {
  CASELENS_ASSIGN_OR_RETURN(v1::Erasure erasure,
                            ParseDocument<v1::Erasure>(row));
  return StoredErasure{.row = std::move(row), .erasure = std::move(erasure)};
}

absl::Status CheckMayApprove(Reader& reader, const Scope& scope,
                             const std::string& person,
                             const v1::Erasure& erasure,
                             const std::vector<std::string>& case_files) {
  if (erasure.requester() == absl::StrCat("principals/", person)) {
    return WithReason(
        absl::FailedPreconditionError(
            "you asked for this erasure: somebody else approves it"),
        "SECOND_PERSON");
  }
  CASELENS_ASSIGN_OR_RETURN(
      const std::vector<CodingRow> coded,
      reader.ListCodings(
          scope, {.auditor = person, .site = erasure.site(), .case_file = {}},
          {.after = {}, .limit = kWholeList}));
  const std::set<std::string> files(case_files.begin(), case_files.end());
  for (const CodingRow& coding : coded) {
    if (!files.contains(coding.case_file)) continue;
    return WithReason(
        absl::FailedPreconditionError(
            "you coded one of the files: somebody who coded none approves it"),
        "CODED_A_FILE");
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<std::string>> FilesOf(Reader& reader,
                                                 const Scope& scope,
                                                 const v1::Erasure& erasure) {
  std::vector<std::string> files;
  if (!erasure.whole_site()) {
    for (const std::string& name : erasure.case_files()) {
      files.push_back(LastId(name));
    }
    return files;
  }
  CASELENS_ASSIGN_OR_RETURN(
      const std::vector<CaseFileRow> rows,
      reader.ListCaseFiles(scope, {.site = erasure.site(), .record = {}},
                           {.after = {}, .limit = kWholeList}));
  for (const CaseFileRow& row : rows) files.push_back(row.id);
  return files;
}

absl::Status EraseFiles(Transaction& transaction, const Call& call,
                        const std::vector<std::string>& case_files,
                        v1::Erasure& erasure) {
  RowsOfFile before;
  std::set<uint64_t> released;
  erasure.clear_case_files();
  for (const std::string& id : case_files) {
    const std::string name =
        absl::StrCat("studies/", call.scope.study, "/caseFiles/", id);
    erasure.add_case_files(name);
    released.insert(ReleaseRecordId(id));
    CASELENS_ASSIGN_OR_RETURN(const RowsOfFile rows,
                              transaction.CountRowsOfFile(id));
    for (const auto& [table, count] : kCounts) before.*count += rows.*count;
    const absl::Status erased = transaction.EraseCaseFile(call.scope, id);
    // Another erasure had it.
    if (absl::IsNotFound(erased)) continue;
    CASELENS_RETURN_IF_ERROR(erased);
    Change change = call.NewChange();
    change.case_file = id;
    change.resource = name;
    CASELENS_RETURN_IF_ERROR(Record(transaction, change));
  }
  CASELENS_RETURN_IF_ERROR(UnlinkFromReleases(transaction, call, released));
  RowsOfFile after;
  for (const std::string& id : case_files) {
    CASELENS_ASSIGN_OR_RETURN(const RowsOfFile rows,
                              transaction.CountRowsOfFile(id));
    for (const auto& [table, count] : kCounts) after.*count += rows.*count;
  }
  erasure.clear_rows();
  for (const auto& [table, count] : kCounts) {
    v1::Erasure::Rows& rows = *erasure.add_rows();
    rows.set_table(table);
    rows.set_before(before.*count);
    rows.set_after(after.*count);
  }
  return absl::OkStatus();
}

bool Covers(const Scope& scope, const v1::Erasure& erasure) {
  return scope.Covers(erasure.site());
}

std::string CertificateText(absl::string_view origin,
                            const v1::Erasure& erasure,
                            absl::string_view head) {
  std::string text = absl::StrCat(
      origin, " erasure certificate v1\n", "erasure ", erasure.name(), "\n",
      "site ", erasure.site(), erasure.whole_site() ? ", the whole\n" : "\n",
      "reason ", v1::Erasure::Reason_Name(erasure.reason()), "\n", "requested ",
      TimeUtil::ToString(erasure.request_time()), " by ", erasure.requester(),
      "\n", "approved ", TimeUtil::ToString(erasure.approve_time()), " by ",
      erasure.approver(), "\n", "completed ",
      TimeUtil::ToString(erasure.complete_time()), "\n");
  for (const v1::Erasure::Rows& rows : erasure.rows()) {
    absl::StrAppend(&text, "rows ", rows.table(), " ", rows.before(), " to ",
                    rows.after(), "\n");
  }
  for (const v1::Erasure::Key& key : erasure.keys()) {
    absl::StrAppend(&text, "file ", LastId(key.case_file()), " key ",
                    key.fingerprint().empty() ? "none" : key.fingerprint(),
                    "\n");
  }
  // Size and root of the history in which all that is told.
  const std::vector<std::string> lines = absl::StrSplit(head, '\n');
  for (size_t i = 1; i < lines.size() && i < 3; ++i) {
    absl::StrAppend(&text, i == 1 ? "head " : " ", lines[i]);
  }
  absl::StrAppend(&text, "\n");
  return text;
}

}  // namespace caselens
