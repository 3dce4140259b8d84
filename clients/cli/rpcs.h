#ifndef CLIENTS_CLI_RPCS_H_
#define CLIENTS_CLI_RPCS_H_

#include "caselens/v1/access.pb.h"
#include "caselens/v1/adjudication.pb.h"
#include "caselens/v1/agreement.pb.h"
#include "caselens/v1/anonymity.pb.h"
#include "caselens/v1/assignment.pb.h"
#include "caselens/v1/backup.pb.h"
#include "caselens/v1/case_file.pb.h"
#include "caselens/v1/class_model.pb.h"
#include "caselens/v1/coding.pb.h"
#include "caselens/v1/comparison.pb.h"
#include "caselens/v1/disclosure.pb.h"
#include "caselens/v1/erasure.pb.h"
#include "caselens/v1/history.pb.h"
#include "caselens/v1/release.pb.h"
#include "caselens/v1/sample.pb.h"
#include "caselens/v1/study.pb.h"
#include "caselens/v1/table.pb.h"
#include "caselens/v1/template.pb.h"

namespace caselens::cli {

// What a request is sent to, and what comes back: every method of the contract
// has a request type of its own. A test holds this table against the protos.
template <typename Request>
struct Rpc;

template <typename Request>
using ResponseOf = typename Rpc<Request>::Response;

#define CLI_RPC_(service, method, response)                                 \
  template <>                                                               \
  struct Rpc<v1::method##Request> {                                         \
    using Response = v1::response;                                          \
    static constexpr char kMethod[] = "/caselens.v1." #service "/" #method; \
  }

