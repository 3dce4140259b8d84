#ifndef TYPOLOGY_DISCLOSURE_GATE_H_
#define TYPOLOGY_DISCLOSURE_GATE_H_

#include <cstddef>
#include <functional>
#include <vector>

#include "absl/status/statusor.h"

#include "typology/disclosure/attacker.h"
#include "typology/disclosure/count_table.h"
#include "typology/disclosure/keyed_choice.h"
#include "typology/disclosure/rounding.h"

namespace caselens::disclosure {

// At least this many whole numbers must remain for a small group.
inline constexpr int kFewestPossibleCounts = 4;

struct GateProgress {
  size_t attackers_done = 0;
  size_t attackers = 0;
  size_t windows_done = 0;  // of this attacker and round
  size_t windows = 0;
  size_t hidden = 0;  // cells and tables hidden so far to protect others
};

struct GateOptions {
  // A window of variables in which bounds are sought. It understates who looks
  // at more at once, so tests attack in larger ones.
  size_t most_variables = 7;
  size_t most_atoms = 20000;
  size_t threads = 1;
  // Called by one thread at a time.
  std::function<void(const GateProgress&)> progress;
  // Asked by any thread, often; true ends the work with CANCELLED.
  std::function<bool()> cancelled;
};

// That an attacker cannot pin a group down: there are solutions of all that was
// published with as few as `minimum` and as many as `maximum` files. Those are
// the least and the most of the window where the group was hard to protect,
// and in between where a narrower interval was proof enough.
struct GroupProof {
  int site = kOutsider;  // the attacker
  AuditedGroup group;
  int files = 0;  // in truth
  int minimum = 0;
  int maximum = 0;
  bool operator==(const GroupProof&) const = default;
};

// Whether as much as this interval may be known of a group of 1 to 4: at least
// kFewestPossibleCounts numbers remain, not all of them 1 to 4 (but for a
// redacted group, which is printed as just that).
bool IsProtected(GroupPart part, int minimum, int maximum);

struct GateResult {
  std::vector<GroupProof> proofs;  // by attacker, then by group
  // Groups of tables that no hiding protects. Empty: the release passes.
  std::vector<GroupProof> open;
};

// Tries to work out every small group from views[0], the new release, and all
// others together, as an outsider and as each of `sites`. What can be worked
// out is protected by hiding, in this order: a cell beside it, chosen by `key`;
// its three-way table; cells of tables that overlap; the exactness of one-way
// tables. A redacted group is not: what else is rounded would tell which it is.
// Hiding takes equations away, so what was proved stays proved.
//
// `counts` has the true counts of the tables of views[0]. The same input gives
// the same tables and proofs on any number of threads. CANCELLED when told so;
// INTERNAL when the solver fails.
absl::StatusOr<GateResult> RunGate(std::vector<ReleaseView>& views,
                                   const std::vector<CountTable>& counts,
                                   SiteScope scope,
                                   const std::vector<int>& sites,
                                   const ReleaseKey& key,
                                   const GateOptions& options);

}  // namespace caselens::disclosure

#endif  // TYPOLOGY_DISCLOSURE_GATE_H_
