#include "typology/release_data/release_data.h"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <numeric>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

#include "release_variables.h"
#include "typology/base/csv.h"
#include "typology/base/status_macros.h"
#include "typology/tabulation/file_states.h"
#include "typology/transparency/sha256.h"

namespace caselens {
namespace {

constexpr char kRecorded[] = "recorded.";
constexpr char kUnknownLabel[] = "Unknown";

// A line of data/variables.csv: a variable, one category of a grouping, or one
// of the variable's own that is a band of numbers.
struct Line {
  std::string universe;
  std::string variable;
  bool sensitive = false;
  std::string grouping;
  std::string category;
  std::string label;
  std::vector<std::string> codes;
  std::optional<disclosure::ValueBand> band;
};

std::optional<disclosure::ValueBand> ParseBand(const std::string& from,
                                               const std::string& to) {
  disclosure::ValueBand band;
  if (absl::SimpleAtod(from, &band.from) && absl::SimpleAtod(to, &band.to)) {
    return band;
  }
  return std::nullopt;
}

const std::vector<Line>& Lines() {
  static const auto* const kLines = [] {
    auto* const lines = new std::vector<Line>();
    const std::vector<CsvRow> rows = *ParseCsv(release_variables::kVariables);
    for (size_t i = 1; i < rows.size(); ++i) {
      const std::vector<std::string>& cells = rows[i].cells;
      lines->push_back({.universe = cells[0],
                        .variable = cells[1],
                        .sensitive = cells[2] == "YES",
                        .grouping = cells[3],
                        .category = cells[4],
                        .label = cells[5],
                        .codes = absl::StrSplit(cells[6], '|'),
                        .band = ParseBand(cells[7], cells[8])});
    }
    return lines;
  }();
  return *kLines;
}

// What the files of some sites can have.
class Possible {
 public:
  explicit Possible(const std::vector<SiteOfRelease>& sites) : sites_(sites) {}

  bool Has(const tabulation::Variable& variable) const {
    if (variable.name == "class") {
      return Any([](const auto& site) { return !site.class_model.empty(); });
    }
    const std::string factor = FactorOf(variable.name);
    return factor.empty() ||
           Any([&](const auto& site) { return site.factors.contains(factor); });
  }

  bool Has(const tabulation::Variable& variable,
           const std::string& code) const {
    if (variable.name == "class") {
      const std::pair<std::string, std::string> parts =
          absl::StrSplit(code, absl::MaxSplits('/', 1));
      return parts.second.empty() || Any([&](const auto& site) {
               return site.class_model == parts.first;
             });
    }
    if (variable.name == "pathway") {
      const bool scottish = absl::EndsWith(code, "REGISTERED");
      return Any(
          [&](const auto& site) { return (site.nation == "SCO") == scottish; });
    }
    return true;
  }

  // Whether a file may have none of the categories.
  bool HasNone(const tabulation::Variable& variable) const {
    const std::string factor = FactorOf(variable.name);
    return factor.empty() || Any([&](const auto& site) {
             return !site.factors.contains(factor);
           });
  }

 private:
  static std::string FactorOf(absl::string_view variable) {
    return absl::ConsumePrefix(&variable, kRecorded) ? std::string(variable)
                                                     : "";
  }
  template <typename Test>
  bool Any(Test test) const {
    return std::any_of(sites_.begin(), sites_.end(), test);
  }

