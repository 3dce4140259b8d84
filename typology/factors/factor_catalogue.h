#ifndef TYPOLOGY_FACTORS_FACTOR_CATALOGUE_H_
#define TYPOLOGY_FACTORS_FACTOR_CATALOGUE_H_

#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "typology/factors/factor_codes.h"
#include "typology/factors/factor_map.h"

namespace caselens {

// The code lists, schemes and maps that ship with the program.
//
// Schemes: rdac-17-v1 (England), rdac-10-v1 and rdac-15-v1 (Scotland).
// Maps: rdac-17-c1-v1 and rdac-17-c2-v1, which differ in self-harm (15A): the
// report counts it as the child's mental health in C1 and is silent for C2;
// rdac-10-v1, which merges five rare concerns into other_concerns; rdac-15-v1,
// which leaves each concern as it is. The published C3 model (Figure 5.10) has
// an item for each of the 15 concerns, so it scores on rdac-15-v1; rdac-10-v1
// is for counting and for new models.
struct FactorCatalogue {
  FactorCodeList england;
  FactorCodeList scotland;
  std::vector<FactorScheme> schemes;
  std::vector<FactorMap> maps;

  // The list of ENG or SCO; nullptr for any other text.
  const FactorCodeList* CodesOf(absl::string_view nation) const;
};

// Reads the data inside the program: about a millisecond, so once at start.
// Fails only if that data is broken, which a test rules out.
absl::StatusOr<FactorCatalogue> LoadFactorCatalogue();

// "rdac-17-v1"; NOT_FOUND names those that exist.
absl::StatusOr<FactorScheme> FindFactorScheme(const FactorCatalogue& catalogue,
                                              absl::string_view name);

// The map with this Id(), overrides included: "rdac-17-c1-v1",
// "rdac-17-c2-v1+15A=child_mh". NOT_FOUND names the maps that exist;
// INVALID_ARGUMENT as WithOverride.
absl::StatusOr<FactorMap> FindFactorMap(const FactorCatalogue& catalogue,
                                        absl::string_view id);

}  // namespace caselens

#endif  // TYPOLOGY_FACTORS_FACTOR_CATALOGUE_H_
