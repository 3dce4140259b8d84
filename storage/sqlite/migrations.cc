#include "storage/sqlite/migrations.h"

#include <cstdint>
#include <iterator>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"

#include "storage/schema_steps.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

// Step i takes `user_version` from i to i + 1. A released step is never
// edited; add one behind it.
constexpr const char* kSteps[] = {schema::k0001, schema::k0002, schema::k0003,
                                  schema::k0004, schema::k0005, schema::k0006};

absl::StatusOr<int64_t> Version(SqliteDatabase& db) {
  SqliteQuery query = db.Query("PRAGMA user_version");
  CASELENS_RETURN_IF_ERROR(query.Next().status());
  return query.Int();
}

}  // namespace

absl::Status Migrate(SqliteDatabase& db) {
  constexpr int64_t kNewest = std::size(kSteps);
  while (true) {
    CASELENS_RETURN_IF_ERROR(db.RunScript("BEGIN IMMEDIATE"));
    absl::Cleanup rollback = [&db] { db.RunScript("ROLLBACK").IgnoreError(); };
    CASELENS_ASSIGN_OR_RETURN(const int64_t version, Version(db));
    if (version == kNewest) return absl::OkStatus();
    if (version > kNewest) {
      return absl::FailedPreconditionError(
          absl::StrCat("the database file has schema ", version,
                       "; this program knows schemas up to ", kNewest,
                       ": start the newer program that wrote it"));
    }
    CASELENS_RETURN_IF_ERROR(db.RunScript(kSteps[version]));
    CASELENS_RETURN_IF_ERROR(db.RunScript(
        absl::StrCat("PRAGMA user_version = ", version + 1).c_str()));
    CASELENS_RETURN_IF_ERROR(db.RunScript("COMMIT"));
    std::move(rollback).Cancel();
  }
}

}  // namespace caselens
