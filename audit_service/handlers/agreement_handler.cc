#include "audit_service/handlers/agreement_handler.h"

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/time_util.h"

#include "audit_service/access/caller.h"
#include "audit_service/api/agreement_api.h"
#include "audit_service/api/errors.h"
#include "audit_service/api/names.h"
#include "audit_service/api/pages.h"
#include "audit_service/limits.h"
#include "audit_service/workflow/agreement_tallies.h"
#include "audit_service/workflow/double_codings.h"
#include "audit_service/workflow/resources.h"
#include "caselens/v1/study.pb.h"
#include "typology/base/status_macros.h"
#include "typology/double_coding/align.h"
#include "typology/double_coding/disagreements.h"
#include "typology/template/revision.h"

namespace caselens {
namespace {

constexpr Role kNamers[] = {v1::Grant::STUDY_STEWARD};

constexpr char kCaveat[] =
    "Read kappa beside percent, prevalence and AC1: a rare answer makes kappa "
    "small where coders agree. NR, UNC, NA and WH are answers alike in kappa; "
    "`coded` is what is left where codes were given. Questions about several "
    "people of one file count as units of their own, so that intervals of such "
    "fields are rather too narrow. Figures of the service are of codings made "
    "blind.";

// What every request of the service names.
struct Asked {
  v1::Study study;
  std::shared_ptr<const Revision> revision;
  FieldFilter fields;
};

template <typename Request>
absl::StatusOr<Asked> ParseAsked(Catalogue& catalogue, Reader& reader,
                                 const Request& request) {
  CASELENS_RETURN_IF_ERROR(
      ParseName("parent", request.parent(), "studies/{study}").status());
  if (!request.site().empty())
    CASELENS_RETURN_IF_ERROR(CheckSiteId("site", request.site()));
  Asked asked;
  CASELENS_ASSIGN_OR_RETURN(asked.study,
                            GetDocument<v1::Study>(reader, request.parent()));
  CASELENS_ASSIGN_OR_RETURN(
      asked.revision, catalogue.Template(reader, asked.study.template_()));
  CASELENS_ASSIGN_OR_RETURN(
      asked.fields,
      ParseFieldFilter(*asked.revision, request.section(), request.field()));
  return asked;
}

absl::Status NoDoubleCoding(const DoubleCodingsLeftOut& left_out) {
  return WithReason(
      absl::FailedPreconditionError(absl::StrCat(
          "no file has two codings that may be compared; ",
          left_out.waiting_files,
          " files wait for the review of the site's steward, and ",
          left_out.own_codings,
          " codings are of files which you code and have not completed")),
      "NO_DOUBLE_CODING");
}

// Whether the caller may know who coded what enters.
bool MayName(const Call& call, const AgreementTallies& tallies) {
  const Scope named = call.caller.ScopeOf(call.scope.study, kNamers);
  return absl::c_all_of(tallies.Sites(), [&named](const std::string& site) {
    return named.Covers(site);
  });
}

template <typename Message>
void RenderCoders(const std::vector<std::string>& ids, Message& message) {
  for (const std::string& id : ids)
    message.add_coders(absl::StrCat("principals/", id));
}

absl::Status RenderSites(const Asked& asked, const AgreementTallies& tallies,
                         v1::AgreementReport& message) {
  for (const auto& [site, tally] : tallies.sites) {
    v1::PooledAgreement& pooled = *message.add_sites();
    pooled.set_of(site);
    CASELENS_RETURN_IF_ERROR(
        RenderPooled(*asked.revision, asked.fields, tally, pooled));
  }
  return absl::OkStatus();
}

absl::Status RenderPairs(const Asked& asked, const AgreementTallies& tallies,
                         bool names, v1::AgreementReport& message) {
  for (const PairTally& pair : tallies.pairs) {
    v1::PooledAgreement& pooled = *message.add_pairs();
    pooled.set_of(absl::StrCat("pair ", message.pairs_size()));
    if (names) RenderCoders(pair.coders, pooled);
    CASELENS_RETURN_IF_ERROR(
        RenderPooled(*asked.revision, asked.fields, pair.tally, pooled));
  }
  return absl::OkStatus();
}

absl::Status RenderReport(const Call& call, const Asked& asked,
                          const AgreementTallies& tallies,
                          v1::AgreementReport& message) {
  if (tallies.IsEmpty()) return NoDoubleCoding(tallies.left_out);
  const bool names = MayName(call, tallies);
  message.set_files(static_cast<int32_t>(tallies.all.Files()));
  message.set_waiting_files(
      static_cast<int32_t>(tallies.left_out.waiting_files));
  message.set_own_codings(static_cast<int32_t>(tallies.left_out.own_codings));
  message.set_coder_count(static_cast<int32_t>(tallies.all.Coders()));
  if (names) RenderCoders(tallies.coders, message);
  message.set_simulated(asked.study.simulated());
  message.set_caveat(kCaveat);
  CASELENS_RETURN_IF_ERROR(
      RenderTally(*asked.revision, asked.fields, tallies.all, message));
  CASELENS_RETURN_IF_ERROR(RenderSites(asked, tallies, message));
  CASELENS_RETURN_IF_ERROR(RenderPairs(asked, tallies, names, message));
  const bool wants_types =
      absl::c_any_of(message.fields(), [](const v1::FieldAgreement& field) {
        return field.field() == "B.type";
      });
  return wants_types ? RenderSuggestions(tallies.suggestion,
                                         *message.mutable_suggestion())
                     : absl::OkStatus();
}

void Flag(double threshold, v1::AgreementReport& message) {
  message.set_threshold(threshold);
  if (message.files() < limits::kFewestFilesToFlag) {
    message.set_no_flags_why(absl::StrCat("no field is flagged on fewer than ",
                                          limits::kFewestFilesToFlag,
                                          " files"));
    return;
  }
  for (v1::FieldAgreement& field : *message.mutable_fields()) {
    field.set_to_sharpen(field.kappa().has_value() &&
                         field.kappa().value() < threshold);
  }
}

absl::StatusOr<double> ParseThreshold(double threshold) {
  if (threshold == 0) return limits::kDefaultKappaThreshold;
  if (threshold > 0 && threshold <= 1) return threshold;
  return InvalidField("threshold", "want 0, or above 0 and at most 1");
}

absl::StatusOr<int64_t> ParseMicros(const google::protobuf::Timestamp& time) {
  using google::protobuf::util::TimeUtil;
  if (time.seconds() < 0 || time.seconds() > TimeUtil::kTimestampMaxSeconds ||
      time.nanos() < 0 || time.nanos() > 999'999'999) {
    return InvalidField("submitted_after", "want a time from 1970 to 9999");
  }
  return TimeUtil::TimestampToMicroseconds(time);
}

}  // namespace

absl::Status AgreementHandler::MeasureAgreement(
    const Call& call, Reader& reader,
    const v1::MeasureAgreementRequest& request,
    v1::AgreementReport& response) const {
  CASELENS_ASSIGN_OR_RETURN(const Asked asked,
                            ParseAsked(catalogue_, reader, request));
  DoubleCodingFilter filter{.site = request.site()};
  CASELENS_ASSIGN_OR_RETURN(filter.waves, ParseWaves(request.waves()));
  CASELENS_ASSIGN_OR_RETURN(filter.coders, ParseCoders(request.coders()));
  Call allowed = call;
  if (!filter.coders.empty()) {
    // By name only where the caller may know names.
    allowed.scope = call.caller.ScopeOf(call.scope.study, kNamers);
    if (allowed.scope.IsEmpty()) return Denied();
  }
  CASELENS_ASSIGN_OR_RETURN(
      const AgreementTallies tallies,
      TallyDoubleCodings(catalogue_, allowed, reader, std::move(filter)));
  return RenderReport(allowed, asked, tallies, response);
}

absl::Status AgreementHandler::ListDisagreements(
    const Call& call, Reader& reader,
    const v1::ListDisagreementsRequest& request,
    v1::ListDisagreementsResponse& response) const {
  CASELENS_ASSIGN_OR_RETURN(const Asked asked,
                            ParseAsked(catalogue_, reader, request));
  DoubleCodingFilter filter{.site = request.site(), .most_coders = 2};
  CASELENS_ASSIGN_OR_RETURN(filter.waves, ParseWaves(request.waves()));
  CASELENS_ASSIGN_OR_RETURN(const Page page,
                            ParsePage(request, limits::kMaxPageSize));
  const auto list = [&](DoubleCoding& file) -> absl::Status {
    std::vector<Document>& documents = file.documents;
    CASELENS_ASSIGN_OR_RETURN(const bool second_is_a,
                              SecondIsA(reader, call.scope, file.rows[0]));
    if (second_is_a) std::swap(documents[0], documents[1]);
    const AlignedDocument b =
        AlignDocuments(documents[0], std::move(documents[1]));
    v1::FileDisagreements found;
    RenderDisagreements(
        *asked.revision, asked.fields,
        FindDisagreements(file.sheet->form(), documents[0], b.document), found);
    if (found.disagreements().empty()) return absl::OkStatus();
    found.set_case_file(
        absl::StrCat(request.parent(), "/caseFiles/", file.CaseFile()));
    found.set_site(file.Site());
    found.set_record(file.rows.front().record);
    *response.add_files() = std::move(found);
    return absl::OkStatus();
  };
  CASELENS_ASSIGN_OR_RETURN(
      const std::string last,
      VisitDoubleCodings(catalogue_, call, reader, filter, page, list));
  if (!last.empty()) response.set_next_page_token(NextPageToken(request, last));
  return absl::OkStatus();
}

absl::Status AgreementHandler::MeasureCalibration(
    const Call& call, Reader& reader,
    const v1::MeasureCalibrationRequest& request,
    v1::AgreementReport& response) const {
  CASELENS_ASSIGN_OR_RETURN(const Asked asked,
                            ParseAsked(catalogue_, reader, request));
  CASELENS_ASSIGN_OR_RETURN(const double threshold,
                            ParseThreshold(request.threshold()));
  DoubleCodingFilter filter{.site = request.site(),
                            .waves = {v1::Assignment::PILOT}};
  CASELENS_ASSIGN_OR_RETURN(filter.submitted_after_us,
                            ParseMicros(request.submitted_after()));
  CASELENS_ASSIGN_OR_RETURN(
      const AgreementTallies tallies,
      TallyCalibration(catalogue_, call, reader, std::move(filter)));
  CASELENS_RETURN_IF_ERROR(RenderReport(call, asked, tallies, response));
  Flag(threshold, response);
  return absl::OkStatus();
}

}  // namespace caselens
