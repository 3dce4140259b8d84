#include "audit_service/workflow/files_to_assign.h"

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "audit_service/access/caller.h"
#include "audit_service/api/errors.h"
#include "audit_service/api/names.h"
#include "audit_service/limits.h"
#include "audit_service/workflow/assignments.h"
#include "audit_service/workflow/resources.h"
#include "audit_service/workflow/sample_view.h"
#include "audit_service/workflow/sight.h"
#include "audit_service/workflow/site_readiness.h"
#include "audit_service/workflow/work_queue.h"
#include "caselens/v1/study.pb.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

std::string SiteName(const Call& call, const std::string& site) {
  return absl::StrCat("studies/", call.scope.study, "/sites/", site);
}

// Gathers files from wherever they are named.
class Gatherer {
 public:
  Gatherer(const Call& call, Reader& reader, const ParsedAssign& wanted)
      : call_(call), reader_(reader), wanted_(wanted) {}

  absl::StatusOr<FilesToAssign> Gather() {
    CASELENS_ASSIGN_OR_RETURN(
        sight_, SightOf::Load(reader_, call_.scope.study, call_.caller.Id()));
    if (!wanted_.sample.empty()) CASELENS_RETURN_IF_ERROR(AddSample());
    for (size_t i = 0; i < wanted_.case_files.size(); ++i) {
      CASELENS_RETURN_IF_ERROR(AddNamed(i));
    }
    gathered_.errors = wanted_.csv.errors;
    for (const AssignmentCsvRow& row : wanted_.csv.rows) {
      CASELENS_RETURN_IF_ERROR(AddCsvRow(row));
    }
    absl::c_stable_sort(gathered_.errors, [](const AssignmentCsvError& a,
                                             const AssignmentCsvError& b) {
      return a.line < b.line;
    });
    CASELENS_RETURN_IF_ERROR(AddHeld());
    return std::move(gathered_);
  }

 private:
  absl::Status AddSample() {
    CASELENS_ASSIGN_OR_RETURN(const StoredSample stored,
                              GetSample(call_, reader_, wanted_.sample));
    for (const v1::Sample::Class& of_class : stored.document.classes()) {
      const std::string stratum =
          absl::StrCat(of_class.class_model(), " ", of_class.class_());
      for (const v1::Sample::Place& place : of_class.places()) {
        if (!place.has_file()) continue;
        CASELENS_RETURN_IF_ERROR(
            AddSampled(LastId(place.file().case_file()), stratum));
      }
    }
    return absl::OkStatus();
  }

  absl::Status AddSampled(const std::string& id, const std::string& stratum) {
    absl::StatusOr<CaseFileRow> row = reader_.GetCaseFile(call_.scope, id);
    if (absl::IsNotFound(row.status())) {
      gathered_.erased.push_back({.id = id, .study = call_.scope.study});
      return absl::OkStatus();
    }
    CASELENS_RETURN_IF_ERROR(row.status());
    FileWanted* const file = Add(*std::move(row));
    if (file != nullptr) file->file.stratum = stratum;
    return absl::OkStatus();
  }

  absl::Status AddNamed(size_t i) {
    const absl::StatusOr<CaseFileRow> row =
        reader_.GetCaseFile(call_.scope, wanted_.case_files[i]);
    if (absl::IsNotFound(row.status())) {
      return InvalidField(absl::StrCat("case_files[", i, "]"),
                          "want a case file that you may assign");
    }
    CASELENS_RETURN_IF_ERROR(row.status());
    Add(*row);
    return absl::OkStatus();
  }

  // Null if the caller codes the file.
  FileWanted* Add(CaseFileRow row) {
    if (sight_.At(row.id) != Sight::kOpen) {
      if (put_aside_.insert(row.id).second) {
        gathered_.coded_by_caller.push_back(std::move(row));
      }
      return nullptr;
    }
    const auto [at, is_new] =
        by_id_.try_emplace(row.id, gathered_.files.size());
    if (is_new) {
      row.document.clear();
      gathered_.files.push_back(
          {.row = row,
           .file = {.id = row.id,
                    .site = row.site,
                    .pilot = wanted_.wave == v1::Assignment::PILOT},
           .wave = wanted_.wave,
           .due_date = wanted_.due_date});
    }
    return &gathered_.files[at->second];
  }

