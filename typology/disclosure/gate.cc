#include "typology/disclosure/gate.h"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <set>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "typology/base/mutex.h"
#include "typology/base/parallel.h"
#include "typology/base/status_macros.h"
#include "typology/disclosure/prove.h"
#include "typology/disclosure/repair.h"
#include "typology/disclosure/windows.h"
#include "typology/disclosure/worlds.h"

namespace caselens::disclosure {
namespace {

class Gate {
 public:
  Gate(std::vector<ReleaseView>& views, const std::vector<CountTable>& counts,
       SiteScope scope, const ReleaseKey& key, const GateOptions& options)
      : views_(views),
        counts_(counts),
        scope_(scope),
        key_(key),
        options_(options) {}

  absl::StatusOr<GateResult> Run(const std::vector<int>& sites) {
    std::vector<int> attackers = {kOutsider};
    attackers.insert(attackers.end(), sites.begin(), sites.end());
    progress_.attackers = attackers.size();
    for (const int site : attackers) {
      CASELENS_RETURN_IF_ERROR(Withstand(site));
      ++progress_.attackers_done;
    }
    return std::move(result_);
  }

 private:
  // Proves or protects every group against one attacker.
  absl::Status Withstand(int site) {
    const Attacker attacker(views_, site);
    std::vector<Target> open;
    std::vector<GroupProof> proofs;
    for (const Target& target : attacker.Targets()) {
      if (target.group.part == GroupPart::kRedacted && views_.size() == 1) {
        // Linked to nothing else: what is printed is all that is known.
        proofs.push_back(
            {site, target.group, target.files, 1, kLargestSmallCount});
      } else {
        open.push_back(target);
      }
    }
    while (!open.empty()) {
      CASELENS_ASSIGN_OR_RETURN(
          const std::vector<GroupProof> tried,
          ProveAll(attacker, ShowWorlds(attacker, open, proofs)));
      open.clear();
      for (const GroupProof& proof : tried) {
        if (IsProtected(proof.group.part, proof.minimum, proof.maximum)) {
          proofs.push_back(proof);
        } else if (proof.group.part != GroupPart::kRedacted &&
                   HideBeside(proof.group, counts_, scope_, key_, ++turn_,
                              views_)) {
          ++progress_.hidden;
          open.push_back({proof.group, proof.files});
        } else {
          result_.open.push_back(proof);
        }
      }
    }
    std::sort(proofs.begin(), proofs.end(),
              [](const GroupProof& a, const GroupProof& b) {
                return a.group < b.group;
              });
    result_.proofs.insert(result_.proofs.end(), proofs.begin(), proofs.end());
    return absl::OkStatus();
  }

  // The targets that other worlds do not protect; the proofs of the others.
  std::vector<Target> ShowWorlds(const Attacker& attacker,
                                 const std::vector<Target>& targets,
                                 std::vector<GroupProof>& proofs) const {
    std::vector<Target> open;
    for (const GroupProof& proof :
         SearchWorlds(attacker, targets, options_.cancelled)) {
      if (IsProtected(proof.group.part, proof.minimum, proof.maximum)) {
        proofs.push_back(proof);
      } else {
        open.push_back({proof.group, proof.files});
      }
    }
    return open;
  }

  std::vector<TableKey> Windows(const Attacker& attacker) const {
    std::set<TableKey> keys;
    for (const ReleaseView& view : views_) {
      for (const PublishedTable& table : view.tables) keys.insert(table.key);
    }
    return CoverTables(
        {keys.begin(), keys.end()},
        {options_.most_variables, options_.most_atoms},
        [&](const TableKey& window) { return attacker.Atoms(window); });
  }

  absl::StatusOr<std::vector<GroupProof>> ProveAll(
      const Attacker& attacker, const std::vector<Target>& targets) {
    const std::vector<TableKey> windows = Windows(attacker);
    std::vector<std::vector<Target>> by_window(windows.size());
    for (const Target& target : targets) {
      const TableKey& key = target.group.key;
      const auto holds = [&](const TableKey& window) {
        return std::includes(window.begin(), window.end(), key.begin(),
                             key.end());
      };
      by_window[std::find_if(windows.begin(), windows.end(), holds) -
                windows.begin()]
          .push_back(target);
    }
    progress_.windows = windows.size();
    progress_.windows_done = 0;
    Report();
    std::vector<absl::StatusOr<std::vector<GroupProof>>> proofs(windows.size());
    ParallelFor(options_.threads, windows.size(), [&](size_t, size_t w) {
      proofs[w] = by_window[w].empty()
                      ? std::vector<GroupProof>()
                      : ProveInWindow(attacker, windows[w], by_window[w],
                                      options_.cancelled);
      const MutexLock lock(mu_);
      ++progress_.windows_done;
      Report();
    });
    std::vector<GroupProof> all;
    for (absl::StatusOr<std::vector<GroupProof>>& some : proofs) {
      CASELENS_RETURN_IF_ERROR(some.status());
      all.insert(all.end(), some->begin(), some->end());
    }
    return all;
  }

  void Report() const {
    if (options_.progress) options_.progress(progress_);
  }

  std::vector<ReleaseView>& views_;
  const std::vector<CountTable>& counts_;
  SiteScope scope_;
  const ReleaseKey& key_;
  const GateOptions& options_;
  Mutex mu_;
  GateProgress progress_;
  uint64_t turn_ = 0;
  GateResult result_;
};

}  // namespace

bool IsProtected(GroupPart part, int minimum, int maximum) {
  const bool printed = part == GroupPart::kRedacted;
  const bool small = minimum >= 1 && maximum <= kLargestSmallCount;
  return maximum - minimum + 1 >= kFewestPossibleCounts && (!small || printed);
}

absl::StatusOr<GateResult> RunGate(std::vector<ReleaseView>& views,
                                   const std::vector<CountTable>& counts,
                                   SiteScope scope,
                                   const std::vector<int>& sites,
                                   const ReleaseKey& key,
                                   const GateOptions& options) {
  return Gate(views, counts, scope, key, options).Run(sites);
}

}  // namespace caselens::disclosure
