#include "typology/comparison/population.h"

#include <cstddef>
#include <numeric>
#include <optional>
#include <vector>

#include "typology/comparison/file_counts.h"
#include "typology/comparison/stratified.h"

namespace caselens {
namespace {

double Number(size_t count) { return static_cast<double>(count); }

// How many of `all` the count of each class is, as k of n.
template <typename GetCount, typename GetAll>
KOfNByClass KOfNOf(const std::vector<ClassMovement>& movement,
                   GetCount get_count, GetAll get_all) {
  KOfNByClass counts;
  for (const ClassMovement& of_class : movement) {
    counts.push_back({.k = get_count(of_class), .n = get_all(of_class)});
  }
  return counts;
}

size_t Files(const ClassMovement& movement) { return movement.files; }
size_t Placed(const ClassMovement& movement) { return movement.Placed(); }

}  // namespace

Population::Population(const RandomCounts& counts, Ticks ticks)
    : counts_(ticks == Ticks::kSeen ? counts.counts.ticks_seen
                                    : counts.counts.ticks_not_seen),
      frames_(counts.class_frames) {}

bool Population::HasEnough(size_t c) const {
  return counts_.movement[c].files >= kMinFilesPerClass;
}

bool Population::HasEnough() const {
  size_t drawn_from = 0;
  for (size_t c = 0; c < frames_.size(); ++c) {
    if (frames_[c] == 0) continue;
    if (!HasEnough(c)) return false;
    ++drawn_from;
  }
  return drawn_from > 0;
}

std::optional<ShareEstimate> Population::OfClass(const KOfNByClass& counts,
                                                 size_t c) const {
  if (!HasEnough(c)) return std::nullopt;
  return EstimateShare({{.size = 1,
                         .files = counts_.movement[c].files,
                         .n = counts[c].n,
                         .k = counts[c].k}});
}

std::optional<ShareEstimate> Population::OfAll(
    const KOfNByClass& counts) const {
  if (!HasEnough()) return std::nullopt;
  std::vector<SampledShare> strata;
  for (size_t c = 0; c < frames_.size(); ++c) {
    strata.push_back({.size = Number(frames_[c]),
                      .files = counts_.movement[c].files,
                      .n = counts[c].n,
                      .k = counts[c].k});
  }
  return EstimateShare(strata);
}

std::optional<ClassSizes> Population::Sizes() const {
  const std::vector<ClassMovement>& movement = counts_.movement;
  const double frame = std::accumulate(frames_.begin(), frames_.end(), 0.0);
  ClassSizes sizes;
  for (size_t found = 0; found < frames_.size(); ++found) {
    const std::optional<ShareEstimate> share = OfAll(KOfNOf(
        movement, [found](const ClassMovement& m) { return m.found[found]; },
        Placed));
    if (!share.has_value()) return std::nullopt;
    ClassSize size{.recorded = Number(frames_[found]) / frame, .found = *share};
    double placed = 0;
    for (size_t c = 0; c < frames_.size(); ++c) {
      if (movement[c].files == 0) continue;
      const double weight = Number(frames_[c]) / Number(movement[c].files);
      placed += weight * Number(movement[c].Placed());
      size.recorded_posterior += weight * movement[c].recorded_posterior[found];
      size.found_posterior += weight * movement[c].found_posterior[found];
    }
    size.recorded_posterior /= placed;
    size.found_posterior /= placed;
    sizes.classes.push_back(size);
  }
  sizes.no_dva_found = *OfAll(KOfNOf(
      movement, [](const ClassMovement& m) { return m.no_dva_found; }, Files));
  sizes.not_computable = *OfAll(KOfNOf(
      movement, [](const ClassMovement& m) { return m.not_computable; },
      Files));
  return sizes;
}

std::optional<KappaEstimate> Population::JudgementAgreement() const {
  if (!HasEnough()) return std::nullopt;
  std::vector<SampledTable> strata;
  for (size_t c = 0; c < frames_.size(); ++c) {
    const auto& levels = counts_.judgements.levels[c];
    strata.push_back({.size = Number(frames_[c]),
                      .files = counts_.movement[c].files,
                      .counts = {levels.begin(), levels.end()}});
  }
  return EstimateWeightedKappa(strata, JudgementCounts::kLevels);
}

}  // namespace caselens
