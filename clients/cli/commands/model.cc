#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "caselens/v1/class_model.pb.h"
#include "clients/cli/errors.h"
#include "clients/cli/local_file.h"
#include "clients/cli/output/view.h"
#include "clients/cli/program.h"
#include "clients/cli/session.h"
#include "clients/cli/status_macros.h"
#include "clients/cli/views/membership.h"
#include "clients/cli/words.h"

namespace caselens::cli {
namespace {

constexpr size_t kMaxTableBytes = size_t{1} << 20;

struct CreateOptions {
  std::string id;
  std::string published;
  std::string table;
  double clamp = 0;
  std::string provenance;
};

struct ClassifyOptions {
  std::string model;
  std::string factors;
  std::string uncoded;
};

// One row a factor, one column a class: P(factor | class).
Grid ProfileGrid(const v1::ClassModel& model) {
  std::vector<std::string> columns = {"factor", "dva"};
  for (const v1::ClassModel::Class& one : model.classes()) {
    columns.push_back(absl::StrCat("class_", one.class_()));
  }
  columns.emplace_back("label");
  Grid grid(columns);
  for (const v1::ClassModel::ItemProfile& item : model.profile()) {
    std::vector<Cell> row = {item.item(), Cell::Yes(item.dva())};
    for (const double p : item.probability()) row.push_back(Cell::Real(p));
    row.emplace_back(item.label());
    row.resize(columns.size(), Cell(""));
    grid.Add(std::move(row));
  }
  return grid;
}

Grid ClassGrid(const v1::ClassModel& model) {
  Grid grid({"class", "share", "label"});
  for (const v1::ClassModel::Class& one : model.classes()) {
    grid.Add(
        {Cell::Number(one.class_()), Cell::Real(one.share()), one.label()});
  }
  return grid;
}

absl::Status PrintModel(Session& session, const v1::ClassModel& model) {
  View view;
  view.Say(absl::StrCat(LastId(model.name()), ": ", model.provenance()));
  view.Say("");
  view.Show(ClassGrid(model));
  view.csv = ProfileGrid(model);
  if (!model.profile().empty()) {
    view.Say("");
    view.Say("P(factor recorded | class)");
    view.Show(view.csv);
  }
  return session.Print(model, view);
}

absl::Status CreateModel(Session& session, const CreateOptions& options) {
  v1::CreateClassModelRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_parent(), session.Study());
  request.set_class_model_id(options.id);
  if (options.published.empty() == options.table.empty()) {
    return UsageError("give either --published or --table");
  }
  if (options.table.empty()) {
    request.set_published(options.published);
  } else {
    v1::PublishedTable& table = *request.mutable_table();
    CLI_ASSIGN_OR_RETURN(*table.mutable_csv(),
                         ReadFile(options.table, kMaxTableBytes));
    table.set_clamp(options.clamp);
    table.set_provenance(options.provenance);
  }
  CLI_ASSIGN_OR_RETURN(const v1::ClassModel model, session.Call(request));
  return PrintModel(session, model);
}

absl::Status ShowModel(Session& session, const std::string& id) {
  v1::GetClassModelRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_name(),
                       session.Name(id, "classModels"));
  CLI_ASSIGN_OR_RETURN(const v1::ClassModel model, session.Call(request));
  return PrintModel(session, model);
}

absl::Status ListModels(Session& session) {
  v1::ListClassModelsRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_parent(), session.Study());
  CLI_ASSIGN_OR_RETURN(const v1::ListClassModelsResponse models,
                       session.CallAllPages(request));
  Grid grid({"model", "classes", "clamp", "create_time", "provenance"});
  for (const v1::ClassModel& model : models.class_models()) {
    grid.Add({LastId(model.name()), Cell::Number(model.classes_size()),
              Cell::Real(model.clamp(), 4), TimeText(model.create_time()),
              model.provenance()});
  }
  return session.Print(models, View::Of(std::move(grid)));
}

absl::Status Classify(Session& session, const ClassifyOptions& options) {
  v1::ClassifyRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_name(),
                       session.Name(options.model, "classModels"));
  for (const std::string& factor : SplitList(options.factors)) {
    request.add_factors(factor);
  }
  for (const std::string& factor : SplitList(options.uncoded)) {
    request.add_uncoded(factor);
  }
  CLI_ASSIGN_OR_RETURN(const v1::ClassMembership membership,
                       session.Call(request));
  return session.Print(membership, MembershipView(membership));
}

void AddCreate(Program& program) {
  auto options = std::make_shared<CreateOptions>();
  program
      .Add("model create", "Store a class model (researchers)",
           "caselens model create c1-again --study demo --published "
           "c1-published",
           [options](Session& session) {
             return CreateModel(session, *options);
           })
      .TakesStudy()
      .Needs("MODEL", options->id, "New id")
      .Takes("--published", options->published,
             "A model that ships with the service: c1-published, c2-published "
             "or c3-published")
      .Takes("--table", options->table,
             "CSV of a published table, `-` for standard input")
      .Takes("--clamp", options->clamp,
             "Half a printed unit of the table, .005")
      .Takes("--provenance", options->provenance, "Where the table is printed");
}

void AddClassify(Program& program) {
  auto options = std::make_shared<ClassifyOptions>();
  program
      .Add("classify", "Show where a pattern of factors lies in a class model",
           "caselens classify --model c1-published --factors "
           "dv_parent,parent_other_mh --format json",
           [options](Session& session) { return Classify(session, *options); })
      .TakesStudy()
      .Needs("--model", options->model, "Class model of the study")
      .Needs("--factors", options->factors,
             "Factors present, with commas; all others are absent")
      .Takes("--uncoded", options->uncoded,
             "Factors to leave out, with commas");
}

}  // namespace

void AddModelCommands(Program& program) {
  program.Describe("model", "Latent class models of a study");
  AddCreate(program);
  auto id = std::make_shared<std::string>();
  program
      .Add("model show", "Show classes and profile of a model",
           "caselens model show c1-published --study demo",
           [id](Session& session) { return ShowModel(session, *id); })
      .TakesStudy()
      .Needs("MODEL", *id, "Class model of the study");
  program
      .Add("model list", "List models", "caselens model list --study demo",
           ListModels)
      .TakesStudy();
  AddClassify(program);
}

}  // namespace caselens::cli
