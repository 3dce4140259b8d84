#include "audit_service/operations/metrics.h"

#include <chrono>
#include <string>

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include "absl/status/status.h"

#include "audit_service/access/policy.h"

namespace caselens {
namespace {

using prometheus::Histogram;
using prometheus::Registry;
using Buckets = Histogram::BucketBoundaries;

// Seconds: a call takes from 0.1 ms to a minute, a commit from 0.05 ms.
const Buckets& CallBuckets() {
  static const auto* const buckets =
      new Buckets{.0001, .00025, .0005, .001, .0025, .005, .01, .025, .05,
                  .1,    .25,    .5,    1,    2.5,   5,    10,  30,   60};
  return *buckets;
}

const Buckets& CommitBuckets() {
  static const auto* const buckets =
      new Buckets{.00005, .0001, .00025, .0005, .001, .0025, .005, .01,
                  .025,   .05,   .1,     .25,   .5,   1,     2.5,  5};
  return *buckets;
}

const Buckets& ChangeBuckets() {
  static const auto* const buckets =
      new Buckets{1, 2, 4, 8, 16, 32, 64, 128, 256};
  return *buckets;
}

Histogram& NewHistogram(Registry& registry, const char* name, const char* help,
                        const Buckets& buckets) {
  return prometheus::BuildHistogram()
      .Name(name)
      .Help(help)
      .Register(registry)
      .Add({}, buckets);
}

prometheus::Gauge& NewGauge(Registry& registry, const char* name,
                            const char* help) {
  return prometheus::BuildGauge().Name(name).Help(help).Register(registry).Add(
      {});
}

}  // namespace

Metrics::Metrics()
    : registry_(std::make_unique<Registry>()),
      calls_(prometheus::BuildCounter()
                 .Name("caselens_calls_total")
                 .Help("Calls by method and status code")
                 .Register(*registry_)),
      refused_(prometheus::BuildCounter()
                   .Name("caselens_calls_refused_total")
                   .Help("Calls that were refused, by reason")
                   .Register(*registry_)),
      commit_changes_(NewHistogram(*registry_, "caselens_commit_changes",
                                   "Changes made durable by one commit",
                                   ChangeBuckets())),
      commit_seconds_(NewHistogram(*registry_, "caselens_commit_seconds",
                                   "Time of a commit, its fsync included",
                                   CommitBuckets())),
      changes_waiting_(NewGauge(*registry_, "caselens_changes_waiting",
                                "Changes in the queue of the writer")),
      connections_refused_(NewGauge(
          *registry_, "caselens_connections_refused",
          "Connections closed because of the limits, since the start")),
      history_size_(NewGauge(*registry_, "caselens_history_size",
                             "Events in the newest signed head")),
      reads_lost_(NewGauge(
          *registry_, "caselens_reads_lost",
          "Reads of codings that could not be recorded, since the start")),
      reads_waiting_(NewGauge(*registry_, "caselens_reads_waiting",
                              "Reads of codings that are not recorded yet")),
      takes_changes_(NewGauge(*registry_, "caselens_takes_changes",
                              "1 if changes can be made, 0 if they fail")) {
  prometheus::Family<Histogram>& seconds =
      prometheus::BuildHistogram()
          .Name("caselens_call_seconds")
          .Help("Time from the arrival of a call to its answer, by method")
          .Register(*registry_);
  for (const MethodPolicy& policy : Policies()) {
    const std::string method(policy.method);
    seconds_[method] = &seconds.Add({{"method", method}}, CallBuckets());
  }
}

Metrics::~Metrics() = default;

void Metrics::Call(const CallReport& report) {
  const auto at = seconds_.find(report.method);
  if (at == seconds_.end()) return;  // no method of ours
  at->second->Observe(absl::ToDoubleSeconds(report.took));
  calls_
      .Add({{"method", report.method},
            {"code", absl::StatusCodeToString(report.code)}})
      .Increment();
  if (!report.reason.empty()) {
    refused_.Add({{"reason", report.reason}}).Increment();
  }
}

void Metrics::Commit(const CommitReport& report) {
  commit_changes_.Observe(static_cast<double>(report.changes));
  commit_seconds_.Observe(std::chrono::duration<double>(report.took).count());
}

std::string Metrics::Text(const CurrentFigures& now) {
  changes_waiting_.Set(static_cast<double>(now.changes_waiting));
  connections_refused_.Set(static_cast<double>(now.connections_refused));
  history_size_.Set(static_cast<double>(now.history_size));
  reads_lost_.Set(static_cast<double>(now.reads_lost));
  reads_waiting_.Set(static_cast<double>(now.reads_waiting));
  takes_changes_.Set(now.takes_changes ? 1 : 0);
  return prometheus::TextSerializer().Serialize(registry_->Collect());
}

}  // namespace caselens
