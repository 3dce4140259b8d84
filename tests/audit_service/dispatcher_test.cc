#include "audit_service/dispatcher.h"

#include <atomic>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "google/protobuf/util/time_util.h"

#include "audit_service/access/token.h"
#include "caselens/v1/access.pb.h"
#include "caselens/v1/case_file.pb.h"
#include "caselens/v1/coding.pb.h"
#include "caselens/v1/error.pb.h"
#include "caselens/v1/sample.pb.h"
#include "storage/sqlite/sqlite_store.h"
#include "tests/status_matchers.h"
#include "tests/temp_dir.h"
#include "typology/anonymity/guard.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

using testing::Eq;
using testing::HasSubstr;

constexpr char kKey[] = "key of the tokens";
constexpr char kUuid[] = "123e4567-e89b-12d3-a456-426614174000";

// A service with one administrator, who is also a researcher of one site.
class DispatcherTest : public testing::Test {
 protected:
  void SetUp() override {
    auto opened = SqliteStore::Open(dir_.Path("caselens.db"));
    ASSERT_THAT(opened, IsOk());
    store_ = *std::move(opened);
    dispatcher_ = std::make_unique<Dispatcher>(
        *store_, environment_, guard_, authenticator_, observer_, rates_);
    v1::Principal ada;
    ada.set_name("principals/ada");
    ada.add_grants()->set_role(v1::Grant::ADMINISTRATOR);
    v1::Grant& grant = *ada.add_grants();
    grant.set_role(v1::Grant::RESEARCHER);
    grant.set_study("studies/s");
    grant.set_site("C1");
    const TokenRow token{.id = token_.id,
                         .principal = ada.name(),
                         .mac = TokenMac(kKey, token_),
                         .expire_us = absl::ToUnixMicros(now_) + 1'000'000};
    ASSERT_THAT(store_->WriteNow([&](Transaction& t) -> absl::Status {
      CASELENS_RETURN_IF_ERROR(
          t.InsertResource({.name = ada.name(),
                            .collection = "principals",
                            .document = ada.SerializeAsString()}));
      return t.InsertToken(token);
    }),
                IsOk());
  }

  std::string Bearer() const {
    return absl::StrCat("Bearer ", TokenText(token_));
  }

  absl::Status Call(const std::string& method, const std::string& authorization,
                    const google::protobuf::Message& request,
                    const std::string& address = "ipv4:192.0.2.1") {
    return dispatcher_->Read({.method = method,
                              .evidence = {.authorization = authorization},
                              .address = address,
                              .request = &request},
                             [this](const caselens::Call& call, Reader&) {
                               scope_ = call.scope;
                               return absl::OkStatus();
                             });
  }

  // Creates a principal; the handler counts its changes.
  absl::Status Create(const v1::CreatePrincipalRequest& request,
                      v1::Principal& response) {
    std::promise<absl::Status> answer;
    std::future<absl::Status> future = answer.get_future();
    dispatcher_->Write(
        {.method = "AccessService/CreatePrincipal",
         .evidence = {.authorization = Bearer()},
         .request = &request},
        response,
        [&](const caselens::Call&, Reader&) -> absl::StatusOr<Plan> {
          const int number = ++handled_;
          return Plan{.change = [this, &response, number](Transaction& t) {
            ++changed_;
            response.set_name(absl::StrCat("principals/p", number));
            return t.InsertResource({.name = response.name()});
          }};
        },
        [&answer](const absl::Status& status) { answer.set_value(status); });
    return future.get();
  }

  static v1::CreatePrincipalRequest NewPrincipal(const std::string& id) {
    v1::CreatePrincipalRequest request;
    request.set_principal_id(id);
    request.set_request_id(kUuid);
    return request;
  }

