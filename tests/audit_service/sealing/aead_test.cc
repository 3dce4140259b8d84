#include "audit_service/sealing/aead.h"

#include <string>

#include <gtest/gtest.h>

#include "absl/strings/escaping.h"

#include "tests/status_matchers.h"

namespace caselens {
namespace {

// Test case 16 of "The Galois/Counter Mode of Operation" (McGrew, Viega):
// AES-256, 96-bit nonce, associated data.
TEST(AeadTest, SealsAsItsSpecificationDoes) {
  const std::string key = absl::HexStringToBytes(
      "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308");
  const std::string nonce = absl::HexStringToBytes("cafebabefacedbaddecaf888");
  const std::string plain = absl::HexStringToBytes(
      "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
      "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39");
  const std::string associated =
      absl::HexStringToBytes("feedfacedeadbeeffeedfacedeadbeefabaddad2");
  const Aead aead;
  const std::string sealed = aead.Seal(key, nonce, associated, plain);
  EXPECT_EQ(absl::BytesToHexString(sealed),
            "cafebabefacedbaddecaf888"
            "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
            "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
            "76fc6ece0f4e1768cddf8853bb2d551b");
  const auto opened = aead.Open(key, associated, sealed);
  ASSERT_THAT(opened, IsOk());
  EXPECT_EQ(*opened, plain);
}

TEST(AeadTest, OpensNothingThatIsNotWhatWasSealed) {
  const Aead aead;
  const std::string key(Aead::kKeyBytes, 'k');
  for (const std::string& plain : {std::string(), std::string("text")}) {
    const std::string sealed =
        aead.Seal(key, std::string(Aead::kNonceBytes, 'n'), "place", plain);
    EXPECT_THAT(aead.Open(key, "place", sealed), IsOk());
    for (size_t i = 0; i < sealed.size(); ++i) {
      std::string turned = sealed;
      turned[i] = static_cast<char>(turned[i] ^ 1);
      EXPECT_THAT(aead.Open(key, "place", turned),
                  StatusIs(absl::StatusCode::kDataLoss, testing::_))
          << "byte " << i;
      EXPECT_THAT(aead.Open(key, "place", sealed.substr(0, i)),
                  StatusIs(absl::StatusCode::kDataLoss, testing::_))
          << i << " bytes";
    }
    EXPECT_THAT(aead.Open(key, "elsewhere", sealed),
                StatusIs(absl::StatusCode::kDataLoss, testing::_));
    EXPECT_THAT(aead.Open(std::string(Aead::kKeyBytes, 'x'), "place", sealed),
                StatusIs(absl::StatusCode::kDataLoss, testing::_));
  }
}

}  // namespace
}  // namespace caselens
