// Promises of every plan, over many random studies.

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

#include "tests/status_matchers.h"
#include "typology/assignment/plan.h"
#include "typology/base/counter_random.h"

namespace caselens {
namespace {

struct Case {
  std::vector<FileToAssign> files;
  std::vector<AuditorToAssign> auditors;
  AssignmentOptions options;
};

Case RandomCase(uint64_t seed) {
  CounterRandom random({seed});
  Case made{.options = {.double_coded_share = random.Uniform(), .seed = seed}};
  const size_t sites = 1 + random.Below(3);
  for (size_t a = 0, n = 1 + random.Below(6); a < n; ++a) {
    AuditorToAssign auditor{.id = absl::StrCat("a", a),
                            .open_files = random.Below(6)};
    for (size_t s = 0; s < sites; ++s) {
      if (random.Below(3) > 0) auditor.sites.insert(absl::StrCat("C", s));
    }
    made.auditors.push_back(auditor);
  }
  for (size_t f = 0, n = random.Below(40); f < n; ++f) {
    FileToAssign file{.id = absl::StrCat("f", f),
                      .site = absl::StrCat("C", random.Below(sites)),
                      .stratum = absl::StrCat(random.Below(3))};
    const std::string somebody = absl::StrCat("a", random.Below(7));
    if (random.Below(5) == 0) {
      file.held.push_back({CoderRank::kPrimary, somebody});
    } else if (random.Below(8) == 0) {
      file.wanted.push_back({CoderRank::kNext, somebody});
    }
    made.files.push_back(file);
  }
  return made;
}

AssignmentPlan PlanOf(const Case& c) {
  const auto plan = PlanAssignments(c.files, c.auditors, c.options);
  EXPECT_THAT(plan, IsOk());
  return plan.ok() ? *plan : AssignmentPlan{};
}

// Who codes each file in the end, by rank.
std::vector<std::map<CoderRank, std::string>> CodersOf(
    const Case& c, const AssignmentPlan& plan) {
  std::vector<std::map<CoderRank, std::string>> coders(c.files.size());
  for (size_t f = 0; f < c.files.size(); ++f) {
    for (const Coder& coder : c.files[f].held) {
      coders[f][coder.rank] = coder.auditor;
    }
  }
  for (const PlannedAssignment& one : plan.assignments) {
    EXPECT_TRUE(coders[one.file].emplace(one.rank, one.auditor).second)
        << "two coders of one rank";
  }
  return coders;
}

std::map<std::string, size_t> LoadsOf(const Case& c,
                                      const AssignmentPlan& plan) {
  std::map<std::string, size_t> loads;
  for (const AuditorToAssign& auditor : c.auditors) {
    loads[auditor.id] = auditor.open_files;
  }
  for (const PlannedAssignment& one : plan.assignments) ++loads[one.auditor];
  return loads;
}

constexpr uint64_t kCases = 2000;

TEST(PlanProperty, NobodyCodesAFileTwice) {
  for (uint64_t seed = 0; seed < kCases; ++seed) {
    const Case c = RandomCase(seed);
    for (const auto& coders : CodersOf(c, PlanOf(c))) {
      std::set<std::string> names;
      for (const auto& [rank, name] : coders) {
        EXPECT_TRUE(names.insert(name).second) << "case " << seed;
      }
    }
  }
}

TEST(PlanProperty, OnlyTheEligibleAndThoseAskedForByNameGetFiles) {
  for (uint64_t seed = 0; seed < kCases; ++seed) {
    const Case c = RandomCase(seed);
    for (const PlannedAssignment& one : PlanOf(c).assignments) {
      const FileToAssign& file = c.files[one.file];
      const bool by_name = std::any_of(
          file.wanted.begin(), file.wanted.end(),
          [&](const Coder& wanted) { return wanted.auditor == one.auditor; });
      const bool eligible = std::any_of(
          c.auditors.begin(), c.auditors.end(), [&](const auto& auditor) {
            return auditor.id == one.auditor &&
                   auditor.sites.contains(file.site);
          });
      EXPECT_TRUE(by_name || eligible) << "case " << seed;
    }
  }
}

TEST(PlanProperty, EveryFileHasACoderOrAReason) {
  for (uint64_t seed = 0; seed < kCases; ++seed) {
    const Case c = RandomCase(seed);
    const AssignmentPlan plan = PlanOf(c);
    std::set<size_t> accounted;
    for (const auto& one : plan.assignments) accounted.insert(one.file);
    for (const auto& one : plan.left_out) accounted.insert(one.file);
    EXPECT_EQ(accounted.size(), c.files.size()) << "case " << seed;
  }
}

TEST(PlanProperty, NoSingleFileHandedOnWouldEvenTheLoads) {
  for (uint64_t seed = 0; seed < kCases; ++seed) {
    const Case c = RandomCase(seed);
    const AssignmentPlan plan = PlanOf(c);
    const auto coders = CodersOf(c, plan);
    auto loads = LoadsOf(c, plan);
    for (const PlannedAssignment& one : plan.assignments) {
      const FileToAssign& file = c.files[one.file];
      if (!file.wanted.empty() && one.rank == CoderRank::kPrimary) continue;
      for (const AuditorToAssign& other : c.auditors) {
        const bool has_it = std::any_of(
            coders[one.file].begin(), coders[one.file].end(),
            [&](const auto& coder) { return coder.second == other.id; });
        if (has_it || !other.sites.contains(file.site)) continue;
        EXPECT_LE(loads[one.auditor], loads[other.id] + 1)
            << "case " << seed << ": " << one.auditor << " could hand "
            << file.id << " on to " << other.id;
      }
    }
  }
}

TEST(PlanProperty, TheSameSeedGivesTheSamePlan) {
  bool differ = false;
  for (uint64_t seed = 0; seed < 200; ++seed) {
    Case c = RandomCase(seed);
    const AssignmentPlan plan = PlanOf(c);
    EXPECT_EQ(PlanOf(c), plan);
    ++c.options.seed;
    differ |= !(PlanOf(c) == plan);
  }
  EXPECT_TRUE(differ) << "the seed makes no difference";
}

// Everybody may code everything and begins with nothing.
Case SimpleCase(size_t auditors, size_t files, double share, uint64_t seed) {
  Case made{.options = {.double_coded_share = share, .seed = seed}};
  for (size_t a = 0; a < auditors; ++a) {
    made.auditors.push_back({.id = absl::StrCat("a", a), .sites = {"C1"}});
  }
  for (size_t f = 0; f < files; ++f) {
    made.files.push_back({.id = absl::StrCat("f", f), .site = "C1"});
  }
  return made;
}

template <typename Map>
size_t Range(const Map& counts) {
  size_t least = SIZE_MAX;
  size_t most = 0;
  for (const auto& [key, count] : counts) {
    least = std::min(least, count);
    most = std::max(most, count);
  }
  return most - least;
}

TEST(PlanProperty, AmongEqualsLoadsPairsAndRanksAreEven) {
  for (uint64_t seed = 0; seed < 300; ++seed) {
    CounterRandom random({seed, 9});
    const size_t auditors = 2 + random.Below(6);
    const size_t files = 1 + random.Below(80);
    const double share = random.Uniform();
    const Case c = SimpleCase(auditors, files, share, seed);
    const AssignmentPlan plan = PlanOf(c);
    EXPECT_LE(Range(LoadsOf(c, plan)), 1);
    std::map<std::pair<std::string, std::string>, size_t> pairs;
    for (const AuditorToAssign& a : c.auditors) {
      for (const AuditorToAssign& b : c.auditors) {
        if (a.id < b.id) pairs[{a.id, b.id}] = 0;
      }
    }
    size_t doubles = 0;
    std::map<std::string, int> lead;
    for (const auto& coders : CodersOf(c, plan)) {
      if (coders.size() < 2) continue;
      ++doubles;
      const std::string& first = coders.at(CoderRank::kPrimary);
      const std::string& second = coders.at(CoderRank::kSecond);
      ++pairs[std::minmax(first, second)];
      ++lead[first];
      --lead[second];
    }
    EXPECT_EQ(doubles, static_cast<size_t>(
                           std::llround(share * static_cast<double>(files))));
    EXPECT_LE(Range(pairs), 1)
        << auditors << " auditors, " << files << " files, share " << share;
    for (const auto& [name, by] : lead) {
      EXPECT_LE(std::abs(by), 3) << name << " is PRIMARY or SECOND too often";
    }
  }
}

}  // namespace
}  // namespace caselens
