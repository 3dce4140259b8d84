#include "clients/web/entry_form.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "clients/cli/errors.h"
#include "clients/web/templates.h"

namespace caselens::web {
namespace {

using testing::HasSubstr;
using testing::Not;

absl::Status RefusedFor(const char* path) {
  v1::BadRequest bad;
  auto& violation = *bad.add_field_violations();
  violation.set_field(path);
  violation.set_description("want 1 to 15");
  return cli::WithViolations(absl::InvalidArgumentError("bad"), bad);
}

std::string Shown(EntryForm& form) {
  form.AddText("classes_to", "To", "", "8");
  form.AddChoices("sites", "Sites", "", {{"C1", "C1"}, {"C2", "C2"}});
  form.AddChoice("method", "Method", "", {{"ML", "One"}, {"MAP", "Other"}});
  Data data;
  form.SetOn(data);
  return Rendered("error_summary", data) + Rendered("entry_form", data);
}

TEST(EntryFormTest, BeginsWithWhatIsUsual) {
  const Fields nothing;
  EntryForm form(nothing);
  const std::string page = Shown(form);
  EXPECT_THAT(page, HasSubstr("value=\"8\""));
  EXPECT_THAT(page, HasSubstr("value=\"ML\" checked"));
  EXPECT_THAT(page, Not(HasSubstr("There is a problem")));
}

TEST(EntryFormTest, KeepsWhatWasEnteredAndLeadsFromTheErrorToTheField) {
  Fields sent;
  sent.Add("classes_to", "99");
  sent.Add("sites", "C2");
  sent.Add("method", "MAP");
  EntryForm form(sent);
  EXPECT_EQ(form.Whole("classes_to"), 99);
  EXPECT_FALSE(form.IsRefused());
  EXPECT_TRUE(form.Refuse(RefusedFor("options.classes_to")));
  const std::string page = Shown(form);
  EXPECT_THAT(page, HasSubstr("href=\"#classes_to\">To: want 1 to 15<"));
  EXPECT_THAT(page, HasSubstr("value=\"99\""));
  EXPECT_THAT(page, HasSubstr("value=\"C2\" checked"));
  EXPECT_THAT(page, HasSubstr("value=\"MAP\" checked"));
}

TEST(EntryFormTest, WhatIsWrongWithNoFieldOfTheFormIsSaidToo) {
  const Fields nothing;
  EntryForm form(nothing);
  EXPECT_TRUE(form.Refuse(RefusedFor("options.items[2]")));
  const std::string page = Shown(form);
  EXPECT_THAT(page, HasSubstr("want 1 to 15"));
  EXPECT_THAT(page, Not(HasSubstr("href=\"#items")));
  EXPECT_FALSE(form.Refuse(absl::InternalError("disk")));
}

TEST(EntryFormTest, ATextThatIsNoNumberIsAProblem) {
  Fields sent;
  sent.Add("classes_to", "many");
  sent.Add("seed", "-1");
  EntryForm form(sent);
  form.Whole("classes_to");
  form.Seed("seed");
  EXPECT_TRUE(form.IsRefused());
  EXPECT_THAT(Shown(form), HasSubstr("Enter a whole number."));
}

}  // namespace
}  // namespace caselens::web
