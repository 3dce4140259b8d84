#ifndef TYPOLOGY_ANONYMITY_NAMES_H_
#define TYPOLOGY_ANONYMITY_NAMES_H_

#include <vector>

#include "typology/anonymity/finding.h"
#include "typology/anonymity/scanned.h"

namespace caselens::anonymity {

// Finds people's names: not what is known to be a name, but what is not known
// to be harmless. A word is flagged if it is in no dictionary and no list of
// allowed terms; if it is a listed name; or if it is a word that can be a name
// ("Will", "Grace") and the text uses it as one. Initials, particles ("al",
// "van") and capitalised words beside a flagged word join its span.
//
// The idea of flagging what is not known-safe is that of Philter (Norgeot et
// al. 2020). Linear.
void FindNames(const Scanned& scanned, std::vector<Hit>& hits);

}  // namespace caselens::anonymity

#endif  // TYPOLOGY_ANONYMITY_NAMES_H_
