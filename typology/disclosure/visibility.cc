#include "typology/disclosure/visibility.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

namespace caselens::disclosure {
namespace {

std::map<int, size_t> FilesBySite(const Microdata& data) {
  std::map<int, size_t> files;
  for (const int site : data.sites) ++files[site];
  return files;
}

using Row = std::pair<int, std::vector<int>>;  // site and values

std::map<uint64_t, Row> RowsById(const Microdata& data) {
  std::map<uint64_t, Row> rows;
  for (size_t r = 0; r < data.Records(); ++r) {
    std::vector<int> values;
    for (size_t v = 0; v < data.variables.size(); ++v) {
      values.push_back(data.Value(r, v));
    }
    rows.emplace(data.ids[r], Row(data.sites[r], std::move(values)));
  }
  return rows;
}

// Adds one to a site for each row of `a` that `b` does not have just so.
void CountMissing(const std::map<uint64_t, Row>& a,
                  const std::map<uint64_t, Row>& b,
                  std::map<int, std::set<uint64_t>>& changed) {
  for (const auto& [id, row] : a) {
    const auto it = b.find(id);
    if (it == b.end() || it->second != row) changed[row.first].insert(id);
  }
}

}  // namespace

std::vector<int> SitesOf(const Microdata& data) {
  const std::set<int> sites(data.sites.begin(), data.sites.end());
  return {sites.begin(), sites.end()};
}

SiteScope ScopeOf(const Microdata& data) {
  return SitesOf(data).size() > 1 ? SiteScope::kPooled : SiteScope::kOneSite;
}

std::string PoolingRefusal(const Microdata& data) {
  const std::map<int, size_t> files = FilesBySite(data);
  if (files.size() <= 1) return "";
  if (files.size() < kFewestSites) {
    return absl::StrCat("pooled tables need at least ", kFewestSites,
                        " sites: with fewer, each site sees the other");
  }
  for (const auto& [site, count] : files) {
    if (count < kFewestFilesPerSite) {
      return absl::StrCat("pooled tables need at least ", kFewestFilesPerSite,
                          " files of each site");
    }
    if (static_cast<double>(count) >
        kLargestSiteShare * static_cast<double>(data.Records())) {
      return "pooled tables must not be nearly those of one site (over 80% of "
             "the files)";
    }
  }
  return "";
}

std::string ChangeRefusal(const Microdata& before, const Microdata& now) {
  const std::map<uint64_t, Row> old_rows = RowsById(before);
  const std::map<uint64_t, Row> new_rows = RowsById(now);
  std::map<int, std::set<uint64_t>> changed;
  CountMissing(old_rows, new_rows, changed);
  CountMissing(new_rows, old_rows, changed);
  if (changed.empty()) return "";
  std::set<int> sites(before.sites.begin(), before.sites.end());
  sites.insert(now.sites.begin(), now.sites.end());
  for (const int site : sites) {
    if (changed[site].size() < kFewestFilesChanged) {
      return absl::StrCat("a new release needs at least ", kFewestFilesChanged,
                          " changed files at each site since the last one");
    }
  }
  return "";
}

bool SameSites(const Microdata& before, const Microdata& now) {
  return SitesOf(before) == SitesOf(now);
}

bool StaysExact(const PublishedTable& before, const CountTable& now) {
  if (before.values.size() != now.files.size()) return false;
  for (size_t cell = 0; cell < now.files.size(); ++cell) {
    const int change = std::abs(now.files[cell] - before.values[cell]);
    if (change != 0 && change < kFewestCategoryChange) return false;
  }
  return true;
}

}  // namespace caselens::disclosure
