#include "storage/sqlite/sqlite_store.h"

#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "tests/conformance/store_conformance.h"
#include "tests/temp_dir.h"

namespace caselens {
namespace {

class SqlitePlace : public StorePlace {
 public:
  absl::StatusOr<std::unique_ptr<Store>> Open() override {
    return SqliteStore::Open(dir_.Path("caselens.db"));
  }

 private:
  const TempDir dir_;
};

CASELENS_STORE_CONFORMANCE(Sqlite,
                           (Backend{"sqlite", [] {
                                      return std::make_unique<SqlitePlace>();
                                    }}));

}  // namespace
}  // namespace caselens
