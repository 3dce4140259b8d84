#include "typology/comparison/comparison.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

#include "typology/base/status_macros.h"
#include "typology/comparison/random_additions.h"
#include "typology/comparison/tail.h"
#include "typology/latent_class/class_model.h"
#include "typology/latent_class/published.h"
#include "typology/latent_class/scoring.h"

namespace caselens {
namespace {

constexpr double kAgreePosterior = 0.90;
constexpr double kNearPosterior = 0.10;
// Posteriors this close to a threshold have reached it, and classes this close
// to each other are tied: rounding must not decide a verdict.
constexpr double kRounding = 1e-9;
constexpr double kClampFactor = 10;
constexpr int kSuspected = 1;

// Grades as a pattern: from `threshold` on a factor is present.
Pattern PresentFrom(int threshold, const std::vector<int>& grades) {
  Pattern pattern(grades);
  for (int& answer : pattern) {
    if (answer != kNotCoded) answer = answer >= threshold ? 1 : 0;
  }
  return pattern;
}

Pattern UncodedAsAbsent(Pattern pattern) {
  std::replace(pattern.begin(), pattern.end(), kNotCoded, 0);
  return pattern;
}

// `recorded` without the answers that `present` does not have.
Pattern CodedPart(Pattern recorded, const Pattern& present) {
  for (size_t j = 0; j < recorded.size(); ++j) {
    if (present[j] == kNotCoded) recorded[j] = kNotCoded;
  }
  return recorded;
}

bool AnyDva(const std::vector<bool>& dva, const Pattern& pattern, int least) {
  for (size_t j = 0; j < pattern.size(); ++j) {
    if (dva[j] && pattern[j] >= least) return true;
  }
  return false;
}

Cell CellOf(int recorded, int present) {
  if (present == kNotCoded) return Cell::kUncoded;
  if (recorded == 1) return present == 1 ? Cell::kBoth : Cell::kOnlyReturn;
  return present == 1 ? Cell::kOnlyFile : Cell::kNeither;
}

size_t Rival(const ClassScore& found, size_t assigned) {
  return found.modal == assigned ? found.runner_up : found.modal;
}

// Fills `factors` and `log_odds` of `comparison`; `recorded` and `present` have
// the same coded items.
void AddContributions(const Scorer& scorer, size_t assigned,
                      const Pattern& recorded, const Pattern& present,
                      Comparison& comparison) {
  LogOdds& odds = comparison.log_odds;
  odds.rival = Rival(comparison.found, assigned);
  const LogRatios by_file = scorer.Contributions(present, assigned, odds.rival);
  const LogRatios by_return =
      scorer.Contributions(recorded, assigned, odds.rival);
  odds.prior = by_file.prior;
  odds.recorded = odds.prior;
  odds.found = odds.prior;
  for (size_t j = 0; j < present.size(); ++j) {
    odds.recorded += by_return.items[j];
    odds.found += by_file.items[j];
    comparison.factors.push_back(
        {.cell = CellOf(recorded[j], present[j]),
         .log_ratio = by_file.items[j],
         .moved = by_file.items[j] - by_return.items[j]});
  }
}

// `recorded` is the coded part of the return, `comparison` has its factors.
absl::StatusOr<Movement> Move(const Scorer& scorer, size_t assigned,
                              const Pattern& recorded,
                              const Comparison& comparison) {
  CASELENS_ASSIGN_OR_RETURN(const ClassScore before, scorer.Score(recorded));
  Movement movement;
  movement.before = before.posterior[assigned];
  movement.after = comparison.found.posterior[assigned];
  movement.modal_changed = before.modal != comparison.found.modal;
  movement.additions = static_cast<size_t>(std::count_if(
      comparison.factors.begin(), comparison.factors.end(),
      [](const FactorComparison& f) { return f.cell == Cell::kOnlyFile; }));
  movement.random =
      AddAtRandom(scorer, {.pattern = recorded,
                           .additions = movement.additions,
                           .posterior_of = assigned,
                           .movement = movement.after - movement.before});
  movement.beyond_random = movement.after - movement.random.mean_posterior;
  return movement;
}

absl::Status CheckAnswers(const Scorer& scorer, absl::string_view field,
                          const std::vector<int>& answers, int least,
                          int greatest) {
  const std::vector<Item>& items = scorer.Model().items;
  if (answers.size() != items.size()) {
    return absl::InvalidArgumentError(absl::StrCat(
        field, ": ", answers.size(), " answers; want one for each of ",
        items.size(), " factors"));
  }
  for (size_t j = 0; j < items.size(); ++j) {
    if (answers[j] < least || answers[j] > greatest) {
      return absl::InvalidArgumentError(
          absl::StrCat(field, ", factor \"", items[j].id, "\": ", answers[j],
                       "; want ", least, " to ", greatest));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<bool>> DvaFlags(
    const std::vector<Item>& items, const std::vector<std::string>& dva_items) {
  if (dva_items.empty() || dva_items.size() > TailTable::kMaxDvaItems) {
    return absl::InvalidArgumentError(
        absl::StrCat("dva_items: ", dva_items.size(), "; want 1 to ",
                     TailTable::kMaxDvaItems));
  }
  std::vector<bool> flags(items.size());
  for (const std::string& id : dva_items) {
    const auto item = std::find_if(items.begin(), items.end(),
                                   [&](const Item& i) { return i.id == id; });
    if (item == items.end()) {
      return absl::InvalidArgumentError(
          absl::StrCat("dva_items: \"", id, "\"; want items of the model"));
    }
    flags[static_cast<size_t>(item - items.begin())] = true;
  }
  return flags;
}

}  // namespace

absl::string_view VerdictName(Verdict verdict) {
  switch (verdict) {
    case Verdict::kNotComputable:
      return "NOT_COMPUTABLE";
    case Verdict::kNoDvaFound:
      return "NO_DVA_FOUND";
    case Verdict::kAgree:
      return "AGREE";
    case Verdict::kAgreeWeak:
      return "AGREE_WEAK";
    case Verdict::kNear:
      return "NEAR";
    case Verdict::kDisagree:
      return "DISAGREE";
  }
  return "";
}

absl::string_view CellName(Cell cell) {
  switch (cell) {
    case Cell::kBoth:
      return "BOTH";
    case Cell::kOnlyFile:
      return "ONLY_FILE";
    case Cell::kOnlyReturn:
      return "ONLY_RETURN";
    case Cell::kNeither:
      return "NEITHER";
    case Cell::kUncoded:
      return "NOT_CODED";
  }
  return "";
}

absl::string_view AssumptionName(Assumption assumption) {
  switch (assumption) {
    case Assumption::kSuspectedAsPresent:
      return "SUSPECTED_AS_PRESENT";
    case Assumption::kUncodedAsAbsent:
      return "UNCODED_AS_ABSENT";
    case Assumption::kClampTenfold:
      return "CLAMP_TENFOLD";
  }
  return "";
}

absl::StatusOr<Comparer> Comparer::Create(ComparerOptions options) {
  const size_t items = options.model.items.size();
  if (items > TailTable::kMaxCodedItems) {
    return absl::InvalidArgumentError(absl::StrCat(
        "model: ", items, " items; want at most ", TailTable::kMaxCodedItems));
  }
  if (options.model.ClassCount() < 2) {
    return absl::InvalidArgumentError("model: want two classes or more");
  }
  if (!(options.clamp >= 0 && kClampFactor * options.clamp < 0.5)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "clamp: ", options.clamp, "; want 0 or more and below .05"));
  }
  CASELENS_ASSIGN_OR_RETURN(std::vector<bool> dva,
                            DvaFlags(options.model.items, options.dva_items));
  CASELENS_ASSIGN_OR_RETURN(
      ClassModel clamped_model,
      ClampProfile(options.model, kClampFactor * options.clamp));
  CASELENS_ASSIGN_OR_RETURN(Scorer scorer,
                            Scorer::Create(std::move(options.model)));
  std::optional<Scorer> clamped;
  if (options.clamp > 0) {
    CASELENS_ASSIGN_OR_RETURN(clamped,
                              Scorer::Create(std::move(clamped_model)));
  }
  return Comparer(std::move(scorer), std::move(clamped), std::move(dva));
}

Comparer::Comparer(Scorer scorer, std::optional<Scorer> clamped,
                   std::vector<bool> dva)
    : scorer_(std::move(scorer)),
      clamped_(std::move(clamped)),
      dva_(std::move(dva)),
      all_coded_(scorer_, std::vector<bool>(dva_.size(), true), dva_) {}

absl::Status Comparer::Validate(const FileToCompare& file) const {
  if (file.assigned >= scorer_.Model().ClassCount()) {
    return absl::InvalidArgumentError(
        absl::StrCat("assigned: class ", file.assigned + 1, "; want 1 to ",
                     scorer_.Model().ClassCount()));
  }
  CASELENS_RETURN_IF_ERROR(
      CheckAnswers(scorer_, "recorded", file.recorded, 0, 1));
  return CheckAnswers(scorer_, "found", file.found, kNotCoded, kFound);
}

Verdict Comparer::Judge(const Scorer& scorer, size_t assigned,
                        const Pattern& present) const {
  const auto uncoded = static_cast<size_t>(
      std::count(present.begin(), present.end(), kNotCoded));
  if (!AnyDva(dva_, present, 0) || 3 * uncoded > present.size()) {
    return Verdict::kNotComputable;
  }
  if (!AnyDva(dva_, present, 1)) return Verdict::kNoDvaFound;
  std::vector<double> posterior(scorer.Model().ClassCount());
  scorer.Posterior(present, absl::MakeSpan(posterior));
  const double of_assigned = posterior[assigned] + kRounding;
  if (of_assigned >= posterior[LargestIndex(posterior)]) {
    return of_assigned >= kAgreePosterior ? Verdict::kAgree
                                          : Verdict::kAgreeWeak;
  }
  return of_assigned >= kNearPosterior ? Verdict::kNear : Verdict::kDisagree;
}

std::vector<Alternative> Comparer::Alternatives(const FileToCompare& file,
                                                const Pattern& present) const {
  std::vector<Alternative> alternatives = {
      {.assumption = Assumption::kSuspectedAsPresent,
       .verdict =
           Judge(scorer_, file.assigned, PresentFrom(kSuspected, file.found))},
      {.assumption = Assumption::kUncodedAsAbsent,
       .verdict = Judge(scorer_, file.assigned, UncodedAsAbsent(present))}};
  if (clamped_.has_value()) {
    alternatives.push_back(
        {.assumption = Assumption::kClampTenfold,
         .verdict = Judge(*clamped_, file.assigned, present)});
  }
  return alternatives;
}

std::optional<std::vector<double>> Comparer::TailProbabilities(
    const Pattern& present) const {
  if (!AnyDva(dva_, present, 1)) return std::nullopt;
  std::vector<bool> coded(present.size());
  std::transform(present.begin(), present.end(), coded.begin(),
                 [](int answer) { return answer != kNotCoded; });
  std::optional<TailTable> partly_coded;
  if (std::find(coded.begin(), coded.end(), false) != coded.end()) {
    partly_coded.emplace(scorer_, coded, dva_);
  }
  const TailTable& table = partly_coded ? *partly_coded : all_coded_;
  std::vector<double> tails = scorer_.LogJoint(present);
  for (size_t c = 0; c < tails.size(); ++c) {
    tails[c] = table.TailProbability(c, tails[c] - scorer_.LogShare(c));
  }
  return tails;
}

absl::StatusOr<Comparison> Comparer::Compare(const FileToCompare& file) const {
  CASELENS_RETURN_IF_ERROR(Validate(file));
  const Pattern present = PresentFrom(kFound, file.found);
  const Pattern recorded = CodedPart(file.recorded, present);

  Comparison comparison;
  comparison.verdict = Judge(scorer_, file.assigned, present);
  if (comparison.verdict != Verdict::kNotComputable) {
    comparison.alternatives = Alternatives(file, present);
  }
  comparison.sensitive = std::any_of(
      comparison.alternatives.begin(), comparison.alternatives.end(),
      [&](const Alternative& a) { return a.verdict != comparison.verdict; });
  CASELENS_ASSIGN_OR_RETURN(comparison.recorded, scorer_.Score(file.recorded));
  CASELENS_ASSIGN_OR_RETURN(comparison.found, scorer_.Score(present));
  AddContributions(scorer_, file.assigned, recorded, present, comparison);
  CASELENS_ASSIGN_OR_RETURN(comparison.movement,
                            Move(scorer_, file.assigned, recorded, comparison));
  comparison.tail_probabilities = TailProbabilities(present);
  return comparison;
}

}  // namespace caselens
