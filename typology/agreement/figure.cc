#include "typology/agreement/figure.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"

#include "typology/agreement/student_t.h"

namespace caselens {

Figure NotDefined(absl::string_view reason, int64_t n) {
  return {.n = n, .why = absl::StrCat("not defined: ", reason)};
}

Figure WithVariance(double value, double variance, double degrees, int64_t n,
                    const Bounds& bounds) {
  // Below it, what is left of a variance is rounding.
  constexpr double kLeastError = 1e-9;
  Figure figure{.value = value, .n = n};
  if (degrees < 1) {
    figure.why = "no interval: it needs two units";
    return figure;
  }
  const double error = std::sqrt(std::max(variance, 0.0));
  figure.standard_error = error < kLeastError ? 0 : error;
  if (error < kLeastError) {
    figure.why = "no interval: the units do not vary";
    return figure;
  }
  const double margin = StudentT95(degrees) * error;
  figure.interval = {.low = std::max(value - margin, bounds.low),
                     .high = std::min(value + margin, bounds.high)};
  return figure;
}

void RatioTally::Add(double x, double y, double units) {
  if (y == 0) return;
  units_ += units;
  x_ += units * x;
  y_ += units * y;
  xx_ += units * x * x;
  xy_ += units * x * y;
  yy_ += units * y * y;
}

void RatioTally::AddAll(const RatioTally& other) {
  units_ += other.units_;
  x_ += other.x_;
  y_ += other.y_;
  xx_ += other.xx_;
  xy_ += other.xy_;
  yy_ += other.yy_;
}

Figure RatioTally::Ratio(absl::string_view reason_if_none) const {
  if (y_ == 0) return NotDefined(reason_if_none, 0);
  const double ratio = x_ / y_;
  const double squares = xx_ - 2 * ratio * xy_ + ratio * ratio * yy_;
  return WithVariance(ratio, squares / (y_ * y_), units_ - 1,
                      static_cast<int64_t>(units_), {0, 1});
}

Figure MeanOfFields(absl::Span<const Figure> fields) {
  double weight = 0;
  double sum = 0;
  double error = 0;
  Figure mean;
  int64_t left_out = 0;
  int64_t fewest = 0;
  for (const Figure& field : fields) {
    if (!field.value.has_value()) {
      ++left_out;
      continue;
    }
    const auto n = static_cast<double>(field.n);
    weight += n;
    sum += n * *field.value;
    error += n * field.standard_error.value_or(0);
    mean.n += field.n;
    fewest = fewest == 0 ? field.n : std::min(fewest, field.n);
  }
  if (weight == 0) {
    return NotDefined(absl::StrCat("in none of ", fields.size(), " fields"), 0);
  }
  mean = WithVariance(sum / weight, std::pow(error / weight, 2),
                      static_cast<double>(fewest - 1), mean.n, {});
  if (left_out > 0) {
    absl::StrAppend(&mean.why, mean.why.empty() ? "" : "; ",
                    "left out: ", left_out, " of ", fields.size(),
                    " fields, where it is not defined");
  }
  return mean;
}

}  // namespace caselens
