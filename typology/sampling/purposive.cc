#include "typology/sampling/purposive.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

#include "typology/base/status_macros.h"
#include "typology/sampling/spread.h"
#include "typology/sampling/stratum.h"

namespace caselens {
namespace {

constexpr double kImprovement = 1e-9;

// A value of each characteristic, as indices that all characteristics share.
using Profile = std::array<size_t, kCharacteristics.size()>;

// Files of one class that are alike, in random order.
struct Alike {
  Profile profile{};
  std::vector<const Candidate*> files;
};

// How many files with each value there are, less how many there should be.
using Excess = std::vector<double>;

class PurposiveDraw {
 public:
  explicit PurposiveDraw(const std::vector<Stratum>& strata) {
    for (const Stratum& stratum : strata) classes_.push_back(Read(stratum));
    excess_.resize(value_count_);
    for (Class& of_class : classes_) {
      of_class.shares.resize(value_count_);
      of_class.excess.resize(value_count_);
    }
  }

  // Returns INVALID_ARGUMENT if a characteristic has too many values to spread
  // files over.
  absl::Status CheckValues() const {
    std::array<size_t, kCharacteristics.size()> values{};
    for (const auto& [key, value] : values_) {
      const auto i = static_cast<size_t>(key.first);
      if (!key.second.empty()) ++values[i];
      if (values[i] <= kMaxValuesPerCharacteristic) continue;
      const absl::string_view name = CharacteristicName(key.first);
      return absl::InvalidArgumentError(
          absl::StrCat(name, ": more than ", kMaxValuesPerCharacteristic,
                       " values; want bands or groups to spread files over"));
    }
    return absl::OkStatus();
  }

  // Adds one file to each class that has one left.
  void AddRound() {
    for (Class& of_class : classes_) {
      if (!HasFree(of_class)) continue;
      for (size_t v = 0; v < value_count_; ++v) {
        of_class.excess[v] -= of_class.shares[v];
        excess_[v] -= of_class.shares[v];
      }
      const Alike* best = Best(of_class);
      Take(of_class, *best, *FirstFree(*best), of_class.taken.size());
    }
  }

  // Exchanges files while that brings the spread nearer to the profiles. Each
  // exchange lowers D, so this ends.
  void Exchange() {
    bool changed = true;
    while (changed) {
      changed = false;
      for (Class& of_class : classes_) {
        for (size_t i = 0; i < of_class.taken.size(); ++i) {
          changed = ExchangeOne(of_class, i) || changed;
        }
      }
    }
  }

  // The files of a class in the order in which they were added.
  std::vector<std::string> Files(size_t c) const {
    std::vector<std::string> files;
    for (const Taken& taken : classes_[c].taken) {
      files.push_back(taken.file->id);
    }
    return files;
  }

 private:
  struct Taken {
    const Alike* alike = nullptr;
    const Candidate* file = nullptr;
  };
  struct Class {
    std::vector<Alike> alikes;
    std::vector<double> shares;  // [value]
    Excess excess;
    std::vector<Taken> taken;
  };

  // Reads everything but the length of excess, which later classes still grow.
  Class Read(const Stratum& stratum) {
    Class of_class;
    std::array<double, kCharacteristics.size()> known{};
    for (const Candidate* candidate : stratum.candidates) {
      const Profile profile = ProfileOf(*candidate);
      of_class.shares.resize(value_count_);
      for (size_t i = 0; i < profile.size(); ++i) {
        if (ValueOf(*candidate, kCharacteristics[i]).empty()) continue;
        ++of_class.shares[profile[i]];
        ++known[i];
      }
    }
    for (const auto& [key, value] : values_) {
      if (value >= of_class.shares.size()) continue;
      const double all = known[static_cast<size_t>(key.first)];
      if (all > 0) of_class.shares[value] /= all;
    }
    absl::flat_hash_map<Profile, size_t> places;
    for (const Candidate* candidate : stratum.eligible) {
      const Profile profile = ProfileOf(*candidate);
      const auto [place, is_new] =
          places.emplace(profile, of_class.alikes.size());
      if (is_new) of_class.alikes.push_back({.profile = profile, .files = {}});
      of_class.alikes[place->second].files.push_back(candidate);
    }
    return of_class;
  }

