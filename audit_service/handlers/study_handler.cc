#include "audit_service/handlers/study_handler.h"

#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "google/protobuf/util/time_util.h"

#include "audit_service/api/errors.h"
#include "audit_service/api/names.h"
#include "audit_service/api/pages.h"
#include "audit_service/limits.h"
#include "audit_service/workflow/catalogue.h"
#include "audit_service/workflow/resources.h"
#include "audit_service/workflow/revisions.h"
#include "audit_service/workflow/site_readiness.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

constexpr char kStudyPattern[] = "studies/{study}";
constexpr char kSitePattern[] = "studies/{study}/sites/{site}";

absl::Status CheckStudy(Catalogue& catalogue, Reader& reader,
                        const v1::Study& study) {
  CASELENS_RETURN_IF_ERROR(CheckText("study.display_name", study.display_name(),
                                     limits::kMaxDisplayNameCharacters));
  CASELENS_RETURN_IF_ERROR(ParseName("study.template", study.template_(),
                                     "templates/{template}/revisions/{number}")
                               .status());
  CASELENS_RETURN_IF_ERROR(CheckInUse(reader, study.template_()));
  CASELENS_ASSIGN_OR_RETURN(const std::shared_ptr<const Revision> revision,
                            catalogue.Template(reader, study.template_()));
  const std::vector<Extension>& offered = revision->Content().extensions;
  for (int i = 0; i < study.extensions_size(); ++i) {
    const bool known = std::any_of(offered.begin(), offered.end(),
                                   [&](const Extension& extension) {
                                     return extension.id == study.extensions(i);
                                   });
    if (!known) {
      return InvalidField(absl::StrCat("study.extensions[", i, "]"),
                          "want an extension of the template");
    }
  }
  return absl::OkStatus();
}

// Days may be left empty, until they are known.
absl::Status CheckOptionalDay(absl::string_view field, const std::string& day) {
  return day.empty() ? absl::OkStatus() : CheckDay(field, day);
}

// What a site is measured by does not change under its records.
absl::Status CheckUnchanged(const v1::Site& before, const v1::Site& after) {
  if (before.nation() == after.nation() &&
      before.factor_scheme() == after.factor_scheme() &&
      before.class_model() == after.class_model()) {
    return absl::OkStatus();
  }
  return WithReason(
      absl::FailedPreconditionError(
          "site: nation, factor_scheme and class_model cannot change once "
          "records are imported"),
      "SITE_HAS_RECORDS");
}

// `changes` over `site`: what is populated replaces.
v1::Site Merged(v1::Site site, v1::Site changes) {
  changes.clear_etag();
  changes.clear_case_file_count();
  site.MergeFrom(changes);
  return site;
}