  absl::Status AddCsvRow(const AssignmentCsvRow& row) {
    CASELENS_ASSIGN_OR_RETURN(const std::string site, SiteOf(row));
    if (site.empty()) return absl::OkStatus();
    CASELENS_ASSIGN_OR_RETURN(
        const std::vector<CaseFileRow> found,
        reader_.ListCaseFiles(call_.scope, {.site = site, .record = row.record},
                              {.limit = 1}));
    if (found.empty()) {
      Error(row, "record", absl::StrCat("want a record of site ", site));
      return absl::OkStatus();
    }
    const int wave = row.wave.empty() ? wanted_.wave : WaveNamed(row.wave);
    if (wave == v1::Assignment::WAVE_UNSPECIFIED) {
      Error(row, "wave", "want PILOT, W1 or W2, here or for all rows");
      return absl::OkStatus();
    }
    CASELENS_ASSIGN_OR_RETURN(const bool may_code, CheckAuditor(row, site));
    if (!may_code) return absl::OkStatus();
    FileWanted* const file = Add(found.front());
    if (file == nullptr) return absl::OkStatus();
    CASELENS_ASSIGN_OR_RETURN(const bool may_have_read,
                              MayHaveRead(row, found.front()));
    if (may_have_read) {
      Error(row, "auditor",
            "want somebody who could not read a coding of this file");
      return absl::OkStatus();
    }
    Merge(row, wave, *file);
    return absl::OkStatus();
  }

  // The site of a row, or "" and an error.
  absl::StatusOr<std::string> SiteOf(const AssignmentCsvRow& row) {
    CASELENS_ASSIGN_OR_RETURN(const std::set<std::string> sites, Sites());
    if (row.site.empty() && sites.size() == 1) return *sites.begin();
    if (sites.contains(row.site)) return row.site;
    Error(row, "site", "want a site that you may assign files of");
    return std::string();
  }

  // Ids of the sites that the call covers.
  absl::StatusOr<std::set<std::string>> Sites() {
    if (!sites_.empty()) return sites_;
    CASELENS_RETURN_IF_ERROR(ForEachResource(
        reader_, "sites", absl::StrCat("studies/", call_.scope.study),
        [this](const ResourceRow& row) {
          const std::string id = LastId(row.name);
          if (call_.scope.Covers(id)) sites_.insert(id);
          return absl::OkStatus();
        }));
    return sites_;
  }

  // Whether the auditor whom a row names, if any, may code at the site.
  absl::StatusOr<bool> CheckAuditor(const AssignmentCsvRow& row,
                                    const std::string& site) {
    if (row.auditor.empty()) return true;
    const auto [at, is_new] =
        may_code_.try_emplace(std::pair(site, row.auditor), false);
    if (is_new) {
      const absl::Status status = CheckMayBeAssigned(reader_, call_.scope.study,
                                                     site, "csv", row.auditor);
      // The file's sites are checked as a whole, with a reason of their own.
      at->second = status.ok();
      if (!status.ok() && !absl::IsFailedPrecondition(status) &&
          !absl::IsNotFound(status)) {
        return status;
      }
    }
    if (!at->second) {
      Error(row, "auditor",
            absl::StrCat("want the id of an auditor of site ", site,
                         " whose training there is recorded"));
    }
    return at->second;
  }

  absl::StatusOr<bool> MayHaveRead(const AssignmentCsvRow& row,
                                   const CaseFileRow& file) {
    if (row.auditor.empty()) return false;
    return caselens::MayHaveRead(reader_, call_.scope,
                                 {.study = file.study,
                                  .site = file.site,
                                  .case_file = file.id,
                                  .auditor = row.auditor});
  }

