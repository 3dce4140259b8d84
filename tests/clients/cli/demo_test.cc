// The demo study is built once: by a fake service that remembers what it is
// given, run twice.

#include <map>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

#include "clients/cli/demo/demo_study.h"
#include "clients/cli/errors.h"
#include "clients/cli/local_file.h"
#include "tests/clients/cli/fake_service.h"
#include "tests/status_matchers.h"

namespace caselens::cli {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr char kAssignments[] =
    "site,record_id,role,wave\n"
    "C1,R1,PRIMARY,W1\r\n"
    "C1,R1,SECOND,W1\n"
    "C1,R2,PRIMARY,W1\n"
    "C2,R1,PRIMARY,PILOT\n"
    "C2,R1,SECOND,W1\n"
    "C3,R9,PRIMARY,W2\n\n";

TEST(DemoAssignments, TheGuidedFileIsForDemoAndTheOthersAlternate) {
  const auto parsed = ParseDemoAssignments(kAssignments);
  ASSERT_THAT(parsed, IsOk());
  std::vector<std::string> given;
  for (const DemoAssignment& one : *parsed) {
    given.push_back(absl::StrCat(one.site, ":", one.record, " ", one.auditor,
                                 " ", v1::Assignment::Rank_Name(one.rank), " ",
                                 v1::Assignment::Wave_Name(one.wave)));
  }
  EXPECT_THAT(
      given,
      ElementsAre("C1:R1 demo PRIMARY W1", "C1:R1 auditor SECOND W1",
                  "C1:R2 auditor PRIMARY W1",
                  "C2:R1 second-auditor PRIMARY PILOT",
                  "C2:R1 auditor SECOND W1", "C3:R9 auditor PRIMARY W2"));
}

TEST(DemoAssignments, ABadLineIsNamed) {
  EXPECT_THAT(ParseDemoAssignments("h\nC1,R1,THIRD,W1\n"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       testing::AllOf(HasSubstr("line 2"),
                                      HasSubstr("PRIMARY, SECOND"))));
  EXPECT_THAT(
      ParseDemoAssignments("h\nC1,R1,PRIMARY\n"),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("line 2")));
}

// A service that keeps studies, principals, sites, files and assignments, just
// well enough for the loader. Tokens are `caselens_{principal}`.
class DemoLoad : public testing::Test {
 protected:
  DemoLoad() {
    KeepPrincipals();
    KeepStudy();
    KeepSites();
    KeepAssignments();
    for (const char* const file : {"c1.csv", "c2.csv", "c3.csv"}) {
      folder_.Write(file, "record_id\n");
    }
    folder_.Write("assignments.csv", kAssignments);
    folder_.Write("token", "caselens_administrator\n");
  }

  void KeepPrincipals() {
    service_.On<v1::CreatePrincipalRequest>(
        [this](const v1::CreatePrincipalRequest& request, const std::string&) {
          const std::string name =
              absl::StrCat("principals/", request.principal_id());
          principals_[name].set_name(name);
          return principals_[name];
        });
    service_.On<v1::ListPrincipalsRequest>(
        [this](const v1::ListPrincipalsRequest&, const std::string&) {
          v1::ListPrincipalsResponse response;
          for (const auto& [name, principal] : principals_) {
            *response.add_principals() = principal;
          }
          return response;
        });
    service_.On<v1::GrantRoleRequest>(
        [this](const v1::GrantRoleRequest& request, const std::string&) {
          *principals_[request.name()].add_grants() = request.grant();
          return principals_[request.name()];
        });
    service_.On<v1::CreateTokenRequest>(
        [](const v1::CreateTokenRequest& request, const std::string&) {
          v1::Token token;
          token.set_secret(absl::StrCat(
              "caselens_", request.parent().substr(sizeof("principals"))));
          return token;
        });
    service_.On<v1::GetCallerRequest>(
        [this](const v1::GetCallerRequest&,
               const std::string& token) -> absl::StatusOr<v1::Principal> {
          const auto at = principals_.find(
              absl::StrCat("principals/", token.substr(sizeof("caselens"))));
          if (at == principals_.end()) return absl::UnauthenticatedError("");
          return at->second;
        });
  }

  void KeepStudy() {
    service_.On<v1::CreateStudyRequest>(
        [this](const v1::CreateStudyRequest& request,
               const std::string&) -> absl::StatusOr<v1::Study> {
          if (!study_.name().empty()) return absl::AlreadyExistsError("demo");
          study_ = request.study();
          study_.set_name("studies/demo");
          return study_;
        });
    service_.On<v1::GetStudyRequest>(
        [this](const v1::GetStudyRequest&, const std::string&) {
          return study_;
        });
    service_.On<v1::ListClassModelsRequest>(
        [this](const v1::ListClassModelsRequest&, const std::string&) {
          v1::ListClassModelsResponse response;
          for (const std::string& name : models_) {
            response.add_class_models()->set_name(name);
          }
          return response;
        });
    service_.On<v1::CreateClassModelRequest>(
        [this](const v1::CreateClassModelRequest& request, const std::string&) {
          models_.insert(absl::StrCat(request.parent(), "/classModels/",
                                      request.class_model_id()));
          return v1::ClassModel();
        });
  }

