#include <CLI/CLI.hpp>
#include <csignal>
#include <cstddef>
#include <iostream>
#include <memory>
#include <string>

#include <pthread.h>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"

#include "clients/cli/grpc_connection.h"
#include "clients/cli/local_file.h"
#include "clients/cli/status_macros.h"
#include "clients/web/http/server.h"
#include "clients/web/site.h"

namespace caselens::web {
namespace {

constexpr size_t kMaxPem = size_t{1} << 20;

struct Flags {
  std::string listen = "127.0.0.1:7680";
  std::string origin;
  std::string certificate;
  std::string key;
  std::string link_token;
  int idle_minutes = 60;
  cli::Endpoint service{.server = "127.0.0.1:7600"};
};

absl::Status SplitListen(const std::string& listen, ServerOptions& options) {
  const size_t colon = listen.rfind(':');
  if (colon == std::string::npos ||
      !absl::SimpleAtoi(listen.substr(colon + 1), &options.port) ||
      options.port < 0 || options.port > 65535) {
    return absl::InvalidArgumentError(
        "--listen: want HOST:PORT, such as 127.0.0.1:7680");
  }
  options.host = listen.substr(0, colon);
  if (options.host.size() > 1 && options.host.front() == '[') {
    options.host = options.host.substr(1, options.host.size() - 2);
  }
  if (options.host == "localhost") options.host = "127.0.0.1";
  return absl::OkStatus();
}

absl::StatusOr<std::string> LinkToken(const Flags& flags) {
  if (flags.link_token.empty()) return "";
  return cli::ReadTokenFile(flags.link_token);
}

absl::StatusOr<ServerOptions> ServerOptionsOf(const Flags& flags) {
  ServerOptions options;
  CLI_RETURN_IF_ERROR(SplitListen(flags.listen, options));
  if (!IsLoopback(options.host) && flags.origin.empty()) {
    return absl::InvalidArgumentError(
        "--origin: want the address that browsers use, such as "
        "https://audit.council.example");
  }
  if (!flags.certificate.empty()) {
    CLI_ASSIGN_OR_RETURN(options.certificate,
                         cli::ReadFile(flags.certificate, kMaxPem));
    CLI_ASSIGN_OR_RETURN(options.private_key,
                         cli::ReadFile(flags.key, kMaxPem));
  }
  return options;
}

// Serves until SIGINT or SIGTERM.
absl::Status Serve(const Flags& flags) {
  CLI_ASSIGN_OR_RETURN(const ServerOptions options, ServerOptionsOf(flags));
  CLI_ASSIGN_OR_RETURN(const std::string token, LinkToken(flags));
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGINT);
  sigaddset(&ends, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &ends, nullptr);

  const bool is_https =
      !options.certificate.empty() || absl::StartsWith(flags.origin, "https:");
  Site site(
      flags.origin, is_https ? Tls::kYes : Tls::kNo,
      [&flags](const std::string& bearer) {
        return cli::Connect(flags.service, bearer);
      },
      absl::Minutes(flags.idle_minutes));
  CLI_ASSIGN_OR_RETURN(
      const std::unique_ptr<HttpServer> server,
      HttpServer::Start(options, [&site](const Request& request) {
        return site.Answer(request);
      }));
  const std::string base = flags.origin.empty()
                               ? absl::StrCat(is_https ? "https" : "http",
                                              "://127.0.0.1:", server->Port())
                               : flags.origin;
  std::cout << "serving " << base << "\n";
  if (!token.empty()) {
    std::cout << "sign in once: " << base << site.SignInLink(token) << "\n";
  }
  std::cout << std::flush;
  int signal = 0;
  sigwait(&ends, &signal);
  return absl::OkStatus();
}

void AddFlags(CLI::App& app, Flags& flags) {
  app.add_option("--listen", flags.listen, "HOST:PORT to serve")
      ->capture_default_str();
  app.add_option("--origin", flags.origin,
                 "Address under which browsers know the site, "
                 "https://audit.council.example; needed unless they run on "
                 "this machine");
  CLI::Option* const certificate =
      app.add_option("--tls-certificate", flags.certificate,
                     "PEM file; needed to serve other machines");
  CLI::Option* const key =
      app.add_option("--tls-key", flags.key, "PEM file with its private key");
  certificate->needs(key);
  key->needs(certificate);
  app.add_option("--server", flags.service.server,
                 "The service: HOST:PORT or unix:PATH")
      ->envname("CASELENS_SERVER")
      ->capture_default_str();
  app.add_option("--tls-ca", flags.service.tls_ca,
                 "PEM file that signs the service's certificate");
  app.add_option("--session-minutes", flags.idle_minutes,
                 "A session ends so long after its last request")
      ->check(CLI::Range(1, 720))
      ->capture_default_str();
  app.add_option("--link-for", flags.link_token,
                 "Token file: print a link that signs in with it, once, within "
                 "an hour");
}

int Run(int argc, char** argv) {
  Flags flags;
  CLI::App app("Pages for those who work with Caselens in a browser.",
               "caselens-web");
  AddFlags(app, flags);
  CLI11_PARSE(app, argc, argv);
  const absl::Status status = Serve(flags);
  if (status.ok()) return 0;
  std::cerr << "caselens-web: " << status.message() << "\n";
  return 1;
}

}  // namespace
}  // namespace caselens::web

int main(int argc, char** argv) { return caselens::web::Run(argc, argv); }
