#ifndef TYPOLOGY_FACTORS_FACTOR_MAP_H_
#define TYPOLOGY_FACTORS_FACTOR_MAP_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

#include "typology/factors/factor_codes.h"

namespace caselens {

// A factor that an analysis counts, made of one or more codes.
struct Factor {
  std::string key;
  std::string label;
  bool is_dva = false;
  bool operator==(const Factor&) const = default;
};

// The factors of one analysis, in printed order. Never changes once used: a
// different list is a new version.
struct FactorScheme {
  std::string id;  // "rdac-17"
  int version = 0;
  std::string nation;  // ENG, SCO
  std::vector<Factor> factors;

  std::string Name() const;  // "rdac-17-v1"
  // The place of a factor, or -1.
  int Find(absl::string_view key) const;
  bool operator==(const FactorScheme&) const = default;
};

// Which factors of a scheme a record has: bit i is scheme.factors[i].
inline constexpr size_t kMaxFactors = 32;
using FactorSet = uint32_t;

inline bool HasFactor(FactorSet factors, size_t i) {
  return ((factors >> i) & 1U) != 0;
}

// Where each code of a nation goes. A code may count for no factor ("none").
struct FactorMap {
  std::string base;  // "rdac-17-c1-v1"
  FactorScheme scheme;
  absl::flat_hash_map<std::string, int> factor_of_code;  // -1: none
  std::map<std::string, std::string> overrides;          // code -> factor

  // The whole recipe: the base and each override, such as
  // "rdac-17-c1-v1+5C=parent_disability". Equal ids map equally, so a stored
  // id is all that is needed to map a record again.
  std::string Id() const;
};

// Reads the columns code,factor,basis; each code of `codes` must be there.
absl::StatusOr<FactorMap> FactorMapFromCsv(absl::string_view id,
                                           const FactorScheme& scheme,
                                           const FactorCodeList& codes,
                                           absl::string_view csv);

// The same map, but with `code` (in any case) going to `factor`, or to no
// factor if that is "none". Returns INVALID_ARGUMENT for a code or factor that
// does not exist, for 21, and where a DVA code would stop counting as DVA or
// another code start to: whether a record is a DVA record never depends on the
// map.
absl::StatusOr<FactorMap> WithOverride(const FactorMap& map,
                                       absl::string_view code,
                                       absl::string_view factor);

// The factors of a record with `codes`. Returns INVALID_ARGUMENT for a code
// the map does not know.
absl::StatusOr<FactorSet> MapFactors(const FactorMap& map,
                                     absl::Span<const std::string> codes);

// The set with exactly these keys; INVALID_ARGUMENT names one not in the
// scheme.
absl::StatusOr<FactorSet> FactorSetOf(const FactorScheme& scheme,
                                      absl::Span<const std::string> keys);

// The keys of a set, in the scheme's order.
std::vector<std::string> FactorKeys(const FactorScheme& scheme,
                                    FactorSet factors);

// Whether at least one factor of the set is a DVA factor: only such records
// enter an analysis.
bool IsDva(const FactorScheme& scheme, FactorSet factors);

}  // namespace caselens

#endif  // TYPOLOGY_FACTORS_FACTOR_MAP_H_
