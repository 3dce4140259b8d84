#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "storage/sqlite/session.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

// The keys that `query` gives of the rows of `id`, and what it does to them.
absl::StatusOr<std::vector<std::string>> Keys(SqliteQuery&& query,
                                              absl::string_view id) {
  return ReadAll<std::string>(query.Text(id),
                              [](SqliteQuery& row) { return row.Text(); });
}

}  // namespace

absl::StatusOr<std::string> SqliteSession::Seal(absl::string_view case_file,
                                                absl::string_view place,
                                                const std::string& plain) {
  return sealer_ == nullptr ? plain : sealer_->Seal(case_file, place, plain);
}

absl::Status SqliteSession::Unseal(bool sealed, absl::string_view case_file,
                                   absl::string_view place,
                                   std::string& bytes) {
  if (!sealed) return absl::OkStatus();
  if (sealer_ == nullptr) {
    return absl::FailedPreconditionError(
        "storage: the content is sealed, and there are no keys");
  }
  CASELENS_ASSIGN_OR_RETURN(bytes, sealer_->Open(case_file, place, bytes));
  return absl::OkStatus();
}

absl::StatusOr<std::string> SqliteSession::CaseFileOf(
    absl::string_view coding) {
  SqliteQuery query = db_.Query("SELECT case_file FROM codings WHERE id = ?");
  query.Text(coding);
  return ReadOne<std::string>(query,
                              [](SqliteQuery& row) { return row.Text(); });
}

std::string SqliteSession::OneCaseFile() const {
  return !has_erased_ && files_of_events_.size() == 1
             ? *files_of_events_.begin()
             : "";
}

absl::StatusOr<bool> SqliteSession::HoldsSealed() {
  SqliteQuery query = db_.Query(R"sql(
    SELECT EXISTS (SELECT 1 FROM codings WHERE sealed <> 0)
        OR EXISTS (SELECT 1 FROM resources WHERE sealed <> 0)
  )sql");
  return ReadOne<bool>(query, [](SqliteQuery& row) { return row.Int() != 0; });
}

absl::StatusOr<RowsOfFile> SqliteSession::CountRowsOfFile(
    absl::string_view id) {
  SqliteQuery query = db_.Query(R"sql(
    SELECT (SELECT count(*) FROM case_files WHERE id = ?1),
           (SELECT count(*) FROM assignments WHERE case_file = ?1),
           (SELECT count(*) FROM codings WHERE case_file = ?1),
           (SELECT count(*) FROM snapshots AS s
            JOIN codings AS c ON c.id = s.coding WHERE c.case_file = ?1),
           (SELECT count(*) FROM kept_spans AS k
            JOIN codings AS c ON c.id = k.coding WHERE c.case_file = ?1),
           (SELECT count(*) FROM resources WHERE case_file = ?1),
           (SELECT count(*) FROM replies WHERE case_file = ?1)
  )sql");
  query.Text(id);
  return ReadOne<RowsOfFile>(query, [](SqliteQuery& row) {
    RowsOfFile rows;
    rows.case_files = row.Int();
    rows.assignments = row.Int();
    rows.codings = row.Int();
    rows.snapshots = row.Int();
    rows.kept_spans = row.Int();
    rows.resources = row.Int();
    rows.replies = row.Int();
    return rows;
  });
}

absl::StatusOr<Reader::Place> SqliteSession::PlaceOfCaseFile(
    absl::string_view id) {
  SqliteQuery query =
      db_.Query("SELECT study, site FROM case_files WHERE id = ?");
  query.Text(id);
  return ReadOne<Place>(query, [](SqliteQuery& row) {
    Place place;
    place.study = row.Text();
    place.site = row.Text();
    return place;
  });
}

// Rows that refer to others go first. Each key is told, so that the history
// can say of every row that it is gone.
absl::Status SqliteSession::EraseCaseFile(const Scope& scope,
                                          absl::string_view id) {
  CASELENS_RETURN_IF_ERROR(GetCaseFile(scope, id).status());
  has_erased_ = true;
  CASELENS_ASSIGN_OR_RETURN(
      const std::vector<std::string> codings,
      Keys(db_.Query("SELECT id FROM codings WHERE case_file = ?"), id));
  for (const std::string& coding : codings) {
    CASELENS_RETURN_IF_ERROR(EraseCoding(coding));
  }
  CASELENS_ASSIGN_OR_RETURN(
      const std::vector<std::string> assignments,
      Keys(db_.Query("DELETE FROM assignments WHERE case_file = ? "
                     "RETURNING id"),
           id));
  for (const std::string& key : assignments) Wrote(Table::kAssignments, key);
  CASELENS_ASSIGN_OR_RETURN(
      const std::vector<std::string> resources,
      Keys(db_.Query("DELETE FROM resources WHERE case_file = ? "
                     "RETURNING name"),
           id));
  for (const std::string& key : resources) Wrote(Table::kResources, key);
  CASELENS_RETURN_IF_ERROR(DeleteRepliesOfFile(id));
  Wrote(Table::kCaseFiles, id);
  return db_.Query("DELETE FROM case_files WHERE id = ?").Text(id).RunOnOne();
}

absl::Status SqliteSession::EraseCoding(absl::string_view id) {
  CASELENS_ASSIGN_OR_RETURN(const int64_t kept_spans,
                            db_.Query("DELETE FROM kept_spans WHERE coding = ?")
                                .Text(id)
                                .RunOnMany());
  if (kept_spans > 0) Wrote(Table::kKeptSpans, id);
  CASELENS_ASSIGN_OR_RETURN(
      const std::vector<std::string> versions,
      Keys(db_.Query("DELETE FROM snapshots WHERE coding = ? "
                     "RETURNING version"),
           id));
  for (const std::string& version : versions) {
    Wrote(Table::kSnapshots, absl::StrCat(id, "/", version));
  }
  Wrote(Table::kCodings, id);
  return db_.Query("DELETE FROM codings WHERE id = ?").Text(id).RunOnOne();
}

}  // namespace caselens
