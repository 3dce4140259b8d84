#ifndef TYPOLOGY_LATENT_CLASS_PATTERNS_H_
#define TYPOLOGY_LATENT_CLASS_PATTERNS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "typology/latent_class/data_set.h"

namespace caselens {

// What the weight of a case means.
enum class WeightKind {
  // So many equal cases: the sample size is the sum of weights.
  kFrequency,
  // Inverse inclusion probability up to a factor: weights are scaled to add up
  // to the number of rows, and only robust standard errors are right.
  kSampling,
};

// Distinct rows of answers with the weight of all cases that gave them.
struct PatternTable {
  std::vector<Item> items;
  size_t pattern_count = 0;
  std::vector<int16_t> codes;    // [pattern * items.size() + item]
  std::vector<double> weights;   // [pattern]; 0 if no answer is in it
  std::vector<uint32_t> of_row;  // [row]: its pattern
  // What is fitted: the weight of all patterns. Cases without any answer tell
  // nothing and are not counted.
  double total_weight = 0;
  size_t rows_without_answers = 0;
  size_t rows_without_weight = 0;  // and with answers

  const int16_t* Codes(size_t pattern) const {
    return codes.data() + pattern * items.size();
  }
};

// Puts equal rows together. Patterns are in order of their codes when the
// number of possible patterns allows a table of them all (22 binary items),
// else in order of first appearance. Linear in rows x items.
PatternTable Collapse(const DataSet& data,
                      WeightKind kind = WeightKind::kFrequency);

}  // namespace caselens

#endif  // TYPOLOGY_LATENT_CLASS_PATTERNS_H_
