#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"

#include "caselens/v1/class_model.pb.h"
#include "clients/cli/errors.h"
#include "clients/cli/lookup.h"
#include "clients/cli/program.h"
#include "clients/cli/session.h"
#include "clients/cli/status_macros.h"
#include "clients/cli/views/class_model.h"
#include "clients/cli/words.h"

namespace caselens::cli {
namespace {

struct ScoreOptions {
  std::string model;
  std::string files;
  std::string factors;
  std::string uncoded;
};

struct CompareOptions {
  std::string first;
  std::string second;
  std::string sites;
};

absl::Status Score(Session& session, const ScoreOptions& options) {
  v1::ScoreRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_name(),
                       session.Name(options.model, "classModels"));
  for (const std::string& file : SplitList(options.files)) {
    CLI_ASSIGN_OR_RETURN(*request.add_case_files(),
                         CaseFileName(session, file));
  }
  if (!options.factors.empty() || !options.uncoded.empty()) {
    v1::ScoreRequest::FactorPattern& pattern = *request.add_patterns();
    for (const std::string& factor : SplitList(options.factors)) {
      pattern.add_factors(factor);
    }
    for (const std::string& factor : SplitList(options.uncoded)) {
      pattern.add_uncoded(factor);
    }
  }
  if (request.case_files().empty() && request.patterns().empty()) {
    return UsageError("give --files, --factors, or both");
  }
  CLI_ASSIGN_OR_RETURN(const v1::ScoreResponse response, session.Call(request));
  return session.Print(response, ScoresView(response));
}

absl::Status CompareModels(Session& session, const CompareOptions& options) {
  v1::CompareClassModelsRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_parent(), session.Study());
  CLI_ASSIGN_OR_RETURN(*request.mutable_first(),
                       session.Name(options.first, "classModels"));
  CLI_ASSIGN_OR_RETURN(*request.mutable_second(),
                       session.Name(options.second, "classModels"));
  for (const std::string& site : SplitList(options.sites)) {
    request.add_sites(site);
  }
  CLI_ASSIGN_OR_RETURN(const v1::ClassModelComparison comparison,
                       session.Call(request, kImportDeadline));
  return session.Print(comparison, ClassModelComparisonView(comparison));
}

}  // namespace

void AddModelUseCommands(Program& program) {
  auto scored = std::make_shared<ScoreOptions>();
  program
      .Add("model score",
           "Show where case files or a pattern lie in a model, and why",
           "caselens model score c1-published --study demo --files C1:C1-0002",
           [scored](Session& session) { return Score(session, *scored); })
      .TakesStudy()
      .Needs("MODEL", scored->model, "Class model of the study")
      .Takes("--files", scored->files,
             "Case files, or SITE:RECORD, with commas")
      .Takes("--factors", scored->factors,
             "A pattern: factors present, with commas; all others are absent")
      .Takes("--uncoded", scored->uncoded,
             "Factors that nobody has coded yet, with commas");
  auto compared = std::make_shared<CompareOptions>();
  program
      .Add("model compare", "Hold two models against each other",
           "caselens model compare c1-published c1-six --study demo --sites C1",
           [compared](Session& session) {
             return CompareModels(session, *compared);
           })
      .TakesStudy()
      .Needs("FIRST", compared->first, "Class model of the study")
      .Needs("SECOND", compared->second, "Another")
      .Takes("--sites", compared->sites,
             "Sites, with commas; all of your grants if not given");
}

}  // namespace caselens::cli
