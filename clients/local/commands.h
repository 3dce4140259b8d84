#ifndef CLIENTS_LOCAL_COMMANDS_H_
#define CLIENTS_LOCAL_COMMANDS_H_

#include "clients/cli/program.h"

namespace caselens::cli {

// Every command of this folder.
void AddLocalCommands(Program& program);
// One function a file.
void AddRatingsCommands(Program& program);
void AddProofCommands(Program& program);
void AddWitnessCommands(Program& program);

}  // namespace caselens::cli

#endif  // CLIENTS_LOCAL_COMMANDS_H_
