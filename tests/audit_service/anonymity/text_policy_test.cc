#include "audit_service/anonymity/text_policy.h"

#include <functional>
#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/algorithm/container.h"
#include "absl/strings/match.h"
#include "absl/strings/string_view.h"

#include "tests/audit_service/contract.h"

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

// By its name; a method of another name is taken to write.
bool OnlyReads(absl::string_view method) {
  constexpr absl::string_view kVerbs[] = {
      "Get",      "List",    "Watch",   "Check",   "Find",
      "Classify", "Score",   "Compare", "Suggest", "Summarise",
      "Diff",     "Measure", "Count",   "Query"};
  return absl::c_any_of(kVerbs, [&](absl::string_view verb) {
    return absl::StartsWith(method, verb);
  });
}

// The string fields of requests that write, which a policy holds for.
std::set<std::string> FieldsWith(TextPolicy policy) {
  std::set<std::string> fields;
  std::set<const Descriptor*> seen;
  const auto visit = [&](const FieldDescriptor& field) {
    if (TextPolicyOf(field) != policy) return;
    fields.insert(field.containing_type()->name() + "." + field.name());
  };
  for (const auto* const method : MethodsOfContract()) {
    if (!OnlyReads(method->name())) Visit(*method->input_type(), seen, visit);
  }
  return fields;
}

TEST(TextPolicy, HoldsWordsOfStewardsToTheStrictRule) {
  EXPECT_THAT(
      FieldsWith(TextPolicy::kStrict),
      ElementsAre(
          "CancelAssignmentRequest.reason", "ChooseClassModelRequest.reason",
          "ExportReleaseRequest.purpose", "ImportClassModelRequest.provenance",
          "LabelClassModelRequest.label", "LabelClassModelRequest.reason",
          "MigrateDraftsRequest.reason", "PublishedTable.provenance",
          "RejectReleaseRequest.reason", "ReopenCodingRequest.reason",
          "Resolution.reason", "RetireRevisionRequest.reason",
          "RevisionMove.reason", "Study.display_name",
          "WithdrawCodingRequest.reason"));
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
              ElementsAre("ChooseClassModelRequest.class_model_id",
                          "CreateClassModelRequest.class_model_id",
                          "CreatePrincipalRequest.principal_id",
                          "CreateStudyRequest.study_id",
                          "ImportClassModelRequest.class_model_id"));
}

TEST(TextPolicy, HasOneFieldForReachingAService) {
  EXPECT_THAT(FieldsWith(TextPolicy::kContact),
              ElementsAre("Site.safeguarding_contact"));
}

}  // namespace
}  // namespace caselens
