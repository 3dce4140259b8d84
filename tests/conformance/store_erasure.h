#ifndef TESTS_CONFORMANCE_STORE_ERASURE_H_
#define TESTS_CONFORMANCE_STORE_ERASURE_H_

#include <cstdint>
#include <future>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

#include "tests/conformance/store_fixture.h"
#include "tests/storage/blocked_writer.h"

namespace caselens {

// Erasing takes everything of a case file, and nothing else.
class StoreErasure : public StoreWithSamples {
 protected:
  // Two case files with a row of everything, and answers of one and of both.
  void WriteTwo() {
    WriteSamples();
    ASSERT_THAT(Write([this](Transaction& t) { return InsertCase(t, other_); }),
                IsOk());
    ASSERT_THAT(Write([](Transaction& t) {
                  return t.InsertReply(SampleReply("shared"));
                }),
                IsOk());
    ASSERT_THAT(Write([this](Transaction& t) { return Describe(t, sample_); }),
                IsOk());
    ASSERT_THAT(Write([this](Transaction& t) { return Describe(t, other_); }),
                IsOk());
  }

  RowsOfFile Count(const SampleCase& sample) {
    return *Read([&](Reader& r) { return r.CountRowsOfFile(sample.file.id); });
  }

  const SampleCase other_ = MakeCase("s", "C1", "b");

 private:
  // A resource, a kept span, and an answer of that file alone.
  static absl::Status Describe(Transaction& t, const SampleCase& sample) {
    ResourceRow resource = SampleResource("x/" + sample.file.id);
    resource.case_file = sample.file.id;
    CASELENS_RETURN_IF_ERROR(t.InsertResource(resource));
    CASELENS_RETURN_IF_ERROR(t.ReplaceKeptSpans(
        sample.coding.id, {SampleKeptSpan(sample, "span" + sample.file.id)}));
    CASELENS_ASSIGN_OR_RETURN(const int64_t sequence, t.NextSequence());
    EventRow event = SampleEvent(sequence);
    event.case_file = sample.file.id;
    CASELENS_RETURN_IF_ERROR(t.AppendEvent(event));
    return t.InsertReply(SampleReply(sample.file.id));
  }
};

TEST_P(StoreErasure, TakesEveryRowOfAFileAndNoOther) {
  WriteTwo();
  const RowsOfFile all = {.case_files = 1,
                          .assignments = 1,
                          .codings = 1,
                          .snapshots = 1,
                          .kept_spans = 1,
                          .resources = 1,
                          .replies = 1};
  EXPECT_EQ(Count(sample_), all);
  ASSERT_THAT(
      Write([this](Transaction& t) -> absl::Status {
        CASELENS_RETURN_IF_ERROR(t.EraseCaseFile(all_, sample_.file.id));
        const std::vector<RowKey> written = t.TakeWritten();
        std::set<std::pair<Table, std::string>> keys;
        for (const RowKey& key : written) {
          keys.emplace(key.table, key.key);
          EXPECT_THAT(t.GetStored(key), Holds("")) << key.key;
        }
        EXPECT_EQ(keys, (std::set<std::pair<Table, std::string>>{
                            {Table::kCaseFiles, sample_.file.id},
                            {Table::kAssignments, sample_.assignment.id},
                            {Table::kCodings, sample_.coding.id},
                            {Table::kSnapshots, sample_.coding.id + "/7"},
                            {Table::kKeptSpans, sample_.coding.id},
                            {Table::kResources, "x/" + sample_.file.id}}));
        return absl::OkStatus();
      }),
      IsOk());
  EXPECT_EQ(Count(sample_), RowsOfFile());
  EXPECT_EQ(Count(other_), all);
  EXPECT_THAT(Read([](Reader& r) { return r.GetReply("ada", "shared"); }),
              IsOk())
      << "an answer that is of no file alone";
  EXPECT_THAT(Write([](Transaction& t) { return t.DeleteSharedReplies(); }),
              IsOk());
  EXPECT_THAT(Read([](Reader& r) { return r.GetReply("ada", "shared"); }),
              Fails(absl::StatusCode::kNotFound));
  EXPECT_EQ(Count(other_), all);
  EXPECT_THAT(store().Compact(), IsOk());
  EXPECT_EQ(Count(other_), all);
}

TEST_P(StoreErasure, StaysInItsScope) {
  WriteTwo();
  const Scope elsewhere{.study = "s", .all_sites = false, .sites = {"C2"}};
  EXPECT_THAT(Write([&](Transaction& t) {
                return t.EraseCaseFile(elsewhere, sample_.file.id);
              }),
              Fails(absl::StatusCode::kNotFound));
  EXPECT_EQ(Count(sample_).codings, 1);
  EXPECT_THAT(
      Read([&](Reader& r) { return r.PlaceOfCaseFile("none").status(); }),
      Fails(absl::StatusCode::kNotFound));
}

// What is erased with the change that answers is not in the answer's own file.
TEST_P(StoreErasure, TheAnswerOfAnErasureIsOfNoFile) {
  WriteTwo();
  ASSERT_THAT(
      Write([this](Transaction& t) -> absl::Status {
        CASELENS_RETURN_IF_ERROR(t.EraseCaseFile(all_, sample_.file.id));
        CASELENS_ASSIGN_OR_RETURN(const int64_t sequence, t.NextSequence());
        EventRow event = SampleEvent(sequence);
        event.case_file = sample_.file.id;
        CASELENS_RETURN_IF_ERROR(t.AppendEvent(event));
        return t.InsertReply(SampleReply("erasure"));
      }),
      IsOk());
  EXPECT_EQ(Count(sample_), RowsOfFile());
  EXPECT_THAT(Read([](Reader& r) { return r.GetReply("ada", "erasure"); }),
              IsOk());
}

TEST_P(StoreErasure, CompactionWaitsItsTurn) {
  WriteTwo();
  std::vector<std::future<absl::Status>> written;
  for (int i = 0; i < 20; ++i) {
    written.push_back(WriteSoon(store(), [i](Transaction& t) {
      return t.InsertResource(SampleResource(absl::StrCat("y/", i)));
    }));
    if (i == 10) {
      EXPECT_THAT(store().Compact(), IsOk());
    }
  }
  for (auto& one : written) EXPECT_THAT(one.get(), IsOk());
}

}  // namespace caselens

#endif  // TESTS_CONFORMANCE_STORE_ERASURE_H_
