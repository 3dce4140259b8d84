#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

#include "storage/sqlite/session.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

AsStored<CodingRow> ReadCoding(SqliteQuery& query) {
  AsStored<CodingRow> stored;
  CodingRow& row = stored.row;
  row.id = query.Text();
  row.study = query.Text();
  row.site = query.Text();
  row.case_file = query.Text();
  row.assignment = query.Text();
  row.auditor = query.Text();
  row.template_name = query.Text();
  row.state = static_cast<int>(query.Int());
  row.reveals = static_cast<int>(query.Int());
  row.version = query.Int();
  row.submit_version = query.Int();
  row.blind_version = query.Int();
  row.create_us = query.Int();
  row.update_us = query.Int();
  row.submit_us = query.Int();
  row.record = query.Text();
  row.rank = static_cast<int>(query.Int());
  row.wave = static_cast<int>(query.Int());
  row.packed = query.Text();
  stored.sealed = query.Int() != 0;
  return stored;
}

AsStored<CodingRow> ReadCodingWithDocument(SqliteQuery& query) {
  AsStored<CodingRow> stored = ReadCoding(query);
  stored.row.salt = query.Text();
  stored.row.document = query.Text();
  return stored;
}

AsStored<SnapshotRow> ReadSnapshot(SqliteQuery& query) {
  AsStored<SnapshotRow> stored;
  stored.row.coding = query.Text();
  stored.row.version = query.Int();
  stored.row.sequence = query.Int();
  stored.row.salt = query.Text();
  stored.row.document = query.Text();
  stored.sealed = query.Int() != 0;
  return stored;
}

// Where contents stand: sealed for one place, they open in no other.
std::string PlaceOf(const CodingRow& row) {
  return absl::StrCat("codings/", row.id, "/", row.version);
}
std::string PlaceOfPacked(const CodingRow& row) {
  return absl::StrCat("packed codings/", row.id, "/", row.version);
}
std::string PlaceOf(const SnapshotRow& row) {
  return absl::StrCat("snapshots/", row.coding, "/", row.version);
}

}  // namespace

// "" is nothing, and nothing is sealed of it.
absl::Status SqliteSession::UnsealPacked(bool sealed, CodingRow& row) {
  return Unseal(sealed && !row.packed.empty(), row.case_file,
                PlaceOfPacked(row), row.packed);
}

absl::StatusOr<std::string> SqliteSession::SealPacked(const CodingRow& row) {
  if (row.packed.empty()) return std::string();
  return Seal(row.case_file, PlaceOfPacked(row), row.packed);
}

absl::StatusOr<std::vector<CodingRow>> SqliteSession::ReadCodings(
    SqliteQuery& query) {
  CASELENS_ASSIGN_OR_RETURN(std::vector<AsStored<CodingRow>> stored,
                            ReadAll(query, &ReadCoding));
  std::vector<CodingRow> rows;
  rows.reserve(stored.size());
  for (auto& [row, sealed] : stored) {
    CASELENS_RETURN_IF_ERROR(UnsealPacked(sealed, row));
    rows.push_back(std::move(row));
  }
  return rows;
}

absl::StatusOr<CodingRow> SqliteSession::GetCoding(const Scope& scope,
                                                   absl::string_view id) {
  const std::string sites = SitesAsJson(scope);
  SqliteQuery query = db_.Query(R"sql(
    SELECT c.id, c.study, c.site, c.case_file, c.assignment, c.auditor,
           c.template, c.state, c.reveals, c.version, c.submit_version,
           c.blind_version, c.create_us, c.update_us, c.submit_us, f.record,
           a.rank, a.wave, c.packed, c.sealed, c.salt, c.document
    FROM codings AS c
    JOIN case_files AS f ON f.id = c.case_file
    JOIN assignments AS a ON a.id = c.assignment
    WHERE c.id = ?1 AND c.study = ?2
      AND (?3 OR c.site IN (SELECT value FROM json_each(?4)))
  )sql");
  query.Text(id).Text(scope.study).Int(scope.all_sites ? 1 : 0).Text(sites);
  CASELENS_ASSIGN_OR_RETURN(AsStored<CodingRow> stored,
                            ReadOne(query, &ReadCodingWithDocument));
  CodingRow& row = stored.row;
  CASELENS_RETURN_IF_ERROR(
      Unseal(stored.sealed, row.case_file, PlaceOf(row), row.document));
  CASELENS_RETURN_IF_ERROR(UnsealPacked(stored.sealed, row));
  return std::move(row);
}

