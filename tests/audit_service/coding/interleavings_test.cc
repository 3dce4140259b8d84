// Callers who get in each other's way, against the state machine of a coding.

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <google/protobuf/util/json_util.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

#include "audit_service/access/token.h"
#include "audit_service/handlers/template_handler.h"
#include "audit_service/history/event.h"
#include "audit_service/history/history_log.h"
#include "audit_service/server/server.h"
#include "caselens/v1/access.grpc.pb.h"
#include "caselens/v1/assignment.grpc.pb.h"
#include "caselens/v1/case_file.grpc.pb.h"
#include "caselens/v1/class_model.grpc.pb.h"
#include "caselens/v1/coding.grpc.pb.h"
#include "caselens/v1/study.grpc.pb.h"
#include "storage/sqlite/sqlite_store.h"
#include "tests/audit_service/coding/coding_model.h"
#include "tests/temp_dir.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

constexpr char kKey[] = "key of the tokens";
constexpr char kField[] = "A.duration_band";
constexpr const char* kValues[] = {"Y1_2", "Y3_5"};

// The same steps in every run; RC_PARAMS in the environment tries others.
const int kParameters = setenv("RC_PARAMS", "seed=20261122 max_success=60", 0);

std::string NewUuid() {
  static std::atomic<uint64_t> next = 0;
  return absl::StrCat("00000000-0000-4000-8000-",
                      absl::Dec(++next, absl::kZeroPad12));
}

int64_t VersionOf(const std::string& etag) {
  int64_t version = 0;
  EXPECT_TRUE(absl::SimpleAtoi(etag.substr(1, etag.size() - 2), &version))
      << etag;
  return version;
}

std::string EtagOf(int64_t version) {
  return absl::StrCat("\"", version, "\"");
}

// A service on loopback with a study, an auditor and a study steward.
class World {
 public:
  World() {
    store_ =
        SqliteStore::Open(dir_.Path("caselens.db"), {.hooks = log_.Hooks()})
            .value();
    auto server = StartServer(*store_, environment_,
                              {.listen = "127.0.0.1:0",
                               .rates = {.of_principal = 0, .of_address = 0},
                               .token_key = kKey,
                               .log = &log_},
                              {.log = lines_, .metrics = metrics_});
    server_ = std::move(server).value();
    channel_ = grpc::CreateChannel(absl::StrCat("127.0.0.1:", server_->Port()),
                                   grpc::InsecureChannelCredentials());
    const absl::Status shipped = PublishShippedTemplate(*store_, environment_);
    EXPECT_TRUE(shipped.ok()) << shipped;
    AddPrincipal("root", {v1::Grant::ADMINISTRATOR});
    AddStudy();
    ReadGuidedFile();
  }

  // Calls `method` of a stub as `principal`.
  template <typename Stub, typename Request, typename Response>
  grpc::Status Call(const std::string& principal,
                    grpc::Status (Stub::*method)(grpc::ClientContext*,
                                                 const Request&, Response*),
                    Stub& stub, const Request& request, Response& response) {
    grpc::ClientContext context;
    context.AddMetadata("authorization",
                        absl::StrCat("Bearer ", tokens_.at(principal)));
    context.set_deadline(std::chrono::system_clock::now() +
                         std::chrono::seconds(60));
    return (stub.*method)(&context, request, &response);
  }

  // A coding of a new file, saved whole; its name.
  std::string NewCoding();

  grpc::Status Do(const std::string& coding, const Step& step, int64_t version,
                  int64_t& now);
  v1::Coding Get(const std::string& coding);

 private:
  void AddPrincipal(const std::string& name,
                    const std::vector<v1::Grant::Role>& roles);
  void AddStudy();
  void ReadGuidedFile();
  // Calls as the administrator or a steward, which must be answered.
  template <typename Stub, typename Request, typename Response>
  Response Must(const std::string& principal,
                grpc::Status (Stub::*method)(grpc::ClientContext*,
                                             const Request&, Response*),
                Stub& stub, Request request) {
    Response response;
    const grpc::Status status =
        Call(principal, method, stub, request, response);
    if (!status.ok()) {
      ADD_FAILURE() << request.GetTypeName() << ": " << status.error_message();
    }
    return response;
  }

  const TempDir dir_;
  const Environment environment_ = Environment::Real();
  Log lines_{Log::Level::kError};
  Metrics metrics_;
  HistoryLog log_{NoteSigner::Create("log.example/test", SignatureType::kNote,
                                     std::string(32, 'k'))
                      .value()};
  std::unique_ptr<Store> store_;
  std::unique_ptr<Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
  std::map<std::string, std::string> tokens_;
  v1::Document guided_;
  int files_ = 0;
};

