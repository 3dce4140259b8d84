#include "clients/cli/demo/demo_study.h"

#include <array>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

#include "clients/cli/errors.h"
#include "clients/cli/status_macros.h"
#include "clients/cli/words.h"

namespace caselens::cli {
namespace {

using v1::Grant;

constexpr char kGuide[] = "demo";
constexpr std::array<const char*, 2> kAuditors = {"auditor", "second-auditor"};

DemoSite NewSite(const std::string& id, const std::string& number,
                 v1::Site::Nation nation, const std::string& scheme) {
  DemoSite made{.id = id,
                .file = absl::StrCat("c", number, ".csv"),
                .published_model = absl::StrCat("c", number, "-published"),
                .site = {}};
  made.site.set_nation(nation);
  made.site.set_factor_scheme(scheme);
  made.site.set_class_model(
      absl::StrCat(kDemoStudy, "/classModels/", made.published_model));
  made.site.set_agreement_date("2026-01-15");
  made.site.set_ethics_date("2026-02-01");
  // Numbers that Ofcom keeps for drama; nobody answers.
  made.site.set_safeguarding_contact(
      absl::StrCat("SIMULATED: duty team of ", id, ", 01632 96000", number));
  return made;
}

// Gives each line its auditor.
class Sharing {
 public:
  std::string AuditorOf(const std::string& file, v1::Assignment::Rank rank) {
    if (files_.empty() || files_.back() != file) files_.push_back(file);
    const size_t number = files_.size() - 1;  // 0 is the guided file
    if (number == 0 && rank == v1::Assignment::PRIMARY) return kGuide;
    const size_t turn = rank == v1::Assignment::PRIMARY ? number - 1 : number;
    return kAuditors.at(turn % kAuditors.size());
  }

 private:
  std::vector<std::string> files_;  // in the order of their first line
};

absl::StatusOr<DemoAssignment> ParseLine(
    const std::vector<std::string>& cells) {
  if (cells.size() != 4) return UsageError("want site,record_id,role,wave");
  DemoAssignment made{.site = cells[0],
                      .record = cells[1],
                      .auditor = "",
                      .rank = {},
                      .wave = {}};
  CLI_ASSIGN_OR_RETURN(made.rank,
                       ParseEnum<v1::Assignment::Rank>("role", cells[2]));
  CLI_ASSIGN_OR_RETURN(made.wave,
                       ParseEnum<v1::Assignment::Wave>("wave", cells[3]));
  return made;
}

}  // namespace

std::vector<DemoPrincipal> DemoPrincipals() {
  return {{"auditor", {Grant::AUDITOR}},
          {"second-auditor", {Grant::AUDITOR}},
          {"adjudicator", {Grant::ADJUDICATOR}},
          {"second-reader", {Grant::SECOND_READER}},
          {kDemoResearcher, {Grant::RESEARCHER}},
          {kDemoSiteSteward, {Grant::SITE_STEWARD}},
          {kDemoStudySteward, {Grant::STUDY_STEWARD}},
          {"facilitator", {Grant::FACILITATOR}},
          {"governance", {Grant::GOVERNANCE_AUDITOR}},
          {kGuide,
           {Grant::AUDITOR, Grant::RESEARCHER, Grant::SITE_STEWARD,
            Grant::STUDY_STEWARD, Grant::GOVERNANCE_AUDITOR}}};
}

v1::Study DemoStudy() {
  v1::Study study;
  study.set_display_name("SIMULATED demo study");
  study.set_template_("templates/rdac-2026/revisions/1");
  study.set_simulated(true);
  return study;
}

std::vector<DemoSite> DemoSites() {
  return {NewSite("C1", "1", v1::Site::ENG, "rdac-17-c1-v1"),
          NewSite("C2", "2", v1::Site::ENG, "rdac-17-c2-v1"),
          NewSite("C3", "3", v1::Site::SCO, "rdac-15-v1")};
}

absl::StatusOr<std::vector<DemoAssignment>> ParseDemoAssignments(
    absl::string_view csv) {
  std::vector<DemoAssignment> assignments;
  Sharing sharing;
  int line = 0;
  for (const absl::string_view text : absl::StrSplit(csv, '\n')) {
    ++line;
    const absl::string_view row = absl::StripAsciiWhitespace(text);
    if (line == 1 || row.empty()) continue;
    absl::StatusOr<DemoAssignment> one = ParseLine(absl::StrSplit(row, ','));
    if (!one.ok()) {
      return UsageError(
          absl::StrCat("line ", line, ": ", one.status().message()));
    }
    one->auditor =
        sharing.AuditorOf(absl::StrCat(one->site, ":", one->record), one->rank);
    assignments.push_back(*std::move(one));
  }
  return assignments;
}

}  // namespace caselens::cli
