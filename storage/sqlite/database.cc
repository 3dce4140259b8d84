#include "storage/sqlite/database.h"

#include <chrono>
#include <memory>
#include <string>
#include <thread>

#include <sqlite3.h>

#include "absl/memory/memory.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "typology/base/status_macros.h"

namespace caselens {
namespace {

constexpr int kBusyMilliseconds = 5000;

// Maps by result code, never by message text. The text of the error is left
// out on purpose: SQLite repeats values from the statement in it.
absl::Status ToStatus(int code, absl::string_view what) {
  const std::string message =
      absl::StrCat("storage: ", what, ": sqlite code ", code);
  switch (code) {
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_ROWID:
      return absl::AlreadyExistsError(message);
    case SQLITE_CONSTRAINT_FOREIGNKEY:
      return absl::NotFoundError(message);
    case SQLITE_IOERR_SHMSIZE:  // the index of the log found no room to grow
      return absl::ResourceExhaustedError(message);
    default:
      break;
  }
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
      return absl::UnavailableError(message);
    case SQLITE_FULL:
      return absl::ResourceExhaustedError(message);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return absl::DataLossError(message);
    default:
      return absl::InternalError(message);
  }
}

}  // namespace

SqliteQuery::~SqliteQuery() {
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

// Values outlive the run of the query: callers bind arguments of their own
// functions. Hence SQLITE_STATIC, which copies nothing.
SqliteQuery& SqliteQuery::Text(absl::string_view value) {
  if (error_ == SQLITE_OK) {
    error_ = sqlite3_bind_text64(statement_, next_parameter_++,
                                 value.empty() ? "" : value.data(),
                                 value.size(), SQLITE_STATIC, SQLITE_UTF8);
  }
  return *this;
}

SqliteQuery& SqliteQuery::Blob(absl::string_view value) {
  if (error_ == SQLITE_OK) {
    error_ = sqlite3_bind_blob64(statement_, next_parameter_++,
                                 value.empty() ? "" : value.data(),
                                 value.size(), SQLITE_STATIC);
  }
  return *this;
}

SqliteQuery& SqliteQuery::Int(int64_t value) {
  if (error_ == SQLITE_OK) {
    error_ = sqlite3_bind_int64(statement_, next_parameter_++, value);
  }
  return *this;
}

absl::StatusOr<bool> SqliteQuery::Next() {
  if (error_ != SQLITE_OK) return ToStatus(error_, "bind");
  next_column_ = 0;
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return ToStatus(sqlite3_extended_errcode(db_), "step");
}

absl::Status SqliteQuery::Run() { return Next().status(); }

absl::StatusOr<int64_t> SqliteQuery::RunOnMany() {
  CASELENS_RETURN_IF_ERROR(Run());
  return sqlite3_changes64(db_);
}

absl::Status SqliteQuery::RunOnOne() {
  CASELENS_ASSIGN_OR_RETURN(const int64_t changed, RunOnMany());
  if (changed == 0) return absl::NotFoundError("storage: no such row");
  return absl::OkStatus();
}

std::string SqliteQuery::Text() {
  const int column = next_column_++;
  const void* bytes = sqlite3_column_blob(statement_, column);
  const int size = sqlite3_column_bytes(statement_, column);
  return bytes == nullptr ? std::string()
                          : std::string(static_cast<const char*>(bytes), size);
}

int64_t SqliteQuery::Int() {
  return sqlite3_column_int64(statement_, next_column_++);
}

void SqliteQuery::TakeRest(RowBytes& bytes) {
  for (const int end = sqlite3_column_count(statement_); next_column_ < end;) {
    const int column = next_column_;
    const char* const name = sqlite3_column_name(statement_, column);
    const int type = sqlite3_column_type(statement_, column);
    if (type == SQLITE_INTEGER) {
      bytes.Integer(name, Int());
    } else if (type == SQLITE_TEXT) {
      bytes.Text(name, Text());
    } else if (type == SQLITE_BLOB) {
      bytes.Blob(name, Text());
    } else {
      bytes.Other(name, Text());
    }
  }
}

absl::StatusOr<std::unique_ptr<SqliteDatabase>> SqliteDatabase::Open(
    const std::string& path, const std::string& vfs, Mode mode) {
  const int access = mode == Mode::kReadOnly
                         ? SQLITE_OPEN_READONLY
                         : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  sqlite3* raw = nullptr;
  const int code =
      sqlite3_open_v2(path.c_str(), &raw, access | SQLITE_OPEN_NOMUTEX,
                      vfs.empty() ? nullptr : vfs.c_str());
  auto db = absl::WrapUnique(new SqliteDatabase(raw, vfs));
  if (code != SQLITE_OK) return ToStatus(code, "open");
  sqlite3_extended_result_codes(raw, 1);
  sqlite3_busy_timeout(raw, kBusyMilliseconds);
  CASELENS_RETURN_IF_ERROR(db->RunScript(
      mode == Mode::kReadOnly
          ? "PRAGMA query_only = ON; PRAGMA mmap_size = 268435456"
          : "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; "
            "PRAGMA secure_delete = ON"));
  return db;
}

SqliteDatabase::~SqliteDatabase() {
  for (const auto& [sql, statement] : statements_) {
    sqlite3_finalize(statement);
  }
  sqlite3_close_v2(db_);
}

absl::Status SqliteDatabase::RunScript(const char* sql) {
  if (sqlite3_exec(db_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) {
    return ToStatus(sqlite3_extended_errcode(db_), "exec");
  }
  return absl::OkStatus();
}

absl::Status SqliteDatabase::UseWriteAheadLog() {
  // Two that start at once can meet here, and SQLite waits for nobody in the
  // midst of this switch.
  constexpr std::chrono::milliseconds kPause(5);
  absl::Status status = RunScript("PRAGMA journal_mode = WAL");
  for (int i = 0; absl::IsUnavailable(status) && i < 200; ++i) {
    std::this_thread::sleep_for(kPause);
    status = RunScript("PRAGMA journal_mode = WAL");
  }
  return status;
}

absl::Status SqliteDatabase::EmptyLog() {
  SqliteQuery query = Query("PRAGMA wal_checkpoint(TRUNCATE)");
  CASELENS_RETURN_IF_ERROR(query.Next().status());
  const bool was_busy = query.Int() != 0;
  if (!was_busy) return absl::OkStatus();
  return absl::UnavailableError(
      "storage: reads keep the log from being emptied");
}

absl::Status SqliteDatabase::CopyTo(const std::string& path) {
  CASELENS_RETURN_IF_ERROR(Query("VACUUM INTO ?").Text(path).Run());
  // This SQLite syncs nothing of it.
  CASELENS_ASSIGN_OR_RETURN(const std::unique_ptr<SqliteDatabase> copy,
                            Open(path, vfs_, Mode::kReadWrite));
  sqlite3_file* file = nullptr;
  int code =
      sqlite3_file_control(copy->db_, "main", SQLITE_FCNTL_FILE_POINTER, &file);
  if (code == SQLITE_OK) code = file->pMethods->xSync(file, SQLITE_SYNC_FULL);
  return code == SQLITE_OK ? absl::OkStatus() : ToStatus(code, "sync");
}

bool SqliteDatabase::InAutocommit() const {
  return sqlite3_get_autocommit(db_) != 0;
}

SqliteQuery SqliteDatabase::Prepared(const char* sql, size_t size) {
  const auto [at, is_new] = statements_.try_emplace(sql, nullptr);
  int error = SQLITE_OK;
  if (is_new) {
    error = sqlite3_prepare_v3(db_, sql, static_cast<int>(size),
                               SQLITE_PREPARE_PERSISTENT, &at->second, nullptr);
  }
  sqlite3_stmt* const statement = at->second;
  if (error != SQLITE_OK) statements_.erase(at);
  return {db_, statement, error};
}

}  // namespace caselens
