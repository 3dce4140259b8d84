#include "tests/typology/disclosure/made_data.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "typology/base/counter_random.h"

namespace caselens::disclosure {
namespace {

constexpr size_t kFactors = 12;

// Figure 5.10: sizes of the four classes of C3, and how probable some factors
// are in each.
constexpr std::array<double, 4> kClassSizes = {0.44, 0.41, 0.08, 0.07};
constexpr std::array<std::array<double, 4>, kFactors> kFactorProbabilities = {{
    {0.27, 0.21, 0.11, 0.00},
    {0.30, 0.06, 0.23, 0.32},
    {0.28, 0.28, 0.75, 0.85},
    {0.54, 0.01, 0.08, 0.90},
    {0.42, 0.12, 0.01, 0.99},
    {0.20, 0.14, 0.00, 0.13},
    {0.20, 0.03, 0.26, 0.31},
    {0.02, 0.00, 0.78, 0.82},
    {0.01, 0.02, 0.00, 0.11},
    {0.12, 0.20, 0.25, 0.30},
    {0.45, 0.40, 0.50, 0.60},
    {0.08, 0.05, 0.10, 0.20},
}};
constexpr std::array<const char*, kFactors> kFactorNames = {
    "alcohol",      "mental health", "emotional abuse", "neglect",
    "non-engaging", "drugs",         "other concerns",  "physical abuse",
    "sexual abuse", "housing",       "poverty",         "interpreter"};

std::vector<Variable> Demographics() {
  return {
      {.name = "gender", .categories = {"Female", "Male", "Unknown"}},
      {.name = "age",
       .categories = {"Pre-birth", "Under 5", "5-9", "10-17", "Unknown"},
       .groupings = {{"two bands",
                      {"Under 5", "5 and over"},
                      {0, 0, 1, 1, 1}}}},
      {.name = "ethnicity",
       .categories = {"White", "Black", "Asian", "Mixed", "Other", "Unknown"},
       .groupings = {{"four groups",
                      {"White", "Asian", "Black, Mixed, Other", "Unknown"},
                      {0, 2, 1, 2, 2, 3}},
                     {"White or not",
                      {"White", "All others"},
                      {0, 1, 1, 1, 1, 1}}}},
      {.name = "outcome", .categories = {"Registered", "Not registered"}},
      {.name = "class", .categories = {"1", "2", "3", "4"}},
  };
}

void AddFactors(size_t factors, std::vector<Variable>& variables) {
  for (size_t f = 0; f < factors; ++f) {
    variables.push_back({.name = kFactorNames[f],
                         .categories = {"Yes", "No"},
                         .sensitive = true});
  }
}

template <size_t N>
int Draw(CounterRandom& random, const std::array<double, N>& weights) {
  double left =
      random.Uniform() * std::accumulate(weights.begin(), weights.end(), 0.0);
  for (size_t k = 0; k + 1 < N; ++k) {
    left -= weights[k];
    if (left < 0) return static_cast<int>(k);
  }
  return N - 1;
}

// counts[k] times k, in random order.
std::vector<int> Shuffled(const std::vector<int>& counts,
                          CounterRandom& random) {
  std::vector<int> values;
  for (size_t k = 0; k < counts.size(); ++k) {
    values.insert(values.end(), counts[k], static_cast<int>(k));
  }
  for (size_t i = values.size(); i > 1; --i) {
    std::swap(values[i - 1], values[random.Below(i)]);
  }
  return values;
}

// Class and factors of one more record, whose other answers are given.
void AddRecord(std::vector<int> answers, int site, const MadeOptions& options,
               CounterRandom& random, Microdata& data) {
  const int record = static_cast<int>(data.ids.size());
  data.ids.push_back(record);
  data.sites.push_back(site);
  data.families.push_back(record);
  const int of_class = Draw(random, kClassSizes);
  if (options.with_class == WithClass::kYes) answers.push_back(of_class);
  for (size_t f = 0; f < options.factors; ++f) {
    answers.push_back(random.Uniform() < kFactorProbabilities[f][of_class] ? 0
                                                                           : 1);
  }
  data.values.insert(data.values.end(), answers.begin(), answers.end());
}

// Leaves the last category out, which nobody has.
void DropLastCategory(Variable& variable) {
  variable.categories.pop_back();
  for (Grouping& grouping : variable.groupings) grouping.group_of.pop_back();
}

}  // namespace

Microdata MadeC3(uint64_t seed) {
  const MadeOptions options = {.seed = seed};
  CounterRandom random({seed});
  Microdata data;
  data.variables = Demographics();
  AddFactors(options.factors, data.variables);
  const std::vector<int> gender = Shuffled({693, 668, 0}, random);
  const std::vector<int> age = Shuffled({40, 738, 352, 231, 0}, random);
  const std::vector<int> ethnicity =
      Shuffled({1090, 32, 84, 32, 0, 123}, random);
  const std::vector<int> outcome = Shuffled({455, 906}, random);
  for (size_t r = 0; r < gender.size(); ++r) {
    AddRecord({gender[r], age[r], ethnicity[r], outcome[r]}, 0, options, random,
              data);
  }
  for (const int band : {1, 2, 1}) {
    AddRecord({0, band, 4, 1}, 0, options, random, data);
  }
  return data;
}

Microdata MadeData(const MadeOptions& options) {
  constexpr std::array<double, 2> kGender = {693, 668};
  constexpr std::array<double, 4> kAge = {40, 738, 352, 231};
  constexpr std::array<double, 6> kEthnicity = {1090, 32, 84, 32, 3, 123};
  constexpr std::array<double, 2> kOutcome = {455, 906};
  CounterRandom random({options.seed, options.records, options.sites});
  Microdata data;
  data.variables = Demographics();
  DropLastCategory(data.variables[0]);
  DropLastCategory(data.variables[1]);
  if (options.with_class == WithClass::kNo) data.variables.pop_back();
  AddFactors(options.factors, data.variables);
  for (size_t r = 0; r < options.records; ++r) {
    const int gender = Draw(random, kGender);
    const int age = Draw(random, kAge);
    const int ethnicity = Draw(random, kEthnicity);
    const int outcome = Draw(random, kOutcome);
    AddRecord({gender, age, ethnicity, outcome},
              static_cast<int>(r % options.sites), options, random, data);
  }
  return data;
}

ReleaseRequest RequestFor(const Microdata& data, ReleaseProfile profile) {
  return {.profile = profile,
          .programme = DefaultProgramme(data.variables, data.Records()),
          .small_categories = SmallCategories::kDropRecords,
          .key = {0x0123456789abcdef, 0xfedcba9876543210}};
}

ReleaseRequest UpTo(size_t variables, ReleaseRequest request) {
  std::erase_if(request.programme.tables,
                [&](const TableKey& key) { return key.size() > variables; });
  return request;
}

Microdata Subset(const Microdata& data, const std::vector<size_t>& keep) {
  Microdata subset;
  subset.variables = data.variables;
  for (const size_t r : keep) {
    subset.ids.push_back(data.ids[r]);
    subset.sites.push_back(data.sites[r]);
    subset.families.push_back(data.families[r]);
    for (size_t v = 0; v < data.variables.size(); ++v) {
      subset.values.push_back(data.Value(r, v));
    }
  }
  return subset;
}

}  // namespace caselens::disclosure
