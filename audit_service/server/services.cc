#include "audit_service/server/services.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <grpcpp/grpcpp.h>

#include "audit_service/handlers/access_handler.h"
#include "audit_service/handlers/adjudication_handler.h"
#include "audit_service/handlers/agreement_handler.h"
#include "audit_service/handlers/anonymity_handler.h"
#include "audit_service/handlers/assign_files_handler.h"
#include "audit_service/handlers/assignment_handler.h"
#include "audit_service/handlers/backup_handler.h"
#include "audit_service/handlers/case_file_handler.h"
#include "audit_service/handlers/class_model_fit_handler.h"
#include "audit_service/handlers/class_model_handler.h"
#include "audit_service/handlers/class_model_use_handler.h"
#include "audit_service/handlers/coding_handler.h"
#include "audit_service/handlers/comparison_handler.h"
#include "audit_service/handlers/disclosure_handler.h"
#include "audit_service/handlers/erasure_handler.h"
#include "audit_service/handlers/history_handler.h"
#include "audit_service/handlers/history_proof_handler.h"
#include "audit_service/handlers/release_handler.h"
#include "audit_service/handlers/revision_handler.h"
#include "audit_service/handlers/sample_handler.h"
#include "audit_service/handlers/second_thoughts_handler.h"
#include "audit_service/handlers/study_handler.h"
#include "audit_service/handlers/table_handler.h"
#include "audit_service/handlers/template_handler.h"
#include "audit_service/handlers/work_handler.h"
#include "audit_service/server/rpc.h"
#include "caselens/v1/access.grpc.pb.h"
#include "caselens/v1/adjudication.grpc.pb.h"
#include "caselens/v1/agreement.grpc.pb.h"
#include "caselens/v1/anonymity.grpc.pb.h"
#include "caselens/v1/assignment.grpc.pb.h"
#include "caselens/v1/backup.grpc.pb.h"
#include "caselens/v1/case_file.grpc.pb.h"
#include "caselens/v1/class_model.grpc.pb.h"
#include "caselens/v1/coding.grpc.pb.h"
#include "caselens/v1/comparison.grpc.pb.h"
#include "caselens/v1/disclosure.grpc.pb.h"
#include "caselens/v1/erasure.grpc.pb.h"
#include "caselens/v1/history.grpc.pb.h"
#include "caselens/v1/release.grpc.pb.h"
#include "caselens/v1/sample.grpc.pb.h"
#include "caselens/v1/study.grpc.pb.h"
#include "caselens/v1/table.grpc.pb.h"
#include "caselens/v1/template.grpc.pb.h"

namespace caselens {
namespace {

// One adapter a service, one line a method: whether it reads or writes, what it
// answers, and the handler, which has a method of the same name.
#define SERVED_BY_(how, service, method, response_type, member, handler)   \
  grpc::ServerUnaryReactor* method(grpc::CallbackServerContext* context,   \
                                   const v1::method##Request* request,     \
                                   v1::response_type* response) override { \
    return how(dispatcher_, context, #service "Service/" #method, member,  \
               &handler::method, request, response);                       \
  }
#define READS_(service, method, response_type, member, handler) \
  SERVED_BY_(ServeRead, service, method, response_type, member, handler)
#define WRITES_(service, method, response_type, member, handler) \
  SERVED_BY_(ServeWrite, service, method, response_type, member, handler)

class AccessService final : public v1::AccessService::CallbackService {
 public:
  AccessService(Dispatcher& dispatcher, AccessHandler handler)
      : dispatcher_(dispatcher), handler_(std::move(handler)) {}

  READS_(Access, GetCaller, Principal, handler_, AccessHandler)
  WRITES_(Access, CreatePrincipal, Principal, handler_, AccessHandler)
  READS_(Access, ListPrincipals, ListPrincipalsResponse, handler_,
         AccessHandler)
  WRITES_(Access, GrantRole, Principal, handler_, AccessHandler)
  WRITES_(Access, RevokeRole, Principal, handler_, AccessHandler)
  WRITES_(Access, CreateToken, Token, handler_, AccessHandler)
  WRITES_(Access, LinkIdentity, Principal, handler_, AccessHandler)
  WRITES_(Access, UnlinkIdentity, Principal, handler_, AccessHandler)
  READS_(Access, ListTokens, ListTokensResponse, handler_, AccessHandler)
  WRITES_(Access, RotateToken, Token, handler_, AccessHandler)
  WRITES_(Access, RevokeToken, Token, handler_, AccessHandler)