  const ApiToken token_{.id = "t", .secret = std::string(64, 'a')};
  absl::Time now_ = absl::FromUnixSeconds(1'700'000'000);
  Environment environment_{.now = [this] { return now_; },
                           .random_bytes = Environment::Real().random_bytes};
  const Authenticator authenticator_{kKey, nullptr};
  struct Observer : CallObserver {
    void OnAnswer(const CallReport& report) override { last = report; }
    void OnRead(const caselens::Call&, const std::string& resource) override {
      read.push_back(resource);
    }
    CallReport last;
    std::vector<std::string> read;
  };
  Observer observer_;
  const CallRates rates_{.of_principal = 2, .of_address = 3};
  Scope scope_;
  std::atomic<int> handled_{0};
  std::atomic<int> changed_{0};

  const TempDir dir_;
  std::unique_ptr<Store> store_;
  const anonymity::Guard guard_;
  std::unique_ptr<Dispatcher> dispatcher_;
};

TEST_F(DispatcherTest, WhoeverIsNotSignedInHearsTheSameWhateverTheReason) {
  const v1::GetCallerRequest request;
  const std::string method = "AccessService/GetCaller";
  EXPECT_THAT(Call(method, Bearer(), request), IsOk());
  const std::string words(Call(method, "", request).message());
  const auto refused = StatusIs(absl::StatusCode::kUnauthenticated, Eq(words));
  ApiToken wrong = token_;
  wrong.secret.back() = 'b';
  ApiToken unknown = token_;
  unknown.id = "u";
  for (const std::string& authorization :
       {absl::StrCat("Bearer ", TokenText(wrong)),
        absl::StrCat("Bearer ", TokenText(unknown)), TokenText(token_),
        std::string("Bearer eyJ.eyJ.c2ln"),
        absl::StrCat("bearer ", TokenText(token_)), Bearer() + " ",
        std::string("Bearer "), std::string("Basic YTpi")}) {
    EXPECT_THAT(Call(method, authorization, request), refused) << authorization;
  }
  now_ += absl::Seconds(1);
  EXPECT_THAT(Call(method, Bearer(), request), refused) << "expired";
  now_ -= absl::Seconds(1);
  ASSERT_THAT(
      store_->WriteNow([](Transaction& t) { return t.RevokeToken("t"); }),
      IsOk());
  EXPECT_THAT(Call(method, Bearer(), request), refused) << "revoked";
}

TEST_F(DispatcherTest, ATokenMadeUnderAnotherKeyIsWorthNothing) {
  const v1::GetCallerRequest request;
  const Authenticator another("another key", nullptr);
  EXPECT_THAT(
      Dispatcher(*store_, environment_, guard_, another, observer_, rates_)
          .Read(
              {.method = "AccessService/GetCaller",
               .evidence = {.authorization = Bearer()},
               .request = &request},
              [](const caselens::Call&, Reader&) { return absl::OkStatus(); }),
      StatusIs(absl::StatusCode::kUnauthenticated, testing::_));
}

TEST_F(DispatcherTest, TheScopeIsThatOfTheGrants) {
  v1::ListCaseFilesRequest request;
  request.set_parent("studies/s");
  EXPECT_THAT(Call("CaseFileService/ListCaseFiles", Bearer(), request), IsOk());
  EXPECT_EQ(scope_.study, "s");
  EXPECT_FALSE(scope_.all_sites);
  EXPECT_THAT(scope_.sites, testing::ElementsAre("C1"));
}

TEST_F(DispatcherTest, WhatNoGrantAllowsIsDeniedBeforeTheHandlerRuns) {
  const auto denied = StatusIs(absl::StatusCode::kPermissionDenied, testing::_);
  v1::ListCaseFilesRequest request;
  for (const char* const parent :
       {"studies/other", "", "studies/", "studies/s2/sites/C1", "x"}) {
    request.set_parent(parent);
    EXPECT_THAT(Call("CaseFileService/ListCaseFiles", Bearer(), request),
                denied)
        << parent;
  }
  request.set_parent("studies/s");
  EXPECT_THAT(Call("StudyService/CreateSite", Bearer(), request), denied);
  EXPECT_THAT(Call("CaseFileService/NoSuchMethod", Bearer(), request), denied);
  EXPECT_EQ(scope_.study, "") << "a handler ran";
}

TEST_F(DispatcherTest, AGrantTakenAwayIsGoneWithTheNextCall) {
  v1::ListCaseFilesRequest request;
  request.set_parent("studies/s");
  ASSERT_THAT(Call("CaseFileService/ListCaseFiles", Bearer(), request), IsOk());
  v1::Principal nobody;
  nobody.set_name("principals/ada");
  ASSERT_THAT(store_->WriteNow([&](Transaction& t) {
    return t.UpdateResource(
        {.name = nobody.name(), .document = nobody.SerializeAsString()});
  }),
              IsOk());
  EXPECT_THAT(Call("CaseFileService/ListCaseFiles", Bearer(), request),
              StatusIs(absl::StatusCode::kPermissionDenied, testing::_));
}

TEST_F(DispatcherTest, ARepeatedRequestGetsTheFirstAnswer) {
  v1::Principal first;
  ASSERT_THAT(Create(NewPrincipal("bob"), first), IsOk());
  v1::Principal second;
  EXPECT_THAT(Create(NewPrincipal("bob"), second), IsOk());
  EXPECT_EQ(second.SerializeAsString(), first.SerializeAsString());
  EXPECT_EQ(changed_, 1);
}

TEST_F(DispatcherTest, AnotherRequestWithTheSameIdIsRefused) {
  v1::Principal response;
  ASSERT_THAT(Create(NewPrincipal("bob"), response), IsOk());
  EXPECT_THAT(
      Create(NewPrincipal("eve"), response),
      StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("request_id")));
  EXPECT_EQ(changed_, 1);
}

