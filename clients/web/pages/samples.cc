#include <algorithm>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "caselens/v1/sample.pb.h"
#include "clients/cli/errors.h"
#include "clients/cli/output/grid.h"
#include "clients/cli/request_id.h"
#include "clients/cli/status_macros.h"
#include "clients/cli/views/sample.h"
#include "clients/web/entry_form.h"
#include "clients/web/figures.h"
#include "clients/web/pages/site_options.h"
#include "clients/web/site.h"
#include "clients/web/text.h"

// Which files of each class are read: samples, drawing one, and putting a
// reserve in the place of a file that cannot be had.
namespace caselens::web {
namespace {

bool IsSteward(const Visit& visit) {
  return visit.Has(v1::Grant::STUDY_STEWARD, visit.Study());
}

std::string SamplesPath(const Visit& visit) {
  return absl::StrCat("/", visit.Study(), "/samples");
}

const char* DrawText(v1::Sample::Draw draw) {
  return draw == v1::Sample::STRATIFIED_RANDOM ? "Random within each class"
                                               : "Purposive";
}

absl::StatusOr<Data> SampleRows(const Visit& visit) {
  v1::ListSamplesRequest request;
  request.set_parent(visit.Study());
  CLI_ASSIGN_OR_RETURN(v1::ListSamplesResponse all,
                       visit.session.CallAllPages(request));
  auto& samples = *all.mutable_samples();
  std::stable_sort(
      samples.begin(), samples.end(), [](const auto& a, const auto& b) {
        return a.create_time().seconds() > b.create_time().seconds();
      });
  Data items(Data::type::list);
  for (const v1::Sample& sample : samples) {
    Data item("href", "/" + sample.name());
    item.set("text", DrawText(sample.draw()));
    item.set("sites", absl::StrJoin(sample.sites(), ", "));
    item.set("files", absl::StrCat(sample.files()));
    item.set("seed", absl::StrCat(sample.seed()));
    item.set("drawn", DateText(sample.create_time()));
    items.push_back(item);
  }
  return items;
}

absl::StatusOr<Response> ShowSamples(const Visit& visit, EntryForm& form,
                                     int status) {
  CLI_ASSIGN_OR_RETURN(const Data items, SampleRows(visit));
  CLI_ASSIGN_OR_RETURN(const std::vector<EntryForm::Option> sites,
                       SiteOptions(visit));
  form.AddChoice("draw", "How", "",
                 {{"PURPOSIVE", "Purposive: few files, to be read"},
                  {"STRATIFIED_RANDOM",
                   "Random within each class: many files, to be counted"}});
  form.AddChoices("sites", "Sites", "None chosen is all that are ready.",
                  sites);
  form.AddText("files_per_class", "Files of each class",
               "At most 100 in a purposive draw.", "2");
  form.AddText("reserve_per_class", "Reserve of each class",
               "For files that cannot be had.", "2");
  form.AddText("minimum_posterior", "Least posterior of the class",
               "0 to 1; records below are not drawn from.", "0");
  form.AddText("seed", "Seed",
               "The same records, choices and seed give the same files. "
               "Nothing entered: a new one.",
               "");
  Data data("items", items);
  data.set("has_items", !items.is_empty_list());
  data.set("may_draw", IsSteward(visit));
  data.set("action", SamplesPath(visit));
  data.set("request_id", cli::NewRequestId());
  form.SetOn(data);
  SetTrail({}, data);
  return ShowPage(visit, "samples", "Files to read", data, status);
}

absl::StatusOr<Response> ListSamples(const Visit& visit) {
  EntryForm form(visit.request.form);
  return ShowSamples(visit, form, 200);
}

absl::StatusOr<Response> Draw(const Visit& visit) {
  EntryForm form(visit.request.form);
  v1::DrawSampleRequest request;
  request.set_parent(visit.Study());
  for (const std::string& site : form.All("sites")) request.add_sites(site);
  v1::Sample::Draw draw = v1::Sample::DRAW_UNSPECIFIED;
  v1::Sample::Draw_Parse(form.Text("draw"), &draw);
  request.set_draw(draw);
  request.set_files_per_class(form.Whole("files_per_class"));
  if (!form.Text("reserve_per_class").empty()) {
    request.set_reserve_per_class(form.Whole("reserve_per_class"));
  }
  request.set_minimum_posterior(form.Real("minimum_posterior"));
  request.set_seed(form.Seed("seed"));
  request.set_request_id(form.Text("request_id"));
  if (!form.IsRefused()) {
    const absl::StatusOr<v1::Sample> sample = visit.session.Call(request);
    if (sample.ok()) return SeeOther("/" + sample->name());
    if (!form.Refuse(sample.status())) return sample.status();
  }
  return ShowSamples(visit, form, 422);
}

// `C1: C1-0185`; the id of a file that is erased.
std::string FileText(const v1::Sample::File& file) {
  return file.record().empty() ? LastPart(file.case_file())
                               : absl::StrCat(file.site(), ": ", file.record());
}

void SetFile(const v1::Sample::File& file, Data& row) {
  row.set("record", FileText(file));
  SetText(row, "posterior",
          file.has_posterior() ? ShareText(file.posterior()) : "");
}

Data FilesOf(const v1::Sample::Class& of_class) {
  Data rows(Data::type::list);
  int number = 0;
  for (const v1::Sample::Place& place : of_class.places()) {
    Data row("use", absl::StrCat("File ", ++number));
    SetFile(place.file(), row);
    if (!place.has_file()) row.set("record", false);
    row.set("held", place.has_file());
    row.set("case_file", place.file().case_file());
    SetText(row, "instead",
            absl::StrJoin(
                place.unavailable(), ", ",
                [](std::string* out, const v1::Sample::Unavailable& lost) {
                  absl::StrAppend(
                      out, FileText(lost.file()), " (",
                      Plain(v1::Sample::UnavailableReason_Name(lost.reason())),
                      ")");
                }));
    rows.push_back(row);
  }
  number = 0;
  for (const v1::Sample::File& file : of_class.reserve()) {
    Data row("use", absl::StrCat("Reserve ", ++number));
    SetFile(file, row);
    row.set("held", false);
    row.set("instead", false);
    rows.push_back(row);
  }
  return rows;
}

Data ClassData(const v1::Sample::Class& of_class) {
  Data data("title",
            absl::StrCat("Class ", of_class.class_(), ". ", of_class.label()));
  data.set("model", LastPart(of_class.class_model()));
  data.set("candidates", WithCommas(of_class.candidates()));
  data.set("frame", WithCommas(of_class.frame()));
  data.set("not_replicated", of_class.not_replicated());
  SetText(data, "weight",
          of_class.has_weight() ? RealText(of_class.weight(), 2) : "");
  SetText(data, "probability",
          of_class.has_inclusion_probability()
              ? RealText(of_class.inclusion_probability(), 4)
              : "");
  data.set("files", FilesOf(of_class));
  return data;
}

Table SpreadTable(const v1::Sample& sample) {
  Table table = {"How the files held are spread",
                 {"Class and characteristic", "Records", "Share", "Drawn"},
                 {}};
  for (const v1::Sample::Class& of_class : sample.classes()) {
    for (const v1::Sample::SpreadCell& cell : of_class.spread()) {
      const bool is_known = !cell.value().empty();
      table.rows.push_back(
          {{absl::StrCat("Class ", of_class.class_(), ", ",
                         Plain(cell.characteristic()), " ",
                         is_known ? cell.value() : "not known"),
            ""},
           {{WithCommas(cell.candidates()), ""},
            {is_known ? ShareText(cell.share()) : "", ""},
            {absl::StrCat(cell.drawn()), ""}}});
    }
  }
  return table;
}

Data Reasons() {
  Data reasons(Data::type::list);
  for (int i = 1; i < v1::Sample::UnavailableReason_ARRAYSIZE; ++i) {
    const std::string& name = v1::Sample::UnavailableReason_Name(
        static_cast<v1::Sample::UnavailableReason>(i));
    Data reason("value", name);
    reason.set("text", Plain(name));
    reasons.push_back(reason);
  }
  return reasons;
}

absl::StatusOr<v1::Sample> GetSample(const Visit& visit) {
  v1::GetSampleRequest request;
  request.set_name(visit.Named("samples"));
  return visit.session.Call(request);
}

absl::StatusOr<Response> ShowSample(const Visit& visit,
                                    const std::string& error, int status) {
  CLI_ASSIGN_OR_RETURN(const v1::Sample sample, GetSample(visit));
  Data classes(Data::type::list);
  for (const v1::Sample::Class& of_class : sample.classes()) {
    classes.push_back(ClassData(of_class));
  }
  Data data("draw", DrawText(sample.draw()));
  data.set("sites", absl::StrJoin(sample.sites(), ", "));
  data.set("files", absl::StrCat(sample.files()));
  SetText(data, "unavailable",
          sample.unavailable() == 0 ? "" : absl::StrCat(sample.unavailable()));
  data.set("seed", absl::StrCat(sample.seed()));
  data.set("drawn", TimeText(sample.create_time()));
  SetText(data, "minimum",
          sample.minimum_posterior() == 0
              ? ""
              : ShareText(sample.minimum_posterior()));
  SetText(data, "at_closed_sites",
          sample.at_closed_sites() == 0 ? ""
                                        : WithCommas(sample.at_closed_sites()));
  data.set("withheld", sample.withheld());
  data.set("classes", classes);
  const Table spread = SpreadTable(sample);
  data.set("spread", spread.rows.empty() ? Data(false) : TableData(spread));
  data.set("caveat", sample.caveat());
  data.set("simulated", sample.simulated());
  data.set("etag", sample.etag());
  data.set("may_replace", IsSteward(visit));
  data.set("reasons", Reasons());
  data.set("action", absl::StrCat("/", sample.name(), "/replace"));
  data.set("csv_href", absl::StrCat("/", sample.name(), "/csv"));
  SetError(error, "", data);
  SetTrail({{SamplesPath(visit), "Files to read"}}, data);
  return ShowPage(visit, "sample",
                  absl::StrCat("Sample ", LastPart(sample.name())), data,
                  status);
}

absl::StatusOr<Response> ShowSampleAsItIs(const Visit& visit) {
  return ShowSample(visit, "", 200);
}

absl::StatusOr<Response> Replace(const Visit& visit) {
  const Fields& form = visit.request.form;
  v1::ReplaceSampledFileRequest request;
  request.set_name(visit.Named("samples"));
  request.set_etag(form.Get("etag"));
  request.set_case_file(form.Get("case_file"));
  v1::Sample::UnavailableReason reason =
      v1::Sample::UNAVAILABLE_REASON_UNSPECIFIED;
  v1::Sample::UnavailableReason_Parse(form.Get("reason"), &reason);
  request.set_reason(reason);
  const absl::Status replaced = visit.session.Call(request).status();
  if (replaced.ok()) return SeeOther("/" + request.name());
  if (cli::ReasonOf(replaced) == "ETAG_MISMATCH") {
    return ShowSample(visit,
                      "Somebody else changed the sample meanwhile. This is how "
                      "it is now: nothing of yours is saved.",
                      409);
  }
  if (!absl::IsInvalidArgument(replaced) &&
      !absl::IsFailedPrecondition(replaced)) {
    return replaced;
  }
  return ShowSample(visit, RefusalText(replaced), 422);
}

absl::StatusOr<Response> DownloadSample(const Visit& visit) {
  CLI_ASSIGN_OR_RETURN(const v1::Sample sample, GetSample(visit));
  return Download(absl::StrCat("sample-", LastPart(sample.name()), ".csv"),
                  cli::CsvText(cli::SampleView(sample).csv));
}

}  // namespace

std::vector<Route> SampleRoutes() {
  return {{"GET", "/studies/*/samples", ListSamples},
          {"POST", "/studies/*/samples", Draw},
          {"GET", "/studies/*/samples/*", ShowSampleAsItIs},
          {"GET", "/studies/*/samples/*/csv", DownloadSample},
          {"POST", "/studies/*/samples/*/replace", Replace}};
}

}  // namespace caselens::web
