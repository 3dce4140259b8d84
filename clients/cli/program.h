#ifndef CLIENTS_CLI_PROGRAM_H_
#define CLIENTS_CLI_PROGRAM_H_

#include <functional>
#include <map>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "absl/status/status.h"

#include "clients/cli/session.h"

// CLI11 is a large header: only program.cc reads it.
namespace CLI {  // NOLINT(readability-identifier-naming): the name of a library
class App;
}  // namespace CLI

namespace caselens::cli {

// The environment a program starts in, by name of variable.
using Environment = std::map<std::string, std::string>;

// A command while it is declared. Each option is bound to where its value goes,
// which must live as long as the program. `--word` is an option, `WORD` a
// positional argument; a bool is a flag, a vector may be given many times.
class Command {
 public:
  Command(CLI::App& app, Settings& settings)
      : app_(&app), settings_(&settings) {}

  Command& Needs(const std::string& name, std::string& value,
                 const std::string& help);
  Command& Needs(const std::string& name, int& value, const std::string& help);
  Command& Takes(const std::string& name, std::string& value,
                 const std::string& help);
  Command& Takes(const std::string& name, int& value, const std::string& help);
  Command& Takes(const std::string& name, double& value,
                 const std::string& help);
  Command& Takes(const std::string& name, bool& value, const std::string& help);
  Command& Takes(const std::string& name, std::vector<std::string>& value,
                 const std::string& help);
  // Adds --study.
  Command& TakesStudy();

 private:
  CLI::App* app_;
  Settings* settings_;
};

// The commands, their options and their help. Parsing only chooses a command
// and fills its options; nothing runs before the whole line is understood.
class Program {
 public:
  using Run = std::function<absl::Status(Session&)>;

  explicit Program(const Environment& environment);
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  // What the commands headed by `word` are about.
  void Describe(const std::string& word, const std::string& description);
  // A command, `files import` or `whoami`, with an example that works on the
  // demo study.
  Command Add(const std::string& path, const std::string& description,
              const std::string& example, Run run);

  // Returns the exit code (errors.h); words for people go to `err`.
  int Execute(const std::vector<std::string>& arguments,
              const Session::Connector& connector, std::ostream& out,
              std::ostream& err);

  // Every command, `files import`, in the order of the help.
  const std::vector<std::string>& Paths() const { return paths_; }

 private:
  std::unique_ptr<CLI::App> app_;
  std::vector<std::string> paths_;
  Settings settings_;
  std::string default_token_file_;
  Run chosen_;
};

// Every command of this folder; clients/local has the others.
void AddAllCommands(Program& program);
// In the order of the help; one function a file of commands/.
void AddAccessCommands(Program& program);
void AddBackupCommands(Program& program);
void AddStudyCommands(Program& program);
void AddSiteCommands(Program& program);
void AddTemplateCommands(Program& program);
void AddModelCommands(Program& program);
void AddModelFitCommands(Program& program);
void AddModelUseCommands(Program& program);
void AddFilesCommands(Program& program);
void AddSampleCommands(Program& program);
void AddAssignCommands(Program& program);
void AddAssignmentCommands(Program& program);
void AddCodingCommands(Program& program);
void AddCodingFileCommands(Program& program);
void AddAdjudicationCommands(Program& program);
void AddSecondThoughtsCommands(Program& program);
void AddDisclosureCommands(Program& program);
void AddErasureCommands(Program& program);
void AddTextCommands(Program& program);
void AddComparisonCommands(Program& program);
void AddAgreementCommands(Program& program);
void AddMovementCommands(Program& program);
void AddReleaseCommands(Program& program);
void AddTableCommands(Program& program);
void AddHistoryCommands(Program& program);
void AddDemoCommands(Program& program);

}  // namespace caselens::cli

#endif  // CLIENTS_CLI_PROGRAM_H_
