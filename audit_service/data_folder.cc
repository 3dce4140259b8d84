#include "audit_service/data_folder.h"

#include <cstdlib>
#include <utility>
#include <vector>

#include <sys/stat.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"

#include "audit_service/handlers/template_handler.h"
#include "audit_service/history/opening.h"
#include "audit_service/operations/old_replies.h"
#include "audit_service/sealing/adoption.h"
#include "audit_service/secret_file.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

constexpr mode_t kOwnerOnlyFolder = 0700;
constexpr size_t kKeyBytes = 32;

// A database that needs keys is not served with a new file of keys.
absl::Status CheckKeysFit(Store& store, const KeyStore& keys,
                          const std::string& path) {
  return store.Read([&](Reader& reader) -> absl::Status {
    CASELENS_ASSIGN_OR_RETURN(const bool holds_sealed, reader.HoldsSealed());
    if (!holds_sealed || !keys.IsNew()) return absl::OkStatus();
    return absl::FailedPreconditionError(
        absl::StrCat("the database is sealed and ", path,
                     " holds no keys: put back the file of its keys"));
  });
}

// Brings old rows under the keys, and keeps erased those that are.
absl::Status SealAndErase(Store& store, KeyStore& keys,
                          const Environment& environment) {
  CASELENS_RETURN_IF_ERROR(SealStoredCodings(store, environment));
  CASELENS_ASSIGN_OR_RETURN(const std::vector<DestroyedKey> destroyed,
                            keys.Destroyed());
  std::vector<std::string> erased;
  erased.reserve(destroyed.size());
  for (const DestroyedKey& key : destroyed) erased.push_back(key.case_file);
  return EraseAgain(store, environment, erased);
}

}  // namespace

std::string DatabasePath(const DataFolder& folder) {
  return absl::StrCat(folder.path, "/caselens.db");
}

std::string TokenKeyPath(const DataFolder& folder) {
  return absl::StrCat(folder.path, "/token.key");
}

std::string MasterKeyPath(const DataFolder& folder) {
  return folder.master_key.empty() ? absl::StrCat(folder.path, "/master.key")
                                   : folder.master_key;
}

std::string KeyStorePath(const DataFolder& folder) {
  return folder.key_store.empty()
             ? absl::StrCat(folder.path, "/case_files.keys")
             : folder.key_store;
}

absl::StatusOr<std::string> ReadKey(const std::string& path) {
  absl::StatusOr<std::string> key = ReadSecret(path);
  if (!key.ok() || key->size() == kKeyBytes) return key;
  return absl::FailedPreconditionError(
      absl::StrCat(path, ": want the ", kKeyBytes, " bytes of a key"));
}

absl::StatusOr<std::string> KeyFile(const std::string& path,
                                    const Environment& environment) {
  absl::StatusOr<std::string> key = ReadKey(path);
  if (!absl::IsNotFound(key.status())) return key;
  key = environment.random_bytes(kKeyBytes);
  CASELENS_RETURN_IF_ERROR(WriteSecret(path, *key));
  return key;
}

absl::StatusOr<LogKey> LoadLogKey(const DataFolder& folder,
                                  const Environment& environment) {
  const std::string path = absl::StrCat(folder.path, "/history.key");
  const absl::StatusOr<std::string> kept = ReadSecret(path);
  if (absl::IsNotFound(kept.status())) {
    const std::string origin =
        folder.log_origin.empty()
            ? absl::StrCat("caselens/", environment.NewId())
            : folder.log_origin;
    CASELENS_ASSIGN_OR_RETURN(
        NoteSigner signer,
        NoteSigner::Create(origin, SignatureType::kNote,
                           environment.random_bytes(kKeyBytes)));
    const std::string secret = signer.SecretText() + "\n";
    return LogKey{.signer = std::move(signer),
                  .save = [path, secret] { return WriteSecret(path, secret); }};
  }
  CASELENS_RETURN_IF_ERROR(kept.status());
  absl::StatusOr<NoteSigner> signer =
      NoteSigner::Parse(absl::StripSuffix(*kept, "\n"));
  if (!signer.ok()) {
    return absl::FailedPreconditionError(
        absl::StrCat(path, ": ", signer.status().message()));
  }
  if (!folder.log_origin.empty() && folder.log_origin != signer->Name()) {
    return absl::FailedPreconditionError(absl::StrCat(
        "--log-origin ", folder.log_origin, ": the history is that of ",
        signer->Name(), " (", path, "), and stays so"));
  }
  return LogKey{.signer = *std::move(signer), .save = nullptr};
}

absl::StatusOr<std::unique_ptr<KeyStore>> OpenKeys(
    const DataFolder& folder, const Environment& environment) {
  CASELENS_ASSIGN_OR_RETURN(std::string master_key,
                            KeyFile(MasterKeyPath(folder), environment));
  return KeyStore::Open({.path = KeyStorePath(folder),
                         .master_key = std::move(master_key),
                         .random_bytes = environment.random_bytes,
                         .vfs = {},
                         .backup = folder.key_backup});
}

absl::StatusOr<OpenedStore> OpenStore(const DataFolder& folder,
                                      const Environment& environment,
                                      const SqliteOptions& wanted,
                                      Metrics* metrics) {
  mkdir(folder.path.c_str(), kOwnerOnlyFolder);  // may be there already
  umask(077);  // database, log and keys are their owner's alone
  // Where SQLite writes the whole database once more when it is compacted.
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing runs yet.
  setenv("SQLITE_TMPDIR", folder.path.c_str(), 1);
  CASELENS_ASSIGN_OR_RETURN(LogKey key, LoadLogKey(folder, environment));
  OpenedStore opened;
  opened.log = std::make_unique<HistoryLog>(std::move(key.signer));
  CASELENS_ASSIGN_OR_RETURN(opened.keys, OpenKeys(folder, environment));
  SqliteOptions options = wanted;
  options.hooks = opened.log->Hooks();
  options.sealer = opened.keys.get();
  if (metrics != nullptr) {
    options.hooks.after_commit = [metrics](const CommitReport& report) {
      metrics->Commit(report);
    };
  }
  CASELENS_ASSIGN_OR_RETURN(opened.store,
                            SqliteStore::Open(DatabasePath(folder), options));
  SqliteStore& store = *opened.store;
  CASELENS_RETURN_IF_ERROR(
      CheckKeysFit(store, *opened.keys, KeyStorePath(folder)));
  CASELENS_RETURN_IF_ERROR(OpenHistory(
      store, *opened.log, absl::ToUnixMicros(environment.now()), key.save));
  CASELENS_RETURN_IF_ERROR(SealAndErase(store, *opened.keys, environment));
  CASELENS_RETURN_IF_ERROR(PublishShippedTemplate(store, environment));
  CASELENS_RETURN_IF_ERROR(store.WriteNow(ForgetOldReplies(environment.now())));
  return opened;
}

}  // namespace caselens
