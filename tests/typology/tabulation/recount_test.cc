// Random files, random changes, random questions: every table equals an obvious
// recount.

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "tests/status_matchers.h"
#include "tests/typology/tabulation/plain_files.h"
#include "typology/tabulation/index.h"
#include "typology/tabulation/measures.h"
#include "typology/tabulation/table.h"

namespace caselens::tabulation {
namespace {

const std::vector<std::string>& AllSites() {
  static const auto* const kSites =
      new std::vector<std::string>{"S1", "S2", "S3", "S4"};
  return *kSites;
}

std::string Describe(const Query& query) {
  std::string text = absl::StrJoin(query.dimensions, " x ");
  for (const Filter& f : query.filters) {
    absl::StrAppend(&text, " where ", f.variable, "=", f.category);
  }
  return absl::StrCat(text, " by ", CountByName(query.by), " of wave ",
                      static_cast<int>(query.wave));
}

// The table of a query by the obvious way, in the form that Count gives.
Table Expected(const Recount& recount,
               const std::map<std::string, PlainFile>& files,
               const Query& query, const Table& shape) {
  const std::vector<Recount::Seen> all = recount.Look(files, query);
  const auto where = [&](auto keep) {
    std::vector<Recount::Seen> kept;
    std::copy_if(all.begin(), all.end(), std::back_inserter(kept), keep);
    return Recount::Different(kept, query.by);
  };
  const auto state = [&](size_t d, const Recount::Seen& one) {
    return *shape.dimensions[d].variable.FindState(one.codes[d]);
  };
  const auto complete = [&](const Recount::Seen& one) {
    for (size_t d = 0; d < one.codes.size(); ++d) {
      if (!shape.dimensions[d].variable.IsCategory(state(d, one))) return false;
    }
    return true;
  };
  Table table;
  table.n = where([](const auto&) { return true; });
  table.denominator = where(complete);
  size_t cells = 1;
  for (size_t d = 0; d < query.dimensions.size(); ++d) {
    TableDimension dimension = {.variable = shape.dimensions[d].variable};
    const size_t states = dimension.variable.StateCount();
    for (size_t s = 0; s < states; ++s) {
      if (dimension.variable.IsCategory(s)) {
        dimension.totals.push_back(where([&](const Recount::Seen& one) {
          return state(d, one) == s && complete(one);
        }));
      } else {
        dimension.missing.push_back(where(
            [&](const Recount::Seen& one) { return state(d, one) == s; }));
      }
    }
    table.dimensions.push_back(std::move(dimension));
    cells *= states;
  }
  std::map<size_t, std::vector<Recount::Seen>> by_cell;
  for (const Recount::Seen& one : all) {
    size_t cell = 0;
    for (size_t d = 0; d < one.codes.size(); ++d) {
      cell = cell * shape.dimensions[d].variable.StateCount() + state(d, one);
    }
    by_cell[cell].push_back(one);
  }
  table.cells.resize(cells);
  for (const auto& [cell, seen] : by_cell) {
    table.cells[cell] = Recount::Different(seen, query.by);
  }
  return table;
}

FilesOfScope ExpectedFiles(const Recount& recount,
                           const std::map<std::string, PlainFile>& files,
                           const std::map<std::string, PlainFile>& unresolved) {
  FilesOfScope counts;
  for (const auto& [id, file] : files) {
    if (!recount.InScope(file)) continue;
    if (file.key.wave == Wave::kSampled) ++counts.sampled;
    if (file.key.wave == Wave::kLongTerm) ++counts.long_term;
    if (file.key.wave == Wave::kPilot) ++counts.pilot;
  }
  for (const auto& [id, file] : unresolved) {
    if (recount.InScope(file) && file.key.wave != Wave::kPilot) {
      ++counts.unresolved;
    }
  }
  return counts;
}

class Study {
 public:
  explicit Study(unsigned seed)
      : files_(seed), index_(std::make_shared<const Schema>(files_.schema())) {}

  // `changes` random files put or removed, of `ids` different ones.
  void Change(size_t changes, size_t ids) {
    for (size_t i = 0; i < changes; ++i) {
      const std::string id = absl::StrCat("file-", files_.Below(ids));
      const size_t what = files_.Below(10);
      const bool was_there = model_.count(id) + unresolved_.count(id) > 0;
      model_.erase(id);
      unresolved_.erase(id);
      if (what < 2) {
        EXPECT_EQ(index_.Remove(id), was_there) << id;
        continue;
      }
      PlainFile file = files_.Next(id);
      if (what == 2) {
        EXPECT_THAT(index_.PutUnresolved(file.key), IsOk());
        unresolved_.emplace(id, std::move(file));
      } else {
        EXPECT_THAT(index_.Put(file.key, Pack(files_.schema(), file)), IsOk());
        model_.emplace(id, std::move(file));
      }
    }
  }

