// caselensd: the service. Flags -> store -> server: the only wiring.

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"

#include "audit_service/backup/backup.h"
#include "audit_service/data_folder.h"
#include "audit_service/environment.h"
#include "audit_service/flags.h"
#include "audit_service/handlers/access_handler.h"
#include "audit_service/history/history_log.h"
#include "audit_service/history/verification.h"
#include "audit_service/operations/log.h"
#include "audit_service/operations/metrics.h"
#include "audit_service/operations/supervisor.h"
#include "audit_service/secret_file.h"
#include "audit_service/server/server.h"
#include "storage/sqlite/sqlite_store.h"
#include "typology/base/status_macros.h"
#include "typology/transparency/signed_note.h"

namespace caselens {
namespace {

constexpr absl::Duration kGrace = absl::Seconds(30);

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

  Log log(flags.log_level);
  Metrics metrics;
  const Environment environment = Environment::Real();
  CASELENS_ASSIGN_OR_RETURN(
      const OpenedStore opened,
      OpenStore(flags.data, environment, flags.store, &metrics));
  SqliteStore& store = *opened.store;
  ServerOptions options = flags.server;
  options.log = opened.log.get();
  options.keys = opened.keys.get();
  // What is durable is durable: the supervisor starts another.
  options.on_dead = [] { std::_Exit(EXIT_FAILURE); };
  CASELENS_ASSIGN_OR_RETURN(options.token_key,
                            KeyFile(TokenKeyPath(flags.data), environment));
  CASELENS_ASSIGN_OR_RETURN(const auto server,
                            StartServer(store, environment, options,
                                        {.log = log, .metrics = metrics}));
  log.Info("serving", {{LogField::kPort, server->Port()},
                       {LogField::kHistoryKey, opened.log->Verifier().Text()}});
  NotifySupervisor("READY=1");
  int signal = 0;
  sigwait(&stop, &signal);
  NotifySupervisor("STOPPING=1");
  log.Info("stopping");
  server->Shutdown(kGrace);
  const WriteCounts counts = store.Counts();
  log.Info("stopped", {{LogField::kChanges, counts.changes},
                       {LogField::kCommits, counts.commits}});
  return absl::OkStatus();
}

// What a start would refuse for, but for what the database holds.
absl::Status CheckConfig(const Flags& flags) {
  CASELENS_RETURN_IF_ERROR(
      CheckTransport(flags.server.listen, flags.server.tls));
  CASELENS_RETURN_IF_ERROR(SignOn::Open(flags.server.sign_on).status());
  struct stat info = {};
  if (stat(flags.data.path.c_str(), &info) != 0 || !S_ISDIR(info.st_mode) ||
      access(flags.data.path.c_str(), W_OK | X_OK) != 0) {
    return absl::FailedPreconditionError(absl::StrCat(
        "--data ", flags.data.path, ": want a folder to write in"));
  }
  // Reads the keys that are there; makes none.
  CASELENS_RETURN_IF_ERROR(
      LoadLogKey(flags.data, Environment::Real()).status());
  for (const std::string& path :
       {TokenKeyPath(flags.data), MasterKeyPath(flags.data)}) {
    const absl::Status key = ReadKey(path).status();
    if (!absl::IsNotFound(key)) CASELENS_RETURN_IF_ERROR(key);
  }
  std::cout << "caselensd: the configuration is good\n";
  return absl::OkStatus();
}

absl::Status Bootstrap(const Flags& flags) {
  const Environment environment = Environment::Real();
  CASELENS_ASSIGN_OR_RETURN(
      const OpenedStore opened,
      OpenStore(flags.data, environment, flags.store, nullptr));
  CASELENS_ASSIGN_OR_RETURN(const std::string key,
                            KeyFile(TokenKeyPath(flags.data), environment));
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
                            LoadLogKey(flags.data, Environment::Real()));
  if (key.save != nullptr) {
    return absl::FailedPreconditionError(
        absl::StrCat("there is no ", flags.data.path, "/history.key"));
  }
  CASELENS_ASSIGN_OR_RETURN(
      const auto store,
      SqliteStore::Open(DatabasePath(flags.data), flags.store));
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
    const std::string path = absl::StrCat(flags.data.path, "/", key);
    const absl::Status kept = ReadSecret(path).status();
    if (absl::IsNotFound(kept)) {
      return absl::FailedPreconditionError(absl::StrCat(
          "there is no ", path, ": put it back first; it is in no backup"));
    }
    CASELENS_RETURN_IF_ERROR(kept);
  }
  umask(077);
  CASELENS_RETURN_IF_ERROR(
      RestoreBackup(flags.backup, DatabasePath(flags.data)));
  return Verify(flags);
}

// Wraps the keys of case files with another master key.
absl::Status Rotate(const Flags& flags) {
  umask(077);
  const Environment environment = Environment::Real();
  CASELENS_RETURN_IF_ERROR(ReadSecret(MasterKeyPath(flags.data)).status());
  CASELENS_ASSIGN_OR_RETURN(const auto keys, OpenKeys(flags.data, environment));
  if (keys->IsNew()) {
    return absl::FailedPreconditionError(
        absl::StrCat(KeyStorePath(flags.data), " holds no keys"));
  }
  CASELENS_ASSIGN_OR_RETURN(const std::string next,
                            KeyFile(flags.new_master_key, environment));
  CASELENS_RETURN_IF_ERROR(keys->Rewrap(next));
  std::cout << "The keys in " << KeyStorePath(flags.data) << " are wrapped by "
            << flags.new_master_key << "\n";
  return absl::OkStatus();
}

absl::Status PrintMetrics(const Flags& flags) {
  CASELENS_ASSIGN_OR_RETURN(const std::string text,
                            ReadMetrics(flags.server.listen));
  std::cout << text;
  return absl::OkStatus();
}

int Main(int argc, char** argv) {
  Flags flags;
  CLI::App app(
      "The Caselens service: codings of case files, held against "
      "their latent classes.");
  AddCommands(app, flags);
  CLI11_PARSE(app, argc, argv);
  absl::Status status;
  if (app.got_subcommand("serve")) {
    status = flags.check_config ? CheckConfig(flags) : Serve(flags);
  }
  if (app.got_subcommand("bootstrap")) status = Bootstrap(flags);
  if (app.got_subcommand("verify")) status = Verify(flags);
  if (app.got_subcommand("restore")) status = Restore(flags);
  if (app.got_subcommand("rotate")) status = Rotate(flags);
  if (app.got_subcommand("health")) {
    status = ProbeHealth(flags.server.listen, flags.health_of);
  }
  if (app.got_subcommand("metrics")) status = PrintMetrics(flags);
  if (status.ok()) return EXIT_SUCCESS;
  std::cerr << "caselensd: " << status.message() << "\n";
  return EXIT_FAILURE;
}

}  // namespace
}  // namespace caselens

int main(int argc, char** argv) { return caselens::Main(argc, argv); }
