#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

#include "storage/sqlite/sqlite_store.h"
#include "tests/status_matchers.h"
#include "tests/storage/raw_sqlite.h"
#include "tests/storage/sample_rows.h"
#include "tests/temp_dir.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

using testing::_;

// Turns bits, and says for whom and where: enough to see what the store does.
class PlainSealer : public Sealer {
 public:
  absl::StatusOr<std::string> Seal(absl::string_view file,
                                   absl::string_view place,
                                   absl::string_view plain) override {
    ++unsynced;
    return absl::StrCat(Head(file, place), Turned(plain));
  }
  absl::StatusOr<std::string> Open(absl::string_view file,
                                   absl::string_view place,
                                   absl::string_view sealed) const override {
    if (!absl::ConsumePrefix(&sealed, Head(file, place))) {
      return absl::DataLossError("sealed elsewhere");
    }
    return Turned(sealed);
  }
  absl::Status Sync() override {
    unsynced = 0;
    return sync_status;
  }

  int unsynced = 0;
  absl::Status sync_status;

 private:
  static std::string Head(absl::string_view file, absl::string_view place) {
    return absl::StrCat("[", file, "|", place, "]");
  }
  static std::string Turned(absl::string_view bytes) {
    std::string turned(bytes);
    for (char& c : turned) c = static_cast<char>(~c);
    return turned;
  }
};

class SealingTest : public testing::Test {
 protected:
  std::unique_ptr<SqliteStore> Open(Sealer* sealer) {
    return SqliteStore::Open(path_, {.sealer = sealer}).value();
  }
  // A coding with a snapshot, a resource and an answer of it.
  void WriteSample(Store& store) const {
    ASSERT_THAT(store.WriteNow([this](Transaction& t) -> absl::Status {
      CASELENS_RETURN_IF_ERROR(InsertFoundations(t));
      CASELENS_RETURN_IF_ERROR(InsertCase(t, sample_));
      ResourceRow resource = SampleResource("x/y");
      resource.case_file = sample_.file.id;
      CASELENS_RETURN_IF_ERROR(t.InsertResource(resource));
      EventRow event = SampleEvent(1);
      event.case_file = sample_.file.id;
      CASELENS_RETURN_IF_ERROR(t.AppendEvent(event));
      return t.InsertReply(SampleReply("q"));
    }),
                IsOk());
  }
  // Reads it all; the first thing that cannot be had.
  absl::Status ReadSample(Store& store) const {
    return store.Read([this](Reader& r) -> absl::Status {
      const Scope all{.study = "s", .all_sites = true, .sites = {}};
      CASELENS_ASSIGN_OR_RETURN(const CodingRow coding,
                                r.GetCoding(all, sample_.coding.id));
      EXPECT_EQ(coding, sample_.coding);
      CASELENS_ASSIGN_OR_RETURN(
          const std::vector<CodingRow> listed,
          r.ListCodings(all, {.with_packed = true}, {.after = {}, .limit = 9}));
      EXPECT_EQ(listed.front().packed, sample_.coding.packed);
      CASELENS_ASSIGN_OR_RETURN(const std::vector<SnapshotRow> snapshots,
                                r.ListSnapshots(sample_.coding.id));
      EXPECT_EQ(snapshots, std::vector<SnapshotRow>{sample_.snapshot});
      CASELENS_ASSIGN_OR_RETURN(const ResourceRow resource,
                                r.GetResource("x/y"));
      EXPECT_EQ(resource.document, AllBytes());
      CASELENS_ASSIGN_OR_RETURN(
          const std::vector<ResourceRow> resources,
          r.ListResources("x", "", {.after = {}, .limit = 9}));
      EXPECT_EQ(resources, std::vector<ResourceRow>{resource});
      CASELENS_ASSIGN_OR_RETURN(const ReplyRow reply, r.GetReply("ada", "q"));
      EXPECT_EQ(reply, SampleReply("q"));
      return absl::OkStatus();
    });
  }

  const TempDir dir_;
  const std::string path_ = dir_.Path("caselens.db");
  const SampleCase sample_ = MakeCase("s", "C1", "a");
  PlainSealer sealer_;
};

