#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_split.h"

#include "storage/sqlite/session.h"

namespace caselens {
namespace {

CodingRow ReadCoding(SqliteQuery& query) {
  CodingRow row;
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
  return row;
}

CodingRow ReadCodingWithDocument(SqliteQuery& query) {
  CodingRow row = ReadCoding(query);
  row.salt = query.Text();
  row.document = query.Text();
  return row;
}

SnapshotRow ReadSnapshot(SqliteQuery& query) {
  SnapshotRow row;
  row.coding = query.Text();
  row.version = query.Int();
  row.sequence = query.Int();
  row.salt = query.Text();
  row.document = query.Text();
  return row;
}

}  // namespace

absl::StatusOr<CodingRow> SqliteSession::GetCoding(const Scope& scope,
                                                   absl::string_view id) {
  const std::string sites = SitesAsJson(scope);
  SqliteQuery query = db_.Query(R"sql(
    SELECT c.id, c.study, c.site, c.case_file, c.assignment, c.auditor,
           c.template, c.state, c.reveals, c.version, c.submit_version,
           c.blind_version, c.create_us, c.update_us, c.submit_us, f.record,
           a.rank, a.wave, c.packed, c.salt, c.document
    FROM codings AS c
    JOIN case_files AS f ON f.id = c.case_file
    JOIN assignments AS a ON a.id = c.assignment
    WHERE c.id = ?1 AND c.study = ?2
      AND (?3 OR c.site IN (SELECT value FROM json_each(?4)))
  )sql");
  query.Text(id).Text(scope.study).Int(scope.all_sites ? 1 : 0).Text(sites);
  return ReadOne(query, &ReadCodingWithDocument);
}

absl::StatusOr<std::vector<CodingRow>> SqliteSession::ListCodings(
    const Scope& scope, const CodingFilter& filter, const Page& page) {
  const std::string sites = SitesAsJson(scope);
  SqliteQuery query = db_.Query(R"sql(
    SELECT c.id, c.study, c.site, c.case_file, c.assignment, c.auditor,
           c.template, c.state, c.reveals, c.version, c.submit_version,
           c.blind_version, c.create_us, c.update_us, c.submit_us, f.record,
           a.rank, a.wave, iif(?9, c.packed, x'')
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
  return ReadAll(query, &ReadCoding);
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
           a.rank, a.wave, iif(?10, c.packed, x'')
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
  return ReadAll(query, &ReadCoding);
}

absl::Status SqliteSession::InsertCoding(const CodingRow& row) {
  SqliteQuery query = db_.Query(R"sql(
    INSERT INTO codings
      (id, study, site, case_file, assignment, auditor, template, state,
       reveals, version, submit_version, blind_version, create_us, update_us,
       submit_us, salt, document, packed)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  )sql");
  query.Text(row.id).Text(row.study).Text(row.site).Text(row.case_file);
  query.Text(row.assignment).Text(row.auditor).Text(row.template_name);
  query.Int(row.state).Int(row.reveals).Int(row.version);
  query.Int(row.submit_version).Int(row.blind_version).Int(row.create_us);
  query.Int(row.update_us).Int(row.submit_us);
  query.Blob(row.salt).Blob(row.document).Blob(row.packed);
  Wrote(Table::kCodings, row.id);
  return query.Run();
}

absl::Status SqliteSession::UpdateCoding(const CodingRow& row) {
  SqliteQuery query = db_.Query(R"sql(
    UPDATE codings
    SET state = ?1, reveals = ?2, version = ?3, submit_version = ?4,
        blind_version = ?5, update_us = ?6, submit_us = ?7, salt = ?8,
        document = ?9, template = ?10, packed = ?11
    WHERE id = ?12
  )sql");
  query.Int(row.state).Int(row.reveals).Int(row.version);
  query.Int(row.submit_version).Int(row.blind_version);
  query.Int(row.update_us).Int(row.submit_us);
  query.Blob(row.salt).Blob(row.document).Text(row.template_name);
  query.Blob(row.packed).Text(row.id);
  Wrote(Table::kCodings, row.id);
  return query.RunOnOne();
}

absl::StatusOr<std::vector<SnapshotRow>> SqliteSession::ListSnapshots(
    absl::string_view coding) {
  SqliteQuery query = db_.Query(R"sql(
    SELECT coding, version, sequence, salt, document
    FROM snapshots
    WHERE coding = ?
    ORDER BY version
  )sql");
  query.Text(coding);
  return ReadAll(query, &ReadSnapshot);
}

absl::Status SqliteSession::InsertSnapshot(const SnapshotRow& row) {
  SqliteQuery query = db_.Query(R"sql(
    INSERT INTO snapshots (coding, version, sequence, salt, document)
    VALUES (?, ?, ?, ?, ?)
  )sql");
  query.Text(row.coding).Int(row.version).Int(row.sequence);
  query.Blob(row.salt).Blob(row.document);
  WroteSnapshot(row.coding, row.version);
  return query.Run();
}

absl::Status SqliteSession::UpdateSnapshot(const SnapshotRow& row) {
  SqliteQuery query = db_.Query(R"sql(
    UPDATE snapshots SET salt = ?1, document = ?2
    WHERE coding = ?3 AND version = ?4
  )sql");
  query.Blob(row.salt).Blob(row.document).Text(row.coding).Int(row.version);
  WroteSnapshot(row.coding, row.version);
  return query.RunOnOne();
}

}  // namespace caselens
