#ifndef AUDIT_SERVICE_API_SAMPLE_API_H_
#define AUDIT_SERVICE_API_SAMPLE_API_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "caselens/v1/sample.pb.h"
#include "typology/sampling/sample.h"
#include "typology/sampling/spread.h"

namespace caselens {

// A draw as it was asked for. Seed 0: one is to be made.
struct ParsedDraw {
  v1::Sample::Draw draw = v1::Sample::DRAW_UNSPECIFIED;
  SamplingOptions options;
  std::vector<std::string> sites;  // ids; empty: all
};
absl::StatusOr<ParsedDraw> ParseDraw(const v1::DrawSampleRequest& request);

absl::StatusOr<UnavailableReason> ParseUnavailableReason(
    v1::Sample::UnavailableReason reason);

// One class of one class model: what is drawn from.
struct SampledClass {
  std::string class_model;
  int number = 0;  // from 1
  std::string label;
  bool not_replicated = false;  // the model may be a local optimum
  bool operator==(const SampledClass&) const = default;
};

// Posterior of the assigned class, by id of the case file.
using Posteriors = std::map<std::string, double>;

// A code of the return, "" for one that says that it is not known.
std::string KnownCode(const std::string& code);

// A sample as it is stored: ids of the files with their posteriors, nothing of
// the site's own. Name, sites, times and who sees what are for others.
// `classes` are those of `sample`, in its order.
void RenderDrawn(const Sample& sample, const std::vector<SampledClass>& classes,
                 const std::vector<SpreadCell>& spread,
                 const Posteriors& posteriors, absl::string_view study,
                 v1::Sample& message);

// The inverse, and the stored posteriors.
Sample ParseDrawn(const v1::Sample& message);
Posteriors PosteriorsOf(const v1::Sample& message);

// Puts the places and reserves of `sample` into a stored sample.
void RenderPlaces(const Sample& sample, const Posteriors& posteriors,
                  absl::string_view study, v1::Sample& message);

// Inclusion probabilities and weights, of a random draw only.
void RenderWeights(v1::Sample& message);

}  // namespace caselens

#endif  // AUDIT_SERVICE_API_SAMPLE_API_H_
