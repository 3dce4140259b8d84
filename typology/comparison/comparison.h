#ifndef TYPOLOGY_COMPARISON_COMPARISON_H_
#define TYPOLOGY_COMPARISON_COMPARISON_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "typology/comparison/random_additions.h"
#include "typology/comparison/tail.h"
#include "typology/latent_class/class_model.h"
#include "typology/latent_class/scoring.h"

namespace caselens {

// Goes wherever a comparison is shown.
inline constexpr char kComparisonCaveat[] =
    "Factors are concerns that professionals recorded on a return; they are "
    "not prevalence. A difference between the file and the return is "
    "under-recording, not error: returns tick few factors and a reader of the "
    "whole file finds more, which by itself moves files towards classes with "
    "multiple risks.";

// Whether what was found in the file fits the class that the return had put it
// in. The first of these that holds (thresholds and ties to 1e-9; a tie counts
// for the assigned class):
enum class Verdict {
  // No DVA factor is coded, or more than a third of all factors are not coded.
  kNotComputable = 1,
  // At least one DVA factor is coded, and none is found present.
  kNoDvaFound = 2,
  // The assigned class is modal, with a posterior of .90 or more.
  kAgree = 3,
  // The assigned class is modal, with less.
  kAgreeWeak = 4,
  // Another class is modal; the assigned class has .10 or more.
  kNear = 5,
  // Another class is modal; the assigned class has less.
  kDisagree = 6,
};

// "NOT_COMPUTABLE", "NO_DVA_FOUND", "AGREE", "AGREE_WEAK", "NEAR", "DISAGREE".
absl::string_view VerdictName(Verdict verdict);

// Who has a factor present. A grade of 1 (suspected) is not present.
enum class Cell {
  kBoth = 1,
  kOnlyFile = 2,  // under-recorded, if it stood in the document of the return
  kOnlyReturn = 3,
  kNeither = 4,
  kUncoded = 5,  // by the auditor, whatever the return has
};

// "BOTH", "ONLY_FILE", "ONLY_RETURN", "NEITHER", "NOT_CODED".
absl::string_view CellName(Cell cell);

// A choice of the method on which a verdict should not hang.
enum class Assumption {
  kSuspectedAsPresent = 1,  // grade 1 counts as present
  kUncodedAsAbsent = 2,     // factors that are not coded count as absent
  kClampTenfold = 3,        // probabilities stay ten times further from 0 and 1
};

// "SUSPECTED_AS_PRESENT", "UNCODED_AS_ABSENT", "CLAMP_TENFOLD".
absl::string_view AssumptionName(Assumption assumption);

// The verdict under another assumption, everything else as before.
struct Alternative {
  Assumption assumption = Assumption::kSuspectedAsPresent;
  Verdict verdict = Verdict::kNotComputable;
  bool operator==(const Alternative&) const = default;
};

// An answer of the file that says that a factor is there.
inline constexpr int kFound = 2;

// One coded file. `recorded` and `found` are in the order of the model's items.
struct FileToCompare {
  size_t assigned = 0;     // the class that the return had put the file in
  Pattern recorded;        // by the return: 0 or 1
  std::vector<int> found;  // by the auditor: 0 silent or absent, 1 suspected,
                           // 2 found, or kNotCoded
};

struct FactorComparison {
  Cell cell = Cell::kUncoded;
  // ln P(answer of the file | assigned) - ln P(same answer | rival): above 0
  // the file's answer speaks for the assigned class, below 0 against. Not
  // coded: 0.
  double log_ratio = 0;
  // log_ratio less the same for the answer of the return: how far this factor
  // moved the file, above 0 towards the assigned class, below 0 away from it.
  // 0 unless file and return differ.
  double moved = 0;
};

// For and against the assigned class, held against its rival: the class, other
// than the assigned, that is most probable given the file. In nats:
//   prior + sum(factor.log_ratio) = found
//                                 = ln( P(assigned | file) / P(rival | file) )
//   recorded + sum(factor.moved)  = found
struct LogOdds {
  size_t rival = 0;
  double prior = 0;     // ln share of assigned - ln share of rival
  double recorded = 0;  // by the return, over the factors that are coded
  double found = 0;     // by the file
};

// How far the posterior of the assigned class moved from return to file, and
// how far it would have moved had as many factors been added to the return
// blindly. Over the factors that are coded; the others move nothing.
struct Movement {
  double before = 0;     // posterior of the assigned class by the return
  double after = 0;      // by the file
  size_t additions = 0;  // factors that only the file has
  bool modal_changed = false;
  // The same number of the return's absent factors, made present at random:
  // mean_posterior and share_as_far are those of the assigned class and of the
  // movement from `before` to `after`.
  RandomAdditions random;
  // after - random.mean_posterior: below 0 the file moved away from the
  // assigned class by more than additions alone explain.
  double beyond_random = 0;
};

struct Comparison {
  Verdict verdict = Verdict::kNotComputable;
  // Some alternative has another verdict. Never for NOT_COMPUTABLE, which has
  // no verdict that could change.
  bool sensitive = false;
  std::vector<Alternative> alternatives;  // empty for NOT_COMPUTABLE
  ClassScore recorded;                    // by every factor of the return
  // By the factors coded in the file: grade 2 is present, 0 and 1 are absent.
  // Nothing to build on where the verdict is NOT_COMPUTABLE.
  ClassScore found;
  std::vector<FactorComparison> factors;  // one for each item
  LogOdds log_odds;
  Movement movement;
  // How unusual the found pattern is within each class (see tail.h). Absent
  // when no DVA factor is found, as every record of the model has one.
  std::optional<std::vector<double>> tail_probabilities;
};

struct ComparerOptions {
  ClassModel model;                    // of binary items, two classes or more
  std::vector<std::string> dva_items;  // items that record DVA; 1 to 16
  // How far the model's probabilities were kept from 0 and 1; 0: they were not,
  // and CLAMP_TENFOLD is left out.
  double clamp = 0;
};

// Holds coded files against one model. Deterministic.
//
// Immutable; any number of threads may use one Comparer.
class Comparer {
 public:
  // Returns INVALID_ARGUMENT if the model is not valid, has an item that is not
  // binary, fewer than two classes or more than TailTable::kMaxCodedItems
  // items, if a DVA item is not in the model, or unless 0 <= clamp < .05.
  static absl::StatusOr<Comparer> Create(ComparerOptions options);

  // Returns INVALID_ARGUMENT, naming the field and item, if `file` does not fit
  // the model. Microseconds when every factor is coded and few were added; a
  // millisecond at worst (17 items).
  absl::StatusOr<Comparison> Compare(const FileToCompare& file) const;

 private:
  Comparer(Scorer scorer, std::optional<Scorer> clamped, std::vector<bool> dva);

  Verdict Judge(const Scorer& scorer, size_t assigned,
                const Pattern& present) const;
  std::vector<Alternative> Alternatives(const FileToCompare& file,
                                        const Pattern& present) const;
  absl::Status Validate(const FileToCompare& file) const;
  std::optional<std::vector<double>> TailProbabilities(
      const Pattern& present) const;

  Scorer scorer_;
  std::optional<Scorer> clamped_;  // ten times further from 0 and 1
  std::vector<bool> dva_;          // one for each item
  TailTable all_coded_;            // the usual case, built once
};

}  // namespace caselens

#endif  // TYPOLOGY_COMPARISON_COMPARISON_H_
