#include "typology/template/texts.h"

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/typology/template/guided.h"
#include "tests/typology/template/small.h"

namespace caselens {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::map<std::string, std::string> TextsOf(const RevisionContent& content) {
  std::map<std::string, std::string> texts;
  ForEachText(content, [&](const std::string& path, const std::string& text) {
    EXPECT_TRUE(texts.emplace(path, text).second) << path << " is there twice";
  });
  return texts;
}

TEST(Texts, EachHasAPathOfItsOwn) {
  const auto texts = TextsOf(Rdac().Content());
  EXPECT_GT(texts.size(), 2000);
  EXPECT_EQ(texts.at("fields[A.nation].codes[SCO].label"), "Scotland");
  EXPECT_EQ(texts.at("sections[A].title"), "File context");
  EXPECT_EQ(texts.at("missing_labels[NR].label"), "Not recorded");
  EXPECT_EQ(texts.at("extensions[kinship].label"), "Kinship care");
  EXPECT_EQ(texts.count("introduction[0]"), 1);
  EXPECT_EQ(texts.count("grids[D.domains].label"), 1);
}

TEST(Translate, FallsBackTextByText) {
  RevisionContent content = Small();
  content.translations = {{kWelsh, {{"fields[A.one].label", "cwestiwn"}}}};
  std::vector<std::string> fell_back = Translate(kWelsh, content);
  EXPECT_EQ(One(content).label, "cwestiwn");
  EXPECT_EQ(One(content).definition, "what is asked");
  EXPECT_THAT(content.translations, IsEmpty());
  EXPECT_THAT(fell_back,
              testing::Contains(std::string("fields[A.one].definition")));
  EXPECT_THAT(
      fell_back,
      testing::Not(testing::Contains(std::string("fields[A.one].label"))));
}

TEST(Translate, ReportsEveryTextThatHasNone) {
  RevisionContent content = Small();
  std::vector<std::string> paths;
  for (const auto& [path, text] : TextsOf(content))
    if (!text.empty()) paths.push_back(path);
  EXPECT_THAT(Translate(kWelsh, content),
              testing::UnorderedElementsAreArray(paths));
  EXPECT_EQ(content, Small());
}

TEST(Translate, EnglishIsWhatItIsWrittenIn) {
  RevisionContent content = Rdac().Content();
  EXPECT_THAT(Translate(kEnglish, content), IsEmpty());
  EXPECT_EQ(TextsOf(content), TextsOf(Rdac().Content()));
}

// The Welsh that ships: answers whose Welsh does not hang on the question. Yes
// and no do (Ydy, Oes, Do, Ie), so there is none.
TEST(Rdac2026Welsh, SaysTheSameAnswerTheSameEverywhere) {
  const std::map<std::string, std::string> certain = {
      {"Not recorded", "Heb ei gofnodi"},
      {"Does not apply", "Ddim yn berthnasol"},
      {"Unknown", "Anhysbys"},
      {"Other", "Arall"},
      {"Female", "Benyw"},
      {"Male", "Gwryw"},
      {"England", "Lloegr"},
      {"Scotland", "Yr Alban"}};
  const auto english = TextsOf(Rdac().Content());
  ASSERT_EQ(Rdac().Content().translations.size(), 1);
  const Translation& welsh = Rdac().Content().translations[0];
  EXPECT_EQ(welsh.language, kWelsh);
  std::set<std::string> said;
  for (const auto& [path, text] : english) {
    const auto at = certain.find(text);
    const bool is_label = testing::Value(path, testing::EndsWith(".label"));
    ASSERT_EQ(welsh.texts.contains(path), at != certain.end() && is_label)
        << path << ": " << text;
    if (!welsh.texts.contains(path)) continue;
    EXPECT_EQ(welsh.texts.at(path), at->second) << path;
    said.insert(text);
  }
  EXPECT_EQ(said.size(), certain.size());
}

}  // namespace
}  // namespace caselens
