#include "audit_service/flags.h"

#include <map>

#include "absl/time/time.h"

namespace caselens {
namespace {

void AddKeys(CLI::App& command, Flags& flags) {
  command.add_option("--key-store", flags.data.key_store,
                     "File of the keys of case files [DATA/case_files.keys]");
  command.add_option(
      "--master-key", flags.data.master_key,
      "File of the key that wraps them, a systemd credential say "
      "[DATA/master.key]");
}

void AddLogOrigin(CLI::App& command, Flags& flags) {
  command.add_option(
      "--log-origin", flags.data.log_origin,
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
  serve->add_option("--data", flags.data.path, "Folder of database and keys")
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
      ->add_option("--backups", flags.server.backup_folder,
                   "Folder for the copies that `caselens admin backup` makes")
      ->check(CLI::ExistingDirectory);
  serve->add_option(
      "--key-backup", flags.data.key_backup,
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
  AddKeys(*serve, flags);
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
  bootstrap
      ->add_option("--data", flags.data.path, "Folder of database and keys")
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
  verify->add_option("--data", flags.data.path, "Folder of database and keys")
      ->capture_default_str();
  verify->footer("Example:\n  caselensd verify --data /var/lib/caselens");
}

void AddRestore(CLI::App& app, Flags& flags) {
  CLI::App* const restore = app.add_subcommand(
      "restore", "Put a backup in the place of a database, and verify it");
  restore
      ->add_option("--data", flags.data.path,
                   "Folder with the keys, no database")
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
  rotate->add_option("--data", flags.data.path, "Folder of database and keys")
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

}  // namespace

void AddCommands(CLI::App& app, Flags& flags) {
  app.require_subcommand(1);
  AddServe(app, flags);
  AddBootstrap(app, flags);
  AddVerify(app, flags);
  AddRestore(app, flags);
  AddRotate(app, flags);
  AddHealth(app, flags);
  AddMetrics(app, flags);
}

}  // namespace caselens
