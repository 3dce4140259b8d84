#include "audit_service/anonymity/text_policy.h"

#include <functional>
#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "caselens/v1/access.pb.h"
#include "caselens/v1/anonymity.pb.h"
#include "caselens/v1/assignment.pb.h"
#include "caselens/v1/case_file.pb.h"
#include "caselens/v1/class_model.pb.h"
#include "caselens/v1/coding.pb.h"
#include "caselens/v1/disclosure.pb.h"
#include "caselens/v1/sample.pb.h"
#include "caselens/v1/study.pb.h"
#include "caselens/v1/template.pb.h"

namespace caselens {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using testing::ElementsAre;

// Visits every string field below `message`.
void Visit(const Descriptor& message, std::set<const Descriptor*>& seen,
           const std::function<void(const FieldDescriptor&)>& visit) {
  if (!seen.insert(&message).second) return;
  for (int i = 0; i < message.field_count(); ++i) {
    const FieldDescriptor& field = *message.field(i);
    if (field.type() == FieldDescriptor::TYPE_STRING) visit(field);
    if (field.message_type() != nullptr) {
      Visit(*field.message_type(), seen, visit);
    }
  }
}

// The string fields of requests that write, which a policy holds for.
std::set<std::string> FieldsWith(TextPolicy policy) {
  std::set<std::string> fields;
  std::set<const Descriptor*> seen;
  for (const Descriptor* const request :
       {v1::CreatePrincipalRequest::descriptor(),
        v1::GrantRoleRequest::descriptor(),
        v1::RevokeRoleRequest::descriptor(),
        v1::CreateTokenRequest::descriptor(),
        v1::RevokeTokenRequest::descriptor(),
        v1::CreateStudyRequest::descriptor(),
        v1::CreateSiteRequest::descriptor(),
        v1::UpdateSiteRequest::descriptor(),
        v1::RecordTrainingRequest::descriptor(),
        v1::ImportCaseFilesRequest::descriptor(),
        v1::CreateClassModelRequest::descriptor(),
        v1::CreateAssignmentRequest::descriptor(),
        v1::CreateCodingRequest::descriptor(),
        v1::SaveAnswersRequest::descriptor(),
        v1::SubmitCodingRequest::descriptor(),
        v1::RevealCodingRequest::descriptor(),
        v1::MatchCodingRequest::descriptor(),
        v1::ReviewKeptSpanRequest::descriptor(),
        v1::ReviewDisclosureRequest::descriptor(),
        v1::CreateDraftRequest::descriptor(),
        v1::UpdateDraftRequest::descriptor(),
        v1::PublishRevisionRequest::descriptor(),
        v1::RetireRevisionRequest::descriptor(),
        v1::MigrateDraftsRequest::descriptor()}) {
    Visit(*request, seen, [&](const FieldDescriptor& field) {
      if (TextPolicyOf(field) != policy) return;
      fields.insert(field.containing_type()->name() + "." + field.name());
    });
  }
  return fields;
}

TEST(TextPolicy, HoldsWordsOfStewardsToTheStrictRule) {
  EXPECT_THAT(
      FieldsWith(TextPolicy::kStrict),
      ElementsAre("MigrateDraftsRequest.reason", "PublishedTable.provenance",
                  "RetireRevisionRequest.reason", "RevisionMove.reason",
                  "Study.display_name"));
}

TEST(TextPolicy, ChecksTextsOfACodingWithTheCoding) {
  EXPECT_THAT(FieldsWith(TextPolicy::kCoding),
              ElementsAre("Answer.paraphrase", "Answer.text"));
}

TEST(TextPolicy, ChecksAllOfATemplateWithTheTemplate) {
  const std::set<std::string> fields = FieldsWith(TextPolicy::kTemplate);
  for (const char* field :
       {"Template.title", "Section.guidance", "Field.definition", "Field.id",
        "Code.code", "Code.label", "Grid.label", "Extension.label",
        "MissingLabel.label", "Test.codes", "Translation.language_code",
        "TranslatedText.path", "TranslatedText.text"}) {
    EXPECT_TRUE(fields.contains(field)) << field;
  }
}

TEST(TextPolicy, ChecksIdsThatCallersChoose) {
  EXPECT_THAT(FieldsWith(TextPolicy::kChosenId),
              ElementsAre("CreateClassModelRequest.class_model_id",
                          "CreatePrincipalRequest.principal_id",
                          "CreateStudyRequest.study_id"));
}

TEST(TextPolicy, HasOneFieldForReachingAService) {
  EXPECT_THAT(FieldsWith(TextPolicy::kContact),
              ElementsAre("Site.safeguarding_contact"));
}

}  // namespace
}  // namespace caselens
