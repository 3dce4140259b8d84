#include "audit_service/handlers/class_model_use_handler.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "audit_service/api/case_file_api.h"
#include "audit_service/api/class_model_api.h"
#include "audit_service/api/errors.h"
#include "audit_service/api/names.h"
#include "audit_service/limits.h"
#include "audit_service/workflow/class_models.h"
#include "audit_service/workflow/records.h"
#include "audit_service/workflow/resources.h"
#include "audit_service/workflow/sight.h"
#include "caselens/v1/study.pb.h"
#include "typology/base/status_macros.h"
#include "typology/latent_class/cross_classification.h"

namespace caselens {
namespace {

absl::StatusOr<bool> IsSimulated(const Call& call, Reader& reader) {
  CASELENS_ASSIGN_OR_RETURN(
      const v1::Study study,
      GetDocument<v1::Study>(reader,
                             absl::StrCat("studies/", call.scope.study)));
  return study.simulated();
}

absl::StatusOr<Pattern> GivenPattern(
    const v1::ClassModel& model,
    const google::protobuf::RepeatedPtrField<std::string>& factors,
    const google::protobuf::RepeatedPtrField<std::string>& uncoded) {
  return ParseFactorPattern(
      model, std::vector<std::string>(factors.begin(), factors.end()),
      std::vector<std::string>(uncoded.begin(), uncoded.end()));
}

// Scores the case files of one request, site by site.
class CaseFileScorer {
 public:
  CaseFileScorer(const Catalogue& catalogue, const Call& call, Reader& reader,
                 const StoredModel& model)
      : catalogue_(catalogue), call_(call), reader_(reader), model_(model) {}

  absl::Status Load() {
    CASELENS_ASSIGN_OR_RETURN(
        sight_, SightOf::Load(reader_, call_.scope.study, call_.caller.Id()));
    CASELENS_ASSIGN_OR_RETURN(imported_,
                              LoadImportedClasses(reader_, model_.name));
    return absl::OkStatus();
  }

  absl::Status Score(absl::string_view field, const std::string& name,
                     v1::PatternScore& message) {
    CASELENS_ASSIGN_OR_RETURN(
        const std::vector<std::string> ids,
        ParseName(field, name, "studies/{study}/caseFiles/{case_file}"));
    if (ids[0] != call_.scope.study) return NotFound(name);
    CASELENS_ASSIGN_OR_RETURN(
        const CaseFileRow row,
        Found(reader_.GetCaseFile(call_.scope, ids[1]), name));
    if (sight_->At(row.id) != Sight::kOpen) {
      return WithReason(
          absl::FailedPreconditionError(absl::StrCat(
              field,
              ": you code this case file; its class is for after the "
              "second reveal")),
          "CODING_STATE");
    }
    CASELENS_ASSIGN_OR_RETURN(const v1::CaseFile document, ParseCaseFile(row));
    CASELENS_ASSIGN_OR_RETURN(const MappedSite* const site, SiteOf(row.site));
    CASELENS_ASSIGN_OR_RETURN(const FactorSet factors,
                              RecordFactors(catalogue_, *site, document));
    CASELENS_ASSIGN_OR_RETURN(const Pattern pattern,
                              RecordPattern(model_.document, *site, factors));
    CASELENS_ASSIGN_OR_RETURN(const ClassScore score,
                              model_.scorer.Score(pattern));
    RenderPatternScore(model_.document, model_.scorer, pattern, score, message);
    message.set_case_file(name);
    message.set_without_dva(!row.has_dva);
    const auto imported = imported_.find(name);
    if (imported != imported_.end()) {
      message.set_imported_class(imported->second);
    }
    return absl::OkStatus();
  }

 private:
  absl::StatusOr<const MappedSite*> SiteOf(const std::string& id) {
    const auto at = sites_.find(id);
    if (at != sites_.end()) return &at->second;
    CASELENS_ASSIGN_OR_RETURN(
        std::vector<MappedSite> sites,
        LoadMappedSites(catalogue_, reader_, call_.scope, "case_files", {id},
                        model_.document.origin().options().factor_map()));
    return &sites_.emplace(id, std::move(sites.front())).first->second;
  }

