#include "typology/latent_class/data_set.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

#include "typology/base/csv.h"
#include "typology/base/status_macros.h"
#include "typology/latent_class/class_model.h"

namespace caselens {
namespace {

enum class Use { kItem, kId, kWeight, kCluster, kIgnored };

// A column that holds an item, while its categories are being met.
struct ItemColumn {
  size_t column = 0;
  std::string name;
  std::vector<std::string> categories;
  absl::flat_hash_map<std::string, int16_t> index;
};

struct Layout {
  std::vector<Use> uses;  // one for each column
  std::vector<ItemColumn> items;
};

absl::Status Invalid(int line, absl::string_view column,
                     absl::string_view what) {
  return absl::InvalidArgumentError(
      absl::StrCat("line ", line, ", column \"", column, "\": ", what));
}

absl::Status MarkColumns(const std::vector<std::string>& header,
                         const std::vector<std::string>& names, Use use,
                         std::vector<Use>& uses) {
  for (const std::string& name : names) {
    if (name.empty()) continue;
    const auto found = std::find(header.begin(), header.end(), name);
    if (found == header.end()) {
      return absl::InvalidArgumentError(
          absl::StrCat("column \"", name, "\" is not in the file; it has ",
                       CsvLine(header)));
    }
    uses[static_cast<size_t>(found - header.begin())] = use;
  }
  return absl::OkStatus();
}

absl::StatusOr<Layout> ReadHeader(const std::vector<std::string>& header,
                                  const DataSetOptions& options) {
  for (size_t i = 0; i < header.size(); ++i) {
    if (std::find(header.begin(), header.begin() + static_cast<int>(i),
                  header[i]) != header.begin() + static_cast<int>(i)) {
      return absl::InvalidArgumentError(
          absl::StrCat("column \"", header[i], "\" is there twice"));
    }
  }
  Layout layout;
  layout.uses.assign(header.size(),
                     options.item_columns.empty() ? Use::kItem : Use::kIgnored);
  CASELENS_RETURN_IF_ERROR(
      MarkColumns(header, options.item_columns, Use::kItem, layout.uses));
  CASELENS_RETURN_IF_ERROR(
      MarkColumns(header, options.ignored_columns, Use::kIgnored, layout.uses));
  CASELENS_RETURN_IF_ERROR(
      MarkColumns(header, {options.id_column}, Use::kId, layout.uses));
  CASELENS_RETURN_IF_ERROR(
      MarkColumns(header, {options.weight_column}, Use::kWeight, layout.uses));
  CASELENS_RETURN_IF_ERROR(MarkColumns(header, {options.cluster_column},
                                       Use::kCluster, layout.uses));
  for (size_t i = 0; i < header.size(); ++i) {
    if (layout.uses[i] == Use::kItem) {
      layout.items.push_back(
          {.column = i, .name = header[i], .categories = {}, .index = {}});
    }
  }
  if (layout.items.empty()) {
    return absl::InvalidArgumentError("no column is left for an item");
  }
  return layout;
}

absl::StatusOr<int16_t> CodeOf(const std::string& cell, int line,
                               const DataSetOptions& options,
                               ItemColumn& item) {
  if (cell.empty() || cell == options.missing) return int16_t{kNotCoded};
  const auto found = item.index.find(cell);
  if (found != item.index.end()) return found->second;
  if (absl::EqualsIgnoreCase(cell, "nan")) {
    return Invalid(line, item.name,
                   "NaN is no answer; leave the cell empty, or declare it "
                   "missing");
  }
  if (item.categories.size() == kMostCategories) {
    return Invalid(line, item.name,
                   absl::StrCat("more than ", kMostCategories,
                                " categories; is this an item?"));
  }
  const auto code = static_cast<int16_t>(item.categories.size());
  item.categories.push_back(cell);
  item.index.emplace(cell, code);
  return code;
}

absl::StatusOr<double> WeightOf(const std::string& cell, int line,
                                const std::string& column) {
  double weight = 0;
  if (!absl::SimpleAtod(cell, &weight) || !std::isfinite(weight) ||
      weight < 0) {
    return Invalid(line, column,
                   absl::StrCat("weight \"", cell,
                                "\"; want a finite number of at least 0"));
  }
  return weight;
}

absl::Status ReadRow(const CsvRow& row, const DataSetOptions& options,
                     const std::vector<std::string>& header, Layout& layout,
                     DataSet& data) {
  if (row.cells.size() != header.size()) {
    return absl::InvalidArgumentError(
        absl::StrCat("line ", row.line, ": ", row.cells.size(), " cells; want ",
                     header.size(), " as in the first row"));
  }
  for (size_t i = 0; i < row.cells.size(); ++i) {
    if (layout.uses[i] == Use::kId) data.ids.push_back(row.cells[i]);
    if (layout.uses[i] == Use::kCluster) data.clusters.push_back(row.cells[i]);
    if (layout.uses[i] == Use::kWeight) {
      CASELENS_ASSIGN_OR_RETURN(const double weight,
                                WeightOf(row.cells[i], row.line, header[i]));
      data.weights.push_back(weight);
    }
  }
  for (ItemColumn& item : layout.items) {
    CASELENS_ASSIGN_OR_RETURN(
        const int16_t code,
        CodeOf(row.cells[item.column], row.line, options, item));
    data.codes.push_back(code);
  }
  ++data.row_count;
  return absl::OkStatus();
}

// The order in which categories are shown: by number where all are numbers.
std::vector<size_t> CategoryOrder(const std::vector<std::string>& categories) {
  std::vector<double> numbers(categories.size());
  bool all_numbers = true;
  for (size_t i = 0; i < categories.size(); ++i) {
    all_numbers = all_numbers && absl::SimpleAtod(categories[i], &numbers[i]);
  }
  std::vector<size_t> order(categories.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    if (all_numbers && numbers[a] != numbers[b]) return numbers[a] < numbers[b];
    return categories[a] < categories[b];
  });
  return order;
}

absl::Status FinishItems(Layout& layout, DataSet& data) {
  const size_t item_count = layout.items.size();
  for (size_t j = 0; j < item_count; ++j) {
    ItemColumn& item = layout.items[j];
    if (item.categories.empty()) {
      return absl::InvalidArgumentError(absl::StrCat(
          "column \"", item.name, "\" has no answer in any row; leave it out"));
    }
    const std::vector<size_t> order = CategoryOrder(item.categories);
    std::vector<int16_t> new_code(order.size());
    std::vector<std::string> sorted;
    for (size_t i = 0; i < order.size(); ++i) {
      new_code[order[i]] = static_cast<int16_t>(i);
      sorted.push_back(item.categories[order[i]]);
    }
    for (size_t row = 0; row < data.row_count; ++row) {
      int16_t& code = data.codes[row * item_count + j];
      if (code != kNotCoded) code = new_code[static_cast<size_t>(code)];
    }
    data.items.push_back({.id = item.name, .categories = std::move(sorted)});
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<DataSet> ReadDataSet(absl::string_view csv,
                                    const DataSetOptions& options) {
  CsvReader reader(csv);
  CsvRow row;
  CASELENS_ASSIGN_OR_RETURN(const bool has_header, reader.Next(row));
  if (!has_header) return absl::InvalidArgumentError("the file is empty");
  const std::vector<std::string> header = row.cells;
  CASELENS_ASSIGN_OR_RETURN(Layout layout, ReadHeader(header, options));

  DataSet data;
  while (true) {
    CASELENS_ASSIGN_OR_RETURN(const bool has_row, reader.Next(row));
    if (!has_row) break;
    CASELENS_RETURN_IF_ERROR(ReadRow(row, options, header, layout, data));
  }
  if (data.row_count == 0) {
    return absl::InvalidArgumentError("the file has no row below its header");
  }
  CASELENS_RETURN_IF_ERROR(FinishItems(layout, data));
  return data;
}

absl::StatusOr<DataSet> Recode(const DataSet& data,
                               const std::vector<Item>& items) {
  DataSet recoded{.items = items,
                  .row_count = data.row_count,
                  .codes = {},
                  .weights = data.weights,
                  .ids = data.ids,
                  .clusters = data.clusters};
  recoded.codes.resize(data.row_count * items.size());
  for (size_t j = 0; j < items.size(); ++j) {
    const auto from =
        std::find_if(data.items.begin(), data.items.end(),
                     [&](const Item& item) { return item.id == items[j].id; });
    if (from == data.items.end()) {
      return absl::InvalidArgumentError(absl::StrCat(
          "item \"", items[j].id, "\" of the model is not in the data"));
    }
    std::vector<int16_t> code_of;
    for (const std::string& category : from->categories) {
      const auto found = std::find(items[j].categories.begin(),
                                   items[j].categories.end(), category);
      if (found == items[j].categories.end()) {
        return absl::InvalidArgumentError(absl::StrCat("item \"", items[j].id,
                                                       "\": the model has no "
                                                       "category \"",
                                                       category, "\""));
      }
      code_of.push_back(
          static_cast<int16_t>(found - items[j].categories.begin()));
    }
    const auto column = static_cast<size_t>(from - data.items.begin());
    for (size_t row = 0; row < data.row_count; ++row) {
      const int16_t code = data.codes[row * data.items.size() + column];
      recoded.codes[row * items.size() + j] =
          code == kNotCoded ? code : code_of[static_cast<size_t>(code)];
    }
  }
  return recoded;
}

absl::Status CheckDataSet(const DataSet& data) {
  if (data.items.empty() || data.row_count == 0) {
    return absl::InvalidArgumentError(
        "want at least one item and one row of answers");
  }
  if (data.codes.size() != data.row_count * data.items.size()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "codes: ", data.codes.size(),
        " answers; want rows x items = ", data.row_count * data.items.size()));
  }
  for (size_t j = 0; j < data.items.size(); ++j) {
    const size_t categories = data.items[j].categories.size();
    if (categories == 0 || categories > kMostCategories) {
      return absl::InvalidArgumentError(
          absl::StrCat("item \"", data.items[j].id, "\": ", categories,
                       " categories; want 1 to ", kMostCategories));
    }
    for (size_t row = 0; row < data.row_count; ++row) {
      const int code = data.codes[row * data.items.size() + j];
      if (code < kNotCoded || code >= static_cast<int>(categories)) {
        return absl::InvalidArgumentError(
            absl::StrCat("row ", row, ", item \"", data.items[j].id,
                         "\": category ", code, " of ", categories));
      }
    }
  }
  const auto bad =
      std::find_if(data.weights.begin(), data.weights.end(),
                   [](double w) { return !std::isfinite(w) || w < 0; });
  if (bad != data.weights.end()) {
    return absl::InvalidArgumentError(
        absl::StrCat("row ", bad - data.weights.begin(), ": weight ", *bad,
                     "; want a finite number of at least 0"));
  }
  if (!data.weights.empty() && data.weights.size() != data.row_count) {
    return absl::InvalidArgumentError("weights: want one for each row");
  }
  return absl::OkStatus();
}

}  // namespace caselens
