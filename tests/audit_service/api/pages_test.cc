#include "audit_service/api/pages.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/escaping.h"

#include "audit_service/limits.h"
#include "caselens/v1/history.pb.h"
#include "caselens/v1/study.pb.h"
#include "tests/status_matchers.h"

namespace caselens {
namespace {

using testing::HasSubstr;

constexpr auto kInvalidPage = absl::StatusCode::kInvalidArgument;

v1::ListEventsRequest Request(int size) {
  v1::ListEventsRequest request;
  request.set_parent("studies/s");
  request.set_page_size(size);
  return request;
}

int LimitOf(int size, int max_size) {
  const auto page = ParsePage(Request(size), max_size);
  EXPECT_THAT(page, IsOk());
  return page.ok() ? page->limit : -1;
}

TEST(PagesTest, ZeroIsTheDefaultAndTooManyIsTheMost) {
  EXPECT_EQ(LimitOf(0, 200), limits::kDefaultPageSize);
  EXPECT_EQ(LimitOf(0, 10), 10);
  EXPECT_EQ(LimitOf(1, 200), 1);
  EXPECT_EQ(LimitOf(200, 200), 200);
  EXPECT_EQ(LimitOf(201, 200), 200);
  EXPECT_EQ(LimitOf(INT32_MAX, 200), 200);
}

TEST(PagesTest, ANegativeSizeIsRefused) {
  for (const int size : {-1, INT32_MIN}) {
    EXPECT_THAT(ParsePage(Request(size), 200),
                StatusIs(kInvalidPage, HasSubstr("page_size")));
  }
}

TEST(PagesTest, ATokenLeadsBehindTheLastKey) {
  v1::ListEventsRequest request = Request(7);
  for (const std::string& key :
       {std::string("a"), std::string("\0\xFF", 2), std::string(500, 'x')}) {
    request.set_page_token(NextPageToken(Request(7), key));
    const auto page = ParsePage(request, 200);
    ASSERT_THAT(page, IsOk());
    EXPECT_EQ(page->after, key);
    EXPECT_EQ(page->limit, 7);
  }
}

TEST(PagesTest, TheSizeMayChangeBetweenPages) {
  v1::ListEventsRequest request = Request(9);
  request.set_page_token(NextPageToken(Request(7), "key"));
  EXPECT_THAT(ParsePage(request, 200), IsOk());
}

TEST(PagesTest, ATokenOfOtherArgumentsIsRefused) {
  const std::string token = NextPageToken(Request(7), "key");
  v1::ListEventsRequest other_parent = Request(7);
  other_parent.set_parent("studies/t");
  other_parent.set_page_token(token);
  EXPECT_THAT(ParsePage(other_parent, 200),
              StatusIs(kInvalidPage, HasSubstr("page_token")));
  v1::ListEventsRequest with_filter = Request(7);
  with_filter.set_resource("studies/s/codings/k");
  with_filter.set_page_token(token);
  EXPECT_THAT(ParsePage(with_filter, 200),
              StatusIs(kInvalidPage, HasSubstr("page_token")));
  v1::ListSitesRequest other_method;
  other_method.set_parent("studies/s");
  other_method.set_page_token(token);
  EXPECT_THAT(ParsePage(other_method, 200),
              StatusIs(kInvalidPage, HasSubstr("page_token")));
}

TEST(PagesTest, ABrokenTokenIsRefused) {
  const std::string token = NextPageToken(Request(7), "key");
  v1::ListEventsRequest request = Request(7);
  for (size_t i = 0; i < token.size(); ++i) {
    request.set_page_token(token.substr(0, i) + "!" + token.substr(i + 1));
    EXPECT_THAT(ParsePage(request, 200),
                StatusIs(kInvalidPage, HasSubstr("page_token")));
  }
  for (const std::string& bad :
       {std::string("x"), absl::WebSafeBase64Escape("12345678")}) {
    request.set_page_token(bad);
    EXPECT_THAT(ParsePage(request, 200),
                StatusIs(kInvalidPage, HasSubstr("page_token")));
  }
}

}  // namespace
}  // namespace caselens