  const std::vector<SiteOfRelease>& sites_;
};

// A variable of a release and where its values come from.
struct Releasable {
  disclosure::Variable declared;
  Wording wording;
  std::vector<int> value_of;  // [state]
};

std::vector<disclosure::Grouping> GroupingsOf(const std::string& name,
                                              disclosure::Variable& declared,
                                              Wording& wording) {
  std::vector<disclosure::Grouping> groupings;
  for (const Line& line : Lines()) {
    if (line.variable != name || line.grouping.empty()) continue;
    if (groupings.empty() || groupings.back().name != line.grouping) {
      groupings.push_back(
          {.name = line.grouping,
           .categories = {},
           .group_of = std::vector<int>(declared.categories.size(), 0)});
    }
    disclosure::Grouping& grouping = groupings.back();
    for (size_t c = 0; c < declared.categories.size(); ++c) {
      if (std::find(line.codes.begin(), line.codes.end(),
                    declared.categories[c]) != line.codes.end()) {
        grouping.group_of[c] = static_cast<int>(grouping.categories.size());
      }
    }
    grouping.categories.push_back(line.category);
    wording.categories[line.category] = line.label;
  }
  return groupings;
}

Releasable MakeReleasable(const tabulation::Variable& variable, bool sensitive,
                          const Possible& possible) {
  Releasable made{.declared = {.name = variable.name, .sensitive = sensitive},
                  .wording = {.label = variable.label, .categories = {}},
                  .value_of = std::vector<int>(variable.StateCount(), -1)};
  std::vector<std::string>& categories = made.declared.categories;
  for (size_t c = 0; c < variable.categories.size(); ++c) {
    const tabulation::Category& category = variable.categories[c];
    if (!possible.Has(variable, category.code)) continue;
    made.value_of[c] = static_cast<int>(categories.size());
    categories.push_back(category.code);
    made.wording.categories[category.code] = category.label;
  }
  if (possible.HasNone(variable)) {
    categories.emplace_back(kNotKnown);
    made.wording.categories[kNotKnown] = kUnknownLabel;
  }
  // What a file cannot have is not known of it.
  std::replace(made.value_of.begin(), made.value_of.end(), -1,
               static_cast<int>(categories.size()) - 1);
  made.declared.groupings =
      GroupingsOf(variable.name, made.declared, made.wording);
  return made;
}

bool Declares(const Line& line, tabulation::Universe universe,
              const std::string& variable) {
  if (!line.category.empty() ||
      line.universe != tabulation::UniverseName(universe)) {
    return false;
  }
  absl::string_view prefix = line.variable;
  return absl::ConsumeSuffix(&prefix, "*") ? absl::StartsWith(variable, prefix)
                                           : line.variable == variable;
}

// What may be released, in the order of the declaration.
std::vector<Releasable> AllReleasable(const tabulation::Schema& schema,
                                      const Possible& possible) {
  std::vector<Releasable> all;
  for (const Line& line : Lines()) {
    for (const tabulation::Variable& variable : schema.variables()) {
      if (Declares(line, schema.universe(), variable.name) &&
          possible.Has(variable)) {
        all.push_back(MakeReleasable(variable, line.sensitive, possible));
      }
    }
  }
  return all;
}

absl::StatusOr<std::vector<Releasable>> Choose(
    std::vector<Releasable> all, const std::vector<std::string>& names) {
  const auto name_of = [](std::string* out, const Releasable& one) {
    out->append(one.declared.name);
  };
  for (size_t i = 0; i < names.size(); ++i) {
    const bool known = std::any_of(
        all.begin(), all.end(),
        [&](const Releasable& one) { return one.declared.name == names[i]; });
    if (!known ||
        std::find(names.begin(), names.begin() + static_cast<ptrdiff_t>(i),
                  names[i]) != names.begin() + static_cast<ptrdiff_t>(i)) {
      return absl::InvalidArgumentError(absl::StrCat(
          "programme.variables[", i,
          "]: want each once: ", absl::StrJoin(all, ", ", name_of)));
    }
  }
  if (names.empty()) return all;
  std::erase_if(all, [&](const Releasable& one) {
    return std::find(names.begin(), names.end(), one.declared.name) ==
           names.end();
  });
  return all;
}

absl::StatusOr<tabulation::Scope> ScopeOf(
    const std::vector<SiteOfRelease>& sites) {
  std::vector<std::string> ids;
  for (const SiteOfRelease& site : sites) ids.push_back(site.id);
  return tabulation::Scope::Create(std::move(ids));
}

// Who the files are, in the order of the records to be; `order` says which
// file is which record.
disclosure::Microdata Identities(const tabulation::FileStates& files,
                                 std::vector<size_t>& order) {
  std::vector<uint64_t> ids;
  for (const std::string& id : files.ids) ids.push_back(ReleaseRecordId(id));
  order.resize(ids.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(),
            [&](size_t a, size_t b) { return ids[a] < ids[b]; });
  disclosure::Microdata data;
  std::map<uint32_t, int> families;
  for (const size_t file : order) {
    data.ids.push_back(ids[file]);
    data.sites.push_back(static_cast<int>(files.sites[file]));
    const int next = static_cast<int>(families.size());
    data.families.push_back(
        families.emplace(files.families[file], next).first->second);
  }
  return data;
}

// The variables that say whether a file has a code of a statement: the question
// itself, or one of its own for each code (of many answers, or of any person).
struct CodeSource {
  std::string variable;
  std::string category;
};

std::optional<CodeSource> SourceOf(const tabulation::Schema& schema,
                                   const std::string& question,
                                   const std::string& code) {
  const auto is_of_file = [&](const std::string& name) {
    const std::optional<size_t> at = schema.FindVariable(name);
    return at.has_value() &&
           schema.variables()[*at].unit == tabulation::Unit::kFile;
  };
  if (is_of_file(question)) return CodeSource{question, code};
  const std::string own = absl::StrCat(question, ":", code);
  for (const std::string& name : {own, absl::StrCat(own, ".any")}) {
    if (is_of_file(name)) return CodeSource{name, "YES"};
  }
  return std::nullopt;
}

// K.judgement is kept from before the verdict under a name of its own.
std::string QuestionOf(const disclosure::StatementDefinition& statement) {
  return statement.variable == "K.judgement" ? "match.judgement"
                                             : statement.variable;
}

}  // namespace

std::optional<disclosure::ValueBand> BandOf(absl::string_view variable,
                                            absl::string_view grouping,
                                            absl::string_view category) {
  for (const Line& line : Lines()) {
    if (line.variable == variable && line.grouping == grouping &&
        line.category == category) {
      return line.band;
    }
  }
  return std::nullopt;
}

uint64_t ReleaseRecordId(absl::string_view case_file) {
  Sha256 sha256;
  const Hash hash = sha256.Of({"caselens release record\n", case_file});
  uint64_t id = 0;
  std::memcpy(&id, hash.data(), sizeof(id));
  return id;
}

absl::StatusOr<ReleaseData> MakeReleaseData(
    const tabulation::Snapshot& snapshot,
    const std::vector<SiteOfRelease>& sites,
    const std::vector<std::string>& variables) {
  const Possible possible(sites);
  CASELENS_ASSIGN_OR_RETURN(
      const std::vector<Releasable> chosen,
      Choose(AllReleasable(snapshot.schema(), possible), variables));
  std::vector<std::string> names;
  for (const Releasable& one : chosen) names.push_back(one.declared.name);
  CASELENS_ASSIGN_OR_RETURN(const tabulation::Scope scope, ScopeOf(sites));
  CASELENS_ASSIGN_OR_RETURN(const tabulation::FileStates files,
                            tabulation::ReadFileStates(snapshot, scope, names));
  std::vector<size_t> order;
  ReleaseData made{.data = Identities(files, order), .wording = {}};
  for (const Releasable& one : chosen) {
    made.data.variables.push_back(one.declared);
    made.wording.push_back(one.wording);
  }
  for (const size_t file : order) {
    for (size_t v = 0; v < chosen.size(); ++v) {
      made.data.values.push_back(chosen[v].value_of[files.State(file, v)]);
    }
  }
  return made;
}

absl::StatusOr<PackData> MakePackData(
    const tabulation::Snapshot& snapshot,
    const std::vector<SiteOfRelease>& sites,
    const std::vector<disclosure::StatementDefinition>& statements) {
  PackData made;
  std::vector<std::vector<CodeSource>> sources;
  std::vector<std::string> names;
  for (const disclosure::StatementDefinition& statement : statements) {
    std::vector<CodeSource> of_codes;
    for (const std::string& code : statement.categories) {
      std::optional<CodeSource> source =
          SourceOf(snapshot.schema(), QuestionOf(statement), code);
      if (source.has_value()) of_codes.push_back(*std::move(source));
    }
    if (of_codes.size() < statement.categories.size()) continue;
    for (const CodeSource& source : of_codes) {
      if (std::find(names.begin(), names.end(), source.variable) ==
          names.end()) {
        names.push_back(source.variable);
      }
    }
    made.statements.push_back(statement);
    sources.push_back(std::move(of_codes));
  }
  CASELENS_ASSIGN_OR_RETURN(const tabulation::Scope scope, ScopeOf(sites));
  CASELENS_ASSIGN_OR_RETURN(const tabulation::FileStates files,
                            tabulation::ReadFileStates(snapshot, scope, names));
  std::vector<size_t> order;
  made.data = Identities(files, order);
  for (const disclosure::StatementDefinition& statement : made.statements) {
    disclosure::Variable& variable = made.data.variables.emplace_back();
    variable.name = statement.variable;
    variable.categories = statement.categories;
    variable.categories.emplace_back(kNotKnown);
  }
  const auto has = [&](size_t file, const CodeSource& source) {
    const size_t v = static_cast<size_t>(
        std::find(names.begin(), names.end(), source.variable) - names.begin());
    return files.variables[v].StateCode(files.State(file, v)) ==
           source.category;
  };
  for (const size_t file : order) {
    for (const std::vector<CodeSource>& of_codes : sources) {
      const auto at = std::find_if(
          of_codes.begin(), of_codes.end(),
          [&](const CodeSource& source) { return has(file, source); });
      made.data.values.push_back(static_cast<int>(at - of_codes.begin()));
    }
  }
  return made;
}

}  // namespace caselens
