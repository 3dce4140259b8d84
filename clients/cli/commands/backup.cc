#include <utility>

#include "absl/status/status.h"

#include "caselens/v1/backup.pb.h"
#include "clients/cli/output/view.h"
#include "clients/cli/program.h"
#include "clients/cli/session.h"
#include "clients/cli/status_macros.h"

// What those do who keep the service running.
namespace caselens::cli {
namespace {

absl::Status CreateBackup(Session& session) {
  CLI_ASSIGN_OR_RETURN(const v1::Backup backup,
                       session.Call(v1::CreateBackupRequest()));
  Grid grid({"file", "create_time", "size_bytes", "events"});
  grid.Add({backup.file(), TimeText(backup.create_time()),
            Cell::Number(backup.size_bytes()), Cell::Number(backup.events())});
  View view = View::OfOne(std::move(grid));
  view.Say(backup.note());
  return session.Print(backup, view);
}

}  // namespace

void AddBackupCommands(Program& program) {
  program.Describe("admin", "What those do who keep the service running");
  program.Add("admin backup",
              "Have the service copy its database into its folder of backups",
              "caselens admin backup --server unix:build/demo/admin.sock",
              CreateBackup);
}

}  // namespace caselens::cli
