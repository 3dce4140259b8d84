// The connection against a real gRPC server in this process.

#include "clients/cli/grpc_connection.h"

#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server_builder.h"

#include "caselens/v1/error.pb.h"
#include "caselens/v1/study.grpc.pb.h"
#include "clients/cli/errors.h"
#include "tests/clients/cli/fake_service.h"
#include "tests/status_matchers.h"

namespace caselens::cli {
namespace {

using testing::HasSubstr;

// Creates studies after `failures` times of being unavailable.
class Studies : public v1::StudyService::Service {
 public:
  grpc::Status CreateStudy(grpc::ServerContext* context,
                           const v1::CreateStudyRequest* request,
                           v1::Study* response) override {
    request_ids.push_back(request->request_id());
    for (const auto& [key, value] : context->client_metadata()) {
      if (key == "authorization")
        authorization.assign(value.data(), value.size());
    }
    if (failures-- > 0) return {grpc::StatusCode::UNAVAILABLE, "starting"};
    response->set_name("studies/" + request->study_id());
    return grpc::Status::OK;
  }

  // Refuses with 500 violations in the details.
  grpc::Status GetStudy(grpc::ServerContext* /*context*/,
                        const v1::GetStudyRequest* /*request*/,
                        v1::Study* /*response*/) override {
    v1::BadRequest bad;
    for (int i = 0; i < 500; ++i) {
      auto& violation = *bad.add_field_violations();
      violation.set_field(absl::StrCat("document.answers[", i, "]"));
      violation.set_description("want one of a long list of codes");
    }
    v1::Status details;
    auto& detail = *details.add_details();
    detail.set_type_url("type.googleapis.com/google.rpc.BadRequest");
    detail.set_value(bad.SerializeAsString());
    return {grpc::StatusCode::INVALID_ARGUMENT, "many",
            details.SerializeAsString()};
  }

  grpc::Status ListStudies(grpc::ServerContext* context,
                           const v1::ListStudiesRequest* /*request*/,
                           v1::ListStudiesResponse* /*response*/) override {
    while (!context->IsCancelled()) absl::SleepFor(absl::Milliseconds(5));
    return grpc::Status::CANCELLED;
  }

  int failures = 0;
  std::string authorization;
  std::vector<std::string> request_ids;
};

class GrpcConnectionTest : public testing::Test {
 protected:
  GrpcConnectionTest() : address_("unix:" + folder_.Path("socket")) {
    grpc::ServerBuilder builder;
    builder.AddListeningPort(address_, grpc::InsecureServerCredentials());
    builder.RegisterService(&studies_);
    server_ = builder.BuildAndStart();
  }
  ~GrpcConnectionTest() override { server_->Shutdown(); }

  std::unique_ptr<Connection> NewConnection() {
    auto connection = Connect({.server = address_, .tls_ca = ""}, "caselens_t");
    EXPECT_THAT(connection, IsOk());
    return *std::move(connection);
  }

  TestFolder folder_;
  std::string address_;
  Studies studies_;
  std::unique_ptr<grpc::Server> server_;
};

v1::CreateStudyRequest Demo() {
  v1::CreateStudyRequest request;
  request.set_study_id("demo");
  return request;
}

TEST_F(GrpcConnectionTest, SendsTheTokenAndReturnsTheAnswer) {
  const auto study = NewConnection()->Call(Demo());
  ASSERT_THAT(study, IsOk());
  EXPECT_EQ(study->name(), "studies/demo");
  EXPECT_EQ(studies_.authorization, "Bearer caselens_t");
}

TEST_F(GrpcConnectionTest, TriesAgainWithTheSameRequestId) {
  studies_.failures = 2;
  EXPECT_THAT(NewConnection()->Call(Demo()), IsOk());
  ASSERT_EQ(studies_.request_ids.size(), 3U);
  EXPECT_THAT(studies_.request_ids,
              testing::Each(studies_.request_ids.front()));
  EXPECT_EQ(studies_.request_ids.front().size(), 36U);
}

TEST_F(GrpcConnectionTest, GivesUpAfterFourAttempts) {
  studies_.failures = 100;
  EXPECT_THAT(NewConnection()->Call(Demo()),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("starting")));
  EXPECT_EQ(studies_.request_ids.size(), 4U);
}

TEST_F(GrpcConnectionTest, LongErrorDetailsArriveWhole) {
  const auto study = NewConnection()->Call(v1::GetStudyRequest());
  EXPECT_EQ(ViolationsOf(study.status()).field_violations_size(), 500)
      << study.status();
}

TEST_F(GrpcConnectionTest, ACallEndsAtItsDeadline) {
  EXPECT_THAT(
      NewConnection()->Call(v1::ListStudiesRequest(), absl::Milliseconds(50)),
      StatusIs(absl::StatusCode::kDeadlineExceeded, testing::_));
}

TEST_F(GrpcConnectionTest, NoServiceIsUnavailable) {
  auto connection =
      Connect({.server = "unix:" + folder_.Path("none"), .tls_ca = ""}, "t");
  ASSERT_THAT(connection, IsOk());
  const auto study = (*connection)->Call(Demo());
  EXPECT_EQ(ExitCodeOf(study.status()), kExitUnreachable) << study.status();
}

TEST(Connect, RefusesPlainTextToAnotherMachineAndBadCertificates) {
  const TestFolder folder;
  EXPECT_EQ(
      ExitCodeOf(
          Connect({.server = "example.org:1", .tls_ca = ""}, "t").status()),
      kExitUsage);
  const std::string file = folder.Write("ca.pem", "nothing");
  EXPECT_THAT(Connect({.server = "example.org:1", .tls_ca = file}, "t"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("no certificate")));
}

}  // namespace
}  // namespace caselens::cli
