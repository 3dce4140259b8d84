#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"

#include "caselens/v1/assignment.pb.h"
#include "clients/cli/errors.h"
#include "clients/cli/local_file.h"
#include "clients/cli/names.h"
#include "clients/cli/program.h"
#include "clients/cli/session.h"
#include "clients/cli/status_macros.h"
#include "clients/cli/views/assignment.h"
#include "clients/cli/words.h"

namespace caselens::cli {
namespace {

constexpr size_t kMaxCsvBytes = 1 << 20;

struct AssignOptions {
  std::string sample;
  std::string csv;
  double double_coded = 0;
  std::string auditors;
  std::string wave;
  std::string due_date;
  std::string seed;
  bool check = false;
};

struct ProgressOptions {
  std::string site;
  int abandoned_after_days = 0;
};

absl::Status FillSource(Session& session, const AssignOptions& options,
                        v1::AssignFilesRequest& request) {
  if (options.sample.empty() == options.csv.empty()) {
    return UsageError("want one of --sample and --csv");
  }
  if (!options.sample.empty()) {
    CLI_ASSIGN_OR_RETURN(*request.mutable_sample(),
                         session.Name(options.sample, "samples"));
    return absl::OkStatus();
  }
  CLI_ASSIGN_OR_RETURN(*request.mutable_csv(),
                       ReadFile(options.csv, kMaxCsvBytes));
  return absl::OkStatus();
}

// Files of a sample are W1; of a list each row may say.
absl::Status FillWave(const AssignOptions& options,
                      v1::AssignFilesRequest& request) {
  if (options.wave.empty()) {
    if (!options.sample.empty()) request.set_wave(v1::Assignment::W1);
    return absl::OkStatus();
  }
  CLI_ASSIGN_OR_RETURN(const auto wave,
                       ParseEnum<v1::Assignment::Wave>("--wave", options.wave));
  request.set_wave(wave);
  return absl::OkStatus();
}

absl::Status AssignFiles(Session& session, const AssignOptions& options) {
  v1::AssignFilesRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_parent(), session.Study());
  CLI_RETURN_IF_ERROR(FillSource(session, options, request));
  CLI_RETURN_IF_ERROR(FillWave(options, request));
  for (const std::string& auditor : SplitList(options.auditors)) {
    CLI_ASSIGN_OR_RETURN(*request.add_auditors(),
                         TopName(auditor, "principals"));
  }
  uint64_t seed = 0;
  if (!options.seed.empty() && !absl::SimpleAtoi(options.seed, &seed)) {
    return UsageError("--seed: want a whole number");
  }
  request.set_seed(seed);
  request.set_double_coded_share(options.double_coded);
  request.set_due_date(options.due_date);
  request.set_validate_only(options.check);
  CLI_ASSIGN_OR_RETURN(const v1::AssignFilesResponse response,
                       session.Call(request));
  CLI_RETURN_IF_ERROR(
      session.Print(response, AssignedView(response, options.check)));
  return response.errors().empty() ? absl::OkStatus() : AlreadyExplained();
}

absl::Status ShowQueue(Session& session) {
  v1::GetWorkQueueRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_parent(), session.Study());
  CLI_ASSIGN_OR_RETURN(const v1::WorkQueue queue,
                       session.CallAllPages(request));
  return session.Print(queue, QueueView(queue));
}

absl::Status ShowProgress(Session& session, const ProgressOptions& options) {
  v1::ListProgressRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_parent(), session.Study());
  request.set_site(options.site);
  request.set_abandoned_after_days(options.abandoned_after_days);
  CLI_ASSIGN_OR_RETURN(const v1::ListProgressResponse progress,
                       session.Call(request));
  return session.Print(progress, ProgressView(progress));
}

void AddAssign(Program& program) {
  auto options = std::make_shared<AssignOptions>();
  program
      .Add("assign",
           "Give the files of a sample or list to auditors (study stewards)",
           "caselens assign --study demo --sample SAMPLE --double 0.25 --due "
           "2026-12-18 --seed 1 --check",
           [options](Session& session) {
             return AssignFiles(session, *options);
           })
      .TakesStudy()
      .Takes("--sample", options->sample, "The files of this sample")
      .Takes("--csv", options->csv,
             "The files of this list: record, and if wanted site, auditor, "
             "rank, wave, due_date; - is standard input")
      .Takes("--double", options->double_coded,
             "Part of the files that two auditors code, .25 [0]")
      .Takes("--auditors", options->auditors,
             "Only these, with commas; without it every trained auditor of "
             "the site")
      .Takes("--wave", options->wave,
             "PILOT (everybody codes every file), W1 or W2 (nominated) [W1 of "
             "a sample; of a list its own]")
      .Takes("--due", options->due_date, "Day by which it is wanted")
      .Takes("--seed", options->seed,
             "The same seed gives the same plan; without it a new one")
      .Takes("--check", options->check, "Show the plan; assign nothing");
}

}  // namespace

void AddAssignCommands(Program& program) {
  AddAssign(program);
  program
      .Add("queue", "What you have to do, the next file first",
           "caselens queue --study demo", ShowQueue)
      .TakesStudy();
  auto options = std::make_shared<ProgressOptions>();
  program
      .Add("progress", "How far the work is, by site and auditor (stewards)",
           "caselens progress --study demo --site C1",
           [options](Session& session) {
             return ShowProgress(session, *options);
           })
      .TakesStudy()
      .Takes("--site", options->site, "Only this site")
      .Takes("--abandoned-after", options->abandoned_after_days,
             "Days after which a draft nobody touches is listed [14]");
}

}  // namespace caselens::cli
