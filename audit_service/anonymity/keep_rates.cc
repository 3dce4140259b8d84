#include "audit_service/anonymity/keep_rates.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "caselens/v1/anonymity.pb.h"

namespace caselens {
namespace {

constexpr double kFarAbove = 3;

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle]
                                : (values[middle - 1] + values[middle]) / 2;
}

}  // namespace

std::vector<KeepRate> KeepRates(const std::vector<KeptSpanRow>& kept,
                                const std::vector<CodingRow>& codings) {
  std::map<std::pair<std::string, std::string>, KeepRate> by_auditor;
  for (const CodingRow& coding : codings) {
    ++by_auditor[{coding.site, coding.auditor}].codings;
  }
  for (const KeptSpanRow& row : kept) {
    if (row.reason == v1::KEEP_REASON_UNSPECIFIED) continue;
    ++by_auditor[{row.site, row.author}].kept_spans;
  }
  std::map<std::string, std::vector<double>> by_site;
  std::vector<KeepRate> rates;
  for (auto& [key, rate] : by_auditor) {
    std::tie(rate.site, rate.auditor) = key;
    rate.rate =
        static_cast<double>(rate.kept_spans) / std::max(1, rate.codings);
    by_site[rate.site].push_back(rate.rate);
    rates.push_back(rate);
  }
  for (KeepRate& rate : rates) {
    rate.site_median = Median(by_site[rate.site]);
    rate.far_above = rate.rate > 1 && rate.rate > kFarAbove * rate.site_median;
  }
  return rates;
}

}  // namespace caselens
