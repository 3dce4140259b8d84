#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "storage/sqlite/session.h"

namespace caselens {
namespace {

CaseFileRow ReadCaseFile(SqliteQuery& query) {
  CaseFileRow row;
  row.id = query.Text();
  row.study = query.Text();
  row.site = query.Text();
  row.record = query.Text();
  row.child = query.Text();
  row.family = query.Text();
  row.episode = query.Text();
  row.has_dva = query.Int() != 0;
  row.create_us = query.Int();
  row.salt = query.Text();
  row.document = query.Text();
  return row;
}

// Sites are short pseudonyms, yet no text may ever widen a scope.
void AppendJson(std::string* out, const std::string& text) {
  out->push_back('"');
  for (const char c : text) {
    if (c == '"' || c == '\\') out->push_back('\\');
    if (static_cast<unsigned char>(c) < ' ') {
      absl::StrAppend(out, "\\u", absl::Hex(c, absl::kZeroPad4));
    } else {
      out->push_back(c);
    }
  }
  out->push_back('"');
}

}  // namespace

std::string SitesAsJson(const Scope& scope) {
  return absl::StrCat("[", absl::StrJoin(scope.sites, ",", &AppendJson), "]");
}

absl::StatusOr<CaseFileRow> SqliteSession::GetCaseFile(const Scope& scope,
                                                       absl::string_view id) {
  const std::string sites = SitesAsJson(scope);
  SqliteQuery query = db_.Query(R"sql(
    SELECT id, study, site, record, child, family, episode, has_dva, create_us,
           salt, document
    FROM case_files
    WHERE id = ?1 AND study = ?2
      AND (?3 OR site IN (SELECT value FROM json_each(?4)))
  )sql");
  query.Text(id).Text(scope.study).Int(scope.all_sites ? 1 : 0).Text(sites);
  return ReadOne(query, &ReadCaseFile);
}

absl::StatusOr<std::vector<CaseFileRow>> SqliteSession::ListCaseFiles(
    const Scope& scope, const CaseFileFilter& filter, const Page& page) {
  const std::string sites = SitesAsJson(scope);
  // A record is looked up in its index. A page of all is read in key order: `+`
  // keeps SQLite from that index, which would sort the study for every page.
  SqliteQuery query = filter.record.empty() ? db_.Query(R"sql(
    SELECT id, study, site, record, child, family, episode, has_dva, create_us,
           salt, document
    FROM case_files
    WHERE +study = ?1
      AND (?2 OR site IN (SELECT value FROM json_each(?3)))
      AND (?4 = '' OR site = ?4)
      AND id > ?5
    ORDER BY id
    LIMIT ?6
  )sql")
                                            : db_.Query(R"sql(
    SELECT id, study, site, record, child, family, episode, has_dva, create_us,
           salt, document
    FROM case_files
    WHERE study = ?1
      AND (?2 OR site IN (SELECT value FROM json_each(?3)))
      AND (?4 = '' OR site = ?4)
      AND id > ?5
      AND record = ?7
    ORDER BY id
    LIMIT ?6
  )sql");
  query.Text(scope.study).Int(scope.all_sites ? 1 : 0).Text(sites);
  query.Text(filter.site).Text(page.after).Int(page.limit);
  if (!filter.record.empty()) query.Text(filter.record);
  return ReadAll(query, &ReadCaseFile);
}

absl::StatusOr<int64_t> SqliteSession::CountCaseFiles(const Scope& scope,
                                                      absl::string_view site) {
  const std::string sites = SitesAsJson(scope);
  SqliteQuery query = db_.Query(R"sql(
    SELECT count(*)
    FROM case_files
    WHERE study = ?1
      AND (?2 OR site IN (SELECT value FROM json_each(?3)))
      AND site = ?4
  )sql");
  query.Text(scope.study).Int(scope.all_sites ? 1 : 0).Text(sites).Text(site);
  return ReadOne<int64_t>(query, [](SqliteQuery& row) { return row.Int(); });
}

absl::Status SqliteSession::InsertCaseFile(const CaseFileRow& row) {
  SqliteQuery query = db_.Query(R"sql(
    INSERT INTO case_files
      (id, study, site, record, child, family, episode, has_dva, create_us,
       salt, document)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  )sql");
  query.Text(row.id).Text(row.study).Text(row.site).Text(row.record);
  query.Text(row.child).Text(row.family).Text(row.episode);
  query.Int(row.has_dva ? 1 : 0).Int(row.create_us);
  query.Blob(row.salt).Blob(row.document);
  Wrote(Table::kCaseFiles, row.id);
  return query.Run();
}

}  // namespace caselens
