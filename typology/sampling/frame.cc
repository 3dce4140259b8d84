#include "typology/sampling/frame.h"

#include <cstddef>
#include <string>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

#include "typology/base/status_macros.h"

namespace caselens {
namespace {

absl::Status CheckNumber(absl::string_view field, size_t value, size_t least,
                         size_t most) {
  if (value >= least && value <= most) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(field, ": ", value, "; want ", least, " to ", most));
}

absl::Status CheckProbability(absl::string_view field, double value) {
  if (value >= 0 && value <= 1) return absl::OkStatus();  // false for NaN
  return absl::InvalidArgumentError(
      absl::StrCat(field, ": ", value, "; want 0 to 1"));
}

absl::Status CheckId(absl::string_view field, const std::string& id,
                     absl::flat_hash_set<absl::string_view>& seen) {
  if (id.empty()) {
    return absl::InvalidArgumentError(absl::StrCat(field, ": want an id"));
  }
  if (!seen.insert(id).second) {
    return absl::InvalidArgumentError(
        absl::StrCat(field, ": \"", id, "\" is there twice; want each once"));
  }
  return absl::OkStatus();
}

absl::Status CheckCandidate(const Candidate& candidate, size_t classes,
                            const absl::flat_hash_set<absl::string_view>& sites,
                            const std::string& field) {
  if (!sites.contains(candidate.site)) {
    return absl::InvalidArgumentError(absl::StrCat(
        field, ".site: \"", candidate.site, "\"; want one of the sites given"));
  }
  if (candidate.assigned_class >= classes) {
    return absl::InvalidArgumentError(
        absl::StrCat(field, ".assigned_class: class ",
                     candidate.assigned_class + 1, "; want 1 to ", classes));
  }
  return CheckProbability(absl::StrCat(field, ".posterior"),
                          candidate.posterior);
}

}  // namespace

absl::Status CheckFrame(const SamplingFrame& frame) {
  CASELENS_RETURN_IF_ERROR(
      CheckNumber("class_count", frame.class_count, 1, kMaxSampledClasses));
  CASELENS_RETURN_IF_ERROR(
      CheckNumber("candidates", frame.candidates.size(), 0, kMaxCandidates));
  absl::flat_hash_set<absl::string_view> sites;
  for (const SamplingSite& site : frame.sites) {
    CASELENS_RETURN_IF_ERROR(CheckId("sites.id", site.id, sites));
  }
  absl::flat_hash_set<absl::string_view> ids;
  for (size_t i = 0; i < frame.candidates.size(); ++i) {
    const std::string field = absl::StrCat("candidates[", i, "]");
    const Candidate& candidate = frame.candidates[i];
    CASELENS_RETURN_IF_ERROR(
        CheckId(absl::StrCat(field, ".id"), candidate.id, ids));
    CASELENS_RETURN_IF_ERROR(
        CheckCandidate(candidate, frame.class_count, sites, field));
  }
  return absl::OkStatus();
}

absl::Status CheckOptions(const SamplingOptions& options, size_t most_files) {
  CASELENS_RETURN_IF_ERROR(
      CheckNumber("files_per_class", options.files_per_class, 1, most_files));
  CASELENS_RETURN_IF_ERROR(CheckNumber(
      "reserve_per_class", options.reserve_per_class, 0, most_files));
  return CheckProbability("minimum_posterior", options.minimum_posterior);
}

}  // namespace caselens