  void KeepSites() {
    service_.On<v1::ListSitesRequest>(
        [this](const v1::ListSitesRequest&, const std::string&) {
          v1::ListSitesResponse response;
          for (const auto& [name, site] : sites_) *response.add_sites() = site;
          return response;
        });
    service_.On<v1::CreateSiteRequest>(
        [this](const v1::CreateSiteRequest& request, const std::string&) {
          v1::Site site = request.site();
          site.set_name(
              absl::StrCat(request.parent(), "/sites/", request.site_id()));
          EXPECT_THAT(models_, Contains(site.class_model()));
          return sites_[site.name()] = site;
        });
    service_.On<v1::ImportCaseFilesRequest>(
        [this](const v1::ImportCaseFilesRequest& request, const std::string&) {
          sites_.at(request.parent()).set_case_file_count(1);
          return v1::ImportCaseFilesResponse();
        });
    service_.On<v1::ListCaseFilesRequest>(
        [](const v1::ListCaseFilesRequest& request, const std::string&) {
          v1::ListCaseFilesResponse response;
          response.add_case_files()->set_name(
              absl::StrCat(request.site(), ".", request.record()));
          return response;
        });
  }

  void KeepAssignments() {
    service_.On<v1::RecordTrainingRequest>(
        [](const v1::RecordTrainingRequest&, const std::string&) {
          return v1::Training();
        });
    service_.On<v1::ListAssignmentsRequest>(
        [this](const v1::ListAssignmentsRequest&, const std::string&) {
          return assignments_;
        });
    service_.On<v1::CreateAssignmentRequest>(
        [this](const v1::CreateAssignmentRequest& request,
               const std::string& token) {
          EXPECT_EQ(token, "caselens_study-steward");
          v1::Assignment assignment = request.assignment();
          const std::vector<std::string> file =
              absl::StrSplit(assignment.case_file(), '.');
          assignment.set_site(file[0]);
          assignment.set_record(file[1]);
          *assignments_.add_assignments() = assignment;
          return assignment;
        });
  }

  Outcome Load() {
    return RunCli(service_, folder_,
                  {"demo", "load", "--data", folder_.Path(""), "--tokens",
                   folder_.Path("")});
  }

  FakeService service_;
  TestFolder folder_;
  v1::Study study_;
  std::set<std::string> models_;
  std::map<std::string, v1::Principal> principals_;
  std::map<std::string, v1::Site> sites_;
  v1::ListAssignmentsResponse assignments_;
};

TEST_F(DemoLoad, BuildsTheStudy) {
  const Outcome outcome = Load();
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("SIMULATED"));
  EXPECT_TRUE(study_.simulated());
  EXPECT_EQ(models_.size(), 3U);
  ASSERT_EQ(sites_.size(), 3U);
  EXPECT_EQ(sites_.at("studies/demo/sites/C3").nation(), v1::Site::SCO);
  EXPECT_EQ(sites_.at("studies/demo/sites/C3").factor_scheme(), "rdac-15-v1");
  EXPECT_EQ(assignments_.assignments_size(), 6);
  // Each auditor once at each site: demo C1, auditor C1 C2 C3, second C2.
  EXPECT_EQ(service_.Requests<v1::RecordTrainingRequest>().size(), 5U);
}

TEST_F(DemoLoad, EveryRoleGetsATokenFileOfItsOwn) {
  ASSERT_EQ(Load().exit_code, 0);
  EXPECT_EQ(principals_.size(), 10U);
  for (const auto& [name, principal] : principals_) {
    const std::string id = name.substr(sizeof("principals"));
    const std::string file = folder_.Path(id + ".token");
    EXPECT_EQ(*ReadTokenFile(file), "caselens_" + id);
  }
  EXPECT_EQ(principals_.at("principals/demo").grants_size(), 5);
}

TEST_F(DemoLoad, ASecondRunChangesNothing) {
  ASSERT_EQ(Load().exit_code, 0);
  service_.ForgetCalls();
  const Outcome again = Load();
  EXPECT_EQ(again.exit_code, 0) << again.err;
  for (const std::string& call : service_.Calls()) {
    const bool reads = call.rfind("Get", 0) == 0 || call.rfind("List", 0) == 0;
    EXPECT_TRUE(reads || call == "CreateStudy") << call;  // refused: it exists
  }
}

TEST_F(DemoLoad, GoesOnWhereARunWasCutOff) {
  service_.Refuse<v1::CreateAssignmentRequest>(absl::UnavailableError("down"));
  EXPECT_EQ(Load().exit_code, kExitUnreachable);
  KeepAssignments();
  const Outcome again = Load();
  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_EQ(assignments_.assignments_size(), 6);
}

TEST_F(DemoLoad, StaysOutOfARealStudyOfThatName) {
  study_.set_name("studies/demo");
  const Outcome outcome = Load();
  EXPECT_EQ(outcome.exit_code, kExitRefused);
  EXPECT_TRUE(sites_.empty());
}

TEST_F(DemoLoad, MakesANewTokenForOneThatNoLongerWorks) {
  ASSERT_EQ(Load().exit_code, 0);
  folder_.Write("auditor.token", "caselens_ended\n");
  ASSERT_EQ(Load().exit_code, 0);
  EXPECT_EQ(*ReadTokenFile(folder_.Path("auditor.token")), "caselens_auditor");
}

}  // namespace
}  // namespace caselens::cli