absl::StatusOr<std::vector<CodingRow>> SqliteSession::ListCodings(
    const Scope& scope, const CodingFilter& filter, const Page& page) {
  const std::string sites = SitesAsJson(scope);
  SqliteQuery query = db_.Query(R"sql(
    SELECT c.id, c.study, c.site, c.case_file, c.assignment, c.auditor,
           c.template, c.state, c.reveals, c.version, c.submit_version,
           c.blind_version, c.create_us, c.update_us, c.submit_us, f.record,
           a.rank, a.wave, iif(?9, c.packed, x''), c.sealed
    FROM codings AS c
    JOIN case_files AS f ON f.id = c.case_file
    JOIN assignments AS a ON a.id = c.assignment
    WHERE c.study = ?1
      AND (?2 OR c.site IN (SELECT value FROM json_each(?3)))
      AND (?4 = '' OR c.auditor = ?4)
      AND (?5 = '' OR c.site = ?5)
      AND (?6 = '' OR c.case_file = ?6)
      AND c.id > ?7
    ORDER BY c.id
    LIMIT ?8
  )sql");
  query.Text(scope.study).Int(scope.all_sites ? 1 : 0).Text(sites);
  query.Text(filter.auditor).Text(filter.site).Text(filter.case_file);
  query.Text(page.after).Int(page.limit).Int(filter.with_packed ? 1 : 0);
  return ReadCodings(query);
}

absl::StatusOr<std::vector<CodingRow>> SqliteSession::ListCodingsByFile(
    const Scope& scope, const CodingFilter& filter, const Page& page) {
  const std::string sites = SitesAsJson(scope);
  const std::pair<std::string, std::string> after =
      absl::StrSplit(page.after, absl::MaxSplits('/', 1));
  // `+` keeps SQLite from sorting the study for every page: the index
  // assignments_by_file has the order already.
  SqliteQuery query = db_.Query(R"sql(
    SELECT c.id, c.study, c.site, c.case_file, c.assignment, c.auditor,
           c.template, c.state, c.reveals, c.version, c.submit_version,
           c.blind_version, c.create_us, c.update_us, c.submit_us, f.record,
           a.rank, a.wave, iif(?10, c.packed, x''), c.sealed
    FROM assignments AS a
    JOIN codings AS c ON c.assignment = a.id
    JOIN case_files AS f ON f.id = a.case_file
    WHERE +a.study = ?1 AND a.withdrawn = 0
      AND (?2 OR a.site IN (SELECT value FROM json_each(?3)))
      AND (?4 = '' OR +a.auditor = ?4)
      AND (?5 = '' OR a.site = ?5)
      AND (?6 = '' OR +a.case_file = ?6)
      AND (a.case_file, a.auditor) > (?7, ?8)
    ORDER BY a.case_file, a.auditor
    LIMIT ?9
  )sql");
  query.Text(scope.study).Int(scope.all_sites ? 1 : 0).Text(sites);
  query.Text(filter.auditor).Text(filter.site).Text(filter.case_file);
  query.Text(after.first).Text(after.second).Int(page.limit);
  query.Int(filter.with_packed ? 1 : 0);
  return ReadCodings(query);
}

absl::StatusOr<std::vector<CodingRow>> SqliteSession::ListUnsealedCodings(
    int limit) {
  SqliteQuery query = db_.Query(R"sql(
    SELECT c.id, c.study, c.site, c.case_file, c.assignment, c.auditor,
           c.template, c.state, c.reveals, c.version, c.submit_version,
           c.blind_version, c.create_us, c.update_us, c.submit_us, f.record,
           a.rank, a.wave, x'', 0
    FROM codings AS c
    JOIN case_files AS f ON f.id = c.case_file
    JOIN assignments AS a ON a.id = c.assignment
    WHERE c.sealed = 0
    ORDER BY c.id
    LIMIT ?
  )sql");
  query.Int(limit);
  return ReadCodings(query);
}

