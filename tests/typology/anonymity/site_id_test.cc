#include "typology/anonymity/site_id.h"

#include <optional>

#include <gtest/gtest.h>

#include "absl/strings/string_view.h"

#include "typology/anonymity/finding.h"
#include "typology/anonymity/guard.h"

namespace caselens::anonymity {
namespace {

std::optional<Type> Fault(absl::string_view id) {
  static const auto& guard = *new Guard();
  return FindSiteIdFault(guard, id);
}

TEST(SiteId, OfLettersAndAShortNumberMayBeStored) {
  for (const absl::string_view id :
       {"F17", "C1-0042", "C1-00042", "CHILD12", "FAM3", "REC00001", "KID-7",
        "EP4", "SHF123", "B1", "fam12"}) {
    EXPECT_EQ(Fault(id), std::nullopt) << id;
  }
}

TEST(SiteId, ThatHoldsANameIsRefused) {
  for (const absl::string_view id :
       {"KHAN12", "Sarah1", "SMITH-004", "grace7", "Tom3"}) {
    EXPECT_EQ(Fault(id), Type::kPerson) << id;
  }
  EXPECT_EQ(Fault("Sarah Khan"), Type::kPerson);
}

TEST(SiteId, OfAnotherRegisterIsRefusedAsThatRegister) {
  EXPECT_EQ(Fault("B801200005001"), Type::kUpn);
  EXPECT_EQ(Fault("943 476 5919"), Type::kNhsNumber);
  EXPECT_EQ(Fault("AB123456C"), Type::kNino);
  EXPECT_EQ(Fault("2009-02-14"), Type::kDate);
  EXPECT_EQ(Fault("ZE21C00123"), Type::kCourtCase);
}

TEST(SiteId, OfAnotherSystemIsRefused) {
  EXPECT_EQ(Fault("LCS12345"), Type::kReference);
  EXPECT_EQ(Fault("1234567"), Type::kNumber);
  EXPECT_EQ(Fault("12345"), Type::kReference);
  EXPECT_EQ(Fault(""), Type::kReference);
  EXPECT_EQ(Fault("F17\xFF"), Type::kReference);
}

}  // namespace
}  // namespace caselens::anonymity
