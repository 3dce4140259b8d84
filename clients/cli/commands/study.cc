#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "caselens/v1/study.pb.h"
#include "caselens/v1/template.pb.h"
#include "clients/cli/errors.h"
#include "clients/cli/names.h"
#include "clients/cli/output/view.h"
#include "clients/cli/program.h"
#include "clients/cli/session.h"
#include "clients/cli/status_macros.h"

namespace caselens::cli {
namespace {

struct CreateStudyOptions {
  std::string id;
  std::string display_name;
  std::string template_name;
  std::vector<std::string> extensions;
  bool simulated = false;
};

Grid StudyGrid() {
  return Grid({"study", "display_name", "data", "template", "extensions",
               "create_time"});
}

void AddStudy(const v1::Study& study, Grid& grid) {
  grid.Add({LastId(study.name()), study.display_name(),
            study.simulated() ? "SIMULATED" : "", study.template_(),
            absl::StrJoin(study.extensions(), ";"),
            TimeText(study.create_time())});
}

absl::Status PrintStudy(Session& session, const v1::Study& study) {
  Grid grid = StudyGrid();
  AddStudy(study, grid);
  return session.Print(study, View::OfOne(std::move(grid)));
}

// The newest revision of a template given by its id; a revision as it is.
absl::StatusOr<std::string> Revision(Session& session,
                                     const std::string& argument) {
  if (absl::StrContains(argument, "/revisions/")) return argument;
  CLI_ASSIGN_OR_RETURN(const std::string name, TopName(argument, "templates"));
  CLI_ASSIGN_OR_RETURN(const v1::ListTemplatesResponse templates,
                       session.CallAllPages(v1::ListTemplatesRequest()));
  for (const v1::Template& newest : templates.templates()) {
    if (absl::StartsWith(newest.name(), name + "/")) return newest.name();
  }
  return UsageError(absl::StrCat(
      "--template `", argument,
      "`: there is none; `caselens template list` lists those there are"));
}

absl::Status CreateStudy(Session& session, const CreateStudyOptions& options) {
  v1::CreateStudyRequest request;
  request.set_study_id(options.id);
  v1::Study& study = *request.mutable_study();
  study.set_display_name(options.display_name);
  CLI_ASSIGN_OR_RETURN(*study.mutable_template_(),
                       Revision(session, options.template_name));
  study.mutable_extensions()->Assign(options.extensions.begin(),
                                     options.extensions.end());
  study.set_simulated(options.simulated);
  CLI_ASSIGN_OR_RETURN(const v1::Study created, session.Call(request));
  return PrintStudy(session, created);
}

absl::Status ShowStudy(Session& session, const std::string& argument) {
  v1::GetStudyRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_name(), TopName(argument, "studies"));
  CLI_ASSIGN_OR_RETURN(const v1::Study study, session.Call(request));
  return PrintStudy(session, study);
}

absl::Status ListStudies(Session& session) {
  CLI_ASSIGN_OR_RETURN(const v1::ListStudiesResponse studies,
                       session.CallAllPages(v1::ListStudiesRequest()));
  Grid grid = StudyGrid();
  for (const v1::Study& study : studies.studies()) AddStudy(study, grid);
  return session.Print(studies, View::Of(std::move(grid)));
}

}  // namespace

void AddStudyCommands(Program& program) {
  program.Describe("study", "A body of work: one template, some sites");
  auto options = std::make_shared<CreateStudyOptions>();
  program
      .Add("study create", "Create a study (administrators)",
           "caselens study create pilot --display-name Pilot --template "
           "rdac-2026",
           [options](Session& session) {
             return CreateStudy(session, *options);
           })
      .Needs("STUDY", options->id, "New id")
      .Needs("--display-name", options->display_name, "What people call it")
      .Needs("--template", options->template_name,
             "Template; its newest revision is pinned")
      .Takes("--extension", options->extensions,
             "Extension of the template to ask as well; repeatable")
      .Takes("--simulated", options->simulated, "The data is made up");

  auto id = std::make_shared<std::string>();
  program
      .Add("study show", "Show one study", "caselens study show demo",
           [id](Session& session) { return ShowStudy(session, *id); })
      .Needs("STUDY", *id, "Id");
  program.Add("study list", "List the studies you have a role in",
              "caselens study list", ListStudies);
}

}  // namespace caselens::cli
