#include "typology/assignment/double_coding.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <map>
#include <numeric>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"

namespace caselens {
namespace {

using Files = std::vector<size_t>;

std::vector<size_t> SizesOf(const std::map<std::string, Files>& groups) {
  std::vector<size_t> sizes;
  sizes.reserve(groups.size());
  for (const auto& [name, files] : groups) sizes.push_back(files.size());
  return sizes;
}

// Marks files of one stratum until `wanted` of them are double.
void ChooseInStratum(const std::vector<DoubleCodingCandidate>& files,
                     const Files& stratum, size_t wanted, CounterRandom& random,
                     std::vector<bool>& chosen) {
  Files open;
  size_t have = 0;
  for (const size_t file : stratum) {
    if (files[file].is_double) {
      ++have;
    } else {
      open.push_back(file);
    }
  }
  for (; have < wanted && !open.empty(); ++have) {
    const size_t at = random.Below(open.size());
    chosen[open[at]] = true;
    std::swap(open[at], open.back());
    open.pop_back();
  }
}

}  // namespace

std::vector<size_t> Apportion(size_t total, const std::vector<size_t>& sizes,
                              CounterRandom& random) {
  const size_t all = std::accumulate(sizes.begin(), sizes.end(), size_t{0});
  std::vector<size_t> parts(sizes.size());
  if (all == 0) return parts;
  // (remainder, tie breaker, group)
  std::vector<std::tuple<size_t, uint64_t, size_t>> remainders;
  size_t given = 0;
  for (size_t i = 0; i < sizes.size(); ++i) {
    parts[i] = total * sizes[i] / all;
    given += parts[i];
    remainders.emplace_back(total * sizes[i] % all, random.Next(), i);
  }
  absl::c_sort(remainders, std::greater<>());
  for (size_t i = 0; given < total; ++i, ++given) {
    ++parts[std::get<2>(remainders[i])];
  }
  return parts;
}

std::vector<bool> ChooseDoubleCoded(
    const std::vector<DoubleCodingCandidate>& files, double share,
    CounterRandom& random) {
  std::map<std::string, Files> sites;
  for (size_t i = 0; i < files.size(); ++i) sites[files[i].site].push_back(i);
  const auto total = static_cast<size_t>(
      std::llround(share * static_cast<double>(files.size())));
  const std::vector<size_t> of_site = Apportion(total, SizesOf(sites), random);
  std::vector<bool> chosen(files.size());
  size_t s = 0;
  for (const auto& [site, of_this_site] : sites) {
    std::map<std::string, Files> strata;
    for (const size_t file : of_this_site) {
      strata[files[file].stratum].push_back(file);
    }
    const std::vector<size_t> of_stratum =
        Apportion(of_site[s++], SizesOf(strata), random);
    size_t t = 0;
    for (const auto& [name, stratum] : strata) {
      ChooseInStratum(files, stratum, of_stratum[t++], random, chosen);
    }
  }
  return chosen;
}

}  // namespace caselens
