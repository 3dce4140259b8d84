#include "audit_service/workflow/sampling_frame.h"

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "audit_service/api/errors.h"
#include "audit_service/api/names.h"
#include "audit_service/workflow/records.h"
#include "audit_service/workflow/resources.h"
#include "audit_service/workflow/site_readiness.h"
#include "caselens/v1/case_file.pb.h"
#include "caselens/v1/study.pb.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

absl::StatusOr<std::vector<v1::Site>> AllSites(const Call& call,
                                               Reader& reader) {
  CASELENS_ASSIGN_OR_RETURN(
      std::vector<v1::Site> sites,
      GetDocuments<v1::Site>(reader, "sites",
                             absl::StrCat("studies/", call.scope.study)));
  std::erase_if(sites, [&](const v1::Site& site) {
    return !call.scope.Covers(LastId(site.name()));
  });
  return sites;
}

absl::StatusOr<std::vector<v1::Site>> NamedSites(
    const Call& call, Reader& reader, const std::vector<std::string>& ids) {
  std::vector<v1::Site> sites;
  for (const std::string& id : ids) {
    const std::string name =
        absl::StrCat("studies/", call.scope.study, "/sites/", id);
    if (!call.scope.Covers(id)) return NotFound(name);
    CASELENS_ASSIGN_OR_RETURN(sites.emplace_back(),
                              GetDocument<v1::Site>(reader, name));
    CASELENS_RETURN_IF_ERROR(CheckSiteReady(sites.back()));
  }
  return sites;
}

// Gathers records; their classes get places in the frame at the end, when all
// models are known.
class FrameBuilder {
 public:
  FrameBuilder(const Call& call, Reader& reader)
      : call_(call), reader_(reader) {}

  absl::Status AddSite(const v1::Site& site) {
    const std::string id = LastId(site.name());
    loaded_.frame.sites.push_back(
        {.id = id,
         .agreement_recorded = !site.agreement_date().empty(),
         .ethics_recorded = !site.ethics_date().empty()});
    return ForEachRecord(
        reader_, call_.scope, id,
        [this](const CaseFileRow& row, const v1::CaseFile& file) {
          AddRecord(row, file);
          return absl::OkStatus();
        });
  }

  absl::StatusOr<LoadedFrame> Build(Catalogue& catalogue) && {
    for (auto& [name, first] : first_class_) {
      CASELENS_ASSIGN_OR_RETURN(const std::shared_ptr<const StoredModel> model,
                                catalogue.Model(reader_, name));
      first = loaded_.classes.size();
      for (const v1::ClassModel::Class& one : model->document.classes()) {
        loaded_.classes.push_back(
            {.class_model = name,
             .number = one.class_(),
             .label = one.label(),
             .not_replicated = model->document.not_replicated()});
      }
    }
    loaded_.frame.class_count = loaded_.classes.size();
    for (size_t i = 0; i < models_.size(); ++i) {
      loaded_.frame.candidates[i].assigned_class += first_class_[models_[i]];
    }
    return std::move(loaded_);
  }

 private:
  void AddRecord(const CaseFileRow& row, const v1::CaseFile& file) {
    if (!row.has_dva || !file.has_membership()) return;
    const v1::ClassMembership& membership = file.membership();
    const int modal = membership.modal_class();
    const double posterior = membership.posterior(modal - 1).probability();
    const std::string id = absl::StrCat(row.site, ":", row.record);
    loaded_.case_files[id] = row.id;
    models_.push_back(membership.class_model());
    first_class_[membership.class_model()] = 0;
    loaded_.posteriors[row.id] = posterior;
    loaded_.frame.candidates.push_back(
        {.id = id,
         .site = row.site,
         // Sites choose the pseudonyms of their families.
         .family =
             row.family.empty() ? "" : absl::StrCat(row.site, ":", row.family),
         .assigned_class = static_cast<size_t>(modal - 1),
         .posterior = posterior,
         .age_band = KnownCode(file.age_band()),
         .gender = KnownCode(file.gender()),
         .ethnic_group = KnownCode(file.ethnicity())});
  }

  const Call& call_;
  Reader& reader_;
  LoadedFrame loaded_;
  std::vector<std::string> models_;            // of each candidate
  std::map<std::string, size_t> first_class_;  // of each model
};

}  // namespace

absl::StatusOr<LoadedFrame> LoadSamplingFrame(
    Catalogue& catalogue, const Call& call, Reader& reader,
    const std::vector<std::string>& sites) {
  CASELENS_ASSIGN_OR_RETURN(
      const std::vector<v1::Site> drawn_from,
      sites.empty() ? AllSites(call, reader) : NamedSites(call, reader, sites));
  FrameBuilder builder(call, reader);
  for (const v1::Site& site : drawn_from) {
    CASELENS_RETURN_IF_ERROR(builder.AddSite(site));
  }
  CASELENS_ASSIGN_OR_RETURN(LoadedFrame loaded,
                            std::move(builder).Build(catalogue));
  if (loaded.frame.candidates.empty()) {
    return WithReason(
        absl::FailedPreconditionError(
            "sites: want records with a DVA factor and a class; there are "
            "none"),
        "NOTHING_TO_DRAW");
  }
  return loaded;
}

Sample WithCaseFiles(const LoadedFrame& loaded, Sample sample) {
  for (ClassSample& of_class : sample.classes) {
    for (Place& place : of_class.places) {
      place.file = loaded.case_files.at(place.file);
    }
    for (std::string& reserve : of_class.reserve) {
      reserve = loaded.case_files.at(reserve);
    }
  }
  return sample;
}

}  // namespace caselens
