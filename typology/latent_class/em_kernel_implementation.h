// Not a header: the body of em_kernel_<name>.cc, each of which names itself in
// CASELENS_KERNEL and is compiled for one instruction set. See em_kernel.h.

#include <cstddef>
#include <cstdint>

#include "typology/latent_class/em_kernel.h"

namespace caselens::em {
namespace {

// Four doubles. The compiler splits them into what the instruction set has.
using Vec = double __attribute__((vector_size(32), may_alias));
using Bits = int64_t __attribute__((vector_size(32), may_alias));
constexpr size_t kBlockVectors = kBlockRows / kLanes;
// Sums below this are done again with logarithms.
constexpr double kUnderflow = 0x1p-900;

inline Vec* Vectors(double* p) {
  return static_cast<Vec*>(static_cast<void*>(p));
}
inline const Vec* Vectors(const double* p) {
  return static_cast<const Vec*>(static_cast<const void*>(p));
}
inline Vec Splat(double x) { return Vec{} + x; }
inline Vec Max(Vec a, Vec b) { return a > b ? a : b; }

// Always the same tree, whatever the instruction set.
inline double Sum(Vec v) { return (v[0] + v[2]) + (v[1] + v[3]); }
inline double Largest(Vec v) {
  double largest = v[0];
  for (size_t i = 1; i < kLanes; ++i) {
    largest = v[i] > largest ? v[i] : largest;
  }
  return largest;
}

// Natural logarithm of normal positive numbers, within 2 units in the last
// place: ln(2^e m) = e ln 2 + 2 atanh((m - 1) / (m + 1)), m within a factor of
// sqrt 2 of 1, by the series of atanh.
inline Vec Log(Vec x) {
  constexpr int64_t kMantissa = 0x000FFFFFFFFFFFFF;
  constexpr int64_t kSqrtHalf = 0x3FE6A09E667F3BCD;
  constexpr int64_t kShiftedOne = 0x4330000000000000;  // 2^52
  Bits bits;
  __builtin_memcpy(&bits, &x, sizeof(bits));
  // Subtracting the bits of sqrt(1/2) carries into the exponent exactly when
  // the mantissa is at least that of sqrt(1/2). 1100 keeps it positive.
  const Bits shifted = bits - kSqrtHalf + (int64_t{1100} << 52);
  const Bits exponent_bits = (shifted >> 52) | kShiftedOne;
  const Bits mantissa_bits = (shifted & kMantissa) + kSqrtHalf;
  Vec exponent;
  Vec m;
  __builtin_memcpy(&exponent, &exponent_bits, sizeof(exponent));
  __builtin_memcpy(&m, &mantissa_bits, sizeof(m));
  exponent -= 0x1p52 + 1100;

  const Vec f = (m - 1) / (m + 1);
  const Vec s = f * f;
  Vec series = Splat(2.0 / 23);
  for (int denominator = 21; denominator >= 3; denominator -= 2) {
    series = series * s + 2.0 / denominator;
  }
  constexpr double kLn2High = 0x1.62e42fee00000p-1;
  constexpr double kLn2Low = 0x1.a39ef35793c76p-33;
  return exponent * kLn2High + (2 * f + (f * s * series + exponent * kLn2Low));
}

// Number of vectors in a line: fixed at compile time, or kVectors = 0.
template <size_t kVectors>
inline size_t Width(const Shape& shape) {
  return kVectors == 0 ? shape.vectors : kVectors;
}

// Divides each category's probabilities by the largest class's. Gives the part
// of the log-likelihood that this takes out of every row.
template <size_t kVectors>
double ScaleRatios(const Data& data, const Shape& shape, const double* in,
                   const Scratch& scratch) {
  const size_t width = Width<kVectors>(shape);
  const Vec* from = Vectors(in) + width;
  Vec* to = Vectors(scratch.ratios);
  for (size_t level = 0; level < data.level_count; ++level) {
    Vec largest = from[level * width];
    for (size_t v = 1; v < width; ++v) {
      largest = Max(largest, from[level * width + v]);
    }
    double scale = Largest(largest);
    if (!(scale > kUnderflow)) scale = 1;
    scratch.maxima[level] = scale;
    for (size_t v = 0; v < width; ++v) {
      to[level * width + v] = from[level * width + v] / scale;
    }
  }
  const size_t vectors = (data.level_count + kLanes - 1) / kLanes;
  for (size_t i = data.level_count; i < vectors * kLanes; ++i) {
    scratch.maxima[i] = 1;
  }
  Vec sum{};
  for (size_t i = 0; i < vectors; ++i) {
    sum += Vectors(data.level_weights)[i] * Log(Vectors(scratch.maxima)[i]);
  }
  return Sum(sum);
}

// One item's part of BuildProducts; kRadix is its number of categories when it
// is never missing, or 0 for any item.
template <size_t kVectors, size_t kRadix>
inline void MultiplyItem(size_t width, const ItemLevels& item, size_t lines,
                         const Vec* __restrict ratio, Vec* __restrict table) {
  const size_t radix = kRadix == 0 ? item.radix : kRadix;
  const size_t levels = kRadix == 0 ? item.level_count : kRadix;
  for (size_t line = lines; line-- > 0;) {
    Vec* to = table + line * radix * width;
    for (size_t v = 0; v < width; ++v) {
      const Vec base = table[line * width + v];
      if (radix > levels) to[levels * width + v] = base;
      for (size_t x = levels; x-- > 0;) {
        to[x * width + v] = base * ratio[x * width + v];
      }
    }
  }
}

// Fills the table of one group item by item: each line becomes one line for
// each category of the next item, and one for no answer where that happens.
template <size_t kVectors>
void BuildProducts(const Data& data, const Shape& shape, const Group& group,
                   const Vec* ratios, Vec* table) {
  const size_t width = Width<kVectors>(shape);
  size_t lines = 1;
  for (uint32_t j = group.first_item; j < group.end_item; ++j) {
    const ItemLevels& item = data.items[j];
    const Vec* ratio = ratios + item.first_level * width;
    if (item.radix == 2 && item.level_count == 2) {
      MultiplyItem<kVectors, 2>(width, item, lines, ratio, table);
    } else {
      MultiplyItem<kVectors, 0>(width, item, lines, ratio, table);
    }
    lines *= item.radix;
  }
}

// The same way back for a binary item that is never missing.
template <size_t kVectors>
inline void CollectBinary(size_t width, size_t lines, Vec* table, Vec* count) {
  for (size_t v = 0; v < width; ++v) {
    Vec count0{};
    Vec count1{};
    for (size_t line = 0; line < lines; ++line) {
      const Vec from0 = table[line * 2 * width + v];
      const Vec from1 = table[(line * 2 + 1) * width + v];
      count0 += from0;
      count1 += from1;
      table[line * width + v] = from0 + from1;
    }
    count[v] = count0;
    count[width + v] = count1;
  }
}

inline void CollectItem(size_t width, const ItemLevels& item, size_t lines,
                        Vec* table, Vec* count) {
  for (size_t x = 0; x < item.level_count; ++x) {
    for (size_t v = 0; v < width; ++v) {
      Vec sum{};
      for (size_t line = 0; line < lines; ++line) {
        sum += table[(line * item.radix + x) * width + v];
      }
      count[x * width + v] = sum;
    }
  }
  for (size_t line = 0; line < lines; ++line) {
    for (size_t v = 0; v < width; ++v) {
      Vec sum{};
      for (size_t x = 0; x < item.radix; ++x) {
        sum += table[(line * item.radix + x) * width + v];
      }
      table[line * width + v] = sum;
    }
  }
}

// The way back: sums the table's lines into the counts of each item and leaves
// the total in the first line.
template <size_t kVectors>
void CollectCounts(const Data& data, const Shape& shape, const Group& group,
                   Vec* table, Vec* counts) {
  const size_t width = Width<kVectors>(shape);
  size_t lines = group.code_count;
  for (uint32_t j = group.end_item; j-- > group.first_item;) {
    const ItemLevels& item = data.items[j];
    Vec* count = counts + item.first_level * width;
    lines /= item.radix;
    if (item.radix == 2 && item.level_count == 2) {
      CollectBinary<kVectors>(width, lines, table, count);
    } else {
      CollectItem(width, item, lines, table, count);
    }
  }
}

// Replaces the rows of this block that underflowed; gives their part of the
// log-likelihood.
template <size_t kVectors>
double RedoUnderflow(const Data& data, const Shape& shape, size_t first_row,
                     const double* shares, const Scratch& scratch,
                     double* sums) {
  const size_t stride = Width<kVectors>(shape) * kLanes;
  double log_likelihood = 0;
  for (size_t r = 0; r < kBlockRows; ++r) {
    if (sums[r] >= kUnderflow) continue;
    const double log_sum =
        RowInLogSpace(data, shape, first_row + r, scratch.ratios, shares,
                      scratch.joint + r * stride);
    const double weight = data.row_weights[first_row + r];
    if (weight > 0) log_likelihood += weight * log_sum;
    sums[r] = 1;
  }
  return log_likelihood;
}

// Fills joint and sums for one block of rows. kGroups as kVectors: 0 is any.
template <size_t kVectors, size_t kGroups>
inline void MultiplyRows(size_t width, size_t group_count,
                         const uint32_t* __restrict code,
                         const Vec* __restrict products, Vec* __restrict joint,
                         double* __restrict sums) {
  const size_t groups = kGroups == 0 ? group_count : kGroups;
  for (size_t r = 0; r < kBlockRows; ++r, code += groups, joint += width) {
    Vec sum{};
#pragma GCC unroll 4
    for (size_t v = 0; v < width; ++v) {
      Vec product = products[code[0] * width + v];
#pragma GCC unroll 8
      for (size_t g = 1; g < groups; ++g) {
        product *= products[code[g] * width + v];
      }
      joint[v] = product;
      sum += product;
    }
    sums[r] = Sum(sum);
  }
}

// Adds joint * factor to the lines of each row.
template <size_t kVectors, size_t kGroups>
inline void AddRows(size_t width, size_t group_count,
                    const uint32_t* __restrict code,
                    const Vec* __restrict joint,
                    const double* __restrict factors,
                    Vec* __restrict expected) {
  const size_t groups = kGroups == 0 ? group_count : kGroups;
  for (size_t r = 0; r < kBlockRows; ++r, code += groups, joint += width) {
#pragma GCC unroll 4
    for (size_t v = 0; v < width; ++v) {
      const Vec posterior = joint[v] * factors[r];
#pragma GCC unroll 8
      for (size_t g = 0; g < groups; ++g) {
        expected[code[g] * width + v] += posterior;
      }
    }
  }
}

// Likelihoods and posteriors of all rows, added up in scratch.expected.
template <size_t kVectors, size_t kGroups>
double PassOverRows(const Data& data, const Shape& shape, const double* shares,
                    const Scratch& scratch) {
  const size_t width = Width<kVectors>(shape);
  const size_t groups = data.group_count;
  Vec* joint = Vectors(scratch.joint);
  alignas(kAlignment) double sums[kBlockRows];
  double log_likelihood = 0;

  for (size_t first = 0; first < data.row_count; first += kBlockRows) {
    const uint32_t* code = data.codes + first * groups;
    MultiplyRows<kVectors, kGroups>(width, groups, code,
                                    Vectors(scratch.products), joint, sums);
    Bits low{};
    for (size_t i = 0; i < kBlockVectors; ++i) {
      low |= ~(Vectors(sums)[i] >= kUnderflow);
    }
    if ((low[0] | low[1] | low[2] | low[3]) != 0) {
      log_likelihood +=
          RedoUnderflow<kVectors>(data, shape, first, shares, scratch, sums);
    }

    Vec log_sums{};
    for (size_t i = 0; i < kBlockVectors; ++i) {
      const Vec weight = Vectors(data.row_weights + first)[i];
      const Vec sum = Vectors(sums)[i];
      log_sums += weight * Log(sum);
      Vectors(sums)[i] = weight / sum;
    }
    log_likelihood += Sum(log_sums);
    AddRows<kVectors, kGroups>(width, groups, code, joint, sums,
                               Vectors(scratch.expected));
  }
  return log_likelihood;
}

// 1 for classes that exist, 0 for padding.
inline Vec ClassMask(const Shape& shape, size_t v) {
  Vec mask{};
  for (size_t i = 0; i < kLanes; ++i) {
    mask[i] = v * kLanes + i < shape.class_count ? 1 : 0;
  }
  return mask;
}

// Turns counts in `out` into probabilities. A class that nobody is in keeps
// the probabilities of `in`.
template <size_t kVectors>
void Maximise(const Data& data, const Prior& prior, const Shape& shape,
              const double* in, double* out) {
  const size_t width = Width<kVectors>(shape);
  const double classes = static_cast<double>(shape.class_count);
  for (size_t v = 0; v < width; ++v) {
    const Vec pseudo = prior.share * ClassMask(shape, v);
    Vec* share = Vectors(out) + v;
    *share = (*share + pseudo) / (data.total_weight + prior.share * classes);
    for (size_t j = 0; j < data.item_count; ++j) {
      const ItemLevels& item = data.items[j];
      const size_t first = (1 + item.first_level) * width + v;
      const Vec* before = Vectors(in) + first;
      Vec* count = Vectors(out) + first;
      if (prior.share > 0) {
        for (size_t x = 0; x < item.level_count; ++x) {
          count[x * width] += pseudo * prior.level_shares[item.first_level + x];
        }
      }
      Vec total{};
      for (size_t x = 0; x < item.level_count; ++x) total += count[x * width];
      for (size_t x = 0; x < item.level_count; ++x) {
        count[x * width] =
            total > 0 ? count[x * width] / total : before[x * width];
      }
    }
  }
}

template <size_t kVectors>
double LogPrior(const Data& data, const Prior& prior, const Shape& shape,
                const double* in) {
  if (prior.share <= 0) return 0;
  const size_t width = Width<kVectors>(shape);
  Vec sum{};
  for (size_t v = 0; v < width; ++v) {
    const Vec mask = ClassMask(shape, v);
    const Vec* line = Vectors(in) + v;
    sum += Log(mask > 0 ? line[0] : Splat(1));
    for (size_t level = 0; level < data.level_count; ++level) {
      const Vec p = mask > 0 ? line[(1 + level) * width] : Splat(1);
      sum += prior.level_shares[level] * Log(p);
    }
  }
  return prior.share * Sum(sum);
}

template <size_t kVectors>
StepResult StepOfWidth(const Data& data, const Prior& prior, const Shape& shape,
                       const double* in, double* out, const Scratch& scratch) {
  const size_t width = Width<kVectors>(shape);
  StepResult result;
  result.log_likelihood = ScaleRatios<kVectors>(data, shape, in, scratch);
  result.log_prior = LogPrior<kVectors>(data, prior, shape, in);

  const Vec* ratios = Vectors(scratch.ratios);
  Vec* products = Vectors(scratch.products);
  for (size_t g = 0; g < data.group_count; ++g) {
    Vec* table = products + data.groups[g].first_code * width;
    for (size_t v = 0; v < width; ++v) {
      table[v] = g == 0 ? Vectors(in)[v] : Splat(1);
    }
    BuildProducts<kVectors>(data, shape, data.groups[g], ratios, table);
  }
  Vec* expected = Vectors(scratch.expected);
  for (size_t i = 0; i < data.code_count * width; ++i) expected[i] = Vec{};

  switch (data.group_count) {
    case 2:
      result.log_likelihood +=
          PassOverRows<kVectors, 2>(data, shape, in, scratch);
      break;
    case 3:
      result.log_likelihood +=
          PassOverRows<kVectors, 3>(data, shape, in, scratch);
      break;
    case 4:
      result.log_likelihood +=
          PassOverRows<kVectors, 4>(data, shape, in, scratch);
      break;
    default:
      result.log_likelihood +=
          PassOverRows<kVectors, 0>(data, shape, in, scratch);
  }

  Vec* counts = Vectors(out);
  for (size_t g = 0; g < data.group_count; ++g) {
    Vec* table = expected + data.groups[g].first_code * width;
    CollectCounts<kVectors>(data, shape, data.groups[g], table, counts + width);
    for (size_t v = 0; g == 0 && v < width; ++v) counts[v] = table[v];
  }
  Maximise<kVectors>(data, prior, shape, in, out);
  return result;
}

StepResult Step(const Data& data, const Prior& prior, const Shape& shape,
                const double* in, double* out, const Scratch& scratch) {
  switch (shape.vectors) {
    case 1:
      return StepOfWidth<1>(data, prior, shape, in, out, scratch);
    case 2:
      return StepOfWidth<2>(data, prior, shape, in, out, scratch);
    case 3:
      return StepOfWidth<3>(data, prior, shape, in, out, scratch);
    default:
      return StepOfWidth<0>(data, prior, shape, in, out, scratch);
  }
}

// Where SQUAREM goes for one vector. A probability may fall to a tenth of where
// EM takes it, so that it nears 0 fast, never sticks there and stays positive.
inline Vec Ahead(double s, Vec x0, Vec x1, Vec x2) {
  const Vec r = x1 - x0;
  const Vec v = (x2 - x1) - r;
  return Max(x0 + (2 * s) * r + (s * s) * v, 0.1 * x2);
}

double StepLength(size_t size, const Vec* x0, const Vec* x1, const Vec* x2) {
  Vec rr{};
  Vec vv{};
  for (size_t i = 0; i < size; ++i) {
    const Vec r = x1[i] - x0[i];
    const Vec v = (x2[i] - x1[i]) - r;
    rr += r * r;
    vv += v * v;
  }
  const double curvature = Sum(vv);
  return curvature > 0 ? __builtin_sqrt(Sum(rr) / curvature) : 1;
}

double Extrapolate(const Data& data, const Shape& shape, const double* from0,
                   const double* from1, const double* from2, double longest,
                   double* next) {
  const size_t width = shape.vectors;
  const size_t size = (1 + data.level_count) * width;
  const Vec* x0 = Vectors(from0);
  const Vec* x1 = Vectors(from1);
  const Vec* x2 = Vectors(from2);
  Vec* to = Vectors(next);
  double s = StepLength(size, x0, x1, x2);
  if (s > longest) s = longest;
  if (!(s > 1)) {
    for (size_t i = 0; i < size; ++i) to[i] = x2[i];
    return 1;
  }
  for (size_t i = 0; i < size; ++i) to[i] = Ahead(s, x0[i], x1[i], x2[i]);

  Vec shares{};
  for (size_t v = 0; v < width; ++v) shares += to[v];
  const double share_sum = Sum(shares);
  for (size_t v = 0; v < width; ++v) to[v] /= share_sum;
  for (size_t j = 0; j < data.item_count; ++j) {
    const ItemLevels& item = data.items[j];
    for (size_t v = 0; v < width; ++v) {
      Vec* line = to + (1 + item.first_level) * width + v;
      Vec total{};
      for (size_t x = 0; x < item.level_count; ++x) total += line[x * width];
      total = total > 0 ? total : Splat(1);
      for (size_t x = 0; x < item.level_count; ++x) line[x * width] /= total;
    }
  }
  return s;
}

}  // namespace

const Kernel CASELENS_KERNEL = {CASELENS_KERNEL_NAME, Step, Extrapolate};

}  // namespace caselens::em
