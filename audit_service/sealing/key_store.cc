#include "audit_service/sealing/key_store.h"

#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <openssl/crypto.h>

#include "absl/cleanup/cleanup.h"
#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

#include "audit_service/durable_file.h"
#include "typology/base/status_macros.h"
#include "typology/transparency/sha256.h"

namespace caselens {
namespace {

constexpr char kShared[] = "";
constexpr size_t kFingerprintBytes = 8;

// EXTRA: a commit lasts though the removal of its journal would not. EXCLUSIVE:
// two services would make two keys for one file.
constexpr char kSetUp[] = R"sql(
  PRAGMA synchronous = EXTRA;
  PRAGMA locking_mode = EXCLUSIVE;
  BEGIN EXCLUSIVE;
  CREATE TABLE IF NOT EXISTS keys (
    case_file   TEXT NOT NULL PRIMARY KEY,
    wrapped     BLOB NOT NULL,  -- x'' once it is destroyed
    fingerprint TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  COMMIT;
)sql";

std::string PlaceOf(absl::string_view case_file) {
  return absl::StrCat("key of ", case_file);
}

std::string FingerprintOf(absl::string_view key) {
  Sha256 sha256;
  return absl::BytesToHexString(
      Bytes(sha256.Of({"caselens key fingerprint\n", key}))
          .substr(0, kFingerprintBytes));
}

void Wipe(std::string& secret) {
  OPENSSL_cleanse(secret.data(), secret.size());
  secret.clear();
}

}  // namespace

absl::StatusOr<std::unique_ptr<KeyStore>> KeyStore::Open(Options options) {
  if (options.master_key.size() != Aead::kKeyBytes) {
    return absl::FailedPreconditionError(absl::StrCat(
        "the master key: want the ", Aead::kKeyBytes, " bytes of a key"));
  }
  auto keys = absl::WrapUnique(new KeyStore(std::move(options)));
  CASELENS_RETURN_IF_ERROR(keys->Load());
  return keys;
}

absl::Status KeyStore::Load() {
  if (!std::filesystem::exists(options_.path)) {
    is_new_ = true;
    return absl::OkStatus();
  }
  const MutexLock file_lock(file_mutex_);
  CASELENS_ASSIGN_OR_RETURN(SqliteDatabase* const file, File());
  const MutexLock lock(mutex_);
  SqliteQuery query = file->Query("SELECT case_file, wrapped FROM keys");
  while (true) {
    CASELENS_ASSIGN_OR_RETURN(const bool has_row, query.Next());
    if (!has_row) break;
    std::string case_file = query.Text();
    const std::string wrapped = query.Text();
    std::string key;
    if (!wrapped.empty()) {
      absl::StatusOr<std::string> plain =
          aead_.Open(options_.master_key, PlaceOf(case_file), wrapped);
      if (!plain.ok()) {
        return absl::FailedPreconditionError(absl::StrCat(
            options_.path,
            ": its keys are wrapped by another master key, or damaged"));
      }
      key = *std::move(plain);
    }
    keys_.insert_or_assign(std::move(case_file), std::move(key));
  }
  is_new_ = keys_.empty();
  return absl::OkStatus();
}

absl::StatusOr<SqliteDatabase*> KeyStore::File() {
  if (file_ == nullptr) {
    CASELENS_ASSIGN_OR_RETURN(
        std::unique_ptr<SqliteDatabase> file,
        SqliteDatabase::Open(options_.path, options_.vfs,
                             SqliteDatabase::Mode::kReadWrite));
    CASELENS_RETURN_IF_ERROR(file->RunScript(kSetUp));
    file_ = std::move(file);
  }
  return file_.get();
}

absl::Status KeyStore::Write(
    const std::function<absl::Status(SqliteDatabase&)>& write) {
  CASELENS_ASSIGN_OR_RETURN(SqliteDatabase* const file, File());
  absl::Cleanup distrust = [this]() ABSL_NO_THREAD_SAFETY_ANALYSIS {
    file_ = nullptr;
  };
  CASELENS_RETURN_IF_ERROR(file->RunScript("BEGIN IMMEDIATE"));
  CASELENS_RETURN_IF_ERROR(write(*file));
  CASELENS_RETURN_IF_ERROR(file->RunScript("COMMIT"));
  std::move(distrust).Cancel();
  return absl::OkStatus();
}

absl::Status KeyStore::Put(SqliteDatabase& db, const std::string& case_file,
                           const std::string& key) const {
  const std::string wrapped =
      aead_.Seal(options_.master_key, options_.random_bytes(Aead::kNonceBytes),
                 PlaceOf(case_file), key);
  const std::string fingerprint = FingerprintOf(key);
  SqliteQuery query = db.Query(R"sql(
    INSERT INTO keys (case_file, wrapped, fingerprint) VALUES (?, ?, ?)
    ON CONFLICT DO UPDATE SET wrapped = excluded.wrapped,
                              fingerprint = excluded.fingerprint
  )sql");
  return query.Text(case_file).Blob(wrapped).Text(fingerprint).Run();
}

const std::string* KeyStore::Find(absl::string_view case_file) const {
  const auto at = keys_.find(case_file);
  return at == keys_.end() ? nullptr : &at->second;
}

std::string KeyStore::NewKey(const std::string& case_file) {
  std::string key = options_.random_bytes(Aead::kKeyBytes);
  keys_.insert_or_assign(case_file, key);
  unsynced_.push_back(case_file);
  return key;
}

absl::StatusOr<std::string> KeyStore::Seal(absl::string_view case_file,
                                           absl::string_view place,
                                           absl::string_view plain) {
  std::string key;
  {
    const MutexLock lock(mutex_);
    const std::string* const found = Find(case_file);
    key = found == nullptr ? NewKey(std::string(case_file)) : *found;
  }
  if (key.empty()) {
    return absl::NotFoundError("the case file was erased, and its key with it");
  }
  return aead_.Seal(key, options_.random_bytes(Aead::kNonceBytes), place,
                    plain);
}

absl::StatusOr<std::string> KeyStore::Open(absl::string_view case_file,
                                           absl::string_view place,
                                           absl::string_view sealed) const {
  std::string key;
  {
    const MutexLock lock(mutex_);
    const std::string* const found = Find(case_file);
    if (found == nullptr) {
      return absl::DataLossError(
          "there is no key of a case file: the file of keys is older than the "
          "database");
    }
    key = *found;
  }
  if (key.empty()) {
    return absl::NotFoundError("the case file was erased, and its key with it");
  }
  return aead_.Open(key, place, sealed);
}

absl::Status KeyStore::Sync() {
  std::vector<std::pair<std::string, std::string>> fresh;
  {
    const MutexLock lock(mutex_);
    for (const std::string& case_file : unsynced_) {
      fresh.emplace_back(case_file, keys_.at(case_file));
    }
  }
  if (fresh.empty()) return absl::OkStatus();
  const MutexLock file_lock(file_mutex_);
  CASELENS_RETURN_IF_ERROR(Write([&](SqliteDatabase& db) -> absl::Status {
    for (const auto& [case_file, key] : fresh) {
      CASELENS_RETURN_IF_ERROR(Put(db, case_file, key));
    }
    return absl::OkStatus();
  }));
  const MutexLock lock(mutex_);
  unsynced_.erase(
      unsynced_.begin(),
      unsynced_.begin() + static_cast<std::ptrdiff_t>(fresh.size()));
  return absl::OkStatus();
}

absl::Status KeyStore::Destroy(const std::vector<std::string>& case_files) {
  const std::string shared = options_.random_bytes(Aead::kKeyBytes);
  const MutexLock file_lock(file_mutex_);
  CASELENS_RETURN_IF_ERROR(Write([&](SqliteDatabase& db) -> absl::Status {
    for (const std::string& case_file : case_files) {
      // Of a file that nothing was sealed of, too: nothing ever will be.
      SqliteQuery query = db.Query(R"sql(
        INSERT INTO keys (case_file, wrapped, fingerprint) VALUES (?, x'', '')
        ON CONFLICT DO UPDATE SET wrapped = x''
      )sql");
      CASELENS_RETURN_IF_ERROR(query.Text(case_file).Run());
    }
    return Put(db, kShared, shared);
  }));
  {
    const MutexLock lock(mutex_);
    for (const std::string& case_file : case_files) Wipe(keys_[case_file]);
    Wipe(keys_[kShared]);
    keys_[kShared] = shared;
  }
  return CopyFile();
}

absl::StatusOr<std::vector<DestroyedKey>> KeyStore::Destroyed() {
  std::vector<DestroyedKey> destroyed;
  if (!std::filesystem::exists(options_.path)) return destroyed;
  const MutexLock file_lock(file_mutex_);
  CASELENS_ASSIGN_OR_RETURN(SqliteDatabase* const file, File());
  SqliteQuery query = file->Query(R"sql(
    SELECT case_file, fingerprint FROM keys
    WHERE wrapped = x''
    ORDER BY case_file
  )sql");
  while (true) {
    CASELENS_ASSIGN_OR_RETURN(const bool has_row, query.Next());
    if (!has_row) return destroyed;
    DestroyedKey key;
    key.case_file = query.Text();
    key.fingerprint = query.Text();
    destroyed.push_back(std::move(key));
  }
}

absl::Status KeyStore::Rewrap(const std::string& master_key) {
  const MutexLock file_lock(file_mutex_);
  const MutexLock lock(mutex_);
  // The lock is held, which the analysis does not see from inside the lambda.
  const auto& keys = keys_;
  return Write([&](SqliteDatabase& db) -> absl::Status {
    for (const auto& [case_file, key] : keys) {
      if (key.empty()) continue;
      const std::string wrapped =
          aead_.Seal(master_key, options_.random_bytes(Aead::kNonceBytes),
                     PlaceOf(case_file), key);
      SqliteQuery query =
          db.Query("UPDATE keys SET wrapped = ? WHERE case_file = ?");
      CASELENS_RETURN_IF_ERROR(query.Blob(wrapped).Text(case_file).RunOnOne());
    }
    return absl::OkStatus();
  });
}

absl::Status KeyStore::BackUp() {
  const MutexLock file_lock(file_mutex_);
  return CopyFile();
}

absl::Status KeyStore::CopyFile() {
  if (options_.backup.empty()) return absl::OkStatus();
  const std::string partial = absl::StrCat(options_.backup, ".partial");
  std::error_code ignored;
  std::filesystem::remove(partial, ignored);
  CASELENS_ASSIGN_OR_RETURN(SqliteDatabase* const file, File());
  CASELENS_RETURN_IF_ERROR(file->CopyTo(partial));
  return Publish(partial, options_.backup);
}

}  // namespace caselens
