#ifndef TYPOLOGY_AGREEMENT_TALLY_H_
#define TYPOLOGY_AGREEMENT_TALLY_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/hash/hash.h"
#include "absl/status/status.h"
#include "absl/types/span.h"

namespace caselens {

// In the place of a category: this coder did not rate this unit.
inline constexpr int kNotRated = -1;

// How many units got these ratings, one a coder.
struct RatingPattern {
  std::vector<int> ratings;
  int64_t units = 0;
  bool operator==(const RatingPattern&) const = default;
};

// The ratings of one field, counted by pattern. Every figure of agreement is a
// function of these counts, so that units can be added as they are read and
// then forgotten: memory grows with the patterns that occur (pairs of
// categories, for two coders), never with the units.
//
// A unit that a field was not asked of should not be added at all. A unit that
// only one coder rated may be: percent agreement, Fleiss' kappa and AC then
// count it as irrCAC does (see agreement.h).
class RatingTally {
 public:
  explicit RatingTally(size_t coders) : coders_(coders) {}

  // Adds `units` units with the same ratings, category numbers from 0 or
  // kNotRated. Returns INVALID_ARGUMENT unless there is one rating a coder.
  absl::Status Add(absl::Span<const int> ratings, int64_t units = 1);
  // Adds what another tally of the same field and coders counted.
  absl::Status AddAll(const RatingTally& other);

  size_t Coders() const { return coders_; }
  // In the order of the ratings, whatever the order of addition.
  std::vector<RatingPattern> Patterns() const;
  // The units and ratings of two of the coders.
  RatingTally OfPair(size_t first, size_t second) const;

 private:
  struct Same {
    using is_transparent = void;
    bool operator()(absl::Span<const int> a, absl::Span<const int> b) const {
      return a == b;
    }
  };
  struct Hash {
    using is_transparent = void;
    size_t operator()(absl::Span<const int> ratings) const {
      return absl::HashOf(ratings);
    }
  };

  size_t coders_;
  absl::flat_hash_map<std::vector<int>, int64_t, Hash, Same> counts_;
};

// The answers to a field with several choices: each answer is a set of codes.
// Bit k of a set stands for code k. An empty set is an answer; no set is none.
class SetTally {
 public:
  // At most 64 codes.
  SetTally(size_t coders, size_t codes) : tally_(coders), codes_(codes) {}

  // Adds `units` units with the same sets. Returns INVALID_ARGUMENT unless
  // there is one entry a coder, of known codes.
  absl::Status Add(absl::Span<const std::optional<uint64_t>> sets,
                   int64_t units = 1);

  size_t Codes() const { return codes_; }
  // Sets as categories: category k is Sets()[k].
  const RatingTally& AsCategories() const { return tally_; }
  const std::vector<uint64_t>& Sets() const { return sets_; }
  // One code alone: category 1 where it was chosen, 0 where not.
  RatingTally OfCode(size_t code) const;

 private:
  int Number(uint64_t set);

  RatingTally tally_;
  size_t codes_;
  std::vector<uint64_t> sets_;
  absl::flat_hash_map<uint64_t, int> numbers_;
};

}  // namespace caselens

#endif  // TYPOLOGY_AGREEMENT_TALLY_H_
