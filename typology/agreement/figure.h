#ifndef TYPOLOGY_AGREEMENT_FIGURE_H_
#define TYPOLOGY_AGREEMENT_FIGURE_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace caselens {

// 95%.
struct ConfidenceInterval {
  double low = 0;
  double high = 0;
  bool operator==(const ConfidenceInterval&) const = default;
};

// One figure of agreement. A figure without a value, or a value without an
// interval, says why; nothing is ever NaN or stands in for "not defined".
struct Figure {
  std::optional<double> value;
  std::optional<double> standard_error;
  std::optional<ConfidenceInterval> interval;
  int64_t n = 0;    // units (or other things counted) that it rests on
  std::string why;  // "" if value and interval are there
  bool operator==(const Figure&) const = default;
};

// "not defined: " and the reason.
Figure NotDefined(absl::string_view reason, int64_t n);

// The range of values that a figure can have; its interval is cut there.
struct Bounds {
  double low = -1;
  double high = 1;
};

// The value with an interval of Student's t. No interval where `degrees` is
// below 1 or the variance vanishes: a sample without variation (every unit
// agrees) does not tell how far its figure may be off.
Figure WithVariance(double value, double variance, double degrees, int64_t n,
                    const Bounds& bounds);

// A ratio of sums over units that are drawn whole, as a share of matched
// edges over files, or of agreeing answers over files: x / y with 0 <= x <= y
// in each unit. The variance is that of the linearised ratio,
// sum (x - r y)^2 / (sum y)^2 (Cochran 1977, section 6.3; for one category of
// two coders it is the delta method of Graham and Bull 1998).
class RatioTally {
 public:
  void Add(double x, double y, double units = 1);
  void AddAll(const RatioTally& other);
  // Not defined for `reason_if_none` where all y are 0. Units with y = 0 are
  // not counted in n.
  Figure Ratio(absl::string_view reason_if_none) const;

 private:
  double units_ = 0;
  double x_ = 0;
  double y_ = 0;
  double xx_ = 0;
  double xy_ = 0;
  double yy_ = 0;
};

// The mean of the same figure of several fields, weighted by n, for a section
// or a whole template. Fields whose figure is not defined are left out, and
// `why` counts them. Fields are coded on the same files by the same people, so
// their errors go together: the standard error is the weighted mean of theirs,
// which is right if they err as one and too wide otherwise, never too narrow.
Figure MeanOfFields(absl::Span<const Figure> fields);

}  // namespace caselens

#endif  // TYPOLOGY_AGREEMENT_FIGURE_H_
