#include "clients/local/commands.h"

namespace caselens::cli {

void AddLocalCommands(Program& program) {
  AddRatingsCommands(program);
  AddProofCommands(program);
  AddWitnessCommands(program);
}

}  // namespace caselens::cli
