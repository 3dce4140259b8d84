#include "audit_service/handlers/sample_handler.h"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/time_util.h"

#include "audit_service/api/errors.h"
#include "audit_service/api/names.h"
#include "audit_service/api/sample_api.h"
#include "audit_service/limits.h"
#include "audit_service/workflow/resources.h"
#include "audit_service/workflow/sample_view.h"
#include "audit_service/workflow/sampling_frame.h"
#include "caselens/v1/study.pb.h"
#include "typology/base/status_macros.h"
#include "typology/sampling/purposive.h"
#include "typology/sampling/spread.h"
#include "typology/sampling/stratified_random.h"

namespace caselens {
namespace {

constexpr char kSamplePattern[] = "studies/{study}/samples/{sample}";

absl::Status CheckTotal(const SamplingOptions& options, size_t classes) {
  if ((options.files_per_class + options.reserve_per_class) * classes <=
      limits::kMaxSampledFiles) {
    return absl::OkStatus();
  }
  return InvalidField(
      "files_per_class",
      absl::StrCat("want at most ", limits::kMaxSampledFiles,
                   " files and reserves over all ", classes, " classes"));
}

absl::StatusOr<Sample> Draw(const SamplingFrame& frame,
                            const ParsedDraw& wanted) {
  if (wanted.draw == v1::Sample::PURPOSIVE) {
    CASELENS_ASSIGN_OR_RETURN(PurposiveSample drawn,
                              DrawPurposively(frame, wanted.options));
    return std::move(drawn.sample);
  }
  CASELENS_ASSIGN_OR_RETURN(RandomSample drawn,
                            DrawAtRandom(frame, wanted.options));
  return std::move(drawn.sample);
}

// A new sample, without the files.
v1::Sample EmptySample(const Call& call, const std::string& study,
                       const SamplingFrame& frame, const ParsedDraw& wanted) {
  v1::Sample sample;
  sample.set_name(absl::StrCat(study, "/samples/", call.environment->NewId()));
  sample.set_draw(wanted.draw);
  for (const SamplingSite& site : frame.sites) sample.add_sites(site.id);
  *sample.mutable_create_time() =
      google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(
          call.NowMicros());
  return sample;
}

}  // namespace

absl::StatusOr<Plan> SampleHandler::DrawSample(
    const Call& call, Reader& reader, const v1::DrawSampleRequest& request,
    v1::Sample& response) const {
  CASELENS_RETURN_IF_ERROR(
      ParseName("parent", request.parent(), "studies/{study}").status());
  CASELENS_ASSIGN_OR_RETURN(ParsedDraw wanted, ParseDraw(request));
  CASELENS_ASSIGN_OR_RETURN(const v1::Study study,
                            GetDocument<v1::Study>(reader, request.parent()));
  CASELENS_ASSIGN_OR_RETURN(
      const LoadedFrame loaded,
      LoadSamplingFrame(catalogue_, call, reader, wanted.sites));
  CASELENS_RETURN_IF_ERROR(CheckTotal(wanted.options, loaded.classes.size()));
  if (wanted.options.seed == 0) {
    wanted.options.seed = call.environment->NewSeed();
  }
  absl::StatusOr<Sample> drawn = Draw(loaded.frame, wanted);
  if (absl::IsFailedPrecondition(drawn.status())) {
    return WithReason(drawn.status(), "SITE_NOT_READY");
  }
  CASELENS_RETURN_IF_ERROR(drawn.status());
  CASELENS_ASSIGN_OR_RETURN(const std::vector<SpreadCell> spread,
                            MeasureSpread(loaded.frame, *drawn));
  v1::Sample document =
      EmptySample(call, request.parent(), loaded.frame, wanted);
  document.set_simulated(study.simulated());
  RenderDrawn(WithCaseFiles(loaded, *std::move(drawn)), loaded.classes, spread,
              loaded.posteriors, call.scope.study, document);
  ResourceRow row = NewResource(call, "samples", request.parent(),
                                document.name(), document.SerializeAsString());
  CASELENS_RETURN_IF_ERROR(
      RenderSample(call, reader, row.version, std::move(document), response));
  return Plan{.change =
                  [change = call.NewChange(),
                   row = std::move(row)](Transaction& transaction) {
                    return InsertWithEvent(transaction, change, row);
                  },
              .after = nullptr};
}

absl::Status SampleHandler::GetSample(const Call& call, Reader& reader,
                                      const v1::GetSampleRequest& request,
                                      v1::Sample& response) const {
  CASELENS_RETURN_IF_ERROR(
      ParseName("name", request.name(), kSamplePattern).status());
  CASELENS_ASSIGN_OR_RETURN(StoredSample stored,
                            caselens::GetSample(call, reader, request.name()));
  return RenderSample(call, reader, stored.row.version,
                      std::move(stored.document), response);
}

absl::Status SampleHandler::ListSamples(
    const Call& call, Reader& reader, const v1::ListSamplesRequest& request,
    v1::ListSamplesResponse& response) const {
  CASELENS_RETURN_IF_ERROR(
      ParseName("parent", request.parent(), "studies/{study}").status());
  CASELENS_ASSIGN_OR_RETURN(
      *response.mutable_next_page_token(),
      AddPage(reader, "samples", request.parent(), request,
              [&](const ResourceRow& row) -> absl::StatusOr<bool> {
                CASELENS_ASSIGN_OR_RETURN(StoredSample stored,
                                          ParseSampleRow(row));
                if (!Covers(call.scope, stored.document)) return false;
                RenderSampleHead(row.version, std::move(stored.document),
                                 *response.add_samples());
                return true;
              }));
  return absl::OkStatus();
}

absl::StatusOr<Plan> SampleHandler::ReplaceSampledFile(
    const Call& call, Reader& reader,
    const v1::ReplaceSampledFileRequest& request, v1::Sample& response) const {
  CASELENS_RETURN_IF_ERROR(
      ParseName("name", request.name(), kSamplePattern).status());
  CASELENS_ASSIGN_OR_RETURN(StoredSample stored,
                            caselens::GetSample(call, reader, request.name()));
  CASELENS_ASSIGN_OR_RETURN(const std::vector<std::string> file,
                            ParseName("case_file", request.case_file(),
                                      "studies/{study}/caseFiles/{case_file}"));
  if (file[0] != call.scope.study) {
    return InvalidField("case_file", "want a case file of the same study");
  }
  CASELENS_ASSIGN_OR_RETURN(const UnavailableReason reason,
                            ParseUnavailableReason(request.reason()));
  CASELENS_RETURN_IF_ERROR(CheckEtag(request.etag(), stored.row.version));
  const absl::StatusOr<Sample> replaced =
      ReplaceFile(ParseDrawn(stored.document), file[1], reason);
  if (!replaced.ok()) {
    return InvalidField("case_file", "want a file that a place holds");
  }
  v1::Sample next = stored.document;
  RenderPlaces(*replaced, PosteriorsOf(stored.document), call.scope.study,
               next);
  std::string document = next.SerializeAsString();
  CASELENS_RETURN_IF_ERROR(RenderSample(call, reader, stored.row.version + 1,
                                        std::move(next), response));
  return Plan{.change =
                  [call, row = std::move(stored.row),
                   document = std::move(document)](Transaction& transaction) {
                    return UpdateWithEvent(transaction, call, row, document);
                  },
              .after = nullptr};
}

}  // namespace caselens
