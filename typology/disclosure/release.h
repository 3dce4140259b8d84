#ifndef TYPOLOGY_DISCLOSURE_RELEASE_H_
#define TYPOLOGY_DISCLOSURE_RELEASE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "typology/disclosure/gate.h"
#include "typology/disclosure/keyed_choice.h"
#include "typology/disclosure/microdata.h"
#include "typology/disclosure/programme.h"
#include "typology/disclosure/redaction.h"
#include "typology/disclosure/rounding.h"

namespace caselens::disclosure {

// Changes with every change of a rule: what was released under one version is
// never recomputed under another.
inline constexpr char kDisclosureRules[] = "caselens-disclosure-1";
// What readers see in place of a hidden cell, whatever the reason.
inline constexpr char kHiddenSymbol[] = "c";

enum class ReleaseProfile : uint8_t {
  // Redacted base, exact one-way tables ('c' is 1 to 4), the rest rounded.
  kReport = 0,
  // All tables rounded ('c' is 0 to 7, or hidden to protect another cell).
  kLive = 1,
};

// A frozen set of tables. Readers see Answer and PublicText alone;
// reasons, states and proofs are for the ledger and for later gates.
struct Release {
  ReleaseProfile profile = ReleaseProfile::kLive;
  std::vector<Variable> variables;
  Programme programme;
  std::vector<PublishedTable> tables;  // in the order of the programme
  std::vector<RecordState> states;     // one for each record
  std::vector<GroupProof> proofs;
};

// A release that the same audience can see or that was exported, and the
// snapshot that it was made from.
struct EarlierRelease {
  const Release* release = nullptr;
  const Microdata* data = nullptr;
};

struct ReleaseRequest {
  ReleaseProfile profile = ReleaseProfile::kLive;
  Programme programme;
  SmallCategories small_categories = SmallCategories::kOfferMerging;
  ReleaseKey key = {};
  std::vector<EarlierRelease> earlier;
  GateOptions gate;
};

// Why there is no release, for those who may count the files exactly.
struct Refusal {
  std::string why;
  std::vector<TableKey> tables;      // those that could not be protected
  std::vector<MergeOffer> merges;    // what would help
  std::optional<Programme> coarser;  // passes; found by trying
};

using ReleaseOutcome = std::variant<Release, Refusal>;

// Makes the tables of a programme over all records of a snapshot and proves
// them: pooling and change rules, base redaction, rounding, the gate as an
// outsider and as each site. When the gate finds groups that it cannot protect,
// coarser programmes are tried, from the most detailed one.
//
// INVALID_ARGUMENT for bad data or a bad programme; CANCELLED as the gate.
// Earlier releases may declare other variables (joint.h). The same input gives
// the same release on any number of threads.
absl::StatusOr<ReleaseOutcome> MakeRelease(const Microdata& data,
                                           const ReleaseRequest& request);

// One cell of an answer; `value` is empty where it is hidden.
struct AnswerCell {
  std::vector<std::string> categories;  // one for each dimension
  std::optional<int> value;
  bool operator==(const AnswerCell&) const = default;
};

struct Answer {
  std::vector<std::string> dimensions;  // in the order of declaration
  std::vector<AnswerCell> cells;
  int total_reported = 0;  // of the cells shown
  TableForm form = TableForm::kRounded;
  // What stands for every hidden cell: a rule applied, and the tables with
  // fewer of these variables that may show more.
  std::string why_hidden;
  bool operator==(const Answer&) const = default;
};

// Looks a query up. Errors as ResolveQuery, from the query alone.
absl::StatusOr<Answer> Lookup(const Release& release, const TableQuery& query);

// All that readers may see, in one canonical text: what a digest is taken of.
std::string PublicText(const Release& release);

}  // namespace caselens::disclosure

#endif  // TYPOLOGY_DISCLOSURE_RELEASE_H_
