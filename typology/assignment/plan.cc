#include "typology/assignment/plan.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <numeric>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "typology/assignment/double_coding.h"
#include "typology/assignment/workload.h"
#include "typology/base/counter_random.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

// What draws of one seed are for, so that one does not move with another.
enum Draw : uint64_t { kDoubleCoding = 1, kFilling = 2, kRanks = 3 };

template <typename T>
void Shuffle(CounterRandom& random, std::vector<T>& values) {
  for (size_t i = values.size(); i > 1; --i) {
    std::swap(values[i - 1], values[random.Below(i)]);
  }
}

absl::Status Twice(absl::string_view what, const std::string& id) {
  return absl::InvalidArgumentError(
      absl::StrCat(what, ": \"", id, "\" is there twice"));
}

absl::Status CheckCoders(const FileToAssign& file) {
  std::set<std::string> names;
  std::set<CoderRank> ranks;
  for (const Coder& coder : file.wanted) {
    if (!coder.auditor.empty() && !names.insert(coder.auditor).second) {
      return Twice("files.wanted.auditor", coder.auditor);
    }
    const bool one_of_a_kind =
        coder.rank == CoderRank::kPrimary || coder.rank == CoderRank::kSecond;
    if (one_of_a_kind && !ranks.insert(coder.rank).second) {
      return Twice("files.wanted.rank", file.id);
    }
  }
  return absl::OkStatus();
}

absl::Status CheckInput(const std::vector<FileToAssign>& files,
                        const std::vector<AuditorToAssign>& auditors,
                        const AssignmentOptions& options) {
  const double share = options.double_coded_share;
  if (!(share >= 0 && share <= 1)) {  // NaN too
    return absl::InvalidArgumentError("double_coded_share: want 0 to 1");
  }
  std::set<std::string> ids;
  for (const FileToAssign& file : files) {
    if (!ids.insert(file.id).second) return Twice("files.id", file.id);
    CASELENS_RETURN_IF_ERROR(CheckCoders(file));
  }
  ids.clear();
  for (const AuditorToAssign& auditor : auditors) {
    if (!ids.insert(auditor.id).second) return Twice("auditors.id", auditor.id);
  }
  return absl::OkStatus();
}

bool Has(const std::vector<Coder>& coders, CoderRank rank) {
  return absl::c_any_of(
      coders, [rank](const Coder& coder) { return coder.rank == rank; });
}

// One plan in the making.
class Planner {
 public:
  Planner(const std::vector<FileToAssign>& files,
          const std::vector<AuditorToAssign>& auditors,
          const AssignmentOptions& options)
      : files_(files),
        auditors_(auditors),
        options_(options),
        random_({options.seed, kFilling}),
        ranks_(files.size()),
        failed_(files.size()) {}

  AssignmentPlan Plan() {
    AddPeople();
    for (size_t f = 0; f < files_.size(); ++f) AddFile(f);
    for (size_t f = 0; f < files_.size(); ++f) AddWanted(f);
    AddSecondCoders();
    FillSlots();
    BalanceLoads(work_);
    EvenPairs(work_);
    EvenRanks();
    return Finish();
  }

 private:
  void AddPeople() {
    for (const AuditorToAssign& auditor : auditors_) {
      work_.loads[PersonOf(auditor.id)] = auditor.open_files;
    }
  }

  // Anybody named has a number; only auditors are eligible anywhere.
  size_t PersonOf(const std::string& id) {
    const auto [at, is_new] = people_.try_emplace(id, people_.size());
    if (is_new) {
      work_.loads.push_back(0);
      names_.push_back(id);
    }
    return at->second;
  }

  void AddFile(size_t f) {
    const FileToAssign& file = files_[f];
    const auto [site, is_new] =
        sites_.try_emplace(file.site, work_.people_of_site.size());
    if (is_new) {
      std::vector<size_t>& people = work_.people_of_site.emplace_back();
      for (const AuditorToAssign& auditor : auditors_) {
        if (auditor.sites.contains(file.site)) {
          people.push_back(people_.at(auditor.id));
        }
      }
    }
    work_.sites.push_back(site->second);
    work_.coders.emplace_back();
    work_.barred.emplace_back();
    for (const std::string& auditor : file.barred) {
      work_.barred.back().push_back(PersonOf(auditor));
    }
    for (const Coder& coder : file.held) {
      work_.AddCoder(f, PersonOf(coder.auditor));
      ranks_[f].push_back(coder.rank);
    }
  }

