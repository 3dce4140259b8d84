#include "audit_service/handlers/class_model_handler.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "google/protobuf/util/time_util.h"

#include "audit_service/api/class_model_api.h"
#include "audit_service/api/errors.h"
#include "audit_service/api/names.h"
#include "audit_service/api/pages.h"
#include "audit_service/limits.h"
#include "audit_service/workflow/resources.h"
#include "caselens/v1/study.pb.h"
#include "typology/base/status_macros.h"
#include "typology/latent_class/published.h"

namespace caselens {
namespace {

constexpr char kModelPattern[] = "studies/{study}/classModels/{model}";

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
  response.set_name(absl::StrCat(request.parent(), "/classModels/",
                                 request.class_model_id()));
  response.set_provenance(source.provenance);
  *response.mutable_create_time() =
      google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(
          call.NowMicros());
  // Everything later relies on a model that can be compared with.
  CASELENS_RETURN_IF_ERROR(MakeStoredModel(response).status());
  ResourceRow row = NewResource(call, "classModels", request.parent(),
                                response.name(), response.SerializeAsString());
  return Plan{.change =
                  [change = call.NewChange(),
                   row = std::move(row)](Transaction& transaction) {
                    return InsertWithEvent(transaction, change, row);
                  },
              .after = nullptr};
}

absl::Status ClassModelHandler::GetClassModel(
    const Call& /*call*/, Reader& reader,
    const v1::GetClassModelRequest& request, v1::ClassModel& response) const {
  CASELENS_RETURN_IF_ERROR(
      ParseName("name", request.name(), kModelPattern).status());
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
  CASELENS_ASSIGN_OR_RETURN(const Page page,
                            ParsePage(request, limits::kMaxPageSize));
  CASELENS_ASSIGN_OR_RETURN(
      const std::vector<ResourceRow> rows,
      reader.ListResources("classModels", request.parent(), page));
  for (const ResourceRow& row : rows) {
    v1::ClassModel& model = *response.add_class_models();
    if (!model.ParseFromString(row.document)) {
      return absl::DataLossError("a stored class model does not parse");
    }
    model.clear_profile();
  }
  if (static_cast<int>(rows.size()) == page.limit) {
    response.set_next_page_token(NextPageToken(request, rows.back().name));
  }
  return absl::OkStatus();
}

absl::Status ClassModelHandler::Classify(const Call& call, Reader& reader,
                                         const v1::ClassifyRequest& request,
                                         v1::ClassMembership& response) const {
  CASELENS_RETURN_IF_ERROR(
      ParseName("name", request.name(), kModelPattern).status());
  CASELENS_ASSIGN_OR_RETURN(const std::shared_ptr<const StoredModel> model,
                            catalogue_.Model(reader, request.name()));
  const std::vector<std::string> present(request.factors().begin(),
                                         request.factors().end());
  const std::vector<std::string> uncoded(request.uncoded().begin(),
                                         request.uncoded().end());
  CASELENS_ASSIGN_OR_RETURN(
      const Pattern pattern,
      ParseFactorPattern(model->document, present, uncoded));
  CASELENS_ASSIGN_OR_RETURN(const ClassScore score,
                            model->scorer.Score(pattern));
  RenderMembership(model->document, score, response);
  CASELENS_ASSIGN_OR_RETURN(
      const v1::Study study,
      GetDocument<v1::Study>(reader,
                             absl::StrCat("studies/", call.scope.study)));
  response.set_simulated(study.simulated());
  return absl::OkStatus();
}

}  // namespace caselens
