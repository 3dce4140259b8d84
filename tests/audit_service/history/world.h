#ifndef TESTS_AUDIT_SERVICE_HISTORY_WORLD_H_
#define TESTS_AUDIT_SERVICE_HISTORY_WORLD_H_

#include <functional>
#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "audit_service/history/event.h"
#include "audit_service/history/history_log.h"
#include "audit_service/history/opening.h"
#include "audit_service/history/verification.h"
#include "storage/sqlite/sqlite_store.h"
#include "tests/status_matchers.h"
#include "tests/storage/sample_rows.h"
#include "tests/temp_dir.h"

namespace caselens {

inline NoteSigner TestSigner(const std::string& name = "log.example/test") {
  return NoteSigner::Create(name, SignatureType::kNote,
                            std::string(32, name.back()))
      .value();
}

// A database with a history, as the service opens it.
class HistoryWorld {
 public:
  std::string Path() const { return dir_.Path("caselens.db"); }

  // A start of the service; `is_first` makes the key.
  absl::Status Open(bool is_first,
                    const std::string& key = "log.example/test") {
    store_.reset();
    log_ = std::make_unique<HistoryLog>(TestSigner(key));
    auto opened = SqliteStore::Open(Path(), {.hooks = log_->Hooks()});
    CASELENS_RETURN_IF_ERROR(opened.status());
    store_ = *std::move(opened);
    return OpenHistory(*store_, *log_, 1'700'000'000'000'000,
                       is_first ? [] { return absl::OkStatus(); }
                                : std::function<absl::Status()>());
  }
  void Close() { store_.reset(); }

  SqliteStore& store() { return *store_; }
  const HistoryLog& log() const { return *log_; }

  // One change with its event.
  absl::Status Write(const Store::Change& change,
                     const std::string& resource = "studies/s") {
    return store_->WriteNow([&](Transaction& t) -> absl::Status {
      CASELENS_RETURN_IF_ERROR(change(t));
      return Record(t, {.study = "s",
                        .case_file = "filea",
                        .actor = "ada",
                        .action = "Test.Write",
                        .resource = resource,
                        .time_us = 1'700'000'000'000'001,
                        .after = {.salt = "salt", .document = "document"}});
    });
  }

  // A row of every kind, some of them changed since: 17 events.
  void Fill() {
    EXPECT_THAT(Write(&InsertFoundations), IsOk());
    EXPECT_THAT(
        Write([](Transaction& t) { return t.InsertToken(SampleToken("k")); }),
        IsOk());
    for (const std::string tag : {"a", "b", "c"}) FillCase(tag);
    EXPECT_THAT(Write([](Transaction& t) { return t.RevokeToken("k"); }),
                IsOk());
    EXPECT_THAT(Write([](Transaction& t) {
                  return t.WithdrawAssignment("assignmentb");
                }),
                IsOk());
    EXPECT_THAT(Write([](Transaction& t) {
                  ResourceRow row = SampleResource(kSamplePrincipal);
                  row.document = "next";
                  return t.UpdateResource(row);
                }),
                IsOk());
  }

  v1::HistoryVerification Verify() {
    v1::HistoryVerification found;
    EXPECT_THAT(store_->Read([&](Reader& reader) -> absl::Status {
      CASELENS_ASSIGN_OR_RETURN(
          found,
          VerifyHistory(reader, log_->Verifier(),
                        [](const v1::HistoryVerification&) { return true; }));
      return absl::OkStatus();
    }),
                IsOk());
    return found;
  }

 private:
  void FillCase(const std::string& tag) {
    const SampleCase sample = MakeCase("s", "C1", tag);
    EXPECT_THAT(Write([&](Transaction& t) { return InsertCase(t, sample); }),
                IsOk());
    EXPECT_THAT(Write([&](Transaction& t) {
                  return t.ReplaceKeptSpans(
                      sample.coding.id,
                      {SampleKeptSpan(sample, absl::StrCat("span1", tag)),
                       SampleKeptSpan(sample, absl::StrCat("span2", tag))});
                }),
                IsOk());
    EXPECT_THAT(Write([&](Transaction& t) -> absl::Status {
                  CodingRow next = sample.coding;
                  next.version = 8;
                  next.document = absl::StrCat("draft", tag);
                  CASELENS_RETURN_IF_ERROR(t.UpdateCoding(next));
                  SnapshotRow snapshot = sample.snapshot;
                  snapshot.version = 8;
                  return t.InsertSnapshot(snapshot);
                }),
                IsOk());
    EXPECT_THAT(Write([&](Transaction& t) {
                  SnapshotRow snapshot = sample.snapshot;
                  snapshot.document = "words taken out";
                  return t.UpdateSnapshot(snapshot);
                }),
                IsOk());
  }

  const TempDir dir_;
  std::unique_ptr<HistoryLog> log_;
  std::unique_ptr<SqliteStore> store_;
};

}  // namespace caselens

#endif  // TESTS_AUDIT_SERVICE_HISTORY_WORLD_H_
