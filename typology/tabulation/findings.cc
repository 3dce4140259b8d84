#include "typology/tabulation/findings.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

#include "typology/base/status_macros.h"

namespace caselens::tabulation {
namespace {

constexpr char kRecordsNote[] =
    "All records that the sites returned, whether or not their files were "
    "read.";
constexpr char kReadNote[] =
    "Files that were read and coded: k of n files, not shares of all files.";

// Gathers the findings of one schema.
class Catalogue {
 public:
  explicit Catalogue(const Schema& schema) : schema_(schema) {}

  std::vector<Finding> Run() && {
    if (schema_.universe() == Universe::kRecords) {
      AddRecords();
    } else {
      AddTypology();
      AddWhoHarmsWhom();
      AddNeeds();
      AddSingleIssue();
      AddMatch();
      AddNotInPlan();
      AddVisibility();
      AddWhoCarriesThePlan();
      AddChildren();
      AddIntersections();
      AddSeverity();
      AddSteps();
      AddLanguage();
    }
    return std::move(findings_);
  }

 private:
  using Names = std::vector<std::string>;

  void Begin(absl::string_view name, absl::string_view title,
             absl::string_view note) {
    findings_.push_back({.name = std::string(name),
                         .title = std::string(title),
                         .note = std::string(note),
                         .universe = schema_.universe()});
  }
  void End() {
    if (findings_.back().tables.empty()) findings_.pop_back();
  }

  const Variable* Find(const std::string& name) const {
    const auto number = schema_.FindVariable(name);
    return number.has_value() ? &schema_.variables()[*number] : nullptr;
  }

  // A table, if its variables are declared; its title are their labels.
  void Add(FindingTable table) {
    std::string title;
    for (const std::string& name : table.query.dimensions) {
      const Variable* const variable = Find(name);
      if (variable == nullptr) return;
      absl::StrAppend(&title, title.empty() ? "" : " by ", variable->label);
    }
    for (const Filter& filter : table.query.filters) {
      const Variable* const variable = Find(filter.variable);
      if (variable == nullptr) return;
      const auto state = variable->FindState(filter.category);
      if (!state.has_value()) return;
      absl::StrAppend(&title, "; ", variable->label, ": ",
                      variable->IsCategory(*state)
                          ? variable->categories[*state].label
                          : filter.category);
    }
    table.title = std::move(title);
    findings_.back().tables.push_back(std::move(table));
  }
  void AddTable(Names dimensions, CountBy by = CountBy::kFile,
                std::vector<Filter> filters = {}) {
    Add({.query = {.dimensions = std::move(dimensions),
                   .filters = std::move(filters),
                   .by = by}});
  }
  void AddShare(std::string variable, std::string category,
                std::vector<Filter> filters = {}, bool has_interval = false) {
    Add({.query = {.dimensions = {std::move(variable)},
                   .filters = std::move(filters)},
         .share_of = std::move(category),
         .has_interval = has_interval});
  }

  // What follows a prefix in the names of variables: keys of factors, domains,
  // codes.
  Names After(absl::string_view prefix) const {
    Names rest;
    for (const Variable& variable : schema_.variables()) {
      absl::string_view name = variable.name;
      if (absl::ConsumePrefix(&name, prefix) && !absl::EndsWith(name, ".any") &&
          !absl::EndsWith(name, ".count")) {
        rest.emplace_back(name);
      }
    }
    return rest;
  }

  // Yes or no for every code of a question with many answers.
  void AddCodes(absl::string_view question, CountBy by = CountBy::kFile,
                const std::vector<Filter>& filters = {}) {
    const std::string prefix = absl::StrCat(question, ":");
    for (const std::string& code : After(prefix)) {
      Add({.query = {.dimensions = {absl::StrCat(prefix, code)},
                     .filters = filters,
                     .by = by},
           .share_of = "YES"});
    }
  }

  void AddRecords() {
    Begin("demographics", "Demographics of children (Tables 5.1 and 5.2)",
          kRecordsNote);
    for (const char* of : {"gender", "age", "age_10_17", "ethnic_group"}) {
      AddTable({of});
    }
    End();
    Begin("pathways", "Intervention pathways (Tables 5.3 and 5.4)",
          kRecordsNote);
    for (const char* of : {"pathway", "s47", "decision"}) AddTable({of});
    End();
    Begin("classes", "Classes by pathway and demographics", kRecordsNote);
    AddTable({"class"});
    for (const char* by :
         {"pathway", "gender", "age", "ethnic_group", "deprivation"}) {
      AddTable({"class", by});
    }
    End();
  }

