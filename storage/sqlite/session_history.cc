#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

#include "storage/sqlite/session.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

EventRow ReadEvent(SqliteQuery& query) {
  EventRow row;
  row.sequence = query.Int();
  row.study = query.Text();
  row.case_file = query.Text();
  row.actor = query.Text();
  row.resource = query.Text();
  row.record = query.Text();
  return row;
}

HashRow ReadHash(SqliteQuery& query) {
  HashRow row;
  row.place = query.Int();
  row.hash = query.Text();
  return row;
}

// The reply and the case file that it is of.
struct StoredReply {
  ReplyRow row;
  std::string case_file;
  bool sealed = false;
};

StoredReply ReadReply(SqliteQuery& query) {
  StoredReply stored;
  ReplyRow& row = stored.row;
  row.principal = query.Text();
  row.request_id = query.Text();
  row.digest = query.Text();
  row.subject = query.Text();
  row.create_us = query.Int();
  row.response = query.Text();
  stored.case_file = query.Text();
  stored.sealed = query.Int() != 0;
  return stored;
}

std::string PlaceOf(absl::string_view principal, absl::string_view request_id) {
  return absl::StrCat("replies/", principal, "/", request_id);
}

}  // namespace

absl::StatusOr<std::vector<EventRow>> SqliteSession::ListEvents(
    absl::string_view study, const EventFilter& filter, const Page& page) {
  int64_t after = 0;
  if (!page.after.empty() && !absl::SimpleAtoi(page.after, &after)) {
    return absl::InvalidArgumentError("page: want a sequence number");
  }
  const bool is_any = filter.resource.empty();
  if (filter.newest_first) {
    if (after == 0) after = std::numeric_limits<int64_t>::max();
    SqliteQuery query = is_any ? db_.Query(R"sql(
      SELECT sequence, study, case_file, actor, resource, record
      FROM events
      WHERE study = ?1 AND sequence < ?2
      ORDER BY sequence DESC
      LIMIT ?3
    )sql")
                               : db_.Query(R"sql(
      SELECT sequence, study, case_file, actor, resource, record
      FROM events
      WHERE study = ?1 AND sequence < ?2 AND resource = ?4
      ORDER BY sequence DESC
      LIMIT ?3
    )sql");
    query.Text(study).Int(after).Int(page.limit);
    if (!is_any) query.Text(filter.resource);
    return ReadAll(query, &ReadEvent);
  }
  SqliteQuery query = is_any ? db_.Query(R"sql(
    SELECT sequence, study, case_file, actor, resource, record
    FROM events
    WHERE study = ?1 AND sequence > ?2
    ORDER BY sequence
    LIMIT ?3
  )sql")
                             : db_.Query(R"sql(
    SELECT sequence, study, case_file, actor, resource, record
    FROM events
    WHERE study = ?1 AND sequence > ?2 AND resource = ?4
    ORDER BY sequence
    LIMIT ?3
  )sql");
  query.Text(study).Int(after).Int(page.limit);
  if (!is_any) query.Text(filter.resource);
  return ReadAll(query, &ReadEvent);
}

absl::StatusOr<EventRow> SqliteSession::GetEvent(int64_t sequence) {
  SqliteQuery query = db_.Query(R"sql(
    SELECT sequence, study, case_file, actor, resource, record
    FROM events
    WHERE sequence = ?
  )sql");
  query.Int(sequence);
  return ReadOne(query, &ReadEvent);
}

absl::StatusOr<std::vector<EventRow>> SqliteSession::ListAllEvents(
    int64_t after, int limit) {
  SqliteQuery query = db_.Query(R"sql(
    SELECT sequence, study, case_file, actor, resource, record
    FROM events
    WHERE sequence > ?1
    ORDER BY sequence
    LIMIT ?2
  )sql");
  query.Int(after).Int(limit);
  return ReadAll(query, &ReadEvent);
}

absl::StatusOr<std::string> SqliteSession::GetHash(int64_t place) {
  SqliteQuery query =
      db_.Query("SELECT hash FROM history_hashes WHERE place = ?");
  query.Int(place);
  return ReadOne<std::string>(query,
                              [](SqliteQuery& row) { return row.Text(); });
}

