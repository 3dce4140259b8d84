#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

#include "caselens/v1/anonymity.pb.h"
#include "clients/cli/errors.h"
#include "clients/cli/local_file.h"
#include "clients/cli/output/view.h"
#include "clients/cli/program.h"
#include "clients/cli/session.h"
#include "clients/cli/status_macros.h"
#include "clients/cli/words.h"

namespace caselens::cli {
namespace {

// What the service takes in one call.
constexpr int kMaxTexts = 1000;
constexpr size_t kMaxBytes = 1 << 20;
constexpr size_t kMaxTextBytes = size_t{64} << 20;

struct CheckOptions {
  std::string file = "-";
  bool lines = false;
};

struct ListKeptOptions {
  std::string site;
  std::string state;
};

struct ReviewKeptOptions {
  std::string kept_span;
  std::string decision;
};

View CheckedTextView(const v1::CheckedText& text) {
  Grid grid({"action", "type", "start", "end", "replacement", "reason"});
  for (const v1::TextFinding& finding : text.findings()) {
    grid.Add({v1::TextFinding::Action_Name(finding.action()), finding.type(),
              Cell::Number(finding.start()), Cell::Number(finding.end()),
              finding.replacement(), finding.reason()});
  }
  View view;
  if (text.has_refused()) {
    view.Say(absl::StrCat("Refused as a whole: ", text.refused()));
  } else if (text.findings().empty()) {
    view.Say("Nothing found. That is no proof that nobody is named.");
  }
  view.csv = grid;
  if (!text.findings().empty()) view.Show(std::move(grid));
  return view;
}

// A text without the line end that editors put behind the last line.
absl::Status CheckWhole(Session& session, absl::string_view text) {
  absl::ConsumeSuffix(&text, "\n");
  v1::CheckTextRequest request;
  request.add_texts(std::string(text));
  CLI_ASSIGN_OR_RETURN(const v1::CheckTextResponse checked,
                       session.Call(request));
  if (checked.texts_size() != 1) {
    return absl::InternalError("the service did not answer for the text");
  }
  return session.Print(checked.texts(0), CheckedTextView(checked.texts(0)));
}

absl::Status PrintLines(Session& session, v1::CheckTextRequest& request) {
  CLI_ASSIGN_OR_RETURN(const v1::CheckTextResponse checked,
                       session.Call(request));
  for (const v1::CheckedText& text : checked.texts()) {
    CLI_RETURN_IF_ERROR(session.PrintJsonLine(text));
  }
  request.clear_texts();
  return absl::OkStatus();
}

absl::Status CheckLines(Session& session, absl::string_view text) {
  absl::ConsumeSuffix(&text, "\n");
  v1::CheckTextRequest request;
  size_t bytes = 0;
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    if (request.texts_size() == kMaxTexts ||
        (request.texts_size() > 0 && bytes + line.size() > kMaxBytes)) {
      CLI_RETURN_IF_ERROR(PrintLines(session, request));
      bytes = 0;
    }
    request.add_texts(std::string(line));
    bytes += line.size();
  }
  return PrintLines(session, request);
}

absl::Status Check(Session& session, const CheckOptions& options) {
  CLI_ASSIGN_OR_RETURN(const std::string text,
                       ReadFile(options.file, kMaxTextBytes));
  return options.lines ? CheckLines(session, text) : CheckWhole(session, text);
}

Grid KeptGrid() {
  return Grid({"kept_span", "state", "coding", "site", "field", "start", "end",
               "type", "reason", "author", "reader"});
}

void AddKept(const v1::KeptSpan& kept, Grid& grid) {
  grid.Add({LastId(kept.name()), v1::KeptSpan::State_Name(kept.state()),
            LastId(kept.coding()), kept.site(), kept.field(),
            Cell::Number(kept.start()), Cell::Number(kept.end()), kept.type(),
            v1::KeepReason_Name(kept.reason()), LastId(kept.author()),
            LastId(kept.reader())});
}

absl::Status ListKept(Session& session, const ListKeptOptions& options) {
  v1::ListKeptSpansRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_parent(), session.Study());
  request.set_site(options.site);
  if (!options.state.empty()) {
    CLI_ASSIGN_OR_RETURN(const auto state, ParseEnum<v1::KeptSpan::State>(
                                               "--state", options.state));
    request.set_state(state);
  }
  CLI_ASSIGN_OR_RETURN(const v1::ListKeptSpansResponse kept,
                       session.CallAllPages(request));
  Grid grid = KeptGrid();
  for (const v1::KeptSpan& one : kept.kept_spans()) AddKept(one, grid);
  return session.Print(kept, View::Of(std::move(grid)));
}

