#ifndef TYPOLOGY_ANONYMITY_PLACES_H_
#define TYPOLOGY_ANONYMITY_PLACES_H_

#include <vector>

#include "typology/anonymity/finding.h"
#include "typology/anonymity/scanned.h"

namespace caselens::anonymity {

// Finds street addresses (a house number before a street: direct), streets,
// flats, named schools, surgeries and hospitals, and towns. Linear.
void FindPlaces(const Scanned& scanned, std::vector<Hit>& hits);

// Does `word` of `scanned` follow a word that puts somebody somewhere ("in",
// "at", "near", "from", "moved to")?
bool FollowsPlaceWord(const Scanned& scanned, size_t word);

}  // namespace caselens::anonymity

#endif  // TYPOLOGY_ANONYMITY_PLACES_H_
