#ifndef TYPOLOGY_DISCLOSURE_REPAIR_H_
#define TYPOLOGY_DISCLOSURE_REPAIR_H_

#include <cstdint>
#include <vector>

#include "typology/disclosure/attacker.h"
#include "typology/disclosure/count_table.h"
#include "typology/disclosure/keyed_choice.h"
#include "typology/disclosure/rounding.h"

namespace caselens::disclosure {

// Hides something of views[0] that helps to work `group` out: one cell, a
// three-way table, or the exactness of a one-way table. Which cell of several
// is told by `key` and `turn`: the smallest would tell that it is small.
// Returns false when nothing is left to hide.
bool HideBeside(const AuditedGroup& group,
                const std::vector<CountTable>& counts, SiteScope scope,
                const ReleaseKey& key, uint64_t turn,
                std::vector<ReleaseView>& views);

}  // namespace caselens::disclosure

#endif  // TYPOLOGY_DISCLOSURE_REPAIR_H_
