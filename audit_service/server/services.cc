#include "audit_service/server/services.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <grpcpp/grpcpp.h>

#include "audit_service/handlers/access_handler.h"
#include "audit_service/handlers/anonymity_handler.h"
#include "audit_service/handlers/assignment_handler.h"
#include "audit_service/handlers/case_file_handler.h"
#include "audit_service/handlers/class_model_fit_handler.h"
#include "audit_service/handlers/class_model_handler.h"
#include "audit_service/handlers/class_model_use_handler.h"
#include "audit_service/handlers/coding_handler.h"
#include "audit_service/handlers/comparison_handler.h"
#include "audit_service/handlers/disclosure_handler.h"
#include "audit_service/handlers/history_handler.h"
#include "audit_service/handlers/sample_handler.h"
#include "audit_service/handlers/study_handler.h"
#include "audit_service/handlers/template_handler.h"
#include "audit_service/server/rpc.h"
#include "caselens/v1/access.grpc.pb.h"
#include "caselens/v1/anonymity.grpc.pb.h"
#include "caselens/v1/assignment.grpc.pb.h"
#include "caselens/v1/case_file.grpc.pb.h"
#include "caselens/v1/class_model.grpc.pb.h"
#include "caselens/v1/coding.grpc.pb.h"
#include "caselens/v1/comparison.grpc.pb.h"
#include "caselens/v1/disclosure.grpc.pb.h"
#include "caselens/v1/history.grpc.pb.h"
#include "caselens/v1/sample.grpc.pb.h"
#include "caselens/v1/study.grpc.pb.h"
#include "caselens/v1/template.grpc.pb.h"

namespace caselens {
namespace {

// One adapter a service, one line a method: which handler, read or write.

class AccessService final : public v1::AccessService::CallbackService {
 public:
  AccessService(Dispatcher& dispatcher, AccessHandler handler)
      : dispatcher_(dispatcher), handler_(std::move(handler)) {}

  grpc::ServerUnaryReactor* GetCaller(grpc::CallbackServerContext* context,
                                      const v1::GetCallerRequest* request,
                                      v1::Principal* response) override {
    return ServeRead(dispatcher_, context, "AccessService/GetCaller", handler_,
                     &AccessHandler::GetCaller, request, response);
  }
  grpc::ServerUnaryReactor* CreatePrincipal(
      grpc::CallbackServerContext* context,
      const v1::CreatePrincipalRequest* request,
      v1::Principal* response) override {
    return ServeWrite(dispatcher_, context, "AccessService/CreatePrincipal",
                      handler_, &AccessHandler::CreatePrincipal, request,
                      response);
  }
  grpc::ServerUnaryReactor* ListPrincipals(
      grpc::CallbackServerContext* context,
      const v1::ListPrincipalsRequest* request,
      v1::ListPrincipalsResponse* response) override {
    return ServeRead(dispatcher_, context, "AccessService/ListPrincipals",
                     handler_, &AccessHandler::ListPrincipals, request,
                     response);
  }
  grpc::ServerUnaryReactor* GrantRole(grpc::CallbackServerContext* context,
                                      const v1::GrantRoleRequest* request,
                                      v1::Principal* response) override {
    return ServeWrite(dispatcher_, context, "AccessService/GrantRole", handler_,
                      &AccessHandler::GrantRole, request, response);
  }
  grpc::ServerUnaryReactor* RevokeRole(grpc::CallbackServerContext* context,
                                       const v1::RevokeRoleRequest* request,
                                       v1::Principal* response) override {
    return ServeWrite(dispatcher_, context, "AccessService/RevokeRole",
                      handler_, &AccessHandler::RevokeRole, request, response);
  }
  grpc::ServerUnaryReactor* CreateToken(grpc::CallbackServerContext* context,
                                        const v1::CreateTokenRequest* request,
                                        v1::Token* response) override {
    return ServeWrite(dispatcher_, context, "AccessService/CreateToken",
                      handler_, &AccessHandler::CreateToken, request, response);
  }
  grpc::ServerUnaryReactor* RevokeToken(grpc::CallbackServerContext* context,
                                        const v1::RevokeTokenRequest* request,
                                        v1::Token* response) override {
    return ServeWrite(dispatcher_, context, "AccessService/RevokeToken",
                      handler_, &AccessHandler::RevokeToken, request, response);
  }

