#include "clients/cli/views/movement.h"

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/time/time.h"

#include "caselens/v1/comparison.pb.h"
#include "clients/cli/errors.h"
#include "clients/cli/program.h"
#include "clients/cli/session.h"
#include "clients/cli/status_macros.h"
#include "clients/cli/words.h"

namespace caselens::cli {
namespace {

// The service reads every coding for it.
constexpr absl::Duration kSummaryDeadline = absl::Minutes(10);

struct MovementOptions {
  std::string model;
  std::string sample;
  std::string single_issue;
};

absl::Status ShowMovement(Session& session, const MovementOptions& options) {
  v1::SummariseComparisonsRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_name(),
                       session.Name(options.model, "classModels"));
  if (!options.sample.empty()) {
    CLI_ASSIGN_OR_RETURN(*request.mutable_sample(),
                         session.Name(options.sample, "samples"));
  }
  for (const std::string& text : SplitList(options.single_issue)) {
    int number = 0;
    if (!absl::SimpleAtoi(text, &number)) {
      return UsageError("--single-issue: want numbers of classes, with commas");
    }
    request.add_single_issue_classes(number);
  }
  CLI_ASSIGN_OR_RETURN(const v1::ComparisonSummary summary,
                       session.Call(request, kSummaryDeadline));
  return session.Print(summary, MovementView(summary));
}

absl::Status CompareAll(Session& session, const std::string& model) {
  v1::ListComparisonsRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_parent(), session.Study());
  if (!model.empty()) {
    CLI_ASSIGN_OR_RETURN(*request.mutable_class_model(),
                         session.Name(model, "classModels"));
  }
  CLI_ASSIGN_OR_RETURN(const v1::ListComparisonsResponse comparisons,
                       session.CallAllPages(request));
  return session.Print(comparisons, ComparisonsView(comparisons));
}

}  // namespace

void AddMovementCommands(Program& program) {
  auto model = std::make_shared<std::string>();
  program
      .Add("compare-all", "Hold every matched file against its class",
           "caselens compare-all --study demo --model c1-published",
           [model](Session& session) { return CompareAll(session, *model); })
      .TakesStudy()
      .Takes("--model", *model, "Only files with a class in this model");

  auto options = std::make_shared<MovementOptions>();
  program
      .Add("movement", "Count over the files of a model: where they went",
           "caselens movement --study demo --model c1-published "
           "--single-issue 1",
           [options](Session& session) {
             return ShowMovement(session, *options);
           })
      .TakesStudy()
      .Needs("--model", options->model, "Class model of the study")
      .Takes("--sample", options->sample,
             "Only files of this sample; a random one gives estimates")
      .Takes("--single-issue", options->single_issue,
             "Numbers of the classes of a single issue, with commas");
}

}  // namespace caselens::cli
