// caselensd: the service. Flags -> store -> server: the only wiring.

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

#include "audit_service/backup/backup.h"
#include "audit_service/environment.h"
#include "audit_service/handlers/access_handler.h"
#include "audit_service/handlers/template_handler.h"
#include "audit_service/history/history_log.h"
#include "audit_service/history/opening.h"
#include "audit_service/history/verification.h"
#include "audit_service/limits.h"
#include "audit_service/sealing/adoption.h"
#include "audit_service/sealing/key_store.h"
#include "audit_service/secret_file.h"
#include "audit_service/server/server.h"
#include "storage/sqlite/sqlite_store.h"
#include "typology/base/status_macros.h"
#include "typology/transparency/signed_note.h"

namespace caselens {
namespace {

constexpr mode_t kOwnerOnlyFolder = 0700;
constexpr size_t kKeyBytes = 32;
constexpr absl::Duration kGrace = absl::Seconds(30);

struct Flags {
  SqliteOptions store;
  std::string data = "/var/lib/caselens";
  ServerOptions server = {.listen = "127.0.0.1:7600",
                          .connections = ServerOptions().connections,
                          .admin_socket = {},
                          .tls_certificate = {},
                          .tls_key = {},
                          .token_key = {},
                          .backup_folder = {},
                          .log = nullptr,
                          .keys = nullptr};
  std::string log_origin;
  std::string principal = "administrator";
  std::string token_file;
  std::string backup;
  std::string key_store;
  std::string master_key;
  std::string new_master_key;
  std::string key_backup;
};

std::string DatabasePath(const Flags& flags) {
  return absl::StrCat(flags.data, "/caselens.db");
}

// A key of random bytes in a file, made on first use.
absl::StatusOr<std::string> KeyFile(const std::string& path,
                                    const Environment& environment) {
  absl::StatusOr<std::string> key = ReadSecret(path);
  if (absl::IsNotFound(key.status())) {
    key = environment.random_bytes(kKeyBytes);
    CASELENS_RETURN_IF_ERROR(WriteSecret(path, *key));
  }
  CASELENS_RETURN_IF_ERROR(key.status());
  if (key->size() == kKeyBytes) return key;
  return absl::FailedPreconditionError(
      absl::StrCat(path, ": want the ", kKeyBytes, " bytes of a key"));
}

// The key of token hashes.
absl::StatusOr<std::string> TokenKey(const Flags& flags,
                                     const Environment& environment) {
  return KeyFile(absl::StrCat(flags.data, "/token.key"), environment);
}

std::string MasterKeyPath(const Flags& flags) {
  return flags.master_key.empty() ? absl::StrCat(flags.data, "/master.key")
                                  : flags.master_key;
}

std::string KeyStorePath(const Flags& flags) {
  return flags.key_store.empty() ? absl::StrCat(flags.data, "/case_files.keys")
                                 : flags.key_store;
}

// The keys of case files, opened with the master key.
absl::StatusOr<std::unique_ptr<KeyStore>> OpenKeys(
    const Flags& flags, const Environment& environment) {
  CASELENS_ASSIGN_OR_RETURN(std::string master_key,
                            KeyFile(MasterKeyPath(flags), environment));
  return KeyStore::Open({.path = KeyStorePath(flags),
                         .master_key = std::move(master_key),
                         .random_bytes = environment.random_bytes,
                         .vfs = {},
                         .backup = flags.key_backup});
}

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

// The key that signs the history, made on first use.
struct LogKey {
  NoteSigner signer;
  // Keeps a new key; null if it was kept.
  std::function<absl::Status()> save;
};

absl::StatusOr<LogKey> LoadLogKey(const Flags& flags,
                                  const Environment& environment) {
  const std::string path = absl::StrCat(flags.data, "/history.key");
  const absl::StatusOr<std::string> kept = ReadSecret(path);
  if (absl::IsNotFound(kept.status())) {
    const std::string origin =
        flags.log_origin.empty()
            ? absl::StrCat("caselens/", environment.NewId())
            : flags.log_origin;
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
  if (!flags.log_origin.empty() && flags.log_origin != signer->Name()) {
    return absl::FailedPreconditionError(absl::StrCat(
        "--log-origin ", flags.log_origin, ": the history is that of ",
        signer->Name(), " (", path, "), and stays so"));
  }
  return LogKey{.signer = *std::move(signer), .save = nullptr};
}

// A database and the history that its writer signs.
struct OpenedStore {
  std::unique_ptr<HistoryLog> log;
  std::unique_ptr<KeyStore> keys;
  std::unique_ptr<SqliteStore> store;  // last: it uses the others to its end
};

absl::StatusOr<OpenedStore> OpenStore(const Flags& flags,
                                      const Environment& environment) {
  mkdir(flags.data.c_str(), kOwnerOnlyFolder);  // may be there already
  umask(077);  // database, log and keys are their owner's alone
  CASELENS_ASSIGN_OR_RETURN(LogKey key, LoadLogKey(flags, environment));
  OpenedStore opened;
  opened.log = std::make_unique<HistoryLog>(std::move(key.signer));
  CASELENS_ASSIGN_OR_RETURN(opened.keys, OpenKeys(flags, environment));
  SqliteOptions options = flags.store;
  options.hooks = opened.log->Hooks();
  options.sealer = opened.keys.get();
  CASELENS_ASSIGN_OR_RETURN(opened.store,
                            SqliteStore::Open(DatabasePath(flags), options));
  SqliteStore& store = *opened.store;
  CASELENS_RETURN_IF_ERROR(
      CheckKeysFit(store, *opened.keys, KeyStorePath(flags)));
  CASELENS_RETURN_IF_ERROR(OpenHistory(
      store, *opened.log, absl::ToUnixMicros(environment.now()), key.save));
  CASELENS_RETURN_IF_ERROR(SealAndErase(store, *opened.keys, environment));
  CASELENS_RETURN_IF_ERROR(PublishShippedTemplate(store, environment));
  const int64_t oldest = absl::ToUnixMicros(
      environment.now() - absl::Hours(24) * limits::kReplyDays);
  CASELENS_RETURN_IF_ERROR(store.WriteNow([oldest](Transaction& transaction) {
    return transaction.PruneReplies(oldest);
  }));
  return opened;
}

// A crash must not leave on disk what is in memory.
void RefuseCoreDumps() {
  const rlimit none = {};
  setrlimit(RLIMIT_CORE, &none);
  prctl(PR_SET_DUMPABLE, 0);
}

// Connections are descriptors.
void RaiseDescriptorLimit() {
  rlimit limit = {};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

absl::Status Serve(const Flags& flags) {
  RefuseCoreDumps();
  RaiseDescriptorLimit();
  // Before any thread starts, so that every thread leaves the signals alone.
  sigset_t stop;
  sigemptyset(&stop);
  sigaddset(&stop, SIGINT);
  sigaddset(&stop, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &stop, nullptr);

  const Environment environment = Environment::Real();
  CASELENS_ASSIGN_OR_RETURN(const OpenedStore opened,
                            OpenStore(flags, environment));
  SqliteStore& store = *opened.store;
  ServerOptions options = flags.server;
  options.log = opened.log.get();
  options.keys = opened.keys.get();
  CASELENS_ASSIGN_OR_RETURN(options.token_key, TokenKey(flags, environment));
  CASELENS_ASSIGN_OR_RETURN(const auto server,
                            StartServer(store, environment, options));
  std::cout << "caselensd: history key " << opened.log->Verifier().Text()
            << "\n"
            << "caselensd: serving on port " << server->Port() << std::endl;
  int signal = 0;
  sigwait(&stop, &signal);
  std::cout << "caselensd: stopping" << std::endl;
  server->Shutdown(kGrace);
  const WriteCounts counts = store.Counts();
  std::cout << "caselensd: " << counts.changes << " changes in "
            << counts.commits << " commits" << std::endl;
  return absl::OkStatus();
}

absl::Status Bootstrap(const Flags& flags) {
  const Environment environment = Environment::Real();
  CASELENS_ASSIGN_OR_RETURN(const OpenedStore opened,
                            OpenStore(flags, environment));
  CASELENS_ASSIGN_OR_RETURN(const std::string key,
                            TokenKey(flags, environment));
  CASELENS_ASSIGN_OR_RETURN(const std::string token,
                            CreateFirstAdministrator(*opened.store, environment,
                                                     key, flags.principal));
  CASELENS_RETURN_IF_ERROR(WriteSecret(flags.token_file, token + "\n"));
  std::cout << "The token of principals/" << flags.principal << " is in "
            << flags.token_file << "\n";
  return absl::OkStatus();
}

// What VerifyHistory does, for a database that may not be served.
absl::Status Verify(const Flags& flags) {
  CASELENS_ASSIGN_OR_RETURN(const LogKey key,
                            LoadLogKey(flags, Environment::Real()));
  if (key.save != nullptr) {
    return absl::FailedPreconditionError(
        absl::StrCat("there is no ", flags.data, "/history.key"));
  }
  CASELENS_ASSIGN_OR_RETURN(
      const auto store, SqliteStore::Open(DatabasePath(flags), flags.store));
  v1::HistoryVerification found;
  CASELENS_RETURN_IF_ERROR(store->Read([&](Reader& reader) -> absl::Status {
    CASELENS_ASSIGN_OR_RETURN(
        found,
        VerifyHistory(reader, key.signer.Verifier(),
                      [](const v1::HistoryVerification&) { return true; }));
    return absl::OkStatus();
  }));
  if (found.state() == v1::HistoryVerification::VERIFIED) {
    std::cout << "VERIFIED: " << found.events() << " events and "
              << found.rows() << " rows\n"
              << found.note();
    return absl::OkStatus();
  }
  return absl::DataLossError(absl::StrCat(
      "BROKEN: ",
      found.bad_event() == 0 ? ""
                             : absl::StrCat("event ", found.bad_event(), ": "),
      found.bad_row(), found.bad_row().empty() ? "" : ": ", found.problem()));
}

// Puts a backup beside the keys of the service that made it.
absl::Status Restore(const Flags& flags) {
  for (const char* const key : {"history.key", "token.key"}) {
    const std::string path = absl::StrCat(flags.data, "/", key);
    const absl::Status kept = ReadSecret(path).status();
    if (absl::IsNotFound(kept)) {
      return absl::FailedPreconditionError(absl::StrCat(
          "there is no ", path, ": put it back first; it is in no backup"));
    }
    CASELENS_RETURN_IF_ERROR(kept);
  }
  umask(077);
  CASELENS_RETURN_IF_ERROR(RestoreBackup(flags.backup, DatabasePath(flags)));
  return Verify(flags);
}

// Wraps the keys of case files with another master key.
absl::Status Rotate(const Flags& flags) {
  umask(077);
  const Environment environment = Environment::Real();
  CASELENS_RETURN_IF_ERROR(ReadSecret(MasterKeyPath(flags)).status());
  CASELENS_ASSIGN_OR_RETURN(const auto keys, OpenKeys(flags, environment));
  if (keys->IsNew()) {
    return absl::FailedPreconditionError(
        absl::StrCat(KeyStorePath(flags), " holds no keys"));
  }
  CASELENS_ASSIGN_OR_RETURN(const std::string next,
                            KeyFile(flags.new_master_key, environment));
  CASELENS_RETURN_IF_ERROR(keys->Rewrap(next));
  std::cout << "The keys in " << KeyStorePath(flags) << " are wrapped by "
            << flags.new_master_key << "\n";
  return absl::OkStatus();
}

void AddKeys(CLI::App& command, Flags& flags) {
  command.add_option("--key-store", flags.key_store,
                     "File of the keys of case files [DATA/case_files.keys]");
  command.add_option(
      "--master-key", flags.master_key,
      "File of the key that wraps them, a systemd credential say "
      "[DATA/master.key]");
}

void AddLogOrigin(CLI::App& command, Flags& flags) {
  command.add_option(
      "--log-origin", flags.log_origin,
      "Name of the history of a new database, a domain of yours and a path; "
      "kept with its key [caselens/ and a random id]");
}

void AddServe(CLI::App& app, Flags& flags) {
  CLI::App* const serve = app.add_subcommand("serve", "Serve until stopped");
  serve->add_option("--data", flags.data, "Folder of database and keys")
      ->capture_default_str();
  serve
      ->add_option("--listen", flags.server.listen,
                   "Address and port; off loopback only with TLS")
      ->capture_default_str();
  serve->add_option("--admin-socket", flags.server.admin_socket,
                    "Unix socket for administrators: all RPCs, reflection");
  CLI::Option* const certificate =
      serve->add_option("--tls-certificate", flags.server.tls_certificate,
                        "PEM file with the certificate chain");
  CLI::Option* const key = serve->add_option("--tls-key", flags.server.tls_key,
                                             "PEM file with its private key");
  certificate->needs(key);
  key->needs(certificate);
  serve
      ->add_option("--backups", flags.server.backup_folder,
                   "Folder for the copies that `caselens admin backup` makes")
      ->check(CLI::ExistingDirectory);
  serve->add_option(
      "--key-backup", flags.key_backup,
      "File for a copy of the keys of case files, made anew with every backup "
      "and every erasure; on another disk");
  serve
      ->add_option("--max-connections", flags.server.connections.all,
                   "Connections over TCP; more are closed at once")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  serve
      ->add_option("--max-connections-per-address",
                   flags.server.connections.of_one_address,
                   "The same, of one address")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  serve
      ->add_option("--commit-batch", flags.store.limits.batch,
                   "Most changes in one commit; 1 commits each by itself")
      ->check(CLI::Range(1, 10'000))
      ->capture_default_str();
  AddKeys(*serve, flags);
  AddLogOrigin(*serve, flags);
  serve->footer(
      "Example:\n  caselensd serve --data /var/lib/caselens "
      "--listen 127.0.0.1:7600");
}

void AddBootstrap(CLI::App& app, Flags& flags) {
  CLI::App* const bootstrap = app.add_subcommand(
      "bootstrap", "Make the first administrator of a new database, once");
  bootstrap->add_option("--data", flags.data, "Folder of database and keys")
      ->capture_default_str();
  bootstrap->add_option("--principal", flags.principal, "Its id")
      ->capture_default_str();
  bootstrap
      ->add_option("--token-file", flags.token_file,
                   "New file for its token; only the owner can read it")
      ->required();
  AddKeys(*bootstrap, flags);
  AddLogOrigin(*bootstrap, flags);
  bootstrap->footer(
      "Example:\n  caselensd bootstrap --data /var/lib/caselens "
      "--token-file /root/caselens.token");
}

void AddVerify(CLI::App& app, Flags& flags) {
  CLI::App* const verify = app.add_subcommand(
      "verify", "Hash the history and every row of a stopped database again");
  verify->add_option("--data", flags.data, "Folder of database and keys")
      ->capture_default_str();
  verify->footer("Example:\n  caselensd verify --data /var/lib/caselens");
}

void AddRestore(CLI::App& app, Flags& flags) {
  CLI::App* const restore = app.add_subcommand(
      "restore", "Put a backup in the place of a database, and verify it");
  restore->add_option("--data", flags.data, "Folder with the keys, no database")
      ->capture_default_str();
  restore->add_option("--backup", flags.backup, "File of the backup")
      ->required()
      ->check(CLI::ExistingFile);
  restore->footer(
      "Example:\n  caselensd restore --data /var/lib/caselens-new --backup "
      "/backups/caselens-20261122T191000Z-x.db");
}

void AddRotate(CLI::App& app, Flags& flags) {
  CLI::App* const rotate = app.add_subcommand(
      "rotate", "Wrap the keys of a stopped service with another master key");
  rotate->add_option("--data", flags.data, "Folder of database and keys")
      ->capture_default_str();
  AddKeys(*rotate, flags);
  rotate
      ->add_option("--new-master-key", flags.new_master_key,
                   "File of the new one; made if it is not there")
      ->required();
  rotate->footer(
      "Example:\n  caselensd rotate --data /var/lib/caselens "
      "--new-master-key /etc/caselens/master-2027.key");
}

void AddHealth(CLI::App& app, Flags& flags) {
  CLI::App* const health = app.add_subcommand(
      "health", "Ask a running service on this machine whether it serves");
  health
      ->add_option("--server", flags.server.listen,
                   "Its address; unix:PATH for the administrators' socket")
      ->capture_default_str();
  health->footer("Example:\n  caselensd health --server 127.0.0.1:7600");
}

int Main(int argc, char** argv) {
  Flags flags;
  CLI::App app(
      "The Caselens service: codings of case files, held against "
      "their latent classes.");
  app.require_subcommand(1);
  AddServe(app, flags);
  AddBootstrap(app, flags);
  AddVerify(app, flags);
  AddRestore(app, flags);
  AddRotate(app, flags);
  AddHealth(app, flags);
  CLI11_PARSE(app, argc, argv);
  absl::Status status;
  if (app.got_subcommand("serve")) status = Serve(flags);
  if (app.got_subcommand("bootstrap")) status = Bootstrap(flags);
  if (app.got_subcommand("verify")) status = Verify(flags);
  if (app.got_subcommand("restore")) status = Restore(flags);
  if (app.got_subcommand("rotate")) status = Rotate(flags);
  if (app.got_subcommand("health")) status = ProbeHealth(flags.server.listen);
  if (status.ok()) return EXIT_SUCCESS;
  std::cerr << "caselensd: " << status.message() << "\n";
  return EXIT_FAILURE;
}

}  // namespace
}  // namespace caselens

int main(int argc, char** argv) { return caselens::Main(argc, argv); }
