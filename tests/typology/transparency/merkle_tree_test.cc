#include "typology/transparency/merkle_tree.h"

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

#include "tests/status_matchers.h"

namespace caselens {
namespace {

constexpr int64_t kMaxSize = 200;

// RFC 6962 section 2.1 word for word: MTH, PATH and SUBPROOF over all leaves.
class Slow {
 public:
  explicit Slow(const std::vector<std::string>& entries) : entries_(entries) {}

  Hash Root(size_t begin, size_t end) {
    if (end == begin) return sha256_.Of({});
    if (end - begin == 1) return LeafHash(sha256_, entries_[begin]);
    const size_t k = Split(end - begin);
    return NodeHash(sha256_, Root(begin, begin + k), Root(begin + k, end));
  }

  std::vector<Hash> Path(size_t m, size_t begin, size_t end) {
    if (end - begin == 1) return {};
    const size_t k = Split(end - begin);
    return m < k ? Add(Path(m, begin, begin + k), Root(begin + k, end))
                 : Add(Path(m - k, begin + k, end), Root(begin, begin + k));
  }

  std::vector<Hash> Subproof(size_t m, size_t begin, size_t end, bool known) {
    if (m == end - begin) {
      return known ? std::vector<Hash>() : Add({}, Root(begin, end));
    }
    const size_t k = Split(end - begin);
    return m <= k
               ? Add(Subproof(m, begin, begin + k, known), Root(begin + k, end))
               : Add(Subproof(m - k, begin + k, end, false),
                     Root(begin, begin + k));
  }

 private:
  static size_t Split(size_t n) {
    size_t k = 1;
    while (2 * k < n) k *= 2;
    return k;
  }
  static std::vector<Hash> Add(std::vector<Hash> proof, const Hash& hash) {
    proof.push_back(hash);
    return proof;
  }

  const std::vector<std::string>& entries_;
  Sha256 sha256_;
};

// A tree as a store keeps it.
class Kept {
 public:
  explicit Kept(const std::vector<std::string>& entries) {
    for (const std::string& entry : entries) {
      EXPECT_THAT(frontier_.Append(sha256_, LeafHash(sha256_, entry),
                                   [this](int64_t place, const Hash& hash) {
                                     EXPECT_EQ(place, hashes_.size());
                                     hashes_.push_back(hash);
                                     return absl::OkStatus();
                                   }),
                  IsOk());
      roots_.push_back(frontier_.Root(sha256_));
    }
  }

  absl::StatusOr<Hash> At(int64_t place) const {
    return hashes_.at(static_cast<size_t>(place));
  }
  Hash RootOf(int64_t size) const {
    return roots_[static_cast<size_t>(size - 1)];
  }
  auto Read() const {
    return [this](int64_t place) { return At(place); };
  }
  const std::vector<Hash>& Hashes() const { return hashes_; }
  const Frontier& Edge() const { return frontier_; }

