#ifndef TESTS_CONFORMANCE_STORE_KEPT_SPANS_H_
#define TESTS_CONFORMANCE_STORE_KEPT_SPANS_H_

#include <string>
#include <vector>

#include "tests/conformance/store_fixture.h"

namespace caselens {

// Kept spans belong to their coding and stay within scope.
class StoreKeptSpans : public StoreWithSamples {};

TEST_P(StoreKeptSpans, KeptSpansOfACodingAreReplacedAsAWhole) {
  WriteSamples();
  const KeptSpanRow a = SampleKeptSpan(sample_, "a");
  KeptSpanRow b = SampleKeptSpan(sample_, "b");
  b.state = 2;
  const auto replace = [&](const std::vector<KeptSpanRow>& rows) {
    return Write([&](Transaction& t) {
      return t.ReplaceKeptSpans(sample_.coding.id, rows);
    });
  };
  const auto list = [&](const KeptSpanFilter& filter) {
    return Read([&](Reader& r) {
      return r.ListKeptSpans(all_, filter, {.limit = 10});
    });
  };
  using Rows = std::vector<KeptSpanRow>;
  ASSERT_THAT(replace({a, b}), IsOk());
  EXPECT_THAT(list({}), Holds(Rows{a, b}));
  EXPECT_THAT(list({.state = 2}), Holds(Rows{b}));
  EXPECT_THAT(list({.site = "D1"}), Holds(Rows{}));
  EXPECT_THAT(list({.coding = sample_.coding.id}), Holds(Rows{a, b}));
  EXPECT_THAT(Read([&](Reader& r) { return r.GetKeptSpan(all_, "a"); }),
              Holds(a));
  ASSERT_THAT(replace({b}), IsOk());
  EXPECT_THAT(list({}), Holds(Rows{b}));
  EXPECT_THAT(Read([&](Reader& r) { return r.GetKeptSpan(all_, "a"); }),
              Fails(absl::StatusCode::kNotFound));
}

TEST_P(StoreKeptSpans, KeptSpansOutOfScopeAreInvisible) {
  WriteSamples();
  ASSERT_THAT(Write([&](Transaction& t) {
                return t.ReplaceKeptSpans(sample_.coding.id,
                                          {SampleKeptSpan(sample_, "a")});
              }),
              IsOk());
  for (const Scope& scope :
       {Scope{.study = "s", .sites = {"D1"}}, Scope{.study = "s"},
        Scope{.study = "other", .all_sites = true}}) {
    EXPECT_THAT(Read([&](Reader& r) { return r.GetKeptSpan(scope, "a"); }),
                Fails(absl::StatusCode::kNotFound));
    EXPECT_THAT(Read([&](Reader& r) {
                  return r.ListKeptSpans(scope, {}, {.limit = 10});
                }),
                Holds(std::vector<KeptSpanRow>{}));
  }
}

}  // namespace caselens

#endif  // TESTS_CONFORMANCE_STORE_KEPT_SPANS_H_
