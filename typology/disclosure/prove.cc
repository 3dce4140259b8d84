#include "typology/disclosure/prove.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "typology/base/status_macros.h"

namespace caselens::disclosure {
namespace {

// What the solver leaves of a whole number.
constexpr double kTolerance = 1e-6;

// With so many files or more a group of `files` is protected whatever its
// minimum is.
int Enough(int files) {
  return std::max(kLargestSmallCount + 1, files + kFewestPossibleCounts - 1);
}

// The columns of each target, and what is enough of them.
std::vector<CappedSum> SumsOf(const Attacker::System& system,
                              const std::vector<Target>& targets) {
  std::vector<CappedSum> sums;
  for (const Target& target : targets) {
    sums.push_back({system.ColumnsOf(target.group),
                    static_cast<double>(Enough(target.files))});
  }
  return sums;
}

class Prover {
 public:
  Prover(const Attacker::System& system, int site,
         const std::vector<Target>& targets,
         const std::function<bool()>& cancelled)
      : columns_(system.Columns()),
        sums_(SumsOf(system, targets)),
        bounds_(system.BoundsWith(sums_)),
        cancelled_(cancelled) {
    for (const Target& target : targets) {
      // The truth is a solution.
      proofs_.push_back(
          {site, target.group, target.files, target.files, target.files});
    }
  }

  absl::StatusOr<std::vector<GroupProof>> Run() {
    for (size_t t = 0; t < proofs_.size(); ++t) {
      if (!Open(t)) continue;
      CASELENS_RETURN_IF_ERROR(MakeEnough(t));
      if (!Open(t)) continue;
      CASELENS_RETURN_IF_ERROR(MakeFewest(t));
    }
    return proofs_;
  }

 private:
  bool Open(size_t t) const {
    const GroupProof& proof = proofs_[t];
    return !IsProtected(proof.group.part, proof.minimum, proof.maximum);
  }
  // A solution with enough files in the target, or as many as may be.
  absl::Status MakeEnough(size_t t) {
    std::vector<double> weights(columns_ + sums_.size());
    weights[columns_ + t] = 1;
    return Solve(weights);
  }

  // A solution with as few files in the target as may be.
  absl::Status MakeFewest(size_t t) {
    std::vector<double> weights(columns_ + sums_.size());
    for (const int column : sums_[t].columns) weights[column] = -1;
    return Solve(weights);
  }

  absl::Status Solve(const std::vector<double>& weights) {
    if (cancelled_ && cancelled_()) return absl::CancelledError("cancelled");
    CASELENS_ASSIGN_OR_RETURN(const std::vector<double> solution,
                              bounds_.Maximise(weights));
    for (size_t t = 0; t < proofs_.size(); ++t) {
      double files = 0;
      for (const int column : sums_[t].columns) files += solution[column];
      // Only whole numbers can be true.
      GroupProof& proof = proofs_[t];
      proof.minimum = std::min(proof.minimum,
                               static_cast<int>(std::ceil(files - kTolerance)));
      proof.maximum = std::max(
          proof.maximum, static_cast<int>(std::floor(files + kTolerance)));
    }
    return absl::OkStatus();
  }

  size_t columns_;
  std::vector<CappedSum> sums_;
  LinearBounds bounds_;
  const std::function<bool()>& cancelled_;
  std::vector<GroupProof> proofs_;
};

}  // namespace

absl::StatusOr<std::vector<GroupProof>> ProveInWindow(
    const Attacker& attacker, const TableKey& window,
    const std::vector<Target>& targets,
    const std::function<bool()>& cancelled) {
  const Attacker::System system = attacker.SystemOf(window);
  return Prover(system, attacker.Site(), targets, cancelled).Run();
}

}  // namespace caselens::disclosure
