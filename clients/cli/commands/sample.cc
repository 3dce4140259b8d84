#include "clients/cli/views/sample.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

#include "caselens/v1/sample.pb.h"
#include "clients/cli/errors.h"
#include "clients/cli/program.h"
#include "clients/cli/session.h"
#include "clients/cli/status_macros.h"
#include "clients/cli/words.h"

namespace caselens::cli {
namespace {

struct DrawOptions {
  std::string draw = "PURPOSIVE";
  std::string sites;
  int files = 2;
  int reserve = 2;
  double minimum_posterior = 0;
  std::string seed;
};

struct ShowSampleOptions {
  std::string sample;
  bool spread = false;
};

struct ReplaceOptions {
  std::string sample;
  std::string file;
  std::string reason;
};

absl::Status DrawSample(Session& session, const DrawOptions& options) {
  v1::DrawSampleRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_parent(), session.Study());
  CLI_ASSIGN_OR_RETURN(const auto draw,
                       ParseEnum<v1::Sample::Draw>("--draw", options.draw));
  request.set_draw(draw);
  for (const std::string& site : SplitList(options.sites)) {
    request.add_sites(site);
  }
  request.set_files_per_class(options.files);
  request.set_reserve_per_class(options.reserve);
  request.set_minimum_posterior(options.minimum_posterior);
  uint64_t seed = 0;
  if (!options.seed.empty() && !absl::SimpleAtoi(options.seed, &seed)) {
    return UsageError("--seed: want a whole number");
  }
  request.set_seed(seed);
  CLI_ASSIGN_OR_RETURN(const v1::Sample sample, session.Call(request));
  return session.Print(sample, SampleView(sample));
}

absl::StatusOr<v1::Sample> GetSample(Session& session,
                                     const std::string& name) {
  v1::GetSampleRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_name(), session.Name(name, "samples"));
  return session.Call(request);
}

absl::Status ShowSample(Session& session, const ShowSampleOptions& options) {
  CLI_ASSIGN_OR_RETURN(const v1::Sample sample,
                       GetSample(session, options.sample));
  return session.Print(
      sample, options.spread ? SpreadView(sample) : SampleView(sample));
}

absl::Status ListSamples(Session& session) {
  v1::ListSamplesRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_parent(), session.Study());
  CLI_ASSIGN_OR_RETURN(const v1::ListSamplesResponse samples,
                       session.CallAllPages(request));
  return session.Print(samples, SamplesView(samples));
}

// The case file that a place of `sample` holds, by SITE:RECORD; anything else
// is the name of a case file.
absl::StatusOr<std::string> HeldFile(Session& session, const v1::Sample& sample,
                                     const std::string& argument) {
  for (const v1::Sample::Class& of_class : sample.classes()) {
    for (const v1::Sample::Place& place : of_class.places()) {
      const v1::Sample::File& file = place.file();
      if (absl::StrCat(file.site(), ":", file.record()) == argument) {
        return file.case_file();
      }
    }
  }
  if (argument.find(':') != std::string::npos) {
    return UsageError(absl::StrCat("the sample holds no file ", argument));
  }
  return session.Name(argument, "caseFiles");
}

absl::Status ReplaceFile(Session& session, const ReplaceOptions& options) {
  v1::ReplaceSampledFileRequest request;
  CLI_ASSIGN_OR_RETURN(
      const auto reason,
      ParseEnum<v1::Sample::UnavailableReason>("--reason", options.reason));
  request.set_reason(reason);
  CLI_ASSIGN_OR_RETURN(const v1::Sample before,
                       GetSample(session, options.sample));
  request.set_name(before.name());
  request.set_etag(before.etag());
  CLI_ASSIGN_OR_RETURN(*request.mutable_case_file(),
                       HeldFile(session, before, options.file));
  CLI_ASSIGN_OR_RETURN(const v1::Sample sample, session.Call(request));
  return session.Print(sample, SampleView(sample));
}

void AddDraw(Program& program) {
  auto options = std::make_shared<DrawOptions>();
  program
      .Add(
          "sample draw", "Draw files of every class (study stewards)",
          "caselens sample draw --study demo --site C1 --files 2 --reserve 2 "
          "--seed 1",
          [options](Session& session) { return DrawSample(session, *options); })
      .TakesStudy()
      .Takes("--draw", options->draw,
             "PURPOSIVE or STRATIFIED_RANDOM [PURPOSIVE]")
      .Takes("--site", options->sites,
             "Only these sites, with commas; without it all of yours")
      .Takes("--files", options->files, "Files a class [2]")
      .Takes("--reserve", options->reserve, "Reserves a class [2]")
      .Takes("--minimum-posterior", options->minimum_posterior,
             "Leave out records below, .5")
      .Takes("--seed", options->seed,
             "The same seed gives the same files; without it a new one");
}

void AddReplace(Program& program) {
  auto options = std::make_shared<ReplaceOptions>();
  program
      .Add("sample replace",
           "Put the next reserve in the place of a file that cannot be had",
           "caselens sample replace SAMPLE C1:C1-0185 --reason NOT_LOCATED",
           [options](Session& session) {
             return ReplaceFile(session, *options);
           })
      .TakesStudy()
      .Needs("SAMPLE", options->sample, "Sample of the study")
      .Needs("FILE", options->file, "Case file, or SITE:RECORD")
      .Needs("--reason", options->reason,
             "NOT_LOCATED, ACCESS_RESTRICTED, TRANSFERRED, SITE_DECLINED, "
             "KNOWN_TO_AUDITOR or OTHER");
}

}  // namespace

void AddSampleCommands(Program& program) {
  program.Describe("sample", "Which files are read");
  AddDraw(program);
  auto shown = std::make_shared<ShowSampleOptions>();
  program
      .Add("sample show", "Show the files of a sample and their reserve",
           "caselens sample show SAMPLE --study demo",
           [shown](Session& session) { return ShowSample(session, *shown); })
      .TakesStudy()
      .Needs("SAMPLE", shown->sample, "Sample of the study")
      .Takes("--spread", shown->spread,
             "Show age bands, genders and ethnic groups beside the classes");
  program
      .Add("sample list", "List samples", "caselens sample list --study demo",
           ListSamples)
      .TakesStudy();
  AddReplace(program);
}

}  // namespace caselens::cli
