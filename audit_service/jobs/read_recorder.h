#ifndef AUDIT_SERVICE_JOBS_READ_RECORDER_H_
#define AUDIT_SERVICE_JOBS_READ_RECORDER_H_

#include <condition_variable>
#include <cstdint>
#include <map>
#include <string>
#include <thread>
#include <tuple>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/time/time.h"

#include "audit_service/call.h"
#include "audit_service/environment.h"
#include "storage/store.h"
#include "typology/base/mutex.h"

namespace caselens {

// The collection of v1.ReadBatch, in the order in which they were stored; the
// parent is the study.
inline constexpr char kReadsCollection[] = "reads";

// Records who read which codings. Reads are collected and stored together, a
// batch a study: every kBetweenBatches, sooner when there are many, and when
// the service stops. Each batch is a resource with its event in the history.
// The same caller reading the same thing again is counted. A crash loses what
// is not stored yet. While the store fails they are kept, up to
// limits::kMaxReadsWaiting; what comes beyond is lost, and counted.
//
// Thread-safe.
class ReadRecorder {
 public:
  static constexpr absl::Duration kBetweenBatches = absl::Seconds(10);

  // Both outlive this.
  ReadRecorder(Store& store, const Environment& environment);
  ~ReadRecorder();
  ReadRecorder(const ReadRecorder&) = delete;
  ReadRecorder& operator=(const ReadRecorder&) = delete;

  // A call that read `resource`. Does not wait.
  void Note(const Call& call, const std::string& resource)
      ABSL_LOCKS_EXCLUDED(mu_);
  // Stores what is waiting, now.
  absl::Status Flush() ABSL_LOCKS_EXCLUDED(mu_, flushing_);

  int64_t Waiting() const ABSL_LOCKS_EXCLUDED(mu_);
  int64_t Lost() const ABSL_LOCKS_EXCLUDED(mu_);

 private:
  // Study, principal, action, resource.
  using Key = std::tuple<std::string, std::string, std::string, std::string>;
  struct Tally {
    int64_t count = 0;
    int64_t first_us = 0;
    int64_t last_us = 0;
  };
  using Tallies = std::map<Key, Tally>;

  void Add(const Key& key, const Tally& tally)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  absl::Status StoreBatches(Transaction& transaction,
                            const Tallies& reads) const;
  void Run() ABSL_LOCKS_EXCLUDED(mu_);

  Store& store_;
  const Environment& environment_;

  Mutex flushing_;
  mutable Mutex mu_ ABSL_ACQUIRED_AFTER(flushing_);
  std::condition_variable_any wake_;
  Tallies waiting_ ABSL_GUARDED_BY(mu_);
  int64_t lost_ ABSL_GUARDED_BY(mu_) = 0;
  bool stopping_ ABSL_GUARDED_BY(mu_) = false;

  std::thread thread_;  // last: starts when all else is there
};

}  // namespace caselens

#endif  // AUDIT_SERVICE_JOBS_READ_RECORDER_H_
