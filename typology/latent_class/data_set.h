#ifndef TYPOLOGY_LATENT_CLASS_DATA_SET_H_
#define TYPOLOGY_LATENT_CLASS_DATA_SET_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "typology/latent_class/class_model.h"

namespace caselens {

// Answers of many cases to the same items.
struct DataSet {
  std::vector<Item> items = {};
  size_t row_count = 0;
  // [row * items.size() + item]: a category's index, or kNotCoded.
  std::vector<int16_t> codes = {};
  // One for each row, at least 0 and finite; or empty, which means 1 each.
  std::vector<double> weights = {};
  std::vector<std::string> ids = {};       // one for each row, or empty
  std::vector<std::string> clusters = {};  // one for each row, or empty
  bool operator==(const DataSet&) const = default;
};

// Most categories of one item.
inline constexpr size_t kMostCategories = 32000;

struct DataSetOptions {
  std::string id_column = {};
  std::string weight_column = {};
  std::string cluster_column = {};
  // Columns that hold items; empty: all that have no other use.
  std::vector<std::string> item_columns = {};
  std::vector<std::string> ignored_columns = {};
  // A cell like this is a missing answer, as an empty one always is.
  std::string missing = {};
};

// Reads CSV text whose first row names the columns. Any text is a category;
// categories are sorted, as numbers if all of an item are numbers. Returns
// INVALID_ARGUMENT naming line and column for a row of the wrong length, a
// weight that is no finite number of at least 0, a cell "NaN" that is not
// declared missing, an unknown or doubled column, an item without any answer
// or with more than kMostCategories, or no row. Linear in the text; holds it
// once more as two bytes a cell.
absl::StatusOr<DataSet> ReadDataSet(absl::string_view csv,
                                    const DataSetOptions& options);

// The same answers in the categories of `items`, which may be in another order
// in the file or fewer. Returns INVALID_ARGUMENT for an item that the file
// lacks and for a category that the model does not know.
absl::StatusOr<DataSet> Recode(const DataSet& data,
                               const std::vector<Item>& items);

// Checks what ReadDataSet promises, for data that came another way.
absl::Status CheckDataSet(const DataSet& data);

}  // namespace caselens

#endif  // TYPOLOGY_LATENT_CLASS_DATA_SET_H_
