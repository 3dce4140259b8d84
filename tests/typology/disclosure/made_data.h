#ifndef TESTS_TYPOLOGY_DISCLOSURE_MADE_DATA_H_
#define TESTS_TYPOLOGY_DISCLOSURE_MADE_DATA_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "typology/disclosure/microdata.h"
#include "typology/disclosure/release.h"

namespace caselens::disclosure {

// Made-up conferences of the shape of site C3. In base, that is without three
// children of 'Other' ethnicity, exactly the counts of Tables 5.2 and 5.4 of
// the RDAC report; alcohol and mental health by class as in Figure 5.10.
// Variables: gender, age, ethnicity, outcome, class, alcohol, mental health.
Microdata MadeC3(uint64_t seed);

enum class WithClass : uint8_t { kNo = 0, kYes = 1 };

struct MadeOptions {
  size_t records = 1361;
  size_t sites = 1;
  // Binary factors beside gender, age, ethnicity and outcome; at most 12.
  size_t factors = 2;
  WithClass with_class = WithClass::kYes;
  uint64_t seed = 1;
};

// Records drawn from the proportions of C3, spread evenly over the sites. No
// categories that nobody has.
Microdata MadeData(const MadeOptions& options);

// A release over all records with the default programme, keyed by a fixed key.
ReleaseRequest RequestFor(const Microdata& data, ReleaseProfile profile);

// The same without tables of more than `variables` variables.
ReleaseRequest UpTo(size_t variables, ReleaseRequest request);

// The records `keep` of `data`.
Microdata Subset(const Microdata& data, const std::vector<size_t>& keep);

}  // namespace caselens::disclosure

#endif  // TESTS_TYPOLOGY_DISCLOSURE_MADE_DATA_H_
