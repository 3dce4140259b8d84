#include "typology/assignment/workload.h"

#include <algorithm>
#include <cstdint>
#include <deque>
#include <numeric>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"

namespace caselens {
namespace {

constexpr size_t kNone = static_cast<size_t>(-1);

std::pair<size_t, size_t> Pair(size_t a, size_t b) { return std::minmax(a, b); }

size_t CountOf(const Workload& work, size_t a, size_t b) {
  const auto at = work.pairs.find(Pair(a, b));
  return at == work.pairs.end() ? 0 : at->second;
}

// Files that `person` shares with the coders of `file`.
size_t SharedWithCoders(const Workload& work, size_t file, size_t person) {
  size_t shared = 0;
  for (const size_t coder : work.coders[file]) {
    shared += CountOf(work, coder, person);
  }
  return shared;
}

bool Moves(const Workload::Slot& slot) {
  return slot.movable && slot.person.has_value();
}

// The slots of each person that may go to somebody else.
std::vector<std::vector<size_t>> MovableSlots(const Workload& work) {
  std::vector<std::vector<size_t>> slots(work.loads.size());
  for (size_t i = 0; i < work.slots.size(); ++i) {
    if (Moves(work.slots[i])) slots[*work.slots[i].person].push_back(i);
  }
  // Those of files with one coder first: handing them on leaves pairs alone.
  for (std::vector<size_t>& of_person : slots) {
    absl::c_stable_sort(of_person, [&work](size_t a, size_t b) {
      return work.coders[work.slots[a].file].size() <
             work.coders[work.slots[b].file].size();
    });
  }
  return slots;
}

// How people are reached from one of them: who hands which slot to them.
struct Reached {
  std::vector<size_t> by_slot;  // by person; kNone: not reached
  size_t least = kNone;         // of those reached, the least load
};

Reached Reach(const Workload& work,
              const std::vector<std::vector<size_t>>& slots, size_t from) {
  Reached reached{.by_slot = std::vector<size_t>(work.loads.size(), kNone),
                  .least = from};
  std::deque<size_t> waiting = {from};
  while (!waiting.empty()) {
    const size_t giver = waiting.front();
    waiting.pop_front();
    for (const size_t slot : slots[giver]) {
      const size_t file = work.slots[slot].file;
      for (const size_t taker : work.Eligible(file)) {
        if (taker == from || reached.by_slot[taker] != kNone ||
            !work.MayGet(file, taker)) {
          continue;
        }
        reached.by_slot[taker] = slot;
        waiting.push_back(taker);
        if (work.loads[taker] < work.loads[reached.least]) {
          reached.least = taker;
        }
      }
    }
  }
  return reached;
}

// From the end to the beginning, so that everybody gives before they get.
void HandOn(const Reached& reached, size_t from, Workload& work) {
  for (size_t taker = reached.least; taker != from;) {
    const size_t slot = reached.by_slot[taker];
    const size_t giver = *work.slots[slot].person;
    work.Take(slot);
    work.Give(slot, taker);
    taker = giver;
  }
}

bool LightenOne(const std::vector<size_t>& heaviest_first, Workload& work) {
  const std::vector<std::vector<size_t>> slots = MovableSlots(work);
  for (const size_t person : heaviest_first) {
    if (slots[person].empty()) continue;
    const Reached reached = Reach(work, slots, person);
    if (work.loads[reached.least] + 2 <= work.loads[person]) {
      HandOn(reached, person, work);
      return true;
    }
  }
  return false;
}

// Looks for exchanges that even out pairs.
class PairExchange {
 public:
  explicit PairExchange(Workload& work) : work_(work) {}

  // One pass over all slots; whether anything was exchanged.
  bool Pass() {
    failed_.clear();
    bool exchanged = false;
    for (size_t slot = 0; slot < work_.slots.size(); ++slot) {
      if (Moves(work_.slots[slot])) exchanged |= Improve(slot);
    }
    return exchanged;
  }

 private:
  bool Improve(size_t slot) {
    const size_t file = work_.slots[slot].file;
    if (work_.coders[file].size() < 2) return false;
    const size_t person = *work_.slots[slot].person;
    for (const size_t other : work_.Eligible(file)) {
      if (!work_.MayGet(file, other) || !WouldGain(file, person, other)) {
        continue;
      }
      // Files with the same coders are alike.
      std::vector<size_t> coders = work_.coders[file];
      absl::c_sort(coders);
      auto key =
          std::make_tuple(work_.sites[file], std::move(coders), person, other);
      if (failed_.contains(key)) continue;
      if (ExchangeWithSlotOf(slot, other)) return true;
      failed_.insert(std::move(key));
    }
    return false;
  }

