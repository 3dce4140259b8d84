#include "audit_service/workflow/records.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "audit_service/api/case_file_api.h"
#include "audit_service/api/class_model_api.h"
#include "audit_service/api/class_model_fit_api.h"
#include "audit_service/api/errors.h"
#include "audit_service/api/names.h"
#include "audit_service/limits.h"
#include "audit_service/workflow/resources.h"
#include "typology/base/status_macros.h"
#include "typology/factors/factor_codes.h"

namespace caselens {
namespace {

absl::StatusOr<FactorMap> MapOf(const Catalogue& catalogue,
                                const v1::Site& site,
                                absl::string_view factor_map) {
  if (factor_map.empty()) {
    return FindFactorMap(catalogue.Factors(), site.factor_scheme());
  }
  absl::StatusOr<FactorMap> map =
      FindFactorMap(catalogue.Factors(), factor_map);
  if (!map.ok() || map->scheme.nation != v1::Site::Nation_Name(site.nation())) {
    return InvalidField("options.factor_map",
                        "want a factor map of the sites' nation, or none for "
                        "each site's own");
  }
  return map;
}

absl::Status CheckSameScheme(const std::vector<MappedSite>& sites) {
  const bool same = absl::c_all_of(sites, [&](const MappedSite& site) {
    return site.map.scheme.Name() == sites.front().map.scheme.Name();
  });
  if (same) return absl::OkStatus();
  return InvalidField("options.sites", "want sites of one factor scheme");
}

// The items to fit: those asked for, or all.
absl::StatusOr<std::vector<std::string>> ItemsOf(
    const FactorScheme& scheme, const v1::FitOptions& options) {
  std::vector<std::string> items;
  if (options.items().empty()) {
    for (const Factor& factor : scheme.factors) items.push_back(factor.key);
    return items;
  }
  bool dva = false;
  std::set<std::string> seen;
  for (int i = 0; i < options.items_size(); ++i) {
    const int factor = scheme.Find(options.items(i));
    if (factor < 0 || !seen.insert(options.items(i)).second) {
      return InvalidField(
          absl::StrCat("options.items[", i, "]"),
          absl::StrCat("want each once: ",
                       absl::StrJoin(scheme.factors, ", ",
                                     [](std::string* out, const Factor& known) {
                                       out->append(known.key);
                                     })));
    }
    dva |= scheme.factors[static_cast<size_t>(factor)].is_dva;
    items.push_back(options.items(i));
  }
  if (items.size() >= 2 && dva) return items;
  return InvalidField("options.items",
                      "want two items or more, one of which records DVA");
}

// The cases of a fit, as they are read.
class CaseCounter {
 public:
  CaseCounter(const FactorScheme& scheme, const std::vector<std::string>& items,
              bool latest_of_episode)
      : latest_of_episode_(latest_of_episode) {
    for (const std::string& item : items) {
      factors_.push_back(static_cast<size_t>(scheme.Find(item)));
    }
  }

  void Add(const CaseFileRow& row, const v1::CaseFile& document,
           FactorSet factors) {
    ++records_;
    if (!row.has_dva) {
      ++without_dva_;
      return;
    }
    // A record without keys is an episode of its own.
    if (!latest_of_episode_ || row.child.empty() || row.episode.empty()) {
      ++counts_[Bits(factors)];
      return;
    }
    const Place place{document.year(), document.sequence(), row.id};
    const auto [at, is_new] =
        episodes_.try_emplace(std::tuple(row.site, row.child, row.episode),
                              std::pair(place, Bits(factors)));
    if (is_new) return;
    ++superseded_;
    if (place > at->second.first) at->second = {place, Bits(factors)};
  }

  void Finish(v1::FitData& data) {
    for (const auto& [episode, last] : episodes_) ++counts_[last.second];
    episodes_.clear();
    data.set_records(records_);
    data.set_without_dva(without_dva_);
    data.set_superseded(superseded_);
    data.set_cases(records_ - without_dva_ - superseded_);
    data.set_patterns(static_cast<int>(counts_.size()));
  }

  const CaseCounts& Counts() const { return counts_; }

 private:
  using Place = std::tuple<std::string, int, std::string>;

  uint32_t Bits(FactorSet factors) const {
    uint32_t bits = 0;
    for (size_t i = 0; i < factors_.size(); ++i) {
      if (HasFactor(factors, factors_[i])) bits |= uint32_t{1} << i;
    }
    return bits;
  }

