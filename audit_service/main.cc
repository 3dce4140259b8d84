// caselensd: the service. Flags -> store -> server: the only wiring.

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <memory>
#include <sstream>
#include <string>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"

#include "audit_service/environment.h"
#include "audit_service/handlers/access_handler.h"
#include "audit_service/handlers/template_handler.h"
#include "audit_service/limits.h"
#include "audit_service/server/server.h"
#include "storage/sqlite/sqlite_store.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

constexpr mode_t kOwnerOnly = 0600;
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
                          .token_key = {}};
  std::string principal = "administrator";
  std::string token_file;
};

std::string DatabasePath(const Flags& flags) {
  return absl::StrCat(flags.data, "/caselens.db");
}

// Writes a file that only its owner can read; refuses to replace one.
absl::Status WriteSecret(const std::string& path, const std::string& secret) {
  const int file =
      open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, kOwnerOnly);
  if (file < 0) {
    return absl::FailedPreconditionError(
        absl::StrCat("cannot create ", path,
                     "; want a file that is not there "
                     "yet, in a folder that is"));
  }
  const bool written = write(file, secret.data(), secret.size()) ==
                           static_cast<ssize_t>(secret.size()) &&
                       fsync(file) == 0;
  close(file);
  if (written) return absl::OkStatus();
  return absl::UnavailableError(absl::StrCat("cannot write ", path));
}

// The key of token hashes, in a file beside the database, made on first use.
absl::StatusOr<std::string> TokenKey(const Flags& flags,
                                     const Environment& environment) {
  const std::string path = absl::StrCat(flags.data, "/token.key");
  if (access(path.c_str(), F_OK) != 0) {
    CASELENS_RETURN_IF_ERROR(
        WriteSecret(path, environment.random_bytes(kKeyBytes)));
  }
  struct stat info = {};
  if (stat(path.c_str(), &info) != 0 || (info.st_mode & 077) != 0) {
    return absl::FailedPreconditionError(
        absl::StrCat(path, ": want a file that only its owner can read"));
  }
  std::ifstream file(path, std::ios::binary);
  std::ostringstream key;
  key << file.rdbuf();
  if (!file || key.str().size() != kKeyBytes) {
    return absl::FailedPreconditionError(
        absl::StrCat(path, ": want the ", kKeyBytes, " bytes of a key"));
  }
  return key.str();
}

absl::StatusOr<std::unique_ptr<SqliteStore>> OpenStore(
    const Flags& flags, const Environment& environment) {
  mkdir(flags.data.c_str(), kOwnerOnlyFolder);  // may be there already
  umask(077);  // database, log and key are their owner's alone
  CASELENS_ASSIGN_OR_RETURN(
      auto store, SqliteStore::Open(DatabasePath(flags), flags.store));
  CASELENS_RETURN_IF_ERROR(PublishShippedTemplate(*store, environment));
  const int64_t oldest = absl::ToUnixMicros(
      environment.now() - absl::Hours(24) * limits::kReplyDays);
  CASELENS_RETURN_IF_ERROR(store->WriteNow([oldest](Transaction& transaction) {
    return transaction.PruneReplies(oldest);
  }));
  return store;
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
  CASELENS_ASSIGN_OR_RETURN(const auto store, OpenStore(flags, environment));
  ServerOptions options = flags.server;
  CASELENS_ASSIGN_OR_RETURN(options.token_key, TokenKey(flags, environment));
  CASELENS_ASSIGN_OR_RETURN(const auto server,
                            StartServer(*store, environment, options));
  std::cout << "caselensd: serving on port " << server->Port() << std::endl;
  int signal = 0;
  sigwait(&stop, &signal);
  std::cout << "caselensd: stopping" << std::endl;
  server->Shutdown(kGrace);
  const WriteCounts counts = store->Counts();
  std::cout << "caselensd: " << counts.changes << " changes in "
            << counts.commits << " commits" << std::endl;
  return absl::OkStatus();
}

absl::Status Bootstrap(const Flags& flags) {
  const Environment environment = Environment::Real();
  CASELENS_ASSIGN_OR_RETURN(const auto store, OpenStore(flags, environment));
  CASELENS_ASSIGN_OR_RETURN(const std::string key,
                            TokenKey(flags, environment));
  CASELENS_ASSIGN_OR_RETURN(
      const std::string token,
      CreateFirstAdministrator(*store, environment, key, flags.principal));
  CASELENS_RETURN_IF_ERROR(WriteSecret(flags.token_file, token + "\n"));
  std::cout << "The token of principals/" << flags.principal << " is in "
            << flags.token_file << "\n";
  return absl::OkStatus();
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
  bootstrap->footer(
      "Example:\n  caselensd bootstrap --data /var/lib/caselens "
      "--token-file /root/caselens.token");
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
  AddHealth(app, flags);
  CLI11_PARSE(app, argc, argv);
  absl::Status status;
  if (app.got_subcommand("serve")) status = Serve(flags);
  if (app.got_subcommand("bootstrap")) status = Bootstrap(flags);
  if (app.got_subcommand("health")) status = ProbeHealth(flags.server.listen);
  if (status.ok()) return EXIT_SUCCESS;
  std::cerr << "caselensd: " << status.message() << "\n";
  return EXIT_FAILURE;
}

}  // namespace
}  // namespace caselens

int main(int argc, char** argv) { return caselens::Main(argc, argv); }
