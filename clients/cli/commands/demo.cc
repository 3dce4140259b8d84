#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "caselens/v1/study.pb.h"
#include "clients/cli/demo/loader.h"
#include "clients/cli/output/view.h"
#include "clients/cli/program.h"
#include "clients/cli/session.h"
#include "clients/cli/status_macros.h"

namespace caselens::cli {
namespace {

absl::Status Load(Session& session, const DemoFolders& folders) {
  CLI_ASSIGN_OR_RETURN(const v1::Study study, LoadDemo(session, folders));
  View view;
  view.csv = Grid({"study", "display_name", "data"});
  view.csv.Add({LastId(study.name()), study.display_name(),
                study.simulated() ? "SIMULATED" : ""});
  view.SayIfSimulated(study.simulated());
  view.Say(absl::StrCat("The demo study is loaded; tokens are in ",
                        folders.tokens, "."));
  return session.Print(study, view);
}

}  // namespace

void AddDemoCommands(Program& program) {
  program.Describe("demo", "The simulated demo study");
  auto folders = std::make_shared<DemoFolders>();
  program
      .Add("demo load",
           "Build the demo study, as an administrator; does nothing where it "
           "is there",
           "caselens demo load --data clients/demo --tokens ~/.config/caselens "
           "--token-file administrator.token",
           [folders](Session& session) { return Load(session, *folders); })
      .Needs("--data", folders->data,
             "Folder with c1.csv, c2.csv, c3.csv, assignments.csv")
      .Needs("--tokens", folders->tokens,
             "Folder for PRINCIPAL.token, each readable by you alone");
}

}  // namespace caselens::cli
