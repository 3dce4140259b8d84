#ifndef STORAGE_SQLITE_DATABASE_H_
#define STORAGE_SQLITE_DATABASE_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "storage/stored_row.h"

struct sqlite3;
struct sqlite3_stmt;

namespace caselens {

// One run of a prepared statement. Binds left to right, then steps; errors of
// binding surface with the first step.
class SqliteQuery {
 public:
  SqliteQuery(sqlite3* db, sqlite3_stmt* statement, int error)
      : db_(db), statement_(statement), error_(error) {}
  ~SqliteQuery();
  SqliteQuery(const SqliteQuery&) = delete;
  SqliteQuery& operator=(const SqliteQuery&) = delete;

  SqliteQuery& Text(absl::string_view value);
  SqliteQuery& Blob(absl::string_view value);
  SqliteQuery& Int(int64_t value);

  // True while there is a row to read, false at the end.
  absl::StatusOr<bool> Next();
  // Runs a statement that returns no rows.
  absl::Status Run();
  // The same: how many rows it changed.
  absl::StatusOr<int64_t> RunOnMany();
  // The same, NOT_FOUND if it changed nothing.
  absl::Status RunOnOne();

  // Columns of the row, from the left; each call takes the next one.
  std::string Text();
  int64_t Int();
  // All that are left, whatever they are.
  void TakeRest(RowBytes& bytes);

 private:
  sqlite3* const db_;
  sqlite3_stmt* const statement_;
  int error_;
  int next_parameter_ = 1;
  int next_column_ = 0;
};

// One connection. Not thread-safe.
class SqliteDatabase {
 public:
  enum class Mode { kReadWrite, kReadOnly };

  // Opens the file through `vfs` ("" is the system's own); read-write creates
  // it, and writes with synchronous=FULL.
  static absl::StatusOr<std::unique_ptr<SqliteDatabase>> Open(
      const std::string& path, const std::string& vfs, Mode mode);
  ~SqliteDatabase();
  SqliteDatabase(const SqliteDatabase&) = delete;
  SqliteDatabase& operator=(const SqliteDatabase&) = delete;

  // Prepares `sql` once for each connection. Only string literals compile, so
  // no SQL is ever glued together from values.
  template <size_t N>
  SqliteQuery Query(const char (&sql)[N]) {
    return Prepared(sql, N - 1);
  }
  // Runs a script without results: schema steps, pragmas.
  absl::Status RunScript(const char* sql);
  // Makes the file one with a write-ahead log, for good. Readers then never
  // wait for the writer.
  absl::Status UseWriteAheadLog();
  // Copies one moment's state to the new file `path`, durably but for its name.
  absl::Status CopyTo(const std::string& path);
  // Takes the whole log into the file and leaves it empty. UNAVAILABLE if reads
  // of an older state do not end.
  absl::Status EmptyLog();
  // False while a transaction is open. SQLite ends one by itself on some
  // errors, a full disk among them.
  bool InAutocommit() const;

 private:
  SqliteDatabase(sqlite3* db, std::string vfs)
      : db_(db), vfs_(std::move(vfs)) {}
  SqliteQuery Prepared(const char* sql, size_t size);

  sqlite3* const db_;
  const std::string vfs_;
  std::map<const char*, sqlite3_stmt*> statements_;  // by address of literal
};

}  // namespace caselens

#endif  // STORAGE_SQLITE_DATABASE_H_
