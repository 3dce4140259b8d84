#ifndef AUDIT_SERVICE_DATA_FOLDER_H_
#define AUDIT_SERVICE_DATA_FOLDER_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "audit_service/environment.h"
#include "audit_service/history/history_log.h"
#include "audit_service/operations/metrics.h"
#include "audit_service/sealing/key_store.h"
#include "storage/sqlite/sqlite_store.h"
#include "typology/transparency/signed_note.h"

namespace caselens {

// The folder of a database and its keys. Errors name the file.
struct DataFolder {
  std::string path = "/var/lib/caselens";
  // Files; empty: in the folder.
  std::string key_store;
  std::string master_key;
  // File for a copy of the keys of case files; empty: none.
  std::string key_backup;
  // Name of the history of a new database; empty: one at random.
  std::string log_origin;
};

std::string DatabasePath(const DataFolder& folder);
std::string TokenKeyPath(const DataFolder& folder);
std::string MasterKeyPath(const DataFolder& folder);
std::string KeyStorePath(const DataFolder& folder);

// The key of random bytes in a file; NOT_FOUND if there is none yet.
absl::StatusOr<std::string> ReadKey(const std::string& path);
// The same, made on first use.
absl::StatusOr<std::string> KeyFile(const std::string& path,
                                    const Environment& environment);

// The key that signs the history, made on first use.
struct LogKey {
  NoteSigner signer;
  // Keeps a new key; null if it was kept.
  std::function<absl::Status()> save;
};

absl::StatusOr<LogKey> LoadLogKey(const DataFolder& folder,
                                  const Environment& environment);

// The keys of case files, opened with the master key.
absl::StatusOr<std::unique_ptr<KeyStore>> OpenKeys(
    const DataFolder& folder, const Environment& environment);

// A database and the history that its writer signs.
struct OpenedStore {
  std::unique_ptr<HistoryLog> log;
  std::unique_ptr<KeyStore> keys;
  std::unique_ptr<SqliteStore> store;  // last: it uses the others to its end
};

// Opens a database to be served: makes what is missing, brings what is old up
// to date. Commits are told to `metrics`, unless it is null.
absl::StatusOr<OpenedStore> OpenStore(const DataFolder& folder,
                                      const Environment& environment,
                                      const SqliteOptions& wanted,
                                      Metrics* metrics);

}  // namespace caselens

#endif  // AUDIT_SERVICE_DATA_FOLDER_H_
