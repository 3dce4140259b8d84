#include "audit_service/api/summary_api.h"

#include <cstddef>
#include <numeric>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"

#include "audit_service/api/comparison_api.h"
#include "audit_service/api/number.h"
#include "typology/comparison/comparison.h"
#include "typology/comparison/population.h"

namespace caselens {
namespace {

using Summary = v1::ComparisonSummary;

constexpr char kRandomCaveat[] =
    "Files were drawn at random. Shares of all files, class sizes and kappa "
    "are given for one named sample with at least 30 files read in each class "
    "that they are about; otherwise figures are files read, k of n.";
constexpr Verdict kVerdicts[] = {Verdict::kNotComputable, Verdict::kNoDvaFound,
                                 Verdict::kAgree,         Verdict::kAgreeWeak,
                                 Verdict::kNear,          Verdict::kDisagree};
// In the order of Judgement.
constexpr const char* kJudgements[] = {"FULL", "PARTIAL", "NONE",
                                       "CANNOT_TELL"};

void Render(const Interval& interval, Summary::Interval& message) {
  message.set_lower(interval.lower);
  message.set_upper(interval.upper);
}

void Render(const ShareEstimate& estimate, Summary::Estimate& message) {
  message.set_share(estimate.share);
  message.set_effective_files(estimate.effective_files);
  Render(estimate.wilson, *message.mutable_wilson());
  Render(estimate.clopper_pearson, *message.mutable_clopper_pearson());
}

void Render(const KOfN& count, const std::optional<ShareEstimate>& estimate,
            Summary::Count& message) {
  message.set_k(Number(count.k));
  message.set_n(Number(count.n));
  if (estimate.has_value()) Render(*estimate, *message.mutable_estimate());
}

// One group of files, with what they say about all files if there is a
// population.
class GroupRenderer {
 public:
  GroupRenderer(const v1::ClassModel& model, const FileCounts& counts,
                const Population* population, Summary::Group& group)
      : model_(model),
        counts_(counts),
        population_(population),
        group_(group) {}

  void Render(bool has_single_issue) {
    RenderMovement();
    RenderVerdicts();
    RenderFactors();
    if (has_single_issue) RenderSingleIssue();
    RenderNoCategory();
    RenderJudgements();
    if (population_ != nullptr) RenderSizes();
  }

 private:
  void RenderCounts(const KOfNByClass& by_class,
                    Summary::Counts& message) const {
    const auto of_all =
        population_ == nullptr ? std::nullopt : population_->OfAll(by_class);
    caselens::Render(Total(by_class), of_all, *message.mutable_all());
    for (size_t c = 0; c < by_class.size(); ++c) {
      const auto of_class = population_ == nullptr
                                ? std::nullopt
                                : population_->OfClass(by_class, c);
      caselens::Render(by_class[c], of_class, *message.add_by_class());
    }
  }

  void RenderMovement() {
    for (size_t c = 0; c < counts_.movement.size(); ++c) {
      const ClassMovement& from = counts_.movement[c];
      Summary::Movement& message = *group_.add_movement();
      message.set_assigned_class(Number(c) + 1);
      message.set_files(Number(from.files));
      message.set_placed(Number(from.Placed()));
      message.set_no_dva_found(Number(from.no_dva_found));
      message.set_not_computable(Number(from.not_computable));
      message.set_changed(Number(from.changed.k));
      message.set_changed_at_random(from.changed_at_random);
      const double placed =
          from.Placed() == 0 ? 1 : static_cast<double>(from.Placed());
      message.set_posterior_at_random(from.posterior_at_random / placed);
      for (size_t to = 0; to < from.found.size(); ++to) {
        Summary::Movement::To& one = *message.add_to();
        one.set_class_(Number(to) + 1);
        one.set_files(Number(from.found[to]));
        one.set_recorded_posterior(from.recorded_posterior[to] / placed);
        one.set_found_posterior(from.found_posterior[to] / placed);
      }
    }
  }

  void RenderVerdicts() {
    const VerdictCounts& verdicts = counts_.verdicts;
    for (size_t c = 0; c < verdicts.verdicts.size(); ++c) {
      for (const Verdict verdict : kVerdicts) {
        const size_t files =
            verdicts.verdicts[c][static_cast<size_t>(verdict) - 1];
        if (files == 0) continue;
        Summary::VerdictCount& message = *group_.add_verdicts();
        message.set_assigned_class(Number(c) + 1);
        message.set_verdict(VerdictMessage(verdict));
        message.set_files(Number(files));
      }
    }
    RenderCounts(verdicts.borne_out, *group_.mutable_borne_out());
    RenderCounts(verdicts.sensitive, *group_.mutable_sensitive());
  }

  void RenderFactors() {
    for (size_t j = 0; j < counts_.factors.size(); ++j) {
      const FactorCounts& factor = counts_.factors[j];
      Summary::Factor& message = *group_.add_factors();
      message.set_factor(model_.profile(Number(j)).item());
      message.set_label(model_.profile(Number(j)).label());
      RenderCounts(factor.missed, *message.mutable_missed());
      RenderCounts(factor.not_found, *message.mutable_not_found());
      message.set_earlier(Number(factor.earlier));
      message.set_later(Number(factor.later));
      message.set_not_said(Number(factor.not_said));
    }
  }

