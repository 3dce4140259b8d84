#include "audit_service/api/sample_api.h"

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

#include "audit_service/api/errors.h"
#include "audit_service/api/names.h"
#include "audit_service/api/number.h"
#include "audit_service/limits.h"
#include "typology/base/status_macros.h"
#include "typology/sampling/stratified_random.h"

namespace caselens {
namespace {

absl::StatusOr<size_t> ParseCount(absl::string_view field, int count,
                                  size_t least, size_t most) {
  if (count < 0 || static_cast<size_t>(count) < least ||
      static_cast<size_t>(count) > most) {
    return InvalidField(field, absl::StrCat("want ", least, " to ", most));
  }
  return static_cast<size_t>(count);
}

std::string CaseFileName(absl::string_view study, const std::string& id) {
  return absl::StrCat("studies/", study, "/caseFiles/", id);
}

// `files` as stored, by their ids.
class FileRenderer {
 public:
  FileRenderer(const Posteriors& posteriors, absl::string_view study)
      : posteriors_(posteriors), study_(study) {}

  void Render(const std::string& id, v1::Sample::File& message) const {
    message.set_case_file(CaseFileName(study_, id));
    if (const auto at = posteriors_.find(id); at != posteriors_.end()) {
      message.set_posterior(at->second);
    }
  }

  void Render(const Place& place, v1::Sample::Place& message) const {
    if (!place.file.empty()) Render(place.file, *message.mutable_file());
    for (const Unavailable& earlier : place.unavailable) {
      v1::Sample::Unavailable& lost = *message.add_unavailable();
      Render(earlier.file, *lost.mutable_file());
      // The two enums have the same numbers.
      lost.set_reason(
          static_cast<v1::Sample::UnavailableReason>(earlier.reason));
    }
  }

