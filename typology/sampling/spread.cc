#include "typology/sampling/spread.h"

#include <cstddef>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "typology/base/status_macros.h"
#include "typology/sampling/stratum.h"

namespace caselens {
namespace {

class SpreadTable {
 public:
  void AddCandidate(const Candidate& candidate) {
    by_id_[candidate.id] = &candidate;
    for (const Characteristic of : kCharacteristics) {
      ++CellOf(candidate, of).candidates;
      if (ValueOf(candidate, of).empty()) continue;
      ++known_[{candidate.assigned_class, of}];
    }
  }

  absl::Status AddDrawn(const std::string& file, size_t c) {
    const auto found = by_id_.find(file);
    if (found == by_id_.end() || found->second->assigned_class != c) {
      return absl::InvalidArgumentError(
          "sample: holds a file that is not in the frame of its class");
    }
    for (const Characteristic of : kCharacteristics) {
      ++CellOf(*found->second, of).drawn;
    }
    return absl::OkStatus();
  }

  std::vector<SpreadCell> Cells() const {
    std::vector<SpreadCell> cells;
    for (const auto& [key, cell] : cells_) {
      cells.push_back(cell);
      SpreadCell& last = cells.back();
      std::tie(last.assigned_class, last.characteristic, last.value) = key;
      if (last.value.empty()) continue;
      last.share = static_cast<double>(last.candidates) /
                   static_cast<double>(
                       known_.at({last.assigned_class, last.characteristic}));
    }
    return cells;
  }

 private:
  SpreadCell& CellOf(const Candidate& candidate, Characteristic of) {
    return cells_[{candidate.assigned_class, of, ValueOf(candidate, of)}];
  }

  absl::flat_hash_map<std::string, const Candidate*> by_id_;
  // Ordered, as the result is.
  std::map<std::tuple<size_t, Characteristic, std::string>, SpreadCell> cells_;
  std::map<std::pair<size_t, Characteristic>, size_t> known_;
};

}  // namespace

absl::string_view CharacteristicName(Characteristic characteristic) {
  switch (characteristic) {
    case Characteristic::kAgeBand:
      return "AGE_BAND";
    case Characteristic::kGender:
      return "GENDER";
    case Characteristic::kEthnicGroup:
      return "ETHNIC_GROUP";
  }
  return "";
}

const std::string& ValueOf(const Candidate& candidate,
                           Characteristic characteristic) {
  switch (characteristic) {
    case Characteristic::kAgeBand:
      return candidate.age_band;
    case Characteristic::kGender:
      return candidate.gender;
    case Characteristic::kEthnicGroup:
      break;
  }
  return candidate.ethnic_group;
}

absl::StatusOr<std::vector<SpreadCell>> MeasureSpread(
    const SamplingFrame& frame, const Sample& sample) {
  CASELENS_ASSIGN_OR_RETURN(const std::vector<Stratum> strata,
                            Stratify(frame, sample.options));
  if (strata.size() != sample.classes.size()) {
    return absl::InvalidArgumentError("sample: want the classes of the frame");
  }
  SpreadTable table;
  for (const Stratum& stratum : strata) {
    for (const Candidate* candidate : stratum.candidates) {
      table.AddCandidate(*candidate);
    }
  }
  for (size_t c = 0; c < strata.size(); ++c) {
    for (const Place& place : sample.classes[c].places) {
      if (place.file.empty()) continue;
      CASELENS_RETURN_IF_ERROR(table.AddDrawn(place.file, c));
    }
  }
  return table.Cells();
}

}  // namespace caselens
