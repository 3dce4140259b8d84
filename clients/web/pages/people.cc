#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "clients/cli/errors.h"
#include "clients/cli/status_macros.h"
#include "clients/web/answers.h"
#include "clients/web/network.h"
#include "clients/web/pages/coding_pages.h"
#include "clients/web/site.h"

// Who is in a file: people, relationships, harms, services and forums, each
// added by one form.
namespace caselens::web {
namespace {

constexpr char kRoleField[] = "C.role";

// The next free id of a list: `P4` behind P1 and P3.
template <typename List>
std::string NextId(char letter, const List& list) {
  int highest = 0;
  for (const auto& one : list) {
    int number = 0;
    if (one.id()[0] == letter &&
        absl::SimpleAtoi(one.id().substr(1), &number)) {
      highest = std::max(highest, number);
    }
  }
  return absl::StrCat(std::string(1, letter), highest + 1);
}

// One of several to choose by one key.
Data Choosable(size_t place, const std::string& value,
               const std::string& text) {
  Data one("value", value);
  one.set("text", text);
  SetText(one, "press", OptionKey(place));
  return one;
}

Data ChoicesOf(const v1::CodingForm& form, const FormView& view) {
  Data people(Data::type::list);
  size_t place = 0;
  for (const v1::Person& person : form.coding().document().people()) {
    people.push_back(
        Choosable(place++, person.id(), view.Subject(person.id())));
  }
  return people;
}

// A person to choose, on the way to the choice that adds.
Data Choice(const std::string& name, const std::string& legend,
            const Data& people) {
  Data choice("name", name);
  choice.set("legend", legend);
  choice.set("people", people);
  return choice;
}

Data Row(const std::string& id, const std::string& name,
         const std::string& detail) {
  Data row("name", name);
  row.set("detail", detail);
  row.set("remove", id);
  return row;
}

Data List() { return Data(Data::type::list); }

// What stands in one part of the page, and how to add to it: the last choice is
// a button each, which adds.
struct Group {
  const char* id;
  const char* title;
  const char* column;
  const char* second;
  const char* name;    // of the last choice
  const char* legend;  // of the last choice
};

Data GroupData(const Group& group, const Data& rows, bool may_add) {
  Data data("id", group.id);
  data.set("title", group.title);
  data.set("column", group.column);
  data.set("second", group.second);
  data.set("name", group.name);
  SetText(data, "legend", group.legend);
  data.set("rows", rows);
  data.set("has_rows", !rows.is_empty_list());
  data.set("add", may_add);
  data.set("first", false);
  data.set("periods", false);
  data.set("buttons", List());
  return data;
}

Data Roles(const v1::Field& field) {
  Data roles = List();
  size_t place = 0;
  for (const v1::Code& role : field.codes()) {
    roles.push_back(Choosable(place++, role.code(), role.label()));
  }
  return roles;
}

Data PeopleGroup(const v1::CodingForm& form, const FormView& view,
                 bool may_add) {
  Data rows = List();
  const v1::Document& document = form.coding().document();
  for (const v1::Person& person : document.people()) {
    const auto harms = [&](bool by) {
      return std::count_if(document.harms().begin(), document.harms().end(),
                           [&](const v1::Harm& harm) {
                             return (by ? harm.from() : harm.to()) ==
                                    person.id();
                           });
    };
    rows.push_back(Row(
        person.id(), view.Subject(person.id()),
        absl::StrCat("harms ", harms(true), ", is harmed by ", harms(false))));
  }
  Data group = GroupData({"people", "People", "Person",
                          "Harm in the tables below", "role", "Who is it?"},
                         rows, may_add);
  for (const v1::CodingForm::SectionForm& section : form.sections()) {
    const v1::Field* field = FindField(section.section(), kRoleField);
    if (field != nullptr) group.set("buttons", Roles(*field));
  }
  return group;
}

Data RelationshipGroup(const v1::CodingForm& form, const FormView& view,
                       bool may_add) {
  const v1::Field* periods = nullptr;
  for (const v1::Field& list : form.lists()) {
    if (list.id() == "B.type_period") periods = &list;
  }
  const auto words = [&](const v1::Relationship& one) {
    return absl::StrJoin(
        one.periods(), ", ", [&](std::string* out, int number) {
          const std::string code = v1::Relationship::Period_Name(
              static_cast<v1::Relationship::Period>(number));
          for (const v1::Code& period : periods->codes()) {
            if (period.code() == code) out->append(period.label());
          }
        });
  };
  Data rows = List();
  for (const v1::Relationship& one : form.coding().document().relationships()) {
    rows.push_back(
        Row(one.id(),
            absl::StrCat(view.Subject(one.person_1()), " – ",
                         view.Subject(one.person_2()), " (", one.id(), ")"),
            words(one)));
  }
  Data group = GroupData({"relationships", "Intimate relationships", "Partners",
                          "Periods", "person_2", "The other partner"},
                         rows, may_add);
  const Data people = ChoicesOf(form, view);
  group.set("first", Choice("person_1", "One partner", people));
  group.set("buttons", people);
  Data options = List();
  for (const v1::Code& period : periods->codes()) {
    Data one("id", "period-" + period.code());
    one.set("name", "period");
    one.set("value", period.code());
    one.set("text", period.label());
    one.set("checked", period.code() == "CURRENT");
    options.push_back(one);
  }
  group.set("periods", Data("options", options));
  return group;
}

Data HarmGroup(const v1::CodingForm& form, const FormView& view, bool may_add) {
  Data rows = List();
  for (const v1::Harm& harm : form.coding().document().harms()) {
    rows.push_back(Row(
        harm.id(),
        absl::StrCat("From ", view.Subject(harm.from()), " (", harm.id(), ")"),
        absl::StrCat("to ", view.Subject(harm.to()))));
  }
  Data group = GroupData(
      {"harms", "Harms", "Who harms", "Who is harmed", "to", "Who is harmed"},
      rows, may_add);
  const Data people = ChoicesOf(form, view);
  group.set("first", Choice("from", "Who harms", people));
  group.set("buttons", people);
  return group;
}

Data ServiceGroup(const v1::CodingForm& form, const FormView& view,
                  bool may_add) {
  Data rows = List();
  for (const v1::Row& row : form.coding().document().rows()) {
    if (row.kind() != v1::Row::SERVICE) continue;
    rows.push_back(Row(row.id(), row.id(), view.Subject(row.person())));
  }
  Data group = GroupData({"services", "Services", "Service", "For whom",
                          "person", "A service for whom"},
                         rows, may_add);
  group.set("buttons", ChoicesOf(form, view));
  return group;
}

Data ForumGroup(const v1::CodingForm& form, bool may_add) {
  Data rows = List();
  for (const v1::Row& row : form.coding().document().rows()) {
    if (row.kind() == v1::Row::FORUM) {
      rows.push_back(Row(row.id(), row.id(), "multi-agency meeting"));
    }
  }
  Data group = GroupData(
      {"forums", "Multi-agency meetings", "Meeting", "Kind", "kind", ""}, rows,
      may_add);
  Data buttons = List();
  Data add("value", "FORUM");
  add.set("text", "Add a meeting");
  add.set("press", "m");  // from anywhere on the page
  buttons.push_back(add);
  group.set("buttons", buttons);
  return group;
}

absl::StatusOr<Response> Show(const Visit& visit, const std::string& error,
                              int status) {
  CLI_ASSIGN_OR_RETURN(const v1::CodingForm form, GetForm(visit, {"C"}));
  const FormView view(form);
  const bool is_draft = IsDraft(form.coding());
  const int people = form.coding().document().people_size();
  Data groups = List();
  groups.push_back(PeopleGroup(form, view, is_draft));
  groups.push_back(RelationshipGroup(form, view, is_draft && people > 1));
  groups.push_back(HarmGroup(form, view, is_draft && people > 1));
  groups.push_back(ServiceGroup(form, view, is_draft && people > 0));
  groups.push_back(ForumGroup(form, is_draft));
  Data data;
  SetHead(form, data);
  data.set("groups", groups);
  data.set("removable", is_draft);
  data.set("has_people", people > 0);
  data.set("network",
           CodingPath(form.coding(),
                      "/network.svg?etag=" + UrlEncoded(form.coding().etag())));
  data.set("action", visit.request.path);
  data.set("next",
           CodingPath(form.coding(), people == 0 ? "/next?nobody=1" : "/next"));
  Data errors = List();
  if (!error.empty()) {
    Data one("message", error);
    one.set("id", false);
    errors.push_back(one);
  }
  data.set("errors", errors);
  data.set("has_errors", !error.empty());
  return ShowPage(visit, "people", "People and harms", data, status);
}

absl::StatusOr<Response> ShowPeople(const Visit& visit) {
  return Show(visit, "", 200);
}

void AddPerson(const Fields& form, const v1::Document& document,
               v1::Document& changes) {
  const std::string id = NextId('P', document.people());
  changes.add_people()->set_id(id);
  if (form.Get("role").empty()) return;
  v1::Answer& answer = *changes.add_answers();
  answer.set_field(kRoleField);
  answer.set_instance(id);
  answer.add_codes(form.Get("role"));
}

void AddRelationship(const Fields& form, const v1::Document& document,
                     v1::Document& changes) {
  v1::Relationship& one = *changes.add_relationships();
  one.set_id(NextId('R', document.relationships()));
  one.set_person_1(form.Get("person_1"));
  one.set_person_2(form.Get("person_2"));
  for (const std::string& name : form.All("period")) {
    v1::Relationship::Period period = v1::Relationship::PERIOD_UNSPECIFIED;
    if (v1::Relationship::Period_Parse(name, &period)) one.add_periods(period);
  }
}

void AddRow(v1::Row::Kind kind, const Fields& form,
            const v1::Document& document, v1::Document& changes) {
  v1::Row& row = *changes.add_rows();
  row.set_id(NextId(kind == v1::Row::SERVICE ? 'S' : 'M', document.rows()));
  row.set_kind(kind);
  if (kind == v1::Row::SERVICE) row.set_person(form.Get("person"));
}

void AddHarm(const Fields& form, const v1::Document& document,
             v1::Document& changes) {
  v1::Harm& harm = *changes.add_harms();
  harm.set_id(NextId('H', document.harms()));
  harm.set_from(form.Get("from"));
  harm.set_to(form.Get("to"));
}

// What the form adds, or removes.
v1::SaveAnswersRequest ChangeOf(const Visit& visit,
                                const v1::Document& document) {
  const Fields& form = visit.request.form;
  v1::SaveAnswersRequest request;
  request.set_name(visit.Coding());
  v1::Document& changes = *request.mutable_changes();
  const std::string what = form.Get("add");
  if (what == "people") AddPerson(form, document, changes);
  if (what == "relationships") AddRelationship(form, document, changes);
  if (what == "harms") AddHarm(form, document, changes);
  if (what == "services") AddRow(v1::Row::SERVICE, form, document, changes);
  if (what == "forums") AddRow(v1::Row::FORUM, form, document, changes);
  if (form.Has("remove")) request.add_removed(form.Get("remove"));
  return request;
}

absl::StatusOr<Response> SavePeople(const Visit& visit) {
  constexpr int kAttempts = 4;
  absl::Status saved;
  for (int i = 0; i < kAttempts; ++i) {
    // To add is to add to what is there now; nobody's change is lost.
    v1::GetCodingRequest get;
    get.set_name(visit.Coding());
    CLI_ASSIGN_OR_RETURN(const v1::Coding coding, visit.session.Call(get));
    v1::SaveAnswersRequest request = ChangeOf(visit, coding.document());
    request.set_etag(coding.etag());
    saved = visit.session.Call(request).status();
    if (cli::ReasonOf(saved) != "ETAG_MISMATCH") break;
  }
  if (absl::IsInvalidArgument(saved)) {
    return Show(visit, std::string(saved.message()), 422);
  }
  if (!saved.ok()) return saved;
  const std::string group = visit.request.form.Get("add");
  return SeeOther(absl::StrCat(visit.request.path, group.empty() ? "" : "#add-",
                               ElementId(group)));
}

absl::StatusOr<Response> ShowNetwork(const Visit& visit) {
  CLI_ASSIGN_OR_RETURN(const v1::CodingForm form, GetForm(visit, {"C"}));
  CLI_ASSIGN_OR_RETURN(const std::string svg,
                       DrawnByGraphviz(NetworkAsDot(form)));
  Response response;
  response.content_type = "image/svg+xml";
  response.body = svg;
  return response;
}

}  // namespace

std::vector<Route> PeopleRoutes() {
  return {{"GET", "/studies/*/codings/*/people", ShowPeople},
          {"POST", "/studies/*/codings/*/people", SavePeople},
          {"GET", "/studies/*/codings/*/network.svg", ShowNetwork}};
}

}  // namespace caselens::web