TEST_F(DispatcherTest, AWriteWithoutARequestIdIsRefused) {
  v1::CreatePrincipalRequest request = NewPrincipal("bob");
  request.set_request_id("1");
  v1::Principal response;
  EXPECT_THAT(
      Create(request, response),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("request_id")));
  EXPECT_EQ(handled_, 0);
}

TEST_F(DispatcherTest, ManyWhoSendOneRequestMakeOneChangeAndHearOneAnswer) {
  constexpr int kThreads = 16;
  std::vector<v1::Principal> responses(kThreads);
  std::vector<std::thread> threads;
  threads.reserve(kThreads);
  for (v1::Principal& response : responses) {
    threads.emplace_back([this, &response] {
      EXPECT_THAT(Create(NewPrincipal("bob"), response), IsOk());
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(changed_, 1);
  for (const v1::Principal& response : responses) {
    EXPECT_EQ(response.name(), responses[0].name());
  }
}

// The delay of google.rpc.RetryInfo; -1 s if there is none.
absl::Duration RetryDelayOf(const absl::Status& status) {
  v1::RetryInfo info;
  const auto payload =
      status.GetPayload("type.googleapis.com/google.rpc.RetryInfo");
  if (!payload.has_value() || !info.ParseFromString(std::string(*payload))) {
    return absl::Seconds(-1);
  }
  return absl::Microseconds(
      google::protobuf::util::TimeUtil::DurationToMicroseconds(
          info.retry_delay()));
}

TEST_F(DispatcherTest, WhoCallsTooOftenHearsWhenToCallAgain) {
  const v1::GetCallerRequest request;
  const std::string method = "AccessService/GetCaller";
  const auto refused =
      StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("too many"));
  for (int i = 0; i < 20; ++i) {
    ASSERT_THAT(Call(method, Bearer(), request), IsOk()) << i;
  }
  const absl::Status status = Call(method, Bearer(), request);
  EXPECT_THAT(status, refused);
  EXPECT_EQ(RetryDelayOf(status), absl::Milliseconds(500));
  EXPECT_THAT(Call(method, Bearer(), request, ""), refused)
      << "from whatever address";
  now_ += absl::Milliseconds(500);
  EXPECT_THAT(Call(method, Bearer(), request), IsOk());
}

TEST_F(DispatcherTest, AnAddressIsLimitedBeforeItsTokenIsLookedAt) {
  const v1::GetCallerRequest request;
  const std::string method = "AccessService/GetCaller";
  for (int i = 0; i < 30; ++i) {
    ASSERT_THAT(Call(method, "", request),
                StatusIs(absl::StatusCode::kUnauthenticated, testing::_));
  }
  const auto refused =
      StatusIs(absl::StatusCode::kResourceExhausted, testing::_);
  EXPECT_THAT(Call(method, "", request), refused);
  EXPECT_THAT(Call(method, Bearer(), request), refused);
  EXPECT_THAT(Call(method, Bearer(), request, "ipv4:192.0.2.2"), IsOk());
  EXPECT_THAT(Call(method, Bearer(), request, ""), IsOk());
}

TEST_F(DispatcherTest, WhatGoesThroughAStudyCountsAsManyCalls) {
  v1::DrawSampleRequest request;
  request.set_parent("studies/s");
  EXPECT_THAT(Call("SampleService/DrawSample", Bearer(), request),
              StatusIs(absl::StatusCode::kPermissionDenied, testing::_));
  EXPECT_THAT(Call("AccessService/GetCaller", Bearer(), v1::GetCallerRequest()),
              StatusIs(absl::StatusCode::kResourceExhausted, testing::_));
}

TEST_F(DispatcherTest, EveryAnswerIsReportedWithItsCallerAndReason) {
  ASSERT_THAT(Call("AccessService/GetCaller", Bearer(), v1::GetCallerRequest()),
              IsOk());
  EXPECT_EQ(observer_.last.method, "AccessService/GetCaller");
  EXPECT_EQ(observer_.last.principal, "ada");
  EXPECT_EQ(observer_.last.code, absl::StatusCode::kOk);
  EXPECT_EQ(observer_.last.reason, "");
  v1::ListCaseFilesRequest request;
  request.set_parent("studies/other");
  EXPECT_FALSE(Call("CaseFileService/ListCaseFiles", Bearer(), request).ok());
  EXPECT_EQ(observer_.last.principal, "ada");
  EXPECT_EQ(observer_.last.code, absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(observer_.last.reason, "PERMISSION_DENIED");
  EXPECT_FALSE(
      Call("CaseFileService/ListCaseFiles", "Bearer no", request).ok());
  EXPECT_EQ(observer_.last.principal, "");
  EXPECT_EQ(observer_.last.reason, "UNAUTHENTICATED");
}

TEST_F(DispatcherTest, ReadsOfCodingsAreReportedAndNoOthers) {
  v1::GetCodingRequest request;
  request.set_name("studies/s/codings/x");
  ASSERT_THAT(Call("CodingService/GetCoding", Bearer(), request), IsOk());
  v1::ListCaseFilesRequest files;
  files.set_parent("studies/s");
  ASSERT_THAT(Call("CaseFileService/ListCaseFiles", Bearer(), files), IsOk());
  request.set_name("studies/other/codings/x");
  EXPECT_FALSE(Call("CodingService/GetCoding", Bearer(), request).ok());
  EXPECT_THAT(observer_.read, testing::ElementsAre("studies/s/codings/x"));
}

TEST_F(DispatcherTest, ARequestWithAnIdentifierReachesNoHandler) {
  v1::CreatePrincipalRequest request;
  request.set_request_id(kUuid);
  request.set_principal_id("nhs-943-476-5919");
  v1::Principal response;
  EXPECT_THAT(Create(request, response),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("principal_id: ")));
  EXPECT_EQ(handled_, 0);
}

}  // namespace
}  // namespace caselens
