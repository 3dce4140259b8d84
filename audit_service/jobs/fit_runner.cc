#include "audit_service/jobs/fit_runner.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <memory>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/time_util.h"

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

constexpr std::chrono::seconds kRetry{1};

google::protobuf::Timestamp Now(const Environment& environment) {
  return google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(
      absl::ToUnixMicros(environment.now()));
}

bool IsTransient(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsResourceExhausted(status);
}

absl::Status StoppingError() {
  return absl::UnavailableError(
      "the service is stopping; the fit goes on when it is back: watch again");
}

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
    : store_(store), environment_(environment) {}

FitRunner::~FitRunner() { Stop(); }

absl::Status FitRunner::Start() {
  std::vector<v1::ClassModelFit> waiting;
  CASELENS_RETURN_IF_ERROR(store_.Read([&](Reader& reader) -> absl::Status {
    return ForEachResource(
        reader, "studies", "", [&](const ResourceRow& study) {
          return ForEachResource(
              reader, "classModelFits", study.name,
              [&](const ResourceRow& row) -> absl::Status {
                v1::ClassModelFit fit;
                if (!fit.ParseFromString(row.document)) {
                  return absl::DataLossError("a stored fit does not parse");
                }
                if (!IsDone(fit)) waiting.push_back(std::move(fit));
                return absl::OkStatus();
              });
        });
  }));
  using google::protobuf::util::TimeUtil;
  absl::c_sort(
      waiting, [](const v1::ClassModelFit& a, const v1::ClassModelFit& b) {
        const auto order = [](const v1::ClassModelFit& fit) {
          return std::make_tuple(
              fit.state() != v1::ClassModelFit::RUNNING,
              TimeUtil::TimestampToMicroseconds(fit.create_time()), fit.name());
        };
        return order(a) < order(b);
      });
  for (const v1::ClassModelFit& fit : waiting) Submit(fit.name());
  thread_ = std::thread([this] { Run(); });
  return absl::OkStatus();
}

