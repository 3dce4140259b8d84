#ifndef TYPOLOGY_ANONYMITY_NUMBERS_H_
#define TYPOLOGY_ANONYMITY_NUMBERS_H_

#include <vector>

#include "typology/anonymity/finding.h"
#include "typology/anonymity/scanned.h"

namespace caselens::anonymity {

// Finds numbers by their digits alone.
//
// Nine digits or more in a row are a direct identifier, with any separators
// and whatever a check digit says: a number typed wrong still points at one
// person. Check digits and words nearby only name the kind. Left alone are
// years, age bands, decimals, thousands and counting ("1 2 3 4 …"), and cells
// of a table (numbers apart by tabs or several line ends) that neither have
// the shape of an id nor pass a check.
//
// Six to eight digits in one piece are a warning, and a phone number behind
// words such as "tel". Linear.
void FindNumbers(const Scanned& scanned, std::vector<Hit>& hits);

}  // namespace caselens::anonymity

#endif  // TYPOLOGY_ANONYMITY_NUMBERS_H_
