// Whole runs of the program against a fake service.

#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "absl/status/status.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/text_format.h"
#include "google/protobuf/util/json_util.h"

#include "caselens/v1/error.pb.h"
#include "clients/cli/errors.h"
#include "clients/cli/local_file.h"
#include "clients/local/commands.h"
#include "tests/clients/cli/fake_service.h"

namespace caselens::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

// Text of a message of that type.
template <typename Message>
Message Proto(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message))
      << text;
  return message;
}

std::string Details(const std::vector<std::string>& fields) {
  v1::BadRequest bad;
  for (const std::string& field : fields) {
    auto& violation = *bad.add_field_violations();
    violation.set_field(field);
    violation.set_description("want something else");
  }
  v1::Status details;
  google::protobuf::Any& detail = *details.add_details();
  detail.set_type_url("type.googleapis.com/google.rpc.BadRequest");
  detail.set_value(bad.SerializeAsString());
  return details.SerializeAsString();
}

constexpr char kMembership[] = R"pb(
  class_model: "studies/demo/classModels/c1-published"
  posterior { class: 1 label: "Single issue" probability: 0.97 }
  posterior { class: 2 label: "Many" probability: 0.03 }
  modal_class: 1
  runner_up: 2
  margin: 0.94
  simulated: true
)pb";

