#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"

#include "caselens/v1/error.pb.h"
#include "clients/cli/errors.h"
#include "clients/cli/status_macros.h"
#include "clients/web/answers.h"
#include "clients/web/pages/coding_pages.h"
#include "clients/web/site.h"
#include "clients/web/text.h"

// What an auditor is shown once a coding is submitted: first the class, to be
// judged; then the comparison.
namespace caselens::web {
namespace {

std::string Percent(double share) {
  return absl::StrCat(static_cast<int>(std::lround(100 * share)));
}

const v1::CodingForm::SectionForm* MatchSection(const v1::CodingForm& form) {
  for (const v1::CodingForm::SectionForm& section : form.sections()) {
    if (section.section().stage() == v1::Section::MATCH) return &section;
  }
  return nullptr;
}

absl::StatusOr<v1::Reveal> GetReveal(const Visit& visit) {
  v1::RevealCodingRequest request;
  request.set_name(visit.Coding());
  return visit.session.Call(request);
}

absl::StatusOr<Response> ShowStep(const Visit& visit,
                                  const v1::CodingForm& form,
                                  const std::string& heading,
                                  const std::string& text,
                                  const std::string& button) {
  Data data;
  SetHead(form, data);
  data.set("heading", heading);
  data.set("text", text);
  SetText(data, "button", button);
  data.set("action", visit.request.path);
  data.set("answers", CodingPath(form.coding(), "/check"));
  return ShowPage(visit, "reveal", heading, data);
}

// Every question of section K at once: what the judgement makes unnecessary may
// stay empty.
Page QuestionsOf(const v1::CodingForm::SectionForm& section,
                 std::vector<v1::CodingForm::Item>& made) {
  made.reserve(section.section().fields_size());
  for (const v1::Field& field : section.section().fields()) {
    const auto is_it = [&](const v1::CodingForm::Item& item) {
      return item.field() == field.id();
    };
    const auto there =
        std::find_if(section.items().begin(), section.items().end(), is_it);
    made.emplace_back();
    if (there != section.items().end()) made.back() = *there;
    made.back().set_field(field.id());
    made.back().set_takes_grade(field.graded());
    made.back().set_required(field.id() != "K.mismatch_reason");
  }
  Page page;
  for (const v1::CodingForm::Item& item : made) page.push_back(&item);
  return page;
}

Data ProfileRows(const v1::Reveal& reveal) {
  Data rows(Data::type::list);
  std::vector<v1::FactorShare> factors(
      reveal.assigned_class().factors().begin(),
      reveal.assigned_class().factors().end());
  std::stable_sort(factors.begin(), factors.end(),
                   [](const v1::FactorShare& a, const v1::FactorShare& b) {
                     return a.probability() > b.probability();
                   });
  for (const v1::FactorShare& factor : factors) {
    Data row("label", factor.label());
    row.set("percent", Percent(factor.probability()));
    row.set("recorded",
            std::find(reveal.recorded_factors().begin(),
                      reveal.recorded_factors().end(),
                      factor.factor()) != reveal.recorded_factors().end());
    rows.push_back(row);
  }
  return rows;
}

absl::StatusOr<Response> ShowMatch(const Visit& visit,
                                   const v1::CodingForm& form,
                                   const FormNotes& notes, int status) {
  CLI_ASSIGN_OR_RETURN(const v1::Reveal reveal, GetReveal(visit));
  const v1::CodingForm::SectionForm& section = *MatchSection(form);
  const FormView view(form);
  std::vector<v1::CodingForm::Item> made;
  const Page page = QuestionsOf(section, made);
  Data data;
  SetHead(form, data);
  data.set("etag", reveal.etag());
  data.set("class", absl::StrCat(reveal.assigned_class().class_()));
  data.set("class_label", reveal.assigned_class().label());
  data.set("factors", ProfileRows(reveal));
  data.set("section_title", section.section().title());
  SetText(data, "guidance", section.section().guidance());
  data.set("action", CodingPath(form.coding(), "/match"));
  data.set("items", view.Items(section.section(), page, notes));
  const Data errors = view.Errors(page, notes);
  data.set("errors", errors);
  data.set("has_errors", !errors.is_empty_list());
  return ShowPage(visit, "match", "The class of this file", data, status);
}

std::string VerdictTag(v1::Comparison::Verdict verdict) {
  switch (verdict) {
    case v1::Comparison::AGREE:
    case v1::Comparison::AGREE_WEAK:
      return "govuk-tag--green";
    case v1::Comparison::NEAR:
      return "govuk-tag--yellow";
    case v1::Comparison::DISAGREE:
    case v1::Comparison::NO_DVA_FOUND:
      return "govuk-tag--red";
    default:
      return "govuk-tag--grey";
  }
}

struct VerdictText {
  const char* name;
  const char* words;
};

VerdictText TextOf(v1::Comparison::Verdict verdict) {
  switch (verdict) {
    case v1::Comparison::AGREE:
      return {"Agrees", "What you found puts it there too, clearly."};
    case v1::Comparison::AGREE_WEAK:
      return {"Agrees weakly", "What you found puts it there too, just so."};
    case v1::Comparison::NEAR:
      return {"Near",
              "What you found puts it into another class, but this one "
              "remains possible."};
    case v1::Comparison::DISAGREE:
      return {"Disagrees", "What you found puts it into another class."};
    case v1::Comparison::NO_DVA_FOUND:
      return {"No DVA found", "You found none of the concerns that are DVA."};
    default:
      return {"Not computable", "Too little is coded to say."};
  }
}

Data ClassRows(const v1::Comparison& comparison, const v1::Reveal& reveal) {
  Data rows(Data::type::list);
  const auto of = [](const v1::ClassMembership& membership, int number) {
    return number <= membership.posterior_size()
               ? Percent(membership.posterior(number - 1).probability())
               : "0";
  };
  for (const v1::ClassLabel& one : reveal.assigned_class().classes()) {
    Data row("number", absl::StrCat(one.class_()));
    row.set("label", one.label());
    row.set("assigned", one.class_() == comparison.assigned_class());
    row.set("recorded", of(comparison.recorded(), one.class_()));
    row.set("found", of(comparison.found(), one.class_()));
    rows.push_back(row);
  }
  return rows;
}

Data MoveRows(const v1::Comparison& comparison) {
  std::vector<v1::Comparison::Factor> factors;
  for (const v1::Comparison::Factor& factor : comparison.factors()) {
    if (factor.cell() == v1::Comparison::Factor::ONLY_FILE ||
        factor.cell() == v1::Comparison::Factor::ONLY_RETURN) {
      factors.push_back(factor);
    }
  }
  std::stable_sort(factors.begin(), factors.end(),
                   [](const auto& a, const auto& b) {
                     return std::abs(a.moved()) > std::abs(b.moved());
                   });
  Data rows(Data::type::list);
  for (const v1::Comparison::Factor& factor : factors) {
    Data row("label", factor.label());
    row.set("difference", factor.cell() == v1::Comparison::Factor::ONLY_FILE
                              ? "in the file, not in the return"
                              : "in the return, not found in the file");
    row.set("direction",
            factor.moved() >= 0 ? "towards its class" : "away from its class");
    row.set("moved", absl::StrCat(factor.moved() > 0 ? "+" : "",
                                  RealText(factor.moved(), 2)));
    rows.push_back(row);
  }
  return rows;
}

std::string ReasonsOf(const v1::TypologySuggestion& suggestion) {
  std::vector<std::string> parts;
  if (!suggestion.fired().empty()) {
    parts.push_back(
        absl::StrCat("Because of ",
                     absl::StrJoin(suggestion.fired(), ", ",
                                   [](std::string* out, const auto& fired) {
                                     absl::StrAppend(out, fired.indicator(),
                                                     "=", fired.value(), " (",
                                                     fired.clause(), ")");
                                   }),
                     "."));
  }
  if (!suggestion.candidates().empty()) {
    parts.push_back(absl::StrCat("It could also be ",
                                 absl::StrJoin(suggestion.candidates(), ", "),
                                 "."));
  }
  if (!suggestion.missing().empty()) {
    parts.push_back(absl::StrCat(suggestion.missing_size(),
                                 " indicators are missing from the file."));
  }
  return absl::StrJoin(parts, " ");
}

Data SuggestionRows(const v1::Reveal& reveal, const FormView& view) {
  Data rows(Data::type::list);
  for (const v1::TypologySuggestion& one : reveal.suggestions()) {
    Data people(Data::type::list);
    const auto add = [&](const std::string& person, const std::string& yours,
                         const std::string& suggested) {
      Data row("name", view.Subject(person));
      row.set("yours", yours.empty() ? "none" : yours);
      row.set("suggested", suggested.empty() ? "none" : suggested);
      people.push_back(row);
    };
    add(one.person_1(), one.human_type_1(), one.type_1());
    add(one.person_2(), one.human_type_2(), one.type_2());
    Data row("subject", view.Subject(one.instance()));
    row.set("people", people);
    SetText(row, "reasons", ReasonsOf(one));
    rows.push_back(row);
  }
  return rows;
}

absl::StatusOr<Response> ShowComparison(const Visit& visit,
                                        const v1::CodingForm& form) {
  CLI_ASSIGN_OR_RETURN(const v1::Reveal reveal, GetReveal(visit));
  const FormView view(form);
  const v1::Comparison& comparison = reveal.comparison();
  Data data;
  SetHead(form, data);
  data.set("heading", "File and class, side by side");
  Data compared;
  compared.set("class", absl::StrCat(comparison.assigned_class()));
  compared.set("class_label", comparison.assigned_label());
  const VerdictText verdict = TextOf(comparison.verdict());
  compared.set("verdict", verdict.name);
  compared.set("verdict_words", verdict.words);
  compared.set("verdict_tag", VerdictTag(comparison.verdict()));
  compared.set("sensitive", comparison.sensitive());
  compared.set("judgement", absl::StrReplaceAll(
                                absl::AsciiStrToLower(comparison.judgement()),
                                {{"_", " "}}));
  compared.set("classes", ClassRows(comparison, reveal));
  const Data moves = MoveRows(comparison);
  compared.set("moves", moves);
  compared.set("has_moves", !moves.is_empty_list());
  SetText(compared, "caveat", comparison.caveat());
  data.set("compared",
           reveal.no_class_reason().empty() ? compared : Data(false));
  data.set("no_class", reveal.no_class_reason());
  data.set("suggestions", SuggestionRows(reveal, view));
  data.set("has_suggestions", !reveal.suggestions().empty());
  data.set("answers", CodingPath(form.coding(), "/check"));
  return ShowPage(visit, "compared", "File and class, side by side", data);
}

absl::StatusOr<Response> ShowReveal(const Visit& visit) {
  CLI_ASSIGN_OR_RETURN(const v1::CodingForm form, GetForm(visit));
  switch (form.coding().state()) {
    case v1::Coding::SUBMITTED:
      return ShowStep(
          visit, form, "Submitted",
          "Your answers are frozen. Next you see the class to which "
          "administrative data had put the file, and what the return "
          "recorded; then you judge whether the file matches it.",
          "Show the class");
    case v1::Coding::CLASS_REVEALED:
      if (MatchSection(form) != nullptr) return ShowMatch(visit, form, {}, 200);
      return ShowStep(visit, form, "There is no class to judge",
                      "This file was not sampled from classes.",
                      "Show what the rule suggests");
    case v1::Coding::MATCHED:
      return ShowStep(visit, form, "Your judgement is saved",
                      "Next you see how probable each class is, from the "
                      "return and from what you found.",
                      "Show the comparison");
    case v1::Coding::COMPLETE:
      return ShowComparison(visit, form);
    default:
      return SeeOther(CodingPath(form.coding()));
  }
}

absl::StatusOr<Response> TakeReveal(const Visit& visit) {
  CLI_RETURN_IF_ERROR(GetReveal(visit).status());
  return SeeOther(visit.request.path);
}

v1::MatchCodingRequest MatchOf(const Visit& visit,
                               const std::vector<PostedItem>& items) {
  v1::MatchCodingRequest request;
  request.set_name(visit.Coding());
  request.set_etag(visit.request.form.Get("etag"));
  v1::Match& match = *request.mutable_match();
  for (const PostedItem& item : items) {
    const v1::Answer& answer = item.answer;
    const std::string code = answer.codes().empty() ? "" : answer.codes(0);
    if (answer.field() == "K.judgement") {
      match.set_judgement(code);
      *match.mutable_grade() = answer.grade();
    } else if (answer.field() == "K.mismatch_reason") {
      *match.mutable_mismatch_reasons() = answer.codes();
    } else if (answer.field() == "K.best_fit") {
      int number = code == "NONE" ? 0 : -1;
      if (number != 0 && !absl::SimpleAtoi(code, &number)) number = -1;
      match.set_best_fit(number);
    }
  }
  return request;
}

std::string KeyOfMatchPath(const std::string& path) {
  const std::string key = KeyOfPath(path);
  if (!key.empty()) return key;
  if (path.find("mismatch") != std::string::npos) return "K.mismatch_reason@";
  return path.find("best_fit") != std::string::npos ? "K.best_fit@"
                                                    : "K.judgement@";
}

absl::StatusOr<Response> SaveMatch(const Visit& visit) {
  const std::vector<PostedItem> items = PostedItems(visit.request.form);
  const absl::Status saved = visit.session.Call(MatchOf(visit, items)).status();
  const std::string path = absl::StrCat("/", visit.Coding(), "/reveal");
  if (saved.ok() || cli::ReasonOf(saved) == "ETAG_MISMATCH") {
    return SeeOther(path);
  }
  if (!absl::IsInvalidArgument(saved)) return saved;
  CLI_ASSIGN_OR_RETURN(const v1::CodingForm form, GetForm(visit));
  if (MatchSection(form) == nullptr) return SeeOther(path);
  FormNotes notes;
  for (const PostedItem& item : items) notes.sent[item.key] = item.answer;
  const v1::BadRequest violations = cli::ViolationsOf(saved);
  for (const auto& violation : violations.field_violations()) {
    notes.errors[KeyOfMatchPath(violation.field())].push_back(
        violation.description());
  }
  return ShowMatch(visit, form, notes, 422);
}

}  // namespace

std::vector<Route> RevealRoutes() {
  return {{"GET", "/studies/*/codings/*/reveal", ShowReveal},
          {"POST", "/studies/*/codings/*/reveal", TakeReveal},
          {"POST", "/studies/*/codings/*/match", SaveMatch}};
}

}  // namespace caselens::web