  void AddWanted(size_t f) {
    const FileToAssign& file = files_[f];
    if (!file.wanted.empty()) {
      for (const Coder& coder : file.wanted) AddCoder(f, coder);
    } else if (file.pilot) {
      AddEverybody(f);
    } else if (!HasRank(f, CoderRank::kPrimary)) {
      AddSlot(f, CoderRank::kPrimary);
    }
  }

  bool HasRank(size_t f, CoderRank rank) const {
    return absl::c_linear_search(ranks_[f], rank);
  }

  // Ranks that others of the file ask for are not free.
  std::optional<CoderRank> FreeRank(size_t f) const {
    for (const CoderRank rank : {CoderRank::kPrimary, CoderRank::kSecond}) {
      if (!HasRank(f, rank) && !Has(files_[f].wanted, rank)) return rank;
    }
    if (files_[f].pilot) return CoderRank::kPilotCoder;
    return std::nullopt;
  }

  void AddCoder(size_t f, const Coder& wanted) {
    const std::optional<CoderRank> rank =
        wanted.rank == CoderRank::kNext ? FreeRank(f) : wanted.rank;
    const bool taken = !rank.has_value() ||
                       (*rank != CoderRank::kPilotCoder && HasRank(f, *rank));
    if (taken) {
      LeaveOut(f, wanted.rank, LeftOutReason::kAlreadyAssigned);
    } else if (wanted.auditor.empty()) {
      AddSlot(f, *rank);
    } else if (work_.HasFile(f, PersonOf(wanted.auditor))) {
      LeaveOut(f, wanted.rank, LeftOutReason::kAlreadyAssigned);
    } else {
      AddSlot(f, *rank);
      work_.slots.back().movable = false;
      work_.Give(work_.slots.size() - 1, PersonOf(wanted.auditor));
    }
  }

  void AddEverybody(size_t f) {
    std::vector<size_t> people = work_.Eligible(f);
    if (people.empty()) {
      LeaveOut(f, CoderRank::kNext, LeftOutReason::kNoAuditor);
      return;
    }
    Shuffle(random_, people);
    const size_t before = work_.slots.size();
    for (const size_t person : people) {
      if (!work_.MayGet(f, person)) continue;
      AddSlot(f, *FreeRank(f));
      work_.slots.back().movable = false;
      work_.Give(work_.slots.size() - 1, person);
    }
    if (work_.slots.size() == before) {
      LeaveOut(f, CoderRank::kNext, LeftOutReason::kAlreadyAssigned);
    }
  }

  void AddSlot(size_t f, CoderRank rank) {
    work_.slots.push_back({.file = f});
    slot_ranks_.push_back(rank);
    ranks_[f].push_back(rank);
  }

  void AddSecondCoders() {
    std::vector<size_t> of_candidate;
    std::vector<DoubleCodingCandidate> candidates;
    for (size_t f = 0; f < files_.size(); ++f) {
      if (files_[f].pilot) continue;
      of_candidate.push_back(f);
      candidates.push_back({.site = files_[f].site,
                            .stratum = files_[f].stratum,
                            .is_double = HasRank(f, CoderRank::kSecond)});
    }
    CounterRandom random({options_.seed, kDoubleCoding});
    const std::vector<bool> chosen =
        ChooseDoubleCoded(candidates, options_.double_coded_share, random);
    for (size_t i = 0; i < chosen.size(); ++i) {
      if (chosen[i]) AddSlot(of_candidate[i], CoderRank::kSecond);
    }
    NoteWhatIsDone();
  }

  // Files without anything to give, and without another word about them.
  void NoteWhatIsDone() {
    std::vector<bool> has_slot(files_.size());
    for (const Workload::Slot& slot : work_.slots) has_slot[slot.file] = true;
    for (size_t f = 0; f < files_.size(); ++f) {
      if (!has_slot[f] && !failed_[f]) {
        LeaveOut(f, CoderRank::kNext, LeftOutReason::kAlreadyAssigned);
      }
    }
  }