  const Catalogue& catalogue_;
  const Call& call_;
  Reader& reader_;
  const StoredModel& model_;
  std::optional<SightOf> sight_;
  std::map<std::string, int> imported_;
  std::map<std::string, MappedSite> sites_;
};

// The modal classes of all case files with a DVA factor under one model.
absl::Status AddModalClasses(const Catalogue& catalogue, const Call& call,
                             Reader& reader,
                             const std::vector<std::string>& ids,
                             const StoredModel& model,
                             std::vector<size_t>& classes, int& without_dva) {
  CASELENS_ASSIGN_OR_RETURN(
      const std::vector<MappedSite> sites,
      LoadMappedSites(catalogue, reader, call.scope, "sites", ids,
                      model.document.origin().options().factor_map()));
  without_dva = 0;
  for (const MappedSite& site : sites) {
    CASELENS_RETURN_IF_ERROR(ForEachRecord(
        reader, call.scope, site.id,
        [&](const CaseFileRow& row,
            const v1::CaseFile& document) -> absl::Status {
          if (!row.has_dva) {
            ++without_dva;
            return absl::OkStatus();
          }
          CASELENS_ASSIGN_OR_RETURN(const FactorSet factors,
                                    RecordFactors(catalogue, site, document));
          CASELENS_ASSIGN_OR_RETURN(
              const Pattern pattern,
              RecordPattern(model.document, site, factors));
          CASELENS_ASSIGN_OR_RETURN(const ClassScore score,
                                    model.scorer.Score(pattern));
          classes.push_back(score.modal);
          return absl::OkStatus();
        }));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status ClassModelUseHandler::Classify(
    const Call& call, Reader& reader, const v1::ClassifyRequest& request,
    v1::ClassMembership& response) const {
  CASELENS_RETURN_IF_ERROR(
      ParseName("name", request.name(), kClassModelPattern).status());
  CASELENS_ASSIGN_OR_RETURN(const std::shared_ptr<const StoredModel> model,
                            catalogue_.Model(reader, request.name()));
  CASELENS_ASSIGN_OR_RETURN(
      const Pattern pattern,
      GivenPattern(model->document, request.factors(), request.uncoded()));
  CASELENS_ASSIGN_OR_RETURN(const ClassScore score,
                            model->scorer.Score(pattern));
  RenderMembership(model->document, score, response);
  CASELENS_ASSIGN_OR_RETURN(const bool simulated, IsSimulated(call, reader));
  response.set_simulated(simulated);
  return absl::OkStatus();
}

absl::Status ClassModelUseHandler::Score(const Call& call, Reader& reader,
                                         const v1::ScoreRequest& request,
                                         v1::ScoreResponse& response) const {
  CASELENS_RETURN_IF_ERROR(
      ParseName("name", request.name(), kClassModelPattern).status());
  if (request.case_files_size() + request.patterns_size() >
      limits::kMaxScores) {
    return InvalidField("case_files",
                        absl::StrCat("want at most ", limits::kMaxScores,
                                     " with the patterns"));
  }
  CASELENS_ASSIGN_OR_RETURN(const std::shared_ptr<const StoredModel> model,
                            catalogue_.Model(reader, request.name()));
  CASELENS_ASSIGN_OR_RETURN(const bool simulated, IsSimulated(call, reader));
  CaseFileScorer scorer(catalogue_, call, reader, *model);
  CASELENS_RETURN_IF_ERROR(scorer.Load());
  for (int i = 0; i < request.case_files_size(); ++i) {
    CASELENS_RETURN_IF_ERROR(scorer.Score(absl::StrCat("case_files[", i, "]"),
                                          request.case_files(i),
                                          *response.add_scores()));
  }
  for (const v1::ScoreRequest::FactorPattern& given : request.patterns()) {
    CASELENS_ASSIGN_OR_RETURN(
        const Pattern pattern,
        GivenPattern(model->document, given.factors(), given.uncoded()));
    CASELENS_ASSIGN_OR_RETURN(const ClassScore score,
                              model->scorer.Score(pattern));
    RenderPatternScore(model->document, model->scorer, pattern, score,
                       *response.add_scores());
  }
  for (v1::PatternScore& score : *response.mutable_scores()) {
    score.mutable_membership()->set_simulated(simulated);
  }
  return absl::OkStatus();
}

absl::Status ClassModelUseHandler::CompareClassModels(
    const Call& call, Reader& reader,
    const v1::CompareClassModelsRequest& request,
    v1::ClassModelComparison& response) const {
  CASELENS_RETURN_IF_ERROR(
      ParseName("parent", request.parent(), "studies/{study}").status());
  std::vector<std::shared_ptr<const StoredModel>> models;
  std::vector<std::vector<size_t>> classes(2);
  int without_dva = 0;
  const std::vector<std::string> sites(request.sites().begin(),
                                       request.sites().end());
  for (const auto& [field, name] : {std::pair("first", request.first()),
                                    std::pair("second", request.second())}) {
    CASELENS_RETURN_IF_ERROR(
        ParseName(field, name, kClassModelPattern).status());
    if (StudyOf(name) != call.scope.study) {
      return InvalidField(field, "want a model of the same study");
    }
    CASELENS_ASSIGN_OR_RETURN(models.emplace_back(),
                              catalogue_.Model(reader, name));
    CASELENS_RETURN_IF_ERROR(
        AddModalClasses(catalogue_, call, reader, sites, *models.back(),
                        classes[models.size() - 1], without_dva));
  }
  CASELENS_ASSIGN_OR_RETURN(const bool simulated, IsSimulated(call, reader));
  const v1::ClassModel& first = models[0]->document;
  const v1::ClassModel& second = models[1]->document;
  RenderCrossClassification(
      first, second,
      CrossClassify(classes[0], static_cast<size_t>(first.classes_size()),
                    classes[1], static_cast<size_t>(second.classes_size())),
      response);
  response.set_case_files(static_cast<int>(classes[0].size()));
  response.set_without_dva(without_dva);
  response.set_simulated(simulated);
  return absl::OkStatus();
}

}  // namespace caselens
