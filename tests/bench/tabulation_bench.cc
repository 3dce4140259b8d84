// Exact tables over a million generated codings of 120 fields, on one core,
// beside SQLite's GROUP BY over the columns that the tables use; the build of
// the index from stored packed vectors; and the size of codings of the shipped
// template.

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>
#include <sqlite3.h>

#include "absl/strings/str_cat.h"

#include "tests/typology/double_coding/random_coding.h"
#include "tests/typology/tabulation/rdac_study.h"
#include "typology/tabulation/coding_variables.h"
#include "typology/tabulation/index.h"
#include "typology/tabulation/table.h"

namespace caselens::tabulation {
namespace {

constexpr size_t kCodings = 1'000'000;
constexpr size_t kFields = 120;
constexpr size_t kSites = 3;
// Different packed vectors; each is put many times.
constexpr size_t kVectors = 1 << 16;

void Require(bool holds) {
  if (!holds) std::abort();
}

std::string FieldName(size_t f) { return absl::StrCat("f", f); }

// As in the shipped template: 2 to 10 categories and some absences.
size_t CategoryCount(size_t f) { return 2 + f % 9; }

Schema GeneratedSchema() {
  SchemaBuilder builder(Universe::kCodings);
  for (size_t f = 0; f < kFields; ++f) {
    Variable variable = {.name = FieldName(f),
                         .absences = {Absence::kNotRecorded, Absence::kUnclear,
                                      Absence::kWithheld}};
    for (size_t c = 0; c < CategoryCount(f); ++c) {
      variable.categories.push_back({absl::StrCat(c), absl::StrCat(c)});
    }
    builder.Add(std::move(variable));
  }
  return std::move(builder).Build().value();
}

std::vector<std::string> GeneratedVectors(const Schema& schema) {
  std::mt19937_64 random(1);
  std::vector<std::string> vectors;
  for (size_t i = 0; i < kVectors; ++i) {
    PackedCodingBuilder builder(schema);
    for (size_t f = 0; f < kFields; ++f) {
      builder.Set(f, 0, random() % schema.variables()[f].StateCount());
    }
    vectors.push_back(builder.Build().Encode());
  }
  return vectors;
}

FileKey KeyOf(size_t i) {
  return {.id = absl::StrCat("file-", i),
          .site = absl::StrCat("C", i % kSites + 1),
          .family = absl::StrCat("F", i / 4)};
}

struct Codings {
  std::shared_ptr<const Schema> schema =
      std::make_shared<const Schema>(GeneratedSchema());
  std::vector<std::string> vectors = GeneratedVectors(*schema);

