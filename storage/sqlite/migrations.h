#ifndef STORAGE_SQLITE_MIGRATIONS_H_
#define STORAGE_SQLITE_MIGRATIONS_H_

#include "absl/status/status.h"

#include "storage/sqlite/database.h"

namespace caselens {

// Brings the schema of `db` to the newest step. Each step is one transaction
// that holds the write lock from its start, so two starters cannot race and a
// cut leaves the old schema or the new one. Returns FAILED_PRECONDITION for a
// file that a newer program wrote, and leaves it alone.
absl::Status Migrate(SqliteDatabase& db);

}  // namespace caselens

#endif  // STORAGE_SQLITE_MIGRATIONS_H_
