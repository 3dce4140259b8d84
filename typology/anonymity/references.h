#ifndef TYPOLOGY_ANONYMITY_REFERENCES_H_
#define TYPOLOGY_ANONYMITY_REFERENCES_H_

#include <vector>

#include "typology/anonymity/finding.h"
#include "typology/anonymity/scanned.h"

namespace caselens::anonymity {

// Finds codes of four digits or more behind words such as "ref", "CAD",
// "crime no": within five words, or close before such a word. Linear.
void FindReferences(const Scanned& scanned, std::vector<Hit>& hits);

}  // namespace caselens::anonymity

#endif  // TYPOLOGY_ANONYMITY_REFERENCES_H_
