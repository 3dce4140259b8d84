#ifndef TESTS_STORAGE_RAW_SQLITE_H_
#define TESTS_STORAGE_RAW_SQLITE_H_

#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <sqlite3.h>

namespace caselens {

// Runs `sql` on a database file without any code of ours between; returns the
// rows, columns joined by '|'. Failures fail the test.
inline std::vector<std::string> RunSql(const std::string& path,
                                       const std::string& sql) {
  sqlite3* db = nullptr;
  EXPECT_EQ(sqlite3_open(path.c_str(), &db), SQLITE_OK);
  std::vector<std::string> rows;
  const auto add = [](void* out, int columns, char** values, char**) {
    std::string row;
    for (int i = 0; i < columns; ++i) {
      row += (i == 0 ? "" : "|");
      row += values[i] == nullptr ? "NULL" : values[i];
    }
    static_cast<std::vector<std::string>*>(out)->push_back(row);
    return 0;
  };
  EXPECT_EQ(sqlite3_exec(db, sql.c_str(), add, &rows, nullptr), SQLITE_OK)
      << sqlite3_errmsg(db);
  EXPECT_EQ(sqlite3_close(db), SQLITE_OK);
  return rows;
}

// What SQLite itself finds wrong; empty if all is well.
inline std::vector<std::string> Damage(const std::string& path) {
  std::vector<std::string> found =
      RunSql(path, "PRAGMA integrity_check; PRAGMA foreign_key_check");
  if (found == std::vector<std::string>{"ok"}) found.clear();
  return found;
}

// Tables and indexes as SQL, and the number of the schema.
inline std::vector<std::string> SchemaOf(const std::string& path) {
  return RunSql(
      path,
      "PRAGMA user_version;"
      "SELECT type, name, sql FROM sqlite_schema ORDER BY type, name");
}

}  // namespace caselens

#endif  // TESTS_STORAGE_RAW_SQLITE_H_
