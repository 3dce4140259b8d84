#ifndef AUDIT_SERVICE_OPERATIONS_METRICS_H_
#define AUDIT_SERVICE_OPERATIONS_METRICS_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/container/flat_hash_map.h"

#include "audit_service/operations/call_observer.h"
#include "storage/store.h"

namespace prometheus {
class Counter;
class Gauge;
class Histogram;
class Registry;
template <typename T>
class Family;
}  // namespace prometheus

namespace caselens {

// Figures that are read off when somebody asks for them.
struct CurrentFigures {
  int64_t changes_waiting = 0;
  int64_t connections_refused = 0;
  int64_t history_size = 0;
  int64_t reads_lost = 0;
  int64_t reads_waiting = 0;
  bool takes_changes = false;
};

// Figures for Prometheus. docs/operations.md lists them.
//
// Thread-safe.
class Metrics {
 public:
  Metrics();
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  void Call(const CallReport& report);
  void Commit(const CommitReport& report);

  // In the text format of Prometheus, 0.0.4.
  std::string Text(const CurrentFigures& now);

 private:
  const std::unique_ptr<prometheus::Registry> registry_;
  prometheus::Family<prometheus::Counter>& calls_;
  prometheus::Family<prometheus::Counter>& refused_;
  absl::flat_hash_map<std::string, prometheus::Histogram*> seconds_;
  prometheus::Histogram& commit_changes_;
  prometheus::Histogram& commit_seconds_;
  prometheus::Gauge& changes_waiting_;
  prometheus::Gauge& connections_refused_;
  prometheus::Gauge& history_size_;
  prometheus::Gauge& reads_lost_;
  prometheus::Gauge& reads_waiting_;
  prometheus::Gauge& takes_changes_;
};

}  // namespace caselens

#endif  // AUDIT_SERVICE_OPERATIONS_METRICS_H_
