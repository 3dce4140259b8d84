#include "clients/cli/views/agreement.h"

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "google/protobuf/util/time_util.h"

#include "caselens/v1/agreement.pb.h"
#include "clients/cli/errors.h"
#include "clients/cli/output/view.h"
#include "clients/cli/program.h"
#include "clients/cli/session.h"
#include "clients/cli/status_macros.h"
#include "clients/cli/words.h"

namespace caselens::cli {
namespace {

// The service reads every file that was coded twice.
constexpr absl::Duration kReportDeadline = absl::Minutes(5);

// Which files and fields.
struct WhatOptions {
  std::string site;
  std::string section;
  std::string field;
  std::string waves;
};

struct MeasureOptions {
  WhatOptions what;
  std::string coders;
  std::string by = "field";
};

struct CalibrateOptions {
  WhatOptions what;
  std::string submitted_after;
  double threshold = 0;
};

absl::StatusOr<ReportBy> ByNamed(const std::string& name) {
  if (name == "field") return ReportBy::kField;
  if (name == "section") return ReportBy::kSection;
  if (name == "site") return ReportBy::kSite;
  if (name == "pair") return ReportBy::kPair;
  return UsageError(absl::StrCat("--by `", name,
                                 "`: want one of field, section, site, pair"));
}

template <typename Request>
absl::Status SetWhat(Session& session, const WhatOptions& options,
                     Request& request) {
  CLI_ASSIGN_OR_RETURN(*request.mutable_parent(), session.Study());
  request.set_site(options.site);
  request.set_section(options.section);
  request.set_field(options.field);
  return absl::OkStatus();
}

template <typename Request>
absl::Status SetWaves(const WhatOptions& options, Request& request) {
  for (const std::string& wave : SplitList(options.waves)) {
    CLI_ASSIGN_OR_RETURN(const auto parsed,
                         ParseEnum<v1::Assignment::Wave>("--wave", wave));
    request.add_waves(parsed);
  }
  return absl::OkStatus();
}

absl::Status Measure(Session& session, const MeasureOptions& options) {
  CLI_ASSIGN_OR_RETURN(const ReportBy by, ByNamed(options.by));
  v1::MeasureAgreementRequest request;
  CLI_RETURN_IF_ERROR(SetWhat(session, options.what, request));
  CLI_RETURN_IF_ERROR(SetWaves(options.what, request));
  for (const std::string& coder : SplitList(options.coders))
    request.add_coders(absl::StrCat("principals/", LastId(coder)));
  CLI_ASSIGN_OR_RETURN(const v1::AgreementReport report,
                       session.Call(request, kReportDeadline));
  return session.Print(report, AgreementReportView(report, by));
}

absl::Status Disagreements(Session& session, const WhatOptions& options) {
  v1::ListDisagreementsRequest request;
  CLI_RETURN_IF_ERROR(SetWhat(session, options, request));
  CLI_RETURN_IF_ERROR(SetWaves(options, request));
  CLI_ASSIGN_OR_RETURN(const v1::ListDisagreementsResponse found,
                       session.CallAllPages(request));
  return session.Print(found, DisagreementsView(found));
}

absl::Status Calibrate(Session& session, const CalibrateOptions& options) {
  v1::MeasureCalibrationRequest request;
  CLI_RETURN_IF_ERROR(SetWhat(session, options.what, request));
  if (!options.submitted_after.empty() &&
      !google::protobuf::util::TimeUtil::FromString(
          options.submitted_after, request.mutable_submitted_after())) {
    return UsageError("--submitted-after: want a time, 2026-03-01T00:00:00Z");
  }
  request.set_threshold(options.threshold);
  CLI_ASSIGN_OR_RETURN(const v1::AgreementReport report,
                       session.Call(request, kReportDeadline));
  return session.Print(report, CalibrationView(report));
}

void AddMeasure(Program& program) {
  auto options = std::make_shared<MeasureOptions>();
  program
      .Add("agreement measure",
           "Agreement of the two coders of each file of a study",
           "caselens agreement measure --study demo --by section",
           [options](Session& session) { return Measure(session, *options); })
      .TakesStudy()
      .Takes("--site", options->what.site, "Only files of this site")
      .Takes("--section", options->what.section, "Only this section")
      .Takes("--field", options->what.field, "Only this field")
      .Takes("--wave", options->what.waves, "PILOT, W1, W2 [W1,W2]")
      .Takes("--coders", options->coders,
             "Only files of these two, with a comma (study stewards)")
      .Takes("--by", options->by, "field, section, site or pair [field]");
}

void AddDisagreements(Program& program) {
  auto options = std::make_shared<WhatOptions>();
  program
      .Add("agreement disagreements",
           "Files and fields on which the two coders differ",
           "caselens agreement disagreements --study demo --field B.type",
           [options](Session& session) {
             return Disagreements(session, *options);
           })
      .TakesStudy()
      .Takes("--site", options->site, "Only files of this site")
      .Takes("--section", options->section, "Only this section")
      .Takes("--field", options->field, "Only this field")
      .Takes("--wave", options->waves, "PILOT, W1, W2 [W1,W2]");
}

void AddCalibrate(Program& program) {
  auto options = std::make_shared<CalibrateOptions>();
  program
      .Add("agreement calibrate",
           "Agreement of all coders of the pilot files, and what to sharpen",
           "caselens agreement calibrate --study demo",
           [options](Session& session) { return Calibrate(session, *options); })
      .TakesStudy()
      .Takes("--site", options->what.site, "Only files of this site")
      .Takes("--section", options->what.section, "Only this section")
      .Takes("--field", options->what.field, "Only this field")
      .Takes("--submitted-after", options->submitted_after,
             "Only codings from then on: a round, 2026-03-01T00:00:00Z")
      .Takes("--threshold", options->threshold,
             "Kappa below which a field is to be sharpened [.60]");
}

}  // namespace

void AddAgreementCommands(Program& program) {
  program.Describe("agreement", "How far coders agree");
  AddMeasure(program);
  AddDisagreements(program);
  AddCalibrate(program);
}

}  // namespace caselens::cli
