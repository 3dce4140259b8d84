#include "typology/template/fill.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

#include "typology/template/asked.h"
#include "typology/template/document.h"
#include "typology/template/instances.h"
#include "typology/template/revision.h"
#include "typology/template/violation.h"

namespace caselens {
namespace {

std::vector<const Field*> FieldsOf(const Form& form, const Grid& grid) {
  std::vector<const Field*> fields;
  for (const Section& section : form.revision->Content().sections) {
    for (const Field& field : section.fields)
      if (field.grid == grid.id) fields.push_back(&field);
  }
  return fields;
}

// The instances of a field inside the instance of a fill.
std::vector<std::string> InstancesInside(const Form& form,
                                         const Document& document,
                                         const Field& field,
                                         absl::string_view outer) {
  std::vector<std::string> instances = InstancesOf(field.level, form, document);
  instances.erase(std::remove_if(instances.begin(), instances.end(),
                                 [&](const std::string& instance) {
                                   return !InstanceContains(outer, instance);
                                 }),
                  instances.end());
  return instances;
}

// What is wrong with one fill, if anything.
std::optional<Violation> Objection(const Form& form, const Document& document,
                                   const Fill& fill, absl::string_view path) {
  const Grid* grid = form.revision->FindGrid(fill.grid);
  if (grid == nullptr)
    return Violation{absl::StrCat(path, ".grid"),
                     "there is no such grid in the template; want one that is"};
  if (form.revision->StageOf(fill.grid) != Stage::kCoding)
    return Violation{absl::StrCat(path, ".grid"),
                     "the grid is not part of the coding; want one of stage "
                     "CODING"};
  const auto fields = FieldsOf(form, *grid);
  // The whole document may well hold nothing of the kind.
  if (fill.instance.empty() ||
      std::any_of(fields.begin(), fields.end(), [&](const Field* field) {
        return !InstancesInside(form, document, *field, fill.instance).empty();
      }))
    return std::nullopt;
  return Violation{absl::StrCat(path, ".instance"),
                   "the grid has no instance there; want one such as "
                   "R1/CURRENT, or none for the whole document"};
}

void Close(const Form& form, const Facts& facts, const Grid& grid,
           absl::string_view outer, Document& document) {
  for (const Field* field : FieldsOf(form, grid)) {
    std::vector<Answer> added;
    for (std::string& instance :
         InstancesInside(form, document, *field, outer)) {
      const Answer* old = document.Find(field->id, instance);
      if ((old != nullptr && old->IsSettled()) ||
          !IsAsked(form, document, facts, *field, instance))
        continue;
      Answer answer;
      answer.field = field->id;
      answer.instance = std::move(instance);
      answer.missing = grid.fill_missing;
      if (!grid.fill_code.empty()) answer.codes = {grid.fill_code};
      if (old != nullptr)
        document.Set(std::move(answer));
      else
        added.push_back(std::move(answer));
    }
    document.Add(std::move(added));
  }
}

bool SameValue(const Answer& a, const Answer& b) {
  return a.codes == b.codes && a.missing == b.missing && a.text == b.text;
}

void MergeOne(Answer prefilled, Document& document) {
  prefilled.imported = true;
  const Answer* old = document.Find(prefilled.field, prefilled.instance);
  if (old != nullptr && !SameValue(*old, prefilled)) return;
  if (old != nullptr) prefilled.paraphrase = old->paraphrase;
  document.Set(std::move(prefilled));
}

// The index child is the same child in section A and among the people.
void MergeIndexChild(absl::string_view from, absl::string_view to,
                     Document& document) {
  const Answer* known = document.Find(from, "");
  if (known == nullptr || !known->imported) return;
  for (const Person& person : document.people) {
    if (document.Code("C.role", person.id) != "INDEX_CHILD") continue;
    Answer answer = *known;
    answer.field = std::string(to);
    answer.instance = person.id;
    MergeOne(std::move(answer), document);
    return;
  }
}

}  // namespace

std::vector<Violation> ApplyFills(const Form& form, const Facts& facts,
                                  const std::vector<Fill>& fills,
                                  Document& document) {
  std::vector<Violation> violations;
  for (size_t i = 0; i < fills.size(); ++i) {
    auto objection = Objection(form, document, fills[i],
                               absl::StrCat("document.fills[", i, "]"));
    if (objection) violations.push_back(*std::move(objection));
  }
  if (!violations.empty()) return violations;
  for (const Fill& fill : fills)
    Close(form, facts, *form.revision->FindGrid(fill.grid), fill.instance,
          document);
  return {};
}

void MergePrefilled(const std::vector<Answer>& prefilled, Document& document) {
  for (const Answer& answer : prefilled) MergeOne(answer, document);
  MergeIndexChild("A.index_child_age", "C.age_band", document);
  MergeIndexChild("A.index_child_sex", "C.gender", document);
}

}  // namespace caselens
