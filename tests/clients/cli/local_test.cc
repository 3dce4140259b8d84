// What the client decides on its own: names, addresses, token files, requests.

#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"

#include "clients/cli/address.h"
#include "clients/cli/coding_file.h"
#include "clients/cli/errors.h"
#include "clients/cli/local_file.h"
#include "clients/cli/names.h"
#include "clients/cli/request_id.h"
#include "tests/clients/cli/fake_service.h"
#include "tests/status_matchers.h"

namespace caselens::cli {
namespace {

using testing::HasSubstr;

TEST(Names, AnIdAndAFullNameMeanTheSame) {
  EXPECT_EQ(*TopName("demo", "studies"), "studies/demo");
  EXPECT_EQ(*TopName("studies/demo", "studies"), "studies/demo");
  EXPECT_EQ(*NameInStudy("x", "codings", "studies/demo"),
            "studies/demo/codings/x");
  EXPECT_EQ(*NameInStudy("studies/other/codings/x", "codings", "studies/demo"),
            "studies/other/codings/x");
}

TEST(Names, OtherResourcesAreRefused) {
  for (const char* const name :
       {"studies/demo/sites/x", "codings/x", "", "studies//codings/x",
        "studies/demo/codings/", "studies/demo/codings/x/y"}) {
    EXPECT_EQ(ExitCodeOf(NameInStudy(name, "codings", "studies/demo").status()),
              kExitUsage)
        << name;
  }
  EXPECT_EQ(ExitCodeOf(TopName("studies/", "studies").status()), kExitUsage);
  EXPECT_EQ(ExitCodeOf(TopName("studies/a/b", "studies").status()), kExitUsage);
}

TEST(Address, PlainTextStaysOnThisMachine) {
  for (const char* const server :
       {"127.0.0.1:7600", "127.1.2.3:1", "localhost:7600", "[::1]:7600",
        "unix:/run/caselens.sock"}) {
    EXPECT_THAT(CheckAddress(server, Transport::kPlain), IsOk()) << server;
  }
  for (const char* const server :
       {"10.0.0.1:7600", "example.org:7600", "127.0.0.1.example.org:7600",
        "127.example.org:7600", "[::2]:7600", "0.0.0.0:7600"}) {
    EXPECT_THAT(
        CheckAddress(server, Transport::kPlain),
        StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("--tls-ca")))
        << server;
  }
}

TEST(Address, TlsGoesAnywhereButMustBeAnAddress) {
  EXPECT_THAT(CheckAddress("example.org:443", Transport::kTls), IsOk());
  EXPECT_THAT(CheckAddress("[2001:db8::1]:443", Transport::kTls), IsOk());
  for (const char* const server :
       {"example.org", "example.org:", "example.org:99999", ":7600",
        "dns:///example.org:443", "unix:", ""}) {
    EXPECT_EQ(ExitCodeOf(CheckAddress(server, Transport::kTls)), kExitUsage)
        << server;
  }
}

TEST(TokenFile, GivesTheTokenWithoutSpace) {
  const TestFolder folder;
  EXPECT_EQ(*ReadTokenFile(folder.Write("t", "  caselens_a.b \n")),
            "caselens_a.b");
}

TEST(TokenFile, OneThatOthersCanReadIsRefusedWithTheRemedy) {
  const TestFolder folder;
  const std::string path = folder.Write("t", "caselens_a.b\n");
  for (const mode_t mode : {0640U, 0604U, 0620U, 0601U}) {
    chmod(path.c_str(), mode);
    const absl::Status status = ReadTokenFile(path).status();
    EXPECT_EQ(ExitCodeOf(status), kExitNotAllowed) << std::oct << mode;
    EXPECT_THAT(std::string(status.message()),
                HasSubstr(absl::StrCat("chmod 600 ", path)));
  }
  chmod(path.c_str(), 0400);
  EXPECT_THAT(ReadTokenFile(path), IsOk());
}

TEST(TokenFile, MissingEmptyOrNoTokenIsNotSignedIn) {
  const TestFolder folder;
  for (const std::string& path :
       {folder.Path("none"), folder.Write("empty", "\n"),
        folder.Write("two", "a\nb\n"), folder.Path("")}) {
    EXPECT_EQ(ExitCodeOf(ReadTokenFile(path).status()), kExitNotAllowed)
        << path;
  }
}

TEST(SecretFile, OnlyItsOwnerReadsItAndNothingIsOverwritten) {
  const TestFolder folder;
  const std::string path = folder.Path("new.token");
  {
    absl::StatusOr<SecretFile> file =
        SecretFile::Create(path, SecretFile::IfExists::kRefuse);
    ASSERT_THAT(file, IsOk());
    ASSERT_THAT(file->Write("caselens_a.b"), IsOk());
  }
  struct stat made {};
  ASSERT_EQ(stat(path.c_str(), &made), 0);
  EXPECT_EQ(made.st_mode & 0777U, 0600U);
  EXPECT_EQ(*ReadTokenFile(path), "caselens_a.b");
  EXPECT_EQ(
      ExitCodeOf(
          SecretFile::Create(path, SecretFile::IfExists::kRefuse).status()),
      kExitUsage);
  EXPECT_EQ(*ReadTokenFile(path), "caselens_a.b");
}

TEST(SecretFile, LeavesNothingBehindUnlessWritten) {
  const TestFolder folder;
  const std::string path = folder.Write("old.token", "caselens_old.x\n");
  {
    const absl::StatusOr<SecretFile> file =
        SecretFile::Create(path, SecretFile::IfExists::kReplace);
    ASSERT_THAT(file, IsOk());
  }
  EXPECT_EQ(*ReadTokenFile(path), "caselens_old.x");
  EXPECT_NE(access(absl::StrCat(path, ".new").c_str(), F_OK), 0);
}

TEST(CodingFile, JsonAndTextprotoSayTheSame) {
  const absl::StatusOr<v1::Coding> json = ParseCoding(
      R"( {"site": "C1", "record": "R1",
           "document": {"people": [{"id": "P1"}]}} )");
  const absl::StatusOr<v1::Coding> text = ParseCoding(
      R"(site: "C1" record: "R1" document { people { id: "P1" } })");
  ASSERT_THAT(json, IsOk());
  ASSERT_THAT(text, IsOk());
  EXPECT_EQ(json->DebugString(), text->DebugString());
}

