#ifndef TESTS_CONFORMANCE_STORE_PAGES_H_
#define TESTS_CONFORMANCE_STORE_PAGES_H_

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

#include "tests/conformance/store_fixture.h"

namespace caselens {

// Pages hold every row once, in the order of their keys.
class StorePages : public StoreWithSamples {};

// The keys of all pages, read one behind the other.
using ListKeys = std::function<absl::StatusOr<std::vector<std::string>>(
    Reader&, const Page&)>;

inline std::vector<std::string> AllPages(Reader& reader, const ListKeys& list,
                                         int size) {
  std::vector<std::string> keys;
  Page page{.limit = size};
  while (true) {
    const auto rows = list(reader, page);
    if (!rows.ok()) {
      ADD_FAILURE() << rows.status().ToString();
      return keys;
    }
    EXPECT_LE(rows->size(), size);
    keys.insert(keys.end(), rows->begin(), rows->end());
    if (rows->size() < static_cast<size_t>(size)) return keys;
    page.after = rows->back();
  }
}

template <typename Row, typename Key>
absl::StatusOr<std::vector<std::string>> Keys(
    const absl::StatusOr<std::vector<Row>>& rows, Key key) {
  if (!rows.ok()) return rows.status();
  std::vector<std::string> keys;
  for (const Row& row : *rows) keys.push_back(absl::StrCat(row.*key));
  return keys;
}

inline absl::StatusOr<std::vector<std::string>> ByFileKeys(
    const absl::StatusOr<std::vector<CodingRow>>& rows) {
  if (!rows.ok()) return rows.status();
  std::vector<std::string> keys;
  for (const CodingRow& row : *rows)
    keys.push_back(absl::StrCat(row.case_file, "/", row.auditor));
  return keys;
}

TEST_P(StorePages, CodingsOfAFileComeTogetherWhateverTheirIds) {
  ASSERT_THAT(Write(&InsertFoundations), IsOk());
  std::vector<std::string> files;
  for (int i = 0; i < 4; ++i) {
    const SampleCase sample = MakeCase("s", "C1", absl::StrCat("-", i));
    SampleCase second = sample;
    second.assignment.id = absl::StrCat("assignment-of-second", i);
    second.assignment.auditor = "zoe";
    second.assignment.rank = 2;
    second.coding.id = absl::StrCat(9 - i);
    second.coding.assignment = second.assignment.id;
    second.coding.auditor = "zoe";
    ASSERT_THAT(
        Write([&](Transaction& t) -> absl::Status {
          CASELENS_RETURN_IF_ERROR(InsertCase(t, sample));
          CASELENS_RETURN_IF_ERROR(t.InsertAssignment(second.assignment));
          return t.InsertCoding(second.coding);
        }),
        IsOk());
    files.insert(files.end(), 2, sample.file.id);
  }
  std::vector<std::string> found;
  std::vector<int> ranks;
  ASSERT_THAT(Read([&](Reader& r) -> absl::Status {
                CASELENS_ASSIGN_OR_RETURN(
                    const std::vector<CodingRow> rows,
                    r.ListCodingsByFile(all_, {}, {.limit = 100}));
                for (const CodingRow& row : rows) {
                  found.push_back(row.case_file);
                  ranks.push_back(row.rank);
                }
                return absl::OkStatus();
              }),
              IsOk());
  EXPECT_EQ(found, files);
  EXPECT_THAT(ranks, testing::ElementsAre(1, 2, 1, 2, 1, 2, 1, 2));
}

TEST_P(StorePages, PagesOfAnySizeHoldEveryRowOnceAndInOrder) {
  constexpr int kRows = 23;
  ASSERT_THAT(Write(&InsertFoundations), IsOk());
  for (int i = 0; i < kRows; ++i) {
    // Ids in no order; every third row is of another site, study or auditor.
    const std::string tag = absl::StrCat("-", (i * 7) % kRows + 100);
    const bool other = i % 3 == 0;
    SampleCase sample = MakeCase("s", other ? "C2" : "C1", tag);
    EventRow event = SampleEvent(i + 1);
    event.study = other ? "other" : "s";
    ASSERT_THAT(Write([&](Transaction& t) -> absl::Status {
                  CASELENS_RETURN_IF_ERROR(InsertCase(t, sample));
                  CASELENS_RETURN_IF_ERROR(t.AppendEvent(event));
                  return t.InsertResource(SampleResource(absl::StrCat(
                      other ? "studies/o/x/" : "studies/s/x/", tag)));
                }),
                IsOk());
  }
  const Scope one{.study = "s", .all_sites = false, .sites = {"C1"}};
  const std::vector<ListKeys> lists = {
      [](Reader& r, const Page& p) {
        return Keys(r.ListResources("x", "studies/s", p), &ResourceRow::name);
      },
      [&](Reader& r, const Page& p) {
        return Keys(r.ListCaseFiles(one, {}, p), &CaseFileRow::id);
      },
      [&](Reader& r, const Page& p) {
        return Keys(r.ListAssignments(one, {.auditor = "ada"}, p),
                    &AssignmentRow::id);
      },
      [&](Reader& r, const Page& p) {
        return Keys(r.ListCodings(one, {}, p), &CodingRow::id);
      },
      [&](Reader& r, const Page& p) {
        return ByFileKeys(r.ListCodingsByFile(one, {}, p));
      },
      [](Reader& r, const Page& p) {
        return Keys(r.ListEvents("s", {}, p), &EventRow::sequence);
      },
      [](Reader& r, const Page& p) {
        return Keys(r.ListEvents("s", {.resource = SampleEvent(1).resource}, p),
                    &EventRow::sequence);
      }};
  for (size_t i = 0; i < lists.size(); ++i) {
    const auto all =
        Read([&](Reader& r) { return AllPages(r, lists[i], 2 * kRows); });
    EXPECT_EQ(all.size(), 15) << "list " << i;
    const auto less = [](const std::string& a, const std::string& b) {
      return a.size() == b.size() ? a < b : a.size() < b.size();
    };
    EXPECT_TRUE(std::is_sorted(all.begin(), all.end(), less)) << "list " << i;
    for (int size = 1; size <= kRows; ++size) {
      EXPECT_EQ(Read([&](Reader& r) { return AllPages(r, lists[i], size); }),
                all)
          << "list " << i << ", pages of " << size;
    }
  }
}

TEST_P(StorePages, APageOfEventsBeginsBehindANumber) {
  EXPECT_THAT(Read([](Reader& r) {
                return r.ListEvents("s", {}, {.after = "x", .limit = 1});
              }),
              Fails(absl::StatusCode::kInvalidArgument));
}

}  // namespace caselens

#endif  // TESTS_CONFORMANCE_STORE_PAGES_H_
