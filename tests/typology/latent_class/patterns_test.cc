#include "typology/latent_class/patterns.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include <gtest/gtest.h>

#include "typology/base/counter_random.h"
#include "typology/latent_class/class_model.h"
#include "typology/latent_class/data_set.h"

namespace caselens {
namespace {

DataSet RandomData(CounterRandom random) {
  DataSet data;
  const size_t items = 1 + random.Below(30);  // beyond the table's reach
  for (size_t j = 0; j < items; ++j) {
    Item item{.id = std::string(1, static_cast<char>('a' + j)),
              .categories = {}};
    const size_t categories = 1 + random.Below(3);
    for (size_t x = 0; x < categories; ++x) {
      item.categories.push_back(std::string(1, static_cast<char>('0' + x)));
    }
    data.items.push_back(item);
  }
  data.row_count = 1 + random.Below(300);
  const double answered = random.Uniform();
  for (size_t i = 0; i < data.row_count; ++i) {
    for (const Item& item : data.items) {
      const size_t code = random.Below(item.categories.size());
      data.codes.push_back(random.Uniform() < answered
                               ? static_cast<int16_t>(code)
                               : int16_t{kNotCoded});
    }
    data.weights.push_back(static_cast<double>(random.Below(3)));
  }
  return data;
}

TEST(PatternsTest, KeepsEveryRowAndItsWeightInOnePattern) {
  for (uint64_t seed = 0; seed < 200; ++seed) {
    const DataSet data = RandomData(CounterRandom({seed}));
    const PatternTable patterns = Collapse(data);
    const size_t items = data.items.size();
    std::map<std::vector<int16_t>, double> wanted;
    double total = 0;
    for (size_t i = 0; i < data.row_count; ++i) {
      const auto begin = data.codes.begin() + static_cast<long>(i * items);
      const std::vector<int16_t> row(begin, begin + static_cast<long>(items));
      const bool empty = std::count(row.begin(), row.end(), kNotCoded) ==
                         static_cast<long>(items);
      wanted[row] += empty ? 0 : data.weights[i];
      total += empty ? 0 : data.weights[i];
      const int16_t* codes = patterns.Codes(patterns.of_row[i]);
      EXPECT_EQ(std::vector<int16_t>(codes, codes + items), row);
    }
    std::map<std::vector<int16_t>, double> got;
    for (size_t p = 0; p < patterns.pattern_count; ++p) {
      const int16_t* codes = patterns.Codes(p);
      got[std::vector<int16_t>(codes, codes + items)] += patterns.weights[p];
    }
    EXPECT_EQ(patterns.pattern_count, wanted.size()) << "seed " << seed;
    EXPECT_EQ(got, wanted) << "seed " << seed;
    EXPECT_EQ(patterns.total_weight, total) << "seed " << seed;
  }
}

TEST(PatternsTest, ScalesSamplingWeightsToTheNumberOfRows) {
  const DataSet data{.items = {{.id = "a", .categories = {"0", "1"}}},
                     .row_count = 3,
                     .codes = {0, 1, 1},
                     .weights = {1, 2, 5}};
  const PatternTable patterns = Collapse(data, WeightKind::kSampling);
  EXPECT_EQ(patterns.weights, (std::vector<double>{0.375, 2.625}));
}

}  // namespace
}  // namespace caselens
