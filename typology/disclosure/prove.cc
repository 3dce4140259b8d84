#include "typology/disclosure/prove.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "typology/base/status_macros.h"

namespace caselens {
namespace {

// What the solver leaves of a whole number.
constexpr double kTolerance = 1e-6;

class Prover {
 public:
  Prover(const Attacker& attacker, const TableKey& window,
         const std::vector<Target>& targets,
         const std::function<bool()>& cancelled)
      : system_(attacker.SystemOf(window)), cancelled_(cancelled) {
    for (const Target& target : targets) {
      columns_.push_back(system_.ColumnsOf(target.group));
      // The truth is a solution.
      proofs_.push_back({attacker.Site(), target.group, target.files,
                         target.files, target.files});
    }
  }

  absl::StatusOr<std::vector<GroupProof>> Run() {
    CASELENS_RETURN_IF_ERROR(AllTogether());
    for (size_t t = 0; t < proofs_.size(); ++t) {
      if (!Open(t)) continue;
      CASELENS_RETURN_IF_ERROR(Push({t}, +1));
      if (!Open(t)) continue;
      CASELENS_RETURN_IF_ERROR(Push({t}, -1));
    }
    return proofs_;
  }

 private:
  bool Open(size_t t) const {
    const GroupProof& proof = proofs_[t];
    return !IsProtected(proof.group.part, proof.minimum, proof.maximum);
  }
  std::vector<size_t> OpenTargets() const {
    std::vector<size_t> open;
    for (size_t t = 0; t < proofs_.size(); ++t) {
      if (Open(t)) open.push_back(t);
    }
    return open;
  }

  // Many targets in one solution, as long as that closes some.
  absl::Status AllTogether() {
    for (std::vector<size_t> open = OpenTargets(); !open.empty();) {
      CASELENS_RETURN_IF_ERROR(Push(open, +1));
      CASELENS_RETURN_IF_ERROR(Push(open, -1));
      std::vector<size_t> left = OpenTargets();
      if (left.size() == open.size()) break;
      open = std::move(left);
    }
    return absl::OkStatus();
  }

  // A solution with as many (+1) or as few (-1) files in `targets` as may be.
  absl::Status Push(const std::vector<size_t>& targets, double direction) {
    if (cancelled_ && cancelled_()) return absl::CancelledError("cancelled");
    std::vector<double> weights(system_.Columns());
    for (const size_t t : targets) {
      for (const int column : columns_[t]) weights[column] += direction;
    }
    CASELENS_ASSIGN_OR_RETURN(const std::vector<double> solution,
                              system_.Bounds().Maximise(weights));
    for (size_t t = 0; t < proofs_.size(); ++t) {
      double files = 0;
      for (const int column : columns_[t]) files += solution[column];
      // Only whole numbers can be true.
      GroupProof& proof = proofs_[t];
      proof.minimum = std::min(proof.minimum,
                               static_cast<int>(std::ceil(files - kTolerance)));
      proof.maximum = std::max(
          proof.maximum, static_cast<int>(std::floor(files + kTolerance)));
    }
    return absl::OkStatus();
  }

  Attacker::System system_;
  const std::function<bool()>& cancelled_;
  std::vector<std::vector<int>> columns_;
  std::vector<GroupProof> proofs_;
};

}  // namespace

absl::StatusOr<std::vector<GroupProof>> ProveInWindow(
    const Attacker& attacker, const TableKey& window,
    const std::vector<Target>& targets,
    const std::function<bool()>& cancelled) {
  return Prover(attacker, window, targets, cancelled).Run();
}

}  // namespace caselens
