#include "typology/disclosure/pack.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"

#include "statements_data.h"
#include "typology/base/csv.h"
#include "typology/base/shown.h"
#include "typology/base/status_macros.h"
#include "typology/disclosure/gate.h"
#include "typology/disclosure/visibility.h"

namespace caselens::disclosure {
namespace {

constexpr char kNotStated[] =
    "Not stated: with so few files, the answer could point at a family. Too "
    "few files are on one side, or one site could work out the others.";

constexpr size_t kColumns = 7;

// How many files are on one side, of so many.
struct Side {
  int yes = 0;
  int files = 0;
};

// What a reader knows of the number of files: least to most.
struct Told {
  const char* words = "";
  int least = 0;
  int most = 0;
};

Told Tell(const Side& pooled) {
  const int n = pooled.files;
  const int third = (n + 2) / 3;     // the fewest that are a third
  const int two_thirds = 2 * n / 3;  // the most that are two thirds
  if (pooled.yes < third) {
    return {"under a third", kFewestFilesPerSide, third - 1};
  }
  if (pooled.yes <= two_thirds) {
    return {"about half", std::max(third, kFewestFilesPerSide),
            std::min(two_thirds, n - kFewestFilesPerSide)};
  }
  return {"over two thirds", two_thirds + 1, n - kFewestFilesPerSide};
}

// Whether a site that knows `own` cannot pin down a small group of the others.
bool SiteLearnsNothing(const Told& told, const Side& pooled, const Side& own) {
  const int others = pooled.files - own.files;
  const int yes = pooled.yes - own.yes;
  const int least = std::max(told.least - own.yes, 0);
  const int most = std::min(told.most - own.yes, others);
  return (!IsSmall(yes) || IsProtected(GroupPart::kBase, least, most)) &&
         (!IsSmall(others - yes) ||
          IsProtected(GroupPart::kBase, others - most, others - least));
}

struct Sides {
  Side pooled;
  std::map<int, Side> by_site;
};

bool MayBeStated(const Sides& sides) {
  const Side& pooled = sides.pooled;
  if (pooled.yes < kFewestFilesPerSide ||
      pooled.files - pooled.yes < kFewestFilesPerSide) {
    return false;
  }
  const Told told = Tell(pooled);
  return std::all_of(sides.by_site.begin(), sides.by_site.end(),
                     [&](const auto& site) {
                       return SiteLearnsNothing(told, pooled, site.second);
                     });
}

// Which categories of which variable count.
struct Merged {
  size_t variable = 0;
  std::set<int> categories;
};

absl::StatusOr<Merged> FindCodes(const Microdata& data,
                                 const StatementDefinition& wanted) {
  Merged merged;
  while (merged.variable < data.variables.size() &&
         data.variables[merged.variable].name != wanted.variable) {
    ++merged.variable;
  }
  if (merged.variable == data.variables.size()) {
    return absl::InvalidArgumentError(
        absl::StrCat("statement ", Shown(wanted.id), ": variable ",
                     Shown(wanted.variable), ", want one declared"));
  }
  const std::vector<std::string>& labels =
      data.variables[merged.variable].categories;
  for (const std::string& category : wanted.categories) {
    const auto it = std::find(labels.begin(), labels.end(), category);
    if (it == labels.end()) {
      return absl::InvalidArgumentError(absl::StrCat(
          "statement ", Shown(wanted.id), ": category ", Shown(category),
          ", want one of ", Shown(wanted.variable)));
    }
    merged.categories.insert(static_cast<int>(it - labels.begin()));
  }
  return merged;
}

absl::StatusOr<std::vector<Merged>> FindAllCodes(
    const Microdata& data, const std::vector<StatementDefinition>& wanted) {
  std::vector<Merged> codes;
  std::set<size_t> used;
  for (const StatementDefinition& statement : wanted) {
    CASELENS_ASSIGN_OR_RETURN(Merged merged, FindCodes(data, statement));
    if (!used.insert(merged.variable).second) {
      return absl::InvalidArgumentError(
          absl::StrCat("statement ", Shown(statement.id), ": variable ",
                       Shown(statement.variable), " is used twice"));
    }
    codes.push_back(std::move(merged));
  }
  return codes;
}

Sides CountSides(const Microdata& data, const std::vector<size_t>& records,
                 const Merged& codes) {
  Sides sides;
  for (const size_t r : records) {
    const bool yes = codes.categories.contains(data.Value(r, codes.variable));
    for (Side* side : {&sides.pooled, &sides.by_site[data.sites[r]]}) {
      side->yes += yes ? 1 : 0;
      ++side->files;
    }
  }
  return sides;
}

// The records of sites with enough files.
std::vector<size_t> RecordsInPack(const Microdata& data) {
  std::map<int, size_t> files;
  for (const int site : data.sites) ++files[site];
  std::vector<size_t> records;
  for (size_t r = 0; r < data.Records(); ++r) {
    if (files[data.sites[r]] >= kFewestFilesForPack) records.push_back(r);
  }
  return records;
}

std::string RefusalOf(size_t files, size_t sites) {
  if (sites < kFewestSites) {
    return absl::StrCat("There is no pack yet: it needs at least ",
                        kFewestSites, " sites with at least ",
                        kFewestFilesForPack,
                        " coded files each. With fewer, one site could work "
                        "out what was found in another.");
  }
  if (files < 2 * kFewestFilesPerSide) {
    return absl::StrCat("There is no pack yet: it needs at least ",
                        2 * kFewestFilesPerSide, " coded files.");
  }
  return "";
}

}  // namespace

absl::StatusOr<std::vector<StatementDefinition>> ParseStatements(
    absl::string_view csv) {
  CASELENS_ASSIGN_OR_RETURN(const std::vector<CsvRow> rows, ParseCsv(csv));
  std::vector<StatementDefinition> statements;
  for (size_t i = 1; i < rows.size(); ++i) {
    const std::vector<std::string>& cells = rows[i].cells;
    if (cells.size() != kColumns ||
        std::any_of(cells.begin(), cells.end(),
                    [](const std::string& cell) { return cell.empty(); })) {
      return absl::InvalidArgumentError(absl::StrCat(
          "line ", rows[i].line, ": want ", kColumns, " cells, none empty"));
    }
    statements.push_back({.id = cells[0],
                          .variable = cells[1],
                          .categories = absl::StrSplit(cells[2], '|'),
                          .finding = cells[3],
                          .caveat = cells[4],
                          .principle = cells[5],
                          .question = cells[6]});
  }
  return statements;
}

const std::vector<StatementDefinition>& StandardStatements() {
  static const auto* const kStatements = new std::vector<StatementDefinition>(
      *ParseStatements(statements_data::kStatements));
  return *kStatements;
}

absl::StatusOr<FindingsPack> MakePack(
    const Microdata& data, const std::vector<StatementDefinition>& wanted) {
  CASELENS_RETURN_IF_ERROR(CheckMicrodata(data));
  CASELENS_ASSIGN_OR_RETURN(const std::vector<Merged> codes,
                            FindAllCodes(data, wanted));
  const std::vector<size_t> records = RecordsInPack(data);
  std::set<int> sites;
  for (const size_t r : records) sites.insert(data.sites[r]);
  FindingsPack pack{.files = records.size(),
                    .sites = sites.size(),
                    .refusal = RefusalOf(records.size(), sites.size())};
  if (!pack.refusal.empty()) return pack;
  for (size_t s = 0; s < wanted.size(); ++s) {
    const Sides sides = CountSides(data, records, codes[s]);
    if (!MayBeStated(sides)) {
      pack.not_stated.push_back({wanted[s].id, kNotStated});
      continue;
    }
    pack.statements.push_back(
        {.id = wanted[s].id,
         .text = absl::StrCat("In ", Tell(sides.pooled).words, " of ",
                              sides.pooled.files, " files, ", wanted[s].finding,
                              "."),
         .caveat = wanted[s].caveat,
         .principle = wanted[s].principle,
         .question = wanted[s].question});
  }
  return pack;
}

}  // namespace caselens::disclosure