CLI_RPC_(AccessService, GetCaller, Principal);
CLI_RPC_(AccessService, CreatePrincipal, Principal);
CLI_RPC_(AccessService, ListPrincipals, ListPrincipalsResponse);
CLI_RPC_(AccessService, GrantRole, Principal);
CLI_RPC_(AccessService, RevokeRole, Principal);
CLI_RPC_(AccessService, CreateToken, Token);
CLI_RPC_(AccessService, LinkIdentity, Principal);
CLI_RPC_(AccessService, UnlinkIdentity, Principal);
CLI_RPC_(AccessService, ListTokens, ListTokensResponse);
CLI_RPC_(AccessService, RotateToken, Token);
CLI_RPC_(AccessService, RevokeToken, Token);
CLI_RPC_(BackupService, CreateBackup, Backup);
CLI_RPC_(TemplateService, GetTemplate, Template);
CLI_RPC_(TemplateService, ListTemplates, ListTemplatesResponse);
CLI_RPC_(TemplateService, ListRevisions, ListRevisionsResponse);
CLI_RPC_(TemplateService, CreateDraft, Template);
CLI_RPC_(TemplateService, UpdateDraft, Template);
CLI_RPC_(TemplateService, PublishRevision, Template);
CLI_RPC_(TemplateService, RetireRevision, Template);
CLI_RPC_(TemplateService, DiffRevisions, RevisionDiff);
CLI_RPC_(TemplateService, MigrateDrafts, MigrateDraftsResponse);
CLI_RPC_(StudyService, CreateStudy, Study);
CLI_RPC_(StudyService, GetStudy, Study);
CLI_RPC_(StudyService, ListStudies, ListStudiesResponse);
CLI_RPC_(StudyService, CreateSite, Site);
CLI_RPC_(StudyService, GetSite, Site);
CLI_RPC_(StudyService, ListSites, ListSitesResponse);
CLI_RPC_(StudyService, UpdateSite, Site);
CLI_RPC_(StudyService, RecordTraining, Training);
CLI_RPC_(CaseFileService, ImportCaseFiles, ImportCaseFilesResponse);
CLI_RPC_(CaseFileService, GetCaseFile, CaseFile);
CLI_RPC_(CaseFileService, ListCaseFiles, ListCaseFilesResponse);
CLI_RPC_(ClassModelService, CreateClassModel, ClassModel);
CLI_RPC_(ClassModelService, GetClassModel, ClassModel);
CLI_RPC_(ClassModelService, ListClassModels, ListClassModelsResponse);
CLI_RPC_(ClassModelService, Classify, ClassMembership);
CLI_RPC_(ClassModelService, CreateFit, ClassModelFit);
CLI_RPC_(ClassModelService, GetFit, ClassModelFit);
CLI_RPC_(ClassModelService, ListFits, ListFitsResponse);
CLI_RPC_(ClassModelService, WatchFit, FitProgress);
CLI_RPC_(ClassModelService, CancelFit, ClassModelFit);
CLI_RPC_(ClassModelService, ChooseClassModel, ClassModel);
CLI_RPC_(ClassModelService, ImportClassModel, ImportClassModelResponse);
CLI_RPC_(ClassModelService, LabelClassModel, ClassModel);
CLI_RPC_(ClassModelService, Score, ScoreResponse);
CLI_RPC_(ClassModelService, CompareClassModels, ClassModelComparison);
CLI_RPC_(AnonymityService, CheckText, CheckTextResponse);
CLI_RPC_(AnonymityService, ListKeptSpans, ListKeptSpansResponse);
CLI_RPC_(AnonymityService, GetKeptSpan, KeptSpan);
CLI_RPC_(AnonymityService, ReviewKeptSpan, KeptSpan);
CLI_RPC_(AnonymityService, GetDetectorScan, DetectorScan);
CLI_RPC_(AnonymityService, ListKeepRates, ListKeepRatesResponse);
CLI_RPC_(AssignmentService, CreateAssignment, Assignment);
CLI_RPC_(AssignmentService, GetAssignment, Assignment);
CLI_RPC_(AssignmentService, ListAssignments, ListAssignmentsResponse);
CLI_RPC_(AssignmentService, AssignFiles, AssignFilesResponse);
CLI_RPC_(AssignmentService, ReassignAssignment, Assignment);
CLI_RPC_(AssignmentService, CancelAssignment, Assignment);
CLI_RPC_(AssignmentService, GetWorkQueue, WorkQueue);
CLI_RPC_(AssignmentService, ListProgress, ListProgressResponse);
CLI_RPC_(CodingService, CreateCoding, Coding);
CLI_RPC_(CodingService, GetCoding, Coding);
CLI_RPC_(CodingService, ListCodings, ListCodingsResponse);
CLI_RPC_(CodingService, SaveAnswers, SaveAnswersResponse);
CLI_RPC_(CodingService, CheckCoding, CheckCodingResponse);
CLI_RPC_(CodingService, GetCodingForm, CodingForm);
CLI_RPC_(CodingService, SubmitCoding, Coding);
CLI_RPC_(CodingService, RevealCoding, Reveal);
CLI_RPC_(CodingService, MatchCoding, Coding);
CLI_RPC_(CodingService, CompareAnswers, CompareAnswersResponse);
CLI_RPC_(CodingService, ReopenCoding, Coding);
CLI_RPC_(CodingService, WithdrawCoding, Coding);
CLI_RPC_(ComparisonService, CompareCoding, Comparison);
CLI_RPC_(ComparisonService, ListComparisons, ListComparisonsResponse);
CLI_RPC_(ComparisonService, SummariseComparisons, ComparisonSummary);
CLI_RPC_(ComparisonService, SuggestTypology, TypologySuggestion);
CLI_RPC_(AdjudicationService, ListAdjudications, ListAdjudicationsResponse);
CLI_RPC_(AdjudicationService, GetAdjudication, Adjudication);
CLI_RPC_(AdjudicationService, ResolveDisagreements, Adjudication);
CLI_RPC_(AdjudicationService, CompleteAdjudication, Coding);
CLI_RPC_(AgreementService, MeasureAgreement, AgreementReport);
CLI_RPC_(AgreementService, ListDisagreements, ListDisagreementsResponse);
CLI_RPC_(AgreementService, MeasureCalibration, AgreementReport);
CLI_RPC_(DisclosureService, FindRareCombinations, FindRareCombinationsResponse);
CLI_RPC_(DisclosureService, ReviewDisclosure, DisclosureReview);
CLI_RPC_(DisclosureService, GetDossier, Dossier);
CLI_RPC_(ErasureService, RequestErasure, Erasure);
CLI_RPC_(ErasureService, ApproveErasure, Erasure);
CLI_RPC_(ErasureService, GetErasure, Erasure);
CLI_RPC_(ErasureService, ListErasures, ListErasuresResponse);
CLI_RPC_(SampleService, DrawSample, Sample);
CLI_RPC_(SampleService, GetSample, Sample);
CLI_RPC_(SampleService, ListSamples, ListSamplesResponse);
CLI_RPC_(SampleService, ReplaceSampledFile, Sample);
CLI_RPC_(ReleaseService, CreateRelease, Release);
CLI_RPC_(ReleaseService, GetRelease, Release);
CLI_RPC_(ReleaseService, ListReleases, ListReleasesResponse);
CLI_RPC_(ReleaseService, WatchRelease, ReleaseProgress);
CLI_RPC_(ReleaseService, ApproveRelease, Release);
CLI_RPC_(ReleaseService, RejectRelease, Release);
CLI_RPC_(ReleaseService, QueryRelease, ReleaseTable);
CLI_RPC_(ReleaseService, GetFindingsPack, FindingsPack);
CLI_RPC_(ReleaseService, ExportRelease, ReleaseExport);
CLI_RPC_(ReleaseService, ListReleaseLedger, ListReleaseLedgerResponse);
CLI_RPC_(TableService, ListVariables, ListVariablesResponse);
CLI_RPC_(TableService, CountTable, Table);
CLI_RPC_(TableService, ListFilesBehind, ListFilesBehindResponse);
CLI_RPC_(TableService, MeasureCounts, MeasureCountsResponse);
CLI_RPC_(TableService, ListFindings, ListFindingsResponse);
CLI_RPC_(TableService, CountFinding, FindingReport);
CLI_RPC_(HistoryService, ListEvents, ListEventsResponse);
CLI_RPC_(HistoryService, ListReads, ListReadsResponse);
CLI_RPC_(HistoryService, GetCheckpoint, HistoryCheckpoint);
CLI_RPC_(HistoryService, GetInclusionProof, InclusionProof);
CLI_RPC_(HistoryService, GetConsistencyProof, ConsistencyProof);
CLI_RPC_(HistoryService, VerifyHistory, HistoryVerification);

#undef CLI_RPC_

}  // namespace caselens::cli

#endif  // CLIENTS_CLI_RPCS_H_
