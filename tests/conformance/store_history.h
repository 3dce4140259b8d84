#ifndef TESTS_CONFORMANCE_STORE_HISTORY_H_
#define TESTS_CONFORMANCE_STORE_HISTORY_H_

#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

#include "tests/conformance/store_fixture.h"

namespace caselens {

// What a history as a whole is made from: all events, the tree over them, and
// rows whole.
class StoreHistory : public StoreWithSamples {
 protected:
  void WriteAll() {
    WriteSamples();
    ASSERT_THAT(Write([this](Transaction& t) {
                  return t.ReplaceKeptSpans(sample_.coding.id,
                                            {SampleKeptSpan(sample_, "a"),
                                             SampleKeptSpan(sample_, "b")});
                }),
                IsOk());
  }
  std::vector<RowKey> AllKeys() const {
    return {{Table::kResources, kSampleTemplate},
            {Table::kResources, kSamplePrincipal},
            {Table::kTokens, "k"},
            {Table::kCaseFiles, sample_.file.id},
            {Table::kAssignments, sample_.assignment.id},
            {Table::kCodings, sample_.coding.id},
            {Table::kSnapshots, sample_.coding.id + "/7"}};
  }
};

TEST_P(StoreHistory, HashesAndHeadOutliveTheProgram) {
  const std::vector<HashRow> hashes = {
      {.place = 0, .hash = std::string(32, '\0')},
      {.place = 1, .hash = AllBytes().substr(7, 32)}};
  EXPECT_THAT(Read([](Reader& r) { return r.GetHead(); }), Holds(""));
  ASSERT_THAT(Write([&](Transaction& t) -> absl::Status {
                for (const HashRow& hash : hashes) {
                  CASELENS_RETURN_IF_ERROR(t.AppendHash(hash));
                }
                CASELENS_RETURN_IF_ERROR(t.PutHead("first"));
                return t.PutHead("second");
              }),
              IsOk());
  Restart();
  EXPECT_THAT(Read([](Reader& r) { return r.ListHashes(0, 9); }),
              Holds(hashes));
  EXPECT_THAT(Read([](Reader& r) { return r.ListHashes(1, 9); }),
              Holds(std::vector<HashRow>{hashes[1]}));
  EXPECT_THAT(Read([](Reader& r) { return r.GetHash(1); }),
              Holds(hashes[1].hash));
  EXPECT_THAT(Read([](Reader& r) { return r.GetHash(2); }),
              Fails(absl::StatusCode::kNotFound));
  EXPECT_THAT(Read([](Reader& r) { return r.GetHead(); }), Holds("second"));
  EXPECT_THAT(Write([&](Transaction& t) { return t.AppendHash(hashes[1]); }),
              Fails(absl::StatusCode::kAlreadyExists));
}

TEST_P(StoreHistory, EventsOfAllStudiesAreListedInOrder) {
  EventRow other = SampleEvent(2);
  other.study = "s2";
  ASSERT_THAT(Write([&](Transaction& t) -> absl::Status {
                CASELENS_RETURN_IF_ERROR(t.AppendEvent(SampleEvent(1)));
                return t.AppendEvent(other);
              }),
              IsOk());
  EXPECT_THAT(Read([](Reader& r) { return r.ListAllEvents(0, 9); }),
              Holds(std::vector<EventRow>{SampleEvent(1), other}));
  EXPECT_THAT(Read([](Reader& r) { return r.ListAllEvents(0, 1); }),
              Holds(std::vector<EventRow>{SampleEvent(1)}));
  EXPECT_THAT(Read([](Reader& r) { return r.ListAllEvents(1, 9); }),
              Holds(std::vector<EventRow>{other}));
  EXPECT_THAT(Read([](Reader& r) { return r.GetEvent(2); }), Holds(other));
  EXPECT_THAT(Read([](Reader& r) { return r.GetEvent(3); }),
              Fails(absl::StatusCode::kNotFound));
}

TEST_P(StoreHistory, AChangeTellsWhatItWroteOnceAndInOrder) {
  std::vector<RowKey> wanted = AllKeys();
  wanted.push_back({Table::kKeptSpans, sample_.coding.id});
  ASSERT_THAT(
      Write([&](Transaction& t) -> absl::Status {
        CASELENS_RETURN_IF_ERROR(InsertFoundations(t));
        CASELENS_RETURN_IF_ERROR(t.InsertToken(SampleToken("k")));
        CASELENS_RETURN_IF_ERROR(InsertCase(t, sample_));
        CASELENS_RETURN_IF_ERROR(t.ReplaceKeptSpans(
            sample_.coding.id, {SampleKeptSpan(sample_, "a")}));
        CASELENS_RETURN_IF_ERROR(t.AppendEvent(SampleEvent(1)));
        CASELENS_RETURN_IF_ERROR(t.InsertReply(SampleReply("q")));
        EXPECT_EQ(t.TakeWritten(), wanted);
        EXPECT_EQ(t.TakeWritten(), std::vector<RowKey>());
        CASELENS_RETURN_IF_ERROR(
            t.UpdateResource(SampleResource(kSampleTemplate)));
        CASELENS_RETURN_IF_ERROR(t.RevokeToken("k"));
        CASELENS_RETURN_IF_ERROR(t.WithdrawAssignment(sample_.assignment.id));
        CASELENS_RETURN_IF_ERROR(t.UpdateCoding(sample_.coding));
        CASELENS_RETURN_IF_ERROR(t.UpdateCoding(sample_.coding));
        CASELENS_RETURN_IF_ERROR(t.UpdateSnapshot(sample_.snapshot));
        CASELENS_RETURN_IF_ERROR(t.ReplaceKeptSpans(sample_.coding.id, {}));
        EXPECT_EQ(
            t.TakeWritten(),
            (std::vector<RowKey>{{Table::kResources, kSampleTemplate},
                                 {Table::kTokens, "k"},
                                 {Table::kAssignments, sample_.assignment.id},
                                 {Table::kCodings, sample_.coding.id},
                                 {Table::kSnapshots, sample_.coding.id + "/7"},
                                 {Table::kKeptSpans, sample_.coding.id}}));
        CASELENS_RETURN_IF_ERROR(t.ReplaceKeptSpans(sample_.coding.id, {}));
        EXPECT_EQ(t.TakeWritten(), std::vector<RowKey>());
        return absl::OkStatus();
      }),
      IsOk());
}

// Other backends must make the same bytes.
TEST_P(StoreHistory, StoredRowsAreTheirColumnsInTheOrderOfTheSchema) {
  WriteSamples();
  ASSERT_THAT(Write([](Transaction& t) {
                return t.InsertResource({.name = "a/b",
                                         .collection = "c",
                                         .version = 12,
                                         .salt = "s\n",
                                         .document = ""});
              }),
              IsOk());
  EXPECT_THAT(Read([](Reader& r) {
                return r.GetStored({Table::kResources, "a/b"});
              }),
              Holds("row resources\n"
                    "name text 3:a/b\n"
                    "collection text 1:c\n"
                    "version integer 2:12\n"
                    "salt blob 2:s\n\n"
                    "\n"));
  EXPECT_THAT(Read([](Reader& r) {
                return r.GetStored({Table::kTokens, "k"});
              }),
              Holds(absl::StrCat(
                  "row tokens\nid text 1:k\nprincipal text 14:principals/ada\n"
                  "mac blob 32:",
                  AllBytes().substr(100, 32),
                  "\nexpire_us integer 16:1900000000000000\n\n")));
}

TEST_P(StoreHistory, StoredRowsAreListedAsTheyAreGot) {
  WriteAll();
  std::vector<RowKey> keys = AllKeys();
  keys.push_back({Table::kKeptSpans, sample_.coding.id});
  std::set<std::string> contents;
  for (const RowKey& key : keys) {
    const auto bytes = Read([&](Reader& r) { return r.GetStored(key); });
    ASSERT_THAT(bytes, IsOk());
    EXPECT_TRUE(contents.insert(*bytes).second) << key.key;
  }
  std::set<std::string> listed;
  for (const Table table : kTables) {
    for (Page page{.limit = 1};;) {
      const auto rows =
          Read([&](Reader& r) { return r.ListStored(table, page); });
      ASSERT_THAT(rows, IsOk());
      if (rows->empty()) break;
      ASSERT_EQ(rows->size(), 1);
      listed.insert(rows->front().bytes);
      page.after = rows->front().key;
    }
  }
  EXPECT_EQ(listed, contents);
}

TEST_P(StoreHistory, NothingIsStoredUnderAKeyThatIsNotThere) {
  WriteSamples();
  for (const Table table : kTables) {
    for (const std::string key : {"", "x", "x/1", "codinga/8", "/"}) {
      EXPECT_THAT(Read([&](Reader& r) {
                    return r.GetStored({table, key});
                  }),
                  Holds(""));
    }
  }
}

}  // namespace caselens

#endif  // TESTS_CONFORMANCE_STORE_HISTORY_H_
