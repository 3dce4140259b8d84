#ifndef TYPOLOGY_COMPARISON_AUDITED_FILE_H_
#define TYPOLOGY_COMPARISON_AUDITED_FILE_H_

#include <optional>
#include <string>
#include <vector>

#include "typology/comparison/comparison.h"

namespace caselens {

// Why the file was read. Only sampled files are counted.
enum class Wave {
  kPilot = 1,     // to try the template
  kSampled = 2,   // W1: drawn from the classes
  kLongTerm = 3,  // W2: named by practitioners, without an assigned class
};

// How a sampled file was drawn (typology/sampling).
enum class DrawKind { kPurposive = 1, kRandom = 2 };

// Where a need was found. Only what stood in the text behind the return can
// have been left out of it: later needs are no fault of the return.
enum class FoundWhen {
  kNotSaid = 0,
  kThatDocument = 1,
  kEarlier = 2,
  kLater = 3,
};

// The auditor's own: does the file match the class?
enum class Judgement { kFull = 1, kPartial = 2, kNone = 3, kCannotTell = 4 };

// One file, its one coding that counts, and what the comparison made of it.
// A file of another wave than kSampled needs no more than the wave.
struct AuditedFile {
  Wave wave = Wave::kSampled;
  DrawKind draw = DrawKind::kPurposive;
  // The auditor saw which factors the return has while reading, or it is not
  // known that they did not.
  bool saw_ticks = true;
  FileToCompare file;
  Comparison comparison;              // of `file`
  std::vector<FoundWhen> found_when;  // [item]
  // Saved before the derived verdict was shown; otherwise left out.
  std::optional<Judgement> judgement;
  // Codes of needs that no factor of the return could hold (`POVERTY`).
  std::vector<std::string> extra_needs;
  // "No category" is among the auditor's reasons for a mismatch.
  bool no_category = false;
};

}  // namespace caselens

#endif  // TYPOLOGY_COMPARISON_AUDITED_FILE_H_
