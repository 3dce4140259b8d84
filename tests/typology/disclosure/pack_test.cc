#include "typology/disclosure/pack.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/status/status.h"

#include "tests/status_matchers.h"
#include "typology/base/counter_random.h"

namespace caselens::disclosure {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;

// Codings of `files` files a site, made up by seed: all variables of the
// standard statements, each found in about half of the files.
Microdata Codings(const std::vector<int>& files, uint64_t seed) {
  Microdata data;
  for (const StatementDefinition& statement : StandardStatements()) {
    Variable& variable = data.variables.emplace_back();
    variable.name = statement.variable;
    variable.categories = statement.categories;
    variable.categories.emplace_back("none of these");
  }
  CounterRandom random({seed});
  for (size_t site = 0; site < files.size(); ++site) {
    for (int i = 0; i < files[site]; ++i) {
      data.ids.push_back(data.ids.size());
      data.sites.push_back(static_cast<int>(site));
      data.families.push_back(static_cast<int>(data.families.size()));
      for (const Variable& variable : data.variables) {
        const size_t last = variable.categories.size() - 1;
        data.values.push_back(static_cast<int>(
            random.Uniform() < 0.5 ? random.Below(last) : last));
      }
    }
  }
  return data;
}

TEST(PackTest, TheStudysOwnCodingsGiveTenStatements) {
  const auto pack = MakePack(Codings({12, 12, 8}, 1), StandardStatements());
  ASSERT_THAT(pack, IsOk());
  EXPECT_EQ(pack->refusal, "");
  EXPECT_EQ(pack->files, 32);
  EXPECT_GE(pack->statements.size(), 10);
  EXPECT_EQ(pack->statements.size() + pack->not_stated.size(),
            StandardStatements().size());
  for (const Statement& statement : pack->statements) {
    EXPECT_THAT(statement.text,
                MatchesRegex("In (under a third|about half|over two thirds) of "
                             "32 files, .*\\."));
    EXPECT_NE(statement.caveat, "");
    EXPECT_THAT(statement.principle,
                MatchesRegex("(One|Two|Three|Four|Five): .*"));
    EXPECT_THAT(statement.question, MatchesRegex(".*\\?"));
  }
}

TEST(PackTest, RefusesFewerThanThreeSites) {
  const auto pack = MakePack(Codings({12, 12, 4}, 1), StandardStatements());
  ASSERT_THAT(pack, IsOk());
  EXPECT_TRUE(pack->statements.empty());
  EXPECT_THAT(pack->refusal, HasSubstr("one site could work out"));
}

// One statement about `yes[site]` of `files[site]`.
FindingsPack PackOf(const std::vector<int>& files,
                    const std::vector<int>& yes) {
  Microdata data;
  data.variables = {{.name = "x", .categories = {"Y", "N"}}};
  for (size_t site = 0; site < files.size(); ++site) {
    for (int i = 0; i < files[site]; ++i) {
      data.ids.push_back(data.ids.size());
      data.sites.push_back(static_cast<int>(site));
      data.families.push_back(static_cast<int>(data.families.size()));
      data.values.push_back(i < yes[site] ? 0 : 1);
    }
  }
  return *MakePack(data, {{.id = "x",
                           .variable = "x",
                           .categories = {"Y"},
                           .finding = "it was found"}});
}

TEST(PackTest, BothSidesHaveEightFiles) {
  EXPECT_TRUE(PackOf({12, 12, 8}, {3, 2, 2}).statements.empty());
  EXPECT_TRUE(PackOf({12, 12, 8}, {10, 9, 6}).statements.empty());
  EXPECT_EQ(PackOf({12, 12, 8}, {5, 6, 5}).statements[0].text,
            "In about half of 32 files, it was found.");
}

TEST(PackTest, NoSiteCanWorkOutTheOthers) {
  // A site with 8 of "under a third" (8 to 10 of 32) would know that there are
  // at most two in the others.
  const FindingsPack pack = PackOf({12, 12, 8}, {8, 1, 1});
  EXPECT_TRUE(pack.statements.empty());
  EXPECT_THAT(pack.not_stated[0].why, HasSubstr("could point at a family"));
}

TEST(PackTest, GivesOneReasonForEveryRule) {
  EXPECT_EQ(PackOf({12, 12, 8}, {8, 1, 1}).not_stated,
            PackOf({12, 12, 8}, {1, 1, 1}).not_stated);
}

// What site 0 with `own` of 12 can tell of the `others` of 20, when a statement
// was made: the numbers for which the same would have been said.
std::set<int> PossibleOthers(int own, int others) {
  std::set<int> possible;
  for (int o = 0; o <= 20; ++o) {
    const bool same_words = (own + o < 11) == (own + others < 11) &&
                            (own + o > 21) == (own + others > 21);
    if (own + o >= 8 && own + o <= 24 && same_words) possible.insert(o);
  }
  return possible;
}

// Whatever the truth, at least four numbers, not all of them small.
TEST(PackTest, WithstandsASiteOnEveryCount) {
  size_t stated = 0;
  for (int own = 0; own <= 12; ++own) {
    for (int others = 0; others <= 20; ++others) {
      const int b = std::min(others, 12);
      const FindingsPack pack = PackOf({12, 12, 8}, {own, b, others - b});
      if (pack.statements.empty()) continue;
      ++stated;
      if (others < 1 || others > 4) continue;
      const std::set<int> possible = PossibleOthers(own, others);
      EXPECT_GE(possible.size(), 4);
      EXPECT_TRUE(*possible.begin() == 0 || *possible.rbegin() > 4);
    }
  }
  EXPECT_GT(stated, 50);
}

TEST(PackTest, RefusesAVariableUsedTwice) {
  std::vector<StatementDefinition> statements = StandardStatements();
  statements.push_back(statements[0]);
  EXPECT_THAT(
      MakePack(Codings({12, 12, 8}, 1), statements),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("is used twice")));
}

TEST(PackTest, StatementsNameTheirLine) {
  EXPECT_THAT(ParseStatements("id,variable\na,b\n"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("line 2: want 7 cells")));
}

}  // namespace
}  // namespace caselens::disclosure