void World::AddPrincipal(const std::string& name,
                         const std::vector<v1::Grant::Role>& roles) {
  v1::Principal principal;
  principal.set_name(absl::StrCat("principals/", name));
  for (const v1::Grant::Role role : roles) {
    v1::Grant& grant = *principal.add_grants();
    grant.set_role(role);
    if (role != v1::Grant::ADMINISTRATOR) grant.set_study("studies/s");
  }
  const ApiToken token{.id = environment_.NewId(),
                       .secret = std::string(64, 'a')};
  tokens_[name] = TokenText(token);
  const TokenRow row{.id = token.id,
                     .principal = principal.name(),
                     .mac = TokenMac(kKey, token),
                     .expire_us = INT64_MAX};
  const absl::Status written =
      store_->WriteNow([&](Transaction& t) -> absl::Status {
        CASELENS_RETURN_IF_ERROR(
            t.InsertResource({.name = principal.name(),
                              .collection = "principals",
                              .document = principal.SerializeAsString()}));
        CASELENS_RETURN_IF_ERROR(t.InsertToken(row));
        return Record(t, {.resource = principal.name()});
      });
  ASSERT_TRUE(written.ok()) << written;
}

void World::AddStudy() {
  AddPrincipal("auditor", {v1::Grant::AUDITOR});
  AddPrincipal("steward", {v1::Grant::STUDY_STEWARD, v1::Grant::RESEARCHER,
                           v1::Grant::SITE_STEWARD});
  const auto studies = v1::StudyService::NewStub(channel_);
  using Studies = v1::StudyService::Stub;
  v1::CreateStudyRequest study;
  study.set_study_id("s");
  study.set_request_id(NewUuid());
  study.mutable_study()->set_display_name("Test study");
  study.mutable_study()->set_template_("templates/rdac-2026/revisions/1");
  Must("root", &Studies::CreateStudy, *studies, study);
  v1::CreateClassModelRequest model;
  model.set_parent("studies/s");
  model.set_class_model_id("c1");
  model.set_published("c1-published");
  model.set_request_id(NewUuid());
  const auto models = v1::ClassModelService::NewStub(channel_);
  Must("steward", &v1::ClassModelService::Stub::CreateClassModel, *models,
       model);
  v1::CreateSiteRequest site;
  site.set_parent("studies/s");
  site.set_site_id("C1");
  site.set_request_id(NewUuid());
  site.mutable_site()->set_nation(v1::Site::ENG);
  site.mutable_site()->set_factor_scheme("rdac-17-c1-v1");
  site.mutable_site()->set_class_model("studies/s/classModels/c1");
  site.mutable_site()->set_agreement_date("2026-01-10");
  site.mutable_site()->set_ethics_date("2026-01-12");
  site.mutable_site()->set_safeguarding_contact("Duty team, C1");
  Must("steward", &Studies::CreateSite, *studies, site);
  v1::RecordTrainingRequest training;
  training.set_parent("studies/s/sites/C1");
  training.set_request_id(NewUuid());
  training.mutable_training()->set_principal("principals/auditor");
  training.mutable_training()->set_date("2026-02-01");
  Must("steward", &Studies::RecordTraining, *studies, training);
}

void World::ReadGuidedFile() {
  std::ifstream file(
      absl::StrCat(CASELENS_TEST_DATA, "/../../clients/demo/guided_file.json"));
  const std::string json(std::istreambuf_iterator<char>(file), {});
  v1::Coding coding;
  const auto parsed = google::protobuf::util::JsonStringToMessage(
      json, &coding, google::protobuf::util::JsonParseOptions());
  ASSERT_TRUE(parsed.ok()) << parsed.ToString();
  guided_ = coding.document();
}