  void PutInto(Index& index, size_t count) const {
    for (size_t i = 0; i < count; ++i) {
      const auto packed = PackedCoding::Decode(*schema, vectors[i % kVectors]);
      Require(packed.ok() && index.Put(KeyOf(i), *packed).ok());
    }
  }
};

const Codings& Generated() {
  static const auto* const kAll = new Codings;
  return *kAll;
}

const Snapshot& Million() {
  static const auto* const kSnapshot = [] {
    Index index(Generated().schema);
    Generated().PutInto(index, kCodings);
    return new std::shared_ptr<const Snapshot>(index.Read());
  }();
  return **kSnapshot;
}

Scope AllSites() { return Scope::Create({"C1", "C2", "C3"}).value(); }

void CountTable(benchmark::State& state, const Query& query) {
  const Snapshot& snapshot = Million();
  const Scope scope = AllSites();
  for (auto _ : state) {
    benchmark::DoNotOptimize(Count(snapshot, scope, query));
  }
  state.counters["bytes/coding"] =
      static_cast<double>(snapshot.ColumnBytes()) / kCodings;
}

// f5 has 7 categories, f7 9, f3 5, f11 4: with absences 8 to 13 states.
void OneWay(benchmark::State& state) {
  CountTable(state, {.dimensions = {"f7"}});
}
void OneWayOfTwoSites(benchmark::State& state) {
  const Scope scope = Scope::Create({"C1", "C3"}).value();
  for (auto _ : state) {
    benchmark::DoNotOptimize(Count(Million(), scope, {.dimensions = {"f7"}}));
  }
}
void TwoWay(benchmark::State& state) {
  CountTable(state, {.dimensions = {"f7", "f5"}});
}
void ThreeWay(benchmark::State& state) {
  CountTable(state, {.dimensions = {"f7", "f5", "f3"}});
}
void ThreeWayFiltered(benchmark::State& state) {
  CountTable(state,
             {.dimensions = {"f7", "f5", "f3"}, .filters = {{"f11", "1"}}});
}
void TwoWayByFamily(benchmark::State& state) {
  CountTable(state, {.dimensions = {"f7", "f5"}, .by = CountBy::kFamily});
}
BENCHMARK(OneWay)->Unit(benchmark::kMicrosecond);
BENCHMARK(OneWayOfTwoSites)->Unit(benchmark::kMicrosecond);
BENCHMARK(TwoWay)->Unit(benchmark::kMicrosecond);
BENCHMARK(ThreeWay)->Unit(benchmark::kMicrosecond);
BENCHMARK(ThreeWayFiltered)->Unit(benchmark::kMicrosecond);
BENCHMARK(TwoWayByFamily)->Unit(benchmark::kMicrosecond);

// From the stored bytes, checked, to a readable index.
void BuildIndex(benchmark::State& state) {
  constexpr size_t kSome = 100'000;
  const Codings& codings = Generated();
  for (auto _ : state) {
    Index index(codings.schema);
    codings.PutInto(index, kSome);
    benchmark::DoNotOptimize(index.Read());
  }
  state.SetItemsProcessed(static_cast<int64_t>(state.iterations() * kSome));
}
BENCHMARK(BuildIndex)->Unit(benchmark::kMillisecond);

// One change between two reads: a chunk is copied.
void ReplaceAndRead(benchmark::State& state) {
  const Codings& codings = Generated();
  Index index(codings.schema);
  codings.PutInto(index, 10'000);
  const auto packed =
      PackedCoding::Decode(*codings.schema, codings.vectors[0]).value();
  size_t i = 0;
  for (auto _ : state) {
    Require(index.Put(KeyOf(i++ % 10'000), packed).ok());
    benchmark::DoNotOptimize(index.Read());
  }
}
BENCHMARK(ReplaceAndRead)->Unit(benchmark::kMicrosecond);

// The peer: the columns of the tables above in a table of SQLite, in memory.
class Peer {
 public:
  Peer() {
    Require(sqlite3_open(":memory:", &db_) == SQLITE_OK);
    Run("CREATE TABLE codings (f7 INTEGER, f5 INTEGER, f3 INTEGER, "
        "f11 INTEGER) STRICT; BEGIN");
    sqlite3_stmt* insert = nullptr;
    Require(sqlite3_prepare_v2(db_, "INSERT INTO codings VALUES (?, ?, ?, ?)",
                               -1, &insert, nullptr) == SQLITE_OK);
    constexpr std::array<size_t, 4> kUsed = {7, 5, 3, 11};
    const Codings& codings = Generated();
    std::vector<std::array<size_t, 4>> states;
    for (const std::string& bytes : codings.vectors) {
      const auto packed = PackedCoding::Decode(*codings.schema, bytes).value();
      states.emplace_back();
      for (size_t k = 0; k < kUsed.size(); ++k) {
        states.back()[k] = packed.State(*codings.schema, kUsed[k], 0);
      }
    }
    for (size_t i = 0; i < kCodings; ++i) {
      for (size_t k = 0; k < kUsed.size(); ++k) {
        sqlite3_bind_int64(insert, static_cast<int>(k) + 1,
                           static_cast<int64_t>(states[i % kVectors][k]));
      }
      Require(sqlite3_step(insert) == SQLITE_DONE);
      sqlite3_reset(insert);
    }
    sqlite3_finalize(insert);
    Run("COMMIT");
  }

  // Number of rows of the answer.
  size_t Run(const char* sql) const {
    size_t rows = 0;
    const auto count = [](void* seen, int, char**, char**) {
      ++*static_cast<size_t*>(seen);
      return 0;
    };
    Require(sqlite3_exec(db_, sql, count, &rows, nullptr) == SQLITE_OK);
    return rows;
  }

 private:
  sqlite3* db_ = nullptr;
};

const Peer& Sqlite() {
  static const auto* const kPeer = new Peer;
  return *kPeer;
}

void RunPeer(benchmark::State& state, const char* sql) {
  const Peer& peer = Sqlite();
  for (auto _ : state) benchmark::DoNotOptimize(peer.Run(sql));
}

void SqliteOneWay(benchmark::State& state) {
  RunPeer(state, "SELECT f7, count(*) FROM codings GROUP BY f7");
}
void SqliteTwoWay(benchmark::State& state) {
  RunPeer(state, "SELECT f7, f5, count(*) FROM codings GROUP BY f7, f5");
}
void SqliteThreeWayFiltered(benchmark::State& state) {
  RunPeer(state,
          "SELECT f7, f5, f3, count(*) FROM codings WHERE f11 = 1 "
          "GROUP BY f7, f5, f3");
}
BENCHMARK(SqliteOneWay)->Unit(benchmark::kMicrosecond);
BENCHMARK(SqliteTwoWay)->Unit(benchmark::kMicrosecond);
BENCHMARK(SqliteThreeWayFiltered)->Unit(benchmark::kMicrosecond);

// Codings of random families by the shipped template.
void PackAndIndexTheShippedTemplate(benchmark::State& state) {
  constexpr size_t kFamilies = 200;
  RandomCodings codings(1);
  const Form form = RdacForm();
  std::vector<Document> documents;
  for (size_t i = 0; i < kFamilies; ++i) documents.push_back(codings.Next());
  const auto schema = std::make_shared<const Schema>(RdacSchema());
  const StudyShape study = RdacStudy();
  std::vector<PackedCoding> packed;
  size_t bytes = 0;
  for (auto _ : state) {
    const Document& document = documents[packed.size() % kFamilies];
    packed.push_back(
        PackCoding(*schema, study, {.form = &form, .document = &document})
            .value());
    bytes += packed.back().Encode().size();
  }
  Index index(schema);
  constexpr size_t kFull = 100'000;
  for (size_t i = 0; i < kFull; ++i) {
    Require(index.Put(KeyOf(i), packed[i % packed.size()]).ok());
  }
  state.counters["file bytes"] =
      static_cast<double>(schema->PackedBits(Unit::kFile)) / 8;
  state.counters["packed bytes"] =
      static_cast<double>(bytes) / static_cast<double>(packed.size());
  state.counters["index bytes"] =
      static_cast<double>(index.Read()->ColumnBytes()) / kFull;
  state.counters["variables"] = static_cast<double>(schema->variables().size());
}
BENCHMARK(PackAndIndexTheShippedTemplate)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace caselens::tabulation