  // Whether `other` shares fewer files with the rest of the coders.
  bool WouldGain(size_t file, size_t person, size_t other) const {
    size_t now = 0;
    size_t then = 0;
    for (const size_t coder : work_.coders[file]) {
      if (coder == person) continue;
      now += CountOf(work_, coder, person);
      then += CountOf(work_, coder, other);
    }
    return then + 1 < now;
  }

  bool ExchangeWithSlotOf(size_t slot, size_t other) {
    const size_t file = work_.slots[slot].file;
    const size_t person = *work_.slots[slot].person;
    for (size_t i = 0; i < work_.slots.size(); ++i) {
      const Workload::Slot& candidate = work_.slots[i];
      if (Moves(candidate) && *candidate.person == other &&
          candidate.file != file && work_.IsEligible(candidate.file, person) &&
          work_.MayGet(candidate.file, person) && ExchangeIfBetter(slot, i)) {
        return true;
      }
    }
    return false;
  }

  bool ExchangeIfBetter(size_t a, size_t b) {
    const size_t before = work_.unevenness;
    Exchange(a, b);
    if (work_.unevenness < before) return true;
    Exchange(a, b);
    return false;
  }

  void Exchange(size_t a, size_t b) {
    const size_t person_a = *work_.slots[a].person;
    const size_t person_b = *work_.slots[b].person;
    work_.Take(a);
    work_.Take(b);
    work_.Give(a, person_b);
    work_.Give(b, person_a);
  }

  Workload& work_;
  // Files alike, who leaves them and who comes: no exchange was found.
  std::set<std::tuple<size_t, std::vector<size_t>, size_t, size_t>> failed_;
};

}  // namespace

void Workload::AddCoder(size_t file, size_t person) {
  for (const size_t coder : coders[file]) {
    size_t& count = pairs[Pair(coder, person)];
    unevenness += 2 * count + 1;
    ++count;
  }
  coders[file].push_back(person);
}

bool Workload::IsEligible(size_t file, size_t person) const {
  return absl::c_linear_search(Eligible(file), person);
}

bool Workload::HasFile(size_t file, size_t person) const {
  return absl::c_linear_search(coders[file], person);
}

bool Workload::MayGet(size_t file, size_t person) const {
  return !HasFile(file, person) && !absl::c_linear_search(barred[file], person);
}

void Workload::Give(size_t slot, size_t person) {
  AddCoder(slots[slot].file, person);
  slots[slot].person = person;
  ++loads[person];
}

void Workload::Take(size_t slot) {
  const size_t person = *slots[slot].person;
  std::vector<size_t>& of_file = coders[slots[slot].file];
  of_file.erase(absl::c_find(of_file, person));
  for (const size_t coder : of_file) {
    size_t& count = pairs[Pair(coder, person)];
    --count;
    unevenness -= 2 * count + 1;
  }
  slots[slot].person.reset();
  --loads[person];
}

void Fill(const std::vector<size_t>& order, CounterRandom& random,
          Workload& work) {
  for (const size_t slot : order) {
    const size_t file = work.slots[slot].file;
    // (load, files shared with the other coders, tie breaker, person)
    std::tuple<size_t, size_t, uint64_t, size_t> best = {kNone, 0, 0, kNone};
    for (const size_t person : work.Eligible(file)) {
      if (!work.MayGet(file, person)) continue;
      best = std::min(best,
                      {work.loads[person], SharedWithCoders(work, file, person),
                       random.Next(), person});
    }
    if (std::get<3>(best) != kNone) work.Give(slot, std::get<3>(best));
  }
}

void BalanceLoads(Workload& work) {
  std::vector<size_t> heaviest_first(work.loads.size());
  std::iota(heaviest_first.begin(), heaviest_first.end(), size_t{0});
  do {
    absl::c_stable_sort(heaviest_first, [&work](size_t a, size_t b) {
      return work.loads[a] > work.loads[b];
    });
  } while (LightenOne(heaviest_first, work));
}

void EvenPairs(Workload& work) {
  PairExchange exchange(work);
  while (exchange.Pass()) {
  }
}

}  // namespace caselens
