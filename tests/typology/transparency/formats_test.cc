#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

#include "tests/status_matchers.h"
#include "typology/transparency/checkpoint.h"
#include "typology/transparency/merkle_tree.h"
#include "typology/transparency/signed_note.h"
#include "typology/transparency/tlog_proof.h"

namespace caselens {
namespace {

using absl::StatusCode;

// The example of golang.org/x/mod/sumdb/note.
constexpr char kSecret[] =
    "PRIVATE+KEY+PeterNeumann+c74f20a3+"
    "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
constexpr char kPublic[] =
    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
constexpr char kNote[] =
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "\xe2\x80\x94 PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGU"
    "gYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

NoteSigner Signer(const std::string& name, SignatureType type) {
  return NoteSigner::Create(name, type, std::string(32, name.front())).value();
}

Checkpoint SampleCheckpoint() {
  Sha256 sha256;
  return {
      .origin = "log.example/a", .size = 1, .root = LeafHash(sha256, "entry")};
}

TEST(SignedNote, IsGosByteForByte) {
  const auto signer = NoteSigner::Parse(kSecret);
  ASSERT_THAT(signer, IsOk());
  EXPECT_EQ(signer->Verifier().Text(), kPublic);
  EXPECT_EQ(signer->SecretText(), kSecret);
  const auto note = ParseNote(kNote);
  ASSERT_THAT(note, IsOk());
  EXPECT_EQ(signer->Sign(note->text), kNote);
  EXPECT_THAT(NoteVerifier::Parse(kPublic)->Verify(*note), IsOk());
}

TEST(SignedNote, TextMayHoldEmptyLines) {
  const NoteSigner signer = Signer("a", SignatureType::kNote);
  const auto note = ParseNote(signer.Sign("one\n\ntwo\n"));
  ASSERT_THAT(note, IsOk());
  EXPECT_EQ(note->text, "one\n\ntwo\n");
  EXPECT_THAT(signer.Verifier().Verify(*note), IsOk());
}

TEST(SignedNote, OtherKeysAreUnknownEvenUnderTheSameName) {
  const NoteSigner signer = Signer("a", SignatureType::kNote);
  const auto note = ParseNote(signer.Sign("text\n"));
  ASSERT_THAT(note, IsOk());
  const auto other =
      NoteSigner::Create("a", SignatureType::kNote, std::string(32, 'b'));
  EXPECT_THAT(other->Verifier().Verify(*note),
              StatusIs(StatusCode::kNotFound, testing::_));
}

TEST(SignedNote, ChangedTextIsFound) {
  const NoteSigner signer = Signer("a", SignatureType::kNote);
  auto note = *ParseNote(signer.Sign("text\n"));
  note.text = "test\n";
  EXPECT_THAT(signer.Verifier().Verify(note),
              StatusIs(StatusCode::kDataLoss, testing::_));
}

TEST(SignedNote, MalformedNotesAreRefused) {
  const std::string good = kNote;
  for (const std::string& bad : std::vector<std::string>{
           "", "\n", "text\n", "text\n\n", "text\n\n\n",
           good.substr(0, good.size() - 1), good + "\n", good + "x\n",
           absl::StrReplaceAll(good, {{"\n\n", "\n"}}),
           absl::StrReplaceAll(good, {{"If", "I\tf"}}),
           absl::StrReplaceAll(good, {{"If", "I\xff"}}),
           absl::StrReplaceAll(good, {{"If", "I\xed\xa0\x80"}}),
           absl::StrReplaceAll(good, {{"JnAM=", "JnAM"}}),
           absl::StrReplaceAll(good, {{"PeterNeumann x08", "x08"}}),
           absl::StrReplaceAll(good, {{"Neumann ", "+Neumann "}})}) {
    EXPECT_THAT(ParseNote(bad),
                StatusIs(StatusCode::kInvalidArgument, testing::_))
        << bad;
  }
}

TEST(SignedNote, AHundredSignaturesAreReadAndNoMore) {
  const NoteSigner signer = Signer("a", SignatureType::kNote);
  std::string note = signer.Sign("text\n");
  const std::string line = note.substr(note.rfind("\n\n") + 2);
  for (int i = 1; i < 100; ++i) note += line;
  EXPECT_EQ(ParseNote(note)->signatures.size(), 100U);
  EXPECT_THAT(ParseNote(note + line),
              StatusIs(StatusCode::kInvalidArgument, testing::_));
}

TEST(SignedNote, KeysWithAnIdThatIsNotTheirsAreRefused) {
  EXPECT_THAT(NoteVerifier::Parse(
                  absl::StrReplaceAll(kPublic, {{"c74f20a3", "c74f20a4"}})),
              StatusIs(StatusCode::kInvalidArgument, testing::_));
  EXPECT_THAT(NoteSigner::Parse(
                  absl::StrReplaceAll(kSecret, {{"c74f20a3", "c74f20a4"}})),
              StatusIs(StatusCode::kInvalidArgument, testing::_));
  EXPECT_THAT(
      NoteSigner::Create("a b", SignatureType::kNote, std::string(32, 'x')),
      StatusIs(StatusCode::kInvalidArgument, testing::_));
  EXPECT_THAT(NoteSigner::Create("a", SignatureType::kNote, "short"),
              StatusIs(StatusCode::kInvalidArgument, testing::_));
}

TEST(Cosignature, VouchesForTextAndTime) {
  const NoteSigner log = Signer("log.example/a", SignatureType::kNote);
  const NoteSigner witness = Signer("w.example", SignatureType::kCosignature);
  const std::string text = CheckpointText(SampleCheckpoint());
  const auto note =
      ParseNote(log.Sign(text) + witness.Cosign(text, 1'679'315'147));
  ASSERT_THAT(note, IsOk());
  EXPECT_THAT(log.Verifier().Verify(*note), IsOk());
  EXPECT_THAT(witness.Verifier().VerifyCosignature(*note),
              IsOkAndHolds(1'679'315'147));
  auto later = *note;
  ++later.signatures[1].bytes[7];
  EXPECT_THAT(witness.Verifier().VerifyCosignature(later),
              StatusIs(StatusCode::kDataLoss, testing::_));
}

TEST(Checkpoint, IsReadAsItIsWritten) {
  const Checkpoint checkpoint = SampleCheckpoint();
  EXPECT_EQ(
      CheckpointText(checkpoint),
      absl::StrCat("log.example/a\n1\n", Base64(Bytes(checkpoint.root)), "\n"));
  EXPECT_THAT(ParseCheckpoint(CheckpointText(checkpoint)),
              IsOkAndHolds(checkpoint));
  EXPECT_THAT(ParseCheckpoint(CheckpointText(checkpoint) + "extension\n"),
              IsOkAndHolds(checkpoint));
}

TEST(Checkpoint, MalformedOnesAreRefused) {
  const std::string root = Base64(Bytes(SampleCheckpoint().root));
  for (const std::string& bad :
       std::vector<std::string>{"", "a\n1\n", absl::StrCat("a\n1\n", root),
                                absl::StrCat("\n1\n", root, "\n"),
                                absl::StrCat("a\n01\n", root, "\n"),
                                absl::StrCat("a\n-1\n", root, "\n"),
                                absl::StrCat("a\n+1\n", root, "\n"),
                                absl::StrCat("a\n1 \n", root, "\n"),
                                absl::StrCat("a\n1\n", root.substr(4), "\n"),
                                absl::StrCat("a\n1\n", root, "\n\n")}) {
    EXPECT_THAT(ParseCheckpoint(bad),
                StatusIs(StatusCode::kInvalidArgument, testing::_))
        << bad;
  }
}

TEST(Checkpoint, OfAnotherLogIsNotThisLogs) {
  const NoteSigner log = Signer("log.example/b", SignatureType::kNote);
  EXPECT_THAT(OpenCheckpoint(log.Sign(CheckpointText(SampleCheckpoint())),
                             log.Verifier()),
              StatusIs(StatusCode::kNotFound, testing::_));
}

TEST(TlogProof, IsReadAsItIsWrittenAndLeadsToTheCheckpoint) {
  const NoteSigner log = Signer("log.example/a", SignatureType::kNote);
  Sha256 sha256;
  const Hash left = LeafHash(sha256, "left");
  const Checkpoint head{
      .origin = log.Name(),
      .size = 2,
      .root = NodeHash(sha256, left, LeafHash(sha256, "right"))};
  TlogProof proof{.extra = {},
                  .index = 1,
                  .path = {left},
                  .checkpoint = log.Sign(CheckpointText(head))};
  EXPECT_EQ(TlogProofText(proof),
            absl::StrCat("c2sp.org/tlog-proof@v1\nindex 1\n",
                         Base64(Bytes(left)), "\n\n", proof.checkpoint));
  EXPECT_THAT(ParseTlogProof(TlogProofText(proof)), IsOkAndHolds(proof));
  EXPECT_THAT(VerifyTlogProof(proof, "right", log.Verifier()),
              IsOkAndHolds(head));
  EXPECT_THAT(VerifyTlogProof(proof, "wrong", log.Verifier()),
              StatusIs(StatusCode::kDataLoss, testing::_));
  proof.extra = "context";
  EXPECT_THAT(ParseTlogProof(TlogProofText(proof)), IsOkAndHolds(proof));
}

TEST(TlogProof, MalformedOnesAreRefused) {
  for (const std::string bad :
       {"", "c2sp.org/tlog-proof@v1", "c2sp.org/tlog-proof@v1\n",
        "c2sp.org/tlog-proof@v2\nindex 0\n\nnote\n",
        "c2sp.org/tlog-proof@v1\nindex 00\n\nnote\n",
        "c2sp.org/tlog-proof@v1\nindex -1\n\nnote\n",
        "c2sp.org/tlog-proof@v1\nindex 0\nnote\n",
        "c2sp.org/tlog-proof@v1\nindex 0\n\n",
        "c2sp.org/tlog-proof@v1\nextra ?\nindex 0\n\nnote\n"}) {
    EXPECT_THAT(ParseTlogProof(bad),
                StatusIs(StatusCode::kInvalidArgument, testing::_))
        << bad;
  }
}

}  // namespace
}  // namespace caselens
