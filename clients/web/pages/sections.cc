#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/cord.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

#include "caselens/v1/anonymity.pb.h"
#include "caselens/v1/error.pb.h"
#include "clients/cli/errors.h"
#include "clients/cli/status_macros.h"
#include "clients/web/answers.h"
#include "clients/web/found_spans.h"
#include "clients/web/pages/coding_pages.h"
#include "clients/web/site.h"

// One section of a coding: its pages, saving them, and what can come in the
// way.
namespace caselens::web {
namespace {

constexpr int kUnprocessable = 422;
constexpr char kFindings[] =
    "type.googleapis.com/caselens.v1.IdentifierFindings";

// One page of a section.
struct SectionPage {
  v1::CodingForm form;
  const v1::CodingForm::SectionForm* section = nullptr;  // of `form`
  int number = 1;                                        // from 1
  int of = 1;
  Page items;
};

absl::StatusOr<SectionPage> GetPage(const Visit& visit) {
  SectionPage page;
  CLI_ASSIGN_OR_RETURN(page.form, GetForm(visit, {visit.places[2]}));
  for (const v1::CodingForm::SectionForm& section : page.form.sections()) {
    if (section.section().id() == visit.places[2] &&
        section.section().stage() == v1::Section::CODING) {
      page.section = &section;
    }
  }
  if (page.section == nullptr ||
      !absl::SimpleAtoi(visit.places[3], &page.number)) {
    return absl::NotFoundError("There is no such section.");
  }
  std::vector<Page> pages = PagesOf(*page.section);
  page.of = static_cast<int>(pages.size());
  page.number = std::clamp(page.number, 1, page.of);
  page.items = std::move(pages[page.number - 1]);
  return page;
}

using OpenGrids = std::vector<const v1::CodingForm::OpenGrid*>;

// The grids that are open on the page.
OpenGrids OpenGridsOf(const SectionPage& page) {
  OpenGrids grids;
  for (const v1::CodingForm::OpenGrid& open : page.section->open_grids()) {
    const auto is_here = [&](const v1::CodingForm::Item* item) {
      const v1::Field* field =
          FindField(page.section->section(), item->field());
      return field != nullptr && field->grid() == open.grid() &&
             !item->settled() &&
             (open.instance().empty() || item->instance() == open.instance());
    };
    if (std::any_of(page.items.begin(), page.items.end(), is_here)) {
      grids.push_back(&open);
    }
  }
  return grids;
}

// What closes these grids; by a key if `has_key`.
Data Closing(const v1::Section& section, const OpenGrids& grids, bool has_key) {
  std::vector<std::string> fills;
  std::vector<std::string> labels;
  int unanswered = 0;
  for (const v1::CodingForm::OpenGrid* open : grids) {
    fills.push_back(absl::StrCat(open->grid(), "|", open->instance()));
    unanswered += open->unanswered();
    for (const v1::Grid& grid : section.grids()) {
      if (grid.id() == open->grid()) labels.push_back(grid.label());
    }
  }
  Data closing("fills", absl::StrJoin(fills, ","));
  closing.set("label", absl::StrJoin(labels, "; "));
  closing.set("unanswered", absl::StrCat(unanswered));
  SetText(closing, "press", has_key ? "=" : "");
  return closing;
}

// One key closes all that are open about the same; each has its button, too.
Data ClosingsOf(const SectionPage& page) {
  const v1::Section& section = page.section->section();
  const OpenGrids grids = OpenGridsOf(page);
  OpenGrids together;
  for (const v1::CodingForm::OpenGrid* open : grids) {
    if (open->instance() == grids.front()->instance()) together.push_back(open);
  }
  Data closings(Data::type::list);
  if (together.size() > 1) closings.push_back(Closing(section, together, true));
  for (const v1::CodingForm::OpenGrid* open : grids) {
    closings.push_back(Closing(section, {open}, closings.is_empty_list()));
  }
  return closings;
}

// The grade that was given last before each question, in the order of the form.
std::map<std::string, v1::Grade> GradesBefore(const v1::CodingForm& form) {
  std::map<std::string, v1::Grade> grades;
  const v1::Grade* last = nullptr;
  for (const v1::CodingForm::SectionForm& section : form.sections()) {
    for (const v1::CodingForm::Item& item : section.items()) {
      if (last != nullptr && item.takes_grade()) {
        grades[KeyOf(item.field(), item.instance())] = *last;
      }
      const v1::Grade& grade = item.answer().grade();
      // A whole one.
      if (grade.confidence() != 0 && !grade.evidence_level().empty()) {
        last = &grade;
      }
    }
  }
  return grades;
}

absl::StatusOr<Response> Show(const Visit& visit, const SectionPage& page,
                              FormNotes notes, int status) {
  const v1::Section& section = page.section->section();
  if (std::any_of(page.items.begin(), page.items.end(),
                  [](const v1::CodingForm::Item* item) {
                    return item->takes_grade() && !item->answer().has_grade();
                  })) {
    CLI_ASSIGN_OR_RETURN(const v1::CodingForm whole, GetForm(visit));
    notes.grades_before = GradesBefore(whole);
  }
  const FormView view(page.form);
  Data data;
  SetHead(page.form, data);
  data.set("action", visit.request.path);
  data.set("id", section.id());
  data.set("section_title", section.title());
  SetText(data, "guidance", page.number == 1 ? section.guidance() : "");
  data.set("number", absl::StrCat(page.number));
  SetText(data, "of", page.of > 1 ? absl::StrCat(page.of) : "");
  data.set("items", view.Items(section, page.items, notes));
  data.set("empty", page.items.empty());
  data.set("people_href", CodingPath(page.form.coding(), "/people"));
  data.set("grids", ClosingsOf(page));
  data.set("saved", visit.request.method == "POST" && status == 200);
  data.set("unanswered", absl::StrCat(page.section->unanswered()));
  data.set("required", absl::StrCat(page.section->required()));
  const Data errors = view.Errors(page.items, notes);
  data.set("errors", errors);
  data.set("has_errors", !errors.is_empty_list());
  return ShowPage(visit, "section",
                  absl::StrCat(section.id(), ". ", section.title()), data,
                  status);
}

absl::StatusOr<Response> ShowSection(const Visit& visit) {
  CLI_ASSIGN_OR_RETURN(const SectionPage page, GetPage(visit));
  if (!IsDraft(page.form.coding())) {
    return SeeOther(CodingPath(page.form.coding(), "/check"));
  }
  FormNotes notes;
  notes.are_errors_shown = visit.request.query.Has("check");
  return Show(visit, page, notes, 200);
}

// A save, and what came of it.
struct Save {
  std::vector<PostedItem> changed;  // since the page was made
  v1::SaveAnswersRequest request;
  // Of answers that somebody else changed meanwhile: what is stored, by key.
  std::map<std::string, v1::Answer> clashes;
};

Save NewSave(const Visit& visit) {
  const Fields& form = visit.request.form;
  Save save;
  save.request.set_name(visit.Coding());
  save.request.set_etag(form.Get("etag"));
  for (PostedItem& item : PostedItems(form)) {
    if (!item.IsChanged() || form.Get("keep:" + item.key) == "theirs") continue;
    *save.request.mutable_changes()->add_answers() = item.answer;
    save.changed.push_back(std::move(item));
  }
  for (const absl::string_view fill :
       absl::StrSplit(form.Get("fill"), ',', absl::SkipEmpty())) {
    const std::pair<std::string, std::string> parts =
        absl::StrSplit(fill, absl::MaxSplits('|', 1));
    v1::Fill& one = *save.request.mutable_changes()->add_fills();
    one.set_grid(parts.first);
    one.set_instance(parts.second);
  }
  ApplyDecisions(form, save.request);
  return save;
}

// Takes up what somebody else saved meanwhile. Answers that they did not touch
// are ours to save; those that both changed otherwise are clashes.
absl::Status FindClashes(const Visit& visit, Save& save) {
  v1::CompareAnswersRequest request;
  request.set_name(save.request.name());
  *request.mutable_changes() = save.request.changes();
  request.mutable_changes()->clear_fills();
  CLI_ASSIGN_OR_RETURN(const v1::CompareAnswersResponse compared,
                       visit.session.Call(request));
  for (const auto& difference : compared.differences()) {
    const PostedItem& item = save.changed[difference.yours()];
    if (Fingerprint(difference.stored()) == item.was) continue;
    save.clashes[item.key] = difference.stored();
  }
  save.request.set_etag(compared.etag());
  return absl::OkStatus();
}

// Saves, past others' saves that do not touch the same answers. OK with clashes
// means that nothing is saved.
absl::Status Store(const Visit& visit, Save& save) {
  constexpr int kAttempts = 4;
  absl::Status status;
  for (int i = 0; i < kAttempts; ++i) {
    status = visit.session.Call(save.request).status();
    if (cli::ReasonOf(status) != "ETAG_MISMATCH") return status;
    CLI_RETURN_IF_ERROR(FindClashes(visit, save));
    if (!save.clashes.empty()) return absl::OkStatus();
  }
  return status;
}

// The fields of the form that carry an answer, again.
Data FieldsOf(const Fields& form, const std::string& key) {
  Data fields(Data::type::list);
  for (const auto& [name, value] : form.Pairs()) {
    for (const char* prefix : {"a:", "t:", "p:", "c:", "e:", "s:"}) {
      if (name != prefix + key) continue;
      Data field("name", name);
      field.set("value", value);
      fields.push_back(field);
    }
  }
  return fields;
}

Data Clash(const SectionPage& page, const FormView& view,
           const PostedItem& item, const v1::Answer& stored) {
  const v1::Field* field =
      FindField(page.section->section(), item.answer.field());
  const auto words = [&](const v1::Answer& answer) {
    const std::string said = field == nullptr ? "" : view.Words(*field, answer);
    return said.empty() ? "no answer" : said;
  };
  Data data("label", field == nullptr ? item.answer.field() : field->label());
  SetText(data, "subject",
          item.answer.instance().empty()
              ? ""
              : view.Subject(item.answer.instance()));
  data.set("id", ElementId(item.key));
  data.set("yours", words(item.answer));
  data.set("theirs", words(stored));
  SetText(data, "your_words", item.answer.paraphrase());
  SetText(data, "their_words", stored.paraphrase());
  return data;
}

absl::StatusOr<Response> ShowConflict(const Visit& visit, const Save& save) {
  CLI_ASSIGN_OR_RETURN(const SectionPage page, GetPage(visit));
  const FormView view(page.form);
  Data items(Data::type::list);
  for (const PostedItem& item : save.changed) {
    const auto clash = save.clashes.find(item.key);
    Data one("key", item.key);
    // Decided on this page: what is stored now may be replaced.
    one.set("was", clash == save.clashes.end() ? item.was
                                               : Fingerprint(clash->second));
    one.set("fields", FieldsOf(visit.request.form, item.key));
    one.set("clash", clash == save.clashes.end()
                         ? Data(false)
                         : Clash(page, view, item, clash->second));
    items.push_back(one);
  }
  Data data;
  SetHead(page.form, data);
  data.set("etag", save.request.etag());
  data.set("action", visit.request.path);
  data.set("go", visit.request.form.Get("go"));
  SetText(data, "grade", visit.request.form.Get("grade"));
  data.set("count", absl::StrCat(save.clashes.size()));
  data.set("items", items);
  return ShowPage(visit, "conflict", "This was changed elsewhere", data, 409);
}

// What the service says is wrong with the answers of a save.
FormNotes NotesOf(const absl::Status& status, const Save& save) {
  FormNotes notes;
  for (const PostedItem& item : save.changed) {
    notes.sent[item.key] = item.answer;
  }
  for (const v1::Answer& answer : save.request.changes().answers()) {
    // With the wording that was taken over.
    notes.sent[KeyOf(answer.field(), answer.instance())] = answer;
  }
  const absl::optional<absl::Cord> payload = status.GetPayload(kFindings);
  v1::IdentifierFindings findings;
  if (payload.has_value() && findings.ParseFromString(std::string(*payload))) {
    for (const v1::IdentifierFindings::Field& field : findings.fields()) {
      notes.found[field.field()] = field.found();
      std::vector<std::string>& errors = notes.errors[KeyOfPath(field.field())];
      if (errors.empty()) {
        errors.emplace_back("The text may identify somebody. Decide below.");
      }
    }
  }
  const v1::BadRequest violations = cli::ViolationsOf(status);
  for (const auto& violation : violations.field_violations()) {
    // Told by the finding already.
    if (notes.found.contains(violation.field())) continue;
    notes.errors[KeyOfPath(violation.field())].push_back(
        violation.description());
  }
  return notes;
}

absl::StatusOr<Response> ShowRefused(const Visit& visit, const Save& save,
                                     const absl::Status& status) {
  CLI_ASSIGN_OR_RETURN(const SectionPage page, GetPage(visit));
  FormNotes notes = NotesOf(status, save);
  const auto is_here = [&](const auto& entry) {
    return std::any_of(page.items.begin(), page.items.end(),
                       [&](const v1::CodingForm::Item* item) {
                         return KeyOf(item->field(), item->instance()) ==
                                entry.first;
                       });
  };
  // Nothing that is wrong goes unsaid.
  if (!page.items.empty() &&
      std::none_of(notes.errors.begin(), notes.errors.end(), is_here)) {
    const v1::CodingForm::Item& first = *page.items.front();
    notes.errors[KeyOf(first.field(), first.instance())].emplace_back(
        status.message());
  }
  return Show(visit, page, notes, kUnprocessable);
}

// Where to go once the page is saved: to what the answers made the template ask
// on this page, or is left of it once a part is done, else on.
absl::StatusOr<std::string> PathAfter(const Visit& visit,
                                      const SectionPage& page) {
  const Fields& form = visit.request.form;
  const std::string path = absl::StrCat("/", visit.Coding());
  if (form.Get("go") == "list") return path;
  const std::vector<std::string> asked = form.All("item");
  for (const v1::CodingForm::Item* item : page.items) {
    const std::string key = KeyOf(item->field(), item->instance());
    const bool is_new =
        std::find(asked.begin(), asked.end(), key) == asked.end();
    if (item->required() && !item->settled() &&
        (is_new || form.Has("fill") || form.Has("grade"))) {
      return absl::StrCat(visit.request.path, "#", ElementId(key));
    }
  }
  const std::vector<Page> pages = PagesOf(*page.section);
  for (int i = page.number; i < page.of; ++i) {
    if (std::any_of(pages[i].begin(), pages[i].end(),
                    [](const v1::CodingForm::Item* item) {
                      return item->required() && !item->settled();
                    })) {
      return absl::StrCat(path, "/sections/", visit.places[2], "/", i + 1);
    }
  }
  return NextPath(visit, visit.places[2]);
}

absl::StatusOr<Response> SaveSection(const Visit& visit) {
  Save save = NewSave(visit);
  const bool is_empty =
      save.changed.empty() && save.request.changes().fills().empty();
  const absl::Status stored = is_empty ? absl::OkStatus() : Store(visit, save);
  if (absl::IsInvalidArgument(stored)) {
    return ShowRefused(visit, save, stored);
  }
  if (!stored.ok()) return stored;
  if (!save.clashes.empty()) return ShowConflict(visit, save);
  CLI_ASSIGN_OR_RETURN(const SectionPage page, GetPage(visit));
  if (visit.request.form.Has("autosave")) return Show(visit, page, {}, 200);
  CLI_ASSIGN_OR_RETURN(const std::string next, PathAfter(visit, page));
  return SeeOther(next);
}

}  // namespace

std::vector<Route> FormRoutes() {
  return {{"GET", "/studies/*/codings/*/sections/*/*", ShowSection},
          {"POST", "/studies/*/codings/*/sections/*/*", SaveSection}};
}

}  // namespace caselens::web