absl::Status SqliteSession::InsertCoding(const CodingRow& row) {
  CASELENS_ASSIGN_OR_RETURN(const std::string document,
                            Seal(row.case_file, PlaceOf(row), row.document));
  CASELENS_ASSIGN_OR_RETURN(const std::string packed, SealPacked(row));
  SqliteQuery query = db_.Query(R"sql(
    INSERT INTO codings
      (id, study, site, case_file, assignment, auditor, template, state,
       reveals, version, submit_version, blind_version, create_us, update_us,
       submit_us, salt, document, packed, sealed)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  )sql");
  query.Text(row.id).Text(row.study).Text(row.site).Text(row.case_file);
  query.Text(row.assignment).Text(row.auditor).Text(row.template_name);
  query.Int(row.state).Int(row.reveals).Int(row.version);
  query.Int(row.submit_version).Int(row.blind_version).Int(row.create_us);
  query.Int(row.update_us).Int(row.submit_us);
  query.Blob(row.salt).Blob(document).Blob(packed).Int(Sealed());
  Wrote(Table::kCodings, row.id);
  return query.Run();
}

absl::Status SqliteSession::UpdateCoding(const CodingRow& row) {
  CASELENS_ASSIGN_OR_RETURN(const std::string document,
                            Seal(row.case_file, PlaceOf(row), row.document));
  CASELENS_ASSIGN_OR_RETURN(const std::string packed, SealPacked(row));
  SqliteQuery query = db_.Query(R"sql(
    UPDATE codings
    SET state = ?1, reveals = ?2, version = ?3, submit_version = ?4,
        blind_version = ?5, update_us = ?6, submit_us = ?7, salt = ?8,
        document = ?9, template = ?10, packed = ?11, sealed = ?12
    WHERE id = ?13
  )sql");
  query.Int(row.state).Int(row.reveals).Int(row.version);
  query.Int(row.submit_version).Int(row.blind_version);
  query.Int(row.update_us).Int(row.submit_us);
  query.Blob(row.salt).Blob(document).Text(row.template_name);
  query.Blob(packed).Int(Sealed()).Text(row.id);
  Wrote(Table::kCodings, row.id);
  return query.RunOnOne();
}

absl::StatusOr<std::vector<SnapshotRow>> SqliteSession::ListSnapshots(
    absl::string_view coding) {
  SqliteQuery query = db_.Query(R"sql(
    SELECT coding, version, sequence, salt, document, sealed
    FROM snapshots
    WHERE coding = ?
    ORDER BY version
  )sql");
  query.Text(coding);
  CASELENS_ASSIGN_OR_RETURN(std::vector<AsStored<SnapshotRow>> stored,
                            ReadAll(query, &ReadSnapshot));
  std::vector<SnapshotRow> rows;
  if (stored.empty()) return rows;
  CASELENS_ASSIGN_OR_RETURN(const std::string file, CaseFileOf(coding));
  for (auto& [row, sealed] : stored) {
    CASELENS_RETURN_IF_ERROR(Unseal(sealed, file, PlaceOf(row), row.document));
    rows.push_back(std::move(row));
  }
  return rows;
}

absl::Status SqliteSession::InsertSnapshot(const SnapshotRow& row) {
  CASELENS_ASSIGN_OR_RETURN(const std::string file, CaseFileOf(row.coding));
  CASELENS_ASSIGN_OR_RETURN(const std::string document,
                            Seal(file, PlaceOf(row), row.document));
  SqliteQuery query = db_.Query(R"sql(
    INSERT INTO snapshots (coding, version, sequence, salt, document, sealed)
    VALUES (?, ?, ?, ?, ?, ?)
  )sql");
  query.Text(row.coding).Int(row.version).Int(row.sequence);
  query.Blob(row.salt).Blob(document).Int(Sealed());
  WroteSnapshot(row.coding, row.version);
  return query.Run();
}

absl::Status SqliteSession::UpdateSnapshot(const SnapshotRow& row) {
  CASELENS_ASSIGN_OR_RETURN(const std::string file, CaseFileOf(row.coding));
  CASELENS_ASSIGN_OR_RETURN(const std::string document,
                            Seal(file, PlaceOf(row), row.document));
  SqliteQuery query = db_.Query(R"sql(
    UPDATE snapshots SET salt = ?1, document = ?2, sealed = ?3
    WHERE coding = ?4 AND version = ?5
  )sql");
  query.Blob(row.salt).Blob(document).Int(Sealed());
  query.Text(row.coding).Int(row.version);
  WroteSnapshot(row.coding, row.version);
  return query.RunOnOne();
}

}  // namespace caselens
