#include "typology/template/check.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"

#include "typology/template/asked.h"
#include "typology/template/characters.h"
#include "typology/template/consistency.h"
#include "typology/template/document.h"
#include "typology/template/instances.h"
#include "typology/template/revision.h"
#include "typology/template/violation.h"

namespace caselens {
namespace {

// How an instance of a level is written, for messages.
absl::string_view InstanceForm(Level level) {
  constexpr std::array<absl::string_view, 11> kForms = {
      "",
      "no instance, since the question is about the file",
      "a person of the document, such as P1",
      "a harm of the document, such as H1",
      "a relationship and one of its periods, such as R1/CURRENT",
      "one of a couple in a period, such as R1/CURRENT/P2",
      "a direction in a couple and period, such as R1/CURRENT/P2>P1",
      "a domain, a code of D.domain",
      "a factor of the study's factor scheme",
      "a service row of the document, such as S1",
      "a forum row of the document, such as M1"};
  return kForms.at(static_cast<size_t>(level));
}

// What a field wants, for messages: "one of Y, N, or NR, UNC".
std::string Wanted(const Form& form, const Field& field) {
  if (field.kind == FieldKind::kText) return "a reason in words";
  std::vector<absl::string_view> codes;
  for (const Code& code : field.codes) codes.push_back(code.code);
  if (field.class_codes)
    codes.insert(codes.end(), form.class_codes.begin(), form.class_codes.end());
  std::vector<absl::string_view> missing;
  for (const Missing value : field.missing)
    missing.push_back(MissingName(value));
  return absl::StrCat(
      field.kind == FieldKind::kMany ? "one or more of " : "one of ",
      absl::StrJoin(codes, ", "), missing.empty() ? "" : "; or ",
      absl::StrJoin(missing, ", "));
}

bool OffersCode(const Form& form, const Field& field, absl::string_view code) {
  return field.FindCode(code) != nullptr ||
         (field.class_codes && absl::c_linear_search(form.class_codes, code));
}

// Collects everything that is malformed in one document.
class StructureChecker {
 public:
  StructureChecker(const Form& form, const Document& document, Stage stage,
                   const DocumentLimits& limits)
      : form_(form), document_(document), stage_(stage), limits_(limits) {}

  std::vector<Violation> Check(size_t fills) {
    Count("people", document_.people.size(), limits_.people);
    Count("relationships", document_.relationships.size(),
          limits_.relationships);
    Count("harms", document_.harms.size(), limits_.harms);
    Count("rows", document_.rows.size(), limits_.rows);
    Count("answers", document_.answers.size(), limits_.answers);
    Count("fills", fills, limits_.fills);
    if (!violations_.empty()) return std::move(violations_);
    for (const Person& person : document_.people)
      TakeId("people", person.id, 'P', people_);
    CheckRelationships();
    CheckHarms();
    CheckRows();
    for (size_t i = 0; i < document_.answers.size(); ++i)
      CheckAnswer(document_.answers[i],
                  i == 0 ? nullptr : &document_.answers[i - 1]);
    return std::move(violations_);
  }

 private:
  void Add(std::string path, std::string message) {
    violations_.push_back({std::move(path), std::move(message)});
  }

  void Count(absl::string_view list, size_t count, size_t limit) {
    if (count > limit)
      Add(absl::StrCat("document.", list),
          absl::StrCat(count, " given; want at most ", limit));
  }

  void TakeId(absl::string_view list, absl::string_view id, char prefix,
              absl::flat_hash_set<absl::string_view>& ids) {
    const std::string path = absl::StrCat(ElementPath(list, id, prefix), ".id");
    if (!IsElementId(id, prefix))
      Add(path, absl::StrCat("is malformed; want ", std::string(1, prefix),
                             " and a number from 1 to 9999"));
    else if (!ids.insert(id).second)
      Add(path, "is given twice; want every id once");
  }

  void NeedPerson(std::string path, absl::string_view person) {
    if (!people_.contains(person))
      Add(std::move(path),
          "is not a person of the document; want the id of "
          "one of document.people");
  }