void FitRunner::Stop() {
  {
    const MutexLock lock(mu_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
  const MutexLock lock(mu_);
  for (auto& [fit, job] : jobs_) {
    for (const Watcher& watcher : job.watchers) {
      watcher->Finish(StoppingError());
    }
    job.watchers.clear();
  }
}

FitRunner::Place::~Place() {
  if (!taken_) --*reserved_;
}

void FitRunner::Place::Take(const std::string& fit) {
  taken_ = true;
  --*reserved_;
  runner_.Submit(fit);
}

absl::StatusOr<std::shared_ptr<FitRunner::Place>> FitRunner::Reserve() {
  const MutexLock lock(mu_);
  if (jobs_.size() + *reserved_ >= limits::kMaxFitsWaiting) {
    return WithReason(
        absl::ResourceExhaustedError(absl::StrCat(
            "want fewer than ", limits::kMaxFitsWaiting,
            " fits that wait; try again when one is done, or cancel one")),
        "TOO_MANY_FITS");
  }
  ++*reserved_;
  return std::make_shared<Place>(*this, reserved_);
}

void FitRunner::Submit(const std::string& fit) {
  {
    const MutexLock lock(mu_);
    Job job;
    job.progress.set_fit(fit);
    job.progress.set_state(v1::ClassModelFit::QUEUED);
    if (!jobs_.emplace(fit, std::move(job)).second) return;
    queue_.push_back(fit);
  }
  wake_.notify_all();
}

void FitRunner::Cancel(const std::string& fit) {
  {
    const MutexLock lock(mu_);
    const auto job = jobs_.find(fit);
    if (job == jobs_.end()) return;
    job->second.cancelled = true;
    // The one that runs leaves by itself.
    if (queue_.front() == fit) return;
  }
  Leave(fit);
}

void FitRunner::Watch(const std::string& fit, Watcher watcher) {
  // Twice: a fit that is not queued may have been stored a moment ago.
  for (int i = 0; i < 2; ++i) {
    {
      const MutexLock lock(mu_);
      if (stopping_) return watcher->Finish(StoppingError());
      const auto at = jobs_.find(fit);
      if (at != jobs_.end()) {
        std::vector<Watcher>& watchers = at->second.watchers;
        std::erase_if(watchers, [&](const Watcher& other) {
          return !other->Push(at->second.progress);
        });
        if (watchers.size() >= limits::kMaxFitWatchers) {
          return watcher->Finish(absl::ResourceExhaustedError(
              absl::StrCat("want at most ", limits::kMaxFitWatchers,
                           " callers who watch one fit")));
        }
        watcher->Push(at->second.progress);
        watchers.push_back(std::move(watcher));
        return;
      }
    }
    const absl::StatusOr<v1::ClassModelFit> stored = Load(fit);
    if (!stored.ok()) return watcher->Finish(stored.status());
    if (IsDone(*stored)) {
      watcher->Push(RenderFitProgress(*stored));
      return watcher->Finish(absl::OkStatus());
    }
    Submit(fit);
  }
  watcher->Finish(StoppingError());
}

void FitRunner::Run() {
  while (true) {
    const std::string fit = Next();
    if (fit.empty()) return;
    const absl::Status status = RunFit(fit);
    if (!status.ok() && GoesOn(fit)) {
      // Whether the fit can be marked as failed or not, the next one is due.
      const std::string why(status.message());
      Save(fit, [&](v1::ClassModelFit& failed) {
        failed.set_state(v1::ClassModelFit::FAILED);
        failed.set_failure(why);
        *failed.mutable_end_time() = Now(environment_);
      }).IgnoreError();
    }
    const bool stopping = [this] {
      const MutexLock lock(mu_);
      return stopping_;
    }();
    if (stopping) return;
    Leave(fit);
  }
}

std::string FitRunner::Next() {
  const MutexLock lock(mu_);
  while (queue_.empty() && !stopping_) wake_.wait(mu_.Native());
  return stopping_ ? "" : queue_.front();
}

absl::Status FitRunner::RunFit(const std::string& fit) {
  CASELENS_ASSIGN_OR_RETURN(v1::ClassModelFit stored, Load(fit));
  if (IsDone(stored)) return absl::OkStatus();
  if (stored.state() == v1::ClassModelFit::QUEUED) {
    CASELENS_RETURN_IF_ERROR(Save(fit, [this](v1::ClassModelFit& begun) {
      begun.set_state(v1::ClassModelFit::RUNNING);
      *begun.mutable_start_time() = Now(environment_);
    }));
  }
  CASELENS_ASSIGN_OR_RETURN(const PatternTable patterns, LoadPatterns(fit));
  for (const int class_count : ClassCounts(stored.options())) {
    if (IsDone(stored) || !GoesOn(fit)) return absl::OkStatus();
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
    return Report(message);
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
    *grown.mutable_end_time() = Now(environment_);
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
    v1::ClassModelFit stored;
    if (!stored.ParseFromString(row.document)) {
      return absl::DataLossError("a stored fit does not parse");
    }
    if (IsDone(stored)) return absl::OkStatus();
    advance(stored);
    v1::Principal creator;
    creator.set_name(stored.creator());
    Call call = Call::Internal(environment_, "ClassModelService/RunFit",
                               std::move(creator));
    call.scope.study = StudyOf(fit);
    return UpdateWithEvent(transaction, call, row, stored.SerializeAsString());
  };
  while (true) {
    absl::Status saved = store_.WriteNow(change);
    if (!IsTransient(saved)) return saved;
    // The disk is full or the database busy: that passes, the result stays.
    const MutexLock lock(mu_);
    if (stopping_) return saved;
    wake_.wait_for(mu_.Native(), kRetry);
    if (stopping_) return saved;
  }
}

bool FitRunner::Report(const v1::FitProgress& progress) {
  const MutexLock lock(mu_);
  Job& job = jobs_.at(progress.fit());
  job.progress = progress;
  std::erase_if(job.watchers, [&](const Watcher& watcher) {
    return !watcher->Push(progress);
  });
  return !stopping_ && !job.cancelled;
}

bool FitRunner::GoesOn(const std::string& fit) {
  const MutexLock lock(mu_);
  const auto job = jobs_.find(fit);
  return !stopping_ && job != jobs_.end() && !job->second.cancelled;
}

void FitRunner::Leave(const std::string& fit) {
  std::vector<Watcher> watchers;
  {
    const MutexLock lock(mu_);
    const auto job = jobs_.find(fit);
    if (job == jobs_.end()) return;
    watchers = std::move(job->second.watchers);
    jobs_.erase(job);
    queue_.erase(absl::c_find(queue_, fit));
  }
  const absl::StatusOr<v1::ClassModelFit> stored = Load(fit);
  for (const Watcher& watcher : watchers) {
    if (stored.ok()) watcher->Push(RenderFitProgress(*stored));
    watcher->Finish(stored.status());
  }
}

}  // namespace caselens
