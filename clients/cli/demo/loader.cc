#include "clients/cli/demo/loader.h"

#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "caselens/v1/assignment.pb.h"
#include "caselens/v1/case_file.pb.h"
#include "caselens/v1/class_model.pb.h"
#include "clients/cli/demo/demo_study.h"
#include "clients/cli/demo/principals.h"
#include "clients/cli/local_file.h"
#include "clients/cli/output/view.h"
#include "clients/cli/progress.h"
#include "clients/cli/status_macros.h"

namespace caselens::cli {
namespace {

constexpr size_t kMaxDemoFileBytes = size_t{4} << 20;

// The callers who do the work, each by their own token.
struct Staff {
  std::unique_ptr<Connection> researcher;
  std::unique_ptr<Connection> site_steward;
  std::unique_ptr<Connection> study_steward;
};

absl::StatusOr<Staff> SignIn(const Session& session,
                             const std::string& folder) {
  Staff staff;
  CLI_ASSIGN_OR_RETURN(staff.researcher, session.ConnectAs(DemoTokenFile(
                                             folder, kDemoResearcher)));
  CLI_ASSIGN_OR_RETURN(staff.site_steward, session.ConnectAs(DemoTokenFile(
                                               folder, kDemoSiteSteward)));
  CLI_ASSIGN_OR_RETURN(staff.study_steward, session.ConnectAs(DemoTokenFile(
                                                folder, kDemoStudySteward)));
  return staff;
}

absl::StatusOr<v1::Study> GetSimulatedStudy(Staff& staff) {
  v1::GetStudyRequest request;
  request.set_name(kDemoStudy);
  CLI_ASSIGN_OR_RETURN(v1::Study study, staff.study_steward->Call(request));
  if (study.simulated()) return study;
  return absl::FailedPreconditionError(
      "there is a study `demo` that is not simulated; made-up files do not "
      "belong there");
}

std::string SiteName(const std::string& id) {
  return absl::StrCat(kDemoStudy, "/sites/", id);
}

absl::Status EnsureModels(Staff& staff) {
  v1::ListClassModelsRequest list;
  list.set_parent(kDemoStudy);
  CLI_ASSIGN_OR_RETURN(const v1::ListClassModelsResponse models,
                       staff.researcher->CallAllPages(list));
  std::set<std::string> there;
  for (const v1::ClassModel& model : models.class_models()) {
    there.insert(LastId(model.name()));
  }
  for (const DemoSite& site : DemoSites()) {
    if (there.count(site.published_model) > 0) continue;
    v1::CreateClassModelRequest request;
    request.set_parent(kDemoStudy);
    request.set_class_model_id(site.published_model);
    request.set_published(site.published_model);
    CLI_RETURN_IF_ERROR(staff.researcher->Call(request).status());
  }
  return absl::OkStatus();
}

// The sites by name, made where missing.
absl::StatusOr<std::map<std::string, v1::Site>> EnsureSites(Staff& staff) {
  v1::ListSitesRequest list;
  list.set_parent(kDemoStudy);
  CLI_ASSIGN_OR_RETURN(const v1::ListSitesResponse response,
                       staff.study_steward->CallAllPages(list));
  std::map<std::string, v1::Site> sites;
  for (const v1::Site& site : response.sites()) sites[site.name()] = site;
  for (const DemoSite& wanted : DemoSites()) {
    const std::string name = SiteName(wanted.id);
    if (sites.count(name) > 0) continue;
    v1::CreateSiteRequest request;
    request.set_parent(kDemoStudy);
    request.set_site_id(wanted.id);
    *request.mutable_site() = wanted.site;
    CLI_ASSIGN_OR_RETURN(sites[name], staff.study_steward->Call(request));
  }
  return sites;
}

absl::Status ImportSite(Staff& staff, const DemoSite& site,
                        const std::string& folder) {
  v1::ImportCaseFilesRequest request;
  request.set_parent(SiteName(site.id));
  CLI_ASSIGN_OR_RETURN(
      *request.mutable_csv(),
      ReadFile(absl::StrCat(folder, "/", site.file), kMaxDemoFileBytes));
  CLI_ASSIGN_OR_RETURN(
      const v1::ImportCaseFilesResponse response,
      staff.site_steward->Call(std::move(request), kImportDeadline));
  if (response.rejected() == 0) return absl::OkStatus();
  const auto& error = response.errors(0);
  return absl::FailedPreconditionError(
      absl::StrCat(site.file, ": line ", error.row(), ", ", error.column(),
                   ": ", error.wanted()));
}

// Gives out the files of assignments.csv that are not given out yet.
class Assigner {
 public:
  explicit Assigner(Staff& staff) : staff_(staff) {}

