#include "audit_service/anonymity/request_guard.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "caselens/v1/class_model.pb.h"
#include "caselens/v1/coding.pb.h"
#include "caselens/v1/study.pb.h"
#include "tests/status_matchers.h"

namespace caselens {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

absl::Status Check(const google::protobuf::Message& request) {
  static const auto* const guard = new anonymity::Guard();
  return CheckRequestTexts(*guard, request);
}

TEST(RequestGuard, NamesTheFieldAndNotTheText) {
  v1::CreateStudyRequest request;
  request.mutable_study()->set_display_name("The case of Sarah Khan");
  EXPECT_THAT(Check(request),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("study.display_name: PERSON at "
                                       "characters 12 to 22"),
                             Not(HasSubstr("Sarah")))));
}

TEST(RequestGuard, LetsAServiceBeReachedButNamesNobodyThere) {
  v1::UpdateSiteRequest request;
  std::string& contact =
      *request.mutable_site()->mutable_safeguarding_contact();
  contact = "Duty desk, 01632 960983, duty@example.org";
  EXPECT_THAT(Check(request), IsOk());
  contact = "Ask Sarah Khan";
  EXPECT_THAT(Check(request),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("site.safeguarding_contact: PERSON")));
}

TEST(RequestGuard, LetsUuidsEtagsAndNamesOfResourcesPass) {
  v1::SaveAnswersRequest request;
  request.set_name("studies/s/codings/a2b3c4d5");
  request.set_etag("\"123456789\"");
  request.set_request_id("123e4567-e89b-12d3-a456-426614174000");
  EXPECT_THAT(Check(request), IsOk());
}

TEST(RequestGuard, LeavesTextsOfACodingToTheCoding) {
  v1::SaveAnswersRequest request;
  request.mutable_changes()->add_answers()->set_text("Sarah Khan");
  EXPECT_THAT(Check(request), IsOk());
}

TEST(RequestGuard, RefusesANumberInAnIdThatACallerChooses) {
  v1::CreateClassModelRequest request;
  request.set_class_model_id("model-943-476-5919");
  EXPECT_THAT(Check(request), StatusIs(absl::StatusCode::kInvalidArgument,
                                       HasSubstr("class_model_id: ")));
  request.set_class_model_id("rdac-c1");
  EXPECT_THAT(Check(request), IsOk());
}

TEST(RequestGuard, RefusesATextThatHidesWhatItSays) {
  v1::CreateStudyRequest request;
  request.mutable_study()->set_display_name("S\u0430rah");
  EXPECT_THAT(Check(request), StatusIs(absl::StatusCode::kInvalidArgument,
                                       HasSubstr("study.display_name: ")));
}

}  // namespace
}  // namespace caselens
