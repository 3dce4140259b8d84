#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

#include "caselens/v1/adjudication.pb.h"
#include "caselens/v1/error.pb.h"
#include "clients/cli/errors.h"
#include "clients/cli/status_macros.h"
#include "clients/web/answers.h"
#include "clients/web/form_view.h"
#include "clients/web/pages/template_words.h"
#include "clients/web/site.h"

// The adjudicator's pages: where two coders of a file differ, side by side.
namespace caselens::web {
namespace {

absl::StatusOr<Response> ListAdjudications(const Visit& visit) {
  v1::ListAdjudicationsRequest request;
  request.set_parent(visit.Study());
  CLI_ASSIGN_OR_RETURN(const v1::ListAdjudicationsResponse all,
                       visit.session.CallAllPages(request));
  Data items(Data::type::list);
  bool is_first = true;
  for (const v1::Adjudication& one : all.adjudications()) {
    const bool is_complete = one.state() == v1::Adjudication::COMPLETE;
    const bool is_stale = one.state() == v1::Adjudication::OUT_OF_DATE;
    Data item("href", "/" + one.name());
    item.set("site", one.site());
    item.set("record", one.record());
    item.set("state", is_complete ? "Settled"
                      : is_stale  ? "A coder submitted again"
                                  : "To settle");
    item.set("tag", is_complete ? "govuk-tag--green" : "govuk-tag--blue");
    item.set("agreed", absl::StrCat(one.agreed()));
    item.set("unsettled", absl::StrCat(one.unsettled()));
    item.set("focus", is_first);
    is_first = false;
    items.push_back(item);
  }
  Data data("items", items);
  data.set("has_items", !items.is_empty_list());
  return ShowPage(visit, "adjudications", "Files with two codings", data);
}

// What one coder has.
std::string Side(const FormView& view, const v1::Field* field,
                 const v1::Adjudication::Item& item, bool is_a) {
  if (item.kind() != v1::Adjudication::Item::ANSWER) {
    const bool has = (item.kind() == v1::Adjudication::Item::ONLY_A) == is_a;
    return has ? "is there" : "is not there";
  }
  const v1::Answer& answer = is_a ? item.a() : item.b();
  const std::string words = field == nullptr ? "" : view.Words(*field, answer);
  return words.empty() ? "no answer" : words;
}

v1::Answer AnswerOf(const v1::Resolution& resolution) {
  v1::Answer answer;
  *answer.mutable_codes() = resolution.codes();
  answer.set_missing(resolution.missing());
  if (resolution.has_grade()) *answer.mutable_grade() = resolution.grade();
  return answer;
}

// What the adjudicator may answer instead of A and B; false where there is
// nothing to choose from.
Data OwnAnswer(const FormView& view, const v1::Field* field,
               const std::string& key, const v1::Resolution& resolution) {
  const bool is_many = field != nullptr && field->kind() == v1::Field::MANY;
  const bool is_one = field != nullptr && field->kind() == v1::Field::ONE;
  if (!is_many && !is_one) return Data(false);
  const v1::Answer answer = AnswerOf(resolution);
  Data own("many", is_many);
  own.set("one", is_one);
  own.set("options", view.Options(*field, answer, key,
                                  absl::StrCat(ElementId(key), "-own")));
  own.set("grade", field->graded() ? view.GradeOf(answer, key) : Data(false));
  SetText(own, "reason", resolution.reason());
  return own;
}

using Errors = std::vector<std::string>;
using ErrorsByKey = std::map<std::string, Errors>;
using ResolutionsByKey = std::map<std::string, v1::Resolution>;

// What a form said, and what is wrong with it.
struct Refusal {
  ResolutionsByKey sent;
  ErrorsByKey errors;
};

Data QuestionData(const FormView& view, const v1::Field* field,
                  const v1::Resolution& resolution, const Errors& errors) {
  const std::string key = KeyOf(resolution.field(), resolution.instance());
  Data data("key", key);
  data.set("id", ElementId(key));
  data.set("label", field == nullptr ? "Is it in the file?" : field->label());
  SetText(data, "instance", resolution.instance());
  SetText(data, "definition", field == nullptr ? "" : field->definition());
  SetText(data, "evidence", field == nullptr ? "" : field->evidence());
  SetText(data, "tell_apart", field == nullptr ? "" : field->tell_apart());
  data.set("is_a", resolution.choice() == v1::Resolution::A);
  data.set("is_b", resolution.choice() == v1::Resolution::B);
  data.set("is_new", resolution.choice() == v1::Resolution::NEW);
  data.set("own", OwnAnswer(view, field, key, resolution));
  Data list(Data::type::list);
  for (const std::string& error : errors) {
    list.push_back(Data("message", error));
  }
  data.set("errors", list);
  data.set("has_errors", !errors.empty());
  data.set("sides", false);
  data.set("focus", false);
  return data;
}

Data SidesOf(const FormView& view, const v1::Field* field,
             const v1::Adjudication::Item& item) {
  Data sides("a", Side(view, field, item, true));
  sides.set("b", Side(view, field, item, false));
  SetText(sides, "a_words", item.a().paraphrase());
  SetText(sides, "b_words", item.b().paraphrase());
  return sides;
}

// The questions of the page: where A and B differ, then what their settling
// made the template ask.
class Questions {
 public:
  Questions(const v1::CodingForm& words, const v1::Adjudication& file,
            const Refusal& refusal)
      : words_(words), view_(words), refusal_(refusal) {
    bool may_focus = file.state() == v1::Adjudication::OPEN;
    for (const v1::Adjudication::Item& item : file.items()) {
      v1::Resolution stored = item.resolution();
      stored.set_field(item.field());
      stored.set_instance(item.instance());
      Data one = Question(stored);
      one.set("sides", SidesOf(view_, FieldNamed(words, item.field()), item));
      one.set("focus", may_focus && !item.has_resolution());
      may_focus = may_focus && item.has_resolution();
      list_.push_back(one);
    }
    for (const v1::Resolution& more : file.more()) {
      list_.push_back(Question(more));
    }
    for (const auto& [key, errors] : refusal.errors) {
      const std::pair<std::string, std::string> place =
          absl::StrSplit(key, absl::MaxSplits('@', 1));
      if (seen_.contains(key) || FieldNamed(words, place.first) == nullptr) {
        continue;
      }
      v1::Resolution asked;
      asked.set_field(place.first);
      asked.set_instance(place.second);
      list_.push_back(Question(asked));
    }
  }

