#include "audit_service/handlers/class_model_handler.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "audit_service/anonymity/request_guard.h"
#include "audit_service/api/class_model_api.h"
#include "audit_service/api/errors.h"
#include "audit_service/api/names.h"
#include "audit_service/limits.h"
#include "audit_service/workflow/class_models.h"
#include "audit_service/workflow/records.h"
#include "audit_service/workflow/resources.h"
#include "audit_service/workflow/sight.h"
#include "typology/base/status_macros.h"
#include "typology/latent_class/latent_gold.h"
#include "typology/latent_class/published.h"

namespace caselens {
namespace {

struct Source {
  PublishedTable table;
  std::string provenance;
};

absl::StatusOr<Source> ParseTable(const v1::PublishedTable& table) {
  if (table.csv().size() > limits::kMaxModelTableBytes) {
    return InvalidField(
        "table.csv",
        absl::StrCat("want at most ", limits::kMaxModelTableBytes, " bytes"));
  }
  CASELENS_RETURN_IF_ERROR(CheckText("table.provenance", table.provenance(),
                                     limits::kMaxProvenanceCharacters));
  if (!(table.clamp() > 0 && table.clamp() < .05)) {
    return InvalidField("table.clamp", "want more than 0 and less than .05");
  }
  absl::StatusOr<PublishedTable> parsed =
      ParsePublishedTable(table.csv(), table.clamp());
  if (!parsed.ok()) {
    return InvalidField("table.csv", parsed.status().message());
  }
  return Source{.table = *std::move(parsed), .provenance = table.provenance()};
}

absl::StatusOr<Source> ParseSource(const v1::CreateClassModelRequest& request) {
  switch (request.source_case()) {
    case v1::CreateClassModelRequest::kPublished: {
      absl::StatusOr<PublishedModel> model =
          FindPublishedModel(request.published());
      if (!model.ok()) {
        return InvalidField(
            "published",
            absl::StrCat("want one of ",
                         absl::StrJoin(PublishedModelIds(), ", ")));
      }
      return Source{.table = std::move(model->table),
                    .provenance = std::move(model->provenance)};
    }
    case v1::CreateClassModelRequest::kTable:
      return ParseTable(request.table());
    case v1::CreateClassModelRequest::SOURCE_NOT_SET:
      break;
  }
  return InvalidField("published", "want `published` or `table`");
}

// Tables come as bytes, into which the guard of requests does not look.
absl::Status CheckLabels(const anonymity::Guard& guard,
                         const v1::ClassModel& model) {
  v1::ClassModel labels;
  for (const v1::ClassModel::Class& one : model.classes()) {
    labels.add_classes()->set_label(one.label());
  }
  for (const v1::ClassModel::ItemProfile& item : model.profile()) {
    labels.add_profile()->set_label(item.label());
  }
  return CheckRequestTexts(guard, labels);
}

absl::StatusOr<PublishedTable> ParseLatentGold(
    const v1::ImportClassModelRequest& request) {
  if (!(request.clamp() > 0 && request.clamp() < limits::kMaxClamp)) {
    return InvalidField("clamp", absl::StrCat("want more than 0 and less than ",
                                              limits::kMaxClamp));
  }
  const bool profile =
      request.table_case() == v1::ImportClassModelRequest::kProfileCsv;
  if (!profile &&
      request.table_case() != v1::ImportClassModelRequest::kProbMeansCsv) {
    return InvalidField("profile_csv",
                        "want `profile_csv` or `prob_means_csv`");
  }
  const char* const field = profile ? "profile_csv" : "prob_means_csv";
  const std::string& csv =
      profile ? request.profile_csv() : request.prob_means_csv();
  if (csv.size() > limits::kMaxModelTableBytes) {
    return InvalidField(
        field,
        absl::StrCat("want at most ", limits::kMaxModelTableBytes, " bytes"));
  }
  absl::StatusOr<PublishedTable> table =
      profile ? ParseLatentGoldProfile(csv, request.clamp())
              : ParseLatentGoldProbMeans(csv, request.clamp());
  if (!table.ok()) return InvalidField(field, table.status().message());
  return table;
}

// Counts an imported class against the one that the imported model gives.
void RenderAgreement(const v1::ImportedAssignments::Assignment& assignment,
                     const AssignedRecord& record, const ClassScore& score,
                     bool may_see, v1::ImportClassModelResponse& response) {
  double difference = response.largest_difference();
  for (size_t k = 0; k < record.posterior.size(); ++k) {
    difference = std::max(difference,
                          std::abs(record.posterior[k] - score.posterior[k]));
  }
  response.set_largest_difference(difference);
  if (score.modal == record.class_index) {
    response.set_agreeing(response.agreeing() + 1);
    return;
  }
  response.set_disagreeing(response.disagreeing() + 1);
  if (!may_see || response.disagreements_size() == limits::kMaxDisagreements) {
    return;
  }
  auto& disagreement = *response.add_disagreements();
  disagreement.set_case_file(assignment.case_file());
  disagreement.set_imported_class(assignment.class_());
  disagreement.set_scored_class(static_cast<int>(score.modal) + 1);
  disagreement.set_posterior(score.posterior[record.class_index]);
}

absl::Status CheckImport(Reader& reader,
                         const v1::ImportClassModelRequest& request) {
  CASELENS_RETURN_IF_ERROR(
      ParseName("parent", request.parent(), "studies/{study}").status());
  CASELENS_RETURN_IF_ERROR(CheckChosenId("class_model_id",
                                         request.class_model_id(),
                                         limits::kMaxModelIdCharacters));
  CASELENS_RETURN_IF_ERROR(
      Found(reader.GetResource(request.parent()), request.parent()).status());
  return CheckText("provenance", request.provenance(),
                   limits::kMaxProvenanceCharacters);
}

absl::StatusOr<v1::ClassModel> ImportedModel(
    Catalogue& catalogue, const v1::ImportClassModelRequest& request) {
  CASELENS_ASSIGN_OR_RETURN(const PublishedTable table,
                            ParseLatentGold(request));
  v1::ClassModel model;
  RenderClassModel(
      table,
      [&catalogue](const std::string& key) {
        return catalogue.IsDvaFactor(key);
      },
      model);
  DescribeItems(catalogue, model);
  model.set_name(absl::StrCat(request.parent(), "/classModels/",
                              request.class_model_id()));
  model.set_provenance(request.provenance());
  return model;
}

absl::StatusOr<std::vector<AssignedRecord>> ParseAssigned(
    const v1::ImportClassModelRequest& request, size_t classes) {
  if (request.assignments_csv().size() > limits::kMaxImportBytes) {
    return InvalidField(
        "assignments_csv",
        absl::StrCat("want at most ", limits::kMaxImportBytes, " bytes"));
  }
  absl::StatusOr<std::vector<AssignedRecord>> parsed =
      ParseLatentGoldAssignments(request.assignments_csv(), classes);
  if (parsed.ok()) return parsed;
  return InvalidField("assignments_csv", parsed.status().message());
}

}  // namespace

absl::StatusOr<Plan> ClassModelHandler::CreateClassModel(
    const Call& call, Reader& reader,
    const v1::CreateClassModelRequest& request,
    v1::ClassModel& response) const {
  CASELENS_RETURN_IF_ERROR(
      ParseName("parent", request.parent(), "studies/{study}").status());
  CASELENS_RETURN_IF_ERROR(CheckChosenId(
      "class_model_id", request.class_model_id(), limits::kMaxIdCharacters));
  CASELENS_RETURN_IF_ERROR(
      Found(reader.GetResource(request.parent()), request.parent()).status());
  CASELENS_ASSIGN_OR_RETURN(const Source source, ParseSource(request));
  RenderClassModel(
      source.table,
      [this](const std::string& key) { return catalogue_.IsDvaFactor(key); },
      response);
  CASELENS_RETURN_IF_ERROR(CheckLabels(guard_, response));
  response.set_name(absl::StrCat(request.parent(), "/classModels/",
                                 request.class_model_id()));
  response.set_provenance(source.provenance);
  return InsertModel(call, response);
}

absl::Status ClassModelHandler::GetClassModel(
    const Call& /*call*/, Reader& reader,
    const v1::GetClassModelRequest& request, v1::ClassModel& response) const {
  CASELENS_RETURN_IF_ERROR(
      ParseName("name", request.name(), kClassModelPattern).status());
  CASELENS_ASSIGN_OR_RETURN(
      response, GetDocument<v1::ClassModel>(reader, request.name()));
  return absl::OkStatus();
}

absl::Status ClassModelHandler::ListClassModels(
    const Call& /*call*/, Reader& reader,
    const v1::ListClassModelsRequest& request,
    v1::ListClassModelsResponse& response) const {
  CASELENS_RETURN_IF_ERROR(
      ParseName("parent", request.parent(), "studies/{study}").status());
  CASELENS_ASSIGN_OR_RETURN(
      *response.mutable_next_page_token(),
      AddPage(reader, "classModels", request.parent(), request,
              [&](const ResourceRow& row) -> absl::StatusOr<bool> {
                v1::ClassModel& model = *response.add_class_models();
                CASELENS_ASSIGN_OR_RETURN(model,
                                          ParseDocument<v1::ClassModel>(row));
                model.clear_profile();
                model.clear_origin();
                return true;
              }));
  return absl::OkStatus();
}

absl::StatusOr<Plan> ClassModelHandler::LabelClassModel(
    const Call& call, Reader& reader, const v1::LabelClassModelRequest& request,
    v1::ClassModel& response) const {
  CASELENS_RETURN_IF_ERROR(
      ParseName("name", request.name(), kClassModelPattern).status());
  CASELENS_ASSIGN_OR_RETURN(
      const v1::ClassModel model,
      GetDocument<v1::ClassModel>(reader, request.name()));
  CASELENS_RETURN_IF_ERROR(
      CheckText("reason", request.reason(), limits::kMaxReasonCharacters));
  for (int i = 0; i < request.label_size(); ++i) {
    CASELENS_RETURN_IF_ERROR(CheckText(absl::StrCat("label[", i, "]"),
                                       request.label(i),
                                       limits::kMaxLabelCharacters));
  }
  if (request.order().empty() && request.label().empty()) {
    return InvalidField("label", "want labels, an order, or both");
  }
  CASELENS_ASSIGN_OR_RETURN(
      response,
      RelabelledModel(model, {request.order().begin(), request.order().end()},
                      {request.label().begin(), request.label().end()}));
  response.set_reason(request.reason());
  const std::string first = absl::StrCat(
      "studies/", call.scope.study, "/classModels/", FirstVersionId(model));
  // Two may label the same version: the next free number is this one's.
  while (true) {
    response.set_name(absl::StrCat(first, "-v", response.version()));
    const absl::Status taken = reader.GetResource(response.name()).status();
    if (absl::IsNotFound(taken)) break;
    CASELENS_RETURN_IF_ERROR(taken);
    response.set_version(response.version() + 1);
  }
  return InsertModel(call, response);
}

absl::StatusOr<Plan> ClassModelHandler::ImportClassModel(
    const Call& call, Reader& reader,
    const v1::ImportClassModelRequest& request,
    v1::ImportClassModelResponse& response) const {
  CASELENS_RETURN_IF_ERROR(CheckImport(reader, request));
  v1::ClassModel& model = *response.mutable_class_model();
  CASELENS_ASSIGN_OR_RETURN(model, ImportedModel(catalogue_, request));
  CASELENS_RETURN_IF_ERROR(CheckLabels(guard_, model));
  CASELENS_ASSIGN_OR_RETURN(Plan plan, InsertModel(call, model));
  if (request.assignments_csv().empty()) return plan;
  CASELENS_ASSIGN_OR_RETURN(
      const v1::ImportedAssignments imported,
      CheckAssignments(call, reader, request, model, response));
  ResourceRow row =
      NewResource(call, kImportedCollection, model.name(),
                  ImportedName(model.name()), imported.SerializeAsString());
  plan.change =
      [insert_model = std::move(plan.change), change = call.NewChange(),
       row = std::move(row)](Transaction& transaction) -> absl::Status {
    CASELENS_RETURN_IF_ERROR(insert_model(transaction));
    return InsertWithEvent(transaction, change, row);
  };
  return plan;
}

absl::StatusOr<v1::ImportedAssignments> ClassModelHandler::CheckAssignments(
    const Call& call, Reader& reader,
    const v1::ImportClassModelRequest& request, const v1::ClassModel& model,
    v1::ImportClassModelResponse& response) const {
  CASELENS_ASSIGN_OR_RETURN(
      const std::vector<AssignedRecord> assigned,
      ParseAssigned(request, static_cast<size_t>(model.classes_size())));
  CASELENS_ASSIGN_OR_RETURN(const std::vector<MappedSite> sites,
                            LoadMappedSites(catalogue_, reader, call.scope,
                                            "site", {request.site()}, ""));
  std::map<std::string, const AssignedRecord*> by_record;
  for (const AssignedRecord& record : assigned) {
    by_record[record.record] = &record;
  }
  CASELENS_ASSIGN_OR_RETURN(const StoredModel stored, MakeStoredModel(model));
  CASELENS_ASSIGN_OR_RETURN(
      const SightOf sight,
      SightOf::Load(reader, call.scope.study, call.caller.Id()));
  v1::ImportedAssignments imported;
  CASELENS_RETURN_IF_ERROR(ForEachRecord(
      reader, call.scope, request.site(),
      [&](const CaseFileRow& row,
          const v1::CaseFile& document) -> absl::Status {
        const auto at = by_record.find(row.record);
        if (at == by_record.end()) return absl::OkStatus();
        auto& assignment = *imported.add_assignments();
        assignment.set_case_file(
            absl::StrCat("studies/", row.study, "/caseFiles/", row.id));
        assignment.set_class_(static_cast<int>(at->second->class_index) + 1);
        CASELENS_ASSIGN_OR_RETURN(
            const FactorSet factors,
            RecordFactors(catalogue_, sites.front(), document));
        CASELENS_ASSIGN_OR_RETURN(const Pattern pattern,
                                  RecordPattern(model, sites.front(), factors));
        CASELENS_ASSIGN_OR_RETURN(const ClassScore score,
                                  stored.scorer.Score(pattern));
        // Who codes a file may not learn its class from what disagrees.
        RenderAgreement(assignment, *at->second, score,
                        sight.At(row.id) == Sight::kOpen, response);
        return absl::OkStatus();
      }));
  response.set_assignments(static_cast<int>(assigned.size()));
  response.set_unknown_records(static_cast<int>(assigned.size()) -
                               imported.assignments_size());
  return imported;
}

}  // namespace caselens
