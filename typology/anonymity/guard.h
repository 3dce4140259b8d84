#ifndef TYPOLOGY_ANONYMITY_GUARD_H_
#define TYPOLOGY_ANONYMITY_GUARD_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

#include "typology/anonymity/dates.h"
#include "typology/anonymity/finding.h"
#include "typology/anonymity/fold.h"
#include "typology/anonymity/patterns.h"
#include "typology/anonymity/quasi.h"
#include "typology/anonymity/refusal.h"
#include "typology/anonymity/replacement.h"

namespace caselens::anonymity {

// The version of the detectors. Raise it with every change of their code or
// data that may judge any text differently; a test notices what changes in its
// notes. Stored with each judgement, so that text judged by another version is
// scanned again.
inline constexpr char kDetectorsVersion[] = "3";

// What was found in one text.
struct ScanResult {
  // Set if the text is refused as a whole; then there are no findings.
  std::optional<Refusal> refusal;
  // In order of position, not overlapping.
  std::vector<Finding> findings;

  // Must the text be turned away? Warnings alone do not.
  bool Blocked() const;
};

struct ScanOptions {
  // Ids that the server made. Where one stands in the text, as it is and whole,
  // it is no finding.
  std::vector<std::string> server_ids;
};

// Finds what names a person in free text. Build one and keep it: building takes
// some milliseconds. Immutable; Scan may be called by many threads at once.
class Guard {
 public:
  // Linear in the length of `text`. Neither the result nor an error ever holds
  // a part of the text but a folded year.
  ScanResult Scan(absl::string_view text, const ScanOptions& options,
                  Placeholders& placeholders) const;
  // For a text by itself.
  ScanResult Scan(absl::string_view text) const;

 private:
  const Folder folder_;
  const Patterns patterns_;
  const Dates dates_;
  const QuasiIdentifiers quasi_;
};

}  // namespace caselens::anonymity

#endif  // TYPOLOGY_ANONYMITY_GUARD_H_