  absl::Status ReadExisting() {
    v1::ListAssignmentsRequest request;
    request.set_parent(kDemoStudy);
    CLI_ASSIGN_OR_RETURN(const v1::ListAssignmentsResponse existing,
                         staff_.study_steward->CallAllPages(request));
    for (const v1::Assignment& one : existing.assignments()) {
      const std::string auditor = LastId(one.auditor());
      given_.insert(absl::StrCat(one.site(), ":", one.record(), ":", auditor));
      trained_.insert(absl::StrCat(one.site(), ":", auditor));
    }
    return absl::OkStatus();
  }

  absl::Status Ensure(const DemoAssignment& wanted) {
    const std::string key =
        absl::StrCat(wanted.site, ":", wanted.record, ":", wanted.auditor);
    if (given_.count(key) > 0) return absl::OkStatus();
    CLI_RETURN_IF_ERROR(EnsureTraining(wanted));
    v1::CreateAssignmentRequest request;
    request.set_parent(kDemoStudy);
    v1::Assignment& assignment = *request.mutable_assignment();
    CLI_ASSIGN_OR_RETURN(*assignment.mutable_case_file(), CaseFile(wanted));
    assignment.set_auditor(absl::StrCat("principals/", wanted.auditor));
    assignment.set_rank(wanted.rank);
    assignment.set_wave(wanted.wave);
    return staff_.study_steward->Call(request).status();
  }

 private:
  // An assignment at the site proves the training: none is made without.
  absl::Status EnsureTraining(const DemoAssignment& wanted) {
    const bool is_new =
        trained_.insert(absl::StrCat(wanted.site, ":", wanted.auditor)).second;
    if (!is_new) return absl::OkStatus();
    v1::RecordTrainingRequest request;
    request.set_parent(SiteName(wanted.site));
    request.mutable_training()->set_principal(
        absl::StrCat("principals/", wanted.auditor));
    request.mutable_training()->set_date(kDemoTrainingDay);
    return staff_.site_steward->Call(request).status();
  }

  absl::StatusOr<std::string> CaseFile(const DemoAssignment& wanted) const {
    v1::ListCaseFilesRequest request;
    request.set_parent(kDemoStudy);
    request.set_site(wanted.site);
    request.set_record(wanted.record);
    CLI_ASSIGN_OR_RETURN(const v1::ListCaseFilesResponse files,
                         staff_.researcher->Call(request));
    if (files.case_files_size() == 1) return files.case_files(0).name();
    return absl::NotFoundError(absl::StrCat("record ", wanted.record, " of ",
                                            wanted.site,
                                            " is not among the case files"));
  }

  Staff& staff_;
  std::set<std::string> given_;    // SITE:RECORD:AUDITOR
  std::set<std::string> trained_;  // SITE:AUDITOR
};

absl::Status ImportSites(Staff& staff, const std::string& folder,
                         Progress& progress) {
  CLI_ASSIGN_OR_RETURN(const auto sites, EnsureSites(staff));
  for (const DemoSite& site : DemoSites()) {
    progress.Step(absl::StrCat("case files of ", site.id));
    if (sites.at(SiteName(site.id)).case_file_count() > 0) continue;
    CLI_RETURN_IF_ERROR(ImportSite(staff, site, folder));
  }
  return absl::OkStatus();
}

absl::Status Assign(Staff& staff, const std::vector<DemoAssignment>& wanted,
                    Progress& progress) {
  Assigner assigner(staff);
  CLI_RETURN_IF_ERROR(assigner.ReadExisting());
  for (const DemoAssignment& one : wanted) {
    progress.Step("assignments");
    CLI_RETURN_IF_ERROR(assigner.Ensure(one));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<DemoAssignment>> ReadAssignments(
    const std::string& folder) {
  CLI_ASSIGN_OR_RETURN(
      const std::string csv,
      ReadFile(absl::StrCat(folder, "/assignments.csv"), kMaxDemoFileBytes));
  return ParseDemoAssignments(csv);
}

}  // namespace

absl::StatusOr<v1::Study> LoadDemo(Session& session,
                                   const DemoFolders& folders) {
  CLI_ASSIGN_OR_RETURN(const std::vector<DemoAssignment> assignments,
                       ReadAssignments(folders.data));
  // Principals, models, three imports, and each assignment.
  Progress progress(session.Remarks(),
                    5 + static_cast<int>(assignments.size()));
  progress.Step("principals");
  CLI_RETURN_IF_ERROR(LoadDemoPrincipals(session, folders.tokens));
  CLI_ASSIGN_OR_RETURN(Staff staff, SignIn(session, folders.tokens));
  CLI_ASSIGN_OR_RETURN(v1::Study study, GetSimulatedStudy(staff));
  progress.Step("class models");
  CLI_RETURN_IF_ERROR(EnsureModels(staff));
  CLI_RETURN_IF_ERROR(ImportSites(staff, folders.data, progress));
  CLI_RETURN_IF_ERROR(Assign(staff, assignments, progress));
  return study;
}

}  // namespace caselens::cli
