#include "audit_service/handlers/class_model_fit_handler.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "google/protobuf/util/time_util.h"

#include "audit_service/api/class_model_api.h"
#include "audit_service/api/class_model_fit_api.h"
#include "audit_service/api/errors.h"
#include "audit_service/api/names.h"
#include "audit_service/limits.h"
#include "audit_service/workflow/class_models.h"
#include "audit_service/workflow/records.h"
#include "audit_service/workflow/resources.h"
#include "caselens/v1/study.pb.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

constexpr char kFitPattern[] = "studies/{study}/classModelFits/{fit}";
constexpr char kFits[] = "classModelFits";

google::protobuf::Timestamp TimeOf(const Call& call) {
  return google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(
      call.NowMicros());
}

absl::Status FitStateError(absl::string_view wanted) {
  return WithReason(absl::FailedPreconditionError(wanted), "FIT_STATE");
}

absl::StatusOr<v1::FitResult> ChosenResult(
    const v1::ClassModelFit& fit, const v1::ChooseClassModelRequest& request) {
  if (fit.state() != v1::ClassModelFit::SUCCEEDED) {
    return FitStateError("want a fit that SUCCEEDED");
  }
  for (const v1::FitResult& result : fit.results()) {
    if (result.class_count() == request.class_count() &&
        result.class_count() >= 2) {
      return result;
    }
  }
  return InvalidField("class_count",
                      "want 2 or more classes, a number that "
                      "the fit has a result for");
}

std::string Provenance(const v1::ClassModelFit& fit,
                       const v1::FitResult& result) {
  return absl::StrCat(
      "Fit ", LastId(fit.name()), ": ", result.class_count(), " classes of ",
      fit.data().cases(), " cases at ",
      absl::StrJoin(fit.options().sites(), ", "), ", ",
      v1::FitOptions::Method_Name(fit.options().method()), ", seed ",
      fit.options().seed(), ", ", result.search().starts(), " starts, ",
      result.search().not_replicated()
          ? "best log-likelihood NOT REPLICATED"
          : absl::StrCat("best log-likelihood reached ",
                         result.search().replicated(), " times"),
      ", ", result.search().simd(), ".");
}

}  // namespace

absl::StatusOr<v1::ClassModelFit> VisibleFit(const Call& call, Reader& reader,
                                             const std::string& name) {
  CASELENS_RETURN_IF_ERROR(ParseName("name", name, kFitPattern).status());
  CASELENS_ASSIGN_OR_RETURN(v1::ClassModelFit fit,
                            GetDocument<v1::ClassModelFit>(reader, name));
  if (!Covers(call.scope, fit)) return NotFound(name);
  return fit;
}

absl::StatusOr<Plan> ClassModelFitHandler::CreateFit(
    const Call& call, Reader& reader, const v1::CreateFitRequest& request,
    v1::ClassModelFit& response) const {
  CASELENS_RETURN_IF_ERROR(
      ParseName("parent", request.parent(), "studies/{study}").status());
  CASELENS_ASSIGN_OR_RETURN(const v1::Study study,
                            GetDocument<v1::Study>(reader, request.parent()));
  CASELENS_ASSIGN_OR_RETURN(v1::FitOptions options,
                            CheckedFitOptions(request.options()));
  CASELENS_ASSIGN_OR_RETURN(std::shared_ptr<FitRunner::Place> place,
                            runner_.Reserve());
  CASELENS_ASSIGN_OR_RETURN(
      FitInput input,
      LoadFitInput(catalogue_, reader, call.scope, std::move(options)));
  response.set_name(absl::StrCat(request.parent(), "/", kFits, "/",
                                 call.environment->NewId()));
  *response.mutable_options() = std::move(input.options);
  response.set_state(v1::ClassModelFit::QUEUED);
  *response.mutable_data() = std::move(input.data);
  response.set_creator(call.caller.Get().name());
  response.set_simulated(study.simulated());
  *response.mutable_create_time() = TimeOf(call);
  const std::string name = response.name();
  ResourceRow fit = NewResource(call, kFits, request.parent(), name,
                                response.SerializeAsString());
  ResourceRow patterns =
      NewResource(call, kFitPatternsCollection, name, PatternsName(name),
                  input.patterns.SerializeAsString());
  return Plan{.change = [change = call.NewChange(), fit = std::move(fit),
                         patterns = std::move(patterns)](
                            Transaction& transaction) -> absl::Status {
                CASELENS_RETURN_IF_ERROR(
                    InsertWithEvent(transaction, change, patterns));
                return InsertWithEvent(transaction, change, fit);
              },
              .after = [place = std::move(place), name] { place->Take(name); }};
}

