#ifndef AUDIT_SERVICE_SEALING_KEY_STORE_H_
#define AUDIT_SERVICE_SEALING_KEY_STORE_H_

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "audit_service/sealing/aead.h"
#include "storage/sealer.h"
#include "storage/sqlite/database.h"
#include "typology/base/mutex.h"

namespace caselens {

// What a key was, told without telling the key: the first 16 hexadecimal
// digits of a hash.
struct DestroyedKey {
  std::string case_file;
  std::string fingerprint;
};

// The keys of case files, in a file of their own beside no database and in no
// backup of one, each wrapped by the master key. In memory they are plain. A
// key that was destroyed leaves its fingerprint, so that no other is ever made
// for that file: what an old backup brings back stays shut.
//
// Thread-safe. One process at a time has the file open.
class KeyStore final : public Sealer {
 public:
  struct Options {
    std::string path;
    std::string master_key;  // Aead::kKeyBytes
    std::function<std::string(size_t)> random_bytes;
    std::string vfs;  // as in SqliteOptions
    // Where BackUp keeps its copy; "" for nowhere.
    std::string backup;
  };

  // Reads the file; one that is not there is made when the first key is.
  // FAILED_PRECONDITION for another master key, UNAVAILABLE while another
  // process has the file.
  static absl::StatusOr<std::unique_ptr<KeyStore>> Open(Options options);

  absl::StatusOr<std::string> Seal(absl::string_view case_file,
                                   absl::string_view place,
                                   absl::string_view plain) override
      ABSL_LOCKS_EXCLUDED(mutex_);
  absl::StatusOr<std::string> Open(absl::string_view case_file,
                                   absl::string_view place,
                                   absl::string_view sealed) const override
      ABSL_LOCKS_EXCLUDED(mutex_);
  absl::Status Sync() override ABSL_LOCKS_EXCLUDED(mutex_, file_mutex_);

  // No key was there when it was opened.
  bool IsNew() const { return is_new_; }
  // Destroys the keys of these files for good, and the shared one, of which
  // another is made. On the writer's thread only: nothing may be sealed
  // meanwhile.
  absl::Status Destroy(const std::vector<std::string>& case_files)
      ABSL_LOCKS_EXCLUDED(mutex_, file_mutex_);
  // Of all files whose keys were destroyed, by id.
  absl::StatusOr<std::vector<DestroyedKey>> Destroyed()
      ABSL_LOCKS_EXCLUDED(file_mutex_);
  // Wraps every key with another master key, all or none.
  absl::Status Rewrap(const std::string& master_key)
      ABSL_LOCKS_EXCLUDED(mutex_, file_mutex_);
  // Puts a copy of the file in the place of the last one. Destroy does so too:
  // a copy must not keep what is destroyed.
  absl::Status BackUp() ABSL_LOCKS_EXCLUDED(file_mutex_);

 private:
  explicit KeyStore(Options options) : options_(std::move(options)) {}

  absl::Status Load();
  absl::StatusOr<SqliteDatabase*> File()
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(file_mutex_);
  // Runs `write` in a transaction of the file.
  absl::Status Write(const std::function<absl::Status(SqliteDatabase&)>& write)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(file_mutex_);
  absl::Status CopyFile() ABSL_EXCLUSIVE_LOCKS_REQUIRED(file_mutex_);
  absl::Status Put(SqliteDatabase& db, const std::string& case_file,
                   const std::string& key) const;
  // The key of a file: "" if it was destroyed, null if there is none.
  const std::string* Find(absl::string_view case_file) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  std::string NewKey(const std::string& case_file)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Options options_;
  const Aead aead_;
  bool is_new_ = false;

  // Before mutex_.
  Mutex file_mutex_;
  // Null after an error: what a connection believes then is not trusted.
  std::unique_ptr<SqliteDatabase> file_ ABSL_GUARDED_BY(file_mutex_);

  mutable Mutex mutex_;
  absl::flat_hash_map<std::string, std::string> keys_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::string> unsynced_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace caselens

#endif  // AUDIT_SERVICE_SEALING_KEY_STORE_H_
