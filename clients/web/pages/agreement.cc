#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "caselens/v1/adjudication.pb.h"
#include "caselens/v1/agreement.pb.h"
#include "caselens/v1/study.pb.h"
#include "clients/cli/errors.h"
#include "clients/cli/status_macros.h"
#include "clients/web/answers.h"
#include "clients/web/figures.h"
#include "clients/web/pages/template_words.h"
#include "clients/web/site.h"
#include "clients/web/text.h"

// The researcher's pages of agreement: figures field by field, and the files
// behind them, from which adjudicators go on to settle.
namespace caselens::web {
namespace {

constexpr char kPilot[] = "pilot";

std::string Bounded(const v1::AgreementFigure& figure,
                    std::string (*text)(double)) {
  if (!figure.has_value()) return figure.why();
  std::string shown = text(figure.value());
  if (figure.has_low()) {
    absl::StrAppend(&shown, " (", text(figure.low()), " to ",
                    text(figure.high()), ")");
  } else if (!figure.why().empty()) {
    absl::StrAppend(&shown, " (", figure.why(), ")");
  }
  return absl::StrCat(shown, ", n ", figure.n());
}

TableCell PercentCell(const v1::AgreementFigure& figure) {
  return {Bounded(figure,
                  [](double value) { return RealText(100 * value, 0) + "%"; }),
          ""};
}

TableCell FigureCell(const v1::AgreementFigure& figure) {
  return {Bounded(figure, ShareText), ""};
}

template <typename Agreement>
std::vector<TableCell> FigureCells(const Agreement& agreement) {
  return {PercentCell(agreement.percent()), FigureCell(agreement.kappa()),
          FigureCell(agreement.krippendorff_alpha()),
          FigureCell(agreement.gwet_ac1())};
}

absl::StatusOr<v1::Study> GetStudy(const Visit& visit) {
  v1::GetStudyRequest request;
  request.set_name(visit.Study());
  return visit.session.Call(request);
}

// Codes, or why there is none, in words; as they are if the template has none.
std::string AnswerWords(
    const FormView& view, const v1::Field* field,
    const google::protobuf::RepeatedPtrField<std::string>& codes,
    v1::Answer::Missing missing) {
  v1::Answer answer;
  *answer.mutable_codes() = codes;
  answer.set_missing(missing);
  std::string words = field == nullptr ? "" : view.Words(*field, answer);
  if (!words.empty()) return words;
  for (const std::string& code : codes) absl::StrAppend(&words, code, " ");
  return words;
}

// The most frequent answer, and how frequent it is.
std::string MostCommon(const FormView& view, const v1::CodingForm& words,
                       const v1::FieldAgreement& field) {
  const v1::CategoryAgreement* most = nullptr;
  for (const v1::CategoryAgreement& one : field.categories()) {
    if (most == nullptr || one.ratings() > most->ratings()) most = &one;
  }
  if (most == nullptr || most->ratings() == 0) return "";
  v1::Answer::Missing missing = v1::Answer::MISSING_UNSPECIFIED;
  google::protobuf::RepeatedPtrField<std::string> codes;
  if (!v1::Answer::Missing_Parse(most->category(), &missing)) {
    *codes.Add() = most->category();
  }
  return absl::StrCat(
      AnswerWords(view, FieldNamed(words, field.field()), codes, missing), ", ",
      RealText(100 * most->prevalence(), 0) + "%");
}

// Below the page of the visit: the disagreements of a field.
std::string DisagreementsPath(const Visit& visit, bool is_pilot,
                              const std::string& field) {
  return absl::StrCat("/", visit.Study(),
                      "/disagreements?field=", UrlEncoded(field),
                      is_pilot ? "&wave=pilot" : "");
}

Data FieldRows(const Visit& visit, const v1::AgreementReport& report,
               const v1::CodingForm& words, bool is_pilot) {
  const FormView view(words);
  Data rows(Data::type::list);
  for (const v1::FieldAgreement& field : report.fields()) {
    if (field.units() == 0) continue;
    Data cells(Data::type::list);
    for (const TableCell& cell : FigureCells(field)) {
      cells.push_back(Data("text", cell.text));
    }
    Data row("label", field.label());
    row.set("field", field.field());
    row.set("href", DisagreementsPath(visit, is_pilot, field.field()));
    row.set("cells", cells);
    row.set("most_common", MostCommon(view, words, field));
    row.set("to_sharpen", field.to_sharpen());
    rows.push_back(row);
  }
  return rows;
}

Table PooledTable(const Visit& visit, const v1::AgreementReport& report) {
  Table table = {"All fields of a section together",
                 {"Section", "Percent", "Kappa", "Alpha", "AC1"},
                 {}};
  for (const v1::PooledAgreement& one : report.sections()) {
    table.rows.push_back(
        {{one.of(),
          absl::StrCat(visit.request.path, "?section=", UrlEncoded(one.of()))},
         FigureCells(one)});
  }
  table.rows.push_back(
      {{"All", visit.request.path}, FigureCells(report.overall())});
  return table;
}

Table ListTable(const v1::AgreementReport& report) {
  Table table = {
      "Who and what there is in a file",
      {"Listed", "By both", "By A alone", "By B alone", "Positive agreement"},
      {}};
  for (const v1::ListAgreement& list : report.lists()) {
    table.rows.push_back({{Plain(list.of()), ""},
                          {{absl::StrCat(list.matched()), ""},
                           {absl::StrCat(list.only_a()), ""},
                           {absl::StrCat(list.only_b()), ""},
                           FigureCell(list.positive_agreement())}});
  }
  return table;
}

absl::StatusOr<v1::AgreementReport> Measure(const Visit& visit, bool is_pilot) {
  if (is_pilot) {
    v1::MeasureCalibrationRequest request;
    request.set_parent(visit.Study());
    request.set_section(visit.request.query.Get("section"));
    return visit.session.Call(request);
  }
  v1::MeasureAgreementRequest request;
  request.set_parent(visit.Study());
  request.set_section(visit.request.query.Get("section"));
  return visit.session.Call(request);
}

absl::StatusOr<Response> ShowReport(const Visit& visit, bool is_pilot) {
  const std::string title =
      is_pilot ? "How far coders agree on pilot files" : "How far coders agree";
  Data data("title", title);
  const std::string path = absl::StrCat("/", visit.Study(), "/agreement");
  data.set("other", is_pilot ? path : absl::StrCat(path, "/", kPilot));
  data.set("pilot", is_pilot);
  SetTrail({}, data);
  const absl::StatusOr<v1::AgreementReport> report = Measure(visit, is_pilot);
  if (cli::ReasonOf(report.status()) == "NO_DOUBLE_CODING") {
    data.set("report", false);
    return ShowPage(visit, "agreement", title, data);
  }
  CLI_RETURN_IF_ERROR(report.status());
  CLI_ASSIGN_OR_RETURN(const v1::Study study, GetStudy(visit));
  CLI_ASSIGN_OR_RETURN(const v1::CodingForm words,
                       WordsOfTemplate(visit, study.template_()));
  Data shown("files", absl::StrCat(report->files()));
  shown.set("coders", absl::StrCat(report->coder_count()));
  shown.set("waiting", absl::StrCat(report->waiting_files()));
  shown.set("own", absl::StrCat(report->own_codings()));
  SetText(shown, "section", visit.request.query.Get("section"));
  SetText(shown, "no_flags_why", report->no_flags_why());
  shown.set("threshold", ShareText(report->threshold()));
  shown.set("caveat", report->caveat());
  shown.set("fields", FieldRows(visit, *report, words, is_pilot));
  shown.set("sections", TableData(PooledTable(visit, *report)));
  shown.set("lists", report->lists().empty() ? Data(false)
                                             : TableData(ListTable(*report)));
  shown.set("all", DisagreementsPath(visit, is_pilot, ""));
  data.set("report", shown);
  data.set("simulated", report->simulated());
  return ShowPage(visit, "agreement", title, data);
}

absl::StatusOr<Response> ShowAgreement(const Visit& visit) {
  return ShowReport(visit, false);
}

absl::StatusOr<Response> ShowCalibration(const Visit& visit) {
  return ShowReport(visit, true);
}

// Where the caller may settle, by case file.
absl::StatusOr<std::map<std::string, std::string>> AdjudicationsByFile(
    const Visit& visit) {
  std::map<std::string, std::string> names;
  if (!visit.Has(v1::Grant::ADJUDICATOR, visit.Study())) return names;
  v1::ListAdjudicationsRequest request;
  request.set_parent(visit.Study());
  CLI_ASSIGN_OR_RETURN(const v1::ListAdjudicationsResponse all,
                       visit.session.CallAllPages(request));
  for (const v1::Adjudication& one : all.adjudications()) {
    names[one.case_file()] = one.name();
  }
  return names;
}

Data DisagreementRow(const FormView& view, const v1::CodingForm& words,
                     const v1::Disagreement& one,
                     const std::string& adjudication) {
  const v1::Field* field = FieldNamed(words, one.field());
  Data row("label", field == nullptr ? "Is it in the file?" : field->label());
  SetText(row, "instance", one.instance());
  if (one.kind() == v1::Disagreement::ANSWER) {
    row.set("a", AnswerWords(view, field, one.codes_a(), one.missing_a()));
    row.set("b", AnswerWords(view, field, one.codes_b(), one.missing_b()));
  } else {
    const bool has_a = one.kind() == v1::Disagreement::ONLY_A;
    row.set("a", has_a ? "is there" : "is not there");
    row.set("b", has_a ? "is not there" : "is there");
  }
  SetText(row, "settle",
          adjudication.empty()
              ? ""
              : absl::StrCat("/", adjudication, "#",
                             ElementId(KeyOf(one.field(), one.instance()))));
  return row;
}

absl::StatusOr<Response> ShowDisagreements(const Visit& visit) {
  const Fields& query = visit.request.query;
  v1::ListDisagreementsRequest request;
  request.set_parent(visit.Study());
  request.set_field(query.Get("field"));
  request.set_page_token(query.Get("page_token"));
  const bool is_pilot = query.Get("wave") == kPilot;
  if (is_pilot) request.add_waves(v1::Assignment::PILOT);
  CLI_ASSIGN_OR_RETURN(const v1::ListDisagreementsResponse page,
                       visit.session.Call(request));
  CLI_ASSIGN_OR_RETURN(const auto adjudications, AdjudicationsByFile(visit));
  CLI_ASSIGN_OR_RETURN(const v1::Study study, GetStudy(visit));
  CLI_ASSIGN_OR_RETURN(const v1::CodingForm words,
                       WordsOfTemplate(visit, study.template_()));
  const FormView view(words);
  Data files(Data::type::list);
  for (const v1::FileDisagreements& file : page.files()) {
    const auto at = adjudications.find(file.case_file());
    const std::string settle = at == adjudications.end() ? "" : at->second;
    Data rows(Data::type::list);
    for (const v1::Disagreement& one : file.disagreements()) {
      rows.push_back(DisagreementRow(view, words, one, settle));
    }
    Data data("name", absl::StrCat(file.site(), ": ", file.record()));
    data.set("rows", rows);
    data.set("may_settle", !settle.empty());
    files.push_back(data);
  }
  const v1::Field* field = FieldNamed(words, query.Get("field"));
  Data data("files", files);
  data.set("has_files", !files.is_empty_list());
  data.set("simulated", study.simulated());
  SetText(data, "field", field == nullptr ? "" : field->label());
  SetText(
      data, "more",
      page.next_page_token().empty()
          ? ""
          : absl::StrCat(DisagreementsPath(visit, is_pilot, query.Get("field")),
                         "&page_token=", UrlEncoded(page.next_page_token())));
  const std::string path = absl::StrCat("/", visit.Study(), "/agreement");
  SetTrail({{is_pilot ? absl::StrCat(path, "/", kPilot) : path,
             "How far coders agree"}},
           data);
  return ShowPage(visit, "disagreements", "Where coders differ", data);
}

}  // namespace

std::vector<Route> AgreementRoutes() {
  return {{"GET", "/studies/*/agreement", ShowAgreement},
          {"GET", "/studies/*/agreement/pilot", ShowCalibration},
          {"GET", "/studies/*/disagreements", ShowDisagreements}};
}

}  // namespace caselens::web
