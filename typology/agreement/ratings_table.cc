#include "typology/agreement/ratings_table.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <optional>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

#include "typology/base/csv.h"
#include "typology/base/shown.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

std::optional<double> NumberIn(absl::string_view text) {
  double number = 0;
  if (!absl::SimpleAtod(text, &number) || !std::isfinite(number)) {
    return std::nullopt;
  }
  return number;
}

// Where a rating stands, for messages.
struct CellPlace {
  int line = 0;
  std::string column;
};

absl::Status BadCell(const CellPlace& place, absl::string_view cell,
                     absl::string_view wanted) {
  return absl::InvalidArgumentError(
      absl::StrCat("line ", place.line, ", column ", place.column, ": ",
                   Shown(cell), "; want ", wanted));
}

// The labels of ratings, numbered as they come; and where each came first.
class Labels {
 public:
  int Number(const std::string& label, const CellPlace& place) {
    const auto [at, is_new] =
        numbers_.try_emplace(label, static_cast<int>(labels_.size()));
    if (is_new) {
      labels_.push_back(label);
      first_.push_back(place);
    }
    return at->second;
  }
  const std::vector<std::string>& All() const { return labels_; }
  const CellPlace& First(size_t number) const { return first_[number]; }

 private:
  std::vector<std::string> labels_;
  std::vector<CellPlace> first_;
  absl::flat_hash_map<std::string, int> numbers_;
};

// Labels in the order of a scale, and for each label that was read the number
// of its category.
struct Categories {
  Scale scale;
  std::vector<int> of_label;
};

absl::StatusOr<Categories> AmongGiven(const Labels& labels,
                                      const std::vector<std::string>& given) {
  absl::flat_hash_map<std::string, int> numbers;
  for (const std::string& category : given) {
    const int next = static_cast<int>(numbers.size());
    if (!numbers.emplace(category, next).second) {
      return absl::InvalidArgumentError(absl::StrCat(
          "categories: ", Shown(category), " is there twice; want each once"));
    }
  }
  Categories categories{.scale = {.labels = given}};
  for (size_t i = 0; i < labels.All().size(); ++i) {
    const auto at = numbers.find(labels.All()[i]);
    if (at == numbers.end()) {
      return BadCell(labels.First(i), labels.All()[i],
                     "one of the categories given");
    }
    categories.of_label.push_back(at->second);
  }
  return categories;
}

// Equal numbers are one category, under the label that came first.
Categories ByNumber(const Labels& labels, const std::vector<double>& numbers) {
  std::map<double, size_t> first;
  for (size_t i = 0; i < numbers.size(); ++i) first.emplace(numbers[i], i);
  Categories categories;
  std::map<double, int> category;
  for (const auto& [number, i] : first) {
    category[number] = static_cast<int>(category.size());
    categories.scale.labels.push_back(labels.All()[i]);
    categories.scale.values.push_back(number);
  }
  for (const double number : numbers) {
    categories.of_label.push_back(category[number]);
  }
  return categories;
}

Categories ByBytes(const Labels& labels) {
  std::map<std::string, int> numbers;
  for (const std::string& label : labels.All()) numbers[label] = 0;
  Categories categories;
  for (auto& [label, number] : numbers) {
    number = static_cast<int>(categories.scale.labels.size());
    categories.scale.labels.push_back(label);
  }
  for (const std::string& label : labels.All()) {
    categories.of_label.push_back(numbers[label]);
  }
  return categories;
}

absl::StatusOr<Categories> FoundIn(const Labels& labels, ScaleLevel level) {
  std::vector<double> numbers;
  for (size_t i = 0; i < labels.All().size(); ++i) {
    const std::string& label = labels.All()[i];
    const std::optional<double> number = NumberIn(label);
    if (number.has_value()) {
      numbers.push_back(*number);
    } else if (level == ScaleLevel::kInterval) {
      return BadCell(labels.First(i), label, "a number");
    } else if (level == ScaleLevel::kOrdinal) {
      return BadCell(labels.First(i), label,
                     "a number, unless the order of the categories is given");
    } else {
      return ByBytes(labels);
    }
  }
  // "1" and "01" may be different codes of a nominal scale.
  Categories categories = ByNumber(labels, numbers);
  const bool merged = categories.scale.labels.size() < labels.All().size();
  return level == ScaleLevel::kNominal && merged ? ByBytes(labels) : categories;
}

absl::StatusOr<Categories> CategoriesOf(const Labels& labels,
                                        const RatingsFormat& format) {
  if (format.level == ScaleLevel::kInterval && !format.categories.empty()) {
    return absl::InvalidArgumentError(
        "categories: an interval scale has values, not categories");
  }
  CASELENS_ASSIGN_OR_RETURN(Categories categories,
                            format.categories.empty()
                                ? FoundIn(labels, format.level)
                                : AmongGiven(labels, format.categories));
  categories.scale.level = format.level;
  if (format.level != ScaleLevel::kInterval) categories.scale.values.clear();
  return categories;
}

