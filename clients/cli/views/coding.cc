#include "clients/cli/views/coding.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "clients/cli/views/comparison.h"

namespace caselens::cli {
namespace {

Cell Count(int number) { return number == 0 ? Cell("") : Cell::Number(number); }

std::string PeriodNames(const v1::Relationship& relationship) {
  return absl::StrJoin(
      relationship.periods(), " ", [](std::string* out, int period) {
        absl::StrAppend(out,
                        v1::Relationship::Period_Name(
                            static_cast<v1::Relationship::Period>(period)));
      });
}

// People, relationships, harms and rows: what the answers are about.
Grid ThingGrid(const v1::Document& document) {
  Grid grid({"id", "is", "detail"});
  for (const v1::Person& person : document.people()) {
    grid.Add({person.id(), "person", ""});
  }
  for (const v1::Relationship& one : document.relationships()) {
    grid.Add({one.id(), "relationship",
              absl::StrCat(one.person_1(), " and ", one.person_2(), ": ",
                           PeriodNames(one))});
  }
  for (const v1::Harm& harm : document.harms()) {
    grid.Add({harm.id(), "harm", absl::StrCat(harm.from(), " to ", harm.to())});
  }
  for (const v1::Row& row : document.rows()) {
    grid.Add({row.id(), row.kind() == v1::Row::SERVICE ? "service" : "forum",
              row.person().empty() ? "" : absl::StrCat("for ", row.person())});
  }
  return grid;
}

// The code, missing value or text of an answer.
std::string ValueText(const v1::Answer& answer) {
  if (!answer.codes().empty()) return absl::StrJoin(answer.codes(), ";");
  if (answer.missing() != v1::Answer::MISSING_UNSPECIFIED) {
    return v1::Answer::Missing_Name(answer.missing());
  }
  return answer.text();
}

Grid AnswerGrid(const v1::Document& document) {
  Grid grid({"field", "instance", "answer", "confidence", "evidence",
             "paraphrase", "from"});
  for (const v1::Answer& answer : document.answers()) {
    grid.Add({answer.field(), answer.instance(), ValueText(answer),
              Count(answer.grade().confidence()),
              answer.grade().evidence_level(), answer.paraphrase(),
              answer.imported()    ? "return"
              : answer.unblinded() ? "UNBLINDED"
                                   : ""});
  }
  return grid;
}

Grid AnswerCsv(const v1::Coding& coding) {
  Grid grid({"coding", "field", "instance", "codes", "missing", "text",
             "confidence", "evidence_level", "sources", "paraphrase",
             "imported", "unblinded", "data"});
  for (const v1::Answer& answer : coding.document().answers()) {
    grid.Add({LastId(coding.name()), answer.field(), answer.instance(),
              absl::StrJoin(answer.codes(), ";"),
              answer.missing() == v1::Answer::MISSING_UNSPECIFIED
                  ? ""
                  : v1::Answer::Missing_Name(answer.missing()),
              answer.text(), Count(answer.grade().confidence()),
              answer.grade().evidence_level(),
              absl::StrJoin(answer.grade().sources(), ";"), answer.paraphrase(),
              Cell::Yes(answer.imported()), Cell::Yes(answer.unblinded()),
              coding.simulated() ? "SIMULATED" : ""});
  }
  return grid;
}

std::string MissingText(int unanswered, const std::string& field,
                        const std::string& instance) {
  return absl::StrCat(unanswered, " answers missing, next ", field,
                      instance.empty() ? "" : " ", instance);
}

// What its auditor does next.
std::string NextText(const v1::Coding& coding) {
  switch (coding.state()) {
    case v1::Coding::DRAFT:
    case v1::Coding::REOPENED:
      return coding.unanswered() == 0
                 ? "caselens coding check, then submit"
                 : MissingText(coding.unanswered(), coding.next_field(),
                               coding.next_instance());
    case v1::Coding::SUBMITTED:
      return "caselens coding reveal";
    case v1::Coding::CLASS_REVEALED:
      return "caselens coding match";
    case v1::Coding::MATCHED:
      return "caselens coding reveal, for the comparison";
    default:
      return "";
  }
}

std::string MatchText(const v1::Match& match) {
  if (match.judgement().empty()) return "";
  return absl::StrCat(match.judgement(), ", best fit ", match.best_fit(),
                      match.mismatch_reasons().empty() ? "" : "; ",
                      absl::StrJoin(match.mismatch_reasons(), ", "));
}

// In a box of its own: someone may be at risk now.
void SayContact(const std::string& contact, View& view) {
  if (contact.empty()) return;
  view.Say("");
  view.Say(
      "A CURRENT harm carries signs of high harm. Tell the site's duty "
      "team outside this service:");
  view.Say(absl::StrCat("    ", contact));
  view.Say("then answer C.current_risk.");
}

Grid ProfileGrid(const v1::ClassProfile& profile,
                 const google::protobuf::RepeatedPtrField<std::string>& ticks) {
  Grid grid({"factor", "recorded", "share_of_class", "label"});
  for (const v1::FactorShare& factor : profile.factors()) {
    const bool recorded =
        std::find(ticks.begin(), ticks.end(), factor.factor()) != ticks.end();
    grid.Add({factor.factor(), recorded ? "yes" : "",
              Cell::Real(factor.probability()), factor.label()});
  }
  return grid;
}

std::string ClassLabels(const v1::ClassProfile& profile) {
  return absl::StrJoin(profile.classes(), "; ",
                       [](std::string* out, const v1::ClassLabel& one) {
                         absl::StrAppend(out, one.class_(), " ", one.label());
                       });
}

void SayClass(const v1::Reveal& reveal, View& view) {
  const v1::ClassProfile& profile = reveal.assigned_class();
  Card card;
  card.Add("assigned class",
           profile.class_() == 0
               ? absl::StrCat("none: ", reveal.no_class_reason())
               : absl::StrCat(profile.class_(), " ", profile.label()))
      .Add("classes", ClassLabels(profile))
      .Add("the return has", reveal.raw_factors())
      .Add("as factors", absl::StrJoin(reveal.recorded_factors(), ", "));
  view.Show(card.Take());
  // The comparison has the factors too.
  if (profile.factors().empty() || reveal.has_comparison()) return;
  view.Say("");
  view.Show(view.csv);
}

Grid SecondThoughtsGrid(const v1::Coding& coding) {
  Grid grid({"second_thought", "version", "time", "actor", "reason"});
  for (const v1::Coding::SecondThought& one : coding.second_thoughts()) {
    grid.Add({v1::Coding::SecondThought::Kind_Name(one.kind()),
              absl::StrCat(one.version()), TimeText(one.time()),
              LastId(one.actor()), one.reason()});
  }
  return grid;
}

}  // namespace

View CodingStateView(const v1::Coding& coding) {
  View view;
  view.csv = AnswerCsv(coding);
  view.SayIfSimulated(coding.simulated());
  view.Show(Card()
                .Add("coding", LastId(coding.name()))
                .Add("file", absl::StrCat(coding.site(), " ", coding.record()))
                .Add("auditor", LastId(coding.auditor()))
                .Add("template", coding.template_())
                .Add("state", v1::Coding::State_Name(coding.state()))
                .Add("next", NextText(coding))
                .Add("judgement", MatchText(coding.match()))
                .Add("submitted", TimeText(coding.submit_time()))
                .Add("changed", TimeText(coding.update_time()))
                .Add("supersedes", LastId(coding.supersedes()))
                .Add("unblinded answers", Count(coding.unblinded_answers()))
                .Take());
  if (!coding.second_thoughts().empty()) {
    view.Say("");
    view.Show(SecondThoughtsGrid(coding));
  }
  SayContact(coding.safeguarding_contact(), view);
  return view;
}

View CodingView(const v1::Coding& coding) {
  View view = CodingStateView(coding);
  if (!coding.document().people().empty()) {
    view.Say("");
    view.Show(ThingGrid(coding.document()));
  }
  if (!coding.document().answers().empty()) {
    view.Say("");
    view.Show(AnswerGrid(coding.document()));
  }
  return view;
}

View CodingsView(const v1::ListCodingsResponse& response) {
  Grid grid({"coding", "site", "record", "auditor", "state", "unanswered",
             "update_time", "data"});
  for (const v1::Coding& coding : response.codings()) {
    grid.Add({LastId(coding.name()), coding.site(), coding.record(),
              LastId(coding.auditor()), v1::Coding::State_Name(coding.state()),
              Count(coding.unanswered()), TimeText(coding.update_time()),
              coding.simulated() ? "SIMULATED" : ""});
  }
  return View::Of(std::move(grid));
}

View CheckView(const v1::CheckCodingResponse& response) {
  Grid grid({"kind", "field", "description"});
  for (const auto& violation : response.violations()) {
    grid.Add({"must", violation.field(), violation.description()});
  }
  for (const auto& note : response.notes()) {
    grid.Add({"look", note.field(), note.description()});
  }
  View view;
  view.Say(response.violations().empty()
               ? "Complete: it can be submitted."
               : absl::StrCat(response.violations_size(),
                              " things keep it from being submitted."));
  if (!grid.Rows().empty()) view.Show(grid);
  view.csv = std::move(grid);
  return view;
}

View SaveView(const v1::SaveAnswersResponse& response) {
  View view;
  view.csv = Grid(
      {"etag", "update_time", "unanswered", "next_field", "next_instance"});
  view.csv.Add({response.etag(), TimeText(response.update_time()),
                Cell::Number(response.unanswered()), response.next_field(),
                response.next_instance()});
  view.Say(response.unanswered() == 0
               ? "Saved; nothing that must be answered is missing."
               : absl::StrCat(
                     "Saved; ",
                     MissingText(response.unanswered(), response.next_field(),
                                 response.next_instance())));
  SayContact(response.safeguarding_contact(), view);
  return view;
}

View DifferencesView(const v1::Document& yours,
                     const v1::CompareAnswersResponse& response) {
  Grid grid({"field", "instance", "stored", "yours"});
  const auto add_thing = [&grid](const std::string& id) {
    grid.Add({"", id, "otherwise or not", "here"});
  };
  for (const int i : response.people()) add_thing(yours.people(i).id());
  for (const int i : response.relationships()) {
    add_thing(yours.relationships(i).id());
  }
  for (const int i : response.harms()) add_thing(yours.harms(i).id());
  for (const int i : response.rows()) add_thing(yours.rows(i).id());
  for (const auto& one : response.differences()) {
    const v1::Answer& answer = yours.answers(one.yours());
    grid.Add({answer.field(), answer.instance(), ValueText(one.stored()),
              ValueText(answer)});
  }
  View view = View::Of(std::move(grid));
  view.Say(
      "Another save came first. Take over what you want to keep, put etag " +
      response.etag() + " into the file and save again.");
  return view;
}

View RevealView(const v1::Reveal& reveal) {
  View view;
  view.csv = ProfileGrid(reveal.assigned_class(), reveal.recorded_factors());
  view.Say(reveal.step() == 1
               ? "First reveal. Judge the match with `caselens coding match` "
                 "before you ask for the second."
               : "Second reveal.");
  SayClass(reveal, view);
  if (reveal.has_comparison()) {
    view.Say("");
    View comparison = ComparisonView(reveal.comparison());
    std::move(comparison.page.begin(), comparison.page.end(),
              std::back_inserter(view.page));
    view.csv = std::move(comparison.csv);
  }
  for (const v1::TypologySuggestion& suggestion : reveal.suggestions()) {
    view.Say("");
    SaySuggestion(suggestion, view);
  }
  return view;
}

}  // namespace caselens::cli