 private:
  Dispatcher& dispatcher_;
  const AccessHandler handler_;
};

class TemplateService final : public v1::TemplateService::CallbackService {
 public:
  TemplateService(Dispatcher& dispatcher, TemplateHandler handler)
      : dispatcher_(dispatcher), handler_(std::move(handler)) {}

  grpc::ServerUnaryReactor* GetTemplate(grpc::CallbackServerContext* context,
                                        const v1::GetTemplateRequest* request,
                                        v1::Template* response) override {
    return ServeRead(dispatcher_, context, "TemplateService/GetTemplate",
                     handler_, &TemplateHandler::GetTemplate, request,
                     response);
  }
  grpc::ServerUnaryReactor* ListTemplates(
      grpc::CallbackServerContext* context,
      const v1::ListTemplatesRequest* request,
      v1::ListTemplatesResponse* response) override {
    return ServeRead(dispatcher_, context, "TemplateService/ListTemplates",
                     handler_, &TemplateHandler::ListTemplates, request,
                     response);
  }

 private:
  Dispatcher& dispatcher_;
  const TemplateHandler handler_;
};

class StudyService final : public v1::StudyService::CallbackService {
 public:
  StudyService(Dispatcher& dispatcher, StudyHandler handler)
      : dispatcher_(dispatcher), handler_(std::move(handler)) {}

  grpc::ServerUnaryReactor* CreateStudy(grpc::CallbackServerContext* context,
                                        const v1::CreateStudyRequest* request,
                                        v1::Study* response) override {
    return ServeWrite(dispatcher_, context, "StudyService/CreateStudy",
                      handler_, &StudyHandler::CreateStudy, request, response);
  }
  grpc::ServerUnaryReactor* GetStudy(grpc::CallbackServerContext* context,
                                     const v1::GetStudyRequest* request,
                                     v1::Study* response) override {
    return ServeRead(dispatcher_, context, "StudyService/GetStudy", handler_,
                     &StudyHandler::GetStudy, request, response);
  }
  grpc::ServerUnaryReactor* ListStudies(
      grpc::CallbackServerContext* context,
      const v1::ListStudiesRequest* request,
      v1::ListStudiesResponse* response) override {
    return ServeRead(dispatcher_, context, "StudyService/ListStudies", handler_,
                     &StudyHandler::ListStudies, request, response);
  }
  grpc::ServerUnaryReactor* CreateSite(grpc::CallbackServerContext* context,
                                       const v1::CreateSiteRequest* request,
                                       v1::Site* response) override {
    return ServeWrite(dispatcher_, context, "StudyService/CreateSite", handler_,
                      &StudyHandler::CreateSite, request, response);
  }
  grpc::ServerUnaryReactor* GetSite(grpc::CallbackServerContext* context,
                                    const v1::GetSiteRequest* request,
                                    v1::Site* response) override {
    return ServeRead(dispatcher_, context, "StudyService/GetSite", handler_,
                     &StudyHandler::GetSite, request, response);
  }
  grpc::ServerUnaryReactor* ListSites(
      grpc::CallbackServerContext* context, const v1::ListSitesRequest* request,
      v1::ListSitesResponse* response) override {
    return ServeRead(dispatcher_, context, "StudyService/ListSites", handler_,
                     &StudyHandler::ListSites, request, response);
  }
  grpc::ServerUnaryReactor* UpdateSite(grpc::CallbackServerContext* context,
                                       const v1::UpdateSiteRequest* request,
                                       v1::Site* response) override {
    return ServeWrite(dispatcher_, context, "StudyService/UpdateSite", handler_,
                      &StudyHandler::UpdateSite, request, response);
  }
  grpc::ServerUnaryReactor* RecordTraining(
      grpc::CallbackServerContext* context,
      const v1::RecordTrainingRequest* request,
      v1::Training* response) override {
    return ServeWrite(dispatcher_, context, "StudyService/RecordTraining",
                      handler_, &StudyHandler::RecordTraining, request,
                      response);
  }

 private:
  Dispatcher& dispatcher_;
  const StudyHandler handler_;
};

class CaseFileService final : public v1::CaseFileService::CallbackService {
 public:
  CaseFileService(Dispatcher& dispatcher, CaseFileHandler handler)
      : dispatcher_(dispatcher), handler_(std::move(handler)) {}

