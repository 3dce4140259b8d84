#include "clients/cli/views/release.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

#include "caselens/v1/release.pb.h"
#include "clients/cli/errors.h"
#include "clients/cli/output/grid.h"
#include "clients/cli/output/text.h"
#include "clients/cli/program.h"
#include "clients/cli/progress.h"
#include "clients/cli/session.h"
#include "clients/cli/status_macros.h"
#include "clients/cli/words.h"

namespace caselens::cli {
namespace {

using v1::ReleaseOptions;

struct CreateOptions {
  std::string universe = "RECORDS";
  std::string profile = "LIVE";
  std::string sites;
  bool leave_out = false;
  std::string variables;
  std::vector<std::string> groups;
  std::vector<std::string> tables;
  std::string coarser_than;
  bool watch = false;
};

struct RejectOptions {
  std::string release;
  std::string reason;
};

struct ExportOptions {
  std::string release;
  std::string purpose;
  std::string folder;
};

absl::StatusOr<v1::Release> GetRelease(Session& session,
                                       const std::string& name) {
  v1::GetReleaseRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_name(), session.Name(name, "releases"));
  return session.Call(request);
}

// The programme that a refusal offers, or the one of the other options.
absl::Status ParseProgramme(Session& session, const CreateOptions& options,
                            v1::ReleaseProgramme& programme) {
  if (!options.coarser_than.empty()) {
    CLI_ASSIGN_OR_RETURN(const v1::Release refused,
                         GetRelease(session, options.coarser_than));
    if (!refused.refusal().has_coarser()) {
      return UsageError(
          "--coarser-than: want a release that was refused with an offer");
    }
    programme = refused.refusal().coarser();
    return absl::OkStatus();
  }
  for (const std::string& variable : SplitList(options.variables)) {
    programme.add_variables(variable);
  }
  for (const std::string& text : options.groups) {
    const std::pair<std::string, std::string> parts =
        absl::StrSplit(text, absl::MaxSplits('=', 1));
    if (parts.second.empty()) {
      return UsageError(
          absl::StrCat("--group `", text, "`: want VARIABLE=GROUPING"));
    }
    v1::ReleaseProgramme::Grouping& group = *programme.add_groupings();
    group.set_variable(parts.first);
    group.set_grouping(parts.second);
  }
  for (const std::string& text : options.tables) {
    v1::ReleaseProgramme::Table& table = *programme.add_tables();
    for (const std::string& variable : SplitList(text)) {
      table.add_variables(variable);
    }
  }
  return absl::OkStatus();
}

absl::Status WatchUntilDone(Session& session, const std::string& name) {
  v1::WatchReleaseRequest request;
  request.set_name(name);
  Progress progress(session.Remarks(), kBarSteps);
  return session.Watch<v1::WatchReleaseRequest>(
      request, [&](const v1::ReleaseProgress& now) {
        double done = now.attackers_done();
        if (now.windows() > 0) {
          done += static_cast<double>(now.windows_done()) / now.windows();
        }
        progress.At(
            static_cast<int>(kBarSteps * done / std::max(1, now.attackers())),
            absl::StrCat("proof against ", now.attackers_done() + 1, " of ",
                         now.attackers()));
        return true;
      });
}

// Of a release that is refused or failed the caller learns by the exit code
// too.
absl::Status PrintRelease(Session& session, const v1::Release& release) {
  CLI_RETURN_IF_ERROR(session.Print(release, ReleaseView(release)));
  const bool none = release.state() == v1::Release::REFUSED ||
                    release.state() == v1::Release::FAILED;
  return none ? AlreadyExplained() : absl::OkStatus();
}

absl::Status CreateRelease(Session& session, const CreateOptions& options) {
  v1::CreateReleaseRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_parent(), session.Study());
  ReleaseOptions& wanted = *request.mutable_options();
  CLI_ASSIGN_OR_RETURN(
      const auto universe,
      ParseEnum<ReleaseOptions::Universe>("--universe", options.universe));
  wanted.set_universe(universe);
  CLI_ASSIGN_OR_RETURN(const auto profile, ParseEnum<ReleaseOptions::Profile>(
                                               "--profile", options.profile));
  wanted.set_profile(profile);
  for (const std::string& site : SplitList(options.sites)) {
    wanted.add_sites(site);
  }
  if (options.leave_out) {
    wanted.set_small_categories(ReleaseOptions::LEAVE_OUT_FILES);
  }
  v1::ReleaseProgramme programme;
  CLI_RETURN_IF_ERROR(ParseProgramme(session, options, programme));
  if (programme.ByteSizeLong() > 0) {
    *wanted.mutable_programme() = std::move(programme);
  }
  CLI_ASSIGN_OR_RETURN(v1::Release release, session.Call(request));
  if (options.watch) {
    CLI_RETURN_IF_ERROR(WatchUntilDone(session, release.name()));
    CLI_ASSIGN_OR_RETURN(release, GetRelease(session, release.name()));
  }
  return PrintRelease(session, release);
}