 private:
  Dispatcher& dispatcher_;
  const AccessHandler handler_;
};

class BackupService final : public v1::BackupService::CallbackService {
 public:
  BackupService(Dispatcher& dispatcher, BackupHandler handler)
      : dispatcher_(dispatcher), handler_(std::move(handler)) {}

  WRITES_(Backup, CreateBackup, Backup, handler_, BackupHandler)

 private:
  Dispatcher& dispatcher_;
  const BackupHandler handler_;
};

class TemplateService final : public v1::TemplateService::CallbackService {
 public:
  TemplateService(Dispatcher& dispatcher, const HandlerParts& parts)
      : dispatcher_(dispatcher),
        templates_(),
        revisions_(parts.catalogue, parts.guard) {}

  READS_(Template, GetTemplate, Template, templates_, TemplateHandler)
  READS_(Template, ListTemplates, ListTemplatesResponse, templates_,
         TemplateHandler)
  READS_(Template, ListRevisions, ListRevisionsResponse, templates_,
         TemplateHandler)
  READS_(Template, DiffRevisions, RevisionDiff, templates_, TemplateHandler)
  WRITES_(Template, CreateDraft, Template, revisions_, RevisionHandler)
  WRITES_(Template, UpdateDraft, Template, revisions_, RevisionHandler)
  WRITES_(Template, PublishRevision, Template, revisions_, RevisionHandler)
  WRITES_(Template, RetireRevision, Template, revisions_, RevisionHandler)
  WRITES_(Template, MigrateDrafts, MigrateDraftsResponse, revisions_,
          RevisionHandler)

 private:
  Dispatcher& dispatcher_;
  const TemplateHandler templates_;
  const RevisionHandler revisions_;
};

class StudyService final : public v1::StudyService::CallbackService {
 public:
  StudyService(Dispatcher& dispatcher, StudyHandler handler)
      : dispatcher_(dispatcher), handler_(std::move(handler)) {}

  WRITES_(Study, CreateStudy, Study, handler_, StudyHandler)
  READS_(Study, GetStudy, Study, handler_, StudyHandler)
  READS_(Study, ListStudies, ListStudiesResponse, handler_, StudyHandler)
  WRITES_(Study, CreateSite, Site, handler_, StudyHandler)
  READS_(Study, GetSite, Site, handler_, StudyHandler)
  READS_(Study, ListSites, ListSitesResponse, handler_, StudyHandler)
  WRITES_(Study, UpdateSite, Site, handler_, StudyHandler)
  WRITES_(Study, RecordTraining, Training, handler_, StudyHandler)

 private:
  Dispatcher& dispatcher_;
  const StudyHandler handler_;
};

class CaseFileService final : public v1::CaseFileService::CallbackService {
 public:
  CaseFileService(Dispatcher& dispatcher, CaseFileHandler handler)
      : dispatcher_(dispatcher), handler_(std::move(handler)) {}

  WRITES_(CaseFile, ImportCaseFiles, ImportCaseFilesResponse, handler_,
          CaseFileHandler)
  READS_(CaseFile, GetCaseFile, CaseFile, handler_, CaseFileHandler)
  READS_(CaseFile, ListCaseFiles, ListCaseFilesResponse, handler_,
         CaseFileHandler)

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

  WRITES_(ClassModel, CreateClassModel, ClassModel, models_, ClassModelHandler)
  READS_(ClassModel, GetClassModel, ClassModel, models_, ClassModelHandler)
  READS_(ClassModel, ListClassModels, ListClassModelsResponse, models_,
         ClassModelHandler)
  WRITES_(ClassModel, LabelClassModel, ClassModel, models_, ClassModelHandler)
  WRITES_(ClassModel, ImportClassModel, ImportClassModelResponse, models_,
          ClassModelHandler)
  WRITES_(ClassModel, CreateFit, ClassModelFit, fits_, ClassModelFitHandler)
  READS_(ClassModel, GetFit, ClassModelFit, fits_, ClassModelFitHandler)
  READS_(ClassModel, ListFits, ListFitsResponse, fits_, ClassModelFitHandler)
  grpc::ServerWriteReactor<v1::FitProgress>* WatchFit(
      grpc::CallbackServerContext* context,
      const v1::WatchFitRequest* request) override {
    return ServeStream(dispatcher_, context, "ClassModelService/WatchFit",
                       fits_, &ClassModelFitHandler::WatchFit, request);
  }
  WRITES_(ClassModel, CancelFit, ClassModelFit, fits_, ClassModelFitHandler)
  WRITES_(ClassModel, ChooseClassModel, ClassModel, fits_, ClassModelFitHandler)
  READS_(ClassModel, Classify, ClassMembership, use_, ClassModelUseHandler)
  READS_(ClassModel, Score, ScoreResponse, use_, ClassModelUseHandler)
  READS_(ClassModel, CompareClassModels, ClassModelComparison, use_,
         ClassModelUseHandler)

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

