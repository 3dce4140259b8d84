#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

#include "caselens/v1/class_model.pb.h"
#include "clients/cli/errors.h"
#include "clients/cli/output/view.h"
#include "clients/cli/program.h"
#include "clients/cli/progress.h"
#include "clients/cli/session.h"
#include "clients/cli/status_macros.h"
#include "clients/cli/views/class_model.h"
#include "clients/cli/views/class_model_fit.h"
#include "clients/cli/words.h"

namespace caselens::cli {
namespace {

struct FitOptions {
  std::string classes;
  std::string starts = "auto";
  int seed = 1;
  std::string method = "ml";
  double alpha = 0;
  std::string sites;
  std::string unit = "each-assessment";
  std::string factor_map;
  std::string items;
  bool watch = false;
};

struct ShowFitOptions {
  std::string fit;
  int classes = 0;
};

struct ChooseOptions {
  std::string fit;
  std::string id;
  int classes = 0;
  std::string reason;
  double clamp = 0;
};

// `6` or `1-6`.
absl::Status ParseClasses(const std::string& text, v1::FitOptions& options) {
  const std::pair<std::string, std::string> ends =
      absl::StrSplit(text, absl::MaxSplits('-', 1));
  int from = 0;
  int to = 0;
  if (!absl::SimpleAtoi(ends.first, &from) ||
      !absl::SimpleAtoi(ends.second.empty() ? ends.first : ends.second, &to)) {
    return UsageError(absl::StrCat("--classes `", text, "`: want 6 or 1-6"));
  }
  options.set_classes_from(from);
  options.set_classes_to(to);
  return absl::OkStatus();
}

absl::StatusOr<v1::FitOptions> ParseOptions(const FitOptions& options) {
  v1::FitOptions wanted;
  CLI_RETURN_IF_ERROR(ParseClasses(options.classes, wanted));
  int starts = 0;
  if (options.starts != "auto" &&
      (!absl::SimpleAtoi(options.starts, &starts) || starts == 0)) {
    return UsageError("--starts: want auto or a number of at least 1");
  }
  wanted.set_starts(starts);
  wanted.set_seed(options.seed);
  CLI_ASSIGN_OR_RETURN(const auto method, ParseEnum<v1::FitOptions::Method>(
                                              "--method", options.method));
  wanted.set_method(method);
  CLI_ASSIGN_OR_RETURN(const auto unit,
                       ParseEnum<v1::FitOptions::Unit>("--unit", options.unit));
  wanted.set_unit(unit);
  wanted.set_pseudo_cases(options.alpha);
  for (const std::string& site : SplitList(options.sites)) {
    wanted.add_sites(site);
  }
  wanted.set_factor_map(options.factor_map);
  for (const std::string& item : SplitList(options.items)) {
    wanted.add_items(item);
  }
  return wanted;
}

// How many numbers of classes a fit tries: its range, and one class.
int PlannedResults(const v1::FitOptions& options) {
  const int range = options.classes_to() - options.classes_from() + 1;
  return range + (options.classes_from() > 1 ? 1 : 0);
}

// Draws a bar until the fit is done.
absl::Status WatchUntilDone(Session& session, const v1::ClassModelFit& fit) {
  v1::WatchFitRequest request;
  request.set_name(fit.name());
  const int planned = PlannedResults(fit.options());
  Progress progress(session.Remarks(), kBarSteps);
  return session.Watch<v1::WatchFitRequest>(
      request, [&](const v1::FitProgress& now) {
        double done = now.finished();
        if (now.ceiling() > 0) {
          done += static_cast<double>(now.starts()) / now.ceiling();
        }
        progress.At(static_cast<int>(kBarSteps * std::min(1.0, done / planned)),
                    ProgressText(now));
        return true;
      });
}

absl::StatusOr<v1::ClassModelFit> GetFit(Session& session,
                                         const std::string& name) {
  v1::GetFitRequest request;
  request.set_name(name);
  return session.Call(request);
}

// Of a fit that failed the caller learns by the exit code too.
absl::Status PrintFit(Session& session, const v1::ClassModelFit& fit,
                      int profile_of) {
  CLI_RETURN_IF_ERROR(session.Print(fit, FitView(fit, profile_of)));
  return fit.state() == v1::ClassModelFit::FAILED ? AlreadyExplained()
                                                  : absl::OkStatus();
}

absl::Status CreateFit(Session& session, const FitOptions& options) {
  v1::CreateFitRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_options(), ParseOptions(options));
  CLI_ASSIGN_OR_RETURN(*request.mutable_parent(), session.Study());
  CLI_ASSIGN_OR_RETURN(v1::ClassModelFit fit, session.Call(request));
  if (options.watch) {
    CLI_RETURN_IF_ERROR(WatchUntilDone(session, fit));
    CLI_ASSIGN_OR_RETURN(fit, GetFit(session, fit.name()));
  }
  return PrintFit(session, fit, 0);
}

absl::Status ShowFit(Session& session, const ShowFitOptions& options,
                     bool watch) {
  CLI_ASSIGN_OR_RETURN(const std::string name,
                       session.Name(options.fit, "classModelFits"));
  CLI_ASSIGN_OR_RETURN(v1::ClassModelFit fit, GetFit(session, name));
  if (watch) {
    CLI_RETURN_IF_ERROR(WatchUntilDone(session, fit));
    CLI_ASSIGN_OR_RETURN(fit, GetFit(session, name));
  }
  return PrintFit(session, fit, options.classes);
}

absl::Status ListFits(Session& session) {
  v1::ListFitsRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_parent(), session.Study());
  CLI_ASSIGN_OR_RETURN(const v1::ListFitsResponse fits,
                       session.CallAllPages(request));
  return session.Print(fits, FitsView(fits));
}