absl::Status ShowRelease(Session& session, const std::string& name) {
  CLI_ASSIGN_OR_RETURN(const v1::Release release, GetRelease(session, name));
  return session.Print(release, ReleaseView(release));
}

absl::Status WatchRelease(Session& session, const std::string& argument) {
  CLI_ASSIGN_OR_RETURN(const std::string name,
                       session.Name(argument, "releases"));
  CLI_RETURN_IF_ERROR(WatchUntilDone(session, name));
  CLI_ASSIGN_OR_RETURN(const v1::Release release, GetRelease(session, name));
  return PrintRelease(session, release);
}

absl::Status ListReleases(Session& session) {
  v1::ListReleasesRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_parent(), session.Study());
  CLI_ASSIGN_OR_RETURN(const v1::ListReleasesResponse releases,
                       session.CallAllPages(request));
  return session.Print(releases, ReleasesView(releases));
}

absl::Status ApproveRelease(Session& session, const std::string& name) {
  v1::ApproveReleaseRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_name(), session.Name(name, "releases"));
  CLI_ASSIGN_OR_RETURN(const v1::Release release, session.Call(request));
  return session.Print(release, ReleaseView(release));
}

absl::Status RejectRelease(Session& session, const RejectOptions& options) {
  v1::RejectReleaseRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_name(),
                       session.Name(options.release, "releases"));
  request.set_reason(options.reason);
  CLI_ASSIGN_OR_RETURN(const v1::Release release, session.Call(request));
  return session.Print(release, ReleaseView(release));
}

absl::Status ShowPack(Session& session, const std::string& name) {
  v1::GetFindingsPackRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_name(), session.Name(name, "releases"));
  CLI_ASSIGN_OR_RETURN(const v1::FindingsPack pack, session.Call(request));
  return session.Print(pack, PackView(pack));
}

absl::Status ShowLedger(Session& session, const std::string& release) {
  v1::ListReleaseLedgerRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_parent(), session.Study());
  if (!release.empty()) {
    CLI_ASSIGN_OR_RETURN(*request.mutable_release(),
                         session.Name(release, "releases"));
  }
  CLI_ASSIGN_OR_RETURN(const v1::ListReleaseLedgerResponse ledger,
                       session.CallAllPages(request));
  return session.Print(ledger, LedgerView(ledger));
}

absl::Status WriteFile(const std::filesystem::path& path,
                       const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  if (file) return absl::OkStatus();
  return UsageError(absl::StrCat("--folder: cannot write ", path.string()));
}

// A new folder: what was exported before is not mixed with it.
absl::Status MakeFolder(const std::string& folder) {
  std::error_code error;
  if (!std::filesystem::create_directories(folder, error) || error) {
    return UsageError(
        absl::StrCat("--folder ", folder, ": want one that is not there yet"));
  }
  return absl::OkStatus();
}

absl::Status ExportRelease(Session& session, const ExportOptions& options) {
  v1::ExportReleaseRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_name(),
                       session.Name(options.release, "releases"));
  request.set_purpose(options.purpose);
  CLI_RETURN_IF_ERROR(MakeFolder(options.folder));
  CLI_ASSIGN_OR_RETURN(const v1::ReleaseExport exported, session.Call(request));
  const std::filesystem::path folder(options.folder);
  for (const v1::ReleaseTable& table : exported.tables()) {
    CLI_RETURN_IF_ERROR(WriteFile(folder / TableFileName(table),
                                  CsvText(ReleaseTableCsv(table))));
  }
  if (exported.has_pack()) {
    CLI_RETURN_IF_ERROR(WriteFile(folder / "statements.csv",
                                  CsvText(PackView(exported.pack()).csv)));
  }
  const v1::Release& release = exported.release();
  CLI_RETURN_IF_ERROR(WriteFile(
      folder / "provenance.txt",
      absl::StrCat(release.simulated() ? "SIMULATED\n" : "",
                   release.provenance(),
                   "\nRecorded by professionals: not "
                   "prevalence, nor a verdict on families or workers.\n")));
  session.Remarks() << exported.tables_size() + (exported.has_pack() ? 1 : 0)
                    << " files in " << options.folder << "\n";
  return session.Print(release, ReleaseView(release));
}