TEST_F(SealingTest, IsForThePlaceOfEachRowAndSyncedBeforeItIsCommitted) {
  {
    const auto store = Open(&sealer_);
    WriteSample(*store);
    EXPECT_EQ(sealer_.unsynced, 0);
    EXPECT_THAT(ReadSample(*store), IsOk());
  }
  EXPECT_THAT(
      RunSql(path_,
             "SELECT substr(document, 1, instr(document, x'5D')) FROM codings "
             "UNION ALL "
             "SELECT substr(document, 1, instr(document, x'5D')) "
             "FROM snapshots UNION ALL "
             "SELECT substr(document, 1, instr(document, x'5D')) "
             "FROM resources WHERE sealed UNION ALL "
             "SELECT substr(response, 1, instr(response, x'5D')) FROM "
             "replies UNION ALL "
             "SELECT substr(packed, 1, instr(packed, x'5D')) FROM codings"),
      testing::ElementsAre("[filea|codings/codinga/7]",
                           "[filea|snapshots/codinga/7]",
                           "[filea|resources/x/y/3]", "[filea|replies/ada/q]",
                           "[filea|packed codings/codinga/7]"));
  EXPECT_THAT(ReadSample(*Open(&sealer_)), IsOk());
  EXPECT_THAT(ReadSample(*Open(nullptr)),
              StatusIs(absl::StatusCode::kFailedPrecondition, _));
}

TEST_F(SealingTest, AKeyThatIsNotDurableHoldsTheCommitBack) {
  const auto store = Open(&sealer_);
  sealer_.sync_status = absl::UnavailableError("no disk");
  EXPECT_THAT(
      store->WriteNow([](Transaction& t) { return InsertFoundations(t); }),
      StatusIs(absl::StatusCode::kUnavailable, _));
  sealer_.sync_status = absl::OkStatus();
  WriteSample(*store);
  EXPECT_THAT(ReadSample(*store), IsOk());
}

TEST_F(SealingTest, RowsOfBeforeAreReadAndSealedWhenTheyAreWrittenAgain) {
  WriteSample(*Open(nullptr));
  const auto store = Open(&sealer_);
  EXPECT_THAT(ReadSample(*store), IsOk());
  const auto unsealed = [&] {
    size_t count = 0;
    EXPECT_THAT(store->Read([&](Reader& r) -> absl::Status {
      CASELENS_ASSIGN_OR_RETURN(const auto rows, r.ListUnsealedCodings(9));
      count = rows.size();
      CASELENS_ASSIGN_OR_RETURN(const bool holds_sealed, r.HoldsSealed());
      EXPECT_EQ(holds_sealed, count == 0);
      return absl::OkStatus();
    }),
                IsOk());
    return count;
  };
  EXPECT_EQ(unsealed(), 1);
  EXPECT_THAT(store->WriteNow([this](Transaction& t) {
    return t.UpdateCoding(sample_.coding);
  }),
              IsOk());
  EXPECT_EQ(unsealed(), 0);
  EXPECT_THAT(ReadSample(*store), IsOk());
}

TEST_F(SealingTest, CompactionLeavesNoTraceOfWhatWasErased) {
  const auto store = Open(nullptr);
  WriteSample(*store);
  const auto holds = [this](const std::string& bytes) {
    bool found = false;
    for (const auto& entry :
         std::filesystem::directory_iterator(dir_.Path(""))) {
      std::ifstream file(entry.path(), std::ios::binary);
      const std::string all{std::istreambuf_iterator<char>(file), {}};
      found |= absl::StrContains(all, bytes);
    }
    return found;
  };
  EXPECT_TRUE(holds(sample_.coding.document.substr(0, 200)));
  ASSERT_THAT(store->WriteNow([this](Transaction& t) -> absl::Status {
    return t.EraseCaseFile({.study = "s", .all_sites = true, .sites = {}},
                           sample_.file.id);
  }),
              IsOk());
  EXPECT_TRUE(holds(sample_.file.child)) << "the log has it still";
  EXPECT_THAT(store->Compact(), IsOk());
  EXPECT_FALSE(holds(sample_.file.child));
  EXPECT_FALSE(holds(sample_.coding.id));
}

}  // namespace
}  // namespace caselens
