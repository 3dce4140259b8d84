#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "clients/web/http/message.h"
#include "clients/web/http/security.h"
#include "clients/web/http/server.h"
#include "tests/status_matchers.h"

namespace caselens::web {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(FormTest, KeepsOrderAndEveryValue) {
  const absl::StatusOr<Fields> form =
      ParseForm("a=1&b=%3Cb%3E+x&a=2&c&=d&e=%zz%4");
  ASSERT_THAT(form, IsOk());
  EXPECT_THAT(form->All("a"), ElementsAre("1", "2"));
  EXPECT_EQ(form->Get("b"), "<b> x");
  EXPECT_TRUE(form->Has("c"));
  EXPECT_EQ(form->Get("c"), "");
  EXPECT_EQ(form->Get("e"), "%zz%4");
  EXPECT_FALSE(form->Has("z"));
}

TEST(FormTest, HasNoMoreThanSoManyFields) {
  std::string body;
  for (int i = 0; i < 20'001; ++i) body += "a&";
  EXPECT_THAT(ParseForm(body).status(),
              StatusIs(absl::StatusCode::kInvalidArgument, testing::_));
}

TEST(FormTest, TakesAFileAsItIs) {
  const absl::StatusOr<Fields> form = ParseBody(
      "multipart/form-data; boundary=xx",
      "--xx\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n2\r\n"
      "--xx\r\nContent-Disposition: form-data; name=\"csv\"; "
      "filename=\"a.csv\"\r\nContent-Type: text/csv\r\n\r\nx,y\r\n\r\n--x\r\n"
      "--xx\r\nContent-Disposition: form-data; name=\"none\"\r\n\r\n\r\n"
      "--xx--\r\n");
  ASSERT_THAT(form, IsOk());
  EXPECT_EQ(form->Pairs().size(), 3U);
  EXPECT_EQ(form->Get("a"), "1\n2");
  EXPECT_EQ(form->Get("csv"), "x,y\r\n\r\n--x");
  EXPECT_EQ(form->Get("none"), "");
}

TEST(FormTest, RefusesPartsThatDoNotEnd) {
  const std::string whole =
      "--xx\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--xx--";
  ASSERT_THAT(ParseMultipart(whole, "xx"), IsOk());
  for (size_t size = 0; size < whole.size(); ++size) {
    EXPECT_THAT(ParseMultipart(whole.substr(0, size), "xx").status(),
                StatusIs(absl::StatusCode::kInvalidArgument, testing::_))
        << size;
  }
  EXPECT_FALSE(ParseMultipart(whole, "").ok());
  std::string many;
  for (int i = 0; i < 20'001; ++i) many += "--xx\r\n\r\n\r\n\r\n";
  EXPECT_FALSE(ParseMultipart(many + "--xx--", "xx").ok());
}

TEST(FormTest, IsOfATypeThatIsRead) {
  EXPECT_THAT(ParseBody("text/plain", "a=1").status(),
              StatusIs(absl::StatusCode::kUnimplemented, testing::_));
  EXPECT_THAT(
      ParseBody("application/x-www-form-urlencoded; charset=utf-8", "a=1"),
      IsOk());
}

TEST(FormTest, WhatIsEncodedIsReadBack) {
  std::string all;
  for (int c = 1; c < 256; ++c) {
    if (c != '\r') all.push_back(static_cast<char>(c));
  }
  const absl::StatusOr<Fields> form = ParseForm("a=" + UrlEncoded(all));
  ASSERT_THAT(form, IsOk());
  EXPECT_EQ(form->Get("a"), all);
}

TEST(RequestTest, FindsItsCookie) {
  Request request;
  request.headers["cookie"] = "a=1; caselens=secret=x; caselens2=no";
  EXPECT_EQ(request.Cookie("caselens"), "secret=x");
  EXPECT_EQ(request.Cookie("b"), "");
}

Request Post(const std::string& host, const std::string& origin) {
  Request request;
  request.method = "POST";
  request.headers["host"] = host;
  if (!origin.empty()) request.headers["origin"] = origin;
  return request;
}

TEST(OriginTest, OnThisMachineItsOwnNamesAlone) {
  for (const char* host : {"127.0.0.1:7680", "localhost:7680", "[::1]:7680"}) {
    EXPECT_THAT(
        CheckOrigin("", Tls::kNo, Post(host, std::string("http://") + host)),
        IsOk());
  }
  EXPECT_FALSE(CheckOrigin("", Tls::kNo, Post("evil.example:7680", "")).ok());
  EXPECT_FALSE(
      CheckOrigin("", Tls::kNo, Post("127.0.0.1:7680", "http://127.0.0.1:9999"))
          .ok());
  EXPECT_FALSE(
      CheckOrigin("", Tls::kNo, Post("127.0.0.1.evil.example:1", "")).ok());
}

TEST(OriginTest, ElsewhereTheOneThatIsGiven) {
  const std::string ours = "https://audit.example";
  EXPECT_THAT(CheckOrigin(ours, Tls::kYes, Post("audit.example", ours)),
              IsOk());
  EXPECT_FALSE(CheckOrigin(ours, Tls::kYes, Post("127.0.0.1:443", "")).ok());
  EXPECT_FALSE(
      CheckOrigin(ours, Tls::kYes, Post("audit.example", "null")).ok());
  Request request = Post("audit.example", "");
  request.headers["sec-fetch-site"] = "same-site";
  EXPECT_FALSE(CheckOrigin(ours, Tls::kYes, request).ok());
}

TEST(ServerTest, ServesOtherMachinesWithACertificateOnly) {
  ServerOptions options;
  options.host = "0.0.0.0";
  EXPECT_THAT(HttpServer::Start(options, nullptr).status(),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("--tls-certificate")));
  options.host = "127.0.0.1";
  options.certificate = "x";
  EXPECT_THAT(HttpServer::Start(options, nullptr).status(),
              StatusIs(absl::StatusCode::kInvalidArgument, testing::_));
  EXPECT_TRUE(IsLoopback("127.1.2.3"));
  EXPECT_TRUE(IsLoopback("::1"));
  EXPECT_FALSE(IsLoopback("127.evil"));
}

TEST(SecretTest, AreLongAndNeverTheSame) {
  EXPECT_EQ(NewSecret().size(), 64);
  EXPECT_NE(NewSecret(), NewSecret());
  EXPECT_TRUE(SameSecret("ab", "ab"));
  EXPECT_FALSE(SameSecret("ab", "ac"));
  EXPECT_FALSE(SameSecret("ab", "abc"));
}

}  // namespace
}  // namespace caselens::web
