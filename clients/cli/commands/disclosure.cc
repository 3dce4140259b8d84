#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

#include "caselens/v1/disclosure.pb.h"
#include "clients/cli/lookup.h"
#include "clients/cli/output/view.h"
#include "clients/cli/program.h"
#include "clients/cli/session.h"
#include "clients/cli/status_macros.h"

// What of a coded file could identify, and everything held about one record.
namespace caselens::cli {
namespace {

struct ReviewDisclosureOptions {
  std::string coding;
  std::vector<std::string> withheld;
  std::vector<std::string> coarsened;
};

struct DossierOptions {
  std::string file;
  bool redacted = false;
};

std::string TraitsText(
    const v1::FindRareCombinationsResponse::Combination& combination) {
  std::string text;
  for (const auto& trait : combination.traits()) {
    absl::StrAppend(&text, text.empty() ? "" : " with ", trait.field(), "=",
                    trait.code());
  }
  return text;
}

absl::Status FindRare(Session& session, const std::string& coding) {
  v1::FindRareCombinationsRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_name(), CodingName(session, coding));
  CLI_ASSIGN_OR_RETURN(const v1::FindRareCombinationsResponse rare,
                       session.Call(request));
  Grid grid({"rare"});
  for (const auto& one : rare.combinations()) grid.Add({TraitsText(one)});
  View view = View::Of(std::move(grid));
  view.Say(absl::StrCat("Held against ", rare.other_files(),
                        " other coded files of the site. ",
                        rare.reviewed() ? "Reviewed: others may read it."
                                        : "Not reviewed: nobody but its "
                                          "auditor reads it."));
  return session.Print(rare, view);
}

// FIELD or FIELD,INSTANCE
void ParseAnswer(absl::string_view text, v1::Redaction& redaction) {
  const std::pair<std::string, std::string> parts =
      absl::StrSplit(text, absl::MaxSplits(',', 1));
  redaction.set_field(parts.first);
  redaction.set_instance(parts.second);
}

absl::Status ReviewDisclosure(Session& session,
                              const ReviewDisclosureOptions& options) {
  v1::ReviewDisclosureRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_name(),
                       CodingName(session, options.coding));
  for (const std::string& answer : options.withheld) {
    ParseAnswer(answer, *request.add_redactions());
  }
  for (const std::string& answer : options.coarsened) {
    const std::pair<std::string, std::string> parts =
        absl::StrSplit(answer, absl::MaxSplits('=', 1));
    ParseAnswer(parts.first, *request.add_redactions());
    request.mutable_redactions()->rbegin()->set_code(parts.second);
  }
  CLI_ASSIGN_OR_RETURN(const v1::DisclosureReview review,
                       session.Call(request));
  Grid grid({"coding", "steward", "review_time", "redactions"});
  grid.Add({LastId(review.coding()), LastId(review.steward()),
            TimeText(review.review_time()),
            Cell::Number(review.redactions_size())});
  return session.Print(review, View::OfOne(std::move(grid)));
}

View DossierView(const v1::Dossier& dossier) {
  Grid grid({"what", "name", "detail"});
  grid.Add({"case file", LastId(dossier.case_file().name()),
            dossier.case_file().raw_factors()});
  for (const v1::Assignment& one : dossier.assignments()) {
    grid.Add({"assignment", LastId(one.name()), LastId(one.auditor())});
  }
  for (const v1::Coding& one : dossier.codings()) {
    grid.Add({"coding", LastId(one.name()),
              absl::StrCat(one.document().answers_size(), " answers")});
  }
  for (const v1::KeptSpan& one : dossier.kept_spans()) {
    grid.Add({"kept span", LastId(one.name()), one.type()});
  }
  for (const v1::Event& one : dossier.events()) {
    grid.Add({"event", TimeText(one.time()), one.action()});
  }
  View view = View::Of(std::move(grid));
  view.Say("--format json holds everything.");
  return view;
}

absl::Status ShowDossier(Session& session, const DossierOptions& options) {
  v1::GetDossierRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_name(),
                       CaseFileName(session, options.file));
  request.set_redacted(options.redacted);
  CLI_ASSIGN_OR_RETURN(const v1::Dossier dossier, session.Call(request));
  return session.Print(dossier, DossierView(dossier));
}

}  // namespace

void AddDisclosureCommands(Program& program) {
  auto coding = std::make_shared<std::string>();
  program
      .Add("coding rare", "Show what no other coded file of the site has",
           "caselens coding rare C1:C1-0185 --study demo",
           [coding](Session& session) { return FindRare(session, *coding); })
      .TakesStudy()
      .Needs("CODING", *coding, "Coding, or SITE:RECORD");

  auto review = std::make_shared<ReviewDisclosureOptions>();
  program
      .Add("coding review",
           "Open a submitted coding to its readers, as the site's steward",
           "caselens coding review C1:C1-0185 --study demo "
           "--withhold C.role,P4 --coarsen C.age_band,P4=A50P",
           [review](Session& session) {
             return ReviewDisclosure(session, *review);
           })
      .TakesStudy()
      .Needs("CODING", review->coding, "Coding, or SITE:RECORD")
      .Takes("--withhold", review->withheld,
             "FIELD,INSTANCE: withhold an answer (WH); repeatable")
      .Takes("--coarsen", review->coarsened,
             "FIELD,INSTANCE=CODE: put a coarser code there; repeatable");

  auto dossier = std::make_shared<DossierOptions>();
  program
      .Add("files dossier", "Show everything that is held about one record",
           "caselens files dossier C1:C1-0185 --study demo --redacted "
           "--format json",
           [dossier](Session& session) {
             return ShowDossier(session, *dossier);
           })
      .TakesStudy()
      .Needs("FILE", dossier->file, "Case file, or SITE:RECORD")
      .Takes("--redacted", dossier->redacted,
             "The form to hand out: without texts, the site's own ids, and who "
             "worked on it");
}

}  // namespace caselens::cli