  void AddTypology() {
    Begin("typology", "Johnson types by class",
          absl::StrCat(kReadNote,
                       " A type is of one person in one relationship and "
                       "period, so a file is in several rows. 'Situational' is "
                       "neither 'minor' nor 'mutual'."));
    AddTable({"typology.type", "class"});
    AddTable({"typology.type", "actor.gender"}, CountBy::kUnit);
    AddTable({"typology.type", "actor.period"}, CountBy::kUnit);
    AddTable({"typology.type", "actor.high_harm"}, CountBy::kUnit);
    AddShare("B.type:VR.any", "YES");
    End();
  }

  void AddWhoHarmsWhom() {
    Begin("who-harms-whom", "Who harms whom, by role and type of harm",
          absl::StrCat(kReadNote,
                       " A file is in every cell of which it holds a harm. "
                       "Harm in answer to an attack and violent resistance are "
                       "counted apart and in no other figure."));
    AddTable({"public_story"});
    AddTable({"harm.pattern"});
    AddTable({"harm.pattern"}, CountBy::kUnit);
    AddShare("harm.responsive:YES.any", "YES");
    AddShare("B.type:VR.any", "YES");
    const Filter not_responsive = {"harm.responsive", "NO"};
    AddTable({"harm.from_role", "harm.to_role"}, CountBy::kFile,
             {not_responsive});
    for (const std::string& type : After("C.harm_type:")) {
      AddTable({"harm.from_role", "harm.to_role"}, CountBy::kFile,
               {not_responsive, {absl::StrCat("C.harm_type:", type), "YES"}});
    }
    End();
  }

  void AddNeeds() {
    Begin("needs", "Needs found in the file and recorded on the return",
          "Under-recording is of files that show the need in the text behind "
          "the return. Files whose auditor saw the ticks are apart. Intervals "
          "are for files drawn at random whose auditor did not see the ticks; "
          "other files stand for themselves alone.");
    for (const std::string& factor : After("under_recorded.")) {
      const std::string under = absl::StrCat("under_recorded.", factor);
      AddTable({absl::StrCat("file_and_return.", factor), "J.saw_ticks"});
      AddTable({under, "J.saw_ticks"});
      AddShare(under, "YES", {{"draw", "RANDOM"}, {"J.saw_ticks", "N"}}, true);
    }
    End();
  }

  void AddSingleIssue() {
    Begin("single-issue",
          "Files of single-issue classes with two or more further needs",
          absl::StrCat(kReadNote,
                       " A whole file shows more than a return by itself."));
    for (const std::string& by : After("further_needs.")) {
      AddShare(absl::StrCat("further_needs.", by), "YES");
      AddTable({absl::StrCat("further_needs.", by), "class"});
    }
    End();
  }

  void AddMatch() {
    Begin("match", "The auditor's judgement against the derived verdict",
          absl::StrCat(kReadNote,
                       " The judgement was saved before the verdict was "
                       "shown."));
    AddTable({"match.judgement", "comparison.verdict"});
    AddTable({"comparison.verdict", "class"});
    AddTable({"match.judgement", "class"});
    AddTable({"comparison.verdict", "comparison.sensitive"});
    End();
  }

  void AddNotInPlan() {
    Begin("not-in-plan",
          "Socio-economic problems that are recorded and not in the plan",
          absl::StrCat(kReadNote, " Of files with a plan."));
    for (const std::string& domain : After("not_in_plan.")) {
      AddShare(absl::StrCat("not_in_plan.", domain), "NOT_IN_PLAN");
    }
    End();
  }

