#ifndef TYPOLOGY_TRANSPARENCY_MERKLE_TREE_H_
#define TYPOLOGY_TRANSPARENCY_MERKLE_TREE_H_

#include <cstdint>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

#include "typology/transparency/sha256.h"

namespace caselens {

// The Merkle tree of a transparent log, after RFC 6962 section 2.1; what is
// verified, after the algorithms of RFC 9162 sections 2.1.3.2 and 2.1.4.2.
// Leaves are counted from 0.
//
// A tree is kept as the hashes of its complete subtrees, each written once, in
// the order in which they become complete: the layout of Go's sumdb/tlog.
// Appending writes two on average, a proof reads at most 2 log2(size).

Hash LeafHash(Sha256& sha256, absl::string_view entry);
Hash NodeHash(Sha256& sha256, const Hash& left, const Hash& right);

// Where the hash of the complete subtree over the leaves
// [index * 2^level, (index + 1) * 2^level) is kept: dense, from 0.
int64_t HashPlace(int level, int64_t index);
// How many hashes a tree of `size` leaves keeps.
int64_t HashCount(int64_t size);

using ReadHash = absl::FunctionRef<absl::StatusOr<Hash>(int64_t place)>;
using StoreHash = absl::FunctionRef<absl::Status(int64_t place, const Hash&)>;

// The right edge of a tree: all that it takes to append and to know the root.
class Frontier {
 public:
  // Of the tree of `size` leaves: at most log2(size) reads.
  static absl::StatusOr<Frontier> Load(int64_t size, ReadHash read);

  // Appends a leaf and passes its hash, and that of each subtree that it
  // completes, to `store`, in the order of their places. Unchanged if `store`
  // fails.
  absl::Status Append(Sha256& sha256, const Hash& leaf, StoreHash store);

  int64_t Size() const { return size_; }
  // SHA-256 of nothing for the empty tree.
  Hash Root(Sha256& sha256) const;

  bool operator==(const Frontier&) const = default;

 private:
  int64_t size_ = 0;
  std::vector<Hash> peaks_;  // complete subtrees, from the left
};

// That leaf `index` is in the tree of `size` leaves: from its sibling up.
// INVALID_ARGUMENT unless 0 <= index < size; what `read` returns.
absl::StatusOr<std::vector<Hash>> InclusionProof(int64_t index, int64_t size,
                                                 Sha256& sha256, ReadHash read);
// That the tree of `to` leaves begins with the tree of `from` leaves.
// INVALID_ARGUMENT unless 1 <= from <= to; what `read` returns.
absl::StatusOr<std::vector<Hash>> ConsistencyProof(int64_t from, int64_t to,
                                                   Sha256& sha256,
                                                   ReadHash read);

// OK if `proof` leads from `leaf` to `root`; INVALID_ARGUMENT for a leaf
// outside of the tree, DATA_LOSS for a proof that does not hold.
absl::Status VerifyInclusion(int64_t index, int64_t size, const Hash& leaf,
                             absl::Span<const Hash> proof, const Hash& root);
// OK if `proof` leads from both roots to one tree; INVALID_ARGUMENT unless
// 1 <= from <= to, DATA_LOSS for a proof that does not hold.
absl::Status VerifyConsistency(int64_t from, int64_t to,
                               absl::Span<const Hash> proof,
                               const Hash& from_root, const Hash& to_root);

}  // namespace caselens

#endif  // TYPOLOGY_TRANSPARENCY_MERKLE_TREE_H_
