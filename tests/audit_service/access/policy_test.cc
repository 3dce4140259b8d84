#include "audit_service/access/policy.h"

#include <filesystem>
#include <set>
#include <string>

#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

#include "caselens/v1/agreement.pb.h"
#include "caselens/v1/assignment.pb.h"
#include "caselens/v1/class_model.pb.h"
#include "caselens/v1/coding.pb.h"
#include "caselens/v1/comparison.pb.h"
#include "caselens/v1/document.pb.h"
#include "caselens/v1/study.pb.h"
#include "caselens/v1/template.pb.h"

namespace caselens {
namespace {

// A file of the contract is in the program only if something of it is used.
void LinkTheContract() {
  v1::AgreementReport::descriptor();
  v1::Assignment::descriptor();
  v1::ClassModel::descriptor();
  v1::Coding::descriptor();
  v1::Comparison::descriptor();
  v1::Document::descriptor();
  v1::Study::descriptor();
  v1::Template::descriptor();
}

// Every method of every service of the contract, by the files in protos/.
std::set<std::string> Methods() {
  LinkTheContract();
  const std::filesystem::path folder =
      std::filesystem::path(CASELENS_TEST_DATA) / "../../protos/caselens/v1";
  std::set<std::string> methods;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".proto") continue;
    const auto* const file =
        google::protobuf::DescriptorPool::generated_pool()->FindFileByName(
            absl::StrCat("caselens/v1/", entry.path().filename().string()));
    EXPECT_NE(file, nullptr) << entry.path() << " is not in the program";
    for (int s = 0; file != nullptr && s < file->service_count(); ++s) {
      const auto* const service = file->service(s);
      for (int m = 0; m < service->method_count(); ++m) {
        methods.insert(
            absl::StrCat(service->name(), "/", service->method(m)->name()));
      }
    }
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