  void CheckRelationships() {
    absl::flat_hash_set<absl::string_view> ids;
    absl::flat_hash_set<std::pair<absl::string_view, absl::string_view>> pairs;
    for (const Relationship& r : document_.relationships) {
      const std::string path = ElementPath("relationships", r.id, 'R');
      TakeId("relationships", r.id, 'R', ids);
      NeedPerson(path + ".person_1", r.person_1);
      NeedPerson(path + ".person_2", r.person_2);
      if (r.person_1 == r.person_2)
        Add(path, "relates a person to themself; want two people");
      if (!pairs.insert(std::minmax<absl::string_view>(r.person_1, r.person_2))
               .second)
        Add(path,
            "is a second relationship of the same two people; want one, "
            "with all its periods");
      CheckPeriods(r, path + ".periods");
    }
  }

  void CheckPeriods(const Relationship& relationship, const std::string& path) {
    if (relationship.periods.empty())
      Add(path, "is empty; want the periods that are coded");
    absl::flat_hash_set<absl::string_view> seen;
    for (const Period period : relationship.periods) {
      if (PeriodName(period).empty())
        Add(path,
            "has an unknown period; want EARLIER, CURRENT or "
            "POST_SEPARATION");
      else if (!seen.insert(PeriodName(period)).second)
        Add(path, absl::StrCat("has ", PeriodName(period),
                               " twice; want every period once"));
    }
  }

  void CheckHarms() {
    absl::flat_hash_set<absl::string_view> ids;
    for (const Harm& harm : document_.harms) {
      const std::string path = ElementPath("harms", harm.id, 'H');
      TakeId("harms", harm.id, 'H', ids);
      NeedPerson(path + ".from", harm.from);
      NeedPerson(path + ".to", harm.to);
      if (harm.from == harm.to)
        Add(path, "is from a person to themself; want two people");
    }
  }

  void CheckRows() {
    absl::flat_hash_set<absl::string_view> ids;
    for (const Row& row : document_.rows) {
      const bool service = row.kind == RowKind::kService;
      const char prefix = service ? 'S' : 'M';
      const std::string path =
          absl::StrCat(ElementPath("rows", row.id, prefix), ".person");
      TakeId("rows", row.id, prefix, ids);
      if (service)
        NeedPerson(path, row.person);
      else if (!row.person.empty())
        Add(path, "is given for a forum; want none");
    }
  }

  const absl::flat_hash_set<std::string>& Instances(Level level) {
    auto [at, is_new] = instances_.try_emplace(level);
    if (is_new)
      for (std::string& instance : InstancesOf(level, form_, document_))
        at->second.insert(std::move(instance));
    return at->second;
  }

  void CheckAnswer(const Answer& answer, const Answer* before) {
    const auto path = [&](absl::string_view part) {
      return AnswerPath(form_, answer, part);
    };
    const Field* field = form_.revision->FindField(answer.field);
    if (field == nullptr) {
      Add(path(".field"),
          "is not a field of this template revision; want one that is");
      return;
    }
    if (before != nullptr && before->field == answer.field &&
        before->instance == answer.instance)
      Add(path(""), "is answered twice; want one answer");
    if (!field->IsAnswered()) {
      Add(path(".field"),
          "is not answered by a person: it is imported, derived or a list");
      return;
    }
    if (form_.revision->StageOf(field->id) > stage_)
      Add(path(".field"),
          "is answered after the first reveal; want it left out of the coding");
    if (!Instances(field->level).contains(answer.instance))
      Add(path(".instance"), absl::StrCat("is not one of this document; want ",
                                          InstanceForm(field->level)));
    CheckValue(*field, answer);
    CheckWords(answer);
    CheckGrade(*field, answer);
  }

