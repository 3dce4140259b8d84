#ifndef TYPOLOGY_SAMPLING_SPREAD_H_
#define TYPOLOGY_SAMPLING_SPREAD_H_

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "typology/sampling/frame.h"
#include "typology/sampling/sample.h"

namespace caselens {

// What a purposive draw is spread over.
enum class Characteristic { kAgeBand = 0, kGender = 1, kEthnicGroup = 2 };
inline constexpr std::array<Characteristic, 3> kCharacteristics = {
    Characteristic::kAgeBand, Characteristic::kGender,
    Characteristic::kEthnicGroup};

// "AGE_BAND", "GENDER", "ETHNIC_GROUP".
absl::string_view CharacteristicName(Characteristic characteristic);

const std::string& ValueOf(const Candidate& candidate,
                           Characteristic characteristic);

// One value of one characteristic in one class.
struct SpreadCell {
  size_t assigned_class = 0;
  Characteristic characteristic = Characteristic::kAgeBand;
  std::string value;  // "": not known
  size_t candidates =
      0;  // of the class, at open sites, whatever their posterior
  // Of the candidates whose value is known; 0 for "".
  double share = 0;
  size_t drawn = 0;  // files held
  bool operator==(const SpreadCell&) const = default;
};

// How the files that a sample holds are spread beside the profile of each
// class, by class, characteristic and value. `frame` is what the sample was
// drawn from; returns INVALID_ARGUMENT if it holds a file that is not there.
absl::StatusOr<std::vector<SpreadCell>> MeasureSpread(
    const SamplingFrame& frame, const Sample& sample);

}  // namespace caselens

#endif  // TYPOLOGY_SAMPLING_SPREAD_H_
