// Attack 16 is none: what is left to read.

#include <cstddef>

#include <gtest/gtest.h>

#include "tests/typology/disclosure/attacks/attack_kit.h"
#include "tests/typology/disclosure/made_data.h"

namespace caselens::disclosure {
namespace {

TEST(UtilityTest, ShowsThreeQuartersOfOneAndTwoWayCells) {
  const Microdata data = MadeData({.records = 1361, .factors = 4});
  ReleaseRequest request = RequestFor(data, ReleaseProfile::kLive);
  request.programme.groupings[2] = 0;  // ethnicity in four groups
  const Release release = MustRelease(data, request);
  size_t cells = 0;
  size_t shown = 0;
  for (const PublishedTable& table : release.tables) {
    if (table.key.size() > 2) continue;
    for (size_t cell = 0; cell < table.values.size(); ++cell) {
      ++cells;
      shown += table.Shown(cell) ? 1 : 0;
    }
  }
  EXPECT_GE(static_cast<double>(shown), 0.75 * static_cast<double>(cells))
      << shown << " of " << cells;
}

}  // namespace
}  // namespace caselens::disclosure
