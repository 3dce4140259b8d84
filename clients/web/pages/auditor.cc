#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

#include "caselens/v1/assignment.pb.h"
#include "caselens/v1/study.pb.h"
#include "clients/cli/errors.h"
#include "clients/cli/status_macros.h"
#include "clients/web/answers.h"
#include "clients/web/pages/coding_pages.h"
#include "clients/web/site.h"
#include "clients/web/text.h"

// The auditor's way to a file: studies, the queue, the sections of a coding,
// the check of answers, submission.
namespace caselens::web {
namespace {

struct StateWords {
  const char* words;
  const char* tag;
};

StateWords WordsOf(v1::Coding::State state) {
  switch (state) {
    case v1::Coding::DRAFT:
      return {"In progress", "govuk-tag--light-blue"};
    case v1::Coding::REOPENED:
      return {"Reopened", "govuk-tag--yellow"};
    case v1::Coding::SUBMITTED:
      return {"Submitted: see the class", "govuk-tag--purple"};
    case v1::Coding::CLASS_REVEALED:
      return {"Judge the match", "govuk-tag--purple"};
    case v1::Coding::MATCHED:
      return {"See the comparison", "govuk-tag--purple"};
    case v1::Coding::COMPLETE:
      return {"Complete", "govuk-tag--green"};
    case v1::Coding::WITHDRAWN:
      return {"Withdrawn", "govuk-tag--grey"};
    default:
      return {"Not started", "govuk-tag--grey"};
  }
}

// What there is for a role on these pages.
struct Area {
  v1::Grant::Role role;
  const char* below;  // the address of the study
  const char* text;
};
constexpr Area kAreas[] = {
    {v1::Grant::AUDITOR, "/queue", "Files to code"},
    {v1::Grant::ADJUDICATOR, "/adjudications", "Files with two codings"},
    {v1::Grant::RESEARCHER, "/classModels", "Class models"},
    {v1::Grant::STUDY_STEWARD, "/classModels", "Class models"},
    {v1::Grant::RESEARCHER, "/classModelFits", "Fits of class models"},
    {v1::Grant::STUDY_STEWARD, "/classModelFits", "Fits of class models"},
    {v1::Grant::RESEARCHER, "/samples", "Files to read"},
    {v1::Grant::STUDY_STEWARD, "/samples", "Files to read"},
    {v1::Grant::RESEARCHER, "/agreement", "How far coders agree"},
    {v1::Grant::STUDY_STEWARD, "/agreement", "How far coders agree"},
    {v1::Grant::RESEARCHER, "/tables", "Exact tables"},
    {v1::Grant::STUDY_STEWARD, "/tables", "Exact tables"},
    {v1::Grant::RESEARCHER, "/releases", "Findings that may be shared"},
    {v1::Grant::STUDY_STEWARD, "/releases", "Findings that may be shared"},
    {v1::Grant::SITE_STEWARD, "/releases", "Findings that may be shared"},
    {v1::Grant::FACILITATOR, "/releases", "Findings that may be shared"},
    {v1::Grant::SITE_STEWARD, "/import", "Import case files"},
    {v1::Grant::RESEARCHER, "/import", "Import case files"},
    {v1::Grant::SITE_STEWARD, "/approvals", "Waiting for approval"},
    {v1::Grant::STUDY_STEWARD, "/approvals", "Waiting for approval"},
    {v1::Grant::STUDY_STEWARD, "/history", "History"},
    {v1::Grant::GOVERNANCE_AUDITOR, "/history", "History"}};

absl::StatusOr<Response> Home(const Visit& visit) {
  CLI_ASSIGN_OR_RETURN(const v1::ListStudiesResponse studies,
                       visit.session.CallAllPages(v1::ListStudiesRequest()));
  Data list(Data::type::list);
  std::vector<std::string> paths;
  for (const v1::Study& study : studies.studies()) {
    Data areas(Data::type::list);
    for (const Area& area : kAreas) {
      const std::string path = absl::StrCat("/", study.name(), area.below);
      if (!visit.Has(area.role, study.name()) ||
          std::find(paths.begin(), paths.end(), path) != paths.end()) {
        continue;
      }
      paths.push_back(path);
      Data one("href", paths.back());
      one.set("text", area.text);
      areas.push_back(one);
    }
    if (areas.is_empty_list()) continue;
    Data one("name", study.display_name());
    one.set("areas", areas);
    list.push_back(one);
  }
  if (paths.size() == 1) return SeeOther(paths.front());
  const Data data("studies", list);
  return ShowPage(visit, "home", "Your studies", data);
}

Data QueueItem(const v1::WorkQueue::Item& item) {
  const v1::Assignment& assignment = item.assignment();
  const StateWords words = WordsOf(item.state());
  Data data;
  data.set("site", assignment.site());
  data.set("record", assignment.record());
  data.set("rank", Plain(v1::Assignment::Rank_Name(assignment.rank())));
  data.set("wave", v1::Assignment::Wave_Name(assignment.wave()));
  data.set("state", words.words);
  data.set("tag", words.tag);
  SetText(data, "unanswered",
          item.has_unanswered() ? absl::StrCat(item.unanswered()) : "");
  SetText(data, "due", assignment.due_date());
  data.set("late", item.overdue());
  SetText(data, "start",
          assignment.coding().empty()
              ? absl::StrCat("/", assignment.name(), "/start")
              : "");
  const bool is_draft =
      item.state() == v1::Coding::DRAFT || item.state() == v1::Coding::REOPENED;
  const std::string coding = "/" + assignment.coding();
  SetText(
      data, "open",
      assignment.coding().empty() ? "" : coding + (is_draft ? "/next" : ""));
  SetText(data, "list", is_draft ? coding : "");
  return data;
}

absl::StatusOr<Data> PastCodings(const Visit& visit) {
  v1::ListCodingsRequest request;
  request.set_parent(visit.Study());
  request.set_mine(true);
  CLI_ASSIGN_OR_RETURN(const v1::ListCodingsResponse codings,
                       visit.session.CallAllPages(request));
  Data past(Data::type::list);
  for (const v1::Coding& coding : codings.codings()) {
    if (coding.state() != v1::Coding::COMPLETE) continue;
    Data one("href", CodingPath(coding));
    one.set("text", absl::StrCat(coding.site(), ": ", coding.record()));
    past.push_back(one);
  }
  return past;
}

absl::StatusOr<Response> Queue(const Visit& visit) {
  v1::GetWorkQueueRequest request;
  request.set_parent(visit.Study());
  request.set_page_token(visit.request.query.Get("page"));
  CLI_ASSIGN_OR_RETURN(const v1::WorkQueue queue, visit.session.Call(request));
  CLI_ASSIGN_OR_RETURN(const Data past, PastCodings(visit));
  const int all = queue.done() + queue.in_progress() + queue.to_do();
  const auto width = [all](int part) {
    return absl::StrCat(all == 0 ? 0 : 100 * part / all);
  };
  Data items(Data::type::list);
  bool is_first = true;
  for (const v1::WorkQueue::Item& item : queue.items()) {
    Data one = QueueItem(item);
    one.set("focus", is_first);
    is_first = false;
    items.push_back(one);
  }
  Data data;
  data.set("items", items);
  data.set("has_items", !queue.items().empty());
  data.set("past", past);
  data.set("has_past", !past.is_empty_list());
  data.set("all", absl::StrCat(all));
  data.set("done", absl::StrCat(queue.done()));
  data.set("in_progress", absl::StrCat(queue.in_progress()));
  data.set("to_do", absl::StrCat(queue.to_do()));
  SetText(data, "overdue",
          queue.overdue() == 0 ? "" : absl::StrCat(queue.overdue()));
  data.set("done_width", width(queue.done()));
  data.set("going_width", width(queue.in_progress()));
  SetText(data, "more",
          queue.next_page_token().empty()
              ? ""
              : absl::StrCat(visit.request.path,
                             "?page=", UrlEncoded(queue.next_page_token())));
  return ShowPage(visit, "queue", "Files to code", data);
}

absl::StatusOr<Response> Start(const Visit& visit) {
  const std::string name = visit.Named("assignments");
  v1::CreateCodingRequest request;
  request.set_parent(visit.Study());
  request.set_assignment(name);
  const absl::StatusOr<v1::Coding> coding = visit.session.Call(request);
  if (coding.ok()) return SeeOther(CodingPath(*coding, "/next"));
  if (!absl::IsAlreadyExists(coding.status())) return coding.status();
  v1::GetAssignmentRequest find;
  find.set_name(name);
  CLI_ASSIGN_OR_RETURN(const v1::Assignment assignment,
                       visit.session.Call(find));
  return SeeOther(absl::StrCat("/", assignment.coding(), "/next"));
}

absl::StatusOr<Response> Next(const Visit& visit) {
  CLI_ASSIGN_OR_RETURN(const std::string path, NextPath(visit));
  return SeeOther(path);
}

Data SectionRow(const v1::CodingForm& form,
                const v1::CodingForm::SectionForm& section) {
  const bool is_match = section.section().stage() == v1::Section::MATCH;
  Data data;
  data.set("id", section.section().id());
  data.set("title", section.section().title());
  data.set("href",
           is_match ? CodingPath(form.coding(), "/reveal")
                    : CodingPath(form.coding(),
                                 absl::StrCat("/sections/",
                                              section.section().id(), "/1")));
  const bool is_complete = section.progress() == v1::CodingForm::COMPLETE;
  SetText(data, "tag",
          section.progress() == v1::CodingForm::PROBLEM ? "govuk-tag--red"
          : section.progress() == v1::CodingForm::IN_PROGRESS
              ? "govuk-tag--light-blue"
          : is_complete ? ""
                        : "govuk-tag--blue");
  data.set("status",
           section.progress() == v1::CodingForm::PROBLEM ? "There is a problem"
           : section.progress() == v1::CodingForm::IN_PROGRESS ? "In progress"
           : is_complete                                       ? "Completed"
                         : "Not yet started");
  data.set("plain", false);
  SetText(data, "count",
          section.unanswered() == 0
              ? ""
              : absl::StrCat(section.unanswered(), " to answer"));
  return data;
}

std::string NoticeOf(const v1::Coding& coding) {
  switch (coding.state()) {
    case v1::Coding::REOPENED:
      return "This coding was reopened: answers may change until it is "
             "submitted again.";
    case v1::Coding::WITHDRAWN:
      return "This coding was withdrawn and counts for nothing.";
    case v1::Coding::DRAFT:
      return "";
    default:
      return "This coding is submitted: its answers are frozen.";
  }
}

absl::StatusOr<Response> ShowCoding(const Visit& visit) {
  CLI_ASSIGN_OR_RETURN(const v1::CodingForm form, GetForm(visit));
  Data data;
  SetHead(form, data);
  data.set("form_title", form.title());
  SetText(data, "notice", NoticeOf(form.coding()));
  const bool is_draft = IsDraft(form.coding());
  int required = 0;
  int unanswered = 0;
  Data sections(Data::type::list);
  for (const v1::CodingForm::SectionForm& section : form.sections()) {
    sections.push_back(SectionRow(form, section));
    if (section.section().stage() == v1::Section::MATCH) continue;
    required += section.required();
    unanswered += section.unanswered();
  }
  data.set("sections", sections);
  data.set("required", absl::StrCat(required));
  data.set("unanswered", absl::StrCat(unanswered));
  const v1::Document& document = form.coding().document();
  data.set("people", absl::StrCat(document.people_size(), " people, ",
                                  document.harms_size(), " harms"));
  data.set("people_href", CodingPath(form.coding(), "/people"));
  if (form.coding().state() != v1::Coding::WITHDRAWN) {
    data.set("next", CodingPath(form.coding(), is_draft ? "/next" : "/reveal"));
    data.set("next_text", is_draft ? "Go on where you left"
                                   : WordsOf(form.coding().state()).words);
  }
  if (form.coding().state() == v1::Coding::COMPLETE) {
    data.set("next_text", "See the comparison");
  }
  SetText(data, "check_href", CodingPath(form.coding(), "/check"));
  return ShowPage(
      visit, "coding",
      absl::StrCat(form.coding().site(), ": ", form.coding().record()), data);
}

Data CheckRow(const v1::CodingForm& form, const FormView& view,
              const v1::CodingForm::SectionForm& section,
              const v1::CodingForm::Item& item) {
  const v1::Field* field = FindField(section.section(), item.field());
  Data row("label", field == nullptr ? item.field() : field->label());
  SetText(row, "subject",
          item.instance().empty() ? "" : view.Subject(item.instance()));
  SetText(row, "value",
          field != nullptr && item.settled() ? view.Words(*field, item.answer())
                                             : "");
  SetText(row, "words", item.answer().paraphrase());
  SetText(row, "href",
          IsDraft(form.coding())
              ? absl::StrCat(ItemPath(form, section, item), "#",
                             ElementId(KeyOf(item.field(), item.instance())))
              : "");
  return row;
}

void AddCheckErrors(const v1::CodingForm& form, const FormView& view,
                    const v1::CodingForm::SectionForm& section, Data& errors) {
  for (const v1::CodingForm::Item& item : section.items()) {
    const v1::Field* field = FindField(section.section(), item.field());
    for (const std::string& message : item.errors()) {
      Data one("message", message);
      one.set("href", absl::StrCat(ItemPath(form, section, item), "?check=1"));
      one.set("id", ElementId(KeyOf(item.field(), item.instance())));
      one.set(
          "where",
          absl::StrCat(
              field == nullptr ? item.field() : field->label(),
              item.instance().empty() ? "" : ", ",
              item.instance().empty() ? "" : view.Subject(item.instance())));
      errors.push_back(one);
    }
  }
}

absl::StatusOr<Response> Check(const Visit& visit) {
  CLI_ASSIGN_OR_RETURN(const v1::CodingForm form, GetForm(visit));
  const FormView view(form);
  Data sections(Data::type::list);
  Data errors(Data::type::list);
  for (const v1::CodingForm::SectionForm& section : form.sections()) {
    Data rows(Data::type::list);
    for (const v1::CodingForm::Item& item : section.items()) {
      rows.push_back(CheckRow(form, view, section, item));
    }
    AddCheckErrors(form, view, section, errors);
    Data one("id", section.section().id());
    one.set("title", section.section().title());
    one.set("has_rows", !rows.is_empty_list());
    one.set("rows", rows);
    sections.push_back(one);
  }
  for (const v1::CheckCodingResponse::Violation& rest : form.errors()) {
    Data one =
        ErrorData(absl::StrCat(rest.field(), ": ", rest.description()), "main");
    one.set("href", CodingPath(form.coding(), "/people"));
    errors.push_back(one);
  }
  Data data;
  SetHead(form, data);
  const bool is_draft = IsDraft(form.coding());
  data.set("is_draft", is_draft);
  data.set("heading", is_draft ? "Check your answers" : "Your answers");
  data.set("sections", sections);
  data.set("has_errors", is_draft && !errors.is_empty_list());
  data.set("errors", errors);
  data.set("submit", CodingPath(form.coding(), "/submit"));
  return ShowPage(visit, "check",
                  is_draft ? "Check your answers" : "Your answers", data);
}

absl::StatusOr<Response> Submit(const Visit& visit) {
  v1::SubmitCodingRequest request;
  request.set_name(visit.Coding());
  request.set_etag(visit.request.form.Get("etag"));
  const absl::StatusOr<v1::Coding> coding = visit.session.Call(request);
  const std::string path = absl::StrCat("/", visit.Coding());
  // The page lists what is wrong, and what another tab changed.
  if (absl::IsInvalidArgument(coding.status()) ||
      cli::ReasonOf(coding.status()) == "ETAG_MISMATCH") {
    return SeeOther(path + "/check");
  }
  if (!coding.ok()) return coding.status();
  return SeeOther(path + "/reveal");
}

}  // namespace

std::vector<Route> AuditorRoutes() {
  return {{"GET", "/", Home},
          {"GET", "/studies/*/queue", Queue},
          {"POST", "/studies/*/assignments/*/start", Start},
          {"GET", "/studies/*/codings/*", ShowCoding},
          {"GET", "/studies/*/codings/*/next", Next},
          {"GET", "/studies/*/codings/*/check", Check},
          {"POST", "/studies/*/codings/*/submit", Submit}};
}

}  // namespace caselens::web