absl::Status CancelFit(Session& session, const std::string& fit) {
  v1::CancelFitRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_name(),
                       session.Name(fit, "classModelFits"));
  CLI_ASSIGN_OR_RETURN(const v1::ClassModelFit cancelled,
                       session.Call(request));
  return PrintFit(session, cancelled, 0);
}

absl::Status Choose(Session& session, const ChooseOptions& options) {
  v1::ChooseClassModelRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_name(),
                       session.Name(options.fit, "classModelFits"));
  request.set_class_count(options.classes);
  request.set_class_model_id(options.id);
  request.set_reason(options.reason);
  request.set_clamp(options.clamp);
  CLI_ASSIGN_OR_RETURN(const v1::ClassModel model, session.Call(request));
  return session.Print(model, ClassModelView(model));
}

void AddFit(Program& program) {
  auto options = std::make_shared<FitOptions>();
  program
      .Add("model fit",
           "Look for latent classes in the returns of sites (researchers)",
           "caselens model fit --study demo --sites C1 --classes 1-6 --starts "
           "auto --seed 1 --watch",
           [options](Session& session) { return CreateFit(session, *options); })
      .TakesStudy()
      .Needs("--classes", options->classes,
             "Numbers of classes, 1-6; one class is always fitted too")
      .Takes("--sites", options->sites,
             "Sites, with commas; all of your grants if not given")
      .Takes("--starts", options->starts,
             "Random starts of each, or auto: until the best is replicated")
      .Takes("--seed", options->seed, "Seed of the starts")
      .Takes("--method", options->method,
             "ml, or map for Latent GOLD's Bayes constants")
      .Takes("--alpha", options->alpha, "Their weight with map, 1")
      .Takes("--unit", options->unit,
             "What is a case: each-assessment or latest-of-episode")
      .Takes("--factor-map", options->factor_map,
             "Map from codes to factors; each site's own if not given")
      .Takes("--items", options->items,
             "Factors to fit, with commas; all of the scheme if not given")
      .Takes("--watch", options->watch, "Wait until it is done");
}

void AddChoose(Program& program) {
  auto options = std::make_shared<ChooseOptions>();
  program
      .Add("model choose",
           "Freeze a number of classes of a fit as a model (researchers)",
           "caselens model choose FIT --study demo --classes 6 --model c1-six "
           "--reason 'AIC, and the classes make sense'",
           [options](Session& session) { return Choose(session, *options); })
      .TakesStudy()
      .Needs("FIT", options->fit, "Fit that SUCCEEDED")
      .Needs("--classes", options->classes, "Number of classes")
      .Needs("--model", options->id, "Id of the new model")
      .Needs("--reason", options->reason, "Why this one")
      .Takes("--clamp", options->clamp,
             "Keep probabilities this far from 0 and 1");
}

}  // namespace

void AddModelFitCommands(Program& program) {
  AddFit(program);
  program
      .Add("model fits", "List fits", "caselens model fits --study demo",
           ListFits)
      .TakesStudy();
  auto shown = std::make_shared<ShowFitOptions>();
  program
      .Add("model fit-show", "Show the results of a fit",
           "caselens model fit-show FIT --study demo --classes 6",
           [shown](Session& session) {
             return ShowFit(session, *shown, /*watch=*/false);
           })
      .TakesStudy()
      .Needs("FIT", shown->fit, "Fit of the study")
      .Takes("--classes", shown->classes, "Show the profile of so many");
  auto watched = std::make_shared<ShowFitOptions>();
  program
      .Add("model watch", "Wait until a fit is done, with a progress bar",
           "caselens model watch FIT --study demo",
           [watched](Session& session) {
             return ShowFit(session, *watched, /*watch=*/true);
           })
      .TakesStudy()
      .Needs("FIT", watched->fit, "Fit of the study");
  auto cancelled = std::make_shared<std::string>();
  program
      .Add("model cancel", "Stop a fit that is not done (researchers)",
           "caselens model cancel FIT --study demo",
           [cancelled](Session& session) {
             return CancelFit(session, *cancelled);
           })
      .TakesStudy()
      .Needs("FIT", *cancelled, "Fit of the study");
  AddChoose(program);
}

}  // namespace caselens::cli