 private:
  const Posteriors& posteriors_;
  const absl::string_view study_;
};

Place ParsePlace(const v1::Sample::Place& message) {
  Place place;
  if (message.has_file()) place.file = LastId(message.file().case_file());
  for (const v1::Sample::Unavailable& lost : message.unavailable()) {
    place.unavailable.push_back(
        {.file = LastId(lost.file().case_file()),
         .reason = static_cast<UnavailableReason>(lost.reason())});
  }
  return place;
}

}  // namespace

absl::StatusOr<ParsedDraw> ParseDraw(const v1::DrawSampleRequest& request) {
  ParsedDraw parsed;
  if (request.draw() != v1::Sample::PURPOSIVE &&
      request.draw() != v1::Sample::STRATIFIED_RANDOM) {
    return InvalidField("draw", "want PURPOSIVE or STRATIFIED_RANDOM");
  }
  parsed.draw = request.draw();
  for (int i = 0; i < request.sites_size(); ++i) {
    CASELENS_RETURN_IF_ERROR(
        CheckSiteId(absl::StrCat("sites[", i, "]"), request.sites(i)));
    for (int j = 0; j < i; ++j) {
      if (request.sites(j) == request.sites(i)) {
        return InvalidField(absl::StrCat("sites[", i, "]"),
                            "want every site once");
      }
    }
    parsed.sites.push_back(request.sites(i));
  }
  const size_t most = parsed.draw == v1::Sample::PURPOSIVE
                          ? kMaxPurposiveFilesPerClass
                          : limits::kMaxSampledFiles;
  const int files = request.files_per_class() == 0
                        ? limits::kDefaultFilesPerClass
                        : request.files_per_class();
  CASELENS_ASSIGN_OR_RETURN(parsed.options.files_per_class,
                            ParseCount("files_per_class", files, 1, most));
  const int reserve = request.has_reserve_per_class()
                          ? request.reserve_per_class()
                          : limits::kDefaultFilesPerClass;
  CASELENS_ASSIGN_OR_RETURN(parsed.options.reserve_per_class,
                            ParseCount("reserve_per_class", reserve, 0, most));
  const double posterior = request.minimum_posterior();
  if (!(posterior >= 0 && posterior <= 1)) {  // NaN too
    return InvalidField("minimum_posterior", "want 0 to 1");
  }
  parsed.options.minimum_posterior = posterior;
  parsed.options.seed = request.seed();
  return parsed;
}

absl::StatusOr<UnavailableReason> ParseUnavailableReason(
    v1::Sample::UnavailableReason reason) {
  if (reason == v1::Sample::UNAVAILABLE_REASON_UNSPECIFIED ||
      !v1::Sample::UnavailableReason_IsValid(reason)) {
    return InvalidField("reason",
                        "want NOT_LOCATED, ACCESS_RESTRICTED, TRANSFERRED, "
                        "SITE_DECLINED, KNOWN_TO_AUDITOR or OTHER");
  }
  return static_cast<UnavailableReason>(reason);
}

std::string KnownCode(const std::string& code) {
  return code == "U" || code == "UNKNOWN" ? "" : code;
}

void RenderDrawn(const Sample& sample, const std::vector<SampledClass>& classes,
                 const std::vector<SpreadCell>& spread,
                 const Posteriors& posteriors, absl::string_view study,
                 v1::Sample& message) {
  message.set_files_per_class(Number(sample.options.files_per_class));
  message.set_reserve_per_class(Number(sample.options.reserve_per_class));
  message.set_minimum_posterior(sample.options.minimum_posterior);
  message.set_seed(sample.options.seed);
  message.set_at_closed_sites(Number(sample.at_closed_sites));
  for (size_t c = 0; c < classes.size(); ++c) {
    v1::Sample::Class& of_class = *message.add_classes();
    of_class.set_class_model(classes[c].class_model);
    of_class.set_class_(classes[c].number);
    of_class.set_label(classes[c].label);
    of_class.set_not_replicated(classes[c].not_replicated);
    of_class.set_candidates(Number(sample.classes[c].candidates));
    of_class.set_frame(Number(sample.classes[c].frame));
  }
  for (const SpreadCell& cell : spread) {
    v1::Sample::SpreadCell& one =
        *message.mutable_classes(Number(cell.assigned_class))->add_spread();
    one.set_characteristic(
        std::string(CharacteristicName(cell.characteristic)));
    one.set_value(cell.value);
    one.set_candidates(Number(cell.candidates));
    one.set_share(cell.share);
  }
  RenderPlaces(sample, posteriors, study, message);
}

void RenderPlaces(const Sample& sample, const Posteriors& posteriors,
                  absl::string_view study, v1::Sample& message) {
  const FileRenderer files(posteriors, study);
  size_t held = 0;
  size_t unavailable = 0;
  for (size_t c = 0; c < sample.classes.size(); ++c) {
    v1::Sample::Class& of_class = *message.mutable_classes(Number(c));
    of_class.clear_places();
    of_class.clear_reserve();
    for (const Place& place : sample.classes[c].places) {
      files.Render(place, *of_class.add_places());
      unavailable += place.unavailable.size();
    }
    for (const std::string& reserve : sample.classes[c].reserve) {
      files.Render(reserve, *of_class.add_reserve());
    }
    held += sample.classes[c].Held();
  }
  message.set_files(Number(held));
  message.set_unavailable(Number(unavailable));
}

Sample ParseDrawn(const v1::Sample& message) {
  Sample sample;
  sample.options = {
      .files_per_class = static_cast<size_t>(message.files_per_class()),
      .reserve_per_class = static_cast<size_t>(message.reserve_per_class()),
      .minimum_posterior = message.minimum_posterior(),
      .seed = message.seed()};
  sample.at_closed_sites = static_cast<size_t>(message.at_closed_sites());
  for (const v1::Sample::Class& stored : message.classes()) {
    ClassSample& of_class = sample.classes.emplace_back();
    of_class.candidates = static_cast<size_t>(stored.candidates());
    of_class.frame = static_cast<size_t>(stored.frame());
    for (const v1::Sample::Place& place : stored.places()) {
      of_class.places.push_back(ParsePlace(place));
    }
    for (const v1::Sample::File& reserve : stored.reserve()) {
      of_class.reserve.push_back(LastId(reserve.case_file()));
    }
  }
  return sample;
}

Posteriors PosteriorsOf(const v1::Sample& message) {
  Posteriors posteriors;
  const auto keep = [&posteriors](const v1::Sample::File& file) {
    posteriors.emplace(LastId(file.case_file()), file.posterior());
  };
  for (const v1::Sample::Class& of_class : message.classes()) {
    for (const v1::Sample::Place& place : of_class.places()) {
      if (place.has_file()) keep(place.file());
      for (const auto& lost : place.unavailable()) keep(lost.file());
    }
    for (const v1::Sample::File& reserve : of_class.reserve()) keep(reserve);
  }
  return posteriors;
}

void RenderWeights(v1::Sample& message) {
  if (message.draw() != v1::Sample::STRATIFIED_RANDOM) return;
  const RandomSample random{.sample = ParseDrawn(message)};
  for (int c = 0; c < message.classes_size(); ++c) {
    const auto index = static_cast<size_t>(c);
    if (random.sample.classes[index].Held() == 0) continue;
    v1::Sample::Class& of_class = *message.mutable_classes(c);
    of_class.set_inclusion_probability(random.InclusionProbability(index));
    of_class.set_weight(random.Weight(index));
  }
}

}  // namespace caselens
