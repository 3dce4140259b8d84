#include "audit_service/workflow/coded_files.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "audit_service/api/coding_api.h"
#include "audit_service/api/names.h"
#include "audit_service/limits.h"
#include "audit_service/workflow/compared_file.h"
#include "audit_service/workflow/disclosure.h"
#include "audit_service/workflow/open_coding.h"
#include "audit_service/workflow/resources.h"
#include "audit_service/workflow/submission.h"
#include "caselens/v1/assignment.pb.h"
#include "caselens/v1/case_file.pb.h"
#include "caselens/v1/coding.pb.h"
#include "caselens/v1/study.pb.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

absl::StatusOr<std::vector<std::string>> SitesWith(const Call& call,
                                                   Reader& reader,
                                                   const std::string& model) {
  CASELENS_ASSIGN_OR_RETURN(
      const std::vector<v1::Site> all,
      GetDocuments<v1::Site>(reader, "sites",
                             absl::StrCat("studies/", call.scope.study)));
  std::vector<std::string> sites;
  for (const v1::Site& site : all) {
    if (site.class_model() == model) sites.push_back(LastId(site.name()));
  }
  return sites;
}

class Counter {
 public:
  Counter(const Call& call, Reader& reader, const FilesToCount& which,
          const CodingSorter& sorter, ManyFiles files)
      : call_(call),
        reader_(reader),
        which_(which),
        sorter_(sorter),
        counted_{.files = std::move(files)} {}

  absl::Status AddSite(const std::string& site) {
    Page page{.limit = limits::kMaxLongPageSize};
    while (true) {
      CASELENS_ASSIGN_OR_RETURN(
          const std::vector<CodingRow> rows,
          reader_.ListCodings(call_.scope, {.site = site}, page));
      for (const CodingRow& row : rows) CASELENS_RETURN_IF_ERROR(Add(row));
      if (static_cast<int>(rows.size()) < page.limit) return absl::OkStatus();
      page.after = rows.back().id;
    }
  }

  CountedFiles Take() && { return std::move(counted_); }

 private:
  absl::Status Add(const CodingRow& row) {
    if (which_.of_sample && !which_.sample.contains(row.case_file)) {
      return absl::OkStatus();
    }
    CASELENS_ASSIGN_OR_RETURN(const CodingStanding standing, sorter_.Sort(row));
    switch (standing) {
      case CodingStanding::kNothing:
        break;
      case CodingStanding::kSecond:
        ++counted_.second_codings;
        break;
      case CodingStanding::kOwn:
        ++counted_.own;
        break;
      case CodingStanding::kPilot:
        return counted_.files.Add({.wave = Wave::kPilot});
      case CodingStanding::kLongTerm:
        return counted_.files.Add({.wave = Wave::kLongTerm});
      case CodingStanding::kWaiting:
        ++counted_.waiting;
        break;
      case CodingStanding::kCounts:
        return AddSampled(row);
    }
    return absl::OkStatus();
  }

  absl::Status AddSampled(const CodingRow& row) {
    CASELENS_ASSIGN_OR_RETURN(
        const v1::CaseFile file,
        StoredCaseFile(reader_, call_.scope, row.case_file));
    if (file.membership().class_model() != which_.model->name) {
      ++counted_.without_class;
      return absl::OkStatus();
    }
    CASELENS_ASSIGN_OR_RETURN(const CodingRow whole,
                              reader_.GetCoding(call_.scope, row.id));
    CASELENS_ASSIGN_OR_RETURN(const Document document,
                              BlindSubmission(reader_, whole));
    CASELENS_ASSIGN_OR_RETURN(ComparedFile compared,
                              CompareFile(*which_.model, file, document));
    const bool is_random = which_.random.contains(row.case_file);
    return counted_.files.Add(
        AuditedFileOf(std::move(compared), document,
                      is_random ? DrawKind::kRandom : DrawKind::kPurposive));
  }

  const Call& call_;
  Reader& reader_;
  const FilesToCount& which_;
  const CodingSorter& sorter_;
  CountedFiles counted_;
};

}  // namespace

absl::StatusOr<CodingSorter> CodingSorter::Load(const Call& call,
                                                Reader& reader) {
  CASELENS_ASSIGN_OR_RETURN(
      SightOf sight, SightOf::Load(reader, call.scope.study, call.caller.Id()));
  return CodingSorter(call, reader, std::move(sight));
}

absl::StatusOr<CodingStanding> CodingSorter::Sort(const CodingRow& row) const {
  if (!IsSubmitted(row)) return CodingStanding::kNothing;
  if (sight_.At(row.case_file) != Sight::kOpen) {
    // Whether others have submitted is about others.
    return row.auditor == call_.caller.Id() ? CodingStanding::kOwn
                                            : CodingStanding::kNothing;
  }
  if (row.rank != v1::Assignment::PRIMARY) return CodingStanding::kSecond;
  if (row.wave == v1::Assignment::PILOT) return CodingStanding::kPilot;
  if (row.wave != v1::Assignment::W1) return CodingStanding::kLongTerm;
  if (row.state != v1::Coding::MATCHED && row.reveals < 2) {
    return CodingStanding::kWaiting;
  }
  const absl::Status reviewed = CheckReviewed(reader_, row);
  if (absl::IsFailedPrecondition(reviewed)) return CodingStanding::kWaiting;
  CASELENS_RETURN_IF_ERROR(reviewed);
  return CodingStanding::kCounts;
}

absl::StatusOr<CountedFiles> CountFiles(const Call& call, Reader& reader,
                                        const FilesToCount& which) {
  CASELENS_ASSIGN_OR_RETURN(const CodingSorter sorter,
                            CodingSorter::Load(call, reader));
  ManyFilesOptions options{.shape = {.class_count = which.single_issue.size(),
                                     .single_issue = which.single_issue},
                           .class_frames = which.class_frames};
  for (const v1::ClassModel::ItemProfile& item :
       which.model->document.profile()) {
    options.shape.dva_items.push_back(item.dva());
  }
  CASELENS_ASSIGN_OR_RETURN(ManyFiles files,
                            ManyFiles::Create(std::move(options)));
  CASELENS_ASSIGN_OR_RETURN(const std::vector<std::string> sites,
                            SitesWith(call, reader, which.model->name));
  Counter counter(call, reader, which, sorter, std::move(files));
  for (const std::string& site : sites) {
    CASELENS_RETURN_IF_ERROR(counter.AddSite(site));
  }
  return std::move(counter).Take();
}

}  // namespace caselens
