#include "typology/latent_class/em_problem.h"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "typology/latent_class/class_model.h"
#include "typology/latent_class/em_kernel.h"
#include "typology/latent_class/patterns.h"

namespace caselens {
namespace {

// What a line of a product table costs (it is cleared, built and summed) as
// against one row's use of one group.
constexpr double kLineCost = 1.5;
// What makes tables spill from the fastest cache, and what that costs.
constexpr size_t kCachedLines = 256;
constexpr double kSpillCost = 0.35;

// Items in their order, cut where a group would have more codes than `most`.
std::vector<em::Group> GroupsUpTo(const std::vector<em::ItemLevels>& items,
                                  uint32_t most) {
  std::vector<em::Group> groups;
  uint32_t first_code = 0;
  for (uint32_t j = 0; j < items.size(); ++j) {
    const uint32_t radix = items[j].radix;
    if (groups.empty() || groups.back().code_count > most / radix) {
      if (!groups.empty()) first_code += groups.back().code_count;
      groups.push_back({.first_item = j,
                        .end_item = j,
                        .first_code = first_code,
                        .code_count = 1});
    }
    groups.back().code_count *= radix;
    groups.back().end_item = j + 1;
  }
  return groups;
}

size_t CodeCount(const std::vector<em::Group>& groups) {
  return groups.back().first_code + groups.back().code_count;
}

double Cost(const std::vector<em::Group>& groups, size_t rows) {
  const auto lines = static_cast<double>(CodeCount(groups));
  const double uses =
      static_cast<double>(rows) * static_cast<double>(groups.size());
  const double spill = CodeCount(groups) > kCachedLines ? kSpillCost : 0;
  return uses * (1 + spill) + kLineCost * lines;
}

}  // namespace

EmProblem::EmProblem(const PatternTable& patterns) {
  for (size_t p = 0; p < patterns.pattern_count; ++p) {
    if (patterns.weights[p] > 0) kept_.push_back(p);
  }
  ReadItems(patterns);
  ChooseGroups();
  FillRows(patterns);
  data_ = {.row_count = row_weights_.size(),
           .item_count = items_.size(),
           .level_count = level_shares_.size(),
           .group_count = groups_.size(),
           .code_count = CodeCount(groups_),
           .codes = codes_.data(),
           .row_weights = row_weights_.data(),
           .groups = groups_.data(),
           .items = items_.data(),
           .level_weights = level_weights_.data(),
           .total_weight = patterns.total_weight};
}

void EmProblem::ReadItems(const PatternTable& patterns) {
  uint32_t first_level = 0;
  for (size_t j = 0; j < patterns.items.size(); ++j) {
    const size_t categories = patterns.items[j].categories.size();
    std::vector<double> weights(categories, 0);
    double answered = 0;
    bool missing = false;
    for (const size_t p : kept_) {
      const int code = patterns.Codes(p)[j];
      missing = missing || code == kNotCoded;
      if (code == kNotCoded) continue;
      weights[static_cast<size_t>(code)] += patterns.weights[p];
      answered += patterns.weights[p];
    }
    const auto level_count = static_cast<uint32_t>(categories);
    items_.push_back({.first_level = first_level,
                      .level_count = level_count,
                      .radix = level_count + (missing ? 1 : 0)});
    first_level += level_count;
    for (const double weight : weights) {
      level_weights_.push_back(weight);
      level_shares_.push_back(answered > 0
                                  ? weight / answered
                                  : 1 / static_cast<double>(categories));
    }
  }
  // The kernel reads whole vectors.
  while (level_weights_.size() % em::kLanes != 0) level_weights_.push_back(0);
}

void EmProblem::ChooseGroups() {
  double best = std::numeric_limits<double>::infinity();
  for (uint32_t most = 2; most <= 4096; most *= 2) {
    std::vector<em::Group> groups = GroupsUpTo(items_, most);
    const double cost = Cost(groups, kept_.size());
    if (cost >= best) continue;
    best = cost;
    groups_ = std::move(groups);
  }
}

void EmProblem::FillRows(const PatternTable& patterns) {
  const size_t rows =
      (kept_.size() + em::kBlockRows - 1) / em::kBlockRows * em::kBlockRows;
  codes_.reserve(rows * groups_.size());
  row_weights_.reserve(rows);
  for (const size_t p : kept_) {
    const int16_t* row = patterns.Codes(p);
    for (const em::Group& group : groups_) {
      uint32_t code = 0;
      for (uint32_t j = group.first_item; j < group.end_item; ++j) {
        code = code * items_[j].radix + (row[j] == kNotCoded
                                             ? items_[j].level_count
                                             : static_cast<uint32_t>(row[j]));
      }
      codes_.push_back(group.first_code + code);
    }
    row_weights_.push_back(patterns.weights[p]);
  }
  // Padding: any row, of weight 0.
  while (row_weights_.size() < rows) {
    for (size_t g = 0; g < groups_.size(); ++g) codes_.push_back(codes_[g]);
    row_weights_.push_back(0);
  }
}

}  // namespace caselens
