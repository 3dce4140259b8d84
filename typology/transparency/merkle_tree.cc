#include "typology/transparency/merkle_tree.h"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "typology/base/status_macros.h"

namespace caselens {
namespace {

bool IsPowerOfTwo(int64_t n) {
  return std::has_single_bit(static_cast<uint64_t>(n));
}

int Log2(int64_t n) {
  return static_cast<int>(std::bit_width(static_cast<uint64_t>(n))) - 1;
}

// RFC 6962's k: the largest power of two smaller than `n`, for n > 1.
int64_t Split(int64_t n) { return int64_t{1} << Log2(n - 1); }

// Proofs over hashes as they are kept. A range is [begin, end); the ones asked
// for begin where a complete subtree does.
class Prover {
 public:
  Prover(Sha256& sha256, ReadHash read) : sha256_(sha256), read_(read) {}

  // MTH(D[begin:end]).
  absl::StatusOr<Hash> Root(int64_t begin, int64_t end) {
    const int64_t size = end - begin;
    if (IsPowerOfTwo(size)) {
      return read_(HashPlace(Log2(size), begin >> Log2(size)));
    }
    const int64_t middle = begin + Split(size);
    CASELENS_ASSIGN_OR_RETURN(const Hash left, Root(begin, middle));
    CASELENS_ASSIGN_OR_RETURN(const Hash right, Root(middle, end));
    return NodeHash(sha256_, left, right);
  }

  // PATH(index - begin, D[begin:end]).
  absl::Status Path(int64_t index, int64_t begin, int64_t end) {
    if (end - begin == 1) return absl::OkStatus();
    const int64_t middle = begin + Split(end - begin);
    if (index < middle) {
      CASELENS_RETURN_IF_ERROR(Path(index, begin, middle));
      return Add(middle, end);
    }
    CASELENS_RETURN_IF_ERROR(Path(index, middle, end));
    return Add(begin, middle);
  }

  // SUBPROOF(old_end - begin, D[begin:end], begin == 0): only the subtree that
  // begins the tree is one whose hash the verifier has.
  absl::Status Subproof(int64_t old_end, int64_t begin, int64_t end) {
    if (old_end == end) {
      return begin == 0 ? absl::OkStatus() : Add(begin, end);
    }
    const int64_t middle = begin + Split(end - begin);
    if (old_end <= middle) {
      CASELENS_RETURN_IF_ERROR(Subproof(old_end, begin, middle));
      return Add(middle, end);
    }
    CASELENS_RETURN_IF_ERROR(Subproof(old_end, middle, end));
    return Add(begin, middle);
  }

  std::vector<Hash> Take() { return std::move(proof_); }

 private:
  absl::Status Add(int64_t begin, int64_t end) {
    CASELENS_ASSIGN_OR_RETURN(const Hash root, Root(begin, end));
    proof_.push_back(root);
    return absl::OkStatus();
  }

  Sha256& sha256_;
  const ReadHash read_;
  std::vector<Hash> proof_;
};

// The way of a verifier from a leaf (or subtree) and the right edge up to the
// root: RFC 9162's fn and sn.
struct Climb {
  int64_t at;
  int64_t last;

