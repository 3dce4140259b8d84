#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"

#include "caselens/v1/class_model.pb.h"
#include "clients/cli/errors.h"
#include "clients/cli/local_file.h"
#include "clients/cli/output/view.h"
#include "clients/cli/program.h"
#include "clients/cli/session.h"
#include "clients/cli/status_macros.h"
#include "clients/cli/views/class_model.h"
#include "clients/cli/views/membership.h"
#include "clients/cli/words.h"

namespace caselens::cli {
namespace {

// More than the service takes: it says what its limits are.
constexpr size_t kMaxTableBytes = size_t{1} << 20;
constexpr size_t kMaxAssignmentBytes = size_t{4} << 20;

struct CreateModelOptions {
  std::string id;
  std::string published;
  std::string table;
  double clamp = 0;
  std::string provenance;
};

struct ImportModelOptions {
  std::string id;
  std::string profile;
  std::string prob_means;
  std::string assignments;
  std::string site;
  double clamp = .00005;
  std::string provenance;
};

struct LabelOptions {
  std::string model;
  std::string order;
  std::vector<std::string> labels;
  std::string reason;
};

struct ClassifyOptions {
  std::string model;
  std::string factors;
  std::string uncoded;
};

absl::Status PrintModel(Session& session, const v1::ClassModel& model) {
  return session.Print(model, ClassModelView(model));
}

absl::Status CreateModel(Session& session, const CreateModelOptions& options) {
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
  return session.Print(models, ClassModelsView(models));
}

absl::Status ImportModel(Session& session, const ImportModelOptions& options) {
  v1::ImportClassModelRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_parent(), session.Study());
  request.set_class_model_id(options.id);
  if (options.profile.empty() == options.prob_means.empty()) {
    return UsageError("give either --profile or --prob-means");
  }
  if (options.profile.empty()) {
    CLI_ASSIGN_OR_RETURN(*request.mutable_prob_means_csv(),
                         ReadFile(options.prob_means, kMaxTableBytes));
  } else {
    CLI_ASSIGN_OR_RETURN(*request.mutable_profile_csv(),
                         ReadFile(options.profile, kMaxTableBytes));
  }
  if (!options.assignments.empty()) {
    CLI_ASSIGN_OR_RETURN(*request.mutable_assignments_csv(),
                         ReadFile(options.assignments, kMaxAssignmentBytes));
  }
  request.set_site(options.site);
  request.set_clamp(options.clamp);
  request.set_provenance(options.provenance);
  CLI_ASSIGN_OR_RETURN(const v1::ImportClassModelResponse response,
                       session.Call(std::move(request), kImportDeadline));
  return session.Print(response, ImportedModelView(response));
}

absl::Status LabelModel(Session& session, const LabelOptions& options) {
  v1::LabelClassModelRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_name(),
                       session.Name(options.model, "classModels"));
  for (const std::string& number : SplitList(options.order)) {
    int parsed = 0;
    if (!absl::SimpleAtoi(number, &parsed)) {
      return UsageError("--order: want class numbers, with commas");
    }
    request.add_order(parsed);
  }
  request.mutable_label()->Add(options.labels.begin(), options.labels.end());
  request.set_reason(options.reason);
  CLI_ASSIGN_OR_RETURN(const v1::ClassModel model, session.Call(request));
  return PrintModel(session, model);
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

void AddCreateModel(Program& program) {
  auto options = std::make_shared<CreateModelOptions>();
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

void AddImportModel(Program& program) {
  auto options = std::make_shared<ImportModelOptions>();
  program
      .Add("model import",
           "Store a model that Latent GOLD fitted (researchers)",
           "caselens model import c1-lg --study demo --profile profile.csv "
           "--assignments classes.csv --site C1 --provenance 'Latent GOLD 6, "
           "run of 2026-03-01'",
           [options](Session& session) {
             return ImportModel(session, *options);
           })
      .TakesStudy()
      .Needs("MODEL", options->id, "New id")
      .Takes("--profile", options->profile,
             "Its table Profile, P(item | class): commas or tabs")
      .Takes("--prob-means", options->prob_means,
             "Instead, its table ProbMeans, P(class | item)")
      .Takes("--assignments", options->assignments,
             "Its classes by record: columns record_id and clu#")
      .Takes("--site", options->site, "The site of these records")
      .Takes("--clamp", options->clamp, "Half a printed unit, .00005")
      .Needs("--provenance", options->provenance, "Where the model comes from");
}

void AddLabel(Program& program) {
  auto options = std::make_shared<LabelOptions>();
  program
      .Add(
          "model label",
          "Order and label classes: a new version of a model (researchers)",
          "caselens model label c1-six --study demo --order 1,3,2,4,5,6 "
          "--reason 'Order of the report'",
          [options](Session& session) { return LabelModel(session, *options); })
      .TakesStudy()
      .Needs("MODEL", options->model, "Class model of the study")
      .Takes("--order", options->order,
             "Classes by their present number, in their new order")
      .Takes("--label", options->labels,
             "Label of a class; once for each class in the new order")
      .Needs("--reason", options->reason, "Why");
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
  AddCreateModel(program);
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
  AddLabel(program);
  AddImportModel(program);
  AddClassify(program);
}

}  // namespace caselens::cli
