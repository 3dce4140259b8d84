#include <string>
#include <vector>

#include "storage/sqlite/session.h"

// What ReadAssignment reads, for every query of this file.
#define SELECT_ASSIGNMENT_                                             \
  "SELECT a.id, a.study, a.site, a.case_file, a.auditor, a.rank, "     \
  "  a.wave, a.withdrawn, a.create_us, a.due_date, a.salt, f.record, " \
  "  ifnull(c.id, ''), ifnull(c.state, 0), ifnull(c.reveals, 0), "     \
  "  ifnull(c.update_us, 0) "                                          \
  "FROM assignments AS a "                                             \
  "JOIN case_files AS f ON f.id = a.case_file "                        \
  "LEFT JOIN codings AS c ON c.assignment = a.id "

namespace caselens {
namespace {

AssignmentRow ReadAssignment(SqliteQuery& query) {
  AssignmentRow row;
  row.id = query.Text();
  row.study = query.Text();
  row.site = query.Text();
  row.case_file = query.Text();
  row.auditor = query.Text();
  row.rank = static_cast<int>(query.Int());
  row.wave = static_cast<int>(query.Int());
  row.withdrawn = query.Int() != 0;
  row.create_us = query.Int();
  row.due_date = query.Text();
  row.salt = query.Text();
  row.record = query.Text();
  row.coding = query.Text();
  row.coding_state = static_cast<int>(query.Int());
  row.coding_reveals = static_cast<int>(query.Int());
  row.coding_update_us = query.Int();
  return row;
}

}  // namespace

absl::StatusOr<AssignmentRow> SqliteSession::GetAssignment(
    const Scope& scope, absl::string_view id) {
  const std::string sites = SitesAsJson(scope);
  SqliteQuery query = db_.Query(SELECT_ASSIGNMENT_ R"sql(
    WHERE a.id = ?1 AND a.study = ?2
      AND (?3 OR a.site IN (SELECT value FROM json_each(?4)))
  )sql");
  query.Text(id).Text(scope.study).Int(scope.all_sites ? 1 : 0).Text(sites);
  return ReadOne(query, &ReadAssignment);
}

absl::StatusOr<std::vector<AssignmentRow>> SqliteSession::ListAssignments(
    const Scope& scope, const AssignmentFilter& filter, const Page& page) {
  const std::string sites = SitesAsJson(scope);
  // Sight and queue of one person are asked for all the time: the rows of one
  // auditor have an index, which `?4 = '' OR` would keep from being used.
  SqliteQuery query = filter.auditor.empty()
                          ? db_.Query(SELECT_ASSIGNMENT_ R"sql(
    WHERE a.study = ?1
      AND (?2 OR a.site IN (SELECT value FROM json_each(?3)))
      AND ?4 = ''
      AND (?5 = '' OR a.case_file = ?5)
      AND (?6 = '' OR a.site = ?6)
      AND (?7 = '' OR f.record = ?7)
      AND (?8 OR a.withdrawn = 0)
      AND a.id > ?9
    ORDER BY a.id
    LIMIT ?10
  )sql")
                          : db_.Query(SELECT_ASSIGNMENT_ R"sql(
    WHERE a.study = ?1
      AND (?2 OR a.site IN (SELECT value FROM json_each(?3)))
      AND a.auditor = ?4
      AND (?5 = '' OR a.case_file = ?5)
      AND (?6 = '' OR a.site = ?6)
      AND (?7 = '' OR f.record = ?7)
      AND (?8 OR a.withdrawn = 0)
      AND a.id > ?9
    ORDER BY a.id
    LIMIT ?10
  )sql");
  query.Text(scope.study).Int(scope.all_sites ? 1 : 0).Text(sites);
  query.Text(filter.auditor).Text(filter.case_file).Text(filter.site);
  query.Text(filter.record).Int(filter.with_withdrawn ? 1 : 0);
  query.Text(page.after).Int(page.limit);
  return ReadAll(query, &ReadAssignment);
}

absl::Status SqliteSession::InsertAssignment(const AssignmentRow& row) {
  SqliteQuery query = db_.Query(R"sql(
    INSERT INTO assignments
      (id, study, site, case_file, auditor, rank, wave, create_us, due_date,
       salt)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  )sql");
  query.Text(row.id).Text(row.study).Text(row.site).Text(row.case_file);
  query.Text(row.auditor).Int(row.rank).Int(row.wave).Int(row.create_us);
  query.Text(row.due_date).Blob(row.salt);
  Wrote(Table::kAssignments, row.id);
  return query.Run();
}

absl::Status SqliteSession::WithdrawAssignment(absl::string_view id) {
  SqliteQuery query =
      db_.Query("UPDATE assignments SET withdrawn = 1 WHERE id = ?");
  query.Text(id);
  Wrote(Table::kAssignments, id);
  return query.RunOnOne();
}

}  // namespace caselens
