#include "typology/double_coding/settle.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"

#include "typology/template/edit.h"
#include "typology/template/facts.h"
#include "typology/template/revision.h"

namespace caselens {
namespace {

template <typename Thing>
const Thing* FindById(const std::vector<Thing>& things, absl::string_view id) {
  const auto at =
      std::find_if(things.begin(), things.end(),
                   [id](const Thing& thing) { return thing.id == id; });
  return at == things.end() ? nullptr : &*at;
}

template <typename Thing>
void CopyById(const std::vector<Thing>& from, absl::string_view id,
              std::vector<Thing>& to) {
  const Thing* const thing = FindById(from, id);
  if (thing != nullptr && FindById(to, id) == nullptr) to.push_back(*thing);
}

std::vector<Answer> AnswersInside(const Document& document,
                                  absl::string_view instance) {
  std::vector<Answer> inside;
  for (const Answer& answer : document.answers) {
    if (!answer.instance.empty() &&
        InstanceContains(instance, answer.instance)) {
      inside.push_back(answer);
    }
  }
  return inside;
}

// "CURRENT" of "R1/CURRENT".
bool IsPeriod(const Relationship& relationship, Period period,
              absl::string_view instance) {
  return RelationshipInstance(relationship.id, period) == instance;
}

// Takes one period of a relationship out, or puts it in as `from` has it.
void SetPeriod(const Document* from, absl::string_view instance,
               Document& document) {
  const std::vector<absl::string_view> parts = absl::StrSplit(instance, '/');
  for (Relationship& relationship : document.relationships) {
    if (relationship.id != parts.front()) continue;
    auto& periods = relationship.periods;
    periods.erase(std::remove_if(periods.begin(), periods.end(),
                                 [&](Period period) {
                                   return IsPeriod(relationship, period,
                                                   instance);
                                 }),
                  periods.end());
    const Relationship* const other =
        from == nullptr ? nullptr
                        : FindById(from->relationships, parts.front());
    if (other == nullptr) continue;
    for (const Period period : other->periods) {
      if (IsPeriod(*other, period, instance)) periods.push_back(period);
    }
    std::sort(periods.begin(), periods.end());
  }
}

bool NamesAPeriod(absl::string_view instance) {
  return instance.find('/') != absl::string_view::npos;
}

void LeaveOut(const std::string& instance, Document& document) {
  if (!NamesAPeriod(instance)) {
    document =
        ApplyEdit(std::move(document), {.changes = {}, .removed = {instance}});
    return;
  }
  SetPeriod(nullptr, instance, document);
  for (const Answer& answer : AnswersInside(document, instance)) {
    document.Set({.field = answer.field, .instance = answer.instance});
  }
}

void TakeOver(const Document& from, const std::string& instance,
              Document& document) {
  if (NamesAPeriod(instance)) {
    SetPeriod(&from, instance, document);
  } else {
    CopyById(from.people, instance, document.people);
    CopyById(from.relationships, instance, document.relationships);
    CopyById(from.harms, instance, document.harms);
    CopyById(from.rows, instance, document.rows);
  }
  document.Add(AnswersInside(from, instance));
}

void SettleAnswer(const Document& chosen, const Resolution& resolution,
                  Document& document) {
  const Answer* const answer =
      chosen.Find(resolution.field, resolution.instance);
  document.Set(answer != nullptr ? *answer
                                 : Answer{.field = resolution.field,
                                          .instance = resolution.instance});
}

// Answers of B to what A was not asked or did not say, where the instance is
// there.
void FillFrom(const Form& form, const Document& b, Document& document) {
  std::vector<Answer> more;
  for (const Answer& answer : b.answers) {
    const Field* const field = form.revision->FindField(answer.field);
    if (field == nullptr ||
        document.Find(answer.field, answer.instance) != nullptr) {
      continue;
    }
    const std::vector<std::string> instances =
        InstancesOf(field->level, form, document);
    if (std::find(instances.begin(), instances.end(), answer.instance) !=
        instances.end()) {
      more.push_back(answer);
    }
  }
  document.Add(std::move(more));
}

void LeaveOutMatch(const Form& form, Document& document) {
  document.answers.erase(
      std::remove_if(
          document.answers.begin(), document.answers.end(),
          [&form](const Answer& answer) {
            const Field* const field = form.revision->FindField(answer.field);
            return field == nullptr ||
                   form.revision->StageOf(field->id) == Stage::kMatch;
          }),
      document.answers.end());
}

}  // namespace

Document Settle(const Form& form, const Document& a, const Document& b,
                absl::Span<const Resolution> resolutions) {
  Document document = a;
  for (const Resolution& resolution : resolutions) {
    if (resolution.choice == Choice::kNew) {
      document.Set(resolution.answer);
    } else if (!resolution.field.empty()) {
      SettleAnswer(resolution.choice == Choice::kB ? b : a, resolution,
                   document);
    } else if (resolution.choice == Choice::kB) {
      LeaveOut(resolution.instance, document);
      TakeOver(b, resolution.instance, document);
    }
  }
  Document others = b;
  // What was settled as left open stays open.
  for (const Resolution& resolution : resolutions) {
    if (!resolution.field.empty()) {
      others.Set({.field = resolution.field, .instance = resolution.instance});
    }
  }
  FillFrom(form, others, document);
  LeaveOutMatch(form, document);
  return document;
}

}  // namespace caselens
