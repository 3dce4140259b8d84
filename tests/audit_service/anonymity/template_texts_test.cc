#include "audit_service/anonymity/template_texts.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/status/status.h"

#include "caselens/v1/template.pb.h"
#include "tests/status_matchers.h"
#include "typology/anonymity/guard.h"

namespace caselens {
namespace {

const anonymity::Guard& TheGuard() {
  static const anonymity::Guard guard;
  return guard;
}

v1::Template Saying(const std::string& definition) {
  v1::Template form;
  v1::Field& field = *form.add_sections()->add_fields();
  field.set_id("A.one");
  field.set_definition(definition);
  return form;
}

TEST(TemplateTexts, MayUseTheWordsOfTheField) {
  EXPECT_THAT(CheckTemplateTexts(
                  TheGuard(),
                  Saying("Coercive control, section 47, MARAC, the Children's "
                         "Reporter and a child in need plan."),
                  "content", {}),
              IsOk());
}

TEST(TemplateTexts, SayWhereAnIdentifierIsAndNotWhich) {
  const absl::Status refused =
      CheckTemplateTexts(TheGuard(), Saying("NHS 943 476 5919"), "content", {});
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kInvalidArgument,
                                testing::Not(testing::HasSubstr("943"))));
  EXPECT_THAT(refused.ToString(),
              testing::HasSubstr("content.sections[0].fields[0].definition"));
}

TEST(TemplateTexts, AreNotLookedAtAgainOncePublished) {
  const v1::Template form = Saying("NHS 943 476 5919");
  EXPECT_THAT(CheckTemplateTexts(TheGuard(), form, "content", StringsOf(form)),
              IsOk());
}

absl::Status CheckTranslation(const std::string& text) {
  v1::Template form;
  form.add_translations()->add_texts()->set_text(text);
  return CheckTemplateTexts(TheGuard(), form, "content", {});
}

TEST(TemplateTexts, InAnotherLanguageMayHaveItsWordsAndNoNames) {
  EXPECT_THAT(CheckTranslation("Safle"), IsOk());
  EXPECT_THAT(CheckTranslation("Heb ei gofnodi yn y ffeil. Dewiswch un."),
              IsOk());
  for (const char* text :
       {"Zebedee Quillfeather", "Mae Quillfeather yn y ffeil",
        "NHS 943 476 5919", "ganwyd 14/02/2011"}) {
    EXPECT_THAT(CheckTranslation(text),
                StatusIs(absl::StatusCode::kInvalidArgument, testing::_))
        << text;
  }
}

TEST(TemplateTexts, OfIdsAreReadInWords) {
  v1::Template form;
  form.add_sections()->add_fields()->set_id("A.nhs_943_476_5919");
  EXPECT_THAT(CheckTemplateTexts(TheGuard(), form, "content", {}),
              StatusIs(absl::StatusCode::kInvalidArgument, testing::_));
  form.mutable_sections(0)->mutable_fields(0)->set_id("A.rereferral_trigger");
  EXPECT_THAT(CheckTemplateTexts(TheGuard(), form, "content", {}), IsOk());
}

}  // namespace
}  // namespace caselens
