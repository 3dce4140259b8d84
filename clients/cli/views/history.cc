#include "clients/cli/views/history.h"

#include <string>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace caselens::cli {
namespace {

std::string Base64Of(const std::string& bytes) {
  return absl::Base64Escape(bytes);
}

}  // namespace

void SayLines(absl::string_view text, View& view) {
  for (const absl::string_view line :
       absl::StrSplit(absl::StripSuffix(text, "\n"), '\n')) {
    view.Say(std::string(line));
  }
}

View EventsView(const v1::ListEventsResponse& response) {
  Grid csv({"sequence", "time", "actor", "action", "resource",
            "commitment_before", "commitment_after", "commitment_reason"});
  Grid shown({"sequence", "time", "actor", "action", "resource"});
  for (const v1::Event& event : response.events()) {
    const Cell sequence = Cell::Number(event.sequence());
    const std::string time = TimeText(event.time());
    const std::string actor = LastId(event.actor());
    shown.Add({sequence, time, actor, event.action(), event.resource()});
    csv.Add({sequence, time, actor, event.action(), event.resource(),
             absl::BytesToHexString(event.commitment_before()),
             absl::BytesToHexString(event.commitment_after()),
             absl::BytesToHexString(event.commitment_reason())});
  }
  View view;
  view.csv = std::move(csv);
  view.Show(std::move(shown));
  return view;
}

View ReadsView(const v1::ListReadsResponse& response) {
  Grid grid({"first_time", "last_time", "principal", "action", "resource",
             "case_file", "count"});
  for (const v1::Read& read : response.reads()) {
    grid.Add({TimeText(read.first_time()), TimeText(read.last_time()),
              LastId(read.principal()), read.action(), read.resource(),
              read.case_file().empty() ? "" : LastId(read.case_file()),
              Cell::Number(read.count())});
  }
  return View::Of(std::move(grid));
}

View CheckpointView(const v1::HistoryCheckpoint& checkpoint) {
  View view;
  SayLines(checkpoint.note(), view);
  Grid csv({"origin", "size", "root", "verifier_key"});
  csv.Add({checkpoint.origin(), Cell::Number(checkpoint.size()),
           Base64Of(checkpoint.root()), checkpoint.verifier_key()});
  view.csv = std::move(csv);
  return view;
}

View InclusionView(const v1::InclusionProof& proof) {
  View view;
  SayLines(proof.proof(), view);
  Grid csv({"index", "size", "root", "place", "hash"});
  int place = 0;
  for (const std::string& hash : proof.path()) {
    csv.Add({Cell::Number(proof.index()), Cell::Number(proof.size()),
             Base64Of(proof.root()), Cell::Number(place++), Base64Of(hash)});
  }
  view.csv = std::move(csv);
  return view;
}

View ConsistencyView(const v1::ConsistencyProof& proof) {
  View view;
  view.Say(absl::StrCat("The history of ", proof.to_size(),
                        " events begins with that of ", proof.from_size(),
                        "."));
  Card card;
  card.Add("from root", Base64Of(proof.from_root()));
  card.Add("to root", Base64Of(proof.to_root()));
  Grid csv({"from_size", "to_size", "from_root", "to_root", "place", "hash"});
  int place = 0;
  for (const std::string& hash : proof.path()) {
    card.Add(place == 0 ? "path" : "", Base64Of(hash));
    csv.Add({Cell::Number(proof.from_size()), Cell::Number(proof.to_size()),
             Base64Of(proof.from_root()), Base64Of(proof.to_root()),
             Cell::Number(place++), Base64Of(hash)});
  }
  view.Show(card.Take());
  view.csv = std::move(csv);
  return view;
}

View VerificationView(const v1::HistoryVerification& found) {
  View view;
  if (found.state() == v1::HistoryVerification::VERIFIED) {
    view.Say(absl::StrCat("VERIFIED: ", found.events(), " events and ",
                          found.rows(),
                          " rows are as they were committed to."));
  } else {
    view.Say(absl::StrCat(
        "BROKEN: ",
        found.bad_event() == 0
            ? ""
            : absl::StrCat("event ", found.bad_event(), ": "),
        found.bad_row().empty() ? "" : absl::StrCat(found.bad_row(), ": "),
        found.problem(), "."));
  }
  Grid csv({"state", "events", "rows", "bad_event", "bad_row", "problem"});
  csv.Add({v1::HistoryVerification::State_Name(found.state()),
           Cell::Number(found.events()), Cell::Number(found.rows()),
           Cell::Number(found.bad_event()), found.bad_row(), found.problem()});
  view.csv = std::move(csv);
  return view;
}

}  // namespace caselens::cli
