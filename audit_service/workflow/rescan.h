#ifndef AUDIT_SERVICE_WORKFLOW_RESCAN_H_
#define AUDIT_SERVICE_WORKFLOW_RESCAN_H_

#include <condition_variable>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"

#include "audit_service/environment.h"
#include "audit_service/workflow/coding_texts.h"
#include "caselens/v1/anonymity.pb.h"
#include "storage/store.h"
#include "typology/base/mutex.h"

namespace caselens {

// Where the scan of the store by one version of the detectors stands:
// `detectorScans/{version}`.
std::string DetectorScanName(const std::string& version);

// Scans once what is stored with detectors that are newer than the texts: what
// they find and nobody has kept waits in quarantine for a second reader. Goes
// on where it stopped, also in another process.
class Rescan {
 public:
  // All outlive this.
  Rescan(Store& store, const Environment& environment, const CodingTexts& texts,
         std::string version);

  // Scans some codings. True while there are more.
  absl::StatusOr<bool> Step();

 private:
  struct Batch;
  absl::StatusOr<Batch> Prepare(Reader& reader) const;
  absl::Status ScanStudy(Reader& reader, const std::string& study,
                         Batch& batch) const;
  absl::Status Commit(Transaction& transaction, const Batch& batch) const;

  Store& store_;
  const Environment& environment_;
  const CodingTexts& texts_;
  const std::string version_;
};

// Steps in the background until all is scanned or this is destroyed. After an
// error, such as a full disk, it tries again.
class BackgroundRescan {
 public:
  explicit BackgroundRescan(Rescan rescan);
  ~BackgroundRescan();
  BackgroundRescan(const BackgroundRescan&) = delete;
  BackgroundRescan& operator=(const BackgroundRescan&) = delete;

 private:
  void Run();

  Rescan rescan_;
  Mutex mu_;
  std::condition_variable_any wake_;
  bool stopping_ ABSL_GUARDED_BY(mu_) = false;
  std::thread thread_;  // last: starts when all else is there
};

}  // namespace caselens

#endif  // AUDIT_SERVICE_WORKFLOW_RESCAN_H_