  const Data& List() const { return list_; }
  bool Has(const std::string& key) const { return seen_.contains(key); }

 private:
  Data Question(const v1::Resolution& stored) {
    const std::string key = KeyOf(stored.field(), stored.instance());
    seen_.insert(key);
    const auto sent = refusal_.sent.find(key);
    const auto errors = refusal_.errors.find(key);
    return QuestionData(
        view_, FieldNamed(words_, stored.field()),
        sent == refusal_.sent.end() ? stored : sent->second,
        errors == refusal_.errors.end() ? Errors() : errors->second);
  }

  const v1::CodingForm& words_;
  const FormView view_;
  const Refusal& refusal_;
  std::set<std::string> seen_;
  Data list_ = Data(Data::type::list);
};

absl::StatusOr<Response> ShowFile(const Visit& visit, const Refusal& refusal,
                                  int status) {
  v1::GetAdjudicationRequest request;
  request.set_name(visit.Named("adjudications"));
  CLI_ASSIGN_OR_RETURN(const v1::Adjudication file,
                       visit.session.Call(request));
  CLI_ASSIGN_OR_RETURN(const v1::CodingForm words,
                       WordsOfTemplate(visit, file.template_()));
  const Questions questions(words, file, refusal);
  const bool is_open = file.state() == v1::Adjudication::OPEN;
  Data summary(Data::type::list);
  for (const auto& [key, messages] : refusal.errors) {
    for (const std::string& message : messages) {
      summary.push_back(
          ErrorData(message, questions.Has(key) ? ElementId(key) : ""));
    }
  }
  Data data("items", questions.List());
  data.set("site", file.site());
  data.set("record", file.record());
  data.set("simulated", file.simulated());
  data.set("etag", file.etag());
  data.set("agreed", absl::StrCat(file.agreed()));
  data.set("unsettled", absl::StrCat(file.unsettled()));
  data.set("complete", file.state() == v1::Adjudication::COMPLETE);
  data.set("open", is_open);
  data.set("fixed", !is_open);
  data.set("may_complete", is_open && file.unsettled() == 0);
  data.set("action", "/" + file.name());
  data.set("errors", summary);
  data.set("has_errors", !summary.is_empty_list());
  return ShowPage(visit, "adjudication", "Where the two coders differ", data,
                  status);
}

absl::StatusOr<Response> ShowAdjudication(const Visit& visit) {
  return ShowFile(visit, {}, 200);
}

// `resolutions[2].reason` -> the key of the third; else as KeyOfPath has it.
std::string KeyOfViolation(absl::string_view path,
                           const v1::ResolveDisagreementsRequest& request) {
  size_t index = 0;
  if (!absl::ConsumePrefix(&path, "resolutions[") ||
      !absl::SimpleAtoi(path.substr(0, path.find(']')), &index) ||
      index >= static_cast<size_t>(request.resolutions_size())) {
    return KeyOfPath(path);
  }
  const v1::Resolution& one = request.resolutions(static_cast<int>(index));
  return KeyOf(one.field(), one.instance());
}

// The page again with what the form said, and what the service says is wrong.
absl::StatusOr<Response> ShowRefusal(
    const Visit& visit, const absl::Status& refused,
    const v1::ResolveDisagreementsRequest& request) {
  Refusal refusal;
  for (const v1::Resolution& one : request.resolutions()) {
    refusal.sent[KeyOf(one.field(), one.instance())] = one;
  }
  const v1::BadRequest violations = cli::ViolationsOf(refused);
  for (const auto& violation : violations.field_violations()) {
    refusal.errors[KeyOfViolation(violation.field(), request)].push_back(
        violation.description());
  }
  if (refusal.errors.empty()) {
    refusal.errors[""].emplace_back(refused.message());
  }
  return ShowFile(visit, refusal, 422);
}

// What the form says of a question; nothing if it says nothing.
std::optional<v1::Resolution> ResolutionOf(const Fields& form,
                                           const PostedItem& item) {
  v1::Resolution one;
  v1::Resolution::Choice choice = v1::Resolution::CHOICE_UNSPECIFIED;
  if (!v1::Resolution::Choice_Parse(form.Get("choice:" + item.key), &choice)) {
    return std::nullopt;
  }
  one.set_field(item.answer.field());
  one.set_instance(item.answer.instance());
  one.set_choice(choice);
  if (choice != v1::Resolution::NEW) return one;
  *one.mutable_codes() = item.answer.codes();
  one.set_missing(item.answer.missing());
  if (item.answer.has_grade()) *one.mutable_grade() = item.answer.grade();
  one.set_reason(form.Get("reason:" + item.key));
  return one;
}

absl::StatusOr<Response> Settle(const Visit& visit) {
  const Fields& form = visit.request.form;
  v1::ResolveDisagreementsRequest request;
  request.set_name(visit.Named("adjudications"));
  request.set_etag(form.Get("etag"));
  for (const PostedItem& item : PostedItems(form)) {
    const std::optional<v1::Resolution> one = ResolutionOf(form, item);
    if (one.has_value()) *request.add_resolutions() = *one;
  }
  if (!request.resolutions().empty()) {
    const absl::Status settled = visit.session.Call(request).status();
    if (absl::IsInvalidArgument(settled)) {
      return ShowRefusal(visit, settled, request);
    }
    CLI_RETURN_IF_ERROR(settled);
  }
  return SeeOther(visit.request.path);
}

absl::StatusOr<Response> Complete(const Visit& visit) {
  v1::CompleteAdjudicationRequest request;
  request.set_name(visit.Named("adjudications"));
  request.set_etag(visit.request.form.Get("etag"));
  const absl::Status completed = visit.session.Call(request).status();
  if (absl::IsInvalidArgument(completed)) {
    return ShowRefusal(visit, completed, {});
  }
  CLI_RETURN_IF_ERROR(completed);
  return SeeOther("/" + visit.Named("adjudications"));
}

}  // namespace

std::vector<Route> AdjudicationRoutes() {
  return {{"GET", "/studies/*/adjudications", ListAdjudications},
          {"GET", "/studies/*/adjudications/*", ShowAdjudication},
          {"POST", "/studies/*/adjudications/*", Settle},
          {"POST", "/studies/*/adjudications/*/complete", Complete}};
}

}  // namespace caselens::web
