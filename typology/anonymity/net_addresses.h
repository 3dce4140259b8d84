#ifndef TYPOLOGY_ANONYMITY_NET_ADDRESSES_H_
#define TYPOLOGY_ANONYMITY_NET_ADDRESSES_H_

#include <vector>

#include "typology/anonymity/finding.h"
#include "typology/anonymity/scanned.h"

namespace caselens::anonymity {

// Finds e-mail addresses, web addresses and account names. By hand, around
// '@', "://", "www." and domain endings: an address has no bounded shape.
// Linear: never looks further than 255 characters.
void FindNetAddresses(const Scanned& scanned, std::vector<Hit>& hits);

}  // namespace caselens::anonymity

#endif  // TYPOLOGY_ANONYMITY_NET_ADDRESSES_H_
