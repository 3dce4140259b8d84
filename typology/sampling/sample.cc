#include "typology/sampling/sample.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace caselens {

absl::string_view UnavailableReasonName(UnavailableReason reason) {
  switch (reason) {
    case UnavailableReason::kNotLocated:
      return "NOT_LOCATED";
    case UnavailableReason::kAccessRestricted:
      return "ACCESS_RESTRICTED";
    case UnavailableReason::kTransferred:
      return "TRANSFERRED";
    case UnavailableReason::kSiteDeclined:
      return "SITE_DECLINED";
    case UnavailableReason::kKnownToAuditor:
      return "KNOWN_TO_AUDITOR";
    case UnavailableReason::kOther:
      return "OTHER";
  }
  return "";
}

size_t ClassSample::Held() const {
  return static_cast<size_t>(
      std::count_if(places.begin(), places.end(),
                    [](const Place& place) { return !place.file.empty(); }));
}

absl::StatusOr<Sample> ReplaceFile(Sample sample, absl::string_view file,
                                   UnavailableReason reason) {
  for (ClassSample& of_class : sample.classes) {
    const auto place =
        std::find_if(of_class.places.begin(), of_class.places.end(),
                     [&](const Place& p) { return p.file == file; });
    if (file.empty() || place == of_class.places.end()) continue;
    place->unavailable.push_back(
        {.file = std::exchange(place->file, ""), .reason = reason});
    if (!of_class.reserve.empty()) {
      place->file = std::move(of_class.reserve.front());
      of_class.reserve.erase(of_class.reserve.begin());
    }
    return sample;
  }
  return absl::NotFoundError("file: want one that a place of the sample holds");
}

}  // namespace caselens