  void CheckValue(const Field& field, const Answer& answer) {
    const int given = (answer.codes.empty() ? 0 : 1) +
                      (answer.missing == Missing::kNone ? 0 : 1) +
                      (answer.text.empty() ? 0 : 1);
    if (given != 1) {
      Add(AnswerPath(form_, answer),
          absl::StrCat("has ", given, " of codes, missing and text; want one: ",
                       Wanted(form_, field)));
    }
    const bool is_text = field.kind == FieldKind::kText;
    if (!answer.codes.empty()) {
      if (is_text)
        Add(AnswerPath(form_, answer, ".codes"),
            "are given for a question in words; want text");
      else
        CheckCodes(field, answer);
    }
    if (!answer.text.empty() && !is_text)
      Add(AnswerPath(form_, answer, ".text"),
          absl::StrCat("is given for a question with codes; want ",
                       Wanted(form_, field)));
    if (answer.missing != Missing::kNone &&
        answer.missing != Missing::kNotYetCoded &&
        !field.Offers(answer.missing))
      Add(AnswerPath(form_, answer, ".missing"),
          absl::StrCat(MissingName(answer.missing), " is not offered; want ",
                       Wanted(form_, field)));
  }

  void CheckCodes(const Field& field, const Answer& answer) {
    const auto add = [&](const std::string& what) {
      Add(AnswerPath(form_, answer, ".codes"), what);
    };
    const size_t most =
        field.kind == FieldKind::kMany
            ? field.codes.size() +
                  (field.class_codes ? form_.class_codes.size() : 0)
            : 1;
    if (answer.codes.size() > most) {
      add(absl::StrCat(answer.codes.size(), " codes given; want ",
                       most == 1 ? "one" : "each at most once"));
      return;
    }
    absl::flat_hash_set<absl::string_view> seen;
    for (const std::string& code : answer.codes) {
      const Code* known = field.FindCode(code);
      if (!OffersCode(form_, field, code))
        add(absl::StrCat(ShownCode(code), " is not offered; want ",
                         Wanted(form_, field)));
      else if (!seen.insert(code).second)
        add(absl::StrCat(code, " is given twice; want it once"));
      if (known != nullptr && known->exclusive && answer.codes.size() > 1)
        add(absl::StrCat(code, " stands alone; want no code beside it"));
    }
  }

  void CheckText(const Answer& answer, absl::string_view part,
                 absl::string_view text, size_t limit) {
    const std::optional<size_t> length = CountCharacters(text);
    if (!length)
      Add(AnswerPath(form_, answer, part), "is not valid UTF-8");
    else if (*length > limit)
      Add(AnswerPath(form_, answer, part),
          absl::StrCat("has ", *length, " characters; want at most ", limit));
  }

  void CheckWords(const Answer& answer) {
    CheckText(answer, ".text", answer.text, limits_.text);
    CheckText(answer, ".paraphrase", answer.paraphrase, limits_.paraphrase);
  }

  void CheckGrade(const Field& field, const Answer& answer) {
    const Grade& grade = answer.grade;
    if (grade == Grade()) return;
    if (!field.IsGradedWith(answer.codes)) {
      Add(AnswerPath(form_, answer, ".grade"),
          "is given for an answer that is not graded; want none");
      return;
    }
    const auto confidence = form_.revision->ListCodes(kConfidenceList);
    if (grade.confidence != 0 &&
        !absl::c_linear_search(confidence, absl::StrCat(grade.confidence)))
      Add(AnswerPath(form_, answer, ".grade.confidence"),
          absl::StrCat(grade.confidence, " is out of range; want one of ",
                       absl::StrJoin(confidence, ", ")));
    const auto levels = form_.revision->ListCodes(kEvidenceLevelList);
    if (!grade.evidence_level.empty() &&
        !absl::c_linear_search(levels, grade.evidence_level))
      Add(AnswerPath(form_, answer, ".grade.evidence_level"),
          absl::StrCat(ShownCode(grade.evidence_level), " is unknown; want ",
                       absl::StrJoin(levels, ", ")));
    CheckSources(answer);
  }

  void CheckSources(const Answer& answer) {
    const auto add = [&](const std::string& what) {
      Add(AnswerPath(form_, answer, ".grade.sources"), what);
    };
    const auto sources = form_.revision->ListCodes(kEvidenceSourceList);
    if (answer.grade.sources.size() > sources.size()) {
      add("are too many; want each at most once");
      return;
    }
    absl::flat_hash_set<absl::string_view> seen;
    for (const std::string& source : answer.grade.sources) {
      if (!absl::c_linear_search(sources, source))
        add(absl::StrCat(ShownCode(source), " is unknown; want some of ",
                         absl::StrJoin(sources, ", ")));
      else if (!seen.insert(source).second)
        add(absl::StrCat(source, " is given twice; want it once"));
    }
  }