  // Files that few may code come first, and of these the ones with two coders:
  // the others even out what they leave.
  void FillSlots() {
    std::vector<size_t> files(files_.size());
    std::iota(files.begin(), files.end(), size_t{0});
    Shuffle(random_, files);
    absl::c_stable_sort(files, [this](size_t a, size_t b) {
      const auto key = [this](size_t f) {
        return std::pair(work_.Eligible(f).size(),
                         !HasRank(f, CoderRank::kSecond));
      };
      return key(a) < key(b);
    });
    std::vector<std::vector<size_t>> of_file(files_.size());
    for (size_t s = 0; s < work_.slots.size(); ++s) {
      if (!work_.slots[s].person) of_file[work_.slots[s].file].push_back(s);
    }
    std::vector<size_t> order;
    for (const size_t f : files) {
      order.insert(order.end(), of_file[f].begin(), of_file[f].end());
    }
    Fill(order, random_, work_);
  }

  // Of two movable coders of a file the one who is less often PRIMARY is.
  void EvenRanks() {
    CounterRandom random({options_.seed, kRanks});
    std::vector<int64_t> primary_more(names_.size());
    std::map<size_t, size_t> first_slot;  // by file
    for (size_t s = 0; s < work_.slots.size(); ++s) {
      Workload::Slot& slot = work_.slots[s];
      if (!slot.movable || !slot.person) continue;
      const auto [first, is_first] = first_slot.try_emplace(slot.file, s);
      if (is_first) continue;
      Workload::Slot& earlier = work_.slots[first->second];
      const int64_t lead =
          primary_more[*earlier.person] - primary_more[*slot.person];
      if (lead > 0 || (lead == 0 && random.Below(2) == 0)) {
        std::swap(earlier.person, slot.person);
      }
      ++primary_more[*earlier.person];
      --primary_more[*slot.person];
    }
  }

  AssignmentPlan Finish() {
    for (size_t s = 0; s < work_.slots.size(); ++s) {
      const Workload::Slot& slot = work_.slots[s];
      if (slot.person) {
        plan_.assignments.push_back({.file = slot.file,
                                     .rank = slot_ranks_[s],
                                     .auditor = names_[*slot.person]});
      } else if (slot_ranks_[s] == CoderRank::kPrimary ||
                 !work_.coders[slot.file].empty() ||
                 !HasRank(slot.file, CoderRank::kPrimary)) {
        // Of a file without any coder the first rank says it all.
        LeaveOut(slot.file, slot_ranks_[s],
                 slot_ranks_[s] == CoderRank::kSecond
                     ? LeftOutReason::kNoSecondAuditor
                     : LeftOutReason::kNoAuditor);
      }
    }
    absl::c_stable_sort(plan_.assignments, [](const PlannedAssignment& a,
                                              const PlannedAssignment& b) {
      return std::pair(a.file, a.rank) < std::pair(b.file, b.rank);
    });
    absl::c_stable_sort(plan_.left_out, [](const LeftOut& a, const LeftOut& b) {
      return std::pair(a.file, a.rank) < std::pair(b.file, b.rank);
    });
    return std::move(plan_);
  }

  void LeaveOut(size_t f, CoderRank rank, LeftOutReason reason) {
    plan_.left_out.push_back({.file = f, .rank = rank, .reason = reason});
    failed_[f] = true;
  }

  const std::vector<FileToAssign>& files_;
  const std::vector<AuditorToAssign>& auditors_;
  const AssignmentOptions& options_;
  CounterRandom random_;
  Workload work_;
  std::map<std::string, size_t> people_;
  std::vector<std::string> names_;  // of people
  std::map<std::string, size_t> sites_;
  std::vector<CoderRank> slot_ranks_;
  std::vector<std::vector<CoderRank>> ranks_;  // by file: held or wanted
  std::vector<bool> failed_;                   // by file: left out, in part
  AssignmentPlan plan_;
};

}  // namespace

absl::StatusOr<AssignmentPlan> PlanAssignments(
    const std::vector<FileToAssign>& files,
    const std::vector<AuditorToAssign>& auditors,
    const AssignmentOptions& options) {
  CASELENS_RETURN_IF_ERROR(CheckInput(files, auditors, options));
  return Planner(files, auditors, options).Plan();
}

}  // namespace caselens