  READS_(Anonymity, CheckText, CheckTextResponse, handler_, AnonymityHandler)
  READS_(Anonymity, ListKeptSpans, ListKeptSpansResponse, handler_,
         AnonymityHandler)
  READS_(Anonymity, GetKeptSpan, KeptSpan, handler_, AnonymityHandler)
  WRITES_(Anonymity, ReviewKeptSpan, KeptSpan, handler_, AnonymityHandler)
  READS_(Anonymity, GetDetectorScan, DetectorScan, handler_, AnonymityHandler)
  READS_(Anonymity, ListKeepRates, ListKeepRatesResponse, handler_,
         AnonymityHandler)

 private:
  Dispatcher& dispatcher_;
  const AnonymityHandler handler_;
};

class AssignmentService final : public v1::AssignmentService::CallbackService {
 public:
  AssignmentService(Dispatcher& dispatcher, Catalogue& catalogue)
      : dispatcher_(dispatcher), single_(), many_(), work_(catalogue) {}

  WRITES_(Assignment, CreateAssignment, Assignment, single_, AssignmentHandler)
  READS_(Assignment, GetAssignment, Assignment, single_, AssignmentHandler)
  READS_(Assignment, ListAssignments, ListAssignmentsResponse, single_,
         AssignmentHandler)
  WRITES_(Assignment, AssignFiles, AssignFilesResponse, many_,
          AssignFilesHandler)
  WRITES_(Assignment, ReassignAssignment, Assignment, single_,
          AssignmentHandler)
  WRITES_(Assignment, CancelAssignment, Assignment, single_, AssignmentHandler)
  READS_(Assignment, GetWorkQueue, WorkQueue, work_, WorkHandler)
  READS_(Assignment, ListProgress, ListProgressResponse, work_, WorkHandler)

 private:
  Dispatcher& dispatcher_;
  const AssignmentHandler single_;
  const AssignFilesHandler many_;
  const WorkHandler work_;
};

class CodingService final : public v1::CodingService::CallbackService {
 public:
  CodingService(Dispatcher& dispatcher, const HandlerParts& parts)
      : dispatcher_(dispatcher),
        handler_(parts.catalogue, parts.texts),
        second_thoughts_(parts.catalogue) {}

  WRITES_(Coding, CreateCoding, Coding, handler_, CodingHandler)
  READS_(Coding, GetCoding, Coding, handler_, CodingHandler)
  READS_(Coding, ListCodings, ListCodingsResponse, handler_, CodingHandler)
  WRITES_(Coding, SaveAnswers, SaveAnswersResponse, handler_, CodingHandler)
  READS_(Coding, CheckCoding, CheckCodingResponse, handler_, CodingHandler)
  READS_(Coding, GetCodingForm, CodingForm, handler_, CodingHandler)
  WRITES_(Coding, SubmitCoding, Coding, handler_, CodingHandler)
  WRITES_(Coding, RevealCoding, Reveal, handler_, CodingHandler)
  WRITES_(Coding, MatchCoding, Coding, handler_, CodingHandler)
  READS_(Coding, CompareAnswers, CompareAnswersResponse, handler_,
         CodingHandler)
  WRITES_(Coding, ReopenCoding, Coding, second_thoughts_, SecondThoughtsHandler)
  WRITES_(Coding, WithdrawCoding, Coding, second_thoughts_,
          SecondThoughtsHandler)

 private:
  Dispatcher& dispatcher_;
  const CodingHandler handler_;
  const SecondThoughtsHandler second_thoughts_;
};

class ComparisonService final : public v1::ComparisonService::CallbackService {
 public:
  ComparisonService(Dispatcher& dispatcher, ComparisonHandler handler)
      : dispatcher_(dispatcher), handler_(std::move(handler)) {}

  READS_(Comparison, CompareCoding, Comparison, handler_, ComparisonHandler)
  READS_(Comparison, ListComparisons, ListComparisonsResponse, handler_,
         ComparisonHandler)
  READS_(Comparison, SummariseComparisons, ComparisonSummary, handler_,
         ComparisonHandler)
  READS_(Comparison, SuggestTypology, TypologySuggestion, handler_,
         ComparisonHandler)