  grpc::ServerUnaryReactor* ImportCaseFiles(
      grpc::CallbackServerContext* context,
      const v1::ImportCaseFilesRequest* request,
      v1::ImportCaseFilesResponse* response) override {
    return ServeWrite(dispatcher_, context, "CaseFileService/ImportCaseFiles",
                      handler_, &CaseFileHandler::ImportCaseFiles, request,
                      response);
  }
  grpc::ServerUnaryReactor* GetCaseFile(grpc::CallbackServerContext* context,
                                        const v1::GetCaseFileRequest* request,
                                        v1::CaseFile* response) override {
    return ServeRead(dispatcher_, context, "CaseFileService/GetCaseFile",
                     handler_, &CaseFileHandler::GetCaseFile, request,
                     response);
  }
  grpc::ServerUnaryReactor* ListCaseFiles(
      grpc::CallbackServerContext* context,
      const v1::ListCaseFilesRequest* request,
      v1::ListCaseFilesResponse* response) override {
    return ServeRead(dispatcher_, context, "CaseFileService/ListCaseFiles",
                     handler_, &CaseFileHandler::ListCaseFiles, request,
                     response);
  }

 private:
  Dispatcher& dispatcher_;
  const CaseFileHandler handler_;
};

class ClassModelService final : public v1::ClassModelService::CallbackService {
 public:
  ClassModelService(Dispatcher& dispatcher, const HandlerParts& parts)
      : dispatcher_(dispatcher),
        models_(parts.catalogue, parts.guard),
        fits_(parts.catalogue, parts.runner),
        use_(parts.catalogue) {}

  grpc::ServerUnaryReactor* CreateClassModel(
      grpc::CallbackServerContext* context,
      const v1::CreateClassModelRequest* request,
      v1::ClassModel* response) override {
    return ServeWrite(dispatcher_, context,
                      "ClassModelService/CreateClassModel", models_,
                      &ClassModelHandler::CreateClassModel, request, response);
  }
  grpc::ServerUnaryReactor* GetClassModel(
      grpc::CallbackServerContext* context,
      const v1::GetClassModelRequest* request,
      v1::ClassModel* response) override {
    return ServeRead(dispatcher_, context, "ClassModelService/GetClassModel",
                     models_, &ClassModelHandler::GetClassModel, request,
                     response);
  }
  grpc::ServerUnaryReactor* ListClassModels(
      grpc::CallbackServerContext* context,
      const v1::ListClassModelsRequest* request,
      v1::ListClassModelsResponse* response) override {
    return ServeRead(dispatcher_, context, "ClassModelService/ListClassModels",
                     models_, &ClassModelHandler::ListClassModels, request,
                     response);
  }
  grpc::ServerUnaryReactor* LabelClassModel(
      grpc::CallbackServerContext* context,
      const v1::LabelClassModelRequest* request,
      v1::ClassModel* response) override {
    return ServeWrite(dispatcher_, context, "ClassModelService/LabelClassModel",
                      models_, &ClassModelHandler::LabelClassModel, request,
                      response);
  }
  grpc::ServerUnaryReactor* ImportClassModel(
      grpc::CallbackServerContext* context,
      const v1::ImportClassModelRequest* request,
      v1::ImportClassModelResponse* response) override {
    return ServeWrite(dispatcher_, context,
                      "ClassModelService/ImportClassModel", models_,
                      &ClassModelHandler::ImportClassModel, request, response);
  }
  grpc::ServerUnaryReactor* CreateFit(grpc::CallbackServerContext* context,
                                      const v1::CreateFitRequest* request,
                                      v1::ClassModelFit* response) override {
    return ServeWrite(dispatcher_, context, "ClassModelService/CreateFit",
                      fits_, &ClassModelFitHandler::CreateFit, request,
                      response);
  }
  grpc::ServerUnaryReactor* GetFit(grpc::CallbackServerContext* context,
                                   const v1::GetFitRequest* request,
                                   v1::ClassModelFit* response) override {
    return ServeRead(dispatcher_, context, "ClassModelService/GetFit", fits_,
                     &ClassModelFitHandler::GetFit, request, response);
  }
  grpc::ServerUnaryReactor* ListFits(grpc::CallbackServerContext* context,
                                     const v1::ListFitsRequest* request,
                                     v1::ListFitsResponse* response) override {
    return ServeRead(dispatcher_, context, "ClassModelService/ListFits", fits_,
                     &ClassModelFitHandler::ListFits, request, response);
  }
  grpc::ServerWriteReactor<v1::FitProgress>* WatchFit(
      grpc::CallbackServerContext* context,
      const v1::WatchFitRequest* request) override {
    return ServeStream(dispatcher_, context, "ClassModelService/WatchFit",
                       fits_, &ClassModelFitHandler::WatchFit, request);
  }
  grpc::ServerUnaryReactor* CancelFit(grpc::CallbackServerContext* context,
                                      const v1::CancelFitRequest* request,
                                      v1::ClassModelFit* response) override {
    return ServeWrite(dispatcher_, context, "ClassModelService/CancelFit",
                      fits_, &ClassModelFitHandler::CancelFit, request,
                      response);
  }
  grpc::ServerUnaryReactor* ChooseClassModel(
      grpc::CallbackServerContext* context,
      const v1::ChooseClassModelRequest* request,
      v1::ClassModel* response) override {
    return ServeWrite(
        dispatcher_, context, "ClassModelService/ChooseClassModel", fits_,
        &ClassModelFitHandler::ChooseClassModel, request, response);
  }
  grpc::ServerUnaryReactor* Classify(grpc::CallbackServerContext* context,
                                     const v1::ClassifyRequest* request,
                                     v1::ClassMembership* response) override {
    return ServeRead(dispatcher_, context, "ClassModelService/Classify", use_,
                     &ClassModelUseHandler::Classify, request, response);
  }
  grpc::ServerUnaryReactor* Score(grpc::CallbackServerContext* context,
                                  const v1::ScoreRequest* request,
                                  v1::ScoreResponse* response) override {
    return ServeRead(dispatcher_, context, "ClassModelService/Score", use_,
                     &ClassModelUseHandler::Score, request, response);
  }
  grpc::ServerUnaryReactor* CompareClassModels(
      grpc::CallbackServerContext* context,
      const v1::CompareClassModelsRequest* request,
      v1::ClassModelComparison* response) override {
    return ServeRead(
        dispatcher_, context, "ClassModelService/CompareClassModels", use_,
        &ClassModelUseHandler::CompareClassModels, request, response);
  }

