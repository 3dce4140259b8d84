#include "typology/template/asked.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/functional/function_ref.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

#include "typology/template/document.h"
#include "typology/template/instances.h"
#include "typology/template/revision.h"

namespace caselens {
namespace {

// Visits every field of a stage for every instance that it has, asked or not,
// in the order in which a person works.
void ForEachPlace(
    const Form& form, const Document& document, Stage stage,
    absl::FunctionRef<void(const Field&, const std::string& instance)> visit) {
  for (const Section& section : form.revision->Content().sections) {
    if (section.stage != stage) continue;
    for (auto run = section.fields.begin(); run != section.fields.end();) {
      const Level level = run->level;
      const auto end =
          std::find_if(run, section.fields.end(),
                       [&](const Field& f) { return f.level != level; });
      for (const std::string& instance : InstancesOf(level, form, document)) {
        std::for_each(run, end, [&](const Field& f) { visit(f, instance); });
      }
      run = end;
    }
  }
}

}  // namespace

bool AskedFields::IsAsked(const Field& field,
                          absl::string_view instance) const {
  if (!field.IsAnswered()) return false;
  if (!field.extension.empty() && !form_.extensions.contains(field.extension))
    return false;
  const auto& any = field.asked_if.any;
  return any.empty() ||
         std::any_of(any.begin(), any.end(), [&](const ConditionClause& c) {
           return std::all_of(c.tests.begin(), c.tests.end(),
                              [&](const ConditionTest& test) {
                                return Holds(test, instance);
                              });
         });
}

bool AskedFields::Holds(const ConditionTest& test,
                        absl::string_view instance) const {
  if (!test.fact.empty())
    return facts_.Has(test.fact, instance) != test.negated;
  const absl::Span<const Answer> answers = answers_.To(test.field);
  if (answers.empty()) return false;
  const Field& field = *form_.revision->FindField(test.field);
  for (absl::string_view at = instance;; at = ParentInstance(at)) {
    const Answer* answer = FindAmong(answers, at);
    if (answer != nullptr) return Matches(test, field, *answer);
    if (at.empty()) break;
  }
  const auto inside = answers_.FindInside(test.field, instance);
  return std::any_of(inside.begin(), inside.end(), [&](const Answer& answer) {
    return Matches(test, field, answer);
  });
}

bool AskedFields::Matches(const ConditionTest& test, const Field& field,
                          const Answer& answer) const {
  return std::any_of(answer.codes.begin(), answer.codes.end(),
                     [&](const std::string& code) {
                       return absl::c_linear_search(test.codes, code) !=
                              test.negated;
                     }) &&
         IsAsked(field, answer.instance);
}

bool IsAsked(const Form& form, const Document& document, const Facts& facts,
             const Field& field, absl::string_view instance) {
  return AskedFields(form, document, facts).IsAsked(field, instance);
}

std::vector<AskedItem> AskedItems(const Form& form, const Document& document,
                                  const Facts& facts, Stage stage) {
  const AskedFields asked(form, document, facts);
  std::vector<AskedItem> items;
  ForEachPlace(
      form, document, stage,
      [&](const Field& field, const std::string& instance) {
        if (!asked.IsAsked(field, instance)) return;
        items.push_back({&field, instance, document.Find(field.id, instance)});
      });
  return items;
}

std::vector<AskedItem> Unanswered(const Form& form, const Document& document,
                                  const Facts& facts, Stage stage) {
  const AskedFields asked(form, document, facts);
  std::vector<AskedItem> items;
  ForEachPlace(form, document, stage,
               [&](const Field& field, const std::string& instance) {
                 if (!field.required) return;
                 // Most are settled, which is told sooner than who is asked.
                 const Answer* const answer = document.Find(field.id, instance);
                 if (answer != nullptr && answer->IsSettled()) return;
                 if (!asked.IsAsked(field, instance)) return;
                 items.push_back({&field, instance, answer});
               });
  return items;
}

}  // namespace caselens
