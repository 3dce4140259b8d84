#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

#include "caselens/v1/adjudication.pb.h"
#include "clients/cli/errors.h"
#include "clients/cli/names.h"
#include "clients/cli/output/view.h"
#include "clients/cli/program.h"
#include "clients/cli/session.h"
#include "clients/cli/status_macros.h"
#include "clients/cli/views/coding.h"
#include "clients/cli/words.h"

// Where two coders of a file differ, settled into a third coding.
namespace caselens::cli {
namespace {

using v1::Adjudication;

struct ResolveOptions {
  std::string adjudication;
  std::vector<std::string> a;
  std::vector<std::string> b;
  std::vector<std::string> answers;
  std::string reason;
};

std::string AnswerText(const v1::Answer& answer) {
  std::string text = answer.missing() == v1::Answer::MISSING_UNSPECIFIED
                         ? absl::StrJoin(answer.codes(), ";")
                         : v1::Answer::Missing_Name(answer.missing());
  if (!answer.paraphrase().empty()) {
    absl::StrAppend(&text, " (", answer.paraphrase(), ")");
  }
  return text;
}

std::string SettledText(const v1::Resolution& resolution) {
  if (resolution.choice() != v1::Resolution::NEW) {
    return resolution.choice() == v1::Resolution::CHOICE_UNSPECIFIED
               ? ""
               : v1::Resolution::Choice_Name(resolution.choice());
  }
  return resolution.codes().empty()
             ? v1::Answer::Missing_Name(resolution.missing())
             : absl::StrJoin(resolution.codes(), ";");
}

std::string SideText(const Adjudication::Item& item, bool is_a) {
  if (item.kind() == Adjudication::Item::ANSWER) {
    return AnswerText(is_a ? item.a() : item.b());
  }
  const bool has = (item.kind() == Adjudication::Item::ONLY_A) == is_a;
  return has ? "there" : "not there";
}

View AdjudicationView(const Adjudication& adjudication) {
  View view;
  view.csv = Grid({"item", "a", "b", "settled"});
  for (const Adjudication::Item& item : adjudication.items()) {
    const std::string what =
        item.field().empty()
            ? item.instance()
            : absl::StrCat(item.field(), item.instance().empty() ? "" : ",",
                           item.instance());
    view.csv.Add({what, SideText(item, true), SideText(item, false),
                  SettledText(item.resolution())});
  }
  view.SayIfSimulated(adjudication.simulated());
  view.Say(absl::StrCat(adjudication.site(), " ", adjudication.record(), ", ",
                        Adjudication::State_Name(adjudication.state()), ": ",
                        adjudication.unsettled(), " of ",
                        adjudication.items_size(), " items left to settle; ",
                        adjudication.agreed(), " answers agree."));
  if (!adjudication.coding().empty()) {
    view.Say(absl::StrCat("Settled in coding ", LastId(adjudication.coding())));
  }
  if (!adjudication.items().empty()) view.Show(view.csv);
  return view;
}

absl::StatusOr<std::string> AdjudicationName(Session& session,
                                             const std::string& argument) {
  if (!absl::StrContains(argument, ':')) {
    return session.Name(argument, "adjudications");
  }
  v1::ListAdjudicationsRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_parent(), session.Study());
  CLI_ASSIGN_OR_RETURN(const v1::ListAdjudicationsResponse all,
                       session.CallAllPages(request));
  for (const Adjudication& one : all.adjudications()) {
    if (absl::StrCat(one.site(), ":", one.record()) == argument) {
      return one.name();
    }
  }
  return absl::NotFoundError(absl::StrCat(
      "`", argument, "`: there are no two codings of it that you may settle"));
}

absl::Status List(Session& session) {
  v1::ListAdjudicationsRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_parent(), session.Study());
  CLI_ASSIGN_OR_RETURN(const v1::ListAdjudicationsResponse all,
                       session.CallAllPages(request));
  Grid grid({"site", "record", "state", "unsettled", "agreed", "coding"});
  for (const Adjudication& one : all.adjudications()) {
    grid.Add({one.site(), one.record(), Adjudication::State_Name(one.state()),
              Cell::Number(one.unsettled()), Cell::Number(one.agreed()),
              LastId(one.coding())});
  }
  return session.Print(all, View::Of(std::move(grid)));
}

absl::StatusOr<Adjudication> Get(Session& session,
                                 const std::string& argument) {
  v1::GetAdjudicationRequest request;
  CLI_ASSIGN_OR_RETURN(*request.mutable_name(),
                       AdjudicationName(session, argument));
  return session.Call(request);
}

absl::Status Show(Session& session, const std::string& argument) {
  CLI_ASSIGN_OR_RETURN(const Adjudication shown, Get(session, argument));
  return session.Print(shown, AdjudicationView(shown));
}