 private:
  Dispatcher& dispatcher_;
  const ClassModelHandler models_;
  const ClassModelFitHandler fits_;
  const ClassModelUseHandler use_;
};

class AnonymityService final : public v1::AnonymityService::CallbackService {
 public:
  AnonymityService(Dispatcher& dispatcher, AnonymityHandler handler)
      : dispatcher_(dispatcher), handler_(std::move(handler)) {}

  grpc::ServerUnaryReactor* CheckText(
      grpc::CallbackServerContext* context, const v1::CheckTextRequest* request,
      v1::CheckTextResponse* response) override {
    return ServeRead(dispatcher_, context, "AnonymityService/CheckText",
                     handler_, &AnonymityHandler::CheckText, request, response);
  }
  grpc::ServerUnaryReactor* ListKeptSpans(
      grpc::CallbackServerContext* context,
      const v1::ListKeptSpansRequest* request,
      v1::ListKeptSpansResponse* response) override {
    return ServeRead(dispatcher_, context, "AnonymityService/ListKeptSpans",
                     handler_, &AnonymityHandler::ListKeptSpans, request,
                     response);
  }
  grpc::ServerUnaryReactor* GetKeptSpan(grpc::CallbackServerContext* context,
                                        const v1::GetKeptSpanRequest* request,
                                        v1::KeptSpan* response) override {
    return ServeRead(dispatcher_, context, "AnonymityService/GetKeptSpan",
                     handler_, &AnonymityHandler::GetKeptSpan, request,
                     response);
  }
  grpc::ServerUnaryReactor* ReviewKeptSpan(
      grpc::CallbackServerContext* context,
      const v1::ReviewKeptSpanRequest* request,
      v1::KeptSpan* response) override {
    return ServeWrite(dispatcher_, context, "AnonymityService/ReviewKeptSpan",
                      handler_, &AnonymityHandler::ReviewKeptSpan, request,
                      response);
  }
  grpc::ServerUnaryReactor* GetDetectorScan(
      grpc::CallbackServerContext* context,
      const v1::GetDetectorScanRequest* request,
      v1::DetectorScan* response) override {
    return ServeRead(dispatcher_, context, "AnonymityService/GetDetectorScan",
                     handler_, &AnonymityHandler::GetDetectorScan, request,
                     response);
  }
  grpc::ServerUnaryReactor* ListKeepRates(
      grpc::CallbackServerContext* context,
      const v1::ListKeepRatesRequest* request,
      v1::ListKeepRatesResponse* response) override {
    return ServeRead(dispatcher_, context, "AnonymityService/ListKeepRates",
                     handler_, &AnonymityHandler::ListKeepRates, request,
                     response);
  }