 private:
  Sha256 sha256_;
  Frontier frontier_;
  std::vector<Hash> hashes_;
  std::vector<Hash> roots_;  // by size
};

std::vector<std::string> RandomEntries(int64_t count) {
  std::mt19937_64 random(20261122);
  std::vector<std::string> entries;
  for (int64_t i = 0; i < count; ++i) {
    entries.emplace_back(random() % 40, static_cast<char>(random()));
  }
  return entries;
}

std::string Hex(const Hash& hash) {
  return absl::BytesToHexString(Bytes(hash));
}

TEST(MerkleTree, HashesAsRfc6962Does) {
  Sha256 sha256;
  EXPECT_EQ(Hex(Frontier().Root(sha256)),
            "e3b0c44298fc1c149afbf4c8996fb924"
            "27ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(Hex(LeafHash(sha256, "")),
            "6e340b9cffb37a989ca544e6bb780a2c"
            "78901d3fb33738768511a30617afa01d");
}

TEST(MerkleTree, KeepsEachHashOnceInTheOrderOfCompletion) {
  EXPECT_EQ(HashPlace(0, 0), 0);
  EXPECT_EQ(HashPlace(0, 1), 1);
  EXPECT_EQ(HashPlace(1, 0), 2);
  EXPECT_EQ(HashPlace(0, 2), 3);
  EXPECT_EQ(HashPlace(0, 3), 4);
  EXPECT_EQ(HashPlace(1, 1), 5);
  EXPECT_EQ(HashPlace(2, 0), 6);
  EXPECT_EQ(HashPlace(0, 4), 7);
  const Kept kept(RandomEntries(kMaxSize));
  EXPECT_EQ(kept.Hashes().size(), HashCount(kMaxSize));
}

TEST(MerkleTree, RootsOfEverySizeAreThoseOfTheRecursion) {
  const std::vector<std::string> entries = RandomEntries(kMaxSize);
  const Kept kept(entries);
  Slow slow(entries);
  for (int64_t size = 1; size <= kMaxSize; ++size) {
    EXPECT_EQ(kept.RootOf(size), slow.Root(0, static_cast<size_t>(size)))
        << size;
  }
}

TEST(MerkleTree, FrontierOfAnySizeIsReadFromWhatIsKept) {
  const std::vector<std::string> entries = RandomEntries(kMaxSize);
  for (int64_t size = 0; size <= kMaxSize; ++size) {
    const Kept kept({entries.begin(), entries.begin() + size});
    const auto loaded = Frontier::Load(size, kept.Read());
    ASSERT_THAT(loaded, IsOk());
    EXPECT_EQ(*loaded, kept.Edge()) << size;
  }
}

TEST(MerkleTree, InclusionProofsOfEveryLeafInEverySizeAreThoseOfTheRecursion) {
  const std::vector<std::string> entries = RandomEntries(kMaxSize);
  const Kept kept(entries);
  Slow slow(entries);
  Sha256 sha256;
  for (int64_t size = 1; size <= kMaxSize; size += size < 70 ? 1 : 13) {
    for (int64_t leaf = 0; leaf < size; ++leaf) {
      const auto proof = InclusionProof(leaf, size, sha256, kept.Read());
      ASSERT_THAT(proof, IsOk());
      EXPECT_EQ(*proof, slow.Path(static_cast<size_t>(leaf), 0,
                                  static_cast<size_t>(size)));
      EXPECT_THAT(
          VerifyInclusion(leaf, size,
                          LeafHash(sha256, entries[static_cast<size_t>(leaf)]),
                          *proof, kept.RootOf(size)),
          IsOk())
          << leaf << " in " << size;
    }
  }
}

TEST(MerkleTree, ConsistencyProofsOfEveryPairOfSizesAreThoseOfTheRecursion) {
  const std::vector<std::string> entries = RandomEntries(kMaxSize);
  const Kept kept(entries);
  Slow slow(entries);
  Sha256 sha256;
  for (int64_t to = 1; to <= kMaxSize; to += to < 70 ? 1 : 13) {
    for (int64_t from = 1; from <= to; ++from) {
      const auto proof = ConsistencyProof(from, to, sha256, kept.Read());
      ASSERT_THAT(proof, IsOk());
      EXPECT_EQ(*proof, slow.Subproof(static_cast<size_t>(from), 0,
                                      static_cast<size_t>(to), true));
      EXPECT_THAT(VerifyConsistency(from, to, *proof, kept.RootOf(from),
                                    kept.RootOf(to)),
                  IsOk())
          << from << " to " << to;
    }
  }
}

TEST(MerkleTree, NoOtherLeafPlaceSizeOrRootPassesForAProof) {
  const std::vector<std::string> entries = RandomEntries(kMaxSize);
  const Kept kept(entries);
  Sha256 sha256;
  std::mt19937_64 random(6962);
  for (int round = 0; round < 500; ++round) {
    const int64_t size = 1 + static_cast<int64_t>(random() % kMaxSize);
    const int64_t leaf = static_cast<int64_t>(random()) & 0xff;
    if (leaf >= size) continue;
    auto proof = *InclusionProof(leaf, size, sha256, kept.Read());
    Hash hash = LeafHash(sha256, entries[static_cast<size_t>(leaf)]);
    Hash root = kept.RootOf(size);
    // One bit of leaf, root or proof.
    const size_t part = random() % (proof.size() + 2);
    Hash& changed = part == 0 ? hash : part == 1 ? root : proof[part - 2];
    changed[random() % changed.size()] ^= static_cast<char>(1 << random() % 8);
    EXPECT_THAT(VerifyInclusion(leaf, size, hash, proof, root),
                StatusIs(absl::StatusCode::kDataLoss, testing::_));
  }
}

TEST(MerkleTree, OutsideOfTheTreeIsNamed) {
  Sha256 sha256;
  const Kept kept(RandomEntries(3));
  EXPECT_THAT(InclusionProof(3, 3, sha256, kept.Read()),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       testing::HasSubstr("from 0 to 2")));
  EXPECT_THAT(ConsistencyProof(0, 3, sha256, kept.Read()),
              StatusIs(absl::StatusCode::kInvalidArgument, testing::_));
  EXPECT_THAT(ConsistencyProof(3, 2, sha256, kept.Read()),
              StatusIs(absl::StatusCode::kInvalidArgument, testing::_));
}

}  // namespace
}  // namespace caselens
