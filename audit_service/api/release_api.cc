#include "audit_service/api/release_api.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"

#include "audit_service/api/errors.h"
#include "audit_service/api/names.h"
#include "typology/base/status_macros.h"
#include "typology/disclosure/percent.h"
#include "typology/transparency/sha256.h"

namespace caselens {
namespace {

using Options = v1::ReleaseOptions;

constexpr char kProgramme[] = "options.programme";

int IntOf(size_t count) { return static_cast<int>(count); }

size_t ToIndex(int number) { return static_cast<size_t>(number); }

// -1 if there is none.
int FindVariable(const std::vector<disclosure::Variable>& variables,
                 absl::string_view name) {
  for (size_t v = 0; v < variables.size(); ++v) {
    if (variables[v].name == name) return IntOf(v);
  }
  return -1;
}

std::string NamesOf(const std::vector<disclosure::Variable>& variables) {
  return absl::StrJoin(
      variables, ", ",
      [](std::string* out, const disclosure::Variable& variable) {
        out->append(variable.name);
      });
}

absl::Status ParseGrouping(const std::vector<disclosure::Variable>& variables,
                           absl::string_view field,
                           const v1::ReleaseProgramme::Grouping& message,
                           std::vector<int>& groupings) {
  const int v = FindVariable(variables, message.variable());
  if (v < 0) {
    return InvalidField(absl::StrCat(field, ".variable"),
                        absl::StrCat("want one of ", NamesOf(variables)));
  }
  const std::vector<disclosure::Grouping>& declared =
      variables[ToIndex(v)].groupings;
  for (size_t g = 0; g < declared.size(); ++g) {
    if (declared[g].name == message.grouping()) {
      groupings[ToIndex(v)] = IntOf(g);
      return absl::OkStatus();
    }
  }
  return InvalidField(
      absl::StrCat(field, ".grouping"),
      absl::StrCat(
          "want one that is declared: ",
          absl::StrJoin(declared, ", ",
                        [](std::string* out, const disclosure::Grouping& one) {
                          out->append(one.name);
                        })));
}

absl::StatusOr<disclosure::TableKey> ParseKey(
    const std::vector<disclosure::Variable>& variables, absl::string_view field,
    const v1::ReleaseProgramme::Table& message) {
  disclosure::TableKey key;
  for (const std::string& name : message.variables()) {
    const int v = FindVariable(variables, name);
    if (v < 0 || std::find(key.begin(), key.end(), v) != key.end()) {
      return InvalidField(absl::StrCat(field, ".variables"),
                          absl::StrCat("want each once: ", NamesOf(variables)));
    }
    key.push_back(v);
  }
  if (key.empty() || key.size() > disclosure::kMostTableVariables) {
    return InvalidField(
        absl::StrCat(field, ".variables"),
        absl::StrCat("want 1 to ", disclosure::kMostTableVariables));
  }
  std::sort(key.begin(), key.end());
  return key;
}

void RenderKey(const std::vector<disclosure::Variable>& variables,
               const disclosure::TableKey& key,
               v1::ReleaseProgramme::Table& message) {
  for (const int v : key) message.add_variables(variables[ToIndex(v)].name);
}

void RenderGrouping(const disclosure::Variable& variable, int grouping,
                    v1::ReleaseProgramme::Grouping& message) {
  message.set_variable(variable.name);
  if (grouping != disclosure::kDeclaredCategories) {
    message.set_grouping(variable.groupings[ToIndex(grouping)].name);
  }
}

disclosure::Variable ParseVariable(
    const v1::ReleaseSnapshot::Variable& message) {
  disclosure::Variable variable{
      .name = message.name(),
      .categories = {message.categories().begin(), message.categories().end()},
      .sensitive = message.sensitive()};
  for (const v1::ReleaseSnapshot::Grouping& one : message.groupings()) {
    variable.groupings.push_back(
        {.name = one.name(),
         .categories = {one.categories().begin(), one.categories().end()},
         .group_of = {one.group_of().begin(), one.group_of().end()}});
  }
  return variable;
}

// The code itself where there are no words for it.
std::string LabelOf(const Wording& wording, const std::string& code) {
  const auto at = wording.categories.find(code);
  return at == wording.categories.end() ? code : at->second;
}

void RenderVariable(const disclosure::Variable& variable,
                    const Wording& wording,
                    v1::ReleaseSnapshot::Variable& message) {
  message.set_name(variable.name);
  message.set_label(wording.label);
  message.set_sensitive(variable.sensitive);
  for (const std::string& code : variable.categories) {
    message.add_categories(code);
    message.add_category_labels(LabelOf(wording, code));
  }
  for (const disclosure::Grouping& grouping : variable.groupings) {
    v1::ReleaseSnapshot::Grouping& one = *message.add_groupings();
    one.set_name(grouping.name);
    for (const std::string& code : grouping.categories) {
      one.add_categories(code);
      message.add_grouping_labels(LabelOf(wording, code));
    }
    for (const int group : grouping.group_of) one.add_group_of(group);
  }
}

void AddCategory(const std::string& code, const std::string& label,
                 v1::Release::Variable& message) {
  v1::Release::Category& category = *message.add_categories();
  category.set_code(code);
  category.set_label(label);
}

// The categories of a grouping, whose labels follow those of the groupings
// before it.
void AddGrouped(const v1::ReleaseSnapshot::Variable& variable, int grouping,
                v1::Release::Variable& message) {
  int label = 0;
  for (int g = 0; g < grouping; ++g) {
    label += variable.groupings(g).categories_size();
  }
  for (const std::string& code : variable.groupings(grouping).categories()) {
    AddCategory(code, variable.grouping_labels(label++), message);
  }
}

void ParseTables(const v1::ReleasedTables& message,
                 disclosure::Release& release) {
  for (const v1::ReleasedTables::Table& one : message.tables()) {
    disclosure::PublishedTable table{
        .key = {one.variables().begin(), one.variables().end()},
        .form = one.exact() ? disclosure::TableForm::kExact
                            : disclosure::TableForm::kRounded,
        .values = {one.values().begin(), one.values().end()},
        .reasons = {}};
    for (const char reason : one.reasons()) {
      table.reasons.push_back(static_cast<disclosure::HiddenReason>(reason));
    }
    release.programme.tables.push_back(table.key);
    release.tables.push_back(std::move(table));
  }
}

disclosure::ReleaseProfile ProfileOf(const v1::Release& document) {
  return document.options().profile() == Options::REPORT
             ? disclosure::ReleaseProfile::kReport
             : disclosure::ReleaseProfile::kLive;
}

absl::StatusOr<const v1::Release::Variable*> FindDeclared(
    const v1::Release& document, absl::string_view field,
    absl::string_view name) {
  for (const v1::Release::Variable& variable : document.variables()) {
    if (variable.name() == name) return &variable;
  }
  return InvalidField(
      field, absl::StrCat("want one of ",
                          absl::StrJoin(document.variables(), ", ",
                                        [](std::string* out, const auto& one) {
                                          out->append(one.name());
                                        })));
}

// One line a group.
std::string BoundsOf(const disclosure::Release& release) {
  std::string text;
  for (const disclosure::GroupProof& proof : release.proofs) {
    absl::StrAppend(&text, proof.site, " ", proof.group.view, " ",
                    proof.group.other_view, " ",
                    static_cast<int>(proof.group.part), " ",
                    absl::StrJoin(proof.group.key, ","), " ",
                    absl::StrJoin(proof.group.cells, ","), " ", proof.minimum,
                    " ", proof.maximum, "\n");
  }
  return text;
}

// How many tables of one, two and three variables there are.
std::string Sizes(const v1::ReleaseProgramme& programme) {
  std::array<int, disclosure::kMostTableVariables + 1> sizes = {};
  for (const v1::ReleaseProgramme::Table& table : programme.tables()) {
    ++sizes.at(ToIndex(table.variables_size()));
  }
  return absl::StrCat(sizes[1], " + ", sizes[2], " + ", sizes[3], " tables");
}

}  // namespace

absl::StatusOr<Options> CheckedReleaseOptions(Options options) {
  if (options.universe() != Options::RECORDS &&
      options.universe() != Options::CODINGS) {
    return InvalidField("options.universe", "want RECORDS or CODINGS");
  }
  const bool records = options.universe() == Options::RECORDS;
  const bool fits = records ? options.profile() == Options::REPORT ||
                                  options.profile() == Options::LIVE
                            : options.profile() == Options::LIVE ||
                                  options.profile() == Options::PACK;
  if (!fits) {
    return InvalidField("options.profile",
                        records ? "want REPORT or LIVE" : "want LIVE or PACK");
  }
  if (options.profile() == Options::PACK && options.has_programme()) {
    return InvalidField(kProgramme, "want none: a PACK has statements");
  }
  if (!Options::SmallCategories_IsValid(options.small_categories())) {
    return InvalidField("options.small_categories",
                        "want OFFER_MERGING or LEAVE_OUT_FILES");
  }
  if (options.small_categories() == Options::SMALL_CATEGORIES_UNSPECIFIED) {
    options.set_small_categories(Options::OFFER_MERGING);
  }
  return options;
}

absl::StatusOr<disclosure::Programme> ParseProgramme(
    const std::vector<disclosure::Variable>& variables,
    const v1::ReleaseProgramme& message, size_t records) {
  disclosure::Programme programme =
      disclosure::DefaultProgramme(variables, records);
  for (int i = 0; i < message.groupings_size(); ++i) {
    CASELENS_RETURN_IF_ERROR(ParseGrouping(
        variables, absl::StrCat(kProgramme, ".groupings[", i, "]"),
        message.groupings(i), programme.groupings));
  }
  if (message.tables().empty()) return programme;
  std::erase_if(programme.tables,
                [](const disclosure::TableKey& key) { return key.size() > 1; });
  for (int i = 0; i < message.tables_size(); ++i) {
    CASELENS_ASSIGN_OR_RETURN(
        disclosure::TableKey key,
        ParseKey(variables, absl::StrCat(kProgramme, ".tables[", i, "]"),
                 message.tables(i)));
    if (key.size() > 1) programme.tables.push_back(std::move(key));
  }
  std::sort(programme.tables.begin(), programme.tables.end(),
            [](const disclosure::TableKey& a, const disclosure::TableKey& b) {
              return a.size() != b.size() ? a.size() < b.size() : a < b;
            });
  if (const absl::Status checked =
          disclosure::CheckProgramme(variables, programme);
      !checked.ok()) {
    return InvalidField(absl::StrCat(kProgramme, ".tables"), checked.message());
  }
  return programme;
}

v1::ReleaseProgramme RenderProgramme(
    const std::vector<disclosure::Variable>& variables,
    const disclosure::Programme& programme) {
  v1::ReleaseProgramme message;
  for (size_t v = 0; v < variables.size(); ++v) {
    message.add_variables(variables[v].name);
    if (programme.groupings[v] == disclosure::kDeclaredCategories) continue;
    RenderGrouping(variables[v], programme.groupings[v],
                   *message.add_groupings());
  }
  for (const disclosure::TableKey& key : programme.tables) {
    RenderKey(variables, key, *message.add_tables());
  }
  return message;
}

v1::ReleaseSnapshot RenderReleaseSnapshot(const ReleaseData& data,
                                          const std::vector<std::string>& sites,
                                          const disclosure::ReleaseKey& key) {
  v1::ReleaseSnapshot message;
  const disclosure::Microdata& files = data.data;
  for (size_t v = 0; v < files.variables.size(); ++v) {
    RenderVariable(files.variables[v], data.wording[v],
                   *message.add_variables());
  }
  message.mutable_values()->assign(files.values.begin(), files.values.end());
  message.mutable_ids()->Add(files.ids.begin(), files.ids.end());
  message.mutable_sites()->Add(files.sites.begin(), files.sites.end());
  message.mutable_families()->Add(files.families.begin(), files.families.end());
  message.mutable_site_ids()->Add(sites.begin(), sites.end());
  message.mutable_key()->Add(key.begin(), key.end());
  return message;
}

disclosure::Microdata ParseReleaseSnapshot(
    const v1::ReleaseSnapshot& snapshot,
    std::map<std::string, int>& site_numbers) {
  disclosure::Microdata data;
  for (const v1::ReleaseSnapshot::Variable& variable : snapshot.variables()) {
    data.variables.push_back(ParseVariable(variable));
  }
  for (const char value : snapshot.values()) {
    data.values.push_back(static_cast<unsigned char>(value));
  }
  data.ids.assign(snapshot.ids().begin(), snapshot.ids().end());
  data.families.assign(snapshot.families().begin(), snapshot.families().end());
  for (const int site : snapshot.sites()) {
    data.sites.push_back(
        site_numbers
            .emplace(snapshot.site_ids(site), IntOf(site_numbers.size()))
            .first->second);
  }
  return data;
}

disclosure::ReleaseKey KeyOf(const v1::ReleaseSnapshot& snapshot) {
  return {snapshot.key(0), snapshot.key(1)};
}

void RenderReleaseVariables(const v1::ReleaseSnapshot& snapshot,
                            const disclosure::Programme& programme,
                            v1::Release& message) {
  for (int v = 0; v < snapshot.variables_size(); ++v) {
    const v1::ReleaseSnapshot::Variable& variable = snapshot.variables(v);
    v1::Release::Variable& added = *message.add_variables();
    added.set_name(variable.name());
    added.set_label(variable.label());
    added.set_sensitive(variable.sensitive());
    const int used = programme.groupings[ToIndex(v)];
    if (used == disclosure::kDeclaredCategories) {
      for (int c = 0; c < variable.categories_size(); ++c) {
        AddCategory(variable.categories(c), variable.category_labels(c), added);
      }
    } else {
      AddGrouped(variable, used, added);
    }
    for (int g = 0; g < variable.groupings_size(); ++g) {
      if (g != used) added.add_groupings(variable.groupings(g).name());
    }
  }
}

v1::ReleasedTables RenderReleasedTables(const disclosure::Release& release) {
  v1::ReleasedTables message;
  for (const disclosure::PublishedTable& table : release.tables) {
    v1::ReleasedTables::Table& one = *message.add_tables();
    one.mutable_variables()->Add(table.key.begin(), table.key.end());
    one.set_exact(table.form == disclosure::TableForm::kExact);
    one.mutable_values()->Add(table.values.begin(), table.values.end());
    for (const disclosure::HiddenReason reason : table.reasons) {
      one.mutable_reasons()->push_back(static_cast<char>(reason));
    }
  }
  for (const disclosure::RecordState state : release.states) {
    message.mutable_states()->push_back(static_cast<char>(state));
  }
  message.set_bounds(BoundsOf(release));
  v1::ReleaseLedgerEntry::Proof& proof = *message.mutable_proof();
  proof.set_groups(IntOf(release.proofs.size()));
  proof.set_digest(DigestOf(message.bounds()));
  for (const disclosure::GroupProof& group : release.proofs) {
    const int possible = group.maximum - group.minimum + 1;
    if (proof.fewest_possible() == 0 || possible < proof.fewest_possible()) {
      proof.set_fewest_possible(possible);
    }
  }
  return message;
}

disclosure::Release ReadableRelease(const v1::Release& document,
                                    const v1::ReleasedTables& tables) {
  disclosure::Release release{.profile = ProfileOf(document)};
  for (const v1::Release::Variable& variable : document.variables()) {
    disclosure::Variable& declared = release.variables.emplace_back();
    declared.name = variable.name();
    declared.sensitive = variable.sensitive();
    for (const v1::Release::Category& category : variable.categories()) {
      declared.categories.push_back(category.code());
    }
  }
  release.programme.groupings.assign(release.variables.size(),
                                     disclosure::kDeclaredCategories);
  ParseTables(tables, release);
  return release;
}

absl::StatusOr<disclosure::Release> ProvedRelease(
    const v1::Release& document, const disclosure::Microdata& data,
    const v1::ReleasedTables& tables) {
  disclosure::Release release{.profile = ProfileOf(document),
                              .variables = data.variables};
  CASELENS_ASSIGN_OR_RETURN(
      const disclosure::Programme programme,
      ParseProgramme(data.variables, document.options().programme(),
                     data.Records()));
  release.programme.groupings = programme.groupings;
  ParseTables(tables, release);
  for (const char state : tables.states()) {
    release.states.push_back(static_cast<disclosure::RecordState>(state));
  }
  return release;
}

v1::Release::Refusal RenderRefusal(
    const std::vector<disclosure::Variable>& variables,
    const disclosure::Refusal& refusal) {
  v1::Release::Refusal message;
  message.set_why(refusal.why);
  for (const disclosure::TableKey& key : refusal.tables) {
    RenderKey(variables, key, *message.add_tables());
  }
  for (const disclosure::MergeOffer& offer : refusal.merges) {
    RenderGrouping(variables[ToIndex(offer.variable)], offer.grouping,
                   *message.add_merges());
  }
  if (refusal.coarser.has_value()) {
    *message.mutable_coarser() = RenderProgramme(variables, *refusal.coarser);
  }
  return message;
}

absl::StatusOr<disclosure::TableQuery> ParseQuery(
    const v1::Release& document, const v1::QueryReleaseRequest& request) {
  disclosure::TableQuery query;
  for (int i = 0; i < request.dimensions_size(); ++i) {
    const std::string& name = request.dimensions(i);
    CASELENS_RETURN_IF_ERROR(
        FindDeclared(document, absl::StrCat("dimensions[", i, "]"), name)
            .status());
    query.dimensions.push_back({.variable = name, .grouping = ""});
  }
  for (int i = 0; i < request.filters_size(); ++i) {
    const v1::QueryReleaseRequest::Filter& filter = request.filters(i);
    const std::string field = absl::StrCat("filters[", i, "]");
    CASELENS_ASSIGN_OR_RETURN(
        const v1::Release::Variable* const variable,
        FindDeclared(document, absl::StrCat(field, ".variable"),
                     filter.variable()));
    const auto& categories = variable->categories();
    if (std::none_of(categories.begin(), categories.end(),
                     [&](const v1::Release::Category& category) {
                       return category.code() == filter.category();
                     })) {
      return InvalidField(
          absl::StrCat(field, ".category"),
          absl::StrCat("want one of ",
                       absl::StrJoin(categories, ", ",
                                     [](std::string* out, const auto& one) {
                                       out->append(one.code());
                                     })));
    }
    query.filters.push_back(
        {.term = {.variable = filter.variable(), .grouping = ""},
         .category = filter.category()});
  }
  return query;
}

v1::ReleaseTable RenderReleaseTable(const v1::Release& document,
                                    const disclosure::Answer& answer) {
  v1::ReleaseTable message;
  for (const std::string& name : answer.dimensions) {
    v1::ReleaseTable::Dimension& dimension = *message.add_dimensions();
    dimension.set_variable(name);
    for (const v1::Release::Variable& variable : document.variables()) {
      if (variable.name() != name) continue;
      dimension.set_label(variable.label());
      *dimension.mutable_categories() = variable.categories();
    }
  }
  const std::vector<std::string> percentages = disclosure::Percentages(answer);
  for (size_t i = 0; i < answer.cells.size(); ++i) {
    const disclosure::AnswerCell& cell = answer.cells[i];
    v1::ReleaseTable::Cell& one = *message.add_cells();
    one.mutable_categories()->Add(cell.categories.begin(),
                                  cell.categories.end());
    one.set_percentage(percentages[i]);
    if (cell.value.has_value()) {
      one.set_value(*cell.value);
    } else {
      one.set_why(answer.why_hidden);
    }
  }
  message.set_total_reported(answer.total_reported);
  message.set_exact(answer.form == disclosure::TableForm::kExact);
  message.set_provenance(document.provenance());
  message.set_simulated(document.simulated());
  return message;
}

absl::StatusOr<std::vector<v1::ReleaseTable>> RenderReleaseTables(
    const v1::Release& document, const v1::ReleasedTables& tables) {
  const disclosure::Release release = ReadableRelease(document, tables);
  std::vector<v1::ReleaseTable> rendered;
  for (const disclosure::TableKey& key : release.programme.tables) {
    disclosure::TableQuery query;
    for (const int v : key) {
      query.dimensions.push_back(
          {.variable = release.variables[ToIndex(v)].name, .grouping = ""});
    }
    CASELENS_ASSIGN_OR_RETURN(const disclosure::Answer answer,
                              disclosure::Lookup(release, query));
    rendered.push_back(RenderReleaseTable(document, answer));
  }
  return rendered;
}

v1::FindingsPack RenderFindingsPack(const disclosure::FindingsPack& pack) {
  v1::FindingsPack message;
  message.set_files(IntOf(pack.files));
  message.set_sites(IntOf(pack.sites));
  for (const disclosure::Statement& statement : pack.statements) {
    v1::FindingsPack::Statement& one = *message.add_statements();
    one.set_id(statement.id);
    one.set_text(statement.text);
    one.set_caveat(statement.caveat);
    one.set_principle(statement.principle);
    one.set_question(statement.question);
  }
  for (const disclosure::NotStated& statement : pack.not_stated) {
    v1::FindingsPack::NotStated& one = *message.add_not_stated();
    one.set_id(statement.id);
    one.set_why(statement.why);
  }
  return message;
}

v1::FindingsPack RenderReleasedPack(const v1::Release& document,
                                    const v1::ReleasedTables& tables) {
  v1::FindingsPack message = tables.pack();
  message.set_provenance(document.provenance());
  message.set_simulated(document.simulated());
  return message;
}

std::string DigestOf(const std::string& text) {
  Sha256 sha256;
  return std::string(Bytes(sha256.Of({text})));
}

std::string TextOf(const v1::Release& document,
                   const v1::ReleasedTables& tables) {
  if (document.options().profile() != Options::PACK) {
    return disclosure::PublicText(ReadableRelease(document, tables));
  }
  std::string text = absl::StrCat(disclosure::kDisclosureRules, " pack\n");
  for (const auto& statement : tables.pack().statements()) {
    absl::StrAppend(&text, statement.id(), "\t", statement.text(), "\n");
  }
  return text;
}

std::string ProvenanceOf(const v1::Release& document) {
  const Options& options = document.options();
  return absl::StrCat(
      document.simulated() ? "SIMULATED, " : "", "release ",
      StudyOf(document.name()), "/", LastId(document.name()), ", ",
      Options::Profile_Name(options.profile()), " of ",
      Options::Universe_Name(options.universe()), " at ",
      absl::StrJoin(options.sites(), ", "), ", programme of ",
      options.profile() == Options::PACK ? "statements"
                                         : Sizes(options.programme()),
      ", rules ", document.rules(), ", SHA-256 ", document.digest());
}

void RenderLedgerTables(const v1::Release& document,
                        const v1::ReleasedTables& tables,
                        v1::ReleaseLedgerEntry& entry) {
  *entry.mutable_proof() = tables.proof();
  for (const v1::ReleasedTables::Table& table : tables.tables()) {
    v1::ReleaseLedgerEntry::Table& one = *entry.add_tables();
    std::string cells;
    for (int cell = 0; cell < table.values_size(); ++cell) {
      const bool shown = table.reasons()[ToIndex(cell)] == 0;
      absl::StrAppend(&cells, " ",
                      shown ? absl::StrCat(table.values(cell))
                            : std::string(disclosure::kHiddenSymbol));
    }
    for (const int v : table.variables()) {
      one.add_variables(document.variables(v).name());
    }
    one.set_digest(DigestOf(cells));
  }
}

bool IsDone(const v1::Release& release) {
  return release.state() != v1::Release::QUEUED &&
         release.state() != v1::Release::RUNNING;
}

v1::ReleaseProgress RenderReleaseProgress(const v1::Release& release) {
  v1::ReleaseProgress progress;
  progress.set_release(release.name());
  progress.set_state(release.state());
  return progress;
}

}  // namespace caselens