  // Adds what a row says to its file, which other rows may be about too.
  void Merge(const AssignmentCsvRow& row, int wave, FileWanted& file) {
    const std::string due_date =
        row.due_date.empty() ? wanted_.due_date : row.due_date;
    const auto [first, is_first] =
        first_row_.try_emplace(file.row.id, row.line);
    if (is_first) {
      file.wave = wave;
      file.file.pilot = wave == v1::Assignment::PILOT;
      file.due_date = due_date;
    }
    const std::string as_before =
        absl::StrCat("want the same as in row ", first->second,
                     ", which is about the same file");
    if (file.wave != wave) return Error(row, "wave", as_before);
    if (file.due_date != due_date) return Error(row, "due_date", as_before);
    const Coder coder{.rank = RankNamed(row.rank), .auditor = row.auditor};
    if (coder.rank == CoderRank::kPilotCoder && !file.file.pilot) {
      return Error(row, "rank", "want PRIMARY or SECOND: this is no pilot");
    }
    const bool says_nothing =
        coder.rank == CoderRank::kNext && coder.auditor.empty();
    if (says_nothing && is_first) return;
    if (says_nothing || (!is_first && file.file.wanted.empty()) ||
        IsThere(coder, file)) {
      return Error(row, "record",
                   absl::StrCat("want a file once, or another rank and auditor "
                                "than in row ",
                                first->second));
    }
    file.file.wanted.push_back(coder);
  }

  static bool IsThere(const Coder& coder, const FileWanted& file) {
    return absl::c_any_of(file.file.wanted, [&coder](const Coder& other) {
      const bool same_person =
          !coder.auditor.empty() && coder.auditor == other.auditor;
      const bool same_rank =
          coder.rank == other.rank && (coder.rank == CoderRank::kPrimary ||
                                       coder.rank == CoderRank::kSecond);
      return same_person || same_rank;
    });
  }

  void Error(const AssignmentCsvRow& row, absl::string_view column,
             std::string wanted) {
    gathered_.errors.push_back({.line = row.line,
                                .column = std::string(column),
                                .wanted = std::move(wanted)});
  }

  absl::Status AddHeld() {
    CASELENS_ASSIGN_OR_RETURN(
        const std::vector<AssignmentRow> all,
        reader_.ListAssignments(call_.scope, {.with_withdrawn = true},
                                {.limit = kWholeList}));
    for (const AssignmentRow& row : all) {
      const auto at = by_id_.find(row.case_file);
      if (at == by_id_.end()) continue;
      FileWanted& wanted = gathered_.files[at->second];
      wanted.is_begun |= !row.coding.empty();
      FileToAssign& file = wanted.file;
      if (row.withdrawn) {
        file.barred.push_back(row.auditor);
      } else {
        file.held.push_back(
            {.rank = static_cast<CoderRank>(row.rank), .auditor = row.auditor});
      }
    }
    return absl::OkStatus();
  }

  const Call& call_;
  Reader& reader_;
  const ParsedAssign& wanted_;
  SightOf sight_;
  FilesToAssign gathered_;
  std::map<std::string, size_t> by_id_;  // into gathered_.files
  std::set<std::string> put_aside_;
  std::set<std::string> sites_;
  std::map<std::string, int> first_row_;  // by case file
  std::map<std::pair<std::string, std::string>, bool> may_code_;
};

// How many files each auditor has not submitted yet.
absl::StatusOr<std::map<std::string, size_t>> OpenFiles(const Call& call,
                                                        Reader& reader) {
  CASELENS_ASSIGN_OR_RETURN(
      const std::vector<AssignmentRow> all,
      reader.ListAssignments(call.scope, {}, {.limit = kWholeList}));
  std::map<std::string, size_t> open;
  for (const AssignmentRow& row : all) {
    const WorkState state = WorkStateOf(row);
    const bool is_open =
        row.rank != v1::Assignment::ADJUDICATOR &&
        (state == WorkState::kNotStarted || state == WorkState::kDraft);
    if (is_open) ++open[row.auditor];
  }
  return open;
}

