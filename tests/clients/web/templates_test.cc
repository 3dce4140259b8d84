#include "clients/web/templates.h"

#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "clients/web/form_view.h"

namespace caselens::web {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string Read(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

TEST(TemplatesTest, EscapeEverythingTheyShow) {
  int files = 0;
  // A value outside quotes could end its attribute by a space.
  const std::regex unquoted(R"(=\s*\{\{)");
  const std::regex script(R"(<script[^>]*>[^<]|\son[a-z]+=|style=)");
  for (const auto& entry :
       std::filesystem::directory_iterator(CASELENS_WEB_TEMPLATES)) {
    const std::string text = Read(entry.path());
    ++files;
    EXPECT_THAT(text, Not(HasSubstr("{{{"))) << entry.path();
    EXPECT_THAT(text, Not(HasSubstr("{{&"))) << entry.path();
    EXPECT_THAT(text, Not(HasSubstr("{{ &"))) << entry.path();
    EXPECT_FALSE(std::regex_search(text, unquoted)) << entry.path();
    EXPECT_FALSE(std::regex_search(text, script)) << entry.path();
    EXPECT_THAT(text, Not(HasSubstr("{{="))) << entry.path();
    // It is part of the program, and whole.
    EXPECT_THAT(Rendered(entry.path().stem().string(), Data()),
                Not(HasSubstr("{{")))
        << entry.path();
  }
  EXPECT_GT(files, 15);
}

TEST(TemplatesTest, ShowMarkupAsText) {
  Data data("title", "<b>\"'&");
  data.set("message", "<script>");
  const std::string page = Rendered("error", data);
  EXPECT_THAT(page, HasSubstr("&lt;b&gt;&quot;&apos;&amp;"));
  EXPECT_THAT(page, Not(HasSubstr("<script>")));
}

TEST(TemplatesTest, AnEmptyTextIsNotThatOfSomethingAround) {
  Data outer;
  outer.set("subject", "outer");
  Data inner;
  SetText(inner, "subject", "");
  EXPECT_TRUE(inner.get("subject")->is_false());
}

TEST(AssetsTest, HaveNothingThatIsTheGovernmentsAlone) {
  const std::string page = Rendered("home", Data());
  const std::regex link(R"((/assets/[0-9a-f]+/govuk\.css))");
  std::smatch found;
  ASSERT_TRUE(std::regex_search(page, found, link)) << page;
  const Asset* style = FindAsset(found[1].str());
  ASSERT_NE(style, nullptr);
  const std::string css(style->bytes);
  EXPECT_GT(css.size(), 100'000);
  EXPECT_THAT(css, Not(HasSubstr("@font-face")));
  EXPECT_THAT(css, Not(HasSubstr("GDS Transport")));
  EXPECT_THAT(css, Not(HasSubstr("url(")));
  EXPECT_EQ(FindAsset("/assets/govuk.css"), nullptr);
}

}  // namespace
}  // namespace caselens::web