// Which columns are coders.
struct Header {
  std::vector<std::string> names;
  std::optional<size_t> id;
};

absl::StatusOr<Header> ParseHeader(const CsvRow& row,
                                   const RatingsFormat& format) {
  Header header;
  absl::flat_hash_set<std::string> seen;
  for (size_t k = 0; k < row.cells.size(); ++k) {
    const std::string name(absl::StripAsciiWhitespace(row.cells[k]));
    if (name.empty()) {
      return absl::InvalidArgumentError(absl::StrCat(
          "line ", row.line, ", column ", k + 1, ": no name; want a coder"));
    }
    if (!seen.insert(name).second) {
      return absl::InvalidArgumentError(absl::StrCat(
          "line ", row.line, ": the header names ", Shown(name), " twice"));
    }
    if (name == format.id_column) header.id = k;
    header.names.push_back(name);
  }
  if (!format.id_column.empty() && !header.id.has_value()) {
    return absl::InvalidArgumentError(
        absl::StrCat("line ", row.line, ": no column ", Shown(format.id_column),
                     " of unit ids"));
  }
  const size_t coders = header.names.size() - (header.id.has_value() ? 1 : 0);
  if (coders < 2) {
    return absl::InvalidArgumentError(
        absl::StrCat("line ", row.line, ": ", coders,
                     " column of ratings; want one for each of two coders or "
                     "more"));
  }
  return header;
}

class Reader {
 public:
  Reader(Header header, const RatingsFormat& format)
      : header_(std::move(header)),
        missing_(format.missing.begin(), format.missing.end()),
        numbered_(header_.names.size() - (header_.id.has_value() ? 1 : 0)) {}

  absl::Status Read(const CsvRow& row) {
    if (row.cells.size() != header_.names.size()) {
      return absl::InvalidArgumentError(absl::StrCat(
          "line ", row.line, ": ", row.cells.size(), " cells; want ",
          header_.names.size(), " as the header"));
    }
    std::vector<int> ratings;
    bool any = false;
    for (size_t k = 0; k < row.cells.size(); ++k) {
      if (header_.id == k) continue;
      const std::string cell(absl::StripAsciiWhitespace(row.cells[k]));
      const bool none = cell.empty() || missing_.contains(cell);
      any |= !none;
      ratings.push_back(
          none ? kNotRated
               : labels_.Number(cell, {row.line, header_.names[k]}));
    }
    if (!any) ++empty_units_;
    return any ? numbered_.Add(ratings) : absl::OkStatus();
  }

  absl::StatusOr<RatingsTable> Take(const RatingsFormat& format) && {
    CASELENS_ASSIGN_OR_RETURN(Categories categories,
                              CategoriesOf(labels_, format));
    RatingsTable table{.scale = std::move(categories.scale),
                       .tally = RatingTally(numbered_.Coders()),
                       .empty_units = empty_units_};
    for (size_t k = 0; k < header_.names.size(); ++k) {
      if (header_.id != k) table.coders.push_back(header_.names[k]);
    }
    for (RatingPattern& pattern : numbered_.Patterns()) {
      for (int& rating : pattern.ratings) {
        if (rating == kNotRated) continue;
        rating = categories.of_label[static_cast<size_t>(rating)];
      }
      CASELENS_RETURN_IF_ERROR(table.tally.Add(pattern.ratings, pattern.units));
    }
    return table;
  }

 private:
  Header header_;
  absl::flat_hash_set<std::string> missing_;
  Labels labels_;
  RatingTally numbered_;  // by the numbers of labels
  int64_t empty_units_ = 0;
};

}  // namespace

absl::StatusOr<RatingsTable> ParseRatings(absl::string_view csv,
                                          const RatingsFormat& format) {
  CsvReader rows(csv);
  CsvRow row;
  CASELENS_ASSIGN_OR_RETURN(bool has_row, rows.Next(row));
  if (!has_row) {
    return absl::InvalidArgumentError(
        "the table is empty; want a header that names the coders");
  }
  CASELENS_ASSIGN_OR_RETURN(Header header, ParseHeader(row, format));
  Reader reader(std::move(header), format);
  while (true) {
    CASELENS_ASSIGN_OR_RETURN(has_row, rows.Next(row));
    if (!has_row) return std::move(reader).Take(format);
    CASELENS_RETURN_IF_ERROR(reader.Read(row));
  }
}

}  // namespace caselens
