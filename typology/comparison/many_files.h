#ifndef TYPOLOGY_COMPARISON_MANY_FILES_H_
#define TYPOLOGY_COMPARISON_MANY_FILES_H_

#include <cstddef>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "typology/comparison/audited_file.h"
#include "typology/comparison/file_counts.h"

namespace caselens {

// Goes wherever counts over purposively drawn files are shown, beside
// kComparisonCaveat.
inline constexpr char kPurposiveCaveat[] =
    "Files were chosen for variety, not drawn at random. Figures are files "
    "read, k of n: they have no weights and no intervals and say nothing about "
    "the sizes of classes.";

// Counts over files of one kind of draw. Files whose auditor saw which factors
// the return has are shown apart in every figure.
struct DrawCounts {
  FileCounts ticks_not_seen;
  FileCounts ticks_seen;
};

// Files that were chosen: nothing in this type can be weighted.
struct PurposiveCounts {
  DrawCounts counts;
};

// Files that were drawn at random, which alone can stand for others
// (population.h).
struct RandomCounts {
  DrawCounts counts;
  std::vector<size_t> class_frames;  // [class]: files that were drawn from
};

struct ManyFilesOptions {
  CountedShape shape;
  // Of the random draw: ClassSample::frame of each class. Empty: there is none.
  std::vector<size_t> class_frames;
};

// Counts files one by one, in any order, in memory that does not grow with
// them: from eight files to as many as there are. All are of one class model;
// one coding of each file is given. Purposive and random draws are never
// counted together.
//
// Not thread-safe.
class ManyFiles {
 public:
  // Returns INVALID_ARGUMENT unless there are classes and items, single_issue
  // has one flag for each class, and class_frames one number for each or none.
  static absl::StatusOr<ManyFiles> Create(ManyFilesOptions options);

  // Returns INVALID_ARGUMENT, naming the field, if a sampled file does not fit
  // the classes and items, or is of a random draw that the options do not have.
  // A pilot or long-term file is counted as such and never looked at.
  absl::Status Add(const AuditedFile& file);

  // Read, and never in any other figure.
  size_t pilot_files() const { return pilot_files_; }
  size_t long_term_files() const { return long_term_files_; }

  const PurposiveCounts& purposive() const { return purposive_; }
  const RandomCounts& random() const { return random_; }

 private:
  explicit ManyFiles(ManyFilesOptions options);

  absl::Status Check(const AuditedFile& file) const;

  CountedShape shape_;
  size_t pilot_files_ = 0;
  size_t long_term_files_ = 0;
  PurposiveCounts purposive_;
  RandomCounts random_;
};

}  // namespace caselens

#endif  // TYPOLOGY_COMPARISON_MANY_FILES_H_