// FIELD,INSTANCE or FIELD, or the id of what one coder alone has.
void SetItem(const std::string& text, v1::Resolution& resolution) {
  const std::pair<std::string, std::string> parts =
      absl::StrSplit(text, absl::MaxSplits(',', 1));
  if (absl::StrContains(parts.first, '.')) {
    resolution.set_field(parts.first);
    resolution.set_instance(parts.second);
  } else {
    resolution.set_instance(text);
  }
}

absl::Status AddNew(const ResolveOptions& options, const std::string& text,
                    v1::ResolveDisagreementsRequest& request) {
  const std::vector<std::string> sides = absl::StrSplit(text, '=');
  if (sides.size() != 2) return UsageError("--answer: want ITEM=CODE[;CODE]");
  v1::Resolution& resolution = *request.add_resolutions();
  SetItem(sides[0], resolution);
  resolution.set_choice(v1::Resolution::NEW);
  resolution.set_reason(options.reason);
  v1::Answer::Missing missing = v1::Answer::MISSING_UNSPECIFIED;
  if (v1::Answer::Missing_Parse(sides[1], &missing)) {
    resolution.set_missing(missing);
    return absl::OkStatus();
  }
  for (const absl::string_view code : absl::StrSplit(sides[1], ';')) {
    resolution.add_codes(std::string(code));
  }
  return absl::OkStatus();
}

absl::Status Resolve(Session& session, const ResolveOptions& options) {
  CLI_ASSIGN_OR_RETURN(const Adjudication current,
                       Get(session, options.adjudication));
  v1::ResolveDisagreementsRequest request;
  request.set_name(current.name());
  request.set_etag(current.etag());
  for (const auto& [items, choice] :
       {std::pair(&options.a, v1::Resolution::A),
        std::pair(&options.b, v1::Resolution::B)}) {
    for (const std::string& item : *items) {
      v1::Resolution& resolution = *request.add_resolutions();
      SetItem(item, resolution);
      resolution.set_choice(choice);
    }
  }
  for (const std::string& answer : options.answers) {
    CLI_RETURN_IF_ERROR(AddNew(options, answer, request));
  }
  CLI_ASSIGN_OR_RETURN(const Adjudication settled, session.Call(request));
  return session.Print(settled, AdjudicationView(settled));
}

absl::Status Complete(Session& session, const std::string& argument) {
  CLI_ASSIGN_OR_RETURN(const Adjudication current, Get(session, argument));
  v1::CompleteAdjudicationRequest request;
  request.set_name(current.name());
  request.set_etag(current.etag());
  CLI_ASSIGN_OR_RETURN(const v1::Coding coding, session.Call(request));
  return session.Print(coding, CodingStateView(coding));
}

void AddOnOne(Program& program, const std::string& path,
              const std::string& description,
              absl::Status (*run)(Session&, const std::string&)) {
  auto adjudication = std::make_shared<std::string>();
  program
      .Add(path, description,
           absl::StrCat("caselens ", path, " C1:C1-0185 --study demo"),
           [adjudication, run](Session& session) {
             return run(session, *adjudication);
           })
      .TakesStudy()
      .Needs("FILE", *adjudication, "Case file, or SITE:RECORD");
}

}  // namespace

void AddAdjudicationCommands(Program& program) {
  program.Describe("adjudicate", "Settle where two coders of a file differ");
  program
      .Add("adjudicate list", "List files with two codings",
           "caselens adjudicate list --study demo",
           [](Session& session) { return List(session); })
      .TakesStudy();
  AddOnOne(program, "adjudicate show",
           "Show what coder A and coder B have differently", Show);
  auto options = std::make_shared<ResolveOptions>();
  program
      .Add("adjudicate resolve", "Settle items as A or B has them, or anew",
           "caselens adjudicate resolve C1:C1-0185 --study demo --a "
           "A.duration_band --b P3 --answer B.type,R1/CURRENT/P1=IT --reason "
           "'Rules and fear throughout the file'",
           [options](Session& session) { return Resolve(session, *options); })
      .TakesStudy()
      .Needs("FILE", options->adjudication, "Case file, or SITE:RECORD")
      .Takes("--a", options->a, "Item to settle as A has it; repeatable")
      .Takes("--b", options->b, "Item to settle as B has it; repeatable")
      .Takes("--answer", options->answers,
             "ITEM=CODE or ITEM=NR: an answer of your own; repeatable")
      .Takes("--reason", options->reason, "Why, for answers of your own");
  AddOnOne(program, "adjudicate complete",
           "Make the third coding of what is agreed and settled", Complete);
}

}  // namespace caselens::cli