  void RenderSingleIssue() {
    const SingleIssueCounts& counts = counts_.single_issue;
    Summary::SingleIssue& message = *group_.mutable_single_issue();
    RenderCounts(counts.by_return, *message.mutable_by_return());
    RenderCounts(counts.by_that_document, *message.mutable_by_that_document());
    RenderCounts(counts.by_file, *message.mutable_by_file());
    RenderCounts(counts.by_file_and_extra,
                 *message.mutable_by_file_and_extra());
  }

  void RenderNoCategory() {
    const NoCategoryCounts& counts = counts_.no_category;
    Summary::NoCategory& message = *group_.mutable_no_category();
    RenderCounts(counts.any, *message.mutable_any());
    RenderCounts(counts.said, *message.mutable_said());
    for (const auto& [code, files] : counts.files_with) {
      KOfNByClass by_class;
      for (size_t c = 0; c < files.size(); ++c) {
        by_class.push_back({.k = files[c], .n = counts.any[c].n});
      }
      Summary::NoCategory::Need& need = *message.add_needs();
      need.set_need(code);
      RenderCounts(by_class, *need.mutable_files());
    }
  }

  void RenderJudgements() {
    const JudgementCounts& counts = counts_.judgements;
    Summary::Judgements& message = *group_.mutable_judgements();
    for (size_t cell = 0; cell < std::size(kJudgements) * std::size(kVerdicts);
         ++cell) {
      size_t files = 0;
      for (const auto& of_class : counts.table) files += of_class[cell];
      if (files == 0) continue;
      Summary::Judgements::Cell& one = *message.add_cells();
      one.set_judgement(kJudgements[cell / std::size(kVerdicts)]);
      one.set_verdict(VerdictMessage(kVerdicts[cell % std::size(kVerdicts)]));
      one.set_files(Number(files));
    }
    RenderCounts(counts.same_level, *message.mutable_same_level());
    message.set_left_out(Number(counts.left_out));
    if (population_ == nullptr) return;
    const std::optional<KappaEstimate> kappa =
        population_->JudgementAgreement();
    if (!kappa.has_value()) return;
    message.mutable_kappa()->set_kappa(kappa->kappa);
    message.mutable_kappa()->set_standard_error(kappa->standard_error);
    caselens::Render(kappa->interval,
                     *message.mutable_kappa()->mutable_interval());
  }

  void RenderSizes() {
    const std::optional<ClassSizes> sizes = population_->Sizes();
    if (!sizes.has_value()) return;
    Summary::Sizes& message = *group_.mutable_sizes();
    for (size_t c = 0; c < sizes->classes.size(); ++c) {
      const ClassSize& size = sizes->classes[c];
      Summary::Sizes::Size& one = *message.add_classes();
      one.set_class_(Number(c) + 1);
      one.set_recorded(size.recorded);
      caselens::Render(size.found, *one.mutable_found());
      one.set_recorded_posterior(size.recorded_posterior);
      one.set_found_posterior(size.found_posterior);
    }
    caselens::Render(sizes->no_dva_found, *message.mutable_no_dva_found());
    caselens::Render(sizes->not_computable, *message.mutable_not_computable());
  }

  const v1::ClassModel& model_;
  const FileCounts& counts_;
  const Population* const population_;  // or null
  Summary::Group& group_;
};

size_t FilesIn(const FileCounts& counts) {
  return std::accumulate(counts.movement.begin(), counts.movement.end(),
                         size_t{0},
                         [](size_t sum, const ClassMovement& of_class) {
                           return sum + of_class.files;
                         });
}

}  // namespace

void RenderSummary(const v1::ClassModel& model,
                   const std::vector<bool>& single_issue,
                   const ManyFiles& files, Estimates estimates,
                   v1::ComparisonSummary& message) {
  message.set_class_model(model.name());
  message.set_caveat(kComparisonCaveat);
  message.set_not_replicated(model.not_replicated());
  message.set_pilot_files(Number(files.pilot_files()));
  message.set_long_term_files(Number(files.long_term_files()));
  for (const v1::ClassModel::Class& one : model.classes()) {
    Summary::Class& of_class = *message.add_classes();
    of_class.set_class_(one.class_());
    of_class.set_label(one.label());
    of_class.set_single_issue(
        single_issue[static_cast<size_t>(one.class_() - 1)]);
  }
  const bool has_single_issue = absl::c_linear_search(single_issue, true);
  const auto render = [&](v1::Sample::Draw draw, bool saw_ticks,
                          const FileCounts& counts,
                          const Population* population) {
    const size_t count = FilesIn(counts);
    if (count == 0) return;
    Summary::Group& group = *message.add_groups();
    group.set_draw(draw);
    group.set_saw_ticks(saw_ticks);
    group.set_caveat(draw == v1::Sample::PURPOSIVE ? kPurposiveCaveat
                                                   : kRandomCaveat);
    group.set_files(Number(count));
    GroupRenderer(model, counts, population, group).Render(has_single_issue);
  };
  const DrawCounts& chosen = files.purposive().counts;
  render(v1::Sample::PURPOSIVE, false, chosen.ticks_not_seen, nullptr);
  render(v1::Sample::PURPOSIVE, true, chosen.ticks_seen, nullptr);
  for (const Population::Ticks ticks :
       {Population::Ticks::kNotSeen, Population::Ticks::kSeen}) {
    const Population population(files.random(), ticks);
    render(v1::Sample::STRATIFIED_RANDOM, ticks == Population::Ticks::kSeen,
           population.counts(),
           estimates == Estimates::kOfOneSample ? &population : nullptr);
  }
}

}  // namespace caselens