 private:
  Dispatcher& dispatcher_;
  const ComparisonHandler handler_;
};

class AdjudicationService final
    : public v1::AdjudicationService::CallbackService {
 public:
  AdjudicationService(Dispatcher& dispatcher, AdjudicationHandler handler)
      : dispatcher_(dispatcher), handler_(std::move(handler)) {}

  READS_(Adjudication, ListAdjudications, ListAdjudicationsResponse, handler_,
         AdjudicationHandler)
  READS_(Adjudication, GetAdjudication, Adjudication, handler_,
         AdjudicationHandler)
  WRITES_(Adjudication, ResolveDisagreements, Adjudication, handler_,
          AdjudicationHandler)
  WRITES_(Adjudication, CompleteAdjudication, Coding, handler_,
          AdjudicationHandler)

 private:
  Dispatcher& dispatcher_;
  const AdjudicationHandler handler_;
};

class AgreementService final : public v1::AgreementService::CallbackService {
 public:
  AgreementService(Dispatcher& dispatcher, AgreementHandler handler)
      : dispatcher_(dispatcher), handler_(std::move(handler)) {}

  READS_(Agreement, MeasureAgreement, AgreementReport, handler_,
         AgreementHandler)
  READS_(Agreement, ListDisagreements, ListDisagreementsResponse, handler_,
         AgreementHandler)
  READS_(Agreement, MeasureCalibration, AgreementReport, handler_,
         AgreementHandler)

 private:
  Dispatcher& dispatcher_;
  const AgreementHandler handler_;
};

class DisclosureService final : public v1::DisclosureService::CallbackService {
 public:
  DisclosureService(Dispatcher& dispatcher, DisclosureHandler handler)
      : dispatcher_(dispatcher), handler_(std::move(handler)) {}

  READS_(Disclosure, FindRareCombinations, FindRareCombinationsResponse,
         handler_, DisclosureHandler)
  WRITES_(Disclosure, ReviewDisclosure, DisclosureReview, handler_,
          DisclosureHandler)
  READS_(Disclosure, GetDossier, Dossier, handler_, DisclosureHandler)

 private:
  Dispatcher& dispatcher_;
  const DisclosureHandler handler_;
};

class ErasureService final : public v1::ErasureService::CallbackService {
 public:
  ErasureService(Dispatcher& dispatcher, ErasureHandler handler)
      : dispatcher_(dispatcher), handler_(std::move(handler)) {}

  WRITES_(Erasure, RequestErasure, Erasure, handler_, ErasureHandler)
  WRITES_(Erasure, ApproveErasure, Erasure, handler_, ErasureHandler)
  READS_(Erasure, GetErasure, Erasure, handler_, ErasureHandler)
  READS_(Erasure, ListErasures, ListErasuresResponse, handler_, ErasureHandler)

 private:
  Dispatcher& dispatcher_;
  const ErasureHandler handler_;
};

class SampleService final : public v1::SampleService::CallbackService {
 public:
  SampleService(Dispatcher& dispatcher, SampleHandler handler)
      : dispatcher_(dispatcher), handler_(std::move(handler)) {}

  WRITES_(Sample, DrawSample, Sample, handler_, SampleHandler)
  READS_(Sample, GetSample, Sample, handler_, SampleHandler)
  READS_(Sample, ListSamples, ListSamplesResponse, handler_, SampleHandler)
  WRITES_(Sample, ReplaceSampledFile, Sample, handler_, SampleHandler)

 private:
  Dispatcher& dispatcher_;
  const SampleHandler handler_;
};

class ReleaseService final : public v1::ReleaseService::CallbackService {
 public:
  ReleaseService(Dispatcher& dispatcher, ReleaseHandler handler)
      : dispatcher_(dispatcher), handler_(handler) {}

  WRITES_(Release, CreateRelease, Release, handler_, ReleaseHandler)
  READS_(Release, GetRelease, Release, handler_, ReleaseHandler)
  READS_(Release, ListReleases, ListReleasesResponse, handler_, ReleaseHandler)
  grpc::ServerWriteReactor<v1::ReleaseProgress>* WatchRelease(
      grpc::CallbackServerContext* context,
      const v1::WatchReleaseRequest* request) override {
    return ServeStream(dispatcher_, context, "ReleaseService/WatchRelease",
                       handler_, &ReleaseHandler::WatchRelease, request);
  }
  WRITES_(Release, ApproveRelease, Release, handler_, ReleaseHandler)
  WRITES_(Release, RejectRelease, Release, handler_, ReleaseHandler)
  READS_(Release, QueryRelease, ReleaseTable, handler_, ReleaseHandler)
  READS_(Release, GetFindingsPack, FindingsPack, handler_, ReleaseHandler)
  WRITES_(Release, ExportRelease, ReleaseExport, handler_, ReleaseHandler)
  READS_(Release, ListReleaseLedger, ListReleaseLedgerResponse, handler_,
         ReleaseHandler)

