#ifndef TYPOLOGY_DISCLOSURE_PROVE_H_
#define TYPOLOGY_DISCLOSURE_PROVE_H_

#include <functional>
#include <vector>

#include "absl/status/statusor.h"

#include "typology/disclosure/attacker.h"
#include "typology/disclosure/gate.h"

namespace caselens::disclosure {

// The interval that `attacker` is left with for each of `targets`, whose
// variables are all in `window`. Every solution found is a witness for all
// targets at once, so few of them need solutions of their own.
absl::StatusOr<std::vector<GroupProof>> ProveInWindow(
    const Attacker& attacker, const TableKey& window,
    const std::vector<Target>& targets, const std::function<bool()>& cancelled);

}  // namespace caselens::disclosure

#endif  // TYPOLOGY_DISCLOSURE_PROVE_H_
