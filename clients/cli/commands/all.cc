#include "clients/cli/program.h"

namespace caselens::cli {

void AddAllCommands(Program& program) {
  AddAccessCommands(program);
  AddBackupCommands(program);
  AddStudyCommands(program);
  AddSiteCommands(program);
  AddTemplateCommands(program);
  AddModelCommands(program);
  AddModelFitCommands(program);
  AddModelUseCommands(program);
  AddFilesCommands(program);
  AddSampleCommands(program);
  AddAssignCommands(program);
  AddAssignmentCommands(program);
  AddCodingCommands(program);
  AddCodingFileCommands(program);
  AddSecondThoughtsCommands(program);
  AddAdjudicationCommands(program);
  AddDisclosureCommands(program);
  AddErasureCommands(program);
  AddTextCommands(program);
  AddComparisonCommands(program);
  AddAgreementCommands(program);
  AddMovementCommands(program);
  AddReleaseCommands(program);
  AddTableCommands(program);
  AddHistoryCommands(program);
  AddDemoCommands(program);
}

}  // namespace caselens::cli