 private:
  Dispatcher& dispatcher_;
  const AnonymityHandler handler_;
};

class AssignmentService final : public v1::AssignmentService::CallbackService {
 public:
  AssignmentService(Dispatcher& dispatcher, AssignmentHandler handler)
      : dispatcher_(dispatcher), handler_(std::move(handler)) {}

  grpc::ServerUnaryReactor* CreateAssignment(
      grpc::CallbackServerContext* context,
      const v1::CreateAssignmentRequest* request,
      v1::Assignment* response) override {
    return ServeWrite(dispatcher_, context,
                      "AssignmentService/CreateAssignment", handler_,
                      &AssignmentHandler::CreateAssignment, request, response);
  }
  grpc::ServerUnaryReactor* GetAssignment(
      grpc::CallbackServerContext* context,
      const v1::GetAssignmentRequest* request,
      v1::Assignment* response) override {
    return ServeRead(dispatcher_, context, "AssignmentService/GetAssignment",
                     handler_, &AssignmentHandler::GetAssignment, request,
                     response);
  }
  grpc::ServerUnaryReactor* ListAssignments(
      grpc::CallbackServerContext* context,
      const v1::ListAssignmentsRequest* request,
      v1::ListAssignmentsResponse* response) override {
    return ServeRead(dispatcher_, context, "AssignmentService/ListAssignments",
                     handler_, &AssignmentHandler::ListAssignments, request,
                     response);
  }

 private:
  Dispatcher& dispatcher_;
  const AssignmentHandler handler_;
};

class CodingService final : public v1::CodingService::CallbackService {
 public:
  CodingService(Dispatcher& dispatcher, CodingHandler handler)
      : dispatcher_(dispatcher), handler_(std::move(handler)) {}

  grpc::ServerUnaryReactor* CreateCoding(grpc::CallbackServerContext* context,
                                         const v1::CreateCodingRequest* request,
                                         v1::Coding* response) override {
    return ServeWrite(dispatcher_, context, "CodingService/CreateCoding",
                      handler_, &CodingHandler::CreateCoding, request,
                      response);
  }
  grpc::ServerUnaryReactor* GetCoding(grpc::CallbackServerContext* context,
                                      const v1::GetCodingRequest* request,
                                      v1::Coding* response) override {
    return ServeRead(dispatcher_, context, "CodingService/GetCoding", handler_,
                     &CodingHandler::GetCoding, request, response);
  }
  grpc::ServerUnaryReactor* ListCodings(
      grpc::CallbackServerContext* context,
      const v1::ListCodingsRequest* request,
      v1::ListCodingsResponse* response) override {
    return ServeRead(dispatcher_, context, "CodingService/ListCodings",
                     handler_, &CodingHandler::ListCodings, request, response);
  }
  grpc::ServerUnaryReactor* SaveAnswers(
      grpc::CallbackServerContext* context,
      const v1::SaveAnswersRequest* request,
      v1::SaveAnswersResponse* response) override {
    return ServeWrite(dispatcher_, context, "CodingService/SaveAnswers",
                      handler_, &CodingHandler::SaveAnswers, request, response);
  }
  grpc::ServerUnaryReactor* CheckCoding(
      grpc::CallbackServerContext* context,
      const v1::CheckCodingRequest* request,
      v1::CheckCodingResponse* response) override {
    return ServeRead(dispatcher_, context, "CodingService/CheckCoding",
                     handler_, &CodingHandler::CheckCoding, request, response);
  }
  grpc::ServerUnaryReactor* SubmitCoding(grpc::CallbackServerContext* context,
                                         const v1::SubmitCodingRequest* request,
                                         v1::Coding* response) override {
    return ServeWrite(dispatcher_, context, "CodingService/SubmitCoding",
                      handler_, &CodingHandler::SubmitCoding, request,
                      response);
  }
  grpc::ServerUnaryReactor* RevealCoding(grpc::CallbackServerContext* context,
                                         const v1::RevealCodingRequest* request,
                                         v1::Reveal* response) override {
    return ServeWrite(dispatcher_, context, "CodingService/RevealCoding",
                      handler_, &CodingHandler::RevealCoding, request,
                      response);
  }
  grpc::ServerUnaryReactor* MatchCoding(grpc::CallbackServerContext* context,
                                        const v1::MatchCodingRequest* request,
                                        v1::Coding* response) override {
    return ServeWrite(dispatcher_, context, "CodingService/MatchCoding",
                      handler_, &CodingHandler::MatchCoding, request, response);
  }

