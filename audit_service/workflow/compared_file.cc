#include "audit_service/workflow/compared_file.h"

#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"

#include "audit_service/api/class_model_api.h"
#include "audit_service/api/coding_api.h"
#include "caselens/v1/coding.pb.h"
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

}  // namespace

absl::StatusOr<ComparedFile> CompareFile(const StoredModel& model,
                                         const v1::CaseFile& case_file,
                                         const Document& document) {
  std::vector<std::string> items;
  for (const v1::ClassModel::ItemProfile& item : model.document.profile()) {
    items.push_back(item.item());
  }
  ComparedFile compared;
  compared.file.recorded = RecordedPattern(
      model.document, {case_file.factors().begin(), case_file.factors().end()});
  compared.file.assigned = case_file.membership().modal_class() - 1;
  compared.found = FoundFactors(document, items);
  for (const FoundFactor& factor : compared.found) {
    compared.file.found.push_back(factor.found.value_or(kNotCoded));
  }
  CASELENS_ASSIGN_OR_RETURN(compared.comparison,
                            model.comparer.Compare(compared.file));
  return compared;
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

}  // namespace caselens