  // Whether the next hash of the proof stands on the left.
  bool IsLeftNext() const { return (at & 1) != 0 || at == last; }
  // Past the levels on which the right edge has no sibling, then one up.
  void Up(bool was_left) {
    while (was_left && (at & 1) == 0 && at != 0) Shift();
    Shift();
  }
  void Shift() {
    at >>= 1;
    last >>= 1;
  }
};

absl::Status DoesNotHold(absl::string_view what) {
  return absl::DataLossError(absl::StrCat("the ", what, " does not hold"));
}

}  // namespace

Hash LeafHash(Sha256& sha256, absl::string_view entry) {
  return sha256.Of({absl::string_view("\0", 1), entry});
}

Hash NodeHash(Sha256& sha256, const Hash& left, const Hash& right) {
  return sha256.Of({absl::string_view("\1", 1), Bytes(left), Bytes(right)});
}

// The subtree is complete with its last leaf, behind the hashes of all trees
// of fewer leaves and those of its own parts that this leaf completed.
int64_t HashPlace(int level, int64_t index) {
  return HashCount(((index + 1) << level) - 1) + level;
}

int64_t HashCount(int64_t size) {
  return 2 * size - std::popcount(static_cast<uint64_t>(size));
}

absl::StatusOr<Frontier> Frontier::Load(int64_t size, ReadHash read) {
  Frontier frontier;
  for (int64_t begin = 0; begin < size;) {
    const int level = Log2(size - begin);
    CASELENS_ASSIGN_OR_RETURN(const Hash peak,
                              read(HashPlace(level, begin >> level)));
    frontier.peaks_.push_back(peak);
    begin += int64_t{1} << level;
  }
  frontier.size_ = size;
  return frontier;
}

absl::Status Frontier::Append(Sha256& sha256, const Hash& leaf,
                              StoreHash store) {
  CASELENS_RETURN_IF_ERROR(store(HashPlace(0, size_), leaf));
  Hash node = leaf;
  size_t left = peaks_.size();
  int level = 0;
  for (int64_t index = size_; (index & 1) != 0; index >>= 1) {
    node = NodeHash(sha256, peaks_[--left], node);
    ++level;
    CASELENS_RETURN_IF_ERROR(store(HashPlace(level, index >> 1), node));
  }
  peaks_.resize(left);
  peaks_.push_back(node);
  ++size_;
  return absl::OkStatus();
}

Hash Frontier::Root(Sha256& sha256) const {
  if (peaks_.empty()) return sha256.Of({});
  Hash root = peaks_.back();
  for (size_t i = peaks_.size() - 1; i > 0; --i) {
    root = NodeHash(sha256, peaks_[i - 1], root);
  }
  return root;
}

absl::StatusOr<std::vector<Hash>> InclusionProof(int64_t index, int64_t size,
                                                 Sha256& sha256,
                                                 ReadHash read) {
  if (index < 0 || index >= size) {
    return absl::InvalidArgumentError(absl::StrCat(
        "inclusion: want a leaf from 0 to ", size - 1, ", not ", index));
  }
  Prover prover(sha256, read);
  CASELENS_RETURN_IF_ERROR(prover.Path(index, 0, size));
  return prover.Take();
}

absl::StatusOr<std::vector<Hash>> ConsistencyProof(int64_t from, int64_t to,
                                                   Sha256& sha256,
                                                   ReadHash read) {
  if (from < 1 || from > to) {
    return absl::InvalidArgumentError(absl::StrCat(
        "consistency: want sizes 1 <= from <= to, not ", from, " and ", to));
  }
  Prover prover(sha256, read);
  CASELENS_RETURN_IF_ERROR(prover.Subproof(from, 0, to));
  return prover.Take();
}

absl::Status VerifyInclusion(int64_t index, int64_t size, const Hash& leaf,
                             absl::Span<const Hash> proof, const Hash& root) {
  if (index < 0 || index >= size) {
    return absl::InvalidArgumentError(absl::StrCat(
        "inclusion: want a leaf from 0 to ", size - 1, ", not ", index));
  }
  Sha256 sha256;
  Climb climb{.at = index, .last = size - 1};
  Hash node = leaf;
  for (const Hash& next : proof) {
    if (climb.last == 0) return DoesNotHold("inclusion proof");
    const bool is_left = climb.IsLeftNext();
    node =
        is_left ? NodeHash(sha256, next, node) : NodeHash(sha256, node, next);
    climb.Up(is_left);
  }
  return climb.last == 0 && node == root ? absl::OkStatus()
                                         : DoesNotHold("inclusion proof");
}

absl::Status VerifyConsistency(int64_t from, int64_t to,
                               absl::Span<const Hash> proof,
                               const Hash& from_root, const Hash& to_root) {
  if (from < 1 || from > to) {
    return absl::InvalidArgumentError(absl::StrCat(
        "consistency: want sizes 1 <= from <= to, not ", from, " and ", to));
  }
  if (from == to) {
    return proof.empty() && from_root == to_root
               ? absl::OkStatus()
               : DoesNotHold("consistency proof");
  }
  if (proof.empty()) return DoesNotHold("consistency proof");
  Sha256 sha256;
  Climb climb{.at = from - 1, .last = to - 1};
  while ((climb.at & 1) != 0) climb.Shift();
  // A complete old tree is itself the first subtree: its hash is not sent.
  Hash old_node = from_root;
  if (!IsPowerOfTwo(from)) {
    old_node = proof.front();
    proof.remove_prefix(1);
  }
  Hash new_node = old_node;
  for (const Hash& next : proof) {
    if (climb.last == 0) return DoesNotHold("consistency proof");
    const bool is_left = climb.IsLeftNext();
    if (is_left) old_node = NodeHash(sha256, next, old_node);
    new_node = is_left ? NodeHash(sha256, next, new_node)
                       : NodeHash(sha256, new_node, next);
    climb.Up(is_left);
  }
  return climb.last == 0 && old_node == from_root && new_node == to_root
             ? absl::OkStatus()
             : DoesNotHold("consistency proof");
}

}  // namespace caselens
