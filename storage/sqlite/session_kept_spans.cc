#include <string>
#include <vector>

#include "absl/status/status.h"

#include "storage/sqlite/session.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

KeptSpanRow ReadKeptSpan(SqliteQuery& query) {
  KeptSpanRow row;
  row.id = query.Text();
  row.study = query.Text();
  row.site = query.Text();
  row.coding = query.Text();
  row.case_file = query.Text();
  row.field = query.Text();
  row.start_character = static_cast<int>(query.Int());
  row.end_character = static_cast<int>(query.Int());
  row.type = query.Text();
  row.detectors_version = query.Text();
  row.reason = static_cast<int>(query.Int());
  row.author = query.Text();
  row.create_us = query.Int();
  row.mac = query.Text();
  row.state = static_cast<int>(query.Int());
  row.reader = query.Text();
  row.review_us = query.Int();
  row.salt = query.Text();
  return row;
}

}  // namespace

absl::StatusOr<KeptSpanRow> SqliteSession::GetKeptSpan(const Scope& scope,
                                                       absl::string_view id) {
  const std::string sites = SitesAsJson(scope);
  SqliteQuery query = db_.Query(R"sql(
    SELECT id, study, site, coding, case_file, field, start_character,
           end_character, type, detectors_version, reason, author, create_us,
           mac, state, reader, review_us, salt
    FROM kept_spans
    WHERE id = ?1 AND study = ?2
      AND (?3 OR site IN (SELECT value FROM json_each(?4)))
  )sql");
  query.Text(id).Text(scope.study).Int(scope.all_sites ? 1 : 0).Text(sites);
  return ReadOne(query, &ReadKeptSpan);
}

absl::StatusOr<std::vector<KeptSpanRow>> SqliteSession::ListKeptSpans(
    const Scope& scope, const KeptSpanFilter& filter, const Page& page) {
  const std::string sites = SitesAsJson(scope);
  SqliteQuery query = db_.Query(R"sql(
    SELECT id, study, site, coding, case_file, field, start_character,
           end_character, type, detectors_version, reason, author, create_us,
           mac, state, reader, review_us, salt
    FROM kept_spans
    WHERE study = ?1
      AND (?2 OR site IN (SELECT value FROM json_each(?3)))
      AND (?4 = '' OR site = ?4)
      AND (?5 = '' OR coding = ?5)
      AND (?6 = 0 OR state = ?6)
      AND id > ?7
    ORDER BY id
    LIMIT ?8
  )sql");
  query.Text(scope.study).Int(scope.all_sites ? 1 : 0).Text(sites);
  query.Text(filter.site).Text(filter.coding).Int(filter.state);
  query.Text(page.after).Int(page.limit);
  return ReadAll(query, &ReadKeptSpan);
}

absl::Status SqliteSession::ReplaceKeptSpans(
    absl::string_view coding, const std::vector<KeptSpanRow>& rows) {
  SqliteQuery remove = db_.Query("DELETE FROM kept_spans WHERE coding = ?");
  remove.Text(coding);
  CASELENS_ASSIGN_OR_RETURN(const int64_t removed, remove.RunOnMany());
  if (removed > 0 || !rows.empty()) Wrote(Table::kKeptSpans, coding);
  for (const KeptSpanRow& row : rows) {
    SqliteQuery query = db_.Query(R"sql(
      INSERT INTO kept_spans
        (id, study, site, coding, case_file, field, start_character,
         end_character, type, detectors_version, reason, author, create_us, mac,
         state, reader, review_us, salt)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    )sql");
    query.Text(row.id).Text(row.study).Text(row.site).Text(row.coding);
    query.Text(row.case_file).Text(row.field).Int(row.start_character);
    query.Int(row.end_character).Text(row.type).Text(row.detectors_version);
    query.Int(row.reason).Text(row.author).Int(row.create_us).Blob(row.mac);
    query.Int(row.state).Text(row.reader).Int(row.review_us).Blob(row.salt);
    CASELENS_RETURN_IF_ERROR(query.Run());
  }
  return absl::OkStatus();
}

}  // namespace caselens
