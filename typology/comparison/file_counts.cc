#include "typology/comparison/file_counts.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "typology/comparison/audited_file.h"
#include "typology/comparison/comparison.h"

namespace caselens {
namespace {

constexpr size_t kVerdicts = 6;
constexpr size_t kFurtherNeeds =
    2;  // what a single-issue class should not have

size_t Index(Verdict verdict) { return static_cast<size_t>(verdict) - 1; }
size_t Index(Judgement judgement) { return static_cast<size_t>(judgement) - 1; }

void AddMovement(const AuditedFile& file, ClassMovement& movement) {
  const Comparison& comparison = file.comparison;
  ++movement.files;
  if (comparison.verdict == Verdict::kNotComputable) {
    ++movement.not_computable;
    return;
  }
  if (comparison.verdict == Verdict::kNoDvaFound) {
    ++movement.no_dva_found;
    return;
  }
  ++movement.found[comparison.found.modal];
  for (size_t c = 0; c < movement.found.size(); ++c) {
    movement.recorded_posterior[c] += comparison.recorded.posterior[c];
    movement.found_posterior[c] += comparison.found.posterior[c];
  }
  movement.changed.Add(comparison.movement.modal_changed);
  movement.changed_at_random += comparison.movement.random.share_modal_changed;
  movement.posterior_at_random += comparison.movement.random.mean_posterior;
}

void AddVerdict(const Comparison& comparison, size_t assigned,
                VerdictCounts& counts) {
  const Verdict verdict = comparison.verdict;
  ++counts.verdicts[assigned][Index(verdict)];
  if (verdict == Verdict::kNotComputable) return;
  counts.sensitive[assigned].Add(comparison.sensitive);
  counts.borne_out[assigned].Add(verdict == Verdict::kAgree ||
                                 verdict == Verdict::kAgreeWeak);
}

void AddFactor(const AuditedFile& file, size_t item, FactorCounts& counts) {
  const size_t assigned = file.file.assigned;
  const int found = file.file.found[item];
  const bool recorded = file.file.recorded[item] == 1;
  if (recorded && found != kNotCoded) {
    counts.not_found[assigned].Add(found != kFound);
  }
  if (found != kFound) return;
  switch (file.found_when[item]) {
    case FoundWhen::kThatDocument:
      counts.missed[assigned].Add(!recorded);
      break;
    case FoundWhen::kEarlier:
      ++counts.earlier;
      break;
    case FoundWhen::kLater:
      ++counts.later;
      break;
    case FoundWhen::kNotSaid:
      ++counts.not_said;
      break;
  }
}

void AddSingleIssue(const AuditedFile& file, const CountedShape& shape,
                    SingleIssueCounts& counts) {
  const size_t assigned = file.file.assigned;
  if (!shape.single_issue[assigned] ||
      file.comparison.verdict == Verdict::kNotComputable) {
    return;
  }
  size_t by_return = 0;
  size_t by_that_document = 0;
  size_t by_file = 0;
  for (size_t j = 0; j < shape.dva_items.size(); ++j) {
    if (shape.dva_items[j]) continue;
    if (file.file.recorded[j] == 1) ++by_return;
    if (file.file.found[j] != kFound) continue;
    ++by_file;
    if (file.found_when[j] == FoundWhen::kThatDocument) ++by_that_document;
  }
  counts.by_return[assigned].Add(by_return >= kFurtherNeeds);
  counts.by_that_document[assigned].Add(by_that_document >= kFurtherNeeds);
  counts.by_file[assigned].Add(by_file >= kFurtherNeeds);
  counts.by_file_and_extra[assigned].Add(by_file + file.extra_needs.size() >=
                                         kFurtherNeeds);
}

void AddNoCategory(const AuditedFile& file, NoCategoryCounts& counts) {
  const size_t assigned = file.file.assigned;
  counts.any[assigned].Add(!file.extra_needs.empty());
  counts.said[assigned].Add(file.no_category);
  const std::set<std::string> needs(file.extra_needs.begin(),
                                    file.extra_needs.end());
  for (const std::string& need : needs) {
    std::vector<size_t>& files = counts.files_with[need];
    files.resize(counts.any.size());
    ++files[assigned];
  }
}

std::optional<size_t> Level(Judgement judgement) {
  if (judgement == Judgement::kCannotTell) return std::nullopt;
  return Index(judgement);
}

std::optional<size_t> Level(Verdict verdict) {
  switch (verdict) {
    case Verdict::kNotComputable:
      return std::nullopt;
    case Verdict::kAgree:
    case Verdict::kAgreeWeak:
      return 0;
    case Verdict::kNear:
      return 1;
    case Verdict::kDisagree:
    case Verdict::kNoDvaFound:
      break;
  }
  return 2;
}

void AddJudgement(const AuditedFile& file, JudgementCounts& counts) {
  if (!file.judgement.has_value()) {
    ++counts.left_out;
    return;
  }
  const size_t assigned = file.file.assigned;
  const Verdict verdict = file.comparison.verdict;
  ++counts.table[assigned][Index(*file.judgement) * kVerdicts + Index(verdict)];
  const std::optional<size_t> judged = Level(*file.judgement);
  const std::optional<size_t> derived = Level(verdict);
  if (!judged.has_value() || !derived.has_value()) return;
  ++counts.levels[assigned][*judged * JudgementCounts::kLevels + *derived];
  counts.same_level[assigned].Add(*judged == *derived);
}

}  // namespace

KOfN Total(const KOfNByClass& by_class) {
  KOfN total;
  for (const KOfN& of_class : by_class) {
    total.k += of_class.k;
    total.n += of_class.n;
  }
  return total;
}

FileCounts::FileCounts(const CountedShape& shape) {
  const size_t classes = shape.class_count;
  const KOfNByClass none(classes);
  movement.assign(classes, {.found = std::vector<size_t>(classes),
                            .recorded_posterior = std::vector<double>(classes),
                            .found_posterior = std::vector<double>(classes)});
  verdicts.verdicts.resize(classes);
  verdicts.sensitive = verdicts.borne_out = none;
  factors.assign(shape.dva_items.size(), {.missed = none, .not_found = none});
  single_issue = {.by_return = none,
                  .by_that_document = none,
                  .by_file = none,
                  .by_file_and_extra = none};
  no_category = {.any = none, .said = none, .files_with = {}};
  judgements.table.resize(classes);
  judgements.levels.resize(classes);
  judgements.same_level = none;
}

void FileCounts::Add(const AuditedFile& file, const CountedShape& shape) {
  AddMovement(file, movement[file.file.assigned]);
  AddVerdict(file.comparison, file.file.assigned, verdicts);
  for (size_t j = 0; j < factors.size(); ++j) AddFactor(file, j, factors[j]);
  AddSingleIssue(file, shape, single_issue);
  AddNoCategory(file, no_category);
  AddJudgement(file, judgements);
}

}  // namespace caselens
