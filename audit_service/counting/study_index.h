#ifndef AUDIT_SERVICE_COUNTING_STUDY_INDEX_H_
#define AUDIT_SERVICE_COUNTING_STUDY_INDEX_H_

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "audit_service/counting/counted_study.h"
#include "audit_service/workflow/catalogue.h"
#include "storage/store.h"
#include "typology/base/mutex.h"
#include "typology/tabulation/index.h"

namespace caselens {

// The files of a study at one moment, ready to be counted.
struct StudyCounts {
  std::shared_ptr<const CountedStudy> study;
  std::shared_ptr<const tabulation::Snapshot> codings;
  std::shared_ptr<const tabulation::Snapshot> records;
  // Number of the newest event that is counted; 0 for a caller to whom it would
  // tell what others do.
  int64_t sequence = 0;

  const tabulation::Snapshot& Of(tabulation::Universe universe) const {
    return universe == tabulation::Universe::kRecords ? *records : *codings;
  }
};

// Files by what they can be counted by, kept current from the history: a call
// reads the events since the one before, and takes up again the files that
// these are about. Whatever writes to the store, a second server too, is seen.
// Nothing of it is on disk but the packed vectors of codings.
//
// Of a file the adjudicated coding counts while it settles what the coders have
// submitted, else the only submitted one. A coding counts once its site's
// steward has reviewed it (workflow/disclosure.h). A file of which none counts
// is told and in no table.
//
// Thread-safe; callers wait while one brings the index up to date.
class StudyIndex {
 public:
  StudyIndex(Catalogue& catalogue, std::string study)
      : catalogue_(catalogue), study_(std::move(study)) {}

  // At least as new as what `reader` sees. The first call takes up every file:
  // some microseconds a coding whose vector is stored, half a millisecond for
  // one that has to be packed.
  absl::StatusOr<StudyCounts> Read(Reader& reader) ABSL_LOCKS_EXCLUDED(mu_);

 private:
  absl::Status Rebuild(Reader& reader) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  absl::Status CatchUp(Reader& reader) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);

  Catalogue& catalogue_;
  const std::string study_;
  Mutex mu_;
  std::shared_ptr<const CountedStudy> counted_ ABSL_GUARDED_BY(mu_);
  std::unique_ptr<tabulation::Index> codings_ ABSL_GUARDED_BY(mu_);
  std::unique_ptr<tabulation::Index> records_ ABSL_GUARDED_BY(mu_);
  int64_t sequence_ ABSL_GUARDED_BY(mu_) = 0;  // of the last event taken up
};

// The indexes of all studies that were asked for. Thread-safe.
class StudyIndexes {
 public:
  explicit StudyIndexes(Catalogue& catalogue) : catalogue_(catalogue) {}

  // What `principal` may count of the study: files which they code and have not
  // completed are left out, for them alone, and take a build of their own.
  absl::StatusOr<StudyCounts> Read(Reader& reader, const std::string& study,
                                   const std::string& principal)
      ABSL_LOCKS_EXCLUDED(mu_);

  // All files, for what nobody sees: a release is frozen from them.
  absl::StatusOr<StudyCounts> ReadAll(Reader& reader, const std::string& study)
      ABSL_LOCKS_EXCLUDED(mu_) {
    return Of(study).Read(reader);
  }

 private:
  StudyIndex& Of(const std::string& study) ABSL_LOCKS_EXCLUDED(mu_);

  Catalogue& catalogue_;
  Mutex mu_;
  std::map<std::string, std::unique_ptr<StudyIndex>> indexes_
      ABSL_GUARDED_BY(mu_);
};

}  // namespace caselens

#endif  // AUDIT_SERVICE_COUNTING_STUDY_INDEX_H_
