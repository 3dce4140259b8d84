#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

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

std::string Name(const Visit& visit) {
  return absl::StrCat(visit.Study(), "/adjudications/", visit.places[1]);
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

Data ItemData(const FormView& view, const v1::CodingForm& words,
              const v1::Adjudication::Item& item,
              const std::vector<std::string>& errors) {
  const v1::Field* field = FieldNamed(words, item.field());
  const std::string key = KeyOf(item.field(), item.instance());
  Data data("key", key);
  data.set("id", ElementId(key));
  data.set("label", field == nullptr ? "Is it in the file?" : field->label());
  SetText(data, "instance", item.instance());
  SetText(data, "definition", field == nullptr ? "" : field->definition());
  SetText(data, "evidence", field == nullptr ? "" : field->evidence());
  SetText(data, "tell_apart", field == nullptr ? "" : field->tell_apart());
  data.set("a", Side(view, field, item, true));
  data.set("b", Side(view, field, item, false));
  SetText(data, "a_words", item.a().paraphrase());
  SetText(data, "b_words", item.b().paraphrase());
  data.set("is_a", item.resolution().choice() == v1::Resolution::A);
  data.set("is_b", item.resolution().choice() == v1::Resolution::B);
  Data list(Data::type::list);
  for (const std::string& error : errors) {
    list.push_back(Data("message", error));
  }
  data.set("errors", list);
  data.set("has_errors", !errors.empty());
  return data;
}

using ErrorsByKey = std::map<std::string, std::vector<std::string>>;

absl::StatusOr<Response> ShowFile(const Visit& visit, const ErrorsByKey& errors,
                                  int status) {
  v1::GetAdjudicationRequest request;
  request.set_name(Name(visit));
  CLI_ASSIGN_OR_RETURN(const v1::Adjudication file,
                       visit.session.Call(request));
  CLI_ASSIGN_OR_RETURN(const v1::CodingForm words,
                       WordsOfTemplate(visit, file.template_()));
  const FormView view(words);
  const bool is_open = file.state() == v1::Adjudication::OPEN;
  Data items(Data::type::list);
  Data summary(Data::type::list);
  bool may_focus = is_open;
  for (const v1::Adjudication::Item& item : file.items()) {
    const auto of_item = errors.find(KeyOf(item.field(), item.instance()));
    Data one = ItemData(
        view, words, item,
        of_item == errors.end() ? std::vector<std::string>() : of_item->second);
    one.set("focus", may_focus && !item.has_resolution());
    one.set("fixed", !is_open);
    may_focus = may_focus && item.has_resolution();
    items.push_back(one);
  }
  for (const auto& [key, messages] : errors) {
    for (const std::string& message : messages) {
      Data one("message", message);
      SetText(one, "id", ElementId(key));
      one.set("where", false);
      summary.push_back(one);
    }
  }
  Data data("items", items);
  data.set("site", file.site());
  data.set("record", file.record());
  data.set("simulated", file.simulated());
  data.set("etag", file.etag());
  data.set("agreed", absl::StrCat(file.agreed()));
  data.set("unsettled", absl::StrCat(file.unsettled()));
  data.set("complete", file.state() == v1::Adjudication::COMPLETE);
  data.set("open", is_open);
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

// The page again with what the service says is wrong.
absl::StatusOr<Response> ShowRefusal(const Visit& visit,
                                     const absl::Status& refused) {
  ErrorsByKey errors;
  const v1::BadRequest violations = cli::ViolationsOf(refused);
  for (const auto& violation : violations.field_violations()) {
    errors[KeyOfPath(violation.field())].push_back(violation.description());
  }
  if (errors.empty()) errors[""].emplace_back(refused.message());
  return ShowFile(visit, errors, 422);
}

absl::StatusOr<Response> Settle(const Visit& visit) {
  const Fields& form = visit.request.form;
  v1::ResolveDisagreementsRequest request;
  request.set_name(Name(visit));
  request.set_etag(form.Get("etag"));
  for (const std::string& key : form.All("item")) {
    v1::Resolution::Choice choice = v1::Resolution::CHOICE_UNSPECIFIED;
    if (!v1::Resolution::Choice_Parse(form.Get("a:" + key), &choice)) continue;
    const std::pair<std::string, std::string> place =
        absl::StrSplit(key, absl::MaxSplits('@', 1));
    v1::Resolution& one = *request.add_resolutions();
    one.set_field(place.first);
    one.set_instance(place.second);
    one.set_choice(choice);
  }
  if (!request.resolutions().empty()) {
    const absl::Status settled = visit.session.Call(request).status();
    if (absl::IsInvalidArgument(settled)) return ShowRefusal(visit, settled);
    CLI_RETURN_IF_ERROR(settled);
  }
  return SeeOther(visit.request.path);
}

absl::StatusOr<Response> Complete(const Visit& visit) {
  v1::CompleteAdjudicationRequest request;
  request.set_name(Name(visit));
  request.set_etag(visit.request.form.Get("etag"));
  const absl::Status completed = visit.session.Call(request).status();
  if (absl::IsInvalidArgument(completed)) return ShowRefusal(visit, completed);
  CLI_RETURN_IF_ERROR(completed);
  return SeeOther("/" + Name(visit));
}

}  // namespace

std::vector<Route> AdjudicationRoutes() {
  return {{"GET", "/studies/*/adjudications", ListAdjudications},
          {"GET", "/studies/*/adjudications/*", ShowAdjudication},
          {"POST", "/studies/*/adjudications/*", Settle},
          {"POST", "/studies/*/adjudications/*/complete", Complete}};
}

}  // namespace caselens::web
