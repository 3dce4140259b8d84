#ifndef AUDIT_SERVICE_JOBS_ERASER_H_
#define AUDIT_SERVICE_JOBS_ERASER_H_

#include <condition_variable>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "audit_service/environment.h"
#include "audit_service/history/history_log.h"
#include "audit_service/sealing/key_store.h"
#include "audit_service/workflow/erasure.h"
#include "storage/store.h"
#include "typology/base/mutex.h"

namespace caselens {

// Brings approved erasures to their end, on a thread of its own: destroys the
// keys, leaves no trace in the database's files, signs the certificate. What a
// stop or an error cut short goes on at the next start, or a little later;
// every step may be done twice.
//
// Thread-safe.
class Eraser {
 public:
  // All outlive this. Without `keys` nothing was sealed.
  Eraser(Store& store, const Environment& environment, const HistoryLog& log,
         KeyStore* keys);
  ~Eraser() { Stop(); }
  Eraser(const Eraser&) = delete;
  Eraser& operator=(const Eraser&) = delete;

  // There is something to do.
  void Wake() ABSL_LOCKS_EXCLUDED(mutex_);
  void Stop() ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  void Run();
  // Finishes every erasure that is approved and not complete.
  absl::Status FinishAll();
  absl::Status Finish(StoredErasure stored);
  absl::Status DestroyKeys(const std::vector<std::string>& files,
                           v1::Erasure& erasure);

  Store& store_;
  const Environment& environment_;
  const HistoryLog& log_;
  KeyStore* const keys_;

  Mutex mutex_;
  std::condition_variable_any wake_;
  bool wanted_ ABSL_GUARDED_BY(mutex_) = true;  // of before the start
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;  // last: starts when all else is there
};

}  // namespace caselens

#endif  // AUDIT_SERVICE_JOBS_ERASER_H_