// The ids of everybody who may code at a site.
absl::StatusOr<std::set<std::string>> AuditorsOf(const Call& call,
                                                 Reader& reader,
                                                 const std::string& site) {
  std::set<std::string> auditors;
  CASELENS_RETURN_IF_ERROR(ForEachResource(
      reader, "principals", "", [&](const ResourceRow& row) -> absl::Status {
        CASELENS_ASSIGN_OR_RETURN(v1::Principal principal,
                                  ParseDocument<v1::Principal>(row));
        if (!Caller(std::move(principal))
                 .HasAt(v1::Grant::AUDITOR, call.scope.study, site)) {
          return absl::OkStatus();
        }
        const std::string id = LastId(row.name);
        const absl::Status trained =
            CheckTrained(reader, SiteName(call, site), id);
        if (trained.ok()) auditors.insert(id);
        return absl::IsFailedPrecondition(trained) ? absl::OkStatus() : trained;
      }));
  return auditors;
}

// Bars from each file who could read what is submitted of it.
absl::Status BarReaders(const Call& call, Reader& reader,
                        const std::map<std::string, AuditorToAssign>& auditors,
                        std::vector<FileWanted>& files) {
  for (FileWanted& file : files) {
    if (!file.is_begun) continue;
    for (const auto& [id, auditor] : auditors) {
      CASELENS_ASSIGN_OR_RETURN(const bool may_have_read,
                                MayHaveRead(reader, call.scope,
                                            {.study = file.row.study,
                                             .site = file.row.site,
                                             .case_file = file.row.id,
                                             .auditor = id}));
      if (may_have_read) file.file.barred.push_back(id);
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<FilesToAssign> LoadFilesToAssign(const Call& call,
                                                Reader& reader,
                                                const ParsedAssign& wanted) {
  return Gatherer(call, reader, wanted).Gather();
}

absl::StatusOr<std::vector<AuditorToAssign>> LoadAuditorsToAssign(
    const Call& call, Reader& reader, std::vector<FileWanted>& files,
    const std::vector<std::string>& wanted) {
  CASELENS_ASSIGN_OR_RETURN(const auto open, OpenFiles(call, reader));
  std::set<std::string> sites;
  for (const FileWanted& file : files) sites.insert(file.row.site);
  std::map<std::string, AuditorToAssign> auditors;
  for (const std::string& site : sites) {
    CASELENS_ASSIGN_OR_RETURN(
        const v1::Site document,
        GetDocument<v1::Site>(reader, SiteName(call, site)));
    CASELENS_RETURN_IF_ERROR(CheckSiteReady(document));
    CASELENS_ASSIGN_OR_RETURN(const std::set<std::string> ids,
                              AuditorsOf(call, reader, site));
    for (const std::string& id : ids) {
      if (!wanted.empty() && !absl::c_linear_search(wanted, id)) continue;
      AuditorToAssign& auditor = auditors[id];
      auditor.id = id;
      auditor.sites.insert(site);
      if (const auto at = open.find(id); at != open.end()) {
        auditor.open_files = at->second;
      }
    }
  }
  for (size_t i = 0; i < wanted.size() && !sites.empty(); ++i) {
    if (auditors.contains(wanted[i])) continue;
    CASELENS_RETURN_IF_ERROR(
        CheckMayBeAssigned(reader, call.scope.study, *sites.begin(),
                           absl::StrCat("auditors[", i, "]"), wanted[i]));
  }
  CASELENS_RETURN_IF_ERROR(BarReaders(call, reader, auditors, files));
  std::vector<AuditorToAssign> list;
  for (auto& [id, auditor] : auditors) list.push_back(std::move(auditor));
  return list;
}

}  // namespace caselens
