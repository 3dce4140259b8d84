#include "clients/cli/views/comparison.h"

#include <memory>
#include <string>

#include "absl/status/status.h"

#include "caselens/v1/comparison.pb.h"
#include "clients/cli/lookup.h"
#include "clients/cli/program.h"
#include "clients/cli/session.h"
#include "clients/cli/status_macros.h"

namespace caselens::cli {
namespace {

struct SuggestOptions {
  std::string from_1;
  std::string from_2;
  std::string dyad;
};

absl::Status Compare(Session& session, const std::string& coding) {
  v1::CompareCodingRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_name(), CodingName(session, coding));
  CLI_ASSIGN_OR_RETURN(const v1::Comparison comparison, session.Call(request));
  return session.Print(comparison, ComparisonView(comparison));
}

absl::Status Suggest(Session& session, const SuggestOptions& options) {
  v1::SuggestTypologyRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_parent(), session.Study());
  request.set_from_1(options.from_1);
  request.set_from_2(options.from_2);
  request.set_dyad(options.dyad);
  CLI_ASSIGN_OR_RETURN(const v1::TypologySuggestion suggestion,
                       session.Call(request));
  return session.Print(suggestion, SuggestionView(suggestion));
}

}  // namespace

void AddComparisonCommands(Program& program) {
  auto coding = std::make_shared<std::string>();
  program
      .Add("compare", "Hold a coded file against its latent class",
           "caselens compare C1:C1-0185 --study demo",
           [coding](Session& session) { return Compare(session, *coding); })
      .TakesStudy()
      .Needs("CODING", *coding, "Coding, or SITE:RECORD");

  program.Describe("typology", "Rule jt-1 on given indicators");
  auto options = std::make_shared<SuggestOptions>();
  program
      .Add("typology suggest", "Suggest a type for two partners, with reasons",
           "caselens typology suggest --study demo --from-1 'V1=3 K1=3 K2=3 "
           "K3=3 V9=3' --from-2 'V1=0' --dyad ''",
           [options](Session& session) { return Suggest(session, *options); })
      .TakesStudy()
      .Needs("--from-1", options->from_1,
             "What person 1 does: K1 to K10, V1 to V9, X2, each 0 to 3 or NR")
      .Needs("--from-2", options->from_2, "What person 2 does")
      .Takes("--dyad", options->dyad,
             "Of both: X1=2 X3=Y X5=N stalking=Y intimate=False");
}

}  // namespace caselens::cli
