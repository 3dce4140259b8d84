// caselensd: the service. Flags -> store -> server: the only wiring.

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

#include "audit_service/environment.h"
#include "audit_service/handlers/access_handler.h"
#include "audit_service/handlers/template_handler.h"
#include "audit_service/history/history_log.h"
#include "audit_service/history/opening.h"
#include "audit_service/history/verification.h"
#include "audit_service/limits.h"
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

constexpr mode_t kOwnerOnlyFolder = 0700;
constexpr size_t kKeyBytes = 32;
constexpr absl::Duration kGrace = absl::Seconds(30);

struct Flags {
  SqliteOptions store;
  std::string data = "/var/lib/caselens";
  ServerOptions server = {.listen = "127.0.0.1:7600",
                          .connections = ServerOptions().connections,
                          .rates = {},
                          .admin_socket = {},
                          .tls = {},
                          .sign_on = {},
                          .token_key = {},
                          .log_key = {},
                          .on_dead = {}};
  Log::Level log_level = Log::Level::kInfo;
  bool check_config = false;
  std::string health_of;
  std::string log_origin;
  std::string principal = "administrator";
  std::string token_file;
};

std::string DatabasePath(const Flags& flags) {
  return absl::StrCat(flags.data, "/caselens.db");
}

std::string TokenKeyPath(const Flags& flags) {
  return absl::StrCat(flags.data, "/token.key");
}

// NOT_FOUND if there is none yet.
absl::StatusOr<std::string> ReadTokenKey(const Flags& flags) {
  const std::string path = TokenKeyPath(flags);
  absl::StatusOr<std::string> key = ReadSecret(path);
  if (!key.ok() || key->size() == kKeyBytes) return key;
  return absl::FailedPreconditionError(
      absl::StrCat(path, ": want the ", kKeyBytes, " bytes of a key"));
}

// The key of token hashes, in a file beside the database, made on first use.
absl::StatusOr<std::string> TokenKey(const Flags& flags,
                                     const Environment& environment) {
  absl::StatusOr<std::string> key = ReadTokenKey(flags);
  if (!absl::IsNotFound(key.status())) return key;
  key = environment.random_bytes(kKeyBytes);
  CASELENS_RETURN_IF_ERROR(WriteSecret(TokenKeyPath(flags), *key));
  return key;
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
  std::unique_ptr<SqliteStore> store;  // last: it uses the log to its end
};