TEST(CodingFile, AnErrorSaysWhere) {
  EXPECT_THAT(ParseCoding("site: \"C1\"\nsites: 1"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("line 2, column 6")));
  EXPECT_THAT(ParseCoding(R"({"sites": 1})"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("sites")));
}

TEST(RequestId, IsAFreshUuidOfVersion4) {
  std::set<std::string> ids;
  for (int i = 0; i < 1000; ++i) {
    const std::string id = NewRequestId();
    EXPECT_THAT(id, testing::MatchesRegex(
                        "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}"
                        "-[0-9a-f]{12}"));
    ids.insert(id);
  }
  EXPECT_EQ(ids.size(), 1000U);
}

// The request and response of `Rpc<Request>` are those of the contract.
template <typename Request>
void ExpectInContract() {
  std::string name = Rpc<Request>::kMethod + 1;
  name.replace(name.find('/'), 1, ".");
  const auto* const method =
      google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(
          name);
  ASSERT_NE(method, nullptr) << name;
  EXPECT_EQ(method->input_type(), Request::descriptor()) << name;
  EXPECT_EQ(method->output_type(), ResponseOf<Request>::descriptor()) << name;
}

template <typename... Requests>
void ExpectAllInContract() {
  (ExpectInContract<Requests>(), ...);
}

TEST(Rpcs, TheTableIsThatOfTheContract) {
  ExpectAllInContract<
      v1::GetCallerRequest, v1::CreatePrincipalRequest,
      v1::ListPrincipalsRequest, v1::GrantRoleRequest, v1::RevokeRoleRequest,
      v1::CreateTokenRequest, v1::LinkIdentityRequest,
      v1::UnlinkIdentityRequest, v1::ListTokensRequest, v1::RotateTokenRequest,
      v1::RevokeTokenRequest, v1::GetTemplateRequest, v1::ListTemplatesRequest,
      v1::CreateStudyRequest, v1::GetStudyRequest, v1::ListStudiesRequest,
      v1::CreateSiteRequest, v1::GetSiteRequest, v1::ListSitesRequest,
      v1::UpdateSiteRequest, v1::RecordTrainingRequest,
      v1::ImportCaseFilesRequest, v1::GetCaseFileRequest,
      v1::ListCaseFilesRequest, v1::CreateClassModelRequest,
      v1::GetClassModelRequest, v1::ListClassModelsRequest, v1::ClassifyRequest,
      v1::CreateAssignmentRequest, v1::GetAssignmentRequest,
      v1::ListAssignmentsRequest, v1::AssignFilesRequest,
      v1::ReassignAssignmentRequest, v1::CancelAssignmentRequest,
      v1::GetWorkQueueRequest, v1::ListProgressRequest, v1::CreateCodingRequest,
      v1::GetCodingRequest, v1::ListCodingsRequest, v1::SaveAnswersRequest,
      v1::CheckCodingRequest, v1::SubmitCodingRequest, v1::RevealCodingRequest,
      v1::MatchCodingRequest, v1::CompareCodingRequest,
      v1::ListComparisonsRequest, v1::SummariseComparisonsRequest,
      v1::DrawSampleRequest, v1::GetSampleRequest, v1::ListSamplesRequest,
      v1::ReplaceSampledFileRequest, v1::SuggestTypologyRequest,
      v1::CreateFitRequest, v1::GetFitRequest, v1::ListFitsRequest,
      v1::WatchFitRequest, v1::CancelFitRequest, v1::ChooseClassModelRequest,
      v1::ImportClassModelRequest, v1::LabelClassModelRequest, v1::ScoreRequest,
      v1::CompareClassModelsRequest, v1::CheckTextRequest,
      v1::ListKeptSpansRequest, v1::GetKeptSpanRequest,
      v1::ReviewKeptSpanRequest, v1::GetDetectorScanRequest,
      v1::ListKeepRatesRequest, v1::FindRareCombinationsRequest,
      v1::ReviewDisclosureRequest, v1::GetDossierRequest, v1::ListEventsRequest,
      v1::ListReadsRequest, v1::GetCheckpointRequest,
      v1::GetInclusionProofRequest, v1::GetConsistencyProofRequest,
      v1::VerifyHistoryRequest>();
}

}  // namespace
}  // namespace caselens::cli
