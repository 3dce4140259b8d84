#include <iostream>
#include <string>
#include <vector>

#include <unistd.h>

#include "absl/strings/str_split.h"

#include "clients/cli/grpc_connection.h"
#include "clients/cli/program.h"
#include "clients/local/commands.h"

namespace {

caselens::cli::Environment EnvironmentOf(char** variables) {
  caselens::cli::Environment environment;
  for (; *variables != nullptr; ++variables) {
    environment.insert(absl::StrSplit(*variables, absl::MaxSplits('=', 1)));
  }
  return environment;
}

}  // namespace

int main(int argc, char** argv) {
  caselens::cli::Program program(EnvironmentOf(environ));
  caselens::cli::AddAllCommands(program);
  caselens::cli::AddLocalCommands(program);
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  return program.Execute(arguments, caselens::cli::Connect, std::cout,
                         std::cerr);
}
