#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

#include "caselens/v1/comparison.pb.h"
#include "caselens/v1/sample.pb.h"
#include "clients/cli/status_macros.h"
#include "clients/web/figures.h"
#include "clients/web/site.h"
#include "clients/web/text.h"

// The researcher's page of movement: the class that a return gave a file, and
// the one that the file itself gives.
namespace caselens::web {
namespace {

using Summary = v1::ComparisonSummary;

std::string ClassName(int number) { return absl::StrCat("Class ", number); }

// Files from each assigned class to each class, then to the two other ends.
std::vector<int> EndsOf(const Summary& summary,
                        const Summary::Movement& movement) {
  std::vector<int> files(static_cast<size_t>(summary.classes_size()));
  for (const Summary::Movement::To& to : movement.to()) {
    const auto place = static_cast<size_t>(to.class_() - 1);
    if (place < files.size()) files[place] = to.files();
  }
  files.push_back(movement.no_dva_found());
  files.push_back(movement.not_computable());
  return files;
}

Flow FlowOf(const Summary& summary, const Summary::Group& group,
            const std::string& id) {
  Flow flow;
  flow.caption = {id, "Where the files of each class went",
                  "On the left the class that the return gave, on the right "
                  "the class that the file gives, each with its number of "
                  "files. Bands with a dashed outline change class."};
  for (const Summary::Class& one : summary.classes()) {
    flow.to.push_back(ClassName(one.class_()));
  }
  flow.to.emplace_back("No DVA found");
  flow.to.emplace_back("Not computable");
  // Same place, same class: a class without files goes nowhere.
  for (const Summary::Class& one : summary.classes()) {
    flow.from.push_back(ClassName(one.class_()));
    flow.count.emplace_back(flow.to.size());
  }
  for (const Summary::Movement& movement : group.movement()) {
    const auto place = static_cast<size_t>(movement.assigned_class() - 1);
    if (place < flow.count.size()) {
      flow.count[place] = EndsOf(summary, movement);
    }
  }
  return flow;
}

Table MovementTable(const Flow& flow, const Summary::Group& group) {
  Table table = {
      "Files by the class of the return (rows) and of the file "
      "(columns)",
      {"Class of the return"},
      {}};
  table.columns.insert(table.columns.end(), flow.to.begin(), flow.to.end());
  for (const char* more : {"Changed class", "Would change at random"}) {
    table.columns.emplace_back(more);
  }
  for (const Summary::Movement& movement : group.movement()) {
    const auto place = static_cast<size_t>(movement.assigned_class() - 1);
    if (place >= flow.from.size()) continue;
    Table::Row row = {{flow.from[place], ""}, {}};
    for (const int files : flow.count[place]) {
      row.cells.push_back({absl::StrCat(files), ""});
    }
    row.cells.push_back(
        {absl::StrCat(movement.changed(), " of ", movement.placed()), ""});
    row.cells.push_back({RealText(movement.changed_at_random(), 1), ""});
    table.rows.push_back(row);
  }
  return table;
}

TableCell CountCell(const Summary::Count& count) {
  std::string text = absl::StrCat(count.k(), " of ", count.n());
  if (count.has_estimate()) {
    const Summary::Estimate& estimate = count.estimate();
    absl::StrAppend(&text, "; ", ShareText(estimate.share()), " (",
                    ShareText(estimate.wilson().lower()), " to ",
                    ShareText(estimate.wilson().upper()), ")");
  }
  return {text, ""};
}

Table::Row CountsRow(const std::string& name, const Summary::Counts& counts) {
  Table::Row row = {{name, ""}, {CountCell(counts.all())}};
  for (const Summary::Count& count : counts.by_class()) {
    row.cells.push_back(CountCell(count));
  }
  return row;
}

Table QuestionTable(const Summary& summary, const Summary::Group& group) {
  Table table = {"Whether files bear their class out", {"Files", "All"}, {}};
  for (const Summary::Class& one : summary.classes()) {
    table.columns.push_back(ClassName(one.class_()));
  }
  table.rows = {
      CountsRow("bear their class out", group.borne_out()),
      CountsRow("verdict that another reading would change", group.sensitive()),
      CountsRow("judged by the auditor as the verdict has it",
                group.judgements().same_level()),
      CountsRow("with needs that no factor can hold",
                group.no_category().any())};
  return table;
}

Table FactorTable(const Summary::Group& group) {
  Table table = {"What returns left out",
                 {"Factor", "Missed by the return", "Not found in the file"},
                 {}};
  for (const Summary::Factor& factor : group.factors()) {
    table.rows.push_back(
        {{factor.label().empty() ? factor.factor() : factor.label(), ""},
         {CountCell(factor.missed().all()),
          CountCell(factor.not_found().all())}});
  }
  return table;
}

Data GroupData(const Summary& summary, const Summary::Group& group,
               const std::string& id) {
  const Flow flow = FlowOf(summary, group, id);
  Data data("files", absl::StrCat(group.files()));
  data.set("random", group.draw() != v1::Sample::PURPOSIVE);
  data.set("saw_ticks", group.saw_ticks());
  SetText(data, "caveat", group.caveat());
  data.set("flow", FlowData(flow));
  data.set("movement", TableData(MovementTable(flow, group)));
  data.set("questions", TableData(QuestionTable(summary, group)));
  data.set("factors", TableData(FactorTable(group)));
  return data;
}

absl::StatusOr<Response> ShowMovement(const Visit& visit) {
  const std::string model = visit.Named("classModels");
  v1::SummariseComparisonsRequest request;
  request.set_name(model);
  CLI_ASSIGN_OR_RETURN(const Summary summary, visit.session.Call(request));
  Data classes(Data::type::list);
  for (const Summary::Class& one : summary.classes()) {
    classes.push_back(
        Data("text", absl::StrCat(ClassName(one.class_()), ": ", one.label())));
  }
  Data groups(Data::type::list);
  int number = 0;
  for (const Summary::Group& group : summary.groups()) {
    groups.push_back(
        GroupData(summary, group, absl::StrCat("flow-", ++number)));
  }
  const Table left_out = {
      "Submitted, and in none of these figures",
      {"Codings", "Number"},
      {{{"of pilot files", ""}, {{absl::StrCat(summary.pilot_files()), ""}}},
       {{"of long-term files", ""},
        {{absl::StrCat(summary.long_term_files()), ""}}},
       {{"not matched or not reviewed yet", ""},
        {{absl::StrCat(summary.waiting_files()), ""}}},
       {{"of files without a class of this model", ""},
        {{absl::StrCat(summary.files_without_class()), ""}}},
       {{"of files that you code yourself", ""},
        {{absl::StrCat(summary.own_files()), ""}}},
       {{"second codings of a file", ""},
        {{absl::StrCat(summary.second_codings()), ""}}}}};
  Data data("classes", classes);
  data.set("groups", groups);
  data.set("has_groups", !groups.is_empty_list());
  data.set("left_out", TableData(left_out));
  data.set("caveat", summary.caveat());
  data.set("simulated", summary.simulated());
  data.set("not_replicated", summary.not_replicated());
  data.set("name", LastPart(model));
  SetTrail({{absl::StrCat("/", visit.Study(), "/classModels"), "Class models"},
            {"/" + model, LastPart(model)}},
           data);
  return ShowPage(visit, "movement", "Movement between classes", data);
}

}  // namespace

std::vector<Route> MovementRoutes() {
  return {{"GET", "/studies/*/classModels/*/movement", ShowMovement}};
}

}  // namespace caselens::web
