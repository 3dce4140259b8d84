#include "tests/clients/cli/fake_service.h"

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <sys/stat.h>

#include "clients/cli/program.h"
#include "clients/local/commands.h"

namespace caselens::cli {

TestFolder::TestFolder() { Write("token", "caselens_test.secret\n"); }

std::string TestFolder::Write(const std::string& file,
                              const std::string& text) const {
  const std::string path = Path(file);
  std::ofstream(path) << text;
  chmod(path.c_str(), S_IRUSR | S_IWUSR);
  return path;
}

Outcome RunCli(FakeService& service, const TestFolder& folder,
               std::vector<std::string> arguments) {
  std::ostringstream out;
  std::ostringstream err;
  Program program({{"CASELENS_TOKEN_FILE", folder.Path("token")}});
  AddAllCommands(program);
  AddLocalCommands(program);
  const int exit_code =
      program.Execute(arguments, service.Connector(), out, err);
  return {.exit_code = exit_code, .out = out.str(), .err = err.str()};
}

}  // namespace caselens::cli
