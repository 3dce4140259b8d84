#include "audit_service/api/release_api.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"

#include "audit_service/api/errors.h"
#include "audit_service/api/names.h"
#include "typology/base/status_macros.h"
#include "typology/transparency/sha256.h"

namespace caselens {
namespace {

using Options = v1::ReleaseOptions;

constexpr char kProgramme[] = "options.programme";

// -1 if there is none.
int FindVariable(const std::vector<disclosure::Variable>& variables,
                 absl::string_view name) {
  for (size_t v = 0; v < variables.size(); ++v) {
    if (variables[v].name == name) return static_cast<int>(v);
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
  const std::vector<disclosure::Grouping>& declared = variables[v].groupings;
  for (size_t g = 0; g < declared.size(); ++g) {
    if (declared[g].name == message.grouping()) {
      groupings[v] = static_cast<int>(g);
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
  for (const int v : key) message.add_variables(variables[v].name);
}

void RenderGrouping(const disclosure::Variable& variable, int grouping,
                    v1::ReleaseProgramme::Grouping& message) {
  message.set_variable(variable.name);
  if (grouping != disclosure::kDeclaredCategories) {
    message.set_grouping(variable.groupings[grouping].name);
  }
}

// How many tables of one, two and three variables there are.
std::string Sizes(const v1::ReleaseProgramme& programme) {
  std::array<int, disclosure::kMostTableVariables + 1> sizes = {};
  for (const v1::ReleaseProgramme::Table& table : programme.tables()) {
    ++sizes.at(table.variables_size());
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

v1::Release::Refusal RenderRefusal(
    const std::vector<disclosure::Variable>& variables,
    const disclosure::Refusal& refusal) {
  v1::Release::Refusal message;
  message.set_why(refusal.why);
  for (const disclosure::TableKey& key : refusal.tables) {
    RenderKey(variables, key, *message.add_tables());
  }
  for (const disclosure::MergeOffer& offer : refusal.merges) {
    RenderGrouping(variables[offer.variable], offer.grouping,
                   *message.add_merges());
  }
  if (refusal.coarser.has_value()) {
    *message.mutable_coarser() = RenderProgramme(variables, *refusal.coarser);
  }
  return message;
}

std::string DigestOf(const std::string& text) {
  Sha256 sha256;
  return std::string(Bytes(sha256.Of({text})));
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
