#include "clients/cli/program.h"

#include <CLI/CLI.hpp>
#include <map>
#include <memory>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "clients/cli/errors.h"

namespace caselens::cli {
namespace {

constexpr char kFooter[] = R"(
Options may stand before or behind the command; `caselens COMMAND --help` shows
an example of each.

Exit codes: 0 done; 1 the service refused, or a check found something; 2 usage;
3 cannot reach the service; 4 not signed in or not allowed; 5 conflict: another
change came first.
)";

std::string Variable(const Environment& environment, const std::string& name,
                     const std::string& otherwise) {
  const auto at = environment.find(name);
  return at == environment.end() || at->second.empty() ? otherwise : at->second;
}

// By the XDG Base Directory Specification.
std::string DefaultTokenFile(const Environment& environment) {
  const std::string home = Variable(environment, "HOME", "");
  return absl::StrCat(
      Variable(environment, "XDG_CONFIG_HOME", absl::StrCat(home, "/.config")),
      "/caselens/token");
}

Format FormatNamed(const std::string& name) {
  if (name == "json") return Format::kJson;
  return name == "csv" ? Format::kCsv : Format::kTable;
}

void AddCommonOptions(CLI::App& app, Settings& settings) {
  app.add_option("--server", settings.endpoint.server,
                 "HOST:PORT or unix:PATH [CASELENS_SERVER, else "
                 "127.0.0.1:7600]");
  app.add_option("--tls-ca", settings.endpoint.tls_ca,
                 "PEM file that signs the service's certificate; needed for "
                 "another machine");
  CLI::Option* const certificate = app.add_option(
      "--tls-certificate", settings.endpoint.tls_certificate,
      "PEM file with your certificate, which signs you in; a token is then "
      "sent only if one is named");
  CLI::Option* const key = app.add_option(
      "--tls-key", settings.endpoint.tls_key, "PEM file with its private key");
  certificate->needs(key);
  key->needs(certificate);
  app.add_option("--token-file", settings.token_file,
                 "File with your token, readable by you alone "
                 "[CASELENS_TOKEN_FILE, else ~/.config/caselens/token]");
  app.add_option_function<std::string>(
         "--format",
         [&settings](const std::string& name) {
           settings.format = FormatNamed(name);
         },
         "How to print the answer [table]")
      ->check(CLI::IsMember({"table", "json", "csv"}));
}

}  // namespace

Command& Command::Needs(const std::string& name, std::string& value,
                        const std::string& help) {
  app_->add_option(name, value, help)->required();
  return *this;
}

Command& Command::Needs(const std::string& name, int& value,
                        const std::string& help) {
  app_->add_option(name, value, help)->required();
  return *this;
}

Command& Command::Takes(const std::string& name, std::string& value,
                        const std::string& help) {
  app_->add_option(name, value, help);
  return *this;
}

Command& Command::Takes(const std::string& name, int& value,
                        const std::string& help) {
  app_->add_option(name, value, help);
  return *this;
}

Command& Command::Takes(const std::string& name, double& value,
                        const std::string& help) {
  app_->add_option(name, value, help);
  return *this;
}

Command& Command::Takes(const std::string& name, bool& value,
                        const std::string& help) {
  app_->add_flag(name, value, help);
  return *this;
}

Command& Command::Takes(const std::string& name,
                        std::vector<std::string>& value,
                        const std::string& help) {
  // One value each time, so that it takes no positional argument along.
  app_->add_option(name, value, help)->allow_extra_args(false);
  return *this;
}

Command& Command::TakesStudy() {
  return Takes("--study", settings_->study,
               "Study; may be left out if you have a role in one only");
}

Program::Program(const Environment& environment)
    : app_(std::make_unique<CLI::App>(
          "Codes case files against the audit template, and holds them against "
          "their latent class.",
          "caselens")) {
  settings_.endpoint.server =
      Variable(environment, "CASELENS_SERVER", "127.0.0.1:7600");
  settings_.token_file = Variable(environment, "CASELENS_TOKEN_FILE", "");
  default_token_file_ = DefaultTokenFile(environment);
  app_->require_subcommand(1);
  app_->fallthrough();
  app_->footer(kFooter);
  app_->set_version_flag("--version", CASELENS_VERSION);
  AddCommonOptions(*app_, settings_);
}

Program::~Program() = default;

void Program::Describe(const std::string& word,
                       const std::string& description) {
  CLI::App& group = *app_->add_subcommand(word, description);
  group.require_subcommand(1);
  group.footer("");
}

Command Program::Add(const std::string& path, const std::string& description,
                     const std::string& example, Run run) {
  const size_t space = path.find(' ');
  CLI::App& parent = space == std::string::npos
                         ? *app_
                         : *app_->get_subcommand(path.substr(0, space));
  CLI::App& command = *parent.add_subcommand(
      space == std::string::npos ? path : path.substr(space + 1), description);
  command.footer(absl::StrCat("\nExample:\n  ", example,
                              "\n\nOptions of every command (--format, "
                              "--server, ...): caselens --help"));
  command.callback([this, run = std::move(run)] { chosen_ = run; });
  paths_.push_back(path);
  return {command, settings_};
}

int Program::Execute(const std::vector<std::string>& arguments,
                     const Session::Connector& connector, std::ostream& out,
                     std::ostream& err) {
  std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
  try {
    app_->parse(std::move(reversed));
  } catch (const CLI::ParseError& error) {
    return app_->exit(error, out, err) == 0 ? kExitOk : kExitUsage;
  }
  if (settings_.token_file.empty() &&
      settings_.endpoint.tls_certificate.empty()) {
    settings_.token_file = default_token_file_;
  }
  Session session(settings_, connector, out, err);
  const absl::Status status = chosen_(session);
  err << Explain(status, settings_.endpoint.server);
  return ExitCodeOf(status);
}

}  // namespace caselens::cli