TEST(Classify, JsonHasTheShapeOfTheContractWithAllDefaults) {
  FakeService service;
  const TestFolder folder;
  service.Answer<v1::ClassifyRequest>(Proto<v1::ClassMembership>(R"pb(
    posterior { class: 1 probability: 0.5 }
    modal_class: 1)pb"));
  const Outcome outcome =
      RunCli(service, folder,
             {"classify", "--study", "demo", "--model", "c1-published",
              "--factors", "dv_parent,parent_other_mh", "--format", "json"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(outcome.out, R"({
 "class_model": "",
 "posterior": [
  {
   "class": 1,
   "label": "",
   "probability": 0.5
  }
 ],
 "modal_class": 1,
 "runner_up": 0,
 "margin": 0,
 "simulated": false,
 "not_replicated": false
}
)");
  const auto requests = service.Requests<v1::ClassifyRequest>();
  ASSERT_EQ(requests.size(), 1U);
  EXPECT_EQ(requests[0].name(), "studies/demo/classModels/c1-published");
  EXPECT_THAT(requests[0].factors(),
              ElementsAre("dv_parent", "parent_other_mh"));
}

TEST(Classify, TheTableNeverShowsTheModalClassAlone) {
  FakeService service;
  const TestFolder folder;
  service.Answer<v1::ClassifyRequest>(Proto<v1::ClassMembership>(kMembership));
  const Outcome outcome =
      RunCli(service, folder,
             {"classify", "--study=demo", "--model=m", "--factors", ""});
  EXPECT_EQ(outcome.out,
            "SIMULATED: made-up data, about nobody.\n"
            "Model c1-published\n"
            "CLASS  POSTERIOR  PLACE      MARGIN  LABEL         DATA\n"
            "    1      0.970  modal       0.940  Single issue  SIMULATED\n"
            "    2      0.030  runner-up          Many          SIMULATED\n");
}

TEST(Suggest, EmptyArgumentsReachTheService) {
  FakeService service;
  const TestFolder folder;
  service.Answer<v1::SuggestTypologyRequest>(
      Proto<v1::TypologySuggestion>("type_1: 'IT' flags: 'HIGH_HARM'"));
  const Outcome outcome =
      RunCli(service, folder,
             {"typology", "suggest", "--study", "demo", "--from-1", "V1=3 K1=3",
              "--from-2", "V1=0", "--dyad", "", "--format=json"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr(R"("candidates": [],)"));
  EXPECT_THAT(outcome.out, HasSubstr(R"("flags": [)"));
  const auto requests = service.Requests<v1::SuggestTypologyRequest>();
  ASSERT_EQ(requests.size(), 1U);
  EXPECT_EQ(requests[0].from_1(), "V1=3 K1=3");
  EXPECT_EQ(requests[0].dyad(), "");
  EXPECT_EQ(requests[0].parent(), "studies/demo");
}

TEST(Study, IsFoundWhenTheCallerHasOnlyOne) {
  FakeService service;
  const TestFolder folder;
  service.Answer<v1::ListStudiesRequest>(
      Proto<v1::ListStudiesResponse>("studies { name: 'studies/demo' }"));
  service.Answer<v1::GetSiteRequest>(Proto<v1::Site>("name: 'x'"));
  EXPECT_EQ(RunCli(service, folder, {"site", "show", "C1"}).exit_code, 0);
  const auto requests = service.Requests<v1::GetSiteRequest>();
  ASSERT_EQ(requests.size(), 1U);
  EXPECT_EQ(requests[0].name(), "studies/demo/sites/C1");
}

TEST(Study, IsAskedForWhenTheCallerHasSeveral) {
  FakeService service;
  const TestFolder folder;
  service.Answer<v1::ListStudiesRequest>(Proto<v1::ListStudiesResponse>(
      "studies { name: 'studies/a' } studies { name: 'studies/b' }"));
  const Outcome outcome = RunCli(service, folder, {"site", "list"});
  EXPECT_EQ(outcome.exit_code, kExitUsage);
  EXPECT_THAT(outcome.err, HasSubstr("--study STUDY, one of a, b"));
}

TEST(Study, IsNotAskedForWhenTheNameSaysIt) {
  FakeService service;
  const TestFolder folder;
  service.Answer<v1::GetCodingRequest>(Proto<v1::Coding>("name: 'x'"));
  EXPECT_EQ(RunCli(service, folder, {"coding", "show", "studies/s/codings/x"})
                .exit_code,
            0);
  EXPECT_THAT(service.Calls(), ElementsAre("GetCoding"));
}

TEST(List, MergesAllPagesIntoOneDocument) {
  FakeService service;
  const TestFolder folder;
  service.On<v1::ListEventsRequest>(
      [](const v1::ListEventsRequest& request, const std::string&) {
        v1::ListEventsResponse page;
        const int at =
            request.page_token().empty() ? 1 : std::stoi(request.page_token());
        page.add_events()->set_sequence(at);
        if (at < 3) page.set_next_page_token(std::to_string(at + 1));
        return page;
      });
  const Outcome outcome = RunCli(
      service, folder, {"history", "list", "--study=demo", "--format=json"});
  v1::ListEventsResponse all;
  ASSERT_TRUE(
      google::protobuf::util::JsonStringToMessage(outcome.out, &all).ok());
  ASSERT_EQ(all.events_size(), 3);
  EXPECT_EQ(all.events(2).sequence(), 3);
  EXPECT_THAT(outcome.out, HasSubstr(R"("next_page_token": "")"));
}

TEST(List, APageThatNeverEndsIsAnError) {
  FakeService service;
  const TestFolder folder;
  service.Answer<v1::ListEventsRequest>(
      Proto<v1::ListEventsResponse>("next_page_token: 'again'"));
  EXPECT_EQ(
      RunCli(service, folder, {"history", "list", "--study=demo"}).exit_code,
      kExitRefused);
}

TEST(ExitCode, FollowsWhatTheServiceSays) {
  const std::vector<std::pair<absl::Status, int>> cases = {
      {absl::InvalidArgumentError("x"), kExitRefused},
      {absl::NotFoundError("x"), kExitRefused},
      {absl::FailedPreconditionError("x"), kExitRefused},
      {absl::InternalError("x"), kExitRefused},
      {absl::UnavailableError("x"), kExitUnreachable},
      {absl::DeadlineExceededError("x"), kExitUnreachable},
      {absl::UnauthenticatedError("x"), kExitNotAllowed},
      {absl::PermissionDeniedError("x"), kExitNotAllowed},
      {absl::AbortedError("x"), kExitConflict}};
  for (const auto& [status, exit_code] : cases) {
    FakeService service;
    const TestFolder folder;
    service.Refuse<v1::GetCallerRequest>(status);
    const Outcome outcome = RunCli(service, folder, {"whoami"});
    EXPECT_EQ(outcome.exit_code, exit_code) << status;
    EXPECT_THAT(outcome.out, IsEmpty()) << status;
    EXPECT_THAT(outcome.err, testing::StartsWith("caselens: ")) << status;
  }
}

TEST(ExitCode, AWrongCommandLineIsUsageAndCallsNobody) {
  FakeService service;
  const TestFolder folder;
  const std::vector<std::vector<std::string>> wrong = {
      {},
      {"nonsense"},
      {"files"},
      {"compare"},
      {"whoami", "--format", "xml"},
      {"whoami", "--nonsense"},
      {"coding", "match", "x", "--judgement", "FULL", "--best-fit", "one"},
      {"role", "grant", "someone", "nobody", "--study", "demo"},
      {"role", "grant", "someone", "auditor"},
      {"coding", "import", "--study", "demo", "/nonexistent.json"}};
  for (const std::vector<std::string>& arguments : wrong) {
    const Outcome outcome = RunCli(service, folder, arguments);
    EXPECT_EQ(outcome.exit_code, kExitUsage) << outcome.err;
    EXPECT_THAT(outcome.err, Not(IsEmpty()));
  }
  EXPECT_THAT(service.Calls(), IsEmpty());
}

TEST(Errors, EveryViolationHasALine) {
  FakeService service;
  const TestFolder folder;
  service.Refuse<v1::CreateSiteRequest>(
      ServiceError(3, "site.nation: want one (and 1 more)",
                   Details({"site.nation", "site.factor_scheme"})));
  const Outcome outcome =
      RunCli(service, folder, {"site", "create", "C9", "--study", "demo"});
  EXPECT_EQ(outcome.exit_code, kExitRefused);
  EXPECT_EQ(outcome.err,
            "caselens: the service refused: site.nation: want one (and 1 "
            "more)\n"
            "  site.nation: want something else\n"
            "  site.factor_scheme: want something else\n");
}

TEST(Errors, DetailsThatDoNotParseAreLeftOut) {
  const absl::Status status = ServiceError(3, "words", "\xFF\xFF garbage");
  EXPECT_EQ(Explain(status, "s"), "caselens: the service refused: words\n");
}

TEST(Help, EveryCommandShowsAnExample) {
  Program program({});
  AddAllCommands(program);
  AddLocalCommands(program);
  ASSERT_FALSE(program.Paths().empty());
  for (const std::string& path : program.Paths()) {
    FakeService service;
    const TestFolder folder;
    std::vector<std::string> arguments = absl::StrSplit(path, ' ');
    arguments.emplace_back("--help");
    const Outcome outcome = RunCli(service, folder, arguments);
    EXPECT_EQ(outcome.exit_code, 0) << path;
    EXPECT_THAT(outcome.out, HasSubstr("Example:\n  caselens ")) << path;
    EXPECT_THAT(outcome.out, HasSubstr("caselens " + path)) << path;
  }
}

TEST(Help, GoesToStandardOutputAndIsNoError) {
  FakeService service;
  const TestFolder folder;
  const Outcome outcome =
      RunCli(service, folder, {"coding", "match", "--help"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.out, HasSubstr("--best-fit"));
  EXPECT_THAT(outcome.err, IsEmpty());
}

TEST(TokenCreate, WritesTheSecretToTheFileAndNowhereElse) {
  FakeService service;
  const TestFolder folder;
  service.Answer<v1::CreateTokenRequest>(Proto<v1::Token>(
      "name: 'principals/auditor/tokens/1' secret: 'caselens_1.hidden'"));
  for (const char* const format : {"table", "json", "csv"}) {
    const std::string file = folder.Path(std::string(format) + ".token");
    const Outcome outcome = RunCli(
        service, folder,
        {"token", "create", "auditor", "--out", file, "--format", format});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_THAT(outcome.out + outcome.err, Not(HasSubstr("hidden")));
    EXPECT_EQ(*ReadTokenFile(file), "caselens_1.hidden");
  }
}

TEST(TokenCreate, ALostAnswerIsSaidAndLeavesNoFile) {
  FakeService service;
  const TestFolder folder;
  service.Answer<v1::CreateTokenRequest>(
      Proto<v1::Token>("name: 'principals/auditor/tokens/1'"));
  const std::string file = folder.Path("lost.token");
  const Outcome outcome =
      RunCli(service, folder, {"token", "create", "auditor", "--out", file});
  EXPECT_NE(outcome.exit_code, 0);
  EXPECT_THAT(outcome.err, HasSubstr("principals/auditor/tokens/1"));
  EXPECT_NE(access(file.c_str(), F_OK), 0);
}

TEST(Import, BadRowsAreListedAndExitIsOne) {
  FakeService service;
  const TestFolder folder;
  service.Answer<v1::ImportCaseFilesRequest>(
      Proto<v1::ImportCaseFilesResponse>(R"pb(
        rejected: 1
        errors { row: 7 column: "factors" value: "=cmd" wanted: "codes" }
      )pb"));
  const std::string csv = folder.Write("c1.csv", "record_id\n");
  const std::vector<std::string> command = {"files", "import", "--study=demo",
                                            "--site=C1", csv};
  const Outcome outcome = RunCli(service, folder, command);
  EXPECT_EQ(outcome.exit_code, kExitRefused);
  EXPECT_EQ(outcome.out,
            "Imported 0 records, 0 with a DVA factor; left out 1.\n"
            "ROW  COLUMN   VALUE  WANTED\n"
            "  7  factors  =cmd   codes\n"
            "Nothing is imported while a row is bad; --good-rows imports the "
            "others.\n");
  EXPECT_THAT(outcome.err, IsEmpty());

  std::vector<std::string> good_rows = command;
  good_rows.insert(good_rows.end(), {"--good-rows", "--format=csv"});
  const Outcome asked = RunCli(service, folder, good_rows);
  EXPECT_EQ(asked.exit_code, 0);
  EXPECT_EQ(asked.out, "row,column,value,wanted\r\n7,factors,'=cmd,codes\r\n");
}

class CodingImport : public testing::Test {
 protected:
  CodingImport() {
    service_.Answer<v1::ListAssignmentsRequest>(
        Proto<v1::ListAssignmentsResponse>(
            "assignments { name: 'studies/demo/assignments/a' }"));
    service_.Answer<v1::GetAssignmentRequest>(
        Proto<v1::Assignment>("name: 'studies/demo/assignments/a'"));
    service_.Answer<v1::CreateCodingRequest>(Proto<v1::Coding>(
        "name: 'studies/demo/codings/k' state: DRAFT etag: 'e1'"));
    service_.Answer<v1::SaveAnswersRequest>(
        Proto<v1::SaveAnswersResponse>("etag: 'e2'"));
    service_.Answer<v1::SubmitCodingRequest>(
        Proto<v1::Coding>("name: 'studies/demo/codings/k' state: SUBMITTED"));
    file_ = folder_.Write("coding.json", R"({"site": "C1", "record": "R1",
        "document": {"people": [{"id": "P1"}]}})");
  }

  Outcome Import() {
    return RunCli(service_, folder_,
                  {"coding", "import", "--study", "demo", file_});
  }

  FakeService service_;
  TestFolder folder_;
  std::string file_;
};

TEST_F(CodingImport, CreatesSavesAndSubmits) {
  const Outcome outcome = Import();
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(service_.Calls(),
              ElementsAre("ListAssignments", "GetAssignment", "CreateCoding",
                          "SaveAnswers", "SubmitCoding"));
  const auto list = service_.Requests<v1::ListAssignmentsRequest>().at(0);
  EXPECT_TRUE(list.mine());
  EXPECT_EQ(list.record(), "R1");
  const auto save = service_.Requests<v1::SaveAnswersRequest>().at(0);
  EXPECT_TRUE(save.replace());
  EXPECT_EQ(save.etag(), "e1");
  EXPECT_EQ(save.changes().people(0).id(), "P1");
  EXPECT_EQ(service_.Requests<v1::SubmitCodingRequest>().at(0).etag(), "e2");
  EXPECT_EQ(service_.Requests<v1::CreateCodingRequest>().at(0).parent(),
            "studies/demo");
}

TEST_F(CodingImport, EachCallHasItsOwnRequestId) {
  Import();
  const std::string create =
      service_.Requests<v1::CreateCodingRequest>().at(0).request_id();
  const std::string save =
      service_.Requests<v1::SaveAnswersRequest>().at(0).request_id();
  EXPECT_EQ(create.size(), 36U);
  EXPECT_NE(create, save);
}

TEST_F(CodingImport, GoesOnWithADraftThatIsThere) {
  service_.Answer<v1::GetAssignmentRequest>(
      Proto<v1::Assignment>("name: 'studies/demo/assignments/a' "
                            "coding: 'studies/demo/codings/k'"));
  service_.Answer<v1::GetCodingRequest>(Proto<v1::Coding>(
      "name: 'studies/demo/codings/k' state: DRAFT etag: 'e7'"));
  EXPECT_EQ(Import().exit_code, 0);
  EXPECT_EQ(service_.Requests<v1::SaveAnswersRequest>().at(0).etag(), "e7");
}

TEST_F(CodingImport, DoesNotTouchASubmittedCoding) {
  service_.Answer<v1::GetAssignmentRequest>(
      Proto<v1::Assignment>("name: 'studies/demo/assignments/a' "
                            "coding: 'studies/demo/codings/k'"));
  service_.Answer<v1::GetCodingRequest>(
      Proto<v1::Coding>("name: 'studies/demo/codings/k' state: MATCHED"));
  EXPECT_EQ(Import().exit_code, kExitRefused);
  EXPECT_THAT(service_.Calls(),
              ElementsAre("ListAssignments", "GetAssignment", "GetCoding"));
}

TEST_F(CodingImport, WithoutAnAssignmentSaysSo) {
  service_.Answer<v1::ListAssignmentsRequest>(v1::ListAssignmentsResponse());
  const Outcome outcome = Import();
  EXPECT_EQ(outcome.exit_code, kExitRefused);
  EXPECT_THAT(outcome.err,
              HasSubstr("`C1:R1`: there is no assignment of yours"));
}

TEST_F(CodingImport, AnIncompleteCodingGetsEveryViolationOfTheCheck) {
  service_.Refuse<v1::SubmitCodingRequest>(
      ServiceError(3, "a: want b (and 2 more)", Details({"a"})));
  service_.Answer<v1::CheckCodingRequest>(Proto<v1::CheckCodingResponse>(R"pb(
    violations { field: "a" description: "want b" }
    violations { field: "c" description: "want d" }
    violations { field: "e" description: "want f" }
  )pb"));
  const Outcome outcome = Import();
  EXPECT_EQ(outcome.exit_code, kExitRefused);
  EXPECT_THAT(outcome.err,
              HasSubstr("  a: want b\n  c: want d\n  e: want f\n"));
}

TEST(CodingSave, TheEtagInTheFileGuardsAgainstLostSaves) {
  FakeService service;
  const TestFolder folder;
  service.Refuse<v1::SaveAnswersRequest>(absl::AbortedError("etag: other"));
  service.Answer<v1::CompareAnswersRequest>(
      Proto<v1::CompareAnswersResponse>(R"pb(
        differences {
          yours: 0
          stored { codes: "OLD" }
        }
        etag: "theirs"
      )pb"));
  const std::string file =
      folder.Write("draft.json", R"({"etag": "mine", "document": {"answers":
          [{"field": "A.x", "codes": ["NEW"]}]}})");
  const Outcome outcome =
      RunCli(service, folder, {"coding", "save", "x", file, "--study", "demo"});
  EXPECT_EQ(outcome.exit_code, kExitConflict);
  EXPECT_THAT(service.Calls(), ElementsAre("SaveAnswers", "CompareAnswers"));
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("OLD"), HasSubstr("NEW"),
                                 HasSubstr("etag theirs")));
  EXPECT_EQ(service.Requests<v1::SaveAnswersRequest>().at(0).etag(), "mine");
}

TEST(CodingCheck, ViolationsMakeExitOne) {
  FakeService service;
  const TestFolder folder;
  service.Answer<v1::CheckCodingRequest>(
      Proto<v1::CheckCodingResponse>("notes { field: 'a' description: 'b' }"));
  const std::vector<std::string> command = {"coding", "check", "x", "--study",
                                            "demo"};
  EXPECT_EQ(RunCli(service, folder, command).exit_code, 0);
  service.Answer<v1::CheckCodingRequest>(Proto<v1::CheckCodingResponse>(
      "violations { field: 'a' description: 'b' }"));
  EXPECT_EQ(RunCli(service, folder, command).exit_code, kExitRefused);
}

TEST(CodingMatch, ReadsTheEtagFirst) {
  FakeService service;
  const TestFolder folder;
  service.Answer<v1::GetCodingRequest>(
      Proto<v1::Coding>("name: 'studies/demo/codings/x' etag: 'e3'"));
  service.Answer<v1::MatchCodingRequest>(Proto<v1::Coding>("state: MATCHED"));
  const Outcome outcome =
      RunCli(service, folder,
             {"coding", "match", "x", "--study", "demo", "--judgement",
              "PARTIAL", "--reason", "MORE_NEEDS", "--best-fit", "5"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  const auto request = service.Requests<v1::MatchCodingRequest>().at(0);
  EXPECT_EQ(request.etag(), "e3");
  EXPECT_EQ(request.match().judgement(), "PARTIAL");
  EXPECT_THAT(request.match().mismatch_reasons(), ElementsAre("MORE_NEEDS"));
  EXPECT_EQ(request.match().best_fit(), 5);
  EXPECT_FALSE(request.match().has_grade());
}

TEST(Coding, IsFoundBySiteAndRecordAndOnesOwnComesFirst) {
  FakeService service;
  const TestFolder folder;
  service.On<v1::ListCodingsRequest>([](const v1::ListCodingsRequest& request,
                                        const std::string&) {
    v1::ListCodingsResponse response = Proto<v1::ListCodingsResponse>(
        "codings { name: 'studies/demo/codings/own' record: 'R1' }"
        "codings { name: 'studies/demo/codings/no' record: 'R2' }");
    if (!request.mine()) {
      *response.add_codings() =
          Proto<v1::Coding>("name: 'studies/demo/codings/other' record: 'R1'");
    }
    return response;
  });
  service.Answer<v1::GetCodingRequest>(v1::Coding());
  RunCli(service, folder, {"coding", "show", "C1:R1", "--study", "demo"});
  EXPECT_EQ(service.Requests<v1::GetCodingRequest>().at(0).name(),
            "studies/demo/codings/own");
}

TEST(Compare, ShowsBothPosteriorsRunnerUpMarginAndCaveat) {
  FakeService service;
  const TestFolder folder;
  v1::Comparison comparison = Proto<v1::Comparison>(R"pb(
    coding: "studies/demo/codings/x"
    assigned_class: 1
    assigned_label: "Single issue"
    verdict: NEAR
    sensitive: true
    alternatives { assumption: "CLAMP_TENFOLD" verdict: DISAGREE }
    rival_class: 2
    log_odds: -0.25
    movement: -0.4
    factors {
      factor: "neglect"
      recorded: true
      found: -1
      cell: NOT_CODED
      log_ratio: -0.5
      moved: 0.5
    }
    tails { class: 1 probability: 0.25 }
    caveat: "Under-recording, not error."
    simulated: true
  )pb");
  *comparison.mutable_recorded() = Proto<v1::ClassMembership>(kMembership);
  *comparison.mutable_found() = Proto<v1::ClassMembership>(R"pb(
    posterior { class: 1 probability: 0.4 }
    posterior { class: 2 probability: 0.6 }
    modal_class: 2
    runner_up: 1
    margin: 0.2)pb");
  service.Answer<v1::CompareCodingRequest>(comparison);
  const Outcome table =
      RunCli(service, folder, {"compare", "x", "--study", "demo"});
  EXPECT_EQ(table.exit_code, 0) << table.err;
  for (const char* const wanted :
       {"SIMULATED", "NEAR, SENSITIVE: CLAMP_TENFOLD gives DISAGREE",
        "1 (0.970), then 2 (0.030), margin 0.940",
        "2 (0.600), then 1 (0.400), margin 0.200", "assigned",
        "Under-recording, not error.\n", "not coded"}) {
    EXPECT_THAT(table.out, HasSubstr(wanted));
  }
  const Outcome csv = RunCli(
      service, folder, {"compare", "x", "--study", "demo", "--format", "csv"});
  EXPECT_EQ(csv.out,
            "coding,verdict,sensitive,assigned_class,rival_class,"
            "recorded_modal_class,recorded_posterior,recorded_runner_up,"
            "recorded_margin,recorded_posterior_of_assigned,found_modal_class,"
            "found_posterior,found_runner_up,found_margin,"
            "found_posterior_of_assigned,log_odds,movement,random_movement,"
            "random_at_least_as_far,tail_in_assigned,judgement,best_fit,"
            "saw_ticks,factor,recorded,found,found_when,cell,log_ratio,moved,"
            "caveat,data\r\n"
            "x,NEAR,yes,1,2,1,0.97,2,0.94,0.97,2,0.6,1,0.2,0.4,-0.25,-0.4,0,0,"
            "0.25,,,no,neglect,yes,-1,,NOT_CODED,-0.5,0.5,"
            "\"Under-recording, not error.\","
            "SIMULATED\r\n");
}

}  // namespace
}  // namespace caselens::cli
