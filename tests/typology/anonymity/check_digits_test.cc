#include "typology/anonymity/check_digits.h"

#include <gtest/gtest.h>

namespace caselens::anonymity {
namespace {

TEST(CheckDigits, AcceptWellFormedExamples) {
  EXPECT_TRUE(IsNhsNumber("9434765919"));
  EXPECT_TRUE(IsUpn("b801200005001"));
  EXPECT_TRUE(IsScn("123456718"));
  EXPECT_TRUE(IsNino("ab123456c"));
  EXPECT_TRUE(IsNino("ab123456"));
  EXPECT_TRUE(IsPaymentCard("4111111111111111"));
  EXPECT_TRUE(IsIban("gb82west12345698765432"));
}

TEST(CheckDigits, RefuseOneWrongDigit) {
  EXPECT_FALSE(IsNhsNumber("9434765918"));
  EXPECT_FALSE(IsUpn("a801200005001"));
  EXPECT_FALSE(IsUpn("q207000016049"));  // a wrong example seen in print
  EXPECT_FALSE(IsScn("123456719"));
  EXPECT_FALSE(IsPaymentCard("4111111111111112"));
  EXPECT_FALSE(IsIban("gb82west12345698765433"));
}

TEST(CheckDigits, RefuseLettersThatAreNeverGivenOut) {
  EXPECT_FALSE(IsNino("qq123456c"));  // Q is never used: the sample of HMRC
  EXPECT_FALSE(IsNino("ao123456c"));
  EXPECT_FALSE(IsNino("gb123456c"));
  EXPECT_FALSE(IsNino("ab123456e"));
}

TEST(CheckDigits, TellChiFromNhsByTheDate) {
  EXPECT_FALSE(IsChiNumber("9434765919"));
  EXPECT_TRUE(IsChiNumber("0101120014") == IsNhsNumber("0101120014"));
}

}  // namespace
}  // namespace caselens::anonymity
