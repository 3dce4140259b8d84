#ifndef CLIENTS_CLI_DEMO_DEMO_STUDY_H_
#define CLIENTS_CLI_DEMO_DEMO_STUDY_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "caselens/v1/access.pb.h"
#include "caselens/v1/assignment.pb.h"
#include "caselens/v1/study.pb.h"

// What the demo study consists of, as data. All of it is made up.
namespace caselens::cli {

inline constexpr char kDemoStudy[] = "studies/demo";

// Who works through the steps; each has the one role that the step needs.
inline constexpr char kDemoResearcher[] = "researcher";
inline constexpr char kDemoSiteSteward[] = "site-steward";
inline constexpr char kDemoStudySteward[] = "study-steward";

struct DemoPrincipal {
  std::string id;
  std::vector<v1::Grant::Role> roles;  // in the whole study
};
// One for each role, and `demo`, who has those of a guided tour.
std::vector<DemoPrincipal> DemoPrincipals();

v1::Study DemoStudy();

struct DemoSite {
  std::string id;               // C1
  std::string file;             // c1.csv, in the data folder
  std::string published_model;  // also the id of the model in the study
  v1::Site site;
};
std::vector<DemoSite> DemoSites();

// The day on which every demo auditor was trained.
inline constexpr char kDemoTrainingDay[] = "2026-03-01";

// One line of assignments.csv, with the auditor who gets it.
struct DemoAssignment {
  std::string site;
  std::string record;
  std::string auditor;  // id of a demo principal
  v1::Assignment::Rank rank = v1::Assignment::RANK_UNSPECIFIED;
  v1::Assignment::Wave wave = v1::Assignment::WAVE_UNSPECIFIED;
};

// Reads `site,record_id,role,wave`. The first file is the guided one and goes
// to `demo`; the others go to the two auditors in turn, and the second coding
// of a file to the other of them. UsageError with the line of a bad row.
absl::StatusOr<std::vector<DemoAssignment>> ParseDemoAssignments(
    absl::string_view csv);

}  // namespace caselens::cli

#endif  // CLIENTS_CLI_DEMO_DEMO_STUDY_H_