std::string World::NewCoding() {
  const int number = ++files_;
  const auto files = v1::CaseFileService::NewStub(channel_);
  v1::ImportCaseFilesRequest import;
  import.set_parent("studies/s/sites/C1");
  import.set_request_id(NewUuid());
  import.set_csv(absl::StrCat(
      "record_id,child_id,family_id,episode_id,sequence,nation,record_type,"
      "year,factors,age_band,gender,ethnicity,deprivation_decile,pathway,"
      "section_47\nC1-",
      number, ",K", number, ",F", number, ",E", number,
      ",1,ENG,CIN_ASSESSMENT,2019-20,3B;4B;17A,A5_9,F,WBRI,3,CIN_ONLY,N\n"));
  Must("steward", &v1::CaseFileService::Stub::ImportCaseFiles, *files, import);
  v1::ListCaseFilesRequest list;
  list.set_parent("studies/s");
  list.set_site("C1");
  list.set_record(absl::StrCat("C1-", number));
  const v1::ListCaseFilesResponse found =
      Must("steward", &v1::CaseFileService::Stub::ListCaseFiles, *files, list);
  v1::CreateAssignmentRequest assign;
  assign.set_parent("studies/s");
  assign.set_request_id(NewUuid());
  assign.mutable_assignment()->set_case_file(found.case_files(0).name());
  assign.mutable_assignment()->set_auditor("principals/auditor");
  assign.mutable_assignment()->set_rank(v1::Assignment::PRIMARY);
  assign.mutable_assignment()->set_wave(v1::Assignment::W1);
  const auto assignments = v1::AssignmentService::NewStub(channel_);
  const v1::Assignment assignment =
      Must("steward", &v1::AssignmentService::Stub::CreateAssignment,
           *assignments, assign);
  const auto codings = v1::CodingService::NewStub(channel_);
  using Codings = v1::CodingService::Stub;
  v1::CreateCodingRequest create;
  create.set_parent("studies/s");
  create.set_request_id(NewUuid());
  create.set_assignment(assignment.name());
  const v1::Coding coding =
      Must("auditor", &Codings::CreateCoding, *codings, create);
  v1::SaveAnswersRequest save;
  save.set_name(coding.name());
  save.set_etag(coding.etag());
  save.set_request_id(NewUuid());
  *save.mutable_changes() = guided_;
  Must("auditor", &Codings::SaveAnswers, *codings, save);
  return coding.name();
}

v1::Coding World::Get(const std::string& coding) {
  const auto codings = v1::CodingService::NewStub(channel_);
  v1::GetCodingRequest request;
  request.set_name(coding);
  return Must("auditor", &v1::CodingService::Stub::GetCoding, *codings,
              request);
}

// Takes the step with the etag of `version`; `now` is the version after it.
grpc::Status World::Do(const std::string& coding, const Step& step,
                       int64_t version, int64_t& now) {
  using Codings = v1::CodingService::Stub;
  const auto stub = v1::CodingService::NewStub(channel_);
  const std::string who = step.by_steward ? "steward" : "auditor";
  const auto prepare = [&](auto request) {
    request.set_name(coding);
    request.set_request_id(NewUuid());
    return request;
  };
  const auto send = [&](auto method, auto request, auto response) {
    grpc::Status status = Call(who, method, *stub, request, response);
    if (status.ok()) now = VersionOf(response.etag());
    return status;
  };
  const std::string etag = EtagOf(version);
  switch (step.act) {
    case Act::kSave: {
      auto save = prepare(v1::SaveAnswersRequest());
      save.set_etag(etag);
      v1::Answer& answer = *save.mutable_changes()->add_answers();
      answer.set_field(kField);
      answer.add_codes(kValues[step.value]);
      return send(&Codings::SaveAnswers, save, v1::SaveAnswersResponse());
    }
    case Act::kSubmit: {
      auto submit = prepare(v1::SubmitCodingRequest());
      submit.set_etag(etag);
      return send(&Codings::SubmitCoding, submit, v1::Coding());
    }
    case Act::kReveal:
      return send(&Codings::RevealCoding, prepare(v1::RevealCodingRequest()),
                  v1::Reveal());
    case Act::kMatch: {
      auto match = prepare(v1::MatchCodingRequest());
      match.set_etag(etag);
      match.mutable_match()->set_judgement("FULL");
      match.mutable_match()->set_best_fit(1);
      v1::Grade& grade = *match.mutable_match()->mutable_grade();
      grade.set_confidence(2);
      grade.set_evidence_level("E2");
      grade.add_sources("ASSESS");
      return send(&Codings::MatchCoding, match, v1::Coding());
    }
    case Act::kReopenAnswers:
    case Act::kReopenMatch: {
      auto reopen = prepare(v1::ReopenCodingRequest());
      reopen.set_etag(etag);
      reopen.set_reason("A grid was left as it was.");
      reopen.set_stage(step.act == Act::kReopenAnswers ? v1::Section::CODING
                                                       : v1::Section::MATCH);
      return send(&Codings::ReopenCoding, reopen, v1::Coding());
    }
    case Act::kWithdraw: {
      auto withdraw = prepare(v1::WithdrawCodingRequest());
      withdraw.set_etag(etag);
      withdraw.set_reason("The wrong file was read.");
      return send(&Codings::WithdrawCoding, withdraw, v1::Coding());
    }
  }
  return grpc::Status::OK;
}

