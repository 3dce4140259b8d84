#ifndef CLIENTS_CLI_COMMANDS_AGREEMENT_REPORTS_H_
#define CLIENTS_CLI_COMMANDS_AGREEMENT_REPORTS_H_

#include "clients/cli/program.h"

namespace caselens::cli {

// `agreement measure`, `disagreements` and `calibrate`: what the service says
// of the codings of a study.
void AddAgreementReports(Program& program);

}  // namespace caselens::cli

#endif  // CLIENTS_CLI_COMMANDS_AGREEMENT_REPORTS_H_