  Query RandomQuery() {
    const std::vector<std::string> of_files = {
        "f1",         "f2",          "f3",           "f4",
        "f7",         "f18",         "half",         "flags:a",
        "flags:c",    "site",        "standing",     "p2:a.any",
        "p5:b.count", "marks:a.any", "PERSON.count", "marks:b.count",
        "p5:c.any",   "p2:b.count"};
    const std::vector<std::string> of_people = {"p2", "p5", "marks:a",
                                                "marks:b"};
    const std::vector<std::string> of_harms = {"h3"};
    const std::vector<std::string>& of_rows =
        files_.Below(4) == 0 ? of_harms : of_people;
    const bool mixed = files_.Below(2) == 0;
    const auto name = [&] {
      return mixed && files_.Below(2) == 0 ? files_.OneOf(of_rows)
                                           : files_.OneOf(of_files);
    };
    Query query;
    for (size_t d = files_.Below(4); d > 0; --d) {
      std::string one = name();
      if (std::find(query.dimensions.begin(), query.dimensions.end(), one) ==
          query.dimensions.end()) {
        query.dimensions.push_back(std::move(one));
      }
    }
    for (size_t f = files_.Below(3); f > 0; --f) {
      const std::string one = name();
      if (one == "site") continue;
      const Variable& variable =
          files_.schema().variables()[*files_.schema().FindVariable(one)];
      query.filters.push_back({one, std::string(variable.StateCode(
                                        files_.Below(variable.StateCount())))});
    }
    query.by = files_.OneOf(
        std::vector<CountBy>{CountBy::kFile, CountBy::kFamily, CountBy::kUnit});
    query.wave = files_.Below(4) == 0 ? Wave::kLongTerm : Wave::kSampled;
    return query;
  }

  std::vector<std::string> RandomScope() {
    std::vector<std::string> sites = AllSites();
    for (size_t gone = files_.Below(4); gone > 0; --gone) {
      sites.erase(sites.begin() +
                  static_cast<std::ptrdiff_t>(files_.Below(sites.size())));
    }
    return sites;
  }

  void CheckATable() {
    const Query query = RandomQuery();
    const std::vector<std::string> sites = RandomScope();
    const Recount recount(files_.schema(), sites);
    const auto snapshot = index_.Read();
    const auto table = Count(*snapshot, Scope::Create(sites).value(), query);
    ASSERT_THAT(table, IsOk()) << Describe(query);
    Table expected = Expected(recount, model_, query, *table);
    expected.files = ExpectedFiles(recount, model_, unresolved_);
    expected.snapshot = snapshot->number();
    EXPECT_EQ(table->cells, expected.cells) << Describe(query);
    EXPECT_TRUE(*table == expected)
        << Describe(query) << " over " << absl::StrJoin(sites, ",") << "\nn "
        << table->n << " want " << expected.n << "\ndenominator "
        << table->denominator << " want " << expected.denominator;
    CheckFilesBehindACell(recount, *snapshot, sites, query);
  }

  void CheckAMeasure() {
    const std::vector<std::string> names = {"p2:a.count", "p5:b.count",
                                            "marks:a.count", "PERSON.count"};
    const std::string name = files_.OneOf(names);
    const std::vector<std::string> sites = RandomScope();
    const Recount recount(files_.schema(), sites);
    const auto measure = MeasureCount(
        *index_.Read(), Scope::Create(sites).value(), name, {{"f2", "a"}});
    ASSERT_THAT(measure, IsOk());
    std::vector<double> counts;
    size_t missing = 0;
    for (const auto& [id, file] : model_) {
      if (!recount.InScope(file) || file.key.wave != Wave::kSampled ||
          file.codes.at("f2")[0] != "a") {
        continue;
      }
      if (recount.VariableOf(name).FindState(recount.CodeOf(file, name, 0)) >=
          kCountBands) {
        ++missing;
      } else {
        counts.push_back(static_cast<double>(CountIn(file, name)));
      }
    }
    std::sort(counts.begin(), counts.end());
    EXPECT_EQ(measure->n, counts.size());
    size_t told_missing = 0;
    for (const uint64_t m : measure->missing) told_missing += m;
    EXPECT_EQ(told_missing, missing);
    if (counts.empty()) {
      EXPECT_EQ(measure->mean, std::nullopt);
      EXPECT_EQ(measure->median, std::nullopt);
      return;
    }
    double sum = 0;
    for (const double count : counts) sum += count;
    EXPECT_DOUBLE_EQ(*measure->mean, sum / static_cast<double>(counts.size()));
    EXPECT_DOUBLE_EQ(
        *measure->median,
        (counts[(counts.size() - 1) / 2] + counts[counts.size() / 2]) / 2);
  }

