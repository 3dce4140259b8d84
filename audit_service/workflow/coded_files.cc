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

constexpr char kNoNeed[] = "NONE";
constexpr char kNoCategory[] = "NO_CATEGORY";

FoundWhen ParseFoundWhen(const std::string& code) {
  if (code == "THAT_DOCUMENT") return FoundWhen::kThatDocument;
  if (code == "EARLIER") return FoundWhen::kEarlier;
  if (code == "LATER") return FoundWhen::kLater;
  return FoundWhen::kNotSaid;
}

std::optional<Judgement> ParseJudgement(const std::string& code) {
  if (code == "FULL") return Judgement::kFull;
  if (code == "PARTIAL") return Judgement::kPartial;
  if (code == "NONE") return Judgement::kNone;
  if (code == "CANNOT_TELL") return Judgement::kCannotTell;
  return std::nullopt;
}

AuditedFile AuditedFileOf(ComparedFile compared, const Document& document,
                          DrawKind draw) {
  AuditedFile file{.draw = draw,
                   .saw_ticks = document.Code("J.saw_ticks", "") != "N",
                   .file = std::move(compared.file),
                   .comparison = std::move(compared.comparison)};
  for (const FoundFactor& factor : compared.found) {
    file.found_when.push_back(ParseFoundWhen(factor.found_when));
  }
  // A judgement is saved between the reveals, before the verdict is shown.
  if (v1::Match match; RenderMatch(document, match)) {
    file.judgement = ParseJudgement(match.judgement());
    file.no_category =
        absl::c_linear_search(match.mismatch_reasons(), kNoCategory);
  }
  if (const Answer* const extra = document.Find("J.extra_need", "")) {
    absl::c_copy_if(extra->codes, std::back_inserter(file.extra_needs),
                    [](const std::string& code) { return code != kNoNeed; });
  }
  return file;
}

absl::StatusOr<std::vector<std::string>> SitesWith(const Call& call,
                                                   Reader& reader,
                                                   const std::string& model) {
  std::vector<std::string> sites;
  CASELENS_RETURN_IF_ERROR(ForEachResource(
      reader, "sites", absl::StrCat("studies/", call.scope.study),
      [&](const ResourceRow& row) -> absl::Status {
        v1::Site site;
        if (!site.ParseFromString(row.document)) {
          return absl::DataLossError("a stored site does not parse");
        }
        if (site.class_model() == model) sites.push_back(LastId(row.name));
        return absl::OkStatus();
      }));
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
    CASELENS_ASSIGN_OR_RETURN(const Standing standing, sorter_.Sort(row));
    switch (standing) {
      case Standing::kNothing:
        break;
      case Standing::kSecond:
        ++counted_.second_codings;
        break;
      case Standing::kOwn:
        ++counted_.own;
        break;
      case Standing::kPilot:
        return counted_.files.Add({.wave = Wave::kPilot});
      case Standing::kLongTerm:
        return counted_.files.Add({.wave = Wave::kLongTerm});
      case Standing::kWaiting:
        ++counted_.waiting;
        break;
      case Standing::kCounts:
        return AddSampled(row);
    }
    return absl::OkStatus();
  }

  absl::Status AddSampled(const CodingRow& row) {
    CASELENS_ASSIGN_OR_RETURN(const CaseFileRow stored,
                              reader_.GetCaseFile(call_.scope, row.case_file));
    v1::CaseFile file;
    if (!file.ParseFromString(stored.document)) {
      return absl::DataLossError("a stored case file does not parse");
    }
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

absl::StatusOr<Standing> CodingSorter::Sort(const CodingRow& row) const {
  if (!IsSubmitted(row)) return Standing::kNothing;
  if (row.rank != v1::Assignment::PRIMARY) return Standing::kSecond;
  if (sight_.At(row.case_file) != Sight::kOpen) return Standing::kOwn;
  if (row.wave == v1::Assignment::PILOT) return Standing::kPilot;
  if (row.wave != v1::Assignment::W1) return Standing::kLongTerm;
  if (row.state != v1::Coding::MATCHED && row.reveals < 2) {
    return Standing::kWaiting;
  }
  const absl::Status reviewed = CheckReviewed(reader_, row);
  if (absl::IsFailedPrecondition(reviewed)) return Standing::kWaiting;
  CASELENS_RETURN_IF_ERROR(reviewed);
  return Standing::kCounts;
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