void AddCreate(Program& program) {
  auto options = std::make_shared<CreateOptions>();
  program
      .Add("release create",
           "Freeze the files of sites and have tables of them proved (study "
           "stewards)",
           "caselens release create --study demo --universe RECORDS --profile "
           "REPORT --sites C3 --group age=AGE_10_17 --watch",
           [options](Session& session) {
             return CreateRelease(session, *options);
           })
      .TakesStudy()
      .Takes("--universe", options->universe, "RECORDS or CODINGS")
      .Takes("--profile", options->profile,
             "REPORT (exact one-way tables of records), LIVE (to the nearest "
             "5) or PACK (statements of codings)")
      .Takes("--sites", options->sites,
             "Sites, with commas; all of yours if not given")
      .Takes("--leave-out", options->leave_out,
             "Do not merge small categories: leave their files out of every "
             "table")
      .Takes("--variables", options->variables,
             "Only these, with commas; all that are declared if not given")
      .Takes("--group", options->groups,
             "Count a variable by a declared grouping: VARIABLE=GROUPING")
      .Takes("--table", options->tables,
             "Hold this table of two or three variables, with commas; those "
             "of docs/releases.md if none is given")
      .Takes("--coarser-than", options->coarser_than,
             "Take the programme that a refused release was offered")
      .Takes("--watch", options->watch, "Wait until it is proved or refused");
}

void AddDecisions(Program& program) {
  auto approved = std::make_shared<std::string>();
  program
      .Add("release approve",
           "Say that a proved release may be shown (study and site stewards)",
           "caselens release approve RELEASE --study demo",
           [approved](Session& session) {
             return ApproveRelease(session, *approved);
           })
      .TakesStudy()
      .Needs("RELEASE", *approved, "Release of the study");
  auto rejected = std::make_shared<RejectOptions>();
  program
      .Add("release reject", "Say that a proved release must not be shown",
           "caselens release reject RELEASE --study demo --reason 'The wrong "
           "sites'",
           [rejected](Session& session) {
             return RejectRelease(session, *rejected);
           })
      .TakesStudy()
      .Needs("RELEASE", rejected->release, "Release of the study")
      .Needs("--reason", rejected->reason, "Why");
}

void AddReading(Program& program) {
  const auto add = [&](const std::string& path, const std::string& description,
                       absl::Status (*run)(Session&, const std::string&)) {
    auto name = std::make_shared<std::string>();
    program
        .Add(absl::StrCat("release ", path), description,
             absl::StrCat("caselens release ", path, " RELEASE --study demo"),
             [name, run](Session& session) { return run(session, *name); })
        .TakesStudy()
        .Needs("RELEASE", *name, "Release of the study");
  };
  add("show", "Show a release: its tables, or why it was refused", ShowRelease);
  program
      .Add("release list", "List releases",
           "caselens release list --study demo", ListReleases)
      .TakesStudy();
  add("watch", "Wait until a release is proved or refused", WatchRelease);
  add("pack", "Show the statements of a pack", ShowPack);
}

void AddExport(Program& program) {
  auto options = std::make_shared<ExportOptions>();
  program
      .Add("release export", "Write all tables of a release into a new folder",
           "caselens release export RELEASE --study demo --folder tables "
           "--purpose 'Community of practice'",
           [options](Session& session) {
             return ExportRelease(session, *options);
           })
      .TakesStudy()
      .Needs("RELEASE", options->release, "Release of the study")
      .Needs("--folder", options->folder, "Folder to make")
      .Needs("--purpose", options->purpose, "What they are wanted for");
  auto of_release = std::make_shared<std::string>();
  program
      .Add("release ledger",
           "Who asked for, approved and exported what (governance auditors)",
           "caselens release ledger --study demo --format csv",
           [of_release](Session& session) {
             return ShowLedger(session, *of_release);
           })
      .TakesStudy()
      .Takes("--release", *of_release, "Only of this release");
}

}  // namespace

void AddReleaseCommands(Program& program) {
  program.Describe("release", "Tables that are proved before they are shown");
  AddCreate(program);
  AddReading(program);
  AddDecisions(program);
  AddExport(program);
}

}  // namespace caselens::cli
