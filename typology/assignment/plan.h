#ifndef TYPOLOGY_ASSIGNMENT_PLAN_H_
#define TYPOLOGY_ASSIGNMENT_PLAN_H_

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace caselens {

enum class CoderRank {
  kNext = 0,  // whatever is free
  kPrimary = 1,
  kSecond = 2,
  kPilotCoder = 4,  // of a pilot, any number
};

// One coder of a file, assigned or wanted.
struct Coder {
  CoderRank rank = CoderRank::kNext;
  std::string auditor;  // "": to be chosen
  bool operator==(const Coder&) const = default;
};

struct FileToAssign {
  std::string id;
  std::string site;
  std::string stratum;  // what double coding is spread over within a site
  // Everybody who may codes it. Otherwise it gets a PRIMARY coder.
  bool pilot = false;
  std::vector<Coder> held;  // assigned already
  // Who gave it back, or could read a coding of it: they get it by name alone.
  std::vector<std::string> barred;
  std::vector<Coder> wanted;  // asked for one by one, instead of the above
};

struct AuditorToAssign {
  std::string id;
  std::set<std::string> sites;  // where they may code
  size_t open_files = 0;        // what they still have to do
};

struct AssignmentOptions {
  // Part of the files that two people code, those that have two already among
  // them. Pilot files do not count.
  double double_coded_share = 0;
  uint64_t seed = 1;
};

// `file` is an index into the files given.
struct PlannedAssignment {
  size_t file = 0;
  CoderRank rank = CoderRank::kPrimary;
  std::string auditor;
  bool operator==(const PlannedAssignment&) const = default;
};

enum class LeftOutReason {
  kAlreadyAssigned = 1,  // the file has what was asked for
  kNoAuditor = 2,        // nobody may code it, or all who may have it
  kNoSecondAuditor = 3,  // the same for the second coder
};

struct LeftOut {
  size_t file = 0;
  CoderRank rank = CoderRank::kNext;  // kNext: the file as a whole
  LeftOutReason reason = LeftOutReason::kNoAuditor;
  bool operator==(const LeftOut&) const = default;
};

// By file and rank.
struct AssignmentPlan {
  std::vector<PlannedAssignment> assignments;
  std::vector<LeftOut> left_out;
  bool operator==(const AssignmentPlan&) const = default;
};

// Plans who codes which file:
// - never two ranks of a file to one person, nor a file to somebody who is
//   barred from it;
// - which files two people code is drawn at random, spread over sites and
//   strata by largest remainders (double_coding.h);
// - open and new files are balanced over auditors: no handing on of files,
//   directly or over others, would bring two loads closer together. Where
//   everybody may code everything and began alike, loads differ by at most one;
// - the pairs who share files are as even as exchanges of files that leave
//   loads alone can make them, and so are PRIMARY and SECOND ranks of a person.
// Coders asked for by name get what was asked for.
//
// The same input and seed give the same plan. INVALID_ARGUMENT for a share
// outside 0 to 1, an id that is there twice, or two wanted ranks of a file for
// one person. O(files x auditors) where eligibility is simple.
absl::StatusOr<AssignmentPlan> PlanAssignments(
    const std::vector<FileToAssign>& files,
    const std::vector<AuditorToAssign>& auditors,
    const AssignmentOptions& options);

}  // namespace caselens

#endif  // TYPOLOGY_ASSIGNMENT_PLAN_H_