absl::Status ClassModelFitHandler::GetFit(const Call& call, Reader& reader,
                                          const v1::GetFitRequest& request,
                                          v1::ClassModelFit& response) const {
  CASELENS_ASSIGN_OR_RETURN(response, VisibleFit(call, reader, request.name()));
  return absl::OkStatus();
}

absl::Status ClassModelFitHandler::ListFits(
    const Call& call, Reader& reader, const v1::ListFitsRequest& request,
    v1::ListFitsResponse& response) const {
  CASELENS_RETURN_IF_ERROR(
      ParseName("parent", request.parent(), "studies/{study}").status());
  CASELENS_ASSIGN_OR_RETURN(
      *response.mutable_next_page_token(),
      AddPage(reader, kFits, request.parent(), request,
              [&](const ResourceRow& row) -> absl::StatusOr<bool> {
                CASELENS_ASSIGN_OR_RETURN(
                    v1::ClassModelFit fit,
                    ParseDocument<v1::ClassModelFit>(row));
                if (!Covers(call.scope, fit)) return false;
                for (v1::FitResult& result : *fit.mutable_results()) {
                  result.clear_profile();
                  result.clear_boundaries();
                }
                *response.add_fits() = std::move(fit);
                return true;
              }));
  return absl::OkStatus();
}

absl::Status ClassModelFitHandler::WatchFit(
    const Call& call, Reader& reader, const v1::WatchFitRequest& request,
    std::shared_ptr<Sink<v1::FitProgress>> sink) const {
  CASELENS_RETURN_IF_ERROR(VisibleFit(call, reader, request.name()).status());
  runner_.Watch(request.name(), std::move(sink));
  return absl::OkStatus();
}

absl::StatusOr<Plan> ClassModelFitHandler::CancelFit(
    const Call& call, Reader& reader, const v1::CancelFitRequest& request,
    v1::ClassModelFit& response) const {
  CASELENS_RETURN_IF_ERROR(VisibleFit(call, reader, request.name()).status());
  // Results may be added at any moment, so all is decided by what the
  // transaction sees.
  return Plan{.change = [call, name = request.name(),
                         &response](Transaction& transaction) -> absl::Status {
                CASELENS_ASSIGN_OR_RETURN(const ResourceRow row,
                                          transaction.GetResource(name));
                CASELENS_ASSIGN_OR_RETURN(
                    response, ParseDocument<v1::ClassModelFit>(row));
                if (IsDone(response)) {
                  return FitStateError("want a fit that is QUEUED or RUNNING");
                }
                response.set_state(v1::ClassModelFit::CANCELLED);
                *response.mutable_end_time() = TimeOf(call);
                return UpdateWithEvent(transaction, call, row,
                                       response.SerializeAsString());
              },
              .after = [this, name = request.name()] { runner_.Cancel(name); }};
}

absl::StatusOr<Plan> ClassModelFitHandler::ChooseClassModel(
    const Call& call, Reader& reader,
    const v1::ChooseClassModelRequest& request,
    v1::ClassModel& response) const {
  CASELENS_ASSIGN_OR_RETURN(const v1::ClassModelFit fit,
                            VisibleFit(call, reader, request.name()));
  CASELENS_RETURN_IF_ERROR(CheckChosenId("class_model_id",
                                         request.class_model_id(),
                                         limits::kMaxModelIdCharacters));
  CASELENS_RETURN_IF_ERROR(
      CheckText("reason", request.reason(), limits::kMaxReasonCharacters));
  CASELENS_ASSIGN_OR_RETURN(const v1::FitResult result,
                            ChosenResult(fit, request));
  response = RenderFittedModel(fit, result);
  CASELENS_RETURN_IF_ERROR(ClampModel(request.clamp(), response));
  DescribeItems(catalogue_, response);
  response.set_name(absl::StrCat("studies/", call.scope.study, "/classModels/",
                                 request.class_model_id()));
  response.set_provenance(Provenance(fit, result));
  response.set_reason(request.reason());
  return InsertModel(call, response);
}

}  // namespace caselens
