#ifndef AUDIT_SERVICE_WORKFLOW_CODED_FILES_H_
#define AUDIT_SERVICE_WORKFLOW_CODED_FILES_H_

#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "audit_service/call.h"
#include "audit_service/workflow/catalogue.h"
#include "audit_service/workflow/sight.h"
#include "storage/store.h"
#include "typology/comparison/many_files.h"

namespace caselens {

// What a coding is to counts over many files.
enum class CodingStanding {
  kNothing,   // not submitted yet, or withdrawn
  kSecond,    // of a file's second coder: the primary's coding stands for it
  kOwn,       // of a file which the caller codes and has not completed
  kPilot,     // to try the template
  kLongTerm,  // without class
  kWaiting,   // sampled, and not matched or not reviewed by the site yet
  kCounts,
};

// Sorts codings, as one caller may know of them. One coding stands for a file,
// so that files are counted one by one, whatever their number.
class CodingSorter {
 public:
  static absl::StatusOr<CodingSorter> Load(const Call& call, Reader& reader);

  absl::StatusOr<CodingStanding> Sort(const CodingRow& row) const;

 private:
  CodingSorter(const Call& call, Reader& reader, SightOf sight)
      : call_(call), reader_(reader), sight_(std::move(sight)) {}

  const Call& call_;
  Reader& reader_;
  SightOf sight_;
};

// Which files are counted, and how.
struct FilesToCount {
  const StoredModel* model = nullptr;
  std::vector<bool> single_issue;  // [class]
  // Only files held by a sample; everything else is passed over.
  bool of_sample = false;
  std::set<std::string> sample;  // case file ids
  // Case files that a random draw holds; the others count as chosen.
  std::set<std::string> random;
  std::vector<size_t> class_frames;  // [class] of the random sample, or 0
};

struct CountedFiles {
  ManyFiles files;
  size_t waiting = 0;
  size_t without_class = 0;
  size_t own = 0;
  size_t second_codings = 0;
};

// Reads the codings of all sites in scope that use the model, page by page.
// Memory does not grow with them.
absl::StatusOr<CountedFiles> CountFiles(const Call& call, Reader& reader,
                                        const FilesToCount& which);

}  // namespace caselens

#endif  // AUDIT_SERVICE_WORKFLOW_CODED_FILES_H_