  void AddVisibility() {
    Begin("visibility", "Visibility of men and of those who harm",
          absl::StrCat(kReadNote, " Counted by person."));
    const Filter man = {"person.male_16_or_over", "YES"};
    const Filter harms = {"person.harms_16_or_over", "YES"};
    for (const char* of :
         {"E.visible", "E.seen", "E.in_plan", "E.engagement"}) {
      AddTable({of, "person.harms_16_or_over"}, CountBy::kUnit, {man});
      AddTable({of, "C.gender"}, CountBy::kUnit, {harms});
    }
    for (const char* of :
         {"E.service", "E.after_departure", "E.contact_attempts"}) {
      AddTable({of, "C.gender"}, CountBy::kUnit, {harms});
    }
    AddCodes("E.ineligible_reason", CountBy::kUnit, {harms});
    AddCodes("E.absence_reason", CountBy::kUnit, {harms});
    End();
  }

  void AddWhoCarriesThePlan() {
    Begin("who-carries-the-plan", "Who carries the plan, by stage",
          absl::StrCat(kReadNote,
                       " The weight of protection is of each adult harmed, of "
                       "whatever gender, at the first, middle and latest "
                       "stage."));
    AddTable({"F.plan_centre"});
    const Filter harmed = {"person.adult_harmed", "YES"};
    for (const char* stage :
         {"F.mother_responsibility_first", "F.mother_responsibility_middle",
          "F.mother_responsibility"}) {
      AddTable({stage, "C.gender"}, CountBy::kUnit, {harmed});
    }
    AddTable({"F.mother_responsibility_first", "F.mother_responsibility"},
             CountBy::kUnit, {harmed});
    End();
  }

  void AddChildren() {
    Begin("children", "The child's voice and long-term support",
          absl::StrCat(kReadNote, " Counted by child."));
    const Filter child = {"person.child", "YES"};
    for (const char* of :
         {"F.child_voice", "F.child_support", "F.child_seen_alone"}) {
      AddTable({of}, CountBy::kUnit, {child});
      AddTable({of, "C.age_band"}, CountBy::kUnit, {child});
    }
    End();
  }

  void AddIntersections() {
    Begin("interpreters", "Interpreters and services by and for people",
          kReadNote);
    AddTable({"G.interpreter"});
    AddTable({"G.interpreter", "A.index_child_ethnicity"});
    AddTable({"G.tailored_service", "C.gender"}, CountBy::kUnit);
    AddTable({"G.tailored_service", "A.index_child_ethnicity"}, CountBy::kUnit);
    End();
  }

  void AddSeverity() {
    Begin("severity", "High harm by pathway and closure",
          absl::StrCat(kReadNote, " 'No' is not shown, not none."));
    for (const char* of : {"high_harm", "current_high_harm"}) {
      AddTable({of, "pathway"});
      AddTable({of, "A.closure_count"});
      AddTable({of, "E.after_departure"});
    }
    End();
  }

  void AddSteps() {
    Begin("steps", "Steps up and down, closures and re-referral", kReadNote);
    for (const char* of : {"A.step_up_count", "A.step_down_count",
                           "A.closure_count", "A.rereferral"}) {
      AddTable({of});
      AddTable({of, "pathway"});
    }
    AddCodes("A.rereferral_trigger");
    End();
  }

  void AddLanguage() {
    Begin("language", "Generic language and tools",
          absl::StrCat(kReadNote, " A file may have several."));
    AddCodes("I.flag");
    AddCodes("I.tool");
    End();
  }

  const Schema& schema_;
  std::vector<Finding> findings_;
};

Share ShareOf(const FindingTable& declared, const Table& table) {
  const TableDimension& dimension = table.dimensions.front();
  const auto state = dimension.variable.FindState(declared.share_of);
  Share share = {.k = dimension.totals[*state], .n = table.denominator};
  if (declared.has_interval) {
    share.interval = WilsonInterval(static_cast<double>(share.k),
                                    static_cast<double>(share.n));
  }
  return share;
}

}  // namespace

std::vector<Finding> FindingsOf(const Schema& schema) {
  return Catalogue(schema).Run();
}

absl::StatusOr<std::vector<FoundTable>> CountFinding(const Snapshot& snapshot,
                                                     const Scope& scope,
                                                     const Finding& finding) {
  std::vector<FoundTable> found;
  for (const FindingTable& declared : finding.tables) {
    FoundTable one = {.declared = declared};
    CASELENS_ASSIGN_OR_RETURN(one.table,
                              Count(snapshot, scope, declared.query));
    if (!declared.share_of.empty()) one.share = ShareOf(declared, one.table);
    found.push_back(std::move(one));
  }
  return found;
}

}  // namespace caselens::tabulation
