#include "audit_service/jobs/fit_runner.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "audit_service/access/caller.h"
#include "audit_service/api/class_model_fit_api.h"
#include "audit_service/api/errors.h"
#include "audit_service/api/names.h"
#include "audit_service/call.h"
#include "audit_service/limits.h"
#include "audit_service/workflow/resources.h"
#include "typology/base/status_macros.h"
#include "typology/latent_class/criteria.h"

namespace caselens {
namespace {

// Seconds that the rest of a fit will take: the starts that the present number
// of classes still needs at the pace of those made, and as many for each later
// one, whose starts take longer by the ratio of classes.
double SecondsLeft(const v1::FitOptions& options, const FitProgress& progress,
                   double seconds_so_far) {
  if (progress.starts == 0 || progress.class_count <= 1) return 0;
  const auto starts = static_cast<double>(progress.starts);
  const auto ceiling = static_cast<double>(progress.ceiling);
  double wanted = ceiling;
  if (options.starts() == 0) {
    const StartOptions automatic;
    const double hits = std::max(.5, static_cast<double>(progress.replicated));
    const auto replications = static_cast<double>(automatic.replications);
    wanted = std::min(ceiling, starts * std::max(1., replications / hits));
  }
  const double per_start = seconds_so_far / starts;
  double left = per_start * std::max(0., wanted - starts);
  const auto present = static_cast<double>(progress.class_count);
  for (int k = static_cast<int>(progress.class_count) + 1;
       k <= options.classes_to(); ++k) {
    left += per_start * wanted * k / present;
  }
  return left;
}

bool Has(const v1::ClassModelFit& fit, int class_count) {
  return absl::c_any_of(fit.results(), [&](const v1::FitResult& result) {
    return result.class_count() == class_count;
  });
}

}  // namespace

std::string PatternsName(const std::string& fit) {
  return absl::StrCat(fit, "/patterns");
}

FitRunner::FitRunner(Store& store, const Environment& environment)
    : store_(store), environment_(environment), queue_(Kind()) {}

FitRunner::Queue::Kind FitRunner::Kind() {
  return {
      .singular = "fit",
      .plural = "fits",
      .too_many = "TOO_MANY_FITS",
      .most_waiting = limits::kMaxFitsWaiting,
      .most_watchers = limits::kMaxFitWatchers,
      .queued =
          [](const std::string& fit) {
            v1::FitProgress progress;
            progress.set_fit(fit);
            progress.set_state(v1::ClassModelFit::QUEUED);
            return progress;
          },
      .load = [this](const std::string& fit) -> absl::StatusOr<Queue::Stored> {
        CASELENS_ASSIGN_OR_RETURN(const v1::ClassModelFit stored, Load(fit));
        return Queue::Stored{.progress = RenderFitProgress(stored),
                             .done = IsDone(stored)};
      },
      .run = [this](const std::string& fit) { return RunFit(fit); },
      .fail =
          [this](const std::string& fit, const absl::Status& why) {
            Save(fit, [&](v1::ClassModelFit& failed) {
              failed.set_state(v1::ClassModelFit::FAILED);
              failed.set_failure(std::string(why.message()));
              *failed.mutable_end_time() = TimeOf(environment_);
            }).IgnoreError();
          }};
}

absl::Status FitRunner::Start() {
  CASELENS_ASSIGN_OR_RETURN(
      const std::vector<std::string> waiting,
      StoredJobs<v1::ClassModelFit>(store_, "classModelFits"));
  queue_.Start(waiting);
  return absl::OkStatus();
}

absl::Status FitRunner::RunFit(const std::string& fit) {
  CASELENS_ASSIGN_OR_RETURN(v1::ClassModelFit stored, Load(fit));
  if (IsDone(stored)) return absl::OkStatus();
  if (stored.state() == v1::ClassModelFit::QUEUED) {
    CASELENS_RETURN_IF_ERROR(Save(fit, [this](v1::ClassModelFit& begun) {
      begun.set_state(v1::ClassModelFit::RUNNING);
      *begun.mutable_start_time() = TimeOf(environment_);
    }));
  }
  CASELENS_ASSIGN_OR_RETURN(const PatternTable patterns, LoadPatterns(fit));
  for (const int class_count : ClassCounts(stored.options())) {
    if (IsDone(stored) || !queue_.GoesOn(fit)) return absl::OkStatus();
    if (Has(stored, class_count)) continue;
    CASELENS_RETURN_IF_ERROR(FitOne(stored, patterns, class_count));
    CASELENS_ASSIGN_OR_RETURN(stored, Load(fit));
  }
  return absl::OkStatus();
}

absl::Status FitRunner::FitOne(const v1::ClassModelFit& fit,
                               const PatternTable& patterns, int class_count) {
  const absl::Time begin = environment_.now();
  const auto report = [&](const FitProgress& progress) {
    v1::FitProgress message;
    message.set_fit(fit.name());
    message.set_state(v1::ClassModelFit::RUNNING);
    message.set_class_count(static_cast<int>(progress.class_count));
    message.set_classes_to(fit.options().classes_to());
    message.set_starts(static_cast<int>(progress.starts));
    message.set_ceiling(static_cast<int>(progress.ceiling));
    if (std::isfinite(progress.best_log_likelihood)) {
      message.set_best_log_likelihood(progress.best_log_likelihood);
    }
    message.set_replicated(static_cast<int>(progress.replicated));
    message.set_seconds_left(
        SecondsLeft(fit.options(), progress,
                    absl::ToDoubleSeconds(environment_.now() - begin)));
    message.set_finished(fit.results_size());
    return queue_.Report(fit.name(), message);
  };
  FitOptions options = EngineOptions(fit.options());
  options.class_count = static_cast<size_t>(class_count);
  options.progress = report;
  report({.class_count = options.class_count,
          .starts = 0,
          .ceiling = options.starts.fixed > 0 ? options.starts.fixed
                                              : options.starts.ceiling,
          .best_log_likelihood = 0,
          .replicated = 0});
  CASELENS_ASSIGN_OR_RETURN(const Fit found, FitClasses(patterns, options));
  // Cut short, it would be another result than that of an undisturbed run.
  if (found.stop_reason == StopReason::kStopped) return absl::OkStatus();
  CASELENS_ASSIGN_OR_RETURN(const Criteria criteria,
                            ComputeCriteria(found.model, patterns));
  const v1::FitResult result = RenderFitResult(found, criteria);
  return Save(fit.name(), [&](v1::ClassModelFit& grown) {
    *grown.add_results() = result;
    if (class_count < grown.options().classes_to()) return;
    grown.set_state(v1::ClassModelFit::SUCCEEDED);
    *grown.mutable_end_time() = TimeOf(environment_);
  });
}

absl::StatusOr<v1::ClassModelFit> FitRunner::Load(const std::string& fit) {
  v1::ClassModelFit stored;
  CASELENS_RETURN_IF_ERROR(store_.Read([&](Reader& reader) -> absl::Status {
    CASELENS_ASSIGN_OR_RETURN(stored,
                              GetDocument<v1::ClassModelFit>(reader, fit));
    return absl::OkStatus();
  }));
  return stored;
}

absl::StatusOr<PatternTable> FitRunner::LoadPatterns(const std::string& fit) {
  v1::FitPatterns stored;
  CASELENS_RETURN_IF_ERROR(store_.Read([&](Reader& reader) -> absl::Status {
    CASELENS_ASSIGN_OR_RETURN(
        stored, GetDocument<v1::FitPatterns>(reader, PatternsName(fit)));
    return absl::OkStatus();
  }));
  return ParseFitPatterns(stored);
}

absl::Status FitRunner::Save(const std::string& fit, const Advance& advance) {
  const auto change = [&](Transaction& transaction) -> absl::Status {
    CASELENS_ASSIGN_OR_RETURN(const ResourceRow row,
                              transaction.GetResource(fit));
    CASELENS_ASSIGN_OR_RETURN(v1::ClassModelFit stored,
                              ParseDocument<v1::ClassModelFit>(row));
    if (IsDone(stored)) return absl::OkStatus();
    advance(stored);
    v1::Principal creator;
    creator.set_name(stored.creator());
    Call call = Call::Internal(environment_, "ClassModelService/RunFit",
                               std::move(creator));
    call.scope.study = StudyOf(fit);
    return UpdateWithEvent(transaction, call, row, stored.SerializeAsString());
  };
  return queue_.Save(store_, change);
}

}  // namespace caselens
