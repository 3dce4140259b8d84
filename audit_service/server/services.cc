#include "audit_service/server/services.h"

#include <memory>
#include <string>

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

namespace caselens {
namespace {

// A line a method: whether it reads, writes or streams, and the handler, which
// has a method of the same name.

void AddAccessService(const HandlerParts& parts, MethodTable& table) {
  const auto handler = std::make_shared<const AccessHandler>(parts.token_key);
  table.Reads("AccessService/GetCaller", handler, &AccessHandler::GetCaller);
  table.Writes("AccessService/CreatePrincipal", handler,
               &AccessHandler::CreatePrincipal);
  table.Reads("AccessService/ListPrincipals", handler,
              &AccessHandler::ListPrincipals);
  table.Writes("AccessService/GrantRole", handler, &AccessHandler::GrantRole);
  table.Writes("AccessService/RevokeRole", handler, &AccessHandler::RevokeRole);
  table.Writes("AccessService/CreateToken", handler,
               &AccessHandler::CreateToken);
  table.Writes("AccessService/LinkIdentity", handler,
               &AccessHandler::LinkIdentity);
  table.Writes("AccessService/UnlinkIdentity", handler,
               &AccessHandler::UnlinkIdentity);
  table.Reads("AccessService/ListTokens", handler, &AccessHandler::ListTokens);
  table.Writes("AccessService/RotateToken", handler,
               &AccessHandler::RotateToken);
  table.Writes("AccessService/RevokeToken", handler,
               &AccessHandler::RevokeToken);
}

void AddBackupService(const HandlerParts& parts, MethodTable& table) {
  const auto handler = std::make_shared<const BackupHandler>(
      parts.store, parts.log, parts.keys, parts.backup_folder);
  table.Writes("BackupService/CreateBackup", handler,
               &BackupHandler::CreateBackup);
}

void AddTemplateService(const HandlerParts& parts, MethodTable& table) {
  const auto templates = std::make_shared<const TemplateHandler>();
  const auto revisions =
      std::make_shared<const RevisionHandler>(parts.catalogue, parts.guard);
  table.Reads("TemplateService/GetTemplate", templates,
              &TemplateHandler::GetTemplate);
  table.Reads("TemplateService/ListTemplates", templates,
              &TemplateHandler::ListTemplates);
  table.Reads("TemplateService/ListRevisions", templates,
              &TemplateHandler::ListRevisions);
  table.Reads("TemplateService/DiffRevisions", templates,
              &TemplateHandler::DiffRevisions);
  table.Writes("TemplateService/CreateDraft", revisions,
               &RevisionHandler::CreateDraft);
  table.Writes("TemplateService/UpdateDraft", revisions,
               &RevisionHandler::UpdateDraft);
  table.Writes("TemplateService/PublishRevision", revisions,
               &RevisionHandler::PublishRevision);
  table.Writes("TemplateService/RetireRevision", revisions,
               &RevisionHandler::RetireRevision);
  table.Writes("TemplateService/MigrateDrafts", revisions,
               &RevisionHandler::MigrateDrafts);
}

void AddStudyService(const HandlerParts& parts, MethodTable& table) {
  const auto studies = std::make_shared<const StudyHandler>(parts.catalogue);
  table.Writes("StudyService/CreateStudy", studies, &StudyHandler::CreateStudy);
  table.Reads("StudyService/GetStudy", studies, &StudyHandler::GetStudy);
  table.Reads("StudyService/ListStudies", studies, &StudyHandler::ListStudies);
  table.Writes("StudyService/CreateSite", studies, &StudyHandler::CreateSite);
  table.Reads("StudyService/GetSite", studies, &StudyHandler::GetSite);
  table.Reads("StudyService/ListSites", studies, &StudyHandler::ListSites);
  table.Writes("StudyService/UpdateSite", studies, &StudyHandler::UpdateSite);
  table.Writes("StudyService/RecordTraining", studies,
               &StudyHandler::RecordTraining);
}

void AddCaseFileService(const HandlerParts& parts, MethodTable& table) {
  const auto files =
      std::make_shared<const CaseFileHandler>(parts.catalogue, parts.guard);
  table.Writes("CaseFileService/ImportCaseFiles", files,
               &CaseFileHandler::ImportCaseFiles);
  table.Reads("CaseFileService/GetCaseFile", files,
              &CaseFileHandler::GetCaseFile);
  table.Reads("CaseFileService/ListCaseFiles", files,
              &CaseFileHandler::ListCaseFiles);
}

void AddClassModelService(const HandlerParts& parts, MethodTable& table) {
  const auto models =
      std::make_shared<const ClassModelHandler>(parts.catalogue, parts.guard);
  const auto fits = std::make_shared<const ClassModelFitHandler>(
      parts.catalogue, parts.runner);
  const auto use =
      std::make_shared<const ClassModelUseHandler>(parts.catalogue);
  table.Writes("ClassModelService/CreateClassModel", models,
               &ClassModelHandler::CreateClassModel);
  table.Reads("ClassModelService/GetClassModel", models,
              &ClassModelHandler::GetClassModel);
  table.Reads("ClassModelService/ListClassModels", models,
              &ClassModelHandler::ListClassModels);
  table.Writes("ClassModelService/LabelClassModel", models,
               &ClassModelHandler::LabelClassModel);
  table.Writes("ClassModelService/ImportClassModel", models,
               &ClassModelHandler::ImportClassModel);
  table.Writes("ClassModelService/CreateFit", fits,
               &ClassModelFitHandler::CreateFit);
  table.Reads("ClassModelService/GetFit", fits, &ClassModelFitHandler::GetFit);
  table.Reads("ClassModelService/ListFits", fits,
              &ClassModelFitHandler::ListFits);
  table.Streams("ClassModelService/WatchFit", fits,
                &ClassModelFitHandler::WatchFit);
  table.Writes("ClassModelService/CancelFit", fits,
               &ClassModelFitHandler::CancelFit);
  table.Writes("ClassModelService/ChooseClassModel", fits,
               &ClassModelFitHandler::ChooseClassModel);
  table.Reads("ClassModelService/Classify", use,
              &ClassModelUseHandler::Classify);
  table.Reads("ClassModelService/Score", use, &ClassModelUseHandler::Score);
  table.Reads("ClassModelService/CompareClassModels", use,
              &ClassModelUseHandler::CompareClassModels);
}

void AddAnonymityService(const HandlerParts& parts, MethodTable& table) {
  const auto handler = std::make_shared<const AnonymityHandler>(
      parts.catalogue, parts.guard, parts.memory);
  table.Reads("AnonymityService/CheckText", handler,
              &AnonymityHandler::CheckText);
  table.Reads("AnonymityService/ListKeptSpans", handler,
              &AnonymityHandler::ListKeptSpans);
  table.Reads("AnonymityService/GetKeptSpan", handler,
              &AnonymityHandler::GetKeptSpan);
  table.Writes("AnonymityService/ReviewKeptSpan", handler,
               &AnonymityHandler::ReviewKeptSpan);
  table.Reads("AnonymityService/GetDetectorScan", handler,
              &AnonymityHandler::GetDetectorScan);
  table.Reads("AnonymityService/ListKeepRates", handler,
              &AnonymityHandler::ListKeepRates);
}

void AddAssignmentService(const HandlerParts& parts, MethodTable& table) {
  const auto single = std::make_shared<const AssignmentHandler>();
  const auto many = std::make_shared<const AssignFilesHandler>();
  const auto work = std::make_shared<const WorkHandler>(parts.catalogue);
  table.Writes("AssignmentService/CreateAssignment", single,
               &AssignmentHandler::CreateAssignment);
  table.Reads("AssignmentService/GetAssignment", single,
              &AssignmentHandler::GetAssignment);
  table.Reads("AssignmentService/ListAssignments", single,
              &AssignmentHandler::ListAssignments);
  table.Writes("AssignmentService/AssignFiles", many,
               &AssignFilesHandler::AssignFiles);
  table.Writes("AssignmentService/ReassignAssignment", single,
               &AssignmentHandler::ReassignAssignment);
  table.Writes("AssignmentService/CancelAssignment", single,
               &AssignmentHandler::CancelAssignment);
  table.Reads("AssignmentService/GetWorkQueue", work,
              &WorkHandler::GetWorkQueue);
  table.Reads("AssignmentService/ListProgress", work,
              &WorkHandler::ListProgress);
}

void AddCodingService(const HandlerParts& parts, MethodTable& table) {
  const auto codings =
      std::make_shared<const CodingHandler>(parts.catalogue, parts.texts);
  const auto second_thoughts =
      std::make_shared<const SecondThoughtsHandler>(parts.catalogue);
  table.Writes("CodingService/CreateCoding", codings,
               &CodingHandler::CreateCoding);
  table.Reads("CodingService/GetCoding", codings, &CodingHandler::GetCoding);
  table.Reads("CodingService/ListCodings", codings,
              &CodingHandler::ListCodings);
  table.Writes("CodingService/SaveAnswers", codings,
               &CodingHandler::SaveAnswers);
  table.Reads("CodingService/CheckCoding", codings,
              &CodingHandler::CheckCoding);
  table.Reads("CodingService/GetCodingForm", codings,
              &CodingHandler::GetCodingForm);
  table.Writes("CodingService/SubmitCoding", codings,
               &CodingHandler::SubmitCoding);
  table.Writes("CodingService/RevealCoding", codings,
               &CodingHandler::RevealCoding);
  table.Writes("CodingService/MatchCoding", codings,
               &CodingHandler::MatchCoding);
  table.Reads("CodingService/CompareAnswers", codings,
              &CodingHandler::CompareAnswers);
  table.Writes("CodingService/ReopenCoding", second_thoughts,
               &SecondThoughtsHandler::ReopenCoding);
  table.Writes("CodingService/WithdrawCoding", second_thoughts,
               &SecondThoughtsHandler::WithdrawCoding);
}

void AddComparisonService(const HandlerParts& parts, MethodTable& table) {
  const auto handler =
      std::make_shared<const ComparisonHandler>(parts.catalogue);
  table.Reads("ComparisonService/CompareCoding", handler,
              &ComparisonHandler::CompareCoding);
  table.Reads("ComparisonService/ListComparisons", handler,
              &ComparisonHandler::ListComparisons);
  table.Reads("ComparisonService/SummariseComparisons", handler,
              &ComparisonHandler::SummariseComparisons);
  table.Reads("ComparisonService/SuggestTypology", handler,
              &ComparisonHandler::SuggestTypology);
}

void AddAdjudicationService(const HandlerParts& parts, MethodTable& table) {
  const auto handler =
      std::make_shared<const AdjudicationHandler>(parts.catalogue);
  table.Reads("AdjudicationService/ListAdjudications", handler,
              &AdjudicationHandler::ListAdjudications);
  table.Reads("AdjudicationService/GetAdjudication", handler,
              &AdjudicationHandler::GetAdjudication);
  table.Writes("AdjudicationService/ResolveDisagreements", handler,
               &AdjudicationHandler::ResolveDisagreements);
  table.Writes("AdjudicationService/CompleteAdjudication", handler,
               &AdjudicationHandler::CompleteAdjudication);
}

void AddAgreementService(const HandlerParts& parts, MethodTable& table) {
  const auto handler =
      std::make_shared<const AgreementHandler>(parts.catalogue);
  table.Reads("AgreementService/MeasureAgreement", handler,
              &AgreementHandler::MeasureAgreement);
  table.Reads("AgreementService/ListDisagreements", handler,
              &AgreementHandler::ListDisagreements);
  table.Reads("AgreementService/MeasureCalibration", handler,
              &AgreementHandler::MeasureCalibration);
}

void AddDisclosureService(const HandlerParts& parts, MethodTable& table) {
  const auto handler =
      std::make_shared<const DisclosureHandler>(parts.catalogue);
  table.Reads("DisclosureService/FindRareCombinations", handler,
              &DisclosureHandler::FindRareCombinations);
  table.Writes("DisclosureService/ReviewDisclosure", handler,
               &DisclosureHandler::ReviewDisclosure);
  table.Reads("DisclosureService/GetDossier", handler,
              &DisclosureHandler::GetDossier);
}

void AddErasureService(const HandlerParts& parts, MethodTable& table) {
  const auto handler = std::make_shared<const ErasureHandler>(parts.eraser);
  table.Writes("ErasureService/RequestErasure", handler,
               &ErasureHandler::RequestErasure);
  table.Writes("ErasureService/ApproveErasure", handler,
               &ErasureHandler::ApproveErasure);
  table.Reads("ErasureService/GetErasure", handler,
              &ErasureHandler::GetErasure);
  table.Reads("ErasureService/ListErasures", handler,
              &ErasureHandler::ListErasures);
}

void AddSampleService(const HandlerParts& parts, MethodTable& table) {
  const auto handler = std::make_shared<const SampleHandler>(parts.catalogue);
  table.Writes("SampleService/DrawSample", handler, &SampleHandler::DrawSample);
  table.Reads("SampleService/GetSample", handler, &SampleHandler::GetSample);
  table.Reads("SampleService/ListSamples", handler,
              &SampleHandler::ListSamples);
  table.Writes("SampleService/ReplaceSampledFile", handler,
               &SampleHandler::ReplaceSampledFile);
}

void AddReleaseService(const HandlerParts& parts, MethodTable& table) {
  const auto handler =
      std::make_shared<const ReleaseHandler>(parts.indexes, parts.releases);
  table.Writes("ReleaseService/CreateRelease", handler,
               &ReleaseHandler::CreateRelease);
  table.Reads("ReleaseService/GetRelease", handler,
              &ReleaseHandler::GetRelease);
  table.Reads("ReleaseService/ListReleases", handler,
              &ReleaseHandler::ListReleases);
  table.Streams("ReleaseService/WatchRelease", handler,
                &ReleaseHandler::WatchRelease);
  table.Writes("ReleaseService/ApproveRelease", handler,
               &ReleaseHandler::ApproveRelease);
  table.Writes("ReleaseService/RejectRelease", handler,
               &ReleaseHandler::RejectRelease);
  table.Reads("ReleaseService/QueryRelease", handler,
              &ReleaseHandler::QueryRelease);
  table.Reads("ReleaseService/GetFindingsPack", handler,
              &ReleaseHandler::GetFindingsPack);
  table.Writes("ReleaseService/ExportRelease", handler,
               &ReleaseHandler::ExportRelease);
  table.Reads("ReleaseService/ListReleaseLedger", handler,
              &ReleaseHandler::ListReleaseLedger);
}

void AddTableService(const HandlerParts& parts, MethodTable& table) {
  const auto handler = std::make_shared<const TableHandler>(parts.indexes);
  table.Reads("TableService/ListVariables", handler,
              &TableHandler::ListVariables);
  table.Reads("TableService/CountTable", handler, &TableHandler::CountTable);
  table.Reads("TableService/ListFilesBehind", handler,
              &TableHandler::ListFilesBehind);
  table.Reads("TableService/MeasureCounts", handler,
              &TableHandler::MeasureCounts);
  table.Reads("TableService/ListFindings", handler,
              &TableHandler::ListFindings);
  table.Reads("TableService/CountFinding", handler,
              &TableHandler::CountFinding);
}

void AddHistoryService(const HandlerParts& parts, MethodTable& table) {
  const auto events = std::make_shared<const HistoryHandler>();
  const auto proofs =
      std::make_shared<const HistoryProofHandler>(parts.log, parts.verifier);
  table.Reads("HistoryService/ListEvents", events, &HistoryHandler::ListEvents);
  table.Reads("HistoryService/ListReads", events, &HistoryHandler::ListReads);
  table.Reads("HistoryService/GetCheckpoint", proofs,
              &HistoryProofHandler::GetCheckpoint);
  table.Reads("HistoryService/GetInclusionProof", proofs,
              &HistoryProofHandler::GetInclusionProof);
  table.Reads("HistoryService/GetConsistencyProof", proofs,
              &HistoryProofHandler::GetConsistencyProof);
  table.Streams("HistoryService/VerifyHistory", proofs,
                &HistoryProofHandler::VerifyHistory);
}

}  // namespace

std::unique_ptr<MethodTable> MakeMethodTable(Dispatcher& dispatcher,
                                             const HandlerParts& parts) {
  auto table = std::make_unique<MethodTable>(dispatcher);
  AddAccessService(parts, *table);
  AddBackupService(parts, *table);
  AddTemplateService(parts, *table);
  AddStudyService(parts, *table);
  AddCaseFileService(parts, *table);
  AddClassModelService(parts, *table);
  AddAnonymityService(parts, *table);
  AddAssignmentService(parts, *table);
  AddCodingService(parts, *table);
  AddComparisonService(parts, *table);
  AddAdjudicationService(parts, *table);
  AddAgreementService(parts, *table);
  AddDisclosureService(parts, *table);
  AddErasureService(parts, *table);
  AddSampleService(parts, *table);
  AddReleaseService(parts, *table);
  AddTableService(parts, *table);
  AddHistoryService(parts, *table);
  return table;
}

}  // namespace caselens