absl::StatusOr<std::vector<HashRow>> SqliteSession::ListHashes(int64_t first,
                                                               int limit) {
  SqliteQuery query = db_.Query(R"sql(
    SELECT place, hash FROM history_hashes
    WHERE place >= ?1
    ORDER BY place
    LIMIT ?2
  )sql");
  query.Int(first).Int(limit);
  return ReadAll(query, &ReadHash);
}

absl::Status SqliteSession::AppendHash(const HashRow& row) {
  SqliteQuery query =
      db_.Query("INSERT INTO history_hashes (place, hash) VALUES (?, ?)");
  query.Int(row.place).Blob(row.hash);
  return query.Run();
}

absl::StatusOr<std::string> SqliteSession::GetHead() {
  SqliteQuery query = db_.Query("SELECT note FROM history_head WHERE one = 1");
  absl::StatusOr<std::string> note =
      ReadOne<std::string>(query, [](SqliteQuery& row) { return row.Text(); });
  return absl::IsNotFound(note.status()) ? std::string() : std::move(note);
}

absl::Status SqliteSession::PutHead(absl::string_view note) {
  SqliteQuery query = db_.Query(R"sql(
    INSERT INTO history_head (one, note) VALUES (1, ?)
    ON CONFLICT DO UPDATE SET note = excluded.note
  )sql");
  query.Text(note);
  return query.Run();
}

absl::StatusOr<int64_t> SqliteSession::NextSequence() {
  SqliteQuery query =
      db_.Query("SELECT ifnull(max(sequence), 0) + 1 FROM events");
  return ReadOne<int64_t>(query, [](SqliteQuery& row) { return row.Int(); });
}

absl::Status SqliteSession::AppendEvent(const EventRow& row) {
  if (!row.case_file.empty()) files_of_events_.insert(row.case_file);
  SqliteQuery query = db_.Query(R"sql(
    INSERT INTO events (sequence, study, case_file, actor, resource, record)
    VALUES (?, ?, ?, ?, ?, ?)
  )sql");
  query.Int(row.sequence).Text(row.study).Text(row.case_file).Text(row.actor);
  query.Text(row.resource).Blob(row.record);
  return query.Run();
}

absl::StatusOr<ReplyRow> SqliteSession::GetReply(absl::string_view principal,
                                                 absl::string_view request_id) {
  SqliteQuery query = db_.Query(R"sql(
    SELECT principal, request_id, digest, subject, create_us, response,
           case_file, sealed
    FROM replies
    WHERE principal = ? AND request_id = ?
  )sql");
  query.Text(principal).Text(request_id);
  CASELENS_ASSIGN_OR_RETURN(StoredReply stored, ReadOne(query, &ReadReply));
  CASELENS_RETURN_IF_ERROR(Unseal(stored.sealed, stored.case_file,
                                  PlaceOf(principal, request_id),
                                  stored.row.response));
  return std::move(stored.row);
}

absl::Status SqliteSession::InsertReply(const ReplyRow& row) {
  const std::string file = OneCaseFile();
  CASELENS_ASSIGN_OR_RETURN(
      const std::string response,
      Seal(file, PlaceOf(row.principal, row.request_id), row.response));
  SqliteQuery query = db_.Query(R"sql(
    INSERT INTO replies
      (principal, request_id, digest, subject, create_us, response, case_file,
       sealed)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
  )sql");
  query.Text(row.principal).Text(row.request_id).Blob(row.digest);
  query.Text(row.subject).Int(row.create_us).Blob(response);
  query.Text(file).Int(Sealed());
  return query.Run();
}

absl::Status SqliteSession::DeleteSharedReplies() {
  return db_.Query("DELETE FROM replies WHERE case_file = ''").Run();
}

absl::Status SqliteSession::DeleteReplies(absl::string_view subject) {
  SqliteQuery query = db_.Query("DELETE FROM replies WHERE subject = ?");
  query.Text(subject);
  return query.Run();
}

absl::Status SqliteSession::DeleteRepliesOfFile(absl::string_view case_file) {
  SqliteQuery query = db_.Query("DELETE FROM replies WHERE case_file = ?");
  query.Text(case_file);
  return query.Run();
}

absl::Status SqliteSession::PruneReplies(int64_t create_us) {
  SqliteQuery query = db_.Query("DELETE FROM replies WHERE create_us < ?");
  query.Int(create_us);
  return query.Run();
}

}  // namespace caselens
