// `caselens history`: what a service says of its history is checked, and a
// service that lies is not believed.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

#include "clients/cli/errors.h"
#include "tests/clients/cli/fake_service.h"
#include "typology/transparency/merkle_tree.h"
#include "typology/transparency/tlog_proof.h"

namespace caselens::cli {
namespace {

using testing::HasSubstr;

NoteSigner SignerOf(const std::string& name) {
  return NoteSigner::Create(name, SignatureType::kNote, std::string(32, 's'))
      .value();
}

// A log of the entries `e0`, `e1` and so on; `tag` makes them others.
class FakeLog {
 public:
  explicit FakeLog(std::string tag = "e") : tag_(std::move(tag)) {}

  void Grow(int64_t size) {
    for (int64_t i = tree_.Size(); i < size; ++i) {
      const absl::Status appended =
          tree_.Append(sha256_, LeafHash(sha256_, Entry(i)),
                       [this](int64_t, const Hash& hash) {
                         hashes_.push_back(hash);
                         return absl::OkStatus();
                       });
      EXPECT_TRUE(appended.ok());
    }
  }

  std::string Entry(int64_t i) const { return absl::StrCat(tag_, i); }
  std::string Key() const { return signer_.Verifier().Text(); }

  v1::HistoryCheckpoint Head() {
    const Checkpoint head{.origin = signer_.Name(),
                          .size = tree_.Size(),
                          .root = tree_.Root(sha256_)};
    v1::HistoryCheckpoint answer;
    answer.set_note(signer_.Sign(CheckpointText(head)));
    answer.set_verifier_key(Key());
    answer.set_origin(head.origin);
    answer.set_size(head.size);
    answer.set_root(std::string(Bytes(head.root)));
    return answer;
  }

  v1::InclusionProof Inclusion(int64_t index) {
    v1::InclusionProof answer;
    const TlogProof proof{
        .extra = {},
        .index = index,
        .path = InclusionProof(index, tree_.Size(), sha256_, Read()).value(),
        .checkpoint = Head().note()};
    answer.set_proof(TlogProofText(proof));
    answer.set_entry(Entry(index));
    return answer;
  }

  v1::ConsistencyProof Consistency(const v1::GetConsistencyProofRequest& of) {
    v1::ConsistencyProof answer;
    answer.set_from_size(of.from_size());
    answer.set_to_size(of.to_size());
    answer.set_from_root(std::string(Bytes(RootOf(of.from_size()))));
    answer.set_to_root(std::string(Bytes(RootOf(of.to_size()))));
    const auto path =
        ConsistencyProof(of.from_size(), of.to_size(), sha256_, Read());
    for (const Hash& hash : path.value()) {
      answer.add_path(std::string(Bytes(hash)));
    }
    return answer;
  }

  // The service of this log.
  void Answer(FakeService& service) {
    service.Answer<v1::GetCheckpointRequest>(Head());
    service.On<v1::GetConsistencyProofRequest>(
        [this](const v1::GetConsistencyProofRequest& request,
               const std::string&) { return Consistency(request); });
  }

 private:
  std::function<absl::StatusOr<Hash>(int64_t)> Read() const {
    return [this](int64_t place) {
      return hashes_.at(static_cast<size_t>(place));
    };
  }
  Hash RootOf(int64_t size) {
    return Frontier::Load(size, Read()).value().Root(sha256_);
  }

