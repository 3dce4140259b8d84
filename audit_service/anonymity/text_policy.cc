#include "audit_service/anonymity/text_policy.h"

#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/string_view.h"

namespace caselens {
namespace {

using google::protobuf::FieldDescriptor;

// Names of fields that are structured wherever they stand: names of resources,
// keys of protocol.
const absl::flat_hash_set<std::string>& StructuredNames() {
  static const auto* const names = new absl::flat_hash_set<std::string>{
      "etag", "name", "page_token", "parent", "request_id"};
  return *names;
}

// Messages that only a template holds.
const absl::flat_hash_set<std::string>& TemplateMessages() {
  static const auto* const names = new absl::flat_hash_set<std::string>{
      "Template", "Problem",        "Retirement", "Translation",
      "Section",  "TranslatedText", "Field",      "Code",
      "Test",     "Grid",           "Extension",  "MissingLabel"};
  return *names;
}

const absl::flat_hash_map<std::string, TextPolicy>& TextTable() {
  constexpr TextPolicy kStructured = TextPolicy::kStructured;
  static const auto* const table =
      new absl::flat_hash_map<std::string, TextPolicy>{
          {"CreatePrincipalRequest.principal_id", TextPolicy::kChosenId},
          {"CreateStudyRequest.study_id", TextPolicy::kChosenId},
          {"CreateClassModelRequest.class_model_id", TextPolicy::kChosenId},
          {"CreateClassModelRequest.published", kStructured},
          {"CreateSiteRequest.site_id", kStructured},

          {"Grant.study", kStructured},
          {"LinkIdentityRequest.subject", kStructured},
          {"LinkIdentityRequest.issuer", kStructured},
          {"UnlinkIdentityRequest.identity", kStructured},
          {"Grant.site", kStructured},
          {"CreateDraftRequest.source", kStructured},
          {"MigrateDraftsRequest.from", kStructured},
          {"MigrateDraftsRequest.to", kStructured},
          {"Study.template", kStructured},
          {"RevisionMove.from", kStructured},
          {"RevisionMove.to", kStructured},
          {"Study.extensions", kStructured},
          {"Site.factor_scheme", kStructured},
          {"Site.class_model", kStructured},
          {"Site.agreement_date", kStructured},
          {"Site.ethics_date", kStructured},
          {"Site.comparison_consent_date", kStructured},
          {"Site.safeguarding_contact", TextPolicy::kContact},
          {"Training.principal", kStructured},
          {"Training.date", kStructured},

          {"Assignment.case_file", kStructured},
          {"Assignment.auditor", kStructured},
          {"Assignment.site", kStructured},
          {"Assignment.record", kStructured},
          {"Assignment.coding", kStructured},
          {"Assignment.due_date", kStructured},
          {"AssignFilesRequest.sample", kStructured},
          {"AssignFilesRequest.case_files", kStructured},
          {"AssignFilesRequest.auditors", kStructured},
          {"AssignFilesRequest.due_date", kStructured},
          {"ReassignAssignmentRequest.auditor", kStructured},

          {"CreateCodingRequest.assignment", kStructured},
          {"SaveAnswersRequest.removed", kStructured},
          {"Keep.field", kStructured},
          {"Person.id", kStructured},
          {"Relationship.id", kStructured},
          {"Relationship.person_1", kStructured},
          {"Relationship.person_2", kStructured},
          {"Harm.id", kStructured},
          {"Harm.from", kStructured},
          {"Harm.to", kStructured},
          {"Row.id", kStructured},
          {"Row.person", kStructured},
          {"Fill.grid", kStructured},
          {"Fill.instance", kStructured},
          {"Answer.field", kStructured},
          {"Answer.instance", kStructured},
          {"Answer.codes", kStructured},
          {"Answer.text", TextPolicy::kCoding},
          {"Answer.paraphrase", TextPolicy::kCoding},
          {"Grade.evidence_level", kStructured},
          {"Grade.sources", kStructured},
          {"Match.judgement", kStructured},
          {"FitOptions.sites", kStructured},
          {"FitOptions.factor_map", kStructured},
          {"FitOptions.items", kStructured},
          {"ChooseClassModelRequest.class_model_id", TextPolicy::kChosenId},
          {"ImportClassModelRequest.class_model_id", TextPolicy::kChosenId},
          {"ImportClassModelRequest.site", kStructured},
          {"ItemProfile.item", kStructured},
          {"RequestErasureRequest.site", kStructured},
          {"RequestErasureRequest.case_files", kStructured},
          {"DrawSampleRequest.sites", kStructured},
          {"ReplaceSampledFileRequest.case_file", kStructured},
          {"ReleaseOptions.sites", kStructured},
          {"ReleaseProgramme.variables", kStructured},
          {"Table.variables", kStructured},
          {"Grouping.variable", kStructured},
          {"Grouping.grouping", kStructured},
          {"Redaction.field", kStructured},
          {"Redaction.instance", kStructured},
          {"Redaction.code", kStructured},
          {"Match.mismatch_reasons", kStructured},
          {"Resolution.field", kStructured},
          {"Resolution.instance", kStructured},
          {"Resolution.codes", kStructured},
      };
  return *table;
}

}  // namespace

TextPolicy TextPolicyOf(const FieldDescriptor& field) {
  if (StructuredNames().contains(field.name())) return TextPolicy::kStructured;
  if (TemplateMessages().contains(field.containing_type()->name())) {
    return TextPolicy::kTemplate;
  }
  const auto at =
      TextTable().find(field.containing_type()->name() + "." + field.name());
  return at == TextTable().end() ? TextPolicy::kStrict : at->second;
}

}  // namespace caselens