World& TheWorld() {
  static auto& world = *new World();
  return world;
}

// Withdrawals are rare, or every history would be short.
rc::Gen<Step> AnyStep(bool with_stale) {
  return rc::gen::apply(
      [with_stale](int act, int by_steward, int stale, int value) {
        return Step{.act = static_cast<Act>(std::min(act, kActs - 1)),
                    .by_steward = by_steward == 0,
                    .stale = with_stale && stale == 0,
                    .value = value};
      },
      rc::gen::weightedElement<int>(
          {{6, 0}, {6, 1}, {6, 2}, {6, 3}, {3, 4}, {2, 5}, {1, 6}}),
      rc::gen::inRange(0, 5), rc::gen::inRange(0, 6), rc::gen::inRange(0, 2));
}

// The answer that the steps change.
const v1::Answer& Changed(const v1::Coding& coding) {
  const auto at = std::find_if(
      coding.document().answers().begin(), coding.document().answers().end(),
      [](const v1::Answer& answer) { return answer.field() == kField; });
  RC_ASSERT(at != coding.document().answers().end());
  return *at;
}

void CheckAgainst(const CodingModel& model, const v1::Coding& coding) {
  RC_ASSERT(coding.state() == model.state);
  RC_ASSERT(coding.etag() == EtagOf(model.version));
  RC_ASSERT(Changed(coding).codes(0) == kValues[model.value]);
  RC_ASSERT(Changed(coding).unblinded() == model.IsUnblinded());
  RC_ASSERT(coding.has_match() == model.matched);
}

TEST(CodingInterleavings, TakeTheStepsThatTheStateMachineAllowsAndNoOther) {
  const bool held = rc::check("steps of two callers, one by one", [] {
    const auto steps = *rc::gen::container<std::vector<Step>>(AnyStep(true));
    World& world = TheWorld();
    const std::string coding = world.NewCoding();
    CodingModel model;
    for (const Step& step : steps) {
      const int64_t version = step.stale ? model.version - 1 : model.version;
      int64_t now = 0;
      const grpc::Status status = world.Do(coding, step, version, now);
      RC_LOG() << step << ": " << status.error_message() << "\n";
      RC_ASSERT(status.error_code() == model.Take(step));
      CheckAgainst(model, world.Get(coding));
    }
  });
  EXPECT_TRUE(held);
}

// An accepted step and the version it made.
struct Accepted {
  Step step;
  int64_t version = 0;
};

// Takes the steps with the etag that it last heard of.
void RunCaller(World& world, const std::string& coding,
               const std::vector<Step>& steps, std::mutex& mutex,
               std::vector<Accepted>& history) {
  int64_t version = VersionOf(world.Get(coding).etag());
  for (const Step& step : steps) {
    int64_t now = 0;
    const grpc::Status status = world.Do(coding, step, version, now);
    if (status.error_code() == grpc::StatusCode::ABORTED) {
      version = VersionOf(world.Get(coding).etag());
    }
    if (!status.ok()) continue;
    version = now;
    const std::lock_guard lock(mutex);
    history.push_back({step, now});
  }
}

TEST(CodingInterleavings, OfManyCallersAtOnceAreAllowedInTheOrderOfVersions) {
  const bool held = rc::check("steps of four callers at once", [] {
    using Steps = std::vector<Step>;
    const auto of_callers = *rc::gen::container<std::vector<Steps>>(
        4, rc::gen::container<Steps>(8, AnyStep(false)));
    World& world = TheWorld();
    const std::string coding = world.NewCoding();
    std::mutex mutex;
    std::vector<Accepted> history;
    std::vector<std::thread> callers;
    for (const Steps& steps : of_callers) {
      callers.emplace_back(
          [&] { RunCaller(world, coding, steps, mutex, history); });
    }
    for (std::thread& caller : callers) caller.join();
    std::stable_sort(history.begin(), history.end(),
                     [](const Accepted& a, const Accepted& b) {
                       return a.version < b.version;
                     });
    CodingModel model;
    for (const Accepted& accepted : history) {
      const int64_t before = model.version;
      // A reveal that shows the newest again makes no version.
      if (accepted.step.act == Act::kReveal && accepted.version == before) {
        continue;
      }
      RC_LOG() << accepted.step << " -> " << accepted.version << "\n";
      RC_ASSERT(accepted.version == before + 1);
      RC_ASSERT(model.Take(accepted.step) == grpc::StatusCode::OK);
    }
    CheckAgainst(model, world.Get(coding));
  });
  EXPECT_TRUE(held);
}

}  // namespace
}  // namespace caselens