 private:
  Dispatcher& dispatcher_;
  const CodingHandler handler_;
};

class ComparisonService final : public v1::ComparisonService::CallbackService {
 public:
  ComparisonService(Dispatcher& dispatcher, ComparisonHandler handler)
      : dispatcher_(dispatcher), handler_(std::move(handler)) {}

  grpc::ServerUnaryReactor* CompareCoding(
      grpc::CallbackServerContext* context,
      const v1::CompareCodingRequest* request,
      v1::Comparison* response) override {
    return ServeRead(dispatcher_, context, "ComparisonService/CompareCoding",
                     handler_, &ComparisonHandler::CompareCoding, request,
                     response);
  }
  grpc::ServerUnaryReactor* ListComparisons(
      grpc::CallbackServerContext* context,
      const v1::ListComparisonsRequest* request,
      v1::ListComparisonsResponse* response) override {
    return ServeRead(dispatcher_, context, "ComparisonService/ListComparisons",
                     handler_, &ComparisonHandler::ListComparisons, request,
                     response);
  }
  grpc::ServerUnaryReactor* SummariseComparisons(
      grpc::CallbackServerContext* context,
      const v1::SummariseComparisonsRequest* request,
      v1::ComparisonSummary* response) override {
    return ServeRead(
        dispatcher_, context, "ComparisonService/SummariseComparisons",
        handler_, &ComparisonHandler::SummariseComparisons, request, response);
  }
  grpc::ServerUnaryReactor* SuggestTypology(
      grpc::CallbackServerContext* context,
      const v1::SuggestTypologyRequest* request,
      v1::TypologySuggestion* response) override {
    return ServeRead(dispatcher_, context, "ComparisonService/SuggestTypology",
                     handler_, &ComparisonHandler::SuggestTypology, request,
                     response);
  }

 private:
  Dispatcher& dispatcher_;
  const ComparisonHandler handler_;
};

class DisclosureService final : public v1::DisclosureService::CallbackService {
 public:
  DisclosureService(Dispatcher& dispatcher, DisclosureHandler handler)
      : dispatcher_(dispatcher), handler_(std::move(handler)) {}

  grpc::ServerUnaryReactor* FindRareCombinations(
      grpc::CallbackServerContext* context,
      const v1::FindRareCombinationsRequest* request,
      v1::FindRareCombinationsResponse* response) override {
    return ServeRead(
        dispatcher_, context, "DisclosureService/FindRareCombinations",
        handler_, &DisclosureHandler::FindRareCombinations, request, response);
  }
  grpc::ServerUnaryReactor* ReviewDisclosure(
      grpc::CallbackServerContext* context,
      const v1::ReviewDisclosureRequest* request,
      v1::DisclosureReview* response) override {
    return ServeWrite(dispatcher_, context,
                      "DisclosureService/ReviewDisclosure", handler_,
                      &DisclosureHandler::ReviewDisclosure, request, response);
  }
  grpc::ServerUnaryReactor* GetDossier(grpc::CallbackServerContext* context,
                                       const v1::GetDossierRequest* request,
                                       v1::Dossier* response) override {
    return ServeRead(dispatcher_, context, "DisclosureService/GetDossier",
                     handler_, &DisclosureHandler::GetDossier, request,
                     response);
  }

