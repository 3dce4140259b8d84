#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "caselens/v1/study.pb.h"
#include "clients/cli/names.h"
#include "clients/cli/output/view.h"
#include "clients/cli/program.h"
#include "clients/cli/session.h"
#include "clients/cli/status_macros.h"
#include "clients/cli/words.h"

namespace caselens::cli {
namespace {

// What can be said of a site; empty is not said.
struct SiteOptions {
  std::string site;
  std::string nation;
  std::string factor_scheme;
  std::string class_model;
  std::string agreement_date;
  std::string ethics_date;
  std::string comparison_consent_date;
  std::string contact;
};

struct TrainingOptions {
  std::string site;
  std::string principal;
  std::string date;
};

Grid SiteGrid() {
  return Grid({"site", "nation", "factor_scheme", "class_model",
               "agreement_date", "ethics_date", "comparison_consent_date",
               "case_files", "safeguarding_contact"});
}

void AddSite(const v1::Site& site, Grid& grid) {
  grid.Add({LastId(site.name()), v1::Site::Nation_Name(site.nation()),
            site.factor_scheme(), LastId(site.class_model()),
            site.agreement_date(), site.ethics_date(),
            site.comparison_consent_date(),
            Cell::Number(site.case_file_count()), site.safeguarding_contact()});
}

absl::Status PrintSite(Session& session, const v1::Site& site) {
  Grid grid = SiteGrid();
  AddSite(site, grid);
  return session.Print(site, View::OfOne(std::move(grid)));
}

absl::Status Fill(Session& session, const SiteOptions& options,
                  v1::Site& site) {
  if (!options.nation.empty()) {
    CLI_ASSIGN_OR_RETURN(
        const v1::Site::Nation nation,
        ParseEnum<v1::Site::Nation>("--nation", options.nation));
    site.set_nation(nation);
  }
  if (!options.class_model.empty()) {
    CLI_ASSIGN_OR_RETURN(*site.mutable_class_model(),
                         session.Name(options.class_model, "classModels"));
  }
  site.set_factor_scheme(options.factor_scheme);
  site.set_agreement_date(options.agreement_date);
  site.set_ethics_date(options.ethics_date);
  site.set_comparison_consent_date(options.comparison_consent_date);
  site.set_safeguarding_contact(options.contact);
  return absl::OkStatus();
}

absl::Status CreateSite(Session& session, const SiteOptions& options) {
  v1::CreateSiteRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_parent(), session.Study());
  request.set_site_id(options.site);
  CLI_RETURN_IF_ERROR(Fill(session, options, *request.mutable_site()));
  CLI_ASSIGN_OR_RETURN(const v1::Site site, session.Call(request));
  return PrintSite(session, site);
}

absl::StatusOr<v1::Site> GetSite(Session& session, const std::string& id) {
  v1::GetSiteRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_name(), session.Name(id, "sites"));
  return session.Call(request);
}

absl::Status UpdateSite(Session& session, const SiteOptions& options) {
  CLI_ASSIGN_OR_RETURN(const v1::Site current, GetSite(session, options.site));
  v1::UpdateSiteRequest request;
  request.mutable_site()->set_name(current.name());
  request.mutable_site()->set_etag(current.etag());
  CLI_RETURN_IF_ERROR(Fill(session, options, *request.mutable_site()));
  CLI_ASSIGN_OR_RETURN(const v1::Site site, session.Call(request));
  return PrintSite(session, site);
}

absl::Status ShowSite(Session& session, const std::string& id) {
  CLI_ASSIGN_OR_RETURN(const v1::Site site, GetSite(session, id));
  return PrintSite(session, site);
}

absl::Status ListSites(Session& session) {
  v1::ListSitesRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_parent(), session.Study());
  CLI_ASSIGN_OR_RETURN(const v1::ListSitesResponse sites,
                       session.CallAllPages(request));
  Grid grid = SiteGrid();
  for (const v1::Site& site : sites.sites()) AddSite(site, grid);
  return session.Print(sites, View::Of(std::move(grid)));
}

absl::Status RecordTraining(Session& session, const TrainingOptions& options) {
  v1::RecordTrainingRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_parent(),
                       session.Name(options.site, "sites"));
  CLI_ASSIGN_OR_RETURN(*request.mutable_training()->mutable_principal(),
                       TopName(options.principal, "principals"));
  request.mutable_training()->set_date(options.date);
  CLI_ASSIGN_OR_RETURN(const v1::Training training, session.Call(request));
  Grid grid({"site", "principal", "date"});
  grid.Add({LastId(request.parent()), LastId(training.principal()),
            training.date()});
  return session.Print(training, View::Of(std::move(grid)));
}

void AddChangeCommand(Program& program, const std::string& path,
                      const std::string& description,
                      const std::string& example,
                      absl::Status (*run)(Session&, const SiteOptions&)) {
  auto options = std::make_shared<SiteOptions>();
  program
      .Add(path, description, example,
           [options, run](Session& session) { return run(session, *options); })
      .TakesStudy()
      .Needs("SITE", options->site, "Pseudonym, C1")
      .Takes("--nation", options->nation, "ENG or SCO")
      .Takes("--factor-scheme", options->factor_scheme,
             "Map from census codes to factors, rdac-17-c1-v1")
      .Takes("--class-model", options->class_model,
             "Class model for imported records")
      .Takes("--agreement-date", options->agreement_date,
             "Day of the data-sharing agreement, YYYY-MM-DD")
      .Takes("--ethics-date", options->ethics_date,
             "Day of the ethics approval, YYYY-MM-DD")
      .Takes("--comparison-consent-date", options->comparison_consent_date,
             "Day the site agreed to stand beside others in internal tables")
      .Takes("--contact", options->contact,
             "Whom an auditor tells of a current risk");
}

void AddTraining(Program& program) {
  program.Describe("training", "Training of auditors at sites");
  auto options = std::make_shared<TrainingOptions>();
  program
      .Add("training record", "Record an auditor's data-protection training",
           "caselens training record --study demo --site C1 --principal "
           "auditor --date 2026-03-01",
           [options](Session& session) {
             return RecordTraining(session, *options);
           })
      .TakesStudy()
      .Needs("--site", options->site, "Where")
      .Needs("--principal", options->principal, "Who")
      .Needs("--date", options->date, "Day, YYYY-MM-DD");
}

}  // namespace

void AddSiteCommands(Program& program) {
  program.Describe("site", "Local authorities, under pseudonyms");
  AddChangeCommand(program, "site create", "Create a site",
                   "caselens site create C4 --study demo --nation ENG "
                   "--factor-scheme rdac-17-c1-v1",
                   CreateSite);
  AddChangeCommand(program, "site update",
                   "Record agreement, ethics approval or contact; what is not "
                   "given stays",
                   "caselens site update C1 --study demo --contact 'Duty team, "
                   "01632 960001'",
                   UpdateSite);
  auto id = std::make_shared<std::string>();
  program
      .Add("site show", "Show one site", "caselens site show C1 --study demo",
           [id](Session& session) { return ShowSite(session, *id); })
      .TakesStudy()
      .Needs("SITE", *id, "Pseudonym, C1");
  program
      .Add("site list", "List sites", "caselens site list --study demo",
           ListSites)
      .TakesStudy();
  AddTraining(program);
}

}  // namespace caselens::cli
