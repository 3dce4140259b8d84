#include "audit_service/api/comparison_api.h"

#include <cstddef>
#include <string>
#include <vector>

#include "audit_service/api/class_model_api.h"

namespace caselens {
namespace {

v1::Comparison::Factor::Cell CellOf(Cell cell) {
  v1::Comparison::Factor::Cell message =
      v1::Comparison::Factor::CELL_UNSPECIFIED;
  v1::Comparison::Factor::Cell_Parse(std::string(CellName(cell)), &message);
  return message;
}

void RenderFactors(const v1::ClassModel& model, const FileToCompare& file,
                   const std::vector<FoundFactor>& found,
                   const Comparison& comparison, v1::Comparison& message) {
  for (int i = 0; i < model.profile_size(); ++i) {
    v1::Comparison::Factor& factor = *message.add_factors();
    factor.set_factor(model.profile(i).item());
    factor.set_label(model.profile(i).label());
    factor.set_recorded(file.recorded[i] == 1);
    factor.set_found(file.found[i]);
    factor.set_found_when(found[i].found_when);
    factor.set_cell(CellOf(comparison.factors[i].cell));
    factor.set_log_ratio(comparison.factors[i].log_ratio);
    factor.set_moved(comparison.factors[i].moved);
  }
  message.set_prior_log_ratio(comparison.log_odds.prior);
  message.set_log_odds(comparison.log_odds.found);
  message.set_rival_class(static_cast<int>(comparison.log_odds.rival) + 1);
}

void RenderMovement(const Movement& movement, v1::Comparison& message) {
  message.set_movement(movement.after - movement.before);
  message.set_random_movement(movement.random.mean_posterior - movement.before);
  message.set_random_at_least_as_far(movement.random.share_as_far);
  message.set_factors_added(static_cast<int>(movement.additions));
}

}  // namespace

v1::Comparison::Verdict VerdictMessage(Verdict verdict) {
  v1::Comparison::Verdict message = v1::Comparison::VERDICT_UNSPECIFIED;
  v1::Comparison::Verdict_Parse(std::string(VerdictName(verdict)), &message);
  return message;
}

void RenderComparisonResult(const v1::ClassModel& model,
                            const FileToCompare& file,
                            const std::vector<FoundFactor>& found,
                            const Comparison& comparison,
                            v1::Comparison& message) {
  const int assigned = static_cast<int>(file.assigned);
  message.set_assigned_class(assigned + 1);
  message.set_assigned_label(model.classes(assigned).label());
  RenderMembership(model, comparison.recorded, *message.mutable_recorded());
  RenderMembership(model, comparison.found, *message.mutable_found());
  message.set_verdict(VerdictMessage(comparison.verdict));
  message.set_sensitive(comparison.sensitive);
  for (const Alternative& alternative : comparison.alternatives) {
    if (alternative.verdict == comparison.verdict) continue;
    v1::Comparison::Alternative& changed = *message.add_alternatives();
    changed.set_assumption(std::string(AssumptionName(alternative.assumption)));
    changed.set_verdict(VerdictMessage(alternative.verdict));
  }
  RenderMovement(comparison.movement, message);
  RenderFactors(model, file, found, comparison, message);
  if (!comparison.tail_probabilities.has_value()) return;
  for (size_t c = 0; c < comparison.tail_probabilities->size(); ++c) {
    v1::Comparison::Tail& tail = *message.add_tails();
    tail.set_class_(static_cast<int>(c) + 1);
    tail.set_probability((*comparison.tail_probabilities)[c]);
  }
}

void RenderClassProfile(const v1::ClassModel& model, int number,
                        v1::ClassProfile& message) {
  const v1::ClassModel::Class& one = model.classes(number - 1);
  message.set_class_model(model.name());
  message.set_class_(number);
  message.set_label(one.label());
  message.set_share(one.share());
  for (const v1::ClassModel::ItemProfile& item : model.profile()) {
    v1::FactorShare& factor = *message.add_factors();
    factor.set_factor(item.item());
    factor.set_label(item.label());
    factor.set_probability(item.probability(number - 1));
  }
  for (const v1::ClassModel::Class& other : model.classes()) {
    v1::ClassLabel& label = *message.add_classes();
    label.set_class_(other.class_());
    label.set_label(other.label());
  }
}

void RenderSuggestion(const Suggestion& suggestion,
                      v1::TypologySuggestion& message) {
  message.set_rule(std::string(kJt1.name));
  message.set_type_1(std::string(TypeCode(suggestion.types[0])));
  message.set_type_2(std::string(TypeCode(suggestion.types[1])));
  message.mutable_candidates()->Add(suggestion.candidates.begin(),
                                    suggestion.candidates.end());
  for (const RuleFlag flag : suggestion.flags) {
    message.add_flags(std::string(FlagName(flag)));
  }
  for (const FiredIndicator& fired : suggestion.fired) {
    v1::TypologySuggestion::Fired& one = *message.add_fired();
    one.set_indicator(fired.indicator);
    one.set_from(fired.direction);
    one.set_value(fired.value);
    one.set_clause(fired.clause);
  }
  for (const MissingIndicator& missing : suggestion.missing) {
    v1::TypologySuggestion::MissingIndicator& one = *message.add_missing();
    one.set_indicator(missing.indicator);
    one.set_from(missing.direction);
  }
}

}  // namespace caselens