  const Form& form_;
  const Document& document_;
  const Stage stage_;
  const DocumentLimits& limits_;
  absl::flat_hash_set<absl::string_view> people_;
  std::map<Level, absl::flat_hash_set<std::string>> instances_;
  std::vector<Violation> violations_;
};

bool WithinLimits(const Document& document, const DocumentLimits& limits) {
  return document.people.size() <= limits.people &&
         document.relationships.size() <= limits.relationships &&
         document.harms.size() <= limits.harms &&
         document.rows.size() <= limits.rows &&
         document.answers.size() <= limits.answers;
}

// What is missing from the grade of an asked answer.
void CheckGraded(const Form& form, const AskedItem& item,
                 std::vector<Violation>& violations) {
  const Answer& answer = *item.answer;
  if (!item.field->IsGradedWith(answer.codes)) return;
  const auto want = [&](absl::string_view part, absl::string_view what) {
    violations.push_back({AnswerPath(form, answer, part), std::string(what)});
  };
  if (answer.grade.confidence == 0)
    want(".grade.confidence", "is not graded; want 1 low, 2 medium or 3 high");
  if (answer.grade.evidence_level.empty())
    want(".grade.evidence_level", "is not graded; want E0, E1, E2 or E3");
  if (answer.grade.sources.empty() && answer.grade.evidence_level != "E0")
    want(".grade.sources",
         "are not given; want the classes of document that show it");
}

// Adds what is missing from the answers of a stage, and notes what no longer
// counts.
void CheckStage(const Form& form, const Document& document, const Facts& facts,
                Stage stage, Completeness& result) {
  for (const AskedItem& item : AskedItems(form, document, facts, stage)) {
    if (item.answer != nullptr && item.answer->IsSettled()) {
      CheckGraded(form, item, result.violations);
    } else if (item.field->required) {
      Answer place;
      place.field = item.field->id;
      place.instance = item.instance;
      result.violations.push_back(
          {AnswerPath(form, place),
           absl::StrCat("is not answered; want ", Wanted(form, *item.field))});
    }
  }
  const AskedFields asked(form, document, facts);
  for (const Answer& answer : document.answers) {
    const Field* field = form.revision->FindField(answer.field);
    if (field != nullptr && field->IsAnswered() &&
        form.revision->StageOf(answer.field) == stage &&
        !asked.IsAsked(*field, answer.instance))
      result.notes.push_back({AnswerPath(form, answer),
                              "is not asked any more and will not be counted"});
  }
}

}  // namespace

std::vector<Violation> CheckAnswers(const Form& form, const Document& document,
                                    const std::vector<Fill>& fills, Stage stage,
                                    const DocumentLimits& limits) {
  return StructureChecker(form, document, stage, limits).Check(fills.size());
}

Completeness CheckComplete(const Form& form, const Document& document,
                           const Facts& facts, const DocumentLimits& limits) {
  Completeness result;
  result.violations = CheckAnswers(form, document, {}, Stage::kCoding, limits);
  if (!WithinLimits(document, limits)) return result;
  for (Violation& violation : CheckConsistency(form, document))
    result.violations.push_back(std::move(violation));
  CheckStage(form, document, facts, Stage::kCoding, result);
  return result;
}

Completeness CheckMatch(const Form& form, const Document& document,
                        const Facts& facts, const DocumentLimits& limits) {
  Completeness result;
  result.violations = CheckAnswers(form, document, {}, Stage::kMatch, limits);
  if (!WithinLimits(document, limits)) return result;
  for (Violation& violation : CheckEvidenceCap(form, document))
    result.violations.push_back(std::move(violation));
  CheckStage(form, document, facts, Stage::kMatch, result);
  return result;
}

}  // namespace caselens
