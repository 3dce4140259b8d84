#include "typology/double_coding/questions.h"

#include <algorithm>
#include <cstddef>
#include <deque>
#include <map>
#include <set>
#include <utility>

#include "absl/container/flat_hash_map.h"

#include "typology/findings/findings.h"
#include "typology/template/answer_index.h"
#include "typology/template/asked.h"

namespace caselens {
namespace {

// What one coder was asked, and has.
class Coding {
 public:
  Coding(const Form& form, const Document& document)
      : form_(form),
        document_(document),
        answers_(document),
        facts_(FindFacts(document)),
        asked_(form, document, facts_) {}
  // `asked_` points into it.
  Coding(const Coding&) = delete;
  Coding& operator=(const Coding&) = delete;
  ~Coding() = default;

  std::vector<std::string> Instances(Level level) const {
    return InstancesOf(level, form_, document_);
  }
  absl::Span<const Answer> AnswersTo(const Field& field) const {
    return answers_.To(field.id);
  }
  bool WasAsked(const Field& field, const std::string& instance) const {
    return asked_.IsAsked(field, instance);
  }

 private:
  const Form& form_;
  const Document& document_;
  const AnswerIndex answers_;
  const Facts facts_;
  const AskedFields asked_;
};

// An instance and which codings have it.
struct SharedInstance {
  std::string instance;
  std::vector<bool> in;
};

std::vector<SharedInstance> SharedInstances(const std::deque<Coding>& codings,
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

// A field and every answer to it of each coding, so that an instance is looked
// up among these alone.
struct AnsweredField {
  const Field* field = nullptr;
  std::vector<absl::Span<const Answer>> answers;
  // Asked wherever the field before it is: neighbours often share a condition.
  bool asked_as_before = false;
};

bool AreAskedAlike(const Field& a, const Field& b) {
  return a.extension == b.extension && a.asked_if == b.asked_if;
}

class Questions {
 public:
  Questions(const Form& form, absl::Span<const Document* const> documents) {
    for (const Document* document : documents)
      codings_.emplace_back(form, *document);
    constexpr size_t kUsualQuestions = 256;
    questions_.reserve(kUsualQuestions);
  }

  void Add(const Section& section) {
    for (auto run = section.fields.begin(); run != section.fields.end();) {
      const Level level = run->level;
      const auto end =
          std::find_if(run, section.fields.end(),
                       [&](const Field& f) { return f.level != level; });
      const std::vector<SharedInstance>& instances = InstancesAt(level);
      std::vector<AnsweredField> fields;
      for (; run != end; ++run) {
        if (!run->HasCodes() || instances.empty()) continue;
        AnsweredField next = Answered(*run);
        next.asked_as_before =
            !fields.empty() && AreAskedAlike(*fields.back().field, *run);
        fields.push_back(std::move(next));
      }
      Ask(fields, instances);
    }
  }

  std::vector<SharedQuestion> Take() { return std::move(questions_); }

 private:
  const std::vector<SharedInstance>& InstancesAt(Level level) {
    const auto [at, is_new] = instances_.try_emplace(level);
    if (is_new) at->second = SharedInstances(codings_, level);
    return at->second;
  }

  AnsweredField Answered(const Field& field) const {
    AnsweredField result{.field = &field};
    result.answers.reserve(codings_.size());
    for (const Coding& coding : codings_)
      result.answers.push_back(coding.AnswersTo(field));
    return result;
  }

  void Ask(const std::vector<AnsweredField>& fields,
           const std::vector<SharedInstance>& instances) {
    std::vector<bool> asked(codings_.size());
    for (const SharedInstance& at : instances) {
      for (const AnsweredField& field : fields) {
        if (!field.asked_as_before) FindAsked(*field.field, at, asked);
        if (std::find(asked.begin(), asked.end(), true) != asked.end())
          questions_.push_back(Question(field, at, asked));
      }
    }
  }

  // Of which codings a field is asked there.
  void FindAsked(const Field& field, const SharedInstance& at,
                 std::vector<bool>& asked) const {
    for (size_t c = 0; c < codings_.size(); ++c)
      asked[c] = at.in[c] && codings_[c].WasAsked(field, at.instance);
  }

  SharedQuestion Question(const AnsweredField& of, const SharedInstance& at,
                          const std::vector<bool>& asked) const {
    SharedQuestion question{.field = of.field, .instance = at.instance};
    question.sides.resize(codings_.size());
    for (size_t c = 0; c < codings_.size(); ++c) {
      if (!at.in[c]) continue;
      question.sides[c] = {.has_instance = true,
                           .asked = asked[c],
                           .answer = FindAmong(of.answers[c], at.instance)};
    }
    return question;
  }

  std::deque<Coding> codings_;  // in their places for good
  std::map<Level, std::vector<SharedInstance>> instances_;
  std::vector<SharedQuestion> questions_;
};

}  // namespace

int SharedQuestion::AskedOf() const {
  return static_cast<int>(std::count_if(
      sides.begin(), sides.end(), [](const Side& side) { return side.asked; }));
}

std::vector<SharedQuestion> SharedQuestions(
    const Form& form, absl::Span<const Document* const> codings) {
  Questions questions(form, codings);
  for (const Section& section : form.revision->Content().sections) {
    if (section.stage == Stage::kCoding) questions.Add(section);
  }
  return questions.Take();
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
