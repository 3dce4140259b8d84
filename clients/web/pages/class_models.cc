#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

#include "caselens/v1/class_model.pb.h"
#include "clients/cli/status_macros.h"
#include "clients/web/figures.h"
#include "clients/web/pages/profile.h"
#include "clients/web/site.h"
#include "clients/web/text.h"

// The researcher's pages of class models: which there are, and the profile of
// one.
namespace caselens::web {
namespace {

std::string ModelsPath(const Visit& visit) {
  return absl::StrCat("/", visit.Study(), "/classModels");
}

absl::StatusOr<Response> ListModels(const Visit& visit) {
  v1::ListClassModelsRequest request;
  request.set_parent(visit.Study());
  CLI_ASSIGN_OR_RETURN(const v1::ListClassModelsResponse all,
                       visit.session.CallAllPages(request));
  Data items(Data::type::list);
  for (const v1::ClassModel& model : all.class_models()) {
    Data item("href", "/" + model.name());
    item.set("text", LastPart(model.name()));
    item.set("classes", absl::StrCat(model.classes_size()));
    item.set("version", absl::StrCat(std::max(model.version(), 1)));
    item.set("made", DateText(model.create_time()));
    item.set("provenance", model.provenance());
    item.set("not_replicated", model.not_replicated());
    item.set("focus", items.is_empty_list());
    items.push_back(item);
  }
  Data data("items", items);
  data.set("has_items", !items.is_empty_list());
  data.set("fits", absl::StrCat("/", visit.Study(), "/classModelFits"));
  SetTrail({}, data);
  return ShowPage(visit, "class_models", "Class models", data);
}

Data ClassRows(const v1::ClassModel& model) {
  Data rows(Data::type::list);
  for (const v1::ClassModel::Class& one : model.classes()) {
    Data row("number", absl::StrCat(one.class_()));
    row.set("label", one.label());
    row.set("share", RealText(100 * one.share(), 1) + "%");
    row.set("stands_out", one.suggested_label());
    rows.push_back(row);
  }
  return rows;
}

std::string LabelOfItem(const v1::ClassModel::ItemProfile& item) {
  return item.label().empty() ? item.item() : item.label();
}

absl::StatusOr<Response> ShowModel(const Visit& visit) {
  v1::GetClassModelRequest request;
  request.set_name(visit.Named("classModels"));
  CLI_ASSIGN_OR_RETURN(const v1::ClassModel model, visit.session.Call(request));
  const HeatMap profile = ProfileMap(model.classes(), model.profile(),
                                     LabelOfItem, "factor", "records");
  Data data("name", LastPart(model.name()));
  data.set("provenance", model.provenance());
  data.set("not_replicated", model.not_replicated());
  SetText(data, "not_for_release", model.not_for_release());
  SetText(data, "reason", model.reason());
  SetText(data, "previous",
          model.previous().empty() ? "" : "/" + model.previous());
  data.set("previous_name", LastPart(model.previous()));
  SetText(data, "fit",
          model.origin().fit().empty() ? "" : "/" + model.origin().fit());
  data.set("classes", ClassRows(model));
  data.set("heat_map", HeatMapData(profile));
  data.set("table", TableData(AsTable(profile, "Factor")));
  data.set("movement", absl::StrCat("/", model.name(), "/movement"));
  SetTrail({{ModelsPath(visit), "Class models"}}, data);
  return ShowPage(visit, "class_model",
                  absl::StrCat("Class model ", LastPart(model.name())), data);
}

}  // namespace

std::vector<Route> ClassModelRoutes() {
  return {{"GET", "/studies/*/classModels", ListModels},
          {"GET", "/studies/*/classModels/*", ShowModel}};
}

}  // namespace caselens::web
