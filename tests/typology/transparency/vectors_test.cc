// Proofs that others made, good ones and broken ones.

#include <cstdint>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

#include "typology/transparency/merkle_tree.h"

namespace caselens {
namespace {

using nlohmann::json;

json Cases(const std::string& name) {
  std::ifstream file(absl::StrCat(CASELENS_TEST_DATA, "/tlog/", name, ".json"));
  return json::parse(file);
}

std::string Decoded(const json& base64) {
  std::string bytes;
  EXPECT_TRUE(absl::Base64Unescape(base64.get<std::string>(), &bytes));
  return bytes;
}

// Some roots are words in place of hashes: those are filled up, so that equal
// ones stay equal and others do not become so.
Hash Filled(const json& base64) {
  std::string bytes = Decoded(base64);
  bytes.resize(Hash().size());
  return *HashFromBytes(bytes);
}

std::vector<Hash> Proof(const json& vector) {
  std::vector<Hash> proof;
  for (const json& hash : vector.at("proof")) proof.push_back(Filled(hash));
  return proof;
}

// Sizes beyond 63 bits become negative, as they would for any caller.
int64_t Size(const json& number) {
  return static_cast<int64_t>(number.get<uint64_t>());
}

TEST(Vectors, InclusionProofsHoldOrNotAsTheySay) {
  const json vectors = Cases("inclusion");
  ASSERT_EQ(vectors.size(), 98U);
  for (const json& vector : vectors) {
    // What is no hash is refused before a proof is looked at.
    const bool is_hash =
        HashFromBytes(Decoded(vector.at("root"))).has_value() &&
        HashFromBytes(Decoded(vector.at("leafHash"))).has_value();
    const absl::Status verified =
        VerifyInclusion(Size(vector.at("leafIdx")), Size(vector.at("treeSize")),
                        Filled(vector.at("leafHash")), Proof(vector),
                        Filled(vector.at("root")));
    EXPECT_EQ(is_hash && verified.ok(), !vector.at("wantErr").get<bool>())
        << vector.at("file") << ": " << verified;
  }
}

TEST(Vectors, ConsistencyProofsHoldOrNotAsTheySay) {
  const json vectors = Cases("consistency");
  ASSERT_EQ(vectors.size(), 98U);
  for (const json& vector : vectors) {
    const absl::Status verified = VerifyConsistency(
        Size(vector.at("size1")), Size(vector.at("size2")), Proof(vector),
        Filled(vector.at("root1")), Filled(vector.at("root2")));
    EXPECT_EQ(verified.ok(), !vector.at("wantErr").get<bool>())
        << vector.at("file") << ": " << verified;
  }
}

}  // namespace
}  // namespace caselens
