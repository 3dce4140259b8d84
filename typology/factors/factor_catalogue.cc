#include "typology/factors/factor_catalogue.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

#include "factor_data.h"
#include "typology/base/csv.h"
#include "typology/base/shown.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

// A new map is a file in data/ and a line here.
struct MapFile {
  const char* id;
  const char* scheme;
  const char* csv;
};
constexpr MapFile kMapFiles[] = {
    {"rdac-17-c1-v1", "rdac-17-v1", factor_data::kMapRdac17C1V1},
    {"rdac-17-c2-v1", "rdac-17-v1", factor_data::kMapRdac17C2V1},
    {"rdac-10-v1", "rdac-10-v1", factor_data::kMapRdac10V1},
    {"rdac-15-v1", "rdac-15-v1", factor_data::kMapRdac15V1},
};

absl::StatusOr<std::vector<FactorScheme>> ReadSchemes(absl::string_view csv) {
  CASELENS_ASSIGN_OR_RETURN(const std::vector<CsvRow> rows, ParseCsv(csv));
  std::vector<FactorScheme> schemes;
  for (size_t i = 1; i < rows.size(); ++i) {
    const std::vector<std::string>& cells = rows[i].cells;
    int version = 0;
    if (cells.size() != 6 || !absl::SimpleAtoi(cells[1], &version)) {
      return absl::InvalidArgumentError(
          absl::StrCat("schemes.csv, line ", rows[i].line, ": want ",
                       "scheme,version,nation,factor,label,dva"));
    }
    if (schemes.empty() || schemes.back().id != cells[0] ||
        schemes.back().version != version) {
      schemes.push_back({.id = cells[0],
                         .version = version,
                         .nation = cells[2],
                         .factors = {}});
    }
    schemes.back().factors.push_back(
        {.key = cells[3], .label = cells[4], .is_dva = cells[5] == "Y"});
    if (schemes.back().factors.size() > kMaxFactors) {
      return absl::InvalidArgumentError(
          absl::StrCat(cells[0], " has more than ", kMaxFactors, " factors"));
    }
  }
  return schemes;
}

// The item of `all` that `name_of` calls `name`.
template <typename T, typename NameOf>
absl::StatusOr<T> FindNamed(const std::vector<T>& all, absl::string_view name,
                            absl::string_view what, NameOf name_of) {
  const auto found = std::find_if(
      all.begin(), all.end(), [&](const T& x) { return name_of(x) == name; });
  if (found != all.end()) return *found;
  const auto append = [&](std::string* out, const T& x) {
    absl::StrAppend(out, name_of(x));
  };
  return absl::NotFoundError(absl::StrCat(what, " ", Shown(name),
                                          ": want one of ",
                                          absl::StrJoin(all, ", ", append)));
}

}  // namespace

const FactorCodeList* FactorCatalogue::CodesOf(absl::string_view nation) const {
  if (nation == "ENG") return &england;
  if (nation == "SCO") return &scotland;
  return nullptr;
}

absl::StatusOr<FactorCatalogue> LoadFactorCatalogue() {
  FactorCatalogue catalogue;
  CASELENS_ASSIGN_OR_RETURN(
      catalogue.england,
      FactorCodeList::FromCsv("ENG", factor_data::kCinCodes));
  CASELENS_ASSIGN_OR_RETURN(
      catalogue.scotland,
      FactorCodeList::FromCsv("SCO", factor_data::kScottishConcerns));
  CASELENS_ASSIGN_OR_RETURN(catalogue.schemes,
                            ReadSchemes(factor_data::kSchemes));
  for (const MapFile& file : kMapFiles) {
    CASELENS_ASSIGN_OR_RETURN(const FactorScheme scheme,
                              FindFactorScheme(catalogue, file.scheme));
    CASELENS_ASSIGN_OR_RETURN(
        FactorMap map,
        FactorMapFromCsv(file.id, scheme, *catalogue.CodesOf(scheme.nation),
                         file.csv));
    catalogue.maps.push_back(std::move(map));
  }
  return catalogue;
}

absl::StatusOr<FactorScheme> FindFactorScheme(const FactorCatalogue& catalogue,
                                              absl::string_view name) {
  return FindNamed(catalogue.schemes, name, "factor scheme",
                   [](const FactorScheme& scheme) { return scheme.Name(); });
}

absl::StatusOr<FactorMap> FindFactorMap(const FactorCatalogue& catalogue,
                                        absl::string_view id) {
  const std::vector<absl::string_view> parts = absl::StrSplit(id, '+');
  CASELENS_ASSIGN_OR_RETURN(
      FactorMap map, FindNamed(catalogue.maps, parts[0], "factor map",
                               [](const FactorMap& m) { return m.base; }));
  for (size_t i = 1; i < parts.size(); ++i) {
    const std::pair<absl::string_view, absl::string_view> change =
        absl::StrSplit(parts[i], absl::MaxSplits('=', 1));
    CASELENS_ASSIGN_OR_RETURN(map,
                              WithOverride(map, change.first, change.second));
  }
  return map;
}

}  // namespace caselens