absl::Status ShowKept(Session& session, const std::string& name) {
  v1::GetKeptSpanRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_name(),
                       session.Name(name, "keptSpans"));
  CLI_ASSIGN_OR_RETURN(const v1::KeptSpan kept, session.Call(request));
  Grid grid = KeptGrid();
  AddKept(kept, grid);
  View view = View::OfOne(std::move(grid));
  if (!kept.text().empty()) {
    view.Say("");
    view.Say(kept.text());
    view.Say(absl::StrCat("REPLACE puts ", kept.replacement(), " there."));
  }
  return session.Print(kept, view);
}

absl::Status ReviewKept(Session& session, const ReviewKeptOptions& options) {
  v1::ReviewKeptSpanRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_name(),
                       session.Name(options.kept_span, "keptSpans"));
  CLI_ASSIGN_OR_RETURN(const auto decision,
                       ParseEnum<v1::ReviewKeptSpanRequest::Decision>(
                           "DECISION", options.decision));
  request.set_decision(decision);
  CLI_ASSIGN_OR_RETURN(const v1::KeptSpan kept, session.Call(request));
  Grid grid = KeptGrid();
  AddKept(kept, grid);
  return session.Print(kept, View::OfOne(std::move(grid)));
}

absl::Status ShowScan(Session& session) {
  CLI_ASSIGN_OR_RETURN(const v1::DetectorScan scan,
                       session.Call(v1::GetDetectorScanRequest()));
  Grid grid(
      {"detectors_version", "codings_scanned", "spans_quarantined", "done"});
  grid.Add({scan.detectors_version(), Cell::Number(scan.codings_scanned()),
            Cell::Number(scan.spans_quarantined()), Cell::Yes(scan.done())});
  return session.Print(scan, View::OfOne(std::move(grid)));
}

absl::Status ListRates(Session& session) {
  v1::ListKeepRatesRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_parent(), session.Study());
  CLI_ASSIGN_OR_RETURN(const v1::ListKeepRatesResponse rates,
                       session.Call(request));
  Grid grid({"site", "auditor", "codings", "kept_spans", "rate", "site_median",
             "far_above"});
  for (const auto& rate : rates.keep_rates()) {
    grid.Add({rate.site(), LastId(rate.auditor()), Cell::Number(rate.codings()),
              Cell::Number(rate.kept_spans()), Cell::Real(rate.rate(), 2),
              Cell::Real(rate.site_median(), 2), Cell::Yes(rate.far_above())});
  }
  return session.Print(rates, View::Of(std::move(grid)));
}

}  // namespace

void AddTextCommands(Program& program) {
  program.Describe("text", "What may identify somebody in free text");
  auto check = std::make_shared<CheckOptions>();
  program
      .Add("text check", "Find what may identify somebody; stores nothing",
           "caselens text check note.txt\n"
           "  echo 'Seen with the mother.' | caselens text check --lines",
           [check](Session& session) { return Check(session, *check); })
      .Takes("FILE", check->file, "A text in UTF-8; `-` for standard input")
      .Takes("--lines", check->lines,
             "Each line is a text of its own and gets one line of JSON");

  auto list = std::make_shared<ListKeptOptions>();
  program
      .Add("text kept", "List spans that auditors kept",
           "caselens text kept --study demo --state WAITING",
           [list](Session& session) { return ListKept(session, *list); })
      .TakesStudy()
      .Takes("--site", list->site, "Only this site")
      .Takes("--state", list->state,
             "WAITING, CLEARED, REPLACED or QUARANTINED");

  auto name = std::make_shared<std::string>();
  program
      .Add("text show", "Show a kept span in its text, to a second reader",
           "caselens text show KEPT_SPAN --study demo",
           [name](Session& session) { return ShowKept(session, *name); })
      .TakesStudy()
      .Needs("KEPT_SPAN", *name, "Id, as `text kept` lists it");

  auto review = std::make_shared<ReviewKeptOptions>();
  program
      .Add("text review", "Clear a kept span, or replace it",
           "caselens text review KEPT_SPAN CLEAR --study demo",
           [review](Session& session) { return ReviewKept(session, *review); })
      .TakesStudy()
      .Needs("KEPT_SPAN", review->kept_span, "Id, as `text kept` lists it")
      .Needs("DECISION", review->decision, "CLEAR or REPLACE");

  program.Add("text scan",
              "Show how far the newest detectors have scanned what is stored",
              "caselens text scan",
              [](Session& session) { return ShowScan(session); });

  program
      .Add("text rates", "Show how often auditors keep what was found",
           "caselens text rates --study demo",
           [](Session& session) { return ListRates(session); })
      .TakesStudy();
}

}  // namespace caselens::cli
