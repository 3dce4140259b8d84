#include "audit_service/sealing/adoption.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

#include "audit_service/environment.h"
#include "audit_service/history/event.h"
#include "audit_service/history/history_log.h"
#include "audit_service/history/verification.h"
#include "audit_service/sealing/key_store.h"
#include "storage/sqlite/sqlite_store.h"
#include "tests/status_matchers.h"
#include "tests/storage/sample_rows.h"
#include "tests/temp_dir.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

constexpr char kCanary[] = "canary of a case file";
constexpr char kCoding[] = "studies/s/codings/codinga";

class SealingAdoption : public testing::Test {
 protected:
  std::unique_ptr<SqliteStore> Open(Sealer* sealer) {
    return SqliteStore::Open(dir_.Path("caselens.db"), {.limits = {},
                                                        .vfs = {},
                                                        .hooks = log_.Hooks(),
                                                        .sealer = sealer})
        .value();
  }
  std::unique_ptr<KeyStore> OpenKeys() {
    return KeyStore::Open({.path = dir_.Path("keys"),
                           .master_key = std::string(Aead::kKeyBytes, 'm'),
                           .random_bytes = environment_.random_bytes,
                           .vfs = {},
                           .backup = {}})
        .value();
  }
  // A coding and what handlers store beside it, as a service without keys did.
  void WriteInTheClear() {
    sample_.coding.document = kCanary;
    sample_.snapshot.document = kCanary;
    ASSERT_THAT(Open(nullptr)->WriteNow([this](Transaction& t) -> absl::Status {
      CASELENS_RETURN_IF_ERROR(InsertFoundations(t));
      CASELENS_RETURN_IF_ERROR(InsertCase(t, sample_));
      for (const auto& [collection, parent, name] :
           std::vector<std::array<std::string, 3>>{
               {"disclosureReviews", kCoding,
                absl::StrCat(kCoding, "/disclosureReview")},
               {"secondThoughts", kCoding,
                absl::StrCat(kCoding, "/secondThoughts/7")},
               {"adjudications", "studies/s",
                "studies/s/adjudications/filea"}}) {
        ResourceRow row = SampleResource(name);
        row.collection = collection;
        row.parent = parent;
        row.document = kCanary;
        CASELENS_RETURN_IF_ERROR(t.InsertResource(row));
      }
      ReplyRow reply = SampleReply("q");
      reply.response = kCanary;
      CASELENS_RETURN_IF_ERROR(t.InsertReply(reply));
      Change change;
      change.study = "s";
      change.resource = kCoding;
      return Record(t, change);
    }),
                IsOk());
  }
  bool IsAnywhere(const std::string& bytes) const {
    bool found = false;
    for (const auto& entry :
         std::filesystem::directory_iterator(dir_.Path(""))) {
      std::ifstream file(entry.path(), std::ios::binary);
      const std::string all{std::istreambuf_iterator<char>(file), {}};
      found |= absl::StrContains(all, bytes);
    }
    return found;
  }
  // How many events there are, all of them and all rows verified.
  int64_t VerifiedEvents(Store& store) {
    v1::HistoryVerification found;
    EXPECT_THAT(store.Read([&](Reader& reader) -> absl::Status {
      CASELENS_ASSIGN_OR_RETURN(
          found,
          VerifyHistory(reader, log_.Verifier(),
                        [](const v1::HistoryVerification&) { return true; }));
      return absl::OkStatus();
    }),
                IsOk());
    EXPECT_EQ(found.state(), v1::HistoryVerification::VERIFIED)
        << found.ShortDebugString();
    return found.events();
  }

  const TempDir dir_;
  const Environment environment_ = Environment::Real();
  SampleCase sample_ = MakeCase("s", "C1", "a");
  HistoryLog log_{NoteSigner::Create("log.example/test", SignatureType::kNote,
                                     std::string(32, 'k'))
                      .value()};
};

TEST_F(SealingAdoption, SealsWhatIsInTheClearOnceAndLeavesNoTraceOfIt) {
  WriteInTheClear();
  EXPECT_TRUE(IsAnywhere(kCanary));
  const auto keys = OpenKeys();
  const auto store = Open(keys.get());
  ASSERT_THAT(SealStoredCodings(*store, environment_), IsOk());
  EXPECT_FALSE(IsAnywhere(kCanary));
  EXPECT_EQ(VerifiedEvents(*store), 2);
  ASSERT_THAT(SealStoredCodings(*store, environment_), IsOk());
  EXPECT_EQ(VerifiedEvents(*store), 2);
  EXPECT_THAT(store->Read([this](Reader& r) -> absl::Status {
    const Scope all{.study = "s", .all_sites = true, .sites = {}};
    CASELENS_ASSIGN_OR_RETURN(const CodingRow coding,
                              r.GetCoding(all, sample_.coding.id));
    EXPECT_EQ(coding, sample_.coding);
    CASELENS_ASSIGN_OR_RETURN(const std::vector<SnapshotRow> snapshots,
                              r.ListSnapshots(sample_.coding.id));
    EXPECT_EQ(snapshots, std::vector<SnapshotRow>{sample_.snapshot});
    CASELENS_ASSIGN_OR_RETURN(const ResourceRow adjudication,
                              r.GetResource("studies/s/adjudications/filea"));
    EXPECT_EQ(adjudication.document, kCanary);
    EXPECT_EQ(adjudication.case_file, "filea");
    CASELENS_ASSIGN_OR_RETURN(const RowsOfFile rows,
                              r.CountRowsOfFile("filea"));
    EXPECT_EQ(rows.resources, 3);
    return absl::OkStatus();
  }),
              IsOk());
}

TEST_F(SealingAdoption, AFileThatABackupBroughtBackIsErasedAgain) {
  WriteInTheClear();
  const auto keys = OpenKeys();
  const auto store = Open(keys.get());
  ASSERT_THAT(SealStoredCodings(*store, environment_), IsOk());
  ASSERT_THAT(keys->Destroy({"filea"}), IsOk());
  ASSERT_THAT(EraseAgain(*store, environment_, {"filea", "never"}), IsOk());
  EXPECT_EQ(VerifiedEvents(*store), 3);
  EXPECT_THAT(store->Read([](Reader& r) -> absl::Status {
    CASELENS_ASSIGN_OR_RETURN(const RowsOfFile rows,
                              r.CountRowsOfFile("filea"));
    EXPECT_EQ(rows, RowsOfFile());
    return absl::OkStatus();
  }),
              IsOk());
}

}  // namespace
}  // namespace caselens
