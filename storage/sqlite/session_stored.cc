#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

#include "storage/sqlite/session.h"
#include "storage/stored_row.h"
#include "typology/base/status_macros.h"

// `*`, and nowhere else: whatever column a table has or gets belongs to the
// row. The key stands before them.

namespace caselens {
namespace {

std::string SnapshotKey(absl::string_view coding, int64_t version) {
  return absl::StrCat(coding, "/", version);
}

// `{coding}/{version}`; from the first one for "".
std::pair<std::string, int64_t> ParseSnapshotKey(absl::string_view key) {
  int64_t version = 0;
  const size_t slash = key.rfind('/');
  if (slash == absl::string_view::npos ||
      !absl::SimpleAtoi(key.substr(slash + 1), &version)) {
    return {std::string(key), -1};
  }
  return {std::string(key.substr(0, slash)), version};
}

SqliteQuery GetQuery(SqliteDatabase& db, Table table) {
  switch (table) {
    case Table::kResources:
      return db.Query("SELECT name, * FROM resources WHERE name = ?1");
    case Table::kTokens:
      return db.Query("SELECT id, * FROM tokens WHERE id = ?1");
    case Table::kCaseFiles:
      return db.Query("SELECT id, * FROM case_files WHERE id = ?1");
    case Table::kAssignments:
      return db.Query("SELECT id, * FROM assignments WHERE id = ?1");
    case Table::kCodings:
      return db.Query("SELECT id, * FROM codings WHERE id = ?1");
    case Table::kSnapshots:
      return db.Query(R"sql(
        SELECT coding || '/' || version, * FROM snapshots
        WHERE coding = ?1 AND version = ?2
      )sql");
    case Table::kKeptSpans:
      break;
  }
  return db.Query(
      "SELECT coding, * FROM kept_spans WHERE coding = ?1 ORDER BY id");
}

SqliteQuery ListQuery(SqliteDatabase& db, Table table) {
  switch (table) {
    case Table::kResources:
      return db.Query(R"sql(
        SELECT name, * FROM resources WHERE name > ?1 ORDER BY name LIMIT ?2
      )sql");
    case Table::kTokens:
      return db.Query(R"sql(
        SELECT id, * FROM tokens WHERE id > ?1 ORDER BY id LIMIT ?2
      )sql");
    case Table::kCaseFiles:
      return db.Query(R"sql(
        SELECT id, * FROM case_files WHERE id > ?1 ORDER BY id LIMIT ?2
      )sql");
    case Table::kAssignments:
      return db.Query(R"sql(
        SELECT id, * FROM assignments WHERE id > ?1 ORDER BY id LIMIT ?2
      )sql");
    case Table::kCodings:
      return db.Query(R"sql(
        SELECT id, * FROM codings WHERE id > ?1 ORDER BY id LIMIT ?2
      )sql");
    case Table::kSnapshots:
      return db.Query(R"sql(
        SELECT coding || '/' || version, * FROM snapshots
        WHERE (coding, version) > (?1, ?3)
        ORDER BY coding, version LIMIT ?2
      )sql");
    case Table::kKeptSpans:
      break;
  }
  return db.Query(R"sql(
    SELECT coding, * FROM kept_spans
    WHERE coding IN (SELECT DISTINCT coding FROM kept_spans
                     WHERE coding > ?1 ORDER BY coding LIMIT ?2)
    ORDER BY coding, id
  )sql");
}

}  // namespace

absl::StatusOr<std::string> SqliteSession::GetStored(const RowKey& key) {
  SqliteQuery query = GetQuery(db_, key.table);
  const auto [coding, version] = ParseSnapshotKey(key.key);
  if (key.table == Table::kSnapshots) {
    query.Text(coding).Int(version);
  } else {
    query.Text(key.key);
  }
  RowBytes bytes;
  while (true) {
    CASELENS_ASSIGN_OR_RETURN(const bool has_row, query.Next());
    if (!has_row) return bytes.Take();
    query.Text();  // the key
    bytes.Begin(key.table);
    query.TakeRest(bytes);
    bytes.End();
  }
}

absl::StatusOr<std::vector<StoredRow>> SqliteSession::ListStored(
    Table table, const Page& page) {
  SqliteQuery query = ListQuery(db_, table);
  const auto [coding, version] = ParseSnapshotKey(page.after);
  if (table == Table::kSnapshots) {
    query.Text(coding).Int(page.limit).Int(version);
  } else {
    query.Text(page.after).Int(page.limit);
  }
  std::vector<StoredRow> rows;
  while (true) {
    CASELENS_ASSIGN_OR_RETURN(const bool has_row, query.Next());
    if (!has_row) return rows;
    std::string key = query.Text();
    if (rows.empty() || rows.back().key != key) rows.push_back({key, ""});
    RowBytes bytes;
    bytes.Begin(table);
    query.TakeRest(bytes);
    bytes.End();
    rows.back().bytes += bytes.Take();
  }
}

std::vector<RowKey> SqliteSession::TakeWritten() {
  return std::exchange(written_, {});
}

void SqliteSession::Wrote(Table table, absl::string_view key) {
  RowKey written{.table = table, .key = std::string(key)};
  if (std::find(written_.begin(), written_.end(), written) == written_.end()) {
    written_.push_back(std::move(written));
  }
}

void SqliteSession::WroteSnapshot(absl::string_view coding, int64_t version) {
  Wrote(Table::kSnapshots, SnapshotKey(coding, version));
}

}  // namespace caselens