 private:
  Dispatcher& dispatcher_;
  const ReleaseHandler handler_;
};

class TableService final : public v1::TableService::CallbackService {
 public:
  TableService(Dispatcher& dispatcher, TableHandler handler)
      : dispatcher_(dispatcher), handler_(std::move(handler)) {}

  READS_(Table, ListVariables, ListVariablesResponse, handler_, TableHandler)
  READS_(Table, CountTable, Table, handler_, TableHandler)
  READS_(Table, ListFilesBehind, ListFilesBehindResponse, handler_,
         TableHandler)
  READS_(Table, MeasureCounts, MeasureCountsResponse, handler_, TableHandler)
  READS_(Table, ListFindings, ListFindingsResponse, handler_, TableHandler)
  READS_(Table, CountFinding, FindingReport, handler_, TableHandler)

 private:
  Dispatcher& dispatcher_;
  const TableHandler handler_;
};

class HistoryService final : public v1::HistoryService::CallbackService {
 public:
  HistoryService(Dispatcher& dispatcher, const HandlerParts& parts)
      : dispatcher_(dispatcher),
        events_(),
        proofs_(parts.log, parts.verifier) {}

  READS_(History, ListEvents, ListEventsResponse, events_, HistoryHandler)
  READS_(History, ListReads, ListReadsResponse, events_, HistoryHandler)
  READS_(History, GetCheckpoint, HistoryCheckpoint, proofs_,
         HistoryProofHandler)
  READS_(History, GetInclusionProof, InclusionProof, proofs_,
         HistoryProofHandler)
  READS_(History, GetConsistencyProof, ConsistencyProof, proofs_,
         HistoryProofHandler)
  grpc::ServerWriteReactor<v1::HistoryVerification>* VerifyHistory(
      grpc::CallbackServerContext* context,
      const v1::VerifyHistoryRequest* request) override {
    return ServeStream(dispatcher_, context, "HistoryService/VerifyHistory",
                       proofs_, &HistoryProofHandler::VerifyHistory, request);
  }

 private:
  Dispatcher& dispatcher_;
  const HistoryHandler events_;
  const HistoryProofHandler proofs_;
};

#undef READS_
#undef WRITES_
#undef SERVED_BY_

}  // namespace

std::vector<std::unique_ptr<grpc::Service>> MakeServices(
    Dispatcher& dispatcher, const HandlerParts& parts) {
  Catalogue& catalogue = parts.catalogue;
  std::vector<std::unique_ptr<grpc::Service>> services;
  services.push_back(std::make_unique<AccessService>(
      dispatcher, AccessHandler(parts.token_key)));
  services.push_back(std::make_unique<BackupService>(
      dispatcher,
      BackupHandler(parts.store, parts.log, parts.keys, parts.backup_folder)));
  services.push_back(std::make_unique<TemplateService>(dispatcher, parts));
  services.push_back(
      std::make_unique<StudyService>(dispatcher, StudyHandler(catalogue)));
  services.push_back(std::make_unique<CaseFileService>(
      dispatcher, CaseFileHandler(catalogue, parts.guard)));
  services.push_back(std::make_unique<ClassModelService>(dispatcher, parts));
  services.push_back(std::make_unique<AnonymityService>(
      dispatcher, AnonymityHandler(catalogue, parts.guard, parts.memory)));
  services.push_back(
      std::make_unique<AssignmentService>(dispatcher, catalogue));
  services.push_back(std::make_unique<CodingService>(dispatcher, parts));
  services.push_back(
      std::make_unique<SampleService>(dispatcher, SampleHandler(catalogue)));
  services.push_back(std::make_unique<ComparisonService>(
      dispatcher, ComparisonHandler(catalogue)));
  services.push_back(std::make_unique<AdjudicationService>(
      dispatcher, AdjudicationHandler(catalogue)));
  services.push_back(std::make_unique<AgreementService>(
      dispatcher, AgreementHandler(catalogue)));
  services.push_back(std::make_unique<DisclosureService>(
      dispatcher, DisclosureHandler(catalogue)));
  services.push_back(std::make_unique<ErasureService>(
      dispatcher, ErasureHandler(parts.eraser)));
  services.push_back(std::make_unique<ReleaseService>(
      dispatcher, ReleaseHandler(parts.indexes, parts.releases)));
  services.push_back(
      std::make_unique<TableService>(dispatcher, TableHandler(parts.indexes)));
  services.push_back(std::make_unique<HistoryService>(dispatcher, parts));
  return services;
}

}  // namespace caselens
