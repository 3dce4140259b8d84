#ifndef TYPOLOGY_DISCLOSURE_COARSER_H_
#define TYPOLOGY_DISCLOSURE_COARSER_H_

#include <vector>

#include "typology/disclosure/microdata.h"
#include "typology/disclosure/programme.h"

namespace caselens::disclosure {

// Programmes that say less than one that could not be protected, from the most
// detailed one: the variables of `tables` at their next coarser grouping;
// without the two- and three-way tables among `tables`; without three-way
// tables; one-way tables only. Each once.
std::vector<Programme> CoarserProgrammes(const std::vector<Variable>& variables,
                                         const Programme& programme,
                                         const std::vector<TableKey>& tables);

}  // namespace caselens::disclosure

#endif  // TYPOLOGY_DISCLOSURE_COARSER_H_
