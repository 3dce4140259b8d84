#include "typology/double_coding/questions.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/container/flat_hash_map.h"

#include "typology/findings/findings.h"
#include "typology/template/asked.h"

namespace caselens {
namespace {

// What one coder was asked, and has.
class Coding {
 public:
  Coding(const Form& form, const Document& document)
      : form_(form), document_(document), facts_(FindFacts(document)) {}

  std::vector<std::string> Instances(Level level) const {
    return InstancesOf(level, form_, document_);
  }
  Side At(const Field& field, const std::string& instance) const {
    return {.has_instance = true,
            .asked = IsAsked(form_, document_, facts_, field, instance),
            .answer = document_.Find(field.id, instance)};
  }

 private:
  const Form& form_;
  const Document& document_;
  Facts facts_;
};

// An instance and which codings have it.
struct SharedInstance {
  std::string instance;
  std::vector<bool> in;
};

std::vector<SharedInstance> SharedInstances(const std::vector<Coding>& codings,
                                            Level level) {
  std::vector<SharedInstance> all;
  absl::flat_hash_map<std::string, size_t> places;
  for (size_t c = 0; c < codings.size(); ++c) {
    for (std::string& instance : codings[c].Instances(level)) {
      const auto [at, is_new] = places.try_emplace(instance, all.size());
      if (is_new) {
        all.push_back({.instance = std::move(instance),
                       .in = std::vector<bool>(codings.size())});
      }
      all[at->second].in[c] = true;
    }
  }
  const auto alone = [](const SharedInstance& instance) {
    return std::count(instance.in.begin(), instance.in.end(), true) < 2;
  };
  all.erase(std::remove_if(all.begin(), all.end(), alone), all.end());
  return all;
}

SharedQuestion AskAll(const std::vector<Coding>& codings, const Field& field,
                      const SharedInstance& at) {
  SharedQuestion question{.field = &field, .instance = at.instance};
  question.sides.reserve(codings.size());
  for (size_t c = 0; c < codings.size(); ++c) {
    question.sides.push_back(at.in[c] ? codings[c].At(field, at.instance)
                                      : Side{});
  }
  return question;
}

bool HasCodes(const Field& field) {
  return field.kind == FieldKind::kOne || field.kind == FieldKind::kMany;
}

void AddSection(const std::vector<Coding>& codings, const Section& section,
                std::vector<SharedQuestion>& questions) {
  for (auto run = section.fields.begin(); run != section.fields.end();) {
    const Level level = run->level;
    const auto end =
        std::find_if(run, section.fields.end(),
                     [&](const Field& f) { return f.level != level; });
    for (const SharedInstance& at : SharedInstances(codings, level)) {
      for (auto field = run; field != end; ++field) {
        if (!HasCodes(*field)) continue;
        SharedQuestion question = AskAll(codings, *field, at);
        if (question.AskedOf() > 0) questions.push_back(std::move(question));
      }
    }
    run = end;
  }
}

}  // namespace

int SharedQuestion::AskedOf() const {
  return static_cast<int>(std::count_if(
      sides.begin(), sides.end(), [](const Side& side) { return side.asked; }));
}

std::vector<SharedQuestion> SharedQuestions(
    const Form& form, absl::Span<const Document* const> codings) {
  std::vector<Coding> coders;
  coders.reserve(codings.size());
  for (const Document* document : codings) coders.emplace_back(form, *document);
  std::vector<SharedQuestion> questions;
  for (const Section& section : form.revision->Content().sections) {
    if (section.stage == Stage::kCoding) AddSection(coders, section, questions);
  }
  return questions;
}

bool SameAnswer(const Answer* a, const Answer* b) {
  static const Answer* const kNone = new Answer;
  if (a == nullptr) a = kNone;
  if (b == nullptr) b = kNone;
  if (a->missing != b->missing) return false;
  return std::set<std::string>(a->codes.begin(), a->codes.end()) ==
         std::set<std::string>(b->codes.begin(), b->codes.end());
}

}  // namespace caselens