 private:
  Dispatcher& dispatcher_;
  const DisclosureHandler handler_;
};

class SampleService final : public v1::SampleService::CallbackService {
 public:
  SampleService(Dispatcher& dispatcher, SampleHandler handler)
      : dispatcher_(dispatcher), handler_(std::move(handler)) {}

  grpc::ServerUnaryReactor* DrawSample(grpc::CallbackServerContext* context,
                                       const v1::DrawSampleRequest* request,
                                       v1::Sample* response) override {
    return ServeWrite(dispatcher_, context, "SampleService/DrawSample",
                      handler_, &SampleHandler::DrawSample, request, response);
  }
  grpc::ServerUnaryReactor* GetSample(grpc::CallbackServerContext* context,
                                      const v1::GetSampleRequest* request,
                                      v1::Sample* response) override {
    return ServeRead(dispatcher_, context, "SampleService/GetSample", handler_,
                     &SampleHandler::GetSample, request, response);
  }
  grpc::ServerUnaryReactor* ListSamples(
      grpc::CallbackServerContext* context,
      const v1::ListSamplesRequest* request,
      v1::ListSamplesResponse* response) override {
    return ServeRead(dispatcher_, context, "SampleService/ListSamples",
                     handler_, &SampleHandler::ListSamples, request, response);
  }
  grpc::ServerUnaryReactor* ReplaceSampledFile(
      grpc::CallbackServerContext* context,
      const v1::ReplaceSampledFileRequest* request,
      v1::Sample* response) override {
    return ServeWrite(dispatcher_, context, "SampleService/ReplaceSampledFile",
                      handler_, &SampleHandler::ReplaceSampledFile, request,
                      response);
  }

 private:
  Dispatcher& dispatcher_;
  const SampleHandler handler_;
};

class HistoryService final : public v1::HistoryService::CallbackService {
 public:
  HistoryService(Dispatcher& dispatcher, HistoryHandler handler)
      : dispatcher_(dispatcher), handler_(std::move(handler)) {}

  grpc::ServerUnaryReactor* ListEvents(
      grpc::CallbackServerContext* context,
      const v1::ListEventsRequest* request,
      v1::ListEventsResponse* response) override {
    return ServeRead(dispatcher_, context, "HistoryService/ListEvents",
                     handler_, &HistoryHandler::ListEvents, request, response);
  }

 private:
  Dispatcher& dispatcher_;
  const HistoryHandler handler_;
};

}  // namespace

std::vector<std::unique_ptr<grpc::Service>> MakeServices(
    Dispatcher& dispatcher, const HandlerParts& parts) {
  Catalogue& catalogue = parts.catalogue;
  std::vector<std::unique_ptr<grpc::Service>> services;
  services.push_back(std::make_unique<AccessService>(
      dispatcher, AccessHandler(parts.token_key)));
  services.push_back(
      std::make_unique<TemplateService>(dispatcher, TemplateHandler()));
  services.push_back(
      std::make_unique<StudyService>(dispatcher, StudyHandler(catalogue)));
  services.push_back(std::make_unique<CaseFileService>(
      dispatcher, CaseFileHandler(catalogue, parts.guard)));
  services.push_back(
      std::make_unique<ClassModelService>(dispatcher, parts));
  services.push_back(std::make_unique<AnonymityService>(
      dispatcher, AnonymityHandler(catalogue, parts.guard)));
  services.push_back(
      std::make_unique<AssignmentService>(dispatcher, AssignmentHandler()));
  services.push_back(std::make_unique<CodingService>(
      dispatcher, CodingHandler(catalogue, parts.texts)));
  services.push_back(
      std::make_unique<SampleService>(dispatcher, SampleHandler(catalogue)));
  services.push_back(std::make_unique<ComparisonService>(
      dispatcher, ComparisonHandler(catalogue)));
  services.push_back(std::make_unique<DisclosureService>(
      dispatcher, DisclosureHandler(catalogue)));
  services.push_back(
      std::make_unique<HistoryService>(dispatcher, HistoryHandler()));
  return services;
}

}  // namespace caselens
