#include "audit_service/access/policy.h"

#include <algorithm>
#include <vector>

#include "absl/algorithm/container.h"

#include "audit_service/limits.h"

namespace caselens {
namespace {

using Where = MethodPolicy::Where;
using v1::Grant;

const std::vector<MethodPolicy>& Table() {
  static const auto* const table = new std::vector<MethodPolicy>{
      {"AccessService/GetCaller", Where::kAnywhere, {}},
      {"AccessService/CreatePrincipal",
       Where::kService,
       {Grant::ADMINISTRATOR}},
      {"AccessService/ListPrincipals", Where::kService, {Grant::ADMINISTRATOR}},
      {"AccessService/GrantRole", Where::kService, {Grant::ADMINISTRATOR}},
      {"AccessService/RevokeRole", Where::kService, {Grant::ADMINISTRATOR}},
      {"AccessService/CreateToken", Where::kService, {Grant::ADMINISTRATOR}},
      {"AccessService/LinkIdentity", Where::kService, {Grant::ADMINISTRATOR}},
      {"AccessService/UnlinkIdentity", Where::kService, {Grant::ADMINISTRATOR}},
      {"AccessService/ListTokens", Where::kAnywhere, {}},
      {"AccessService/RotateToken", Where::kAnywhere, {}},
      {"AccessService/RevokeToken", Where::kService, {Grant::ADMINISTRATOR}},

      {"TemplateService/GetTemplate", Where::kAnywhere, {}},
      {"TemplateService/ListTemplates", Where::kAnywhere, {}},
      {"TemplateService/ListRevisions", Where::kAnywhere, {}},
      {"TemplateService/DiffRevisions", Where::kAnywhere, {}},
      {"TemplateService/CreateDraft",
       Where::kAnyStudy,
       {Grant::STUDY_STEWARD, Grant::ADMINISTRATOR}},
      {"TemplateService/UpdateDraft",
       Where::kAnyStudy,
       {Grant::STUDY_STEWARD, Grant::ADMINISTRATOR}},
      {"TemplateService/PublishRevision",
       Where::kAnyStudy,
       {Grant::STUDY_STEWARD, Grant::ADMINISTRATOR}},
      {"TemplateService/RetireRevision",
       Where::kAnyStudy,
       {Grant::STUDY_STEWARD, Grant::ADMINISTRATOR}},
      {"TemplateService/MigrateDrafts",
       Where::kInStudy,
       {Grant::STUDY_STEWARD}},

      {"StudyService/CreateStudy", Where::kService, {Grant::ADMINISTRATOR}},
      {"StudyService/GetStudy",
       Where::kInStudy,
       {Grant::AUDITOR, Grant::ADJUDICATOR, Grant::SECOND_READER,
        Grant::RESEARCHER, Grant::SITE_STEWARD, Grant::STUDY_STEWARD,
        Grant::FACILITATOR, Grant::GOVERNANCE_AUDITOR}},
      {"StudyService/ListStudies", Where::kAnywhere, {}},
      {"StudyService/CreateSite", Where::kInStudy, {Grant::STUDY_STEWARD}},
      {"StudyService/GetSite",
       Where::kInStudy,
       {Grant::AUDITOR, Grant::ADJUDICATOR, Grant::SECOND_READER,
        Grant::RESEARCHER, Grant::SITE_STEWARD, Grant::STUDY_STEWARD,
        Grant::GOVERNANCE_AUDITOR}},
      {"StudyService/ListSites",
       Where::kInStudy,
       {Grant::AUDITOR, Grant::ADJUDICATOR, Grant::SECOND_READER,
        Grant::RESEARCHER, Grant::SITE_STEWARD, Grant::STUDY_STEWARD,
        Grant::GOVERNANCE_AUDITOR}},
      {"StudyService/UpdateSite",
       Where::kInStudy,
       {Grant::SITE_STEWARD, Grant::STUDY_STEWARD}},
      {"StudyService/RecordTraining",
       Where::kInStudy,
       {Grant::SITE_STEWARD, Grant::STUDY_STEWARD}},

      {"CaseFileService/ImportCaseFiles",
       Where::kInStudy,
       {Grant::RESEARCHER, Grant::SITE_STEWARD}},
      {"CaseFileService/GetCaseFile",
       Where::kInStudy,
       {Grant::AUDITOR, Grant::RESEARCHER, Grant::SITE_STEWARD}},
      {"CaseFileService/ListCaseFiles",
       Where::kInStudy,
       {Grant::RESEARCHER, Grant::SITE_STEWARD}},

      {"ClassModelService/CreateClassModel",
       Where::kInStudy,
       {Grant::RESEARCHER}},
      {"ClassModelService/GetClassModel",
       Where::kInStudy,
       {Grant::RESEARCHER, Grant::STUDY_STEWARD}},
      {"ClassModelService/ListClassModels",
       Where::kInStudy,
       {Grant::RESEARCHER, Grant::STUDY_STEWARD}},
      {"ClassModelService/Classify", Where::kInStudy, {Grant::RESEARCHER}},
      {"ClassModelService/CreateFit", Where::kInStudy, {Grant::RESEARCHER}},
      {"ClassModelService/GetFit",
       Where::kInStudy,
       {Grant::RESEARCHER, Grant::STUDY_STEWARD}},
      {"ClassModelService/ListFits",
       Where::kInStudy,
       {Grant::RESEARCHER, Grant::STUDY_STEWARD}},
      {"ClassModelService/WatchFit",
       Where::kInStudy,
       {Grant::RESEARCHER, Grant::STUDY_STEWARD}},
      {"ClassModelService/CancelFit", Where::kInStudy, {Grant::RESEARCHER}},
      {"ClassModelService/ChooseClassModel",
       Where::kInStudy,
       {Grant::RESEARCHER}},
      {"ClassModelService/ImportClassModel",
       Where::kInStudy,
       {Grant::RESEARCHER}},
      {"ClassModelService/LabelClassModel",
       Where::kInStudy,
       {Grant::RESEARCHER}},
      {"ClassModelService/Score", Where::kInStudy, {Grant::RESEARCHER}},
      {"ClassModelService/CompareClassModels",
       Where::kInStudy,
       {Grant::RESEARCHER}},

      {"AnonymityService/CheckText", Where::kAnywhere, {}},
      {"AnonymityService/ListKeptSpans",
       Where::kInStudy,
       {Grant::SECOND_READER, Grant::SITE_STEWARD, Grant::STUDY_STEWARD}},
      {"AnonymityService/GetKeptSpan", Where::kInStudy, {Grant::SECOND_READER}},
      {"AnonymityService/ReviewKeptSpan",
       Where::kInStudy,
       {Grant::SECOND_READER}},
      {"AnonymityService/GetDetectorScan",
       Where::kService,
       {Grant::ADMINISTRATOR}},
      {"AnonymityService/ListKeepRates",
       Where::kInStudy,
       {Grant::SITE_STEWARD, Grant::STUDY_STEWARD}},

      {"AssignmentService/CreateAssignment",
       Where::kInStudy,
       {Grant::STUDY_STEWARD}},
      {"AssignmentService/GetAssignment",
       Where::kInStudy,
       {Grant::AUDITOR, Grant::STUDY_STEWARD}},
      {"AssignmentService/ListAssignments",
       Where::kInStudy,
       {Grant::AUDITOR, Grant::STUDY_STEWARD}},
      {"AssignmentService/AssignFiles",
       Where::kInStudy,
       {Grant::STUDY_STEWARD}},
      {"AssignmentService/ReassignAssignment",
       Where::kInStudy,
       {Grant::STUDY_STEWARD}},
      {"AssignmentService/CancelAssignment",
       Where::kInStudy,
       {Grant::STUDY_STEWARD}},
      {"AssignmentService/GetWorkQueue", Where::kInStudy, {Grant::AUDITOR}},
      {"AssignmentService/ListProgress",
       Where::kInStudy,
       {Grant::SITE_STEWARD, Grant::STUDY_STEWARD}},

      {"CodingService/CreateCoding", Where::kInStudy, {Grant::AUDITOR}},
      {"CodingService/GetCoding",
       Where::kInStudy,
       {Grant::AUDITOR, Grant::RESEARCHER, Grant::STUDY_STEWARD}},
      {"CodingService/ListCodings",
       Where::kInStudy,
       {Grant::AUDITOR, Grant::RESEARCHER, Grant::SITE_STEWARD,
        Grant::STUDY_STEWARD}},
      {"CodingService/SaveAnswers", Where::kInStudy, {Grant::AUDITOR}},
      {"CodingService/CheckCoding", Where::kInStudy, {Grant::AUDITOR}},
      {"CodingService/SubmitCoding", Where::kInStudy, {Grant::AUDITOR}},
      {"CodingService/RevealCoding", Where::kInStudy, {Grant::AUDITOR}},
      {"CodingService/MatchCoding", Where::kInStudy, {Grant::AUDITOR}},
      {"CodingService/CompareAnswers", Where::kInStudy, {Grant::AUDITOR}},
      {"CodingService/ReopenCoding",
       Where::kInStudy,
       {Grant::AUDITOR, Grant::STUDY_STEWARD}},
      {"CodingService/WithdrawCoding",
       Where::kInStudy,
       {Grant::AUDITOR, Grant::ADJUDICATOR, Grant::STUDY_STEWARD}},

      {"ComparisonService/CompareCoding",
       Where::kInStudy,
       {Grant::AUDITOR, Grant::RESEARCHER}},
      {"ComparisonService/ListComparisons",
       Where::kInStudy,
       {Grant::RESEARCHER}},
      {"ComparisonService/SummariseComparisons",
       Where::kInStudy,
       {Grant::RESEARCHER}},
      {"ComparisonService/SuggestTypology",
       Where::kInStudy,
       {Grant::RESEARCHER, Grant::STUDY_STEWARD}},

      {"AdjudicationService/ListAdjudications",
       Where::kInStudy,
       {Grant::ADJUDICATOR}},
      {"AdjudicationService/GetAdjudication",
       Where::kInStudy,
       {Grant::ADJUDICATOR}},
      {"AdjudicationService/ResolveDisagreements",
       Where::kInStudy,
       {Grant::ADJUDICATOR}},
      {"AdjudicationService/CompleteAdjudication",
       Where::kInStudy,
       {Grant::ADJUDICATOR}},

      {"AgreementService/MeasureAgreement",
       Where::kInStudy,
       {Grant::RESEARCHER, Grant::STUDY_STEWARD}},
      {"AgreementService/ListDisagreements",
       Where::kInStudy,
       {Grant::RESEARCHER, Grant::STUDY_STEWARD}},
      {"AgreementService/MeasureCalibration",
       Where::kInStudy,
       {Grant::RESEARCHER, Grant::STUDY_STEWARD}},

      {"DisclosureService/FindRareCombinations",
       Where::kInStudy,
       {Grant::SITE_STEWARD}},
      {"DisclosureService/ReviewDisclosure",
       Where::kInStudy,
       {Grant::SITE_STEWARD}},
      {"DisclosureService/GetDossier", Where::kInStudy, {Grant::SITE_STEWARD}},

      {"SampleService/DrawSample", Where::kInStudy, {Grant::STUDY_STEWARD}},
      {"SampleService/GetSample",
       Where::kInStudy,
       {Grant::RESEARCHER, Grant::STUDY_STEWARD}},
      {"SampleService/ListSamples",
       Where::kInStudy,
       {Grant::RESEARCHER, Grant::STUDY_STEWARD}},
      {"SampleService/ReplaceSampledFile",
       Where::kInStudy,
       {Grant::STUDY_STEWARD}},

      {"HistoryService/ListEvents",
       Where::kInStudy,
       {Grant::AUDITOR, Grant::STUDY_STEWARD, Grant::GOVERNANCE_AUDITOR}},
      {"HistoryService/ListReads",
       Where::kInStudy,
       {Grant::GOVERNANCE_AUDITOR}},
      {"HistoryService/GetCheckpoint",
       Where::kAnyStudy,
       {Grant::GOVERNANCE_AUDITOR, Grant::ADMINISTRATOR}},
      {"HistoryService/GetInclusionProof",
       Where::kAnyStudy,
       {Grant::GOVERNANCE_AUDITOR, Grant::ADMINISTRATOR}},
      {"HistoryService/GetConsistencyProof",
       Where::kAnyStudy,
       {Grant::GOVERNANCE_AUDITOR, Grant::ADMINISTRATOR}},
      {"HistoryService/VerifyHistory",
       Where::kAnyStudy,
       {Grant::GOVERNANCE_AUDITOR, Grant::ADMINISTRATOR}},
  };
  return *table;
}

constexpr absl::string_view kReadCodings[] = {
    "AdjudicationService/GetAdjudication",
    "AdjudicationService/ListAdjudications",
    "AgreementService/ListDisagreements",
    "AgreementService/MeasureAgreement",
    "AgreementService/MeasureCalibration",
    "AnonymityService/GetKeptSpan",
    "CodingService/CheckCoding",
    "CodingService/CompareAnswers",
    "CodingService/GetCoding",
    "CodingService/ListCodings",
    "ComparisonService/CompareCoding",
    "ComparisonService/ListComparisons",
    "ComparisonService/SummariseComparisons",
    "DisclosureService/FindRareCombinations",
    "DisclosureService/GetDossier"};

constexpr absl::string_view kCostly[] = {
    "AgreementService/MeasureAgreement",
    "AgreementService/MeasureCalibration",
    "AnonymityService/CheckText",
    "AssignmentService/AssignFiles",
    "CaseFileService/ImportCaseFiles",
    "ClassModelService/CompareClassModels",
    "ClassModelService/CreateFit",
    "ClassModelService/Score",
    "ComparisonService/ListComparisons",
    "ComparisonService/SummariseComparisons",
    "DisclosureService/FindRareCombinations",
    "HistoryService/VerifyHistory",
    "SampleService/DrawSample",
    "TemplateService/MigrateDrafts"};

}  // namespace

absl::Span<const MethodPolicy> Policies() { return Table(); }

const MethodPolicy* FindPolicy(absl::string_view method) {
  const auto at = std::find_if(
      Table().begin(), Table().end(),
      [method](const MethodPolicy& p) { return p.method == method; });
  return at == Table().end() ? nullptr : &*at;
}

absl::Span<const absl::string_view> MethodsThatReadCodings() {
  return kReadCodings;
}

absl::Span<const absl::string_view> CostlyMethods() { return kCostly; }

int CostOf(absl::string_view method) {
  return absl::c_linear_search(kCostly, method) ? limits::kCallsOfACostlyCall
                                                : 1;
}

}  // namespace caselens
