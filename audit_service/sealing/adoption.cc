#include "audit_service/sealing/adoption.h"

#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "audit_service/call.h"
#include "audit_service/history/event.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

constexpr int kCodingsAtOnce = 100;
constexpr int kAll = std::numeric_limits<int>::max();

// What handlers store of one case file beside its codings.
absl::Status SealResource(Transaction& transaction, ResourceRow row,
                          const std::string& case_file) {
  row.case_file = case_file;
  return transaction.UpdateResource(row);
}

absl::Status SealResources(Transaction& transaction, const CodingRow& coding,
                           const std::string& name) {
  for (const char* const collection : {"disclosureReviews", "secondThoughts"}) {
    CASELENS_ASSIGN_OR_RETURN(
        const std::vector<ResourceRow> rows,
        transaction.ListResources(collection, name,
                                  {.after = {}, .limit = kAll}));
    for (const ResourceRow& row : rows) {
      CASELENS_RETURN_IF_ERROR(
          SealResource(transaction, row, coding.case_file));
    }
  }
  absl::StatusOr<ResourceRow> adjudication =
      transaction.GetResource(absl::StrCat(
          "studies/", coding.study, "/adjudications/", coding.case_file));
  if (absl::IsNotFound(adjudication.status())) return absl::OkStatus();
  CASELENS_RETURN_IF_ERROR(adjudication.status());
  return SealResource(transaction, *std::move(adjudication), coding.case_file);
}

// Writes a coding and all that hangs on it as they are: the store seals them.
absl::Status SealCoding(Transaction& transaction, const Call& call,
                        const CodingRow& listed) {
  const Scope scope = {.study = listed.study, .all_sites = true, .sites = {}};
  const std::string name =
      absl::StrCat("studies/", listed.study, "/codings/", listed.id);
  CASELENS_RETURN_IF_ERROR(SealResources(transaction, listed, name));
  CASELENS_ASSIGN_OR_RETURN(const std::vector<SnapshotRow> snapshots,
                            transaction.ListSnapshots(listed.id));
  for (const SnapshotRow& snapshot : snapshots) {
    CASELENS_RETURN_IF_ERROR(transaction.UpdateSnapshot(snapshot));
  }
  CASELENS_ASSIGN_OR_RETURN(const CodingRow row,
                            transaction.GetCoding(scope, listed.id));
  CASELENS_RETURN_IF_ERROR(transaction.UpdateCoding(row));
  Change change = call.NewChange();
  change.study = row.study;
  change.case_file = row.case_file;
  change.resource = name;
  return Record(transaction, change);
}

}  // namespace

absl::Status SealStoredCodings(Store& store, const Environment& environment) {
  const Call call =
      Call::Internal(environment, "seal content", v1::Principal());
  bool sealed_any = false;
  bool more = true;
  while (more) {
    CASELENS_RETURN_IF_ERROR(
        store.WriteNow([&](Transaction& transaction) -> absl::Status {
          CASELENS_ASSIGN_OR_RETURN(
              const std::vector<CodingRow> codings,
              transaction.ListUnsealedCodings(kCodingsAtOnce));
          more = !codings.empty();
          if (!more) return absl::OkStatus();
          sealed_any = true;
          for (const CodingRow& coding : codings) {
            CASELENS_RETURN_IF_ERROR(SealCoding(transaction, call, coding));
          }
          return transaction.PruneReplies(std::numeric_limits<int64_t>::max());
        }));
  }
  return sealed_any ? store.Compact() : absl::OkStatus();
}

absl::Status EraseAgain(Store& store, const Environment& environment,
                        const std::vector<std::string>& case_files) {
  const Call call = Call::Internal(environment, "erase again", v1::Principal());
  bool erased_any = false;
  CASELENS_RETURN_IF_ERROR(
      store.WriteNow([&](Transaction& transaction) -> absl::Status {
        for (const std::string& id : case_files) {
          const absl::StatusOr<Reader::Place> file =
              transaction.PlaceOfCaseFile(id);
          if (absl::IsNotFound(file.status())) continue;
          CASELENS_RETURN_IF_ERROR(file.status());
          CASELENS_RETURN_IF_ERROR(transaction.EraseCaseFile(
              {.study = file->study, .all_sites = false, .sites = {file->site}},
              id));
          Change change = call.NewChange();
          change.study = file->study;
          change.case_file = id;
          change.resource =
              absl::StrCat("studies/", file->study, "/caseFiles/", id);
          CASELENS_RETURN_IF_ERROR(Record(transaction, change));
          erased_any = true;
        }
        return absl::OkStatus();
      }));
  return erased_any ? store.Compact() : absl::OkStatus();
}

}  // namespace caselens
