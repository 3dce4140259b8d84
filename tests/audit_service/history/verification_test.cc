#include "audit_service/history/verification.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

#include "tests/audit_service/history/world.h"
#include "tests/storage/raw_sqlite.h"

namespace caselens {
namespace {

using testing::HasSubstr;

// One value of the database file, and how to find its row: column and SQL
// literal of each part of its primary key.
struct Cell {
  std::string table;
  std::string column;
  std::string type;   // integer, text or blob
  std::string value;  // bytes; integers in decimal
  std::vector<std::pair<std::string, std::string>> key;

  std::string KeyText() const {  // as events name the row
    std::string text;
    for (const auto& [column_name, literal] : key) {
      absl::StrAppend(&text, text.empty() ? "" : "/", Decoded(literal));
    }
    return text;
  }
  static std::string Decoded(const std::string& literal) {
    const std::vector<std::string> parts = absl::StrSplit(literal, '\'');
    return parts.size() == 3 ? absl::HexStringToBytes(parts[1]) : literal;
  }
};

std::string Literal(const std::string& type, const std::string& value) {
  if (type == "integer") return value;
  const std::string hex =
      absl::StrCat("x'", absl::BytesToHexString(value), "'");
  return type == "blob" ? hex : absl::StrCat("CAST(", hex, " AS TEXT)");
}

// Every value of `table` that holds anything.
std::vector<Cell> CellsOf(const std::string& path, const std::string& table) {
  std::vector<std::string> columns;
  std::vector<std::string> key;
  for (const std::string& row :
       RunSql(path, absl::StrCat("SELECT name, pk FROM pragma_table_info('",
                                 table, "')"))) {
    const std::vector<std::string> parts = absl::StrSplit(row, '|');
    columns.push_back(parts[0]);
    if (parts[1] != "0") key.push_back(parts[0]);
  }
  const auto read = [](const std::string& column) {
    return absl::StrCat("typeof(", column, "), hex(", column, ")");
  };
  const std::string sql = absl::StrCat(
      "SELECT ",
      absl::StrJoin(columns, ", ",
                    [&](std::string* out, const std::string& column) {
                      absl::StrAppend(out, read(column));
                    }),
      " FROM ", table);
  std::vector<Cell> cells;
  for (const std::string& row : RunSql(path, sql)) {
    const std::vector<std::string> parts = absl::StrSplit(row, '|');
    std::map<std::string, Cell> of_row;
    for (size_t i = 0; i < columns.size(); ++i) {
      of_row[columns[i]] = {.table = table,
                            .column = columns[i],
                            .type = parts[2 * i],
                            .value = absl::HexStringToBytes(parts[2 * i + 1])};
    }
    std::vector<std::pair<std::string, std::string>> literals;
    for (const std::string& part : key) {
      literals.emplace_back(part,
                            Literal(of_row[part].type, of_row[part].value));
    }
    for (auto& [column, cell] : of_row) {
      cell.key = literals;
      if (!cell.value.empty()) cells.push_back(std::move(cell));
    }
  }
  return cells;
}

// Sets the value of `cell` and returns whether it could be: another row may
// have the key already.
bool Set(const std::string& path, const Cell& cell, const std::string& value,
         const std::vector<std::pair<std::string, std::string>>& key) {
  const std::string where = absl::StrJoin(
      key, " AND ",
      [](std::string* out, const std::pair<std::string, std::string>& part) {
        absl::StrAppend(out, part.first, " = ", part.second);
      });
  return RunSql(path, absl::StrCat("PRAGMA ignore_check_constraints = ON;"
                                   "UPDATE OR IGNORE ",
                                   cell.table, " SET ", cell.column, " = ",
                                   Literal(cell.type, value), " WHERE ", where,
                                   "; SELECT changes()")) ==
         std::vector<std::string>{"1"};
}

// `value` with one bit turned.
std::string Flipped(const Cell& cell, std::mt19937_64& random) {
  if (cell.type == "integer") {
    int64_t number = 0;
    EXPECT_TRUE(absl::SimpleAtoi(cell.value, &number));
    return absl::StrCat(static_cast<int64_t>(static_cast<uint64_t>(number) ^
                                             uint64_t{1} << random() % 64));
  }
  std::string value = cell.value;
  value[random() % value.size()] ^= static_cast<char>(1 << random() % 8);
  return value;
}

// The event that last committed to each row.
std::map<std::string, int64_t> EventsOfRows(HistoryWorld& world) {
  std::map<std::string, int64_t> events;
  EXPECT_THAT(world.store().Read([&](Reader& reader) -> absl::Status {
    CASELENS_ASSIGN_OR_RETURN(const std::vector<EventRow> rows,
                              reader.ListAllEvents(0, 1000));
    for (const EventRow& row : rows) {
      v1::Event event;
      EXPECT_TRUE(event.ParseFromString(row.record));
      for (const v1::RowCommitment& written : event.rows()) {
        events[absl::StrCat(written.table(), " ", written.key())] =
            row.sequence;
      }
    }
    return absl::OkStatus();
  }),
              IsOk());
  return events;
}

// The event that a turned bit of `cell` is to be blamed on.
int64_t EventOf(const Cell& cell,
                const std::map<std::string, int64_t>& events_of_rows) {
  int64_t number = 0;
  if (cell.table == "events") {
    EXPECT_TRUE(absl::SimpleAtoi(cell.key.front().second, &number));
    return number;
  }
  if (cell.table == "history_hashes") {
    int64_t place = 0;
    EXPECT_TRUE(absl::SimpleAtoi(cell.key.front().second, &place));
    while (HashCount(number) <= place) ++number;
    return number;
  }
  return cell.table == "history_head"
             ? 0
             : events_of_rows.at(absl::StrCat(cell.table, " ", cell.KeyText()));
}

TEST(VerificationTest, FindsEveryOneOfAThousandTurnedBitsAndNamesItsEvent) {
  HistoryWorld world;
  ASSERT_THAT(world.Open(true), IsOk());
  world.Fill();
  ASSERT_EQ(world.Verify().state(), v1::HistoryVerification::VERIFIED);
  auto events = EventsOfRows(world);
  // Kept spans are committed to as one for each coding.
  for (const std::string tag : {"a", "b", "c"}) {
    for (const std::string span : {"span1", "span2"}) {
      events[absl::StrCat("kept_spans ", span, tag)] =
          events.at(absl::StrCat("kept_spans coding", tag));
    }
  }
  std::vector<Cell> cells;
  for (const std::string table :
       {"resources", "tokens", "case_files", "assignments", "codings",
        "snapshots", "kept_spans", "events", "history_hashes",
        "history_head"}) {
    const std::vector<Cell> of_table = CellsOf(world.Path(), table);
    EXPECT_GT(of_table.size(), 1) << table;
    cells.insert(cells.end(), of_table.begin(), of_table.end());
  }
  std::mt19937_64 random(1000);
  for (int flips = 0; flips < 1000;) {
    const Cell& cell = cells[random() % cells.size()];
    const std::string value = Flipped(cell, random);
    if (!Set(world.Path(), cell, value, cell.key)) continue;
    ++flips;
    const v1::HistoryVerification found = world.Verify();
    const std::string what = absl::StrCat(
        cell.table, ".", cell.column, " of ", cell.KeyText(), " set to ",
        absl::CHexEscape(value), "\n", found.DebugString());
    EXPECT_EQ(found.state(), v1::HistoryVerification::BROKEN) << what;
    // What comes before its place is met one too early.
    if ((cell.table == "events" && cell.column == "sequence") ||
        cell.column == "place") {
      EXPECT_LE(found.bad_event(), EventOf(cell, events)) << what;
    } else {
      EXPECT_EQ(found.bad_event(), EventOf(cell, events)) << what;
    }
    auto key = cell.key;
    for (auto& [column, literal] : key) {
      if (column == cell.column) literal = Literal(cell.type, value);
    }
    ASSERT_TRUE(Set(world.Path(), cell, cell.value, key)) << what;
  }
  EXPECT_EQ(world.Verify().state(), v1::HistoryVerification::VERIFIED);
}

TEST(VerificationTest, SaysHowFarItIsAndWhatItRestsOn) {
  HistoryWorld world;
  ASSERT_THAT(world.Open(true), IsOk());
  world.Fill();
  const v1::HistoryVerification found = world.Verify();
  EXPECT_EQ(found.events(), 17);
  EXPECT_EQ(found.size(), 17);
  EXPECT_EQ(found.rows(), 2 + 1 + 3 * (1 + 1 + 1 + 2 + 1));
  EXPECT_THAT(OpenCheckpoint(found.note(), world.log().Verifier()), IsOk());
}

// Rows that come and go behind the history's back.
TEST(VerificationTest, NamesRowsAndEventsThatAreMissingOrTooMany) {
  struct Case {
    std::string sql;
    int64_t event;
    std::string row;
    std::string problem;
  };
  for (const Case& one : std::vector<Case>{
           {"DELETE FROM snapshots WHERE coding = 'codingb'", 9,
            "snapshots codingb/8", "it is missing"},
           {"DELETE FROM kept_spans", 4, "kept_spans codinga", "it is missing"},
           {"INSERT INTO resources SELECT 'canary/x', collection, parent, "
            "version, create_us, salt, document, 0, '' FROM resources LIMIT 1",
            0, "resources canary/x", "no event wrote it"},
           {"DELETE FROM events WHERE sequence = 5", 5, "", "it is missing"},
           {"DELETE FROM events WHERE sequence >= 16", 16, "", "it is missing"},
           {"DELETE FROM history_head", 0, "", "the signed head"},
           {"INSERT INTO history_hashes VALUES (32, x'00')", 18, "",
            "it is missing"}}) {
    HistoryWorld world;
    ASSERT_THAT(world.Open(true), IsOk());
    world.Fill();
    RunSql(world.Path(), one.sql);
    const v1::HistoryVerification found = world.Verify();
    EXPECT_EQ(found.state(), v1::HistoryVerification::BROKEN) << one.sql;
    EXPECT_EQ(found.bad_event(), one.event) << found.DebugString();
    EXPECT_EQ(found.bad_row(), one.row) << found.DebugString();
    EXPECT_THAT(found.problem(), HasSubstr(one.problem)) << one.sql;
  }
}

TEST(VerificationTest, AnotherTreeUnderTheSameKeyIsNotThisOne) {
  HistoryWorld world;
  ASSERT_THAT(world.Open(true), IsOk());
  world.Fill();
  const std::string note = TestSigner().Sign(
      CheckpointText({.origin = "log.example/test", .size = 17, .root = {}}));
  RunSql(world.Path(),
         absl::StrCat("UPDATE history_head SET note = CAST(x'",
                      absl::BytesToHexString(note), "' AS TEXT)"));
  const v1::HistoryVerification found = world.Verify();
  EXPECT_EQ(found.state(), v1::HistoryVerification::BROKEN);
  EXPECT_THAT(found.problem(), HasSubstr("another tree was signed"));
}

TEST(VerificationTest, NeverSaysWhatIsStored) {
  HistoryWorld world;
  ASSERT_THAT(world.Open(true), IsOk());
  world.Fill();
  RunSql(world.Path(), "UPDATE codings SET document = CAST('canary' AS BLOB)");
  const v1::HistoryVerification found = world.Verify();
  EXPECT_EQ(found.state(), v1::HistoryVerification::BROKEN);
  EXPECT_THAT(found.DebugString(), testing::Not(HasSubstr("canary")));
}

// Erasing content leaves the history as it is, if the erasure is an event.
TEST(VerificationTest, ErasedContentLeavesAHistoryThatVerifies) {
  HistoryWorld world;
  ASSERT_THAT(world.Open(true), IsOk());
  world.Fill();
  ASSERT_THAT(world.Write([](Transaction& t) -> absl::Status {
    CodingRow erased = MakeCase("s", "C1", "a").coding;
    erased.salt = "";
    erased.document = "";
    CASELENS_RETURN_IF_ERROR(t.UpdateCoding(erased));
    for (const int64_t version : {7, 8}) {
      CASELENS_RETURN_IF_ERROR(
          t.UpdateSnapshot({.coding = erased.id, .version = version}));
    }
    return t.ReplaceKeptSpans(erased.id, {});
  }),
              IsOk());
  const v1::HistoryVerification found = world.Verify();
  EXPECT_EQ(found.state(), v1::HistoryVerification::VERIFIED)
      << found.DebugString();
}

}  // namespace
}  // namespace caselens
