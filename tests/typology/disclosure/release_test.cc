#include "typology/disclosure/release.h"

#include <chrono>
#include <cstdio>
#include <variant>

#include <gtest/gtest.h>

#include "tests/status_matchers.h"
#include "tests/typology/disclosure/made_data.h"

namespace caselens {
namespace {

void Try(const Microdata& data, ReleaseProfile profile) {
  ReleaseRequest request{
      .profile = profile,
      .programme = DefaultProgramme(data.variables, data.Records()),
      .small_categories = SmallCategories::kDropRecords,
      .key = {1, 2}};
  request.gate.progress = [](const GateProgress& p) {
    std::fprintf(stderr, "  %zu/%zu %zu/%zu hidden %zu\n", p.attackers_done,
                 p.attackers, p.windows_done, p.windows, p.hidden);
  };
  request.gate.progress = nullptr;
  const auto t0 = std::chrono::steady_clock::now();
  const auto outcome = MakeRelease(data, request);
  const double s =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - t0)
          .count();
  ASSERT_THAT(outcome, IsOk());
  if (const auto* refusal = std::get_if<Refusal>(&*outcome)) {
    std::fprintf(stderr, "refused in %.2f s: %s coarser %d\n", s,
                 refusal->why.c_str(), refusal->coarser.has_value());
    return;
  }
  const Release& release = std::get<Release>(*outcome);
  int cells = 0, shown = 0, cells2 = 0, shown2 = 0;
  for (const auto& t : release.tables)
    for (size_t c = 0; c < t.values.size(); ++c) {
      ++cells;
      shown += t.Shown(c);
      if (t.key.size() < 3) {
        ++cells2;
        shown2 += t.Shown(c);
      }
    }
  std::fprintf(stderr,
               "%zu tables %d of %d shown, 1-2way %.2f, %zu proofs, %.2f s\n",
               release.tables.size(), shown, cells, double(shown2) / cells2,
               release.proofs.size(), s);
}

TEST(X, Y) {
  for (auto p : {ReleaseProfile::kReport, ReleaseProfile::kLive}) {
    Try(MadeC3(1), p);
    Try(MadeData({.records = 400}), p);
    Try(MadeData({.records = 120}), p);
    Try(MadeData({.records = 32}), p);
  }
}
TEST(X, Z) { Try(MadeData({.factors = 12}), ReleaseProfile::kLive); }

}  // namespace
}  // namespace caselens
