#include "audit_service/access/policy.h"

#include <algorithm>
#include <vector>

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
      {"AccessService/RevokeToken", Where::kService, {Grant::ADMINISTRATOR}},

      {"TemplateService/GetTemplate", Where::kAnywhere, {}},
      {"TemplateService/ListTemplates", Where::kAnywhere, {}},

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
  };
  return *table;
}

}  // namespace

absl::Span<const MethodPolicy> Policies() { return Table(); }

const MethodPolicy* FindPolicy(absl::string_view method) {
  const auto at = std::find_if(
      Table().begin(), Table().end(),
      [method](const MethodPolicy& p) { return p.method == method; });
  return at == Table().end() ? nullptr : &*at;
}

}  // namespace caselens
