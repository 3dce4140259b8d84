#include "audit_service/access/policy.h"

#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

#include "tests/audit_service/contract.h"

namespace caselens {
namespace {

// Every method of every service of the contract.
std::set<std::string> Methods() {
  std::set<std::string> methods;
  for (const auto* const method : MethodsOfContract()) {
    methods.insert(
        absl::StrCat(method->service()->name(), "/", method->name()));
  }
  return methods;
}

TEST(PolicyTest, EveryMethodHasOneEntryAndEveryEntryAMethod) {
  std::set<std::string> entries;
  for (const MethodPolicy& policy : Policies()) {
    EXPECT_TRUE(entries.insert(std::string(policy.method)).second)
        << policy.method << " has two entries";
    EXPECT_EQ(FindPolicy(policy.method), &policy);
  }
  const std::set<std::string> methods = Methods();
  EXPECT_GT(methods.size(), 30);
  EXPECT_EQ(entries, methods);
}

TEST(PolicyTest, RolesAreNamedWhereTheyAreAskedFor) {
  for (const MethodPolicy& policy : Policies()) {
    EXPECT_EQ(policy.roles.empty(),
              policy.where == MethodPolicy::Where::kAnywhere)
        << policy.method;
    for (const Role role : policy.roles) {
      EXPECT_NE(role, v1::Grant::ROLE_UNSPECIFIED) << policy.method;
    }
  }
}

TEST(PolicyTest, AMethodWithoutAnEntryIsUnknown) {
  EXPECT_EQ(FindPolicy(""), nullptr);
  EXPECT_EQ(FindPolicy("CodingService"), nullptr);
  EXPECT_EQ(FindPolicy("CodingService/GetCodings"), nullptr);
  EXPECT_EQ(FindPolicy("codingservice/getcoding"), nullptr);
}

TEST(PolicyTest, WhatReadsCodingsIsAMethod) {
  for (const absl::string_view method : MethodsThatReadCodings()) {
    EXPECT_NE(FindPolicy(method), nullptr) << method;
  }
}

TEST(PolicyTest, WhatCountsAsManyCallsIsAMethod) {
  for (const absl::string_view method : CostlyMethods()) {
    EXPECT_NE(FindPolicy(method), nullptr) << method;
    EXPECT_GT(CostOf(method), 1) << method;
  }
  EXPECT_EQ(CostOf("CodingService/SaveAnswers"), 1);
}

// Content is not for those who run the service.
TEST(PolicyTest, AdministratorsReachNothingOfAStudy) {
  for (const MethodPolicy& policy : Policies()) {
    if (policy.where != MethodPolicy::Where::kInStudy) continue;
    EXPECT_THAT(policy.roles,
                testing::Not(testing::Contains(v1::Grant::ADMINISTRATOR)))
        << policy.method;
  }
}

}  // namespace
}  // namespace caselens
