// Attack 13: rows in which everybody has one sensitive value.

#include <cstddef>
#include <vector>

#include <gtest/gtest.h>

#include "tests/typology/disclosure/attacks/attack_kit.h"
#include "tests/typology/disclosure/made_data.h"

namespace caselens::disclosure {
namespace {

// Everybody of Asian ethnicity has the factor alcohol.
Microdata Data() {
  Microdata data = MadeData(
      {.records = 600, .factors = 2, .with_class = WithClass::kNo, .seed = 8});
  const size_t variables = data.variables.size();
  for (size_t r = 0; r < data.Records(); ++r) {
    if (data.Value(r, 2) == 2) data.values[r * variables + 4] = 0;
  }
  return data;
}

// Whether fewer than 8 files are beside the cell along a sensitive variable.
bool IsEverybody(const Microdata& data, const CountTable& counts,
                 const TableShape& shape, size_t cell) {
  for (size_t axis = 0; axis < shape.Axes(); ++axis) {
    if (!data.variables[counts.key[axis]].sensitive) continue;
    int others = -counts.files[cell];
    for (const size_t other : shape.Line(cell, axis)) {
      others += counts.files[other];
    }
    if (others < 8) return true;
  }
  return false;
}

size_t EverybodyShown(const Microdata& data, const Release& release) {
  const Bands bands = BandsOf(data.variables, release.programme.groupings);
  size_t shown = 0;
  for (const PublishedTable& table : release.tables) {
    const TableShape shape(bands, table.key);
    const CountTable counts = CountRecords(
        data, bands, table.key,
        [&](size_t r) { return release.states[r] == RecordState::kBase; });
    for (size_t cell = 0; cell < shape.Cells(); ++cell) {
      if (table.Shown(cell) && counts.files[cell] > 0 &&
          IsEverybody(data, counts, shape, cell)) {
        ++shown;
      }
    }
  }
  return shown;
}

TEST(EverybodyAttackTest, SucceedsWhereNothingIsSensitive) {
  Microdata data = Data();
  for (Variable& variable : data.variables) variable.sensitive = false;
  Release release =
      MustRelease(data, UpTo(2, RequestFor(data, ReleaseProfile::kLive)));
  EXPECT_GT(EverybodyShown(Data(), release), 0);
}

TEST(EverybodyAttackTest, FailsOnBothProfiles) {
  Microdata data = Data();
  EXPECT_EQ(
      EverybodyShown(
          data,
          MustRelease(data, UpTo(2, RequestFor(data, ReleaseProfile::kLive)))),
      0);
  ReleaseRequest request = UpTo(2, RequestFor(data, ReleaseProfile::kReport));
  request.programme.groupings[2] = 0;
  EXPECT_EQ(EverybodyShown(data, MustRelease(data, request)), 0);
}

}  // namespace
}  // namespace caselens::disclosure