// What is computed anew for every answer.
absl::Status Complete(const Call& call, Reader& reader, int64_t version,
                      v1::Site& site) {
  CASELENS_ASSIGN_OR_RETURN(
      const int64_t count,
      reader.CountCaseFiles(call.scope, LastId(site.name())));
  site.set_case_file_count(static_cast<int32_t>(count));
  site.set_etag(Etag(version));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Plan> StudyHandler::CreateStudy(
    const Call& call, Reader& reader, const v1::CreateStudyRequest& request,
    v1::Study& response) const {
  CASELENS_RETURN_IF_ERROR(
      CheckChosenId("study_id", request.study_id(), limits::kMaxStudyId));
  CASELENS_RETURN_IF_ERROR(CheckStudy(catalogue_, reader, request.study()));
  response = request.study();
  response.clear_revision_moves();
  response.set_name(absl::StrCat("studies/", request.study_id()));
  *response.mutable_create_time() =
      google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(
          call.NowMicros());
  ResourceRow row = NewResource(call, "studies", "", response.name(),
                                response.SerializeAsString());
  Change change = call.NewChange();
  change.study = request.study_id();
  return Plan{.change =
                  [change = std::move(change),
                   row = std::move(row)](Transaction& transaction) {
                    return InsertWithEvent(transaction, change, row);
                  },
              .after = nullptr};
}

absl::Status StudyHandler::GetStudy(const Call& /*call*/, Reader& reader,
                                    const v1::GetStudyRequest& request,
                                    v1::Study& response) const {
  CASELENS_RETURN_IF_ERROR(
      ParseName("name", request.name(), kStudyPattern).status());
  CASELENS_ASSIGN_OR_RETURN(response,
                            GetDocument<v1::Study>(reader, request.name()));
  return absl::OkStatus();
}

absl::Status StudyHandler::ListStudies(
    const Call& call, Reader& reader, const v1::ListStudiesRequest& request,
    v1::ListStudiesResponse& response) const {
  CASELENS_ASSIGN_OR_RETURN(const Page page,
                            ParsePage(request, limits::kMaxPageSize));
  std::set<std::string> own;
  for (const v1::Grant& grant : call.caller.Get().grants()) {
    if (!grant.study().empty()) own.insert(grant.study());
  }
  auto at = own.upper_bound(page.after);
  for (; at != own.end() && response.studies_size() < page.limit; ++at) {
    CASELENS_ASSIGN_OR_RETURN(*response.add_studies(),
                              GetDocument<v1::Study>(reader, *at));
  }
  if (at != own.end()) {
    response.set_next_page_token(
        NextPageToken(request, response.studies().rbegin()->name()));
  }
  return absl::OkStatus();
}

absl::Status StudyHandler::CheckSite(Reader& reader, const std::string& study,
                                     const v1::Site& site) const {
  if (site.nation() != v1::Site::ENG && site.nation() != v1::Site::SCO) {
    return InvalidField("site.nation", "want ENG or SCO");
  }
  absl::StatusOr<FactorMap> map =
      FindFactorMap(catalogue_.Factors(), site.factor_scheme());
  if (!map.ok()) {
    return InvalidField(
        "site.factor_scheme",
        absl::StrCat(
            "want one of ",
            absl::StrJoin(catalogue_.Factors().maps, ", ",
                          [](std::string* out, const FactorMap& known) {
                            out->append(known.base);
                          }),
            ", or one of these and `+CODE=factor` for each code that "
            "goes elsewhere"));
  }
  if (map->scheme.nation != v1::Site::Nation_Name(site.nation())) {
    return InvalidField("site.factor_scheme",
                        "want a scheme of the site's nation");
  }
  CASELENS_RETURN_IF_ERROR(
      CheckOptionalDay("site.agreement_date", site.agreement_date()));
  CASELENS_RETURN_IF_ERROR(
      CheckOptionalDay("site.ethics_date", site.ethics_date()));
  CASELENS_RETURN_IF_ERROR(CheckOptionalDay("site.comparison_consent_date",
                                            site.comparison_consent_date()));
  CASELENS_RETURN_IF_ERROR(CheckText("site.safeguarding_contact",
                                     site.safeguarding_contact(),
                                     limits::kMaxContactCharacters));
  if (site.class_model().empty()) return absl::OkStatus();
  CASELENS_RETURN_IF_ERROR(ParseName("site.class_model", site.class_model(),
                                     "studies/{study}/classModels/{model}")
                               .status());
  if (StudyOf(site.class_model()) != study) {
    return InvalidField("site.class_model", "want a model of the same study");
  }
  CASELENS_ASSIGN_OR_RETURN(const std::shared_ptr<const StoredModel> model,
                            catalogue_.Model(reader, site.class_model()));
  for (const v1::ClassModel::ItemProfile& item : model->document.profile()) {
    if (map->scheme.Find(item.item()) < 0) {
      return InvalidField("site.class_model",
                          "want a model whose items are factors of the site's "
                          "factor scheme");
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<Plan> StudyHandler::CreateSite(
    const Call& call, Reader& reader, const v1::CreateSiteRequest& request,
    v1::Site& response) const {
  CASELENS_ASSIGN_OR_RETURN(
      const std::vector<std::string> ids,
      ParseName("parent", request.parent(), kStudyPattern));
  CASELENS_RETURN_IF_ERROR(CheckSiteId("site_id", request.site_id()));
  if (!call.scope.Covers(request.site_id())) return Denied();
  CASELENS_RETURN_IF_ERROR(CheckSite(reader, ids[0], request.site()));
  const std::string name =
      absl::StrCat(request.parent(), "/sites/", request.site_id());
  v1::Site site = Merged({}, request.site());
  site.set_name(name);
  ResourceRow row = NewResource(call, "sites", request.parent(), name,
                                site.SerializeAsString());
  response = std::move(site);
  response.set_etag(Etag(row.version));
  return Plan{.change =
                  [change = call.NewChange(),
                   row = std::move(row)](Transaction& transaction) {
                    return InsertWithEvent(transaction, change, row);
                  },
              .after = nullptr};
}

absl::Status StudyHandler::GetSite(const Call& call, Reader& reader,
                                   const v1::GetSiteRequest& request,
                                   v1::Site& response) const {
  CASELENS_ASSIGN_OR_RETURN(const std::vector<std::string> ids,
                            ParseName("name", request.name(), kSitePattern));
  if (!call.scope.Covers(ids[1])) return NotFound(request.name());
  CASELENS_ASSIGN_OR_RETURN(
      const ResourceRow row,
      Found(reader.GetResource(request.name()), request.name()));
  CASELENS_ASSIGN_OR_RETURN(response, ParseDocument<v1::Site>(row));
  return Complete(call, reader, row.version, response);
}

absl::Status StudyHandler::ListSites(const Call& call, Reader& reader,
                                     const v1::ListSitesRequest& request,
                                     v1::ListSitesResponse& response) const {
  CASELENS_RETURN_IF_ERROR(
      ParseName("parent", request.parent(), kStudyPattern).status());
  CASELENS_ASSIGN_OR_RETURN(
      *response.mutable_next_page_token(),
      AddPage(reader, "sites", request.parent(), request,
              [&](const ResourceRow& row) -> absl::StatusOr<bool> {
                if (!call.scope.Covers(LastId(row.name))) return false;
                v1::Site& site = *response.add_sites();
                CASELENS_ASSIGN_OR_RETURN(site, ParseDocument<v1::Site>(row));
                CASELENS_RETURN_IF_ERROR(
                    Complete(call, reader, row.version, site));
                return true;
              }));
  return absl::OkStatus();
}

absl::StatusOr<Plan> StudyHandler::UpdateSite(
    const Call& call, Reader& reader, const v1::UpdateSiteRequest& request,
    v1::Site& response) const {
  CASELENS_ASSIGN_OR_RETURN(
      const std::vector<std::string> ids,
      ParseName("site.name", request.site().name(), kSitePattern));
  if (!call.scope.Covers(ids[1])) return NotFound(request.site().name());
  CASELENS_ASSIGN_OR_RETURN(
      ResourceRow row,
      Found(reader.GetResource(request.site().name()), request.site().name()));
  CASELENS_RETURN_IF_ERROR(CheckEtag(request.site().etag(), row.version));
  CASELENS_ASSIGN_OR_RETURN(const v1::Site before,
                            ParseDocument<v1::Site>(row));
  const v1::Site after = Merged(before, request.site());
  CASELENS_RETURN_IF_ERROR(CheckSite(reader, ids[0], after));
  CASELENS_ASSIGN_OR_RETURN(const int64_t records,
                            reader.CountCaseFiles(call.scope, ids[1]));
  if (records > 0) CASELENS_RETURN_IF_ERROR(CheckUnchanged(before, after));
  response = after;
  response.set_case_file_count(static_cast<int32_t>(records));
  response.set_etag(Etag(row.version + 1));
  return Plan{
      .change =
          [call, row = std::move(row),
           document = after.SerializeAsString()](Transaction& transaction) {
            return UpdateWithEvent(transaction, call, row, document);
          },
      .after = nullptr};
}

absl::StatusOr<Plan> StudyHandler::RecordTraining(
    const Call& call, Reader& reader, const v1::RecordTrainingRequest& request,
    v1::Training& response) const {
  CASELENS_ASSIGN_OR_RETURN(
      const std::vector<std::string> ids,
      ParseName("parent", request.parent(), kSitePattern));
  if (!call.scope.Covers(ids[1])) return NotFound(request.parent());
  CASELENS_ASSIGN_OR_RETURN(
      const std::vector<std::string> principal,
      ParseName("training.principal", request.training().principal(),
                "principals/{principal}"));
  CASELENS_RETURN_IF_ERROR(
      CheckDay("training.date", request.training().date()));
  for (const std::string& name :
       {request.parent(), request.training().principal()}) {
    CASELENS_RETURN_IF_ERROR(Found(reader.GetResource(name), name).status());
  }
  response = request.training();
  response.set_name(TrainingName(request.parent(), principal[0]));
  ResourceRow row = NewResource(call, "trainings", request.parent(),
                                response.name(), response.SerializeAsString());
  return Plan{.change =
                  [call, row = std::move(row)](Transaction& transaction) {
                    const absl::StatusOr<ResourceRow> earlier =
                        transaction.GetResource(row.name);
                    return earlier.ok()
                               ? UpdateWithEvent(transaction, call, *earlier,
                                                 row.document)
                               : InsertWithEvent(transaction, call.NewChange(),
                                                 row);
                  },
              .after = nullptr};
}

}  // namespace caselens
