#include "typology/tabulation/packed_coding.h"

#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/status_matchers.h"
#include "tests/typology/tabulation/plain_files.h"

namespace caselens::tabulation {
namespace {

using testing::HasSubstr;

absl::StatusOr<Schema> OneQuestion(std::string name, size_t letters = 3) {
  SchemaBuilder builder(Universe::kCodings);
  builder.Add({.name = std::move(name), .categories = Letters(letters)});
  return std::move(builder).Build();
}

TEST(PackedCodingTest, EveryStateOfEveryRowComesBack) {
  PlainFiles files(1);
  const Schema& schema = files.schema();
  for (int i = 0; i < 300; ++i) {
    const PlainFile file = files.Next("x");
    const auto packed =
        PackedCoding::Decode(schema, Pack(schema, file).Encode());
    ASSERT_THAT(packed, IsOk());
    EXPECT_EQ(*packed, Pack(schema, file));
    for (const auto& [unit, rows] : file.rows) {
      EXPECT_EQ(packed->RowCount(unit), rows) << UnitName(unit);
    }
    for (const auto& [name, codes] : file.codes) {
      const size_t v = *schema.FindVariable(name);
      for (size_t row = 0; row < codes.size(); ++row) {
        EXPECT_EQ(
            schema.variables()[v].StateCode(packed->State(schema, v, row)),
            codes[row])
            << name << " row " << row;
      }
    }
  }
}

TEST(PackedCodingTest, HoldsMoreRowsThanAByteCounts) {
  const Schema schema = PlainSchema();
  PackedCodingBuilder builder(schema);
  for (int i = 0; i < 700; ++i) builder.AddRow(Unit::kHarm);
  const size_t h3 = *schema.FindVariable("h3");
  builder.Set(h3, 699, 2);
  const auto packed = PackedCoding::Decode(schema, builder.Build().Encode());
  ASSERT_THAT(packed, IsOk());
  EXPECT_EQ(packed->RowCount(Unit::kHarm), 700);
  EXPECT_EQ(packed->State(schema, h3, 699), 2);
}

// Stored vectors must be read by every later version.
TEST(PackedCodingTest, TheLayoutIsFixed) {
  const Schema schema = OneQuestion("f").value();
  PackedCodingBuilder builder(schema);
  builder.Set(0, 0, 1);  // the second letter: number 2, after "not asked"
  std::string expected = "\x01";
  for (int i = 0; i < 8; ++i) {
    expected.push_back(static_cast<char>(schema.fingerprint() >> (8 * i)));
  }
  expected += std::string(7, '\0');
  expected += "\x01\x02";  // the first of one byte is not zero
  EXPECT_EQ(builder.Build().Encode(), expected);
  EXPECT_EQ(schema.fingerprint(), 7402577703810982689U);
}

TEST(PackedCodingTest, RefusesWhatIsNotAPackedVectorOfTheSchema) {
  const Schema schema = OneQuestion("f", 4).value();
  PackedCodingBuilder builder(schema);
  builder.Set(0, 0, 1);
  const std::string good = builder.Build().Encode();
  const std::string head = good.substr(0, good.size() - 2);
  const auto refuses = [&](const std::string& bytes, const char* why) {
    EXPECT_THAT(PackedCoding::Decode(schema, bytes),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(why)))
        << testing::PrintToString(bytes);
  };
  EXPECT_THAT(PackedCoding::Decode(schema, head + "\x01\x02"), IsOk());
  refuses("", "cut off");
  refuses("\x02" + good.substr(1), "version 2; want 1");
  refuses(PackedCodingBuilder(OneQuestion("g", 4).value()).Build().Encode(),
          "other variables");
  for (size_t size = 0; size < good.size(); ++size) {
    EXPECT_FALSE(PackedCoding::Decode(schema, good.substr(0, size)).ok())
        << size;
  }
  refuses(good + "x", "length");
  refuses(head + "\x03\x02\x02", "length");
  refuses(head + std::string("\x01\x00", 2), "length");
  refuses(head + "\x01\x07", "not one of its column");
  refuses(head + "\x01\x12", "not one of its column");
  refuses(good.substr(0, 9) + std::string(7, '\xff') + "x", "too many rows");
  refuses(good.substr(0, 9) + std::string(7, '\x7f') + "x", "length");
}

TEST(PackedCodingTest, ASchemaThatStoresTheSameHasTheSameFingerprint) {
  SchemaBuilder with_count(Universe::kCodings);
  with_count.Add({.name = "f", .categories = Letters(3)});
  with_count.AddRowCount(Unit::kPerson, "PERSON.count", "People");
  EXPECT_EQ(std::move(with_count).Build()->fingerprint(),
            OneQuestion("f")->fingerprint());
  SchemaBuilder records(Universe::kRecords);
  records.Add({.name = "f", .categories = Letters(3)});
  EXPECT_NE(std::move(records).Build()->fingerprint(),
            OneQuestion("f")->fingerprint());
  SchemaBuilder longer(Universe::kCodings);
  longer.Add({.name = "f", .categories = Letters(4)});
  EXPECT_NE(std::move(longer).Build()->fingerprint(),
            OneQuestion("f")->fingerprint());
}

TEST(SchemaTest, RefusesWhatCannotBeDeclared) {
  const auto refuses = [](auto declare, const char* why) {
    SchemaBuilder builder(Universe::kCodings);
    declare(builder);
    EXPECT_THAT(std::move(builder).Build(),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(why)));
  };
  refuses(
      [](SchemaBuilder& b) {
        b.Add({.name = "f", .categories = Letters(2)});
        b.Add({.name = "f", .categories = Letters(3)});
      },
      "f is declared twice");
  refuses([](SchemaBuilder& b) { b.Add({.name = "f"}); }, "f has no category");
  refuses(
      [](SchemaBuilder& b) {
        b.Add({.name = "f", .categories = std::vector<Category>(251)});
      },
      "f has 252 categories; want at most 250");
  refuses(
      [](SchemaBuilder& b) {
        b.Add({.name = "site", .categories = Letters(2)});
      },
      "site is declared twice");
}

}  // namespace
}  // namespace caselens::tabulation