  const std::string tag_;
  const NoteSigner signer_ = SignerOf("log.example/a");
  Sha256 sha256_;
  Frontier tree_;
  std::vector<Hash> hashes_;
};

TEST(HistoryCheckpoint, IsPrintedAsItWasSigned) {
  FakeLog log;
  log.Grow(3);
  FakeService service;
  const TestFolder folder;
  log.Answer(service);
  const Outcome outcome = RunCli(
      service, folder, {"history", "checkpoint", "--log-key", log.Key()});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(outcome.out, log.Head().note());
  EXPECT_EQ(outcome.err, "");
  const Outcome unchecked = RunCli(service, folder, {"history", "checkpoint"});
  EXPECT_EQ(unchecked.exit_code, 0);
  EXPECT_THAT(unchecked.err, HasSubstr("the service itself names"));
}

TEST(HistoryCheckpoint, OfAnotherKeyOrWithAnotherSizeIsNotBelieved) {
  FakeLog log;
  log.Grow(3);
  FakeService service;
  const TestFolder folder;
  log.Answer(service);
  const std::string other = SignerOf("log.example/b").Verifier().Text();
  Outcome outcome =
      RunCli(service, folder, {"history", "checkpoint", "--log-key", other});
  EXPECT_EQ(outcome.exit_code, kExitRefused);
  EXPECT_THAT(outcome.err, HasSubstr("NOT VERIFIED: the note is not signed"));
  v1::HistoryCheckpoint forged = log.Head();
  forged.set_note(absl::StrReplaceAll(forged.note(), {{"\n3\n", "\n4\n"}}));
  service.Answer<v1::GetCheckpointRequest>(forged);
  outcome = RunCli(service, folder, {"history", "checkpoint"});
  EXPECT_EQ(outcome.exit_code, kExitRefused);
  EXPECT_THAT(outcome.err, HasSubstr("NOT VERIFIED: the signature"));
  EXPECT_EQ(outcome.out, "");
}

TEST(HistoryProof, MustLeadFromTheEventAskedForToTheHead) {
  FakeLog log;
  log.Grow(7);
  FakeService service;
  const TestFolder folder;
  log.Answer(service);
  const std::vector<std::string> arguments = {"history", "proof", "--event",
                                              "3"};
  service.Answer<v1::GetInclusionProofRequest>(log.Inclusion(2));
  Outcome outcome = RunCli(service, folder, arguments);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(outcome.out, log.Inclusion(2).proof());
  service.Answer<v1::GetInclusionProofRequest>(log.Inclusion(3));
  outcome = RunCli(service, folder, arguments);
  EXPECT_EQ(outcome.exit_code, kExitRefused);
  EXPECT_THAT(outcome.err, HasSubstr("another event"));
  v1::InclusionProof forged = log.Inclusion(2);
  forged.set_entry("something else");
  service.Answer<v1::GetInclusionProofRequest>(forged);
  outcome = RunCli(service, folder, arguments);
  EXPECT_EQ(outcome.exit_code, kExitRefused);
  EXPECT_THAT(outcome.err, HasSubstr("the inclusion proof does not hold"));
}

TEST(HistoryConsistency, ThatDoesNotHoldIsNotPrinted) {
  FakeLog log;
  log.Grow(7);
  FakeService service;
  const TestFolder folder;
  log.Answer(service);
  const std::vector<std::string> arguments = {
      "history", "consistency", "--from", "3", "--to", "7"};
  EXPECT_EQ(RunCli(service, folder, arguments).exit_code, 0);
  service.On<v1::GetConsistencyProofRequest>(
      [&log](const v1::GetConsistencyProofRequest& request,
             const std::string&) {
        v1::ConsistencyProof forged = log.Consistency(request);
        forged.set_from_root(std::string(32, 'x'));
        return forged;
      });
  const Outcome outcome = RunCli(service, folder, arguments);
  EXPECT_EQ(outcome.exit_code, kExitRefused);
  EXPECT_EQ(outcome.out, "");
}

TEST(HistoryVerify, EndsWithAnErrorIfTheHistoryIsBroken) {
  FakeService service;
  const TestFolder folder;
  v1::HistoryVerification found;
  found.set_state(v1::HistoryVerification::BROKEN);
  found.set_bad_event(7);
  found.set_bad_row("codings k");
  found.set_problem("it is missing");
  service.Answer<v1::VerifyHistoryRequest>(found);
  Outcome outcome = RunCli(service, folder, {"history", "verify"});
  EXPECT_EQ(outcome.exit_code, kExitRefused);
  EXPECT_EQ(outcome.out, "BROKEN: event 7: codings k: it is missing.\n");
  found.set_state(v1::HistoryVerification::VERIFIED);
  service.Answer<v1::VerifyHistoryRequest>(found);
  outcome = RunCli(service, folder, {"history", "verify"});
  EXPECT_EQ(outcome.exit_code, 0);
}

TEST(HistoryWitness, CosignsALogThatGrewAndNoOther) {
  FakeLog log;
  const TestFolder folder;
  const std::string keep = folder.Path("witness");
  const std::vector<std::string> arguments = {"history", "witness",  "--keep",
                                              keep,      "--format", "json"};
  for (const int64_t size : {3, 3, 8}) {
    FakeService service;
    log.Grow(size);
    log.Answer(service);
    const Outcome outcome = RunCli(service, folder, arguments);
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    const auto json = nlohmann::json::parse(outcome.out);
    const auto witness =
        NoteVerifier::Parse(json["witness_key"].get<std::string>());
    ASSERT_TRUE(witness.ok());
    const auto note = ParseNote(json["note"].get<std::string>());
    ASSERT_TRUE(note.ok());
    EXPECT_TRUE(witness->VerifyCosignature(*note).ok());
    EXPECT_EQ(json["size"], size);
  }
  for (const int64_t size : {5, 8, 9}) {
    FakeService service;
    FakeLog fork("f");
    fork.Grow(size);
    fork.Answer(service);
    const Outcome outcome = RunCli(service, folder, arguments);
    EXPECT_EQ(outcome.exit_code, kExitRefused) << size;
    EXPECT_THAT(outcome.err, HasSubstr("not cosigned")) << size;
    EXPECT_TRUE(std::filesystem::exists(
        absl::StrCat(keep, "/fork-", size, ".checkpoint")));
    EXPECT_FALSE(std::filesystem::exists(absl::StrCat(keep, "/9.checkpoint")));
  }
}

TEST(HistoryWitness, DoesNotTrustWhatItDidNotCosign) {
  FakeLog log;
  log.Grow(3);
  FakeService service;
  log.Answer(service);
  const TestFolder folder;
  const std::string keep = folder.Path("witness");
  const std::vector<std::string> arguments = {"history", "witness", "--keep",
                                              keep};
  ASSERT_EQ(RunCli(service, folder, arguments).exit_code, 0);
  folder.Write("witness/9.checkpoint", log.Head().note());
  const Outcome outcome = RunCli(service, folder, arguments);
  EXPECT_EQ(outcome.exit_code, kExitRefused);
  EXPECT_THAT(outcome.err, HasSubstr("is not what this witness cosigned"));
}

}  // namespace
}  // namespace caselens::cli
