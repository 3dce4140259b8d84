#ifndef TYPOLOGY_COMPARISON_POPULATION_H_
#define TYPOLOGY_COMPARISON_POPULATION_H_

#include <cstddef>
#include <optional>
#include <vector>

#include "typology/comparison/file_counts.h"
#include "typology/comparison/many_files.h"
#include "typology/comparison/stratified.h"

namespace caselens {

// Estimates for a class need this many of its files read, drawn at random.
inline constexpr size_t kMinFilesPerClass = 30;

// One class as it was assigned, and as it would be if the files are right.
struct ClassSize {
  double recorded = 0;  // its share of the frame
  ShareEstimate found;  // of files that can be placed
  // Mean posteriors of the class by the return and by the file, side by side,
  // over files that can be placed.
  double recorded_posterior = 0;
  double found_posterior = 0;
};

struct ClassSizes {
  std::vector<ClassSize> classes;
  // Of all files: those that cannot be placed. They are not in `classes`.
  ShareEstimate no_dva_found;
  ShareEstimate not_computable;
};

// What files drawn at random say about all files of the frame. It takes
// RandomCounts alone: purposively drawn files stand for themselves only.
// Classes are strata whose sizes are those of the frame, so that coding may
// still be under way, as long as what is coded first is left to chance.
//
// Refers to `counts`, which must outlive it.
class Population {
 public:
  // Which files: those whose auditor did not see the ticks, or the others.
  enum class Ticks { kNotSeen, kSeen };

  Population(const RandomCounts& counts, Ticks ticks);

  const FileCounts& counts() const { return counts_; }

  // Whether class `c` has the files that an estimate needs.
  bool HasEnough(size_t c) const;
  // Whether every class that has files in the frame does.
  bool HasEnough() const;

  // The share of one class, and of all files, weighted by class. None if there
  // are too few files, or none that the share is about. `counts` is a member
  // of counts().
  std::optional<ShareEstimate> OfClass(const KOfNByClass& counts,
                                       size_t c) const;
  std::optional<ShareEstimate> OfAll(const KOfNByClass& counts) const;

  // None if a class has too few files or no file at all can be placed.
  std::optional<ClassSizes> Sizes() const;

  // Linearly weighted kappa between the auditors' judgement and the derived
  // verdict, over the levels of JudgementCounts.
  std::optional<KappaEstimate> JudgementAgreement() const;

 private:
  const FileCounts& counts_;
  const std::vector<size_t>& frames_;
};

}  // namespace caselens

#endif  // TYPOLOGY_COMPARISON_POPULATION_H_