  Profile ProfileOf(const Candidate& candidate) {
    Profile profile{};
    for (size_t i = 0; i < profile.size(); ++i) {
      const Characteristic of = kCharacteristics[i];
      const auto [value, is_new] =
          values_.emplace(std::pair(of, ValueOf(candidate, of)), value_count_);
      if (is_new) ++value_count_;
      profile[i] = value->second;
    }
    return profile;
  }

  bool IsFree(const Candidate& candidate) const {
    return !taken_.contains(candidate.id) &&
           !families_.contains(candidate.family);
  }
  const Candidate* FirstFree(const Alike& alike) const {
    for (const Candidate* file : alike.files) {
      if (IsFree(*file)) return file;
    }
    return nullptr;
  }
  bool HasFree(const Class& of_class) const {
    for (const Alike& alike : of_class.alikes) {
      if (FirstFree(alike) != nullptr) return true;
    }
    return false;
  }

  // By how much a file of this profile would raise D: twice this, plus a
  // constant.
  double Cost(const Class& of_class, const Profile& profile) const {
    double cost = 0;
    for (const size_t value : profile) {
      cost += of_class.excess[value] + excess_[value];
    }
    return cost;
  }

  // The profile with a free file that costs least; the first of equal ones.
  const Alike* Best(const Class& of_class) const {
    const Alike* best = nullptr;
    double least = 0;
    for (const Alike& alike : of_class.alikes) {
      const double cost = Cost(of_class, alike.profile);
      if (best != nullptr && cost >= least - kImprovement) continue;
      if (FirstFree(alike) == nullptr) continue;
      best = &alike;
      least = cost;
    }
    return best;
  }

  void Count(Class& of_class, const Alike& alike, double files) {
    for (const size_t value : alike.profile) {
      of_class.excess[value] += files;
      excess_[value] += files;
    }
  }
  void Take(Class& of_class, const Alike& alike, const Candidate& file,
            size_t place) {
    Count(of_class, alike, 1);
    taken_.insert(file.id);
    if (!file.family.empty()) families_.insert(file.family);
    of_class.taken.resize(std::max(of_class.taken.size(), place + 1));
    of_class.taken[place] = {.alike = &alike, .file = &file};
  }
  void Release(Class& of_class, const Taken& taken) {
    Count(of_class, *taken.alike, -1);
    taken_.erase(taken.file->id);
    families_.erase(taken.file->family);
  }

  bool ExchangeOne(Class& of_class, size_t place) {
    const Taken before = of_class.taken[place];
    Release(of_class, before);
    const Alike* best = Best(of_class);
    const bool better = Cost(of_class, best->profile) <
                        Cost(of_class, before.alike->profile) - kImprovement;
    if (better) {
      Take(of_class, *best, *FirstFree(*best), place);
    } else {
      Take(of_class, *before.alike, *before.file, place);
    }
    return better;
  }

  absl::flat_hash_map<std::pair<Characteristic, std::string>, size_t> values_;
  size_t value_count_ = 0;
  std::vector<Class> classes_;
  Excess excess_;  // of the whole sample
  absl::flat_hash_set<std::string> taken_;
  absl::flat_hash_set<std::string> families_;  // never holds ""
};

}  // namespace

absl::StatusOr<PurposiveSample> DrawPurposively(
    const SamplingFrame& frame, const SamplingOptions& options) {
  CASELENS_RETURN_IF_ERROR(CheckOptions(options, kMaxPurposiveFilesPerClass));
  CASELENS_ASSIGN_OR_RETURN(const std::vector<Stratum> strata,
                            Stratify(frame, options));
  PurposiveDraw draw(strata);
  CASELENS_RETURN_IF_ERROR(draw.CheckValues());
  for (size_t i = 0; i < options.files_per_class; ++i) draw.AddRound();
  draw.Exchange();
  for (size_t i = 0; i < options.reserve_per_class; ++i) draw.AddRound();

  PurposiveSample drawn{EmptySample(frame, options, strata)};
  for (size_t c = 0; c < strata.size(); ++c) {
    ClassSample& of_class = drawn.sample.classes[c];
    for (std::string& file : draw.Files(c)) {
      if (of_class.places.size() < options.files_per_class) {
        of_class.places.push_back({.file = std::move(file), .unavailable = {}});
      } else {
        of_class.reserve.push_back(std::move(file));
      }
    }
  }
  return drawn;
}

}  // namespace caselens