absl::StatusOr<OpenedStore> OpenStore(const Flags& flags,
                                      const Environment& environment,
                                      Metrics* metrics = nullptr) {
  mkdir(flags.data.c_str(), kOwnerOnlyFolder);  // may be there already
  umask(077);  // database, log and keys are their owner's alone
  CASELENS_ASSIGN_OR_RETURN(LogKey key, LoadLogKey(flags, environment));
  OpenedStore opened;
  opened.log = std::make_unique<HistoryLog>(std::move(key.signer));
  SqliteOptions options = flags.store;
  options.hooks = opened.log->Hooks();
  if (metrics != nullptr) {
    options.hooks.after_commit = [metrics](const CommitReport& report) {
      metrics->Commit(report);
    };
  }
  CASELENS_ASSIGN_OR_RETURN(opened.store,
                            SqliteStore::Open(DatabasePath(flags), options));
  SqliteStore& store = *opened.store;
  CASELENS_RETURN_IF_ERROR(OpenHistory(
      store, *opened.log, absl::ToUnixMicros(environment.now()), key.save));
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

  Log log(flags.log_level);
  Metrics metrics;
  const Environment environment = Environment::Real();
  CASELENS_ASSIGN_OR_RETURN(const OpenedStore opened,
                            OpenStore(flags, environment, &metrics));
  SqliteStore& store = *opened.store;
  ServerOptions options = flags.server;
  // What is durable is durable: the supervisor starts another.
  options.on_dead = [] { std::_Exit(EXIT_FAILURE); };
  options.log_key = opened.log->Verifier().Text();
  CASELENS_ASSIGN_OR_RETURN(options.token_key, TokenKey(flags, environment));
  CASELENS_ASSIGN_OR_RETURN(const auto server,
                            StartServer(store, environment, options,
                                        {.log = log, .metrics = metrics}));
  log.Info("serving", {{LogField::kPort, server->Port()},
                       {LogField::kHistoryKey, options.log_key}});
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
  if (stat(flags.data.c_str(), &info) != 0 || !S_ISDIR(info.st_mode) ||
      access(flags.data.c_str(), W_OK | X_OK) != 0) {
    return absl::FailedPreconditionError(
        absl::StrCat("--data ", flags.data, ": want a folder to write in"));
  }
  // Reads the keys that are there; makes none.
  CASELENS_RETURN_IF_ERROR(LoadLogKey(flags, Environment::Real()).status());
  const absl::Status key = ReadTokenKey(flags).status();
  if (!absl::IsNotFound(key)) CASELENS_RETURN_IF_ERROR(key);
  std::cout << "caselensd: the configuration is good\n";
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

void AddLogOrigin(CLI::App& command, Flags& flags) {
  command.add_option(
      "--log-origin", flags.log_origin,
      "Name of the history of a new database, a domain of yours and a path; "
      "kept with its key [caselens/ and a random id]");
}

void AddTls(CLI::App& command, TlsFiles& files) {
  CLI::Option* const certificate =
      command.add_option("--tls-certificate", files.certificate,
                         "PEM file with the certificate chain");
  CLI::Option* const key = command.add_option("--tls-key", files.key,
                                              "PEM file with its private key");
  certificate->needs(key);
  key->needs(certificate);
  CLI::Option* const client_ca =
      command
          .add_option("--tls-client-ca", files.client_ca,
                      "PEM file with the authorities of client certificates, "
                      "which sign callers in; nobody connects without one")
          ->needs(certificate);
  command
      .add_flag("--tls-client-optional", files.client_optional,
                "Lets callers without a certificate connect, to sign in "
                "otherwise")
      ->needs(client_ca);
}

void AddSignOn(CLI::App& command, SignOnOptions& options) {
  CLI::Option* const keys = command.add_option(
      "--sign-on-keys", options.keys_file,
      "JSON Web Key Set of single sign-on (OpenID Connect); kept up to date "
      "by something else");
  CLI::Option* const issuer = command.add_option(
      "--sign-on-issuer", options.wanted.issuer, "`iss` of its tokens");
  CLI::Option* const audience =
      command.add_option("--sign-on-audience", options.wanted.audience,
                         "`aud` of tokens for this service");
  keys->needs(issuer)->needs(audience);
  issuer->needs(keys);
  audience->needs(keys);
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
  AddTls(*serve, flags.server.tls);
  AddSignOn(*serve, flags.server.sign_on);
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
      ->add_option("--max-calls-of-principal", flags.server.rates.of_principal,
                   "Calls a second on average; 0 is no limit")
      ->check(CLI::Range(0, 1'000'000))
      ->capture_default_str();
  serve
      ->add_option("--max-calls-of-address", flags.server.rates.of_address,
                   "The same, of all callers at one address")
      ->check(CLI::Range(0, 1'000'000))
      ->capture_default_str();
  serve
      ->add_option("--commit-batch", flags.store.limits.batch,
                   "Most changes in one commit; 1 commits each by itself")
      ->check(CLI::Range(1, 10'000))
      ->capture_default_str();
  serve
      ->add_option("--log-level", flags.log_level,
                   "info: every call; warning: refused and failed ones; error")
      ->transform(CLI::CheckedTransformer(
          std::map<std::string, Log::Level>{{"info", Log::Level::kInfo},
                                            {"warning", Log::Level::kWarning},
                                            {"error", Log::Level::kError}}));
  serve
      ->add_option_function<int>(
          "--self-probe-seconds",
          [&flags](int seconds) {
            flags.server.between_probes = absl::Seconds(seconds);
          },
          "How often the service connects to itself; it ends, to be started "
          "again, if nobody answers three times [10]")
      ->check(CLI::Range(1, 3600));
  serve->add_flag("--check-config", flags.check_config,
                  "Checks what the flags name, and ends");
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

void AddHealth(CLI::App& app, Flags& flags) {
  CLI::App* const health = app.add_subcommand(
      "health", "Ask a running service on this machine whether it serves");
  health
      ->add_option("--server", flags.server.listen,
                   "Its address; unix:PATH for the administrators' socket")
      ->capture_default_str();
  health->add_option("--service", flags.health_of,
                     "A service of it, caselens.v1.CodingService say, or "
                     "caselens.changes: whether changes can be made");
  health->footer("Example:\n  caselensd health --server 127.0.0.1:7600");
}

void AddMetrics(CLI::App& app, Flags& flags) {
  CLI::App* const metrics = app.add_subcommand(
      "metrics", "Print the figures of a running service, for Prometheus");
  metrics
      ->add_option("--server", flags.server.listen,
                   "unix:PATH of its administrators' socket")
      ->required();
  metrics->footer(
      "Example:\n  caselensd metrics --server unix:/run/caselens/admin.sock");
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
  app.require_subcommand(1);
  AddServe(app, flags);
  AddBootstrap(app, flags);
  AddVerify(app, flags);
  AddHealth(app, flags);
  AddMetrics(app, flags);
  CLI11_PARSE(app, argc, argv);
  absl::Status status;
  if (app.got_subcommand("serve")) {
    status = flags.check_config ? CheckConfig(flags) : Serve(flags);
  }
  if (app.got_subcommand("bootstrap")) status = Bootstrap(flags);
  if (app.got_subcommand("verify")) status = Verify(flags);
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
