#include "typology/agreement/tally.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

#include "typology/base/status_macros.h"

namespace caselens {

absl::Status RatingTally::Add(absl::Span<const int> ratings, int64_t units) {
  if (ratings.size() != coders_) {
    return absl::InvalidArgumentError(
        absl::StrCat("ratings: ", ratings.size(), "; want one for each of the ",
                     coders_, " coders"));
  }
  for (const int rating : ratings) {
    if (rating < kNotRated) {
      return absl::InvalidArgumentError(
          absl::StrCat("ratings: ", rating, "; want a category from 0"));
    }
  }
  const auto at = counts_.find(ratings);
  if (at != counts_.end()) {
    at->second += units;
  } else {
    counts_.emplace(std::vector<int>(ratings.begin(), ratings.end()), units);
  }
  return absl::OkStatus();
}

absl::Status RatingTally::AddAll(const RatingTally& other) {
  for (const auto& [ratings, units] : other.counts_) {
    CASELENS_RETURN_IF_ERROR(Add(ratings, units));
  }
  return absl::OkStatus();
}

std::vector<RatingPattern> RatingTally::Patterns() const {
  std::vector<RatingPattern> patterns;
  patterns.reserve(counts_.size());
  for (const auto& [ratings, units] : counts_) {
    patterns.push_back({ratings, units});
  }
  std::sort(patterns.begin(), patterns.end(),
            [](const RatingPattern& a, const RatingPattern& b) {
              return a.ratings < b.ratings;
            });
  return patterns;
}

RatingTally RatingTally::OfPair(size_t first, size_t second) const {
  RatingTally pair(2);
  for (const auto& [ratings, units] : counts_) {
    pair.Add({ratings[first], ratings[second]}, units).IgnoreError();
  }
  return pair;
}

int SetTally::Number(uint64_t set) {
  const auto [at, is_new] =
      numbers_.try_emplace(set, static_cast<int>(sets_.size()));
  if (is_new) sets_.push_back(set);
  return at->second;
}

absl::Status SetTally::Add(absl::Span<const std::optional<uint64_t>> sets,
                           int64_t units) {
  std::vector<int> ratings;
  ratings.reserve(sets.size());
  for (const std::optional<uint64_t>& set : sets) {
    if (set.has_value() && codes_ < 64 && (*set >> codes_) != 0) {
      return absl::InvalidArgumentError(absl::StrCat(
          "sets: a code beyond the ", codes_, " codes of the field"));
    }
    ratings.push_back(set.has_value() ? Number(*set) : kNotRated);
  }
  return tally_.Add(ratings, units);
}

RatingTally SetTally::OfCode(size_t code) const {
  RatingTally chosen(tally_.Coders());
  for (RatingPattern& pattern : tally_.Patterns()) {
    for (int& rating : pattern.ratings) {
      if (rating == kNotRated) continue;
      rating =
          static_cast<int>((sets_[static_cast<size_t>(rating)] >> code) & 1U);
    }
    chosen.Add(pattern.ratings, pattern.units).IgnoreError();
  }
  return chosen;
}

}  // namespace caselens
