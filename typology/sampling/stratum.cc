#include "typology/sampling/stratum.h"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "typology/base/counter_random.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

constexpr double kRounding = 1e-9;

// Fisher and Yates's shuffle.
void Shuffle(std::vector<const Candidate*>& candidates, CounterRandom random) {
  for (size_t i = candidates.size(); i > 1; --i) {
    std::swap(candidates[i - 1], candidates[random.Below(i)]);
  }
}

}  // namespace

absl::StatusOr<std::vector<Stratum>> Stratify(const SamplingFrame& frame,
                                              const SamplingOptions& options) {
  CASELENS_RETURN_IF_ERROR(CheckFrame(frame));
  absl::flat_hash_set<absl::string_view> open_sites;
  for (const SamplingSite& site : frame.sites) {
    if (site.IsOpen()) open_sites.insert(site.id);
  }
  std::vector<Stratum> strata(frame.class_count);
  bool any = false;
  for (const Candidate& candidate : frame.candidates) {
    if (!open_sites.contains(candidate.site)) continue;
    strata[candidate.assigned_class].candidates.push_back(&candidate);
    any = true;
  }
  if (!any && !frame.candidates.empty()) {
    return absl::FailedPreconditionError(
        "sites: no file may be drawn before the data-sharing agreement and the "
        "ethics approval of its site are recorded");
  }
  for (size_t c = 0; c < strata.size(); ++c) {
    Stratum& stratum = strata[c];
    std::sort(
        stratum.candidates.begin(), stratum.candidates.end(),
        [](const Candidate* a, const Candidate* b) { return a->id < b->id; });
    std::copy_if(
        stratum.candidates.begin(), stratum.candidates.end(),
        std::back_inserter(stratum.eligible), [&](const Candidate* candidate) {
          return candidate->posterior + kRounding >= options.minimum_posterior;
        });
    Shuffle(stratum.eligible, CounterRandom({options.seed, c}));
  }
  return strata;
}

Sample EmptySample(const SamplingFrame& frame, const SamplingOptions& options,
                   const std::vector<Stratum>& strata) {
  Sample sample{.options = options,
                .at_closed_sites = frame.candidates.size(),
                .classes = std::vector<ClassSample>(strata.size())};
  for (size_t c = 0; c < strata.size(); ++c) {
    sample.at_closed_sites -= strata[c].candidates.size();
    sample.classes[c].candidates = strata[c].candidates.size();
    sample.classes[c].frame = strata[c].eligible.size();
  }
  return sample;
}

}  // namespace caselens