  const bool latest_of_episode_;
  std::vector<size_t> factors_;  // of each item
  CaseCounts counts_;
  std::map<std::tuple<std::string, std::string, std::string>,
           std::pair<Place, uint32_t>>
      episodes_;
  int records_ = 0;
  int without_dva_ = 0;
  int superseded_ = 0;
};

void AddConstantItems(const v1::FitPatterns& patterns, v1::FitData& data) {
  for (const Item& item : ParseFitPatterns(patterns).items) {
    if (item.categories.size() == 1) data.add_constant_items(item.id);
  }
}

}  // namespace

absl::StatusOr<std::vector<MappedSite>> LoadMappedSites(
    const Catalogue& catalogue, Reader& reader, const Scope& scope,
    absl::string_view field, const std::vector<std::string>& ids,
    absl::string_view factor_map) {
  CASELENS_ASSIGN_OR_RETURN(
      const std::vector<v1::Site> known,
      GetDocuments<v1::Site>(reader, "sites",
                             absl::StrCat("studies/", scope.study)));
  for (size_t i = 0; i < ids.size(); ++i) {
    const bool found = absl::c_any_of(known, [&](const v1::Site& site) {
      return LastId(site.name()) == ids[i] && scope.Covers(ids[i]);
    });
    if (!found || absl::c_count(ids, ids[i]) > 1) {
      return InvalidField(absl::StrCat(field, "[", i, "]"),
                          "want a site of the study that your role covers, "
                          "once");
    }
  }
  std::vector<MappedSite> sites;
  for (const v1::Site& site : known) {
    const std::string id = LastId(site.name());
    if (!scope.Covers(id)) continue;
    if (!ids.empty() && !absl::c_linear_search(ids, id)) continue;
    CASELENS_ASSIGN_OR_RETURN(FactorMap map,
                              MapOf(catalogue, site, factor_map));
    sites.push_back({.site = site, .id = id, .map = std::move(map)});
  }
  if (!sites.empty()) return sites;
  return InvalidField(field, "want a site: the study has none yet");
}

absl::Status ForEachRecord(
    Reader& reader, const Scope& scope, const std::string& site,
    absl::FunctionRef<absl::Status(const CaseFileRow&, const v1::CaseFile&)>
        visit) {
  Page page{.after = "", .limit = limits::kMaxLongPageSize};
  while (true) {
    CASELENS_ASSIGN_OR_RETURN(
        const std::vector<CaseFileRow> rows,
        reader.ListCaseFiles(scope, {.site = site, .record = ""}, page));
    for (const CaseFileRow& row : rows) {
      CASELENS_ASSIGN_OR_RETURN(const v1::CaseFile document,
                                ParseCaseFile(row));
      CASELENS_RETURN_IF_ERROR(visit(row, document));
    }
    if (static_cast<int>(rows.size()) < page.limit) return absl::OkStatus();
    page.after = rows.back().id;
  }
}

absl::StatusOr<FactorSet> RecordFactors(const Catalogue& catalogue,
                                        const MappedSite& site,
                                        const v1::CaseFile& document) {
  const FactorCodeList* const codes =
      catalogue.Factors().CodesOf(document.nation());
  if (codes == nullptr) {
    return absl::DataLossError("a stored case file has no nation");
  }
  CASELENS_ASSIGN_OR_RETURN(const RecordedFactors recorded,
                            ParseFactorCodes(*codes, document.raw_factors()));
  return MapFactors(site.map, recorded.codes);
}

absl::StatusOr<Pattern> RecordPattern(const v1::ClassModel& model,
                                      const MappedSite& site,
                                      FactorSet factors) {
  Pattern pattern;
  for (const v1::ClassModel::ItemProfile& item : model.profile()) {
    const int factor = site.map.scheme.Find(item.item());
    if (factor < 0) {
      return InvalidField("name",
                          "want a model whose items are factors of the scheme "
                          "of the case file's site");
    }
    pattern.push_back(HasFactor(factors, static_cast<size_t>(factor)) ? 1 : 0);
  }
  return pattern;
}

absl::StatusOr<FitInput> LoadFitInput(const Catalogue& catalogue,
                                      Reader& reader, const Scope& scope,
                                      v1::FitOptions options) {
  CASELENS_ASSIGN_OR_RETURN(
      const std::vector<MappedSite> sites,
      LoadMappedSites(catalogue, reader, scope, "options.sites",
                      {options.sites().begin(), options.sites().end()},
                      options.factor_map()));
  CASELENS_RETURN_IF_ERROR(CheckSameScheme(sites));
  const FactorScheme& scheme = sites.front().map.scheme;
  CASELENS_ASSIGN_OR_RETURN(const std::vector<std::string> items,
                            ItemsOf(scheme, options));
  FitInput input;
  CaseCounter counter(scheme, items,
                      options.unit() == v1::FitOptions::LATEST_OF_EPISODE);
  options.clear_sites();
  for (const MappedSite& site : sites) {
    options.add_sites(site.id);
    v1::FitData::SiteMap& map = *input.data.add_site_maps();
    map.set_site(site.id);
    map.set_factor_map(site.map.Id());
    CASELENS_RETURN_IF_ERROR(ForEachRecord(
        reader, scope, site.id,
        [&](const CaseFileRow& row,
            const v1::CaseFile& document) -> absl::Status {
          CASELENS_ASSIGN_OR_RETURN(const FactorSet factors,
                                    RecordFactors(catalogue, site, document));
          counter.Add(row, document, factors);
          return absl::OkStatus();
        }));
  }
  options.clear_items();
  options.mutable_items()->Add(items.begin(), items.end());
  counter.Finish(input.data);
  if (input.data.cases() < options.classes_to()) {
    return InvalidField(
        "options.classes_to",
        absl::StrCat("want at most the number of cases, ", input.data.cases()));
  }
  input.patterns = RenderFitPatterns(items, counter.Counts());
  AddConstantItems(input.patterns, input.data);
  input.options = std::move(options);
  return input;
}

}  // namespace caselens
