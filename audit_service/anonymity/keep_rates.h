#ifndef AUDIT_SERVICE_ANONYMITY_KEEP_RATES_H_
#define AUDIT_SERVICE_ANONYMITY_KEEP_RATES_H_

#include <string>
#include <vector>

#include "storage/rows.h"

namespace caselens {

// How often one auditor keeps at one site what the guard warned of.
struct KeepRate {
  std::string site;
  std::string auditor;
  int codings = 0;
  int kept_spans = 0;
  double rate = 0;         // kept spans for each coding
  double site_median = 0;  // of the rates of the site's auditors
  // More than three times the median, and more than one span for each coding.
  bool far_above = false;
  bool operator==(const KeepRate&) const = default;
};

// By site, then auditor. Spans in quarantine were kept by nobody and do not
// count.
std::vector<KeepRate> KeepRates(const std::vector<KeptSpanRow>& kept,
                                const std::vector<CodingRow>& codings);

}  // namespace caselens

#endif  // AUDIT_SERVICE_ANONYMITY_KEEP_RATES_H_
