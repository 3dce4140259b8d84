// Attack 14 (Dinur and Nissim 2003; Garfinkel et al. 2019): make up records
// that give the published tables, and read a sensitive answer off them.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/typology/disclosure/attacks/attack_kit.h"
#include "typology/base/counter_random.h"

namespace caselens::disclosure {
namespace {

constexpr size_t kRecords = 200;
constexpr size_t kVariables = 10;

// Ten yes-or-no variables, the last one sensitive and independent of all
// others: whoever guesses it better than by its majority read it somewhere.
Microdata Data(uint64_t seed) {
  Microdata data;
  for (size_t v = 0; v < kVariables; ++v) {
    data.variables.push_back(
        {.name = std::string(1, static_cast<char>('a' + v)),
         .categories = {"Yes", "No"},
         .sensitive = v + 1 == kVariables});
  }
  CounterRandom random({seed});
  for (size_t r = 0; r < kRecords; ++r) {
    data.ids.push_back(r);
    data.sites.push_back(0);
    data.families.push_back(static_cast<int>(r));
    for (size_t v = 0; v < kVariables; ++v) {
      data.values.push_back(random.Uniform() < 0.5 ? 0 : 1);
    }
  }
  return data;
}

// All tables with the sensitive variable that a programme may hold.
Programme AboutTheLast(const Microdata& data) {
  Programme programme;
  programme.groupings.assign(kVariables, kDeclaredCategories);
  for (int a = 0; a < static_cast<int>(kVariables); ++a) {
    programme.tables.push_back({a});
  }
  const int last = kVariables - 1;
  for (int a = 0; a < last; ++a) {
    for (int b = a + 1; b <= last; ++b) programme.tables.push_back({a, b});
  }
  size_t three = 0;
  for (int a = 0; a < last; ++a) {
    for (int b = a + 1; b < last; ++b) {
      if (++three <= kMostThreeWayTables) {
        programme.tables.push_back({a, b, last});
      }
    }
  }
  EXPECT_TRUE(CheckProgramme(data.variables, programme).ok());
  return programme;
}

// BROKEN: exact tables, and of seven variables.
TEST(ReconstructionAttackTest, SucceedsOnExactTablesOfManyVariables) {
  const Microdata data = Data(1);
  const Bands bands = BandsOf(data.variables, std::vector<int>(kVariables, -1));
  std::vector<Knowledge> knowledge;
  for (int a = 0; a < 3; ++a) {
    TableKey key = {a, a + 1, a + 2, a + 3, a + 4, a + 5, 9};
    const CountTable counts =
        CountRecords(data, bands, key, [](size_t) { return true; });
    knowledge.push_back({key, counts.files, counts.files});
  }
  const Hits hits = GuessLast(data, bands, knowledge);
  EXPECT_GT(hits.found, hits.control + 0.05 * hits.of);
}

TEST(ReconstructionAttackTest, FailsOnOurs) {
  const Microdata data = Data(1);
  const Release release =
      MustRelease(data, {.programme = AboutTheLast(data), .key = {1, 2}});
  const Bands bands = BandsOf(data.variables, std::vector<int>(kVariables, -1));
  const Hits hits = GuessLast(
      data, bands, KnowledgeOf(release, data, std::vector<bool>(kRecords)));
  EXPECT_LE(hits.found, hits.control + 0.05 * hits.of);
}

}  // namespace
}  // namespace caselens::disclosure
