#ifndef TYPOLOGY_DISCLOSURE_WORLDS_H_
#define TYPOLOGY_DISCLOSURE_WORLDS_H_

#include <cstddef>
#include <functional>
#include <vector>

#include "typology/disclosure/attacker.h"
#include "typology/disclosure/gate.h"

namespace caselens::disclosure {

// Looks for other records from which just the same tables would have been
// released, starting from the true ones: changes answers of a record, or
// exchanges those of two, as long as every table of every release stays as it
// is. Each such world is one that the attacker cannot tell from the truth, over
// all variables at once and in whole files, so what it shows of a group holds
// for any window. What it cannot show is left to the linear bounds.
//
// Returns an interval for each target, not always a protected one. The same
// input gives the same intervals. Stops early, with what there is, when
// `cancelled` says so.
std::vector<GroupProof> SearchWorlds(const Attacker& attacker,
                                     const std::vector<Target>& targets,
                                     const std::function<bool()>& cancelled);

}  // namespace caselens::disclosure

#endif  // TYPOLOGY_DISCLOSURE_WORLDS_H_
