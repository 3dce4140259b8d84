#include "audit_service/sealing/key_store.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audit_service/environment.h"
#include "tests/status_matchers.h"
#include "tests/temp_dir.h"

namespace caselens {
namespace {

using testing::_;

const std::string kMaster(Aead::kKeyBytes, 'm');

class KeyStoreTest : public testing::Test {
 protected:
  absl::StatusOr<std::unique_ptr<KeyStore>> Open(
      const std::string& master = kMaster, const std::string& file = "keys") {
    return KeyStore::Open({.path = dir_.Path(file),
                           .master_key = master,
                           .random_bytes = Environment::Real().random_bytes,
                           .vfs = {},
                           .backup = dir_.Path("backup")});
  }
  std::string Sealed(KeyStore& keys, const std::string& file) {
    auto sealed = keys.Seal(file, "place", "text of " + file);
    EXPECT_THAT(sealed, IsOk());
    EXPECT_THAT(keys.Sync(), IsOk());
    return *std::move(sealed);
  }

  const TempDir dir_;
};

TEST_F(KeyStoreTest, OpensWhatItSealedAndAfterARestart) {
  std::string sealed;
  {
    auto keys = Open();
    ASSERT_THAT(keys, IsOk());
    EXPECT_TRUE((*keys)->IsNew());
    sealed = Sealed(**keys, "f1");
    EXPECT_EQ(sealed.find("text"), std::string::npos);
    EXPECT_NE(sealed, Sealed(**keys, "f1")) << "the same nonce twice";
    EXPECT_EQ(*(*keys)->Open("f1", "place", sealed), "text of f1");
  }
  auto keys = Open();
  ASSERT_THAT(keys, IsOk());
  EXPECT_FALSE((*keys)->IsNew());
  EXPECT_EQ(*(*keys)->Open("f1", "place", sealed), "text of f1");
  EXPECT_THAT((*keys)->Open("f1", "elsewhere", sealed),
              StatusIs(absl::StatusCode::kDataLoss, _));
  EXPECT_THAT((*keys)->Open("f2", "place", sealed),
              StatusIs(absl::StatusCode::kDataLoss, _))
      << "a file of which there never was a key";
}

TEST_F(KeyStoreTest, AFileOfAnotherMasterKeyIsRefused) {
  { Sealed(**Open(), "f1"); }
  EXPECT_THAT(Open(std::string(Aead::kKeyBytes, 'x')),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       testing::HasSubstr("another master key")));
  EXPECT_THAT(Open("short"),
              StatusIs(absl::StatusCode::kFailedPrecondition, _));
}

TEST_F(KeyStoreTest, WhatIsDestroyedOpensNowhereAndIsNeverMadeAgain) {
  std::string one;
  std::string two;
  std::string shared;
  const auto check = [&](KeyStore& keys) {
    for (const std::string& sealed : {one, shared}) {
      EXPECT_FALSE(keys.Open("f1", "place", sealed).ok());
      EXPECT_FALSE(keys.Open("", "place", sealed).ok());
    }
    EXPECT_THAT(keys.Open("f1", "place", one),
                StatusIs(absl::StatusCode::kNotFound, _));
    EXPECT_THAT(keys.Seal("f1", "place", "more"),
                StatusIs(absl::StatusCode::kNotFound, _));
    EXPECT_EQ(*keys.Open("f2", "place", two), "text of f2");
    const auto destroyed = keys.Destroyed();
    ASSERT_THAT(destroyed, IsOk());
    ASSERT_EQ(destroyed->size(), 2);
    EXPECT_EQ((*destroyed)[0].case_file, "f1");
    EXPECT_EQ((*destroyed)[0].fingerprint.size(), 16);
    EXPECT_EQ((*destroyed)[1].case_file, "never");
    EXPECT_EQ((*destroyed)[1].fingerprint, "");
    EXPECT_EQ(*keys.Open("", "place", Sealed(keys, "")), "text of ");
  };
  {
    auto keys = Open();
    one = Sealed(**keys, "f1");
    two = Sealed(**keys, "f2");
    shared = Sealed(**keys, "");
    // Twice: an erasure that was cut short goes on.
    ASSERT_THAT((*keys)->Destroy({"f1", "never"}), IsOk());
    ASSERT_THAT((*keys)->Destroy({"f1", "never"}), IsOk());
    check(**keys);
  }
  auto keys = Open();
  ASSERT_THAT(keys, IsOk());
  check(**keys);
}

TEST_F(KeyStoreTest, RotationChangesTheMasterKeyAndNothingElse) {
  const std::string next(Aead::kKeyBytes, 'n');
  std::string sealed;
  {
    auto keys = Open();
    sealed = Sealed(**keys, "f1");
    Sealed(**keys, "f2");
    ASSERT_THAT((*keys)->Destroy({"f2"}), IsOk());
    ASSERT_THAT((*keys)->Rewrap(next), IsOk());
  }
  EXPECT_FALSE(Open().ok());
  auto keys = Open(next);
  ASSERT_THAT(keys, IsOk());
  EXPECT_EQ(*(*keys)->Open("f1", "place", sealed), "text of f1");
  EXPECT_THAT((*keys)->Seal("f2", "place", ""),
              StatusIs(absl::StatusCode::kNotFound, _));
}

TEST_F(KeyStoreTest, ItsBackupOpensTheSameAndNothingThatIsDestroyed) {
  auto keys = Open();
  const std::string one = Sealed(**keys, "f1");
  const std::string two = Sealed(**keys, "f2");
  const auto backup = [this] {
    auto copy = Open(kMaster, "backup");
    EXPECT_THAT(copy, IsOk());
    return *std::move(copy);
  };
  ASSERT_THAT((*keys)->BackUp(), IsOk());
  EXPECT_EQ(*backup()->Open("f1", "place", one), "text of f1");
  ASSERT_THAT((*keys)->Destroy({"f1"}), IsOk());
  EXPECT_THAT(backup()->Open("f1", "place", one),
              StatusIs(absl::StatusCode::kNotFound, _));
  EXPECT_EQ(*backup()->Open("f2", "place", two), "text of f2");
}

TEST_F(KeyStoreTest, NeitherFileNorJournalHoldsAKeyInTheClear) {
  // Keys that can be looked for.
  const std::string planted(Aead::kKeyBytes, 'P');
  auto keys = KeyStore::Open(
      {.path = dir_.Path("keys"),
       .master_key = kMaster,
       .random_bytes = [](size_t count) { return std::string(count, 'P'); },
       .vfs = {},
       .backup = {}});
  ASSERT_THAT(keys, IsOk());
  Sealed(**keys, "f1");
  for (const auto& entry : std::filesystem::directory_iterator(dir_.Path(""))) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    EXPECT_EQ(bytes.find(planted), std::string::npos) << entry.path();
  }
}

}  // namespace
}  // namespace caselens
