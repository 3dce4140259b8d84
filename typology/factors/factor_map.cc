#include "typology/factors/factor_map.h"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "typology/base/csv.h"
#include "typology/base/shown.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

constexpr char kNone[] = "none";
constexpr int kNoFactor = -1;

absl::StatusOr<int> FactorAt(const FactorScheme& scheme,
                             absl::string_view key) {
  if (const int at = scheme.Find(key); at >= 0) return at;
  const auto key_of = [](std::string* out, const Factor& factor) {
    absl::StrAppend(out, factor.key);
  };
  return absl::InvalidArgumentError(
      absl::StrCat("factor ", Shown(key), ": ", scheme.Name(), " has only ",
                   absl::StrJoin(scheme.factors, ", ", key_of)));
}

bool IsDvaFactor(const FactorScheme& scheme, int factor) {
  return factor != kNoFactor && scheme.factors[factor].is_dva;
}

}  // namespace

std::string FactorScheme::Name() const {
  return absl::StrCat(id, "-v", version);
}

int FactorScheme::Find(absl::string_view key) const {
  for (size_t i = 0; i < factors.size(); ++i) {
    if (factors[i].key == key) return static_cast<int>(i);
  }
  return -1;
}

std::string FactorMap::Id() const {
  std::string id = base;
  for (const auto& [code, factor] : overrides) {
    absl::StrAppend(&id, "+", code, "=", factor);
  }
  return id;
}

absl::StatusOr<FactorMap> FactorMapFromCsv(absl::string_view id,
                                           const FactorScheme& scheme,
                                           const FactorCodeList& codes,
                                           absl::string_view csv) {
  CASELENS_ASSIGN_OR_RETURN(const std::vector<CsvRow> rows, ParseCsv(csv));
  FactorMap map;
  map.base = std::string(id);
  map.scheme = scheme;
  for (size_t i = 1; i < rows.size(); ++i) {
    const std::vector<std::string>& cells = rows[i].cells;
    if (cells.size() != 3) {
      return absl::InvalidArgumentError(absl::StrCat(
          id, ", line ", rows[i].line, ": want the columns code,factor,basis"));
    }
    int factor = kNoFactor;
    if (cells[1] != kNone) {
      CASELENS_ASSIGN_OR_RETURN(factor, FactorAt(scheme, cells[1]));
    }
    map.factor_of_code[cells[0]] = factor;
  }
  for (const FactorCode& code : codes.Codes()) {
    const auto place = map.factor_of_code.find(code.code);
    if (place == map.factor_of_code.end() ||
        IsDvaFactor(scheme, place->second) != code.is_dva) {
      return absl::InvalidArgumentError(
          absl::StrCat(id, ": code ", code.code, " is missing or misplaced"));
    }
  }
  return map;
}

absl::StatusOr<FactorMap> WithOverride(const FactorMap& map,
                                       absl::string_view code,
                                       absl::string_view factor) {
  // English codes are upper case, Scottish keys lower.
  const std::string wanted = map.scheme.nation == "ENG"
                                 ? absl::AsciiStrToUpper(code)
                                 : absl::AsciiStrToLower(code);
  const auto place = map.factor_of_code.find(wanted);
  if (place == map.factor_of_code.end() || wanted == "21") {
    return absl::InvalidArgumentError(absl::StrCat(
        "code ", Shown(code), ": want a code that ", map.base, " maps"));
  }
  int to = kNoFactor;
  if (factor != kNone) {
    CASELENS_ASSIGN_OR_RETURN(to, FactorAt(map.scheme, factor));
  }
  if (IsDvaFactor(map.scheme, place->second) != IsDvaFactor(map.scheme, to)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "code ", wanted, " to ", Shown(factor),
        ": an override may not change which records count as DVA"));
  }
  FactorMap changed = map;
  changed.factor_of_code[wanted] = to;
  changed.overrides[wanted] = std::string(factor);
  return changed;
}

absl::StatusOr<FactorSet> MapFactors(const FactorMap& map,
                                     absl::Span<const std::string> codes) {
  FactorSet factors = 0;
  for (const std::string& code : codes) {
    const auto place = map.factor_of_code.find(code);
    if (place == map.factor_of_code.end()) {
      return absl::InvalidArgumentError(absl::StrCat(
          "code ", Shown(code), ": want a code that ", map.Id(), " maps"));
    }
    if (place->second != kNoFactor) factors |= 1U << place->second;
  }
  return factors;
}

absl::StatusOr<FactorSet> FactorSetOf(const FactorScheme& scheme,
                                      absl::Span<const std::string> keys) {
  FactorSet factors = 0;
  for (const std::string& key : keys) {
    CASELENS_ASSIGN_OR_RETURN(const int at, FactorAt(scheme, key));
    factors |= 1U << at;
  }
  return factors;
}

std::vector<std::string> FactorKeys(const FactorScheme& scheme,
                                    FactorSet factors) {
  std::vector<std::string> keys;
  for (size_t i = 0; i < scheme.factors.size(); ++i) {
    if (HasFactor(factors, i)) keys.push_back(scheme.factors[i].key);
  }
  return keys;
}

bool IsDva(const FactorScheme& scheme, FactorSet factors) {
  for (size_t i = 0; i < scheme.factors.size(); ++i) {
    if (HasFactor(factors, i) && scheme.factors[i].is_dva) return true;
  }
  return false;
}

}  // namespace caselens