  const Index& index() const { return index_; }
  const std::map<std::string, PlainFile>& model() const { return model_; }

 private:
  // Of a file whose count is known.
  static size_t CountIn(const PlainFile& file, const std::string& name) {
    if (name == "PERSON.count") return file.rows.at(Unit::kPerson);
    const bool of_mark = name.rfind("marks:", 0) == 0;
    const auto codes = file.codes.find(of_mark ? "marks:a" : name.substr(0, 2));
    if (codes == file.codes.end()) return 0;
    const std::string wanted = of_mark ? "YES" : name.substr(3, 1);
    return static_cast<size_t>(
        std::count(codes->second.begin(), codes->second.end(), wanted));
  }

  void CheckFilesBehindACell(const Recount& recount, const Snapshot& snapshot,
                             const std::vector<std::string>& sites,
                             const Query& query) {
    const std::vector<Recount::Seen> all = recount.Look(model_, query);
    if (all.empty()) return;
    const std::vector<std::string> cell = files_.OneOf(all).codes;
    std::set<std::string> expected;
    for (const Recount::Seen& one : all) {
      if (one.codes == cell) expected.insert(one.file);
    }
    const auto ids =
        FilesBehind(snapshot, Scope::Create(sites).value(), query, cell);
    ASSERT_THAT(ids, IsOk()) << Describe(query);
    EXPECT_EQ(*ids, std::vector<std::string>(expected.begin(), expected.end()))
        << Describe(query);
  }

  PlainFiles files_;
  Index index_;
  std::map<std::string, PlainFile> model_;
  std::map<std::string, PlainFile> unresolved_;
};

TEST(RecountTest, EveryTableEqualsAnObviousRecountAfterRandomChanges) {
  for (unsigned seed = 1; seed <= 8; ++seed) {
    Study study(seed);
    for (int round = 0; round < 25; ++round) {
      study.Change(30, 120);
      for (int i = 0; i < 8; ++i) study.CheckATable();
      if (HasFailure()) FAIL() << "seed " << seed << " round " << round;
    }
  }
}

TEST(RecountTest, MeansAndMediansEqualThoseOfAList) {
  Study study(21);
  for (int round = 0; round < 20; ++round) {
    study.Change(40, 150);
    for (int i = 0; i < 5; ++i) study.CheckAMeasure();
    if (HasFailure()) FAIL() << "round " << round;
  }
}

// More files than a chunk holds, most of them replaced until chunks are
// compacted.
TEST(RecountTest, HoldsOverManyChunksAndTheirCompaction) {
  Study study(31);
  for (int round = 0; round < 4; ++round) {
    study.Change(7000, 5000);
    for (int i = 0; i < 6; ++i) study.CheckATable();
    if (HasFailure()) FAIL() << "round " << round;
  }
  EXPECT_EQ(study.index().Read()->FileCount(), study.model().size());
}

TEST(RecountTest, ASnapshotStaysAsItWas) {
  Study study(41);
  study.Change(300, 300);
  const auto before = study.index().Read();
  const Scope scope = Scope::Create(AllSites()).value();
  const Query query = {.dimensions = {"f7", "site"}};
  const Table table = Count(*before, scope, query).value();
  study.Change(600, 300);
  EXPECT_TRUE(Count(*before, scope, query).value() == table);
  EXPECT_NE(study.index().Read()->number(), before->number());
}

TEST(RecountTest, ReadersCountWhileTheIndexChanges) {
  Study study(51);
  study.Change(200, 200);
  const Scope scope = Scope::Create(AllSites()).value();
  std::vector<std::thread> readers;
  for (int r = 0; r < 3; ++r) {
    readers.emplace_back([&] {
      for (int i = 0; i < 50; ++i) {
        const auto snapshot = study.index().Read();
        const Query query = {.dimensions = {"f7", "p5"}, .by = CountBy::kUnit};
        const Table first = Count(*snapshot, scope, query).value();
        EXPECT_TRUE(Count(*snapshot, scope, query).value() == first);
      }
    });
  }
  study.Change(500, 200);
  for (std::thread& reader : readers) reader.join();
}

}  // namespace
}  // namespace caselens::tabulation
