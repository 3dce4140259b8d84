#include "typology/latent_class/latent_gold.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

#include "typology/base/csv.h"
#include "typology/base/status_macros.h"
#include "typology/latent_class/class_model.h"

namespace caselens {
namespace {

// Printed digits may leave sums this far from 1.
constexpr double kSumTolerance = 0.02;
// Lines of an item this much alike do not tell how common it is.
constexpr double kLeastDifference = 1e-6;

absl::Status BadLine(int line, absl::string_view wanted) {
  return absl::InvalidArgumentError(absl::StrCat("line ", line, ": ", wanted));
}

absl::StatusOr<std::vector<CsvRow>> ReadRows(absl::string_view text) {
  const bool tabs = absl::StrContains(text, '\t');
  if (tabs && absl::StrContains(text, ',')) {
    return absl::InvalidArgumentError(
        "the table has tabs and commas; want one of them between cells");
  }
  CASELENS_ASSIGN_OR_RETURN(
      std::vector<CsvRow> rows,
      ParseCsv(tabs ? absl::StrReplaceAll(text, {{"\t", ","}})
                    : std::string(text)));
  for (CsvRow& row : rows) {
    for (std::string& cell : row.cells) absl::StripAsciiWhitespace(&cell);
  }
  return rows;
}

bool IsBlankBehindName(const CsvRow& row) {
  return std::all_of(row.cells.begin() + 1, row.cells.end(),
                     [](const std::string& cell) { return cell.empty(); });
}

// One item as printed.
struct PrintedItem {
  int line = 0;
  std::string name;
  std::vector<double> absent;   // one for each class
  std::vector<double> present;  // one for each class
};

struct Printed {
  std::vector<std::string> classes;
  std::vector<double> shares;
  std::vector<PrintedItem> items;
};

// Reads a table line by line.
class TableReader {
 public:
  absl::StatusOr<Printed> Read(absl::string_view text) {
    CASELENS_ASSIGN_OR_RETURN(const std::vector<CsvRow> rows, ReadRows(text));
    if (rows.size() < 5) {
      return absl::InvalidArgumentError(
          "want a header, the class sizes, and for each item a line with its "
          "name and one for each of two categories");
    }
    CASELENS_RETURN_IF_ERROR(ReadHeader(rows[0]));
    CASELENS_RETURN_IF_ERROR(ReadShares(rows[1]));
    for (size_t i = 2; i < rows.size(); ++i) {
      const std::string& name = rows[i].cells[0];
      if (absl::EqualsIgnoreCase(name, "covariates")) break;
      if (absl::EqualsIgnoreCase(name, "indicators") ||
          absl::EqualsIgnoreCase(name, "mean")) {
        continue;
      }
      CASELENS_RETURN_IF_ERROR(IsBlankBehindName(rows[i])
                                   ? BeginItem(rows[i])
                                   : ReadCategory(rows[i]));
    }
    CASELENS_RETURN_IF_ERROR(EndItem());
    return std::move(printed_);
  }

 private:
  absl::Status ReadHeader(const CsvRow& row) {
    for (size_t i = 1; i < row.cells.size(); ++i) {
      const std::string& name = row.cells[i];
      if (absl::StartsWithIgnoreCase(name, "overall")) continue;
      if (name.empty()) {
        return BadLine(row.line,
                       "a column without a name; want the classes alone, "
                       "without standard errors");
      }
      columns_.push_back(i);
      printed_.classes.push_back(name);
    }
    if (columns_.size() >= 2) return absl::OkStatus();
    return BadLine(row.line, "want a column for each of two classes or more");
  }

  absl::StatusOr<std::vector<double>> Numbers(const CsvRow& row) const {
    std::vector<double> numbers;
    for (const size_t column : columns_) {
      double number = 0;
      if (column >= row.cells.size() ||
          !absl::SimpleAtod(row.cells[column], &number) ||
          !(number >= 0 && number <= 1)) {
        return BadLine(row.line,
                       "want a number from 0 to 1 in the column of each class");
      }
      numbers.push_back(number);
    }
    return numbers;
  }

  absl::Status ReadShares(const CsvRow& row) {
    const std::string name = absl::AsciiStrToLower(row.cells[0]);
    if (name != "cluster size" && name != "class size" &&
        !absl::StartsWith(name, "overall")) {
      return BadLine(row.line, "want the line Cluster Size, or Overall");
    }
    CASELENS_ASSIGN_OR_RETURN(printed_.shares, Numbers(row));
    double sum = 0;
    for (const double share : printed_.shares) {
      if (share <= 0) return BadLine(row.line, "want sizes above 0");
      sum += share;
    }
    if (std::abs(sum - 1) > kSumTolerance) {
      return BadLine(row.line, "want sizes that add up to 1");
    }
    for (double& share : printed_.shares) share /= sum;
    return absl::OkStatus();
  }

  absl::Status BeginItem(const CsvRow& row) {
    CASELENS_RETURN_IF_ERROR(EndItem());
    if (row.cells[0].empty()) return BadLine(row.line, "want the item's name");
    printed_.items.push_back({.line = row.line, .name = row.cells[0]});
    return absl::OkStatus();
  }

  absl::Status ReadCategory(const CsvRow& row) {
    if (printed_.items.empty() || categories_.size() == 2) {
      return BadLine(row.line,
                     "want a line with an item's name before its two "
                     "categories");
    }
    PrintedItem& item = printed_.items.back();
    std::vector<double>& line =
        categories_.empty() ? item.absent : item.present;
    CASELENS_ASSIGN_OR_RETURN(line, Numbers(row));
    categories_.push_back(absl::AsciiStrToLower(row.cells[0]));
    return absl::OkStatus();
  }

  // Checks the categories of the item that was read last.
  absl::Status EndItem() {
    if (printed_.items.empty()) return absl::OkStatus();
    static constexpr const char* kPairs[][2] = {
        {"0", "1"}, {"1", "2"}, {"no", "yes"}, {"absent", "present"}};
    const bool known = std::any_of(
        std::begin(kPairs), std::end(kPairs), [this](const auto& pair) {
          return categories_ == std::vector<std::string>{pair[0], pair[1]};
        });
    if (!known) {
      return BadLine(printed_.items.back().line,
                     "want an item with the categories 0 and 1, 1 and 2, no "
                     "and yes, or absent and present, in that order");
    }
    categories_.clear();
    return absl::OkStatus();
  }

  std::vector<size_t> columns_;          // of the classes
  std::vector<std::string> categories_;  // of the item that is being read
  Printed printed_;
};

absl::StatusOr<PublishedTable> ToTable(
    const Printed& printed, const std::vector<std::vector<double>>& present,
    double clamp) {
  PublishedTable table{.model = {}, .item_labels = {}, .clamp = clamp};
  ClassModel& model = table.model;
  model.labels = printed.classes;
  model.shares = printed.shares;
  for (const PrintedItem& item : printed.items) {
    model.items.push_back(BinaryItem(item.name));
    table.item_labels.push_back(item.name);
  }
  for (size_t k = 0; k < printed.shares.size(); ++k) {
    for (const std::vector<double>& of_item : present) {
      model.profile.push_back(1 - of_item[k]);
      model.profile.push_back(of_item[k]);
    }
  }
  CASELENS_ASSIGN_OR_RETURN(model, ClampProfile(std::move(model), clamp));
  CASELENS_RETURN_IF_ERROR(ValidateClassModel(model));
  return table;
}

absl::Status CheckLine(int line, const std::vector<double>& numbers) {
  double sum = 0;
  for (const double number : numbers) sum += number;
  if (std::abs(sum - 1) <= kSumTolerance) return absl::OkStatus();
  return BadLine(line,
                 "want ProbMeans: the two lines below each add up to 1 over "
                 "the classes");
}

// P(present), by least squares over the classes.
absl::StatusOr<double> ShareOf(const PrintedItem& item,
                               const std::vector<double>& shares) {
  double squares = 0;
  double product = 0;
  for (size_t k = 0; k < shares.size(); ++k) {
    const double difference = item.present[k] - item.absent[k];
    squares += difference * difference;
    product += difference * (shares[k] - item.absent[k]);
  }
  if (squares < kLeastDifference) {
    return BadLine(item.line,
                   "both categories have the same line, so the table does not "
                   "tell how common the item is; want the Profile");
  }
  return std::clamp(product / squares, 0.0, 1.0);
}

size_t FindColumn(const CsvRow& header, absl::string_view name) {
  const auto at = std::find_if(header.cells.begin(), header.cells.end(),
                               [name](const std::string& cell) {
                                 return absl::EqualsIgnoreCase(cell, name);
                               });
  return static_cast<size_t>(at - header.cells.begin());
}

// Where the columns of an assignment are.
struct AssignmentColumns {
  size_t record = 0;
  size_t modal = 0;
  std::vector<size_t> posterior;  // empty: there are none
  size_t count = 0;
};

absl::StatusOr<AssignmentColumns> FindColumns(const CsvRow& header,
                                              size_t class_count) {
  AssignmentColumns columns{.record = FindColumn(header, "record_id"),
                            .modal = FindColumn(header, "clu#"),
                            .posterior = {},
                            .count = header.cells.size()};
  if (columns.record == columns.count || columns.modal == columns.count) {
    return BadLine(header.line, "want the columns record_id and clu#");
  }
  for (size_t k = 1; k <= class_count; ++k) {
    const size_t column = FindColumn(header, absl::StrCat("clu#", k));
    if (column < columns.count) columns.posterior.push_back(column);
  }
  if (!columns.posterior.empty() && columns.posterior.size() != class_count) {
    return BadLine(header.line, absl::StrCat("want the columns clu#1 to clu#",
                                             class_count, ", or none of them"));
  }
  return columns;
}

absl::StatusOr<AssignedRecord> ReadAssignment(const CsvRow& row,
                                              const AssignmentColumns& columns,
                                              size_t class_count) {
  if (row.cells.size() != columns.count) {
    return BadLine(row.line, absl::StrCat("want ", columns.count, " cells"));
  }
  AssignedRecord assigned{.line = row.line,
                          .record = row.cells[columns.record],
                          .class_index = 0,
                          .posterior = {}};
  if (!absl::SimpleAtoi(row.cells[columns.modal], &assigned.class_index) ||
      assigned.class_index < 1 || assigned.class_index > class_count) {
    return BadLine(row.line,
                   absl::StrCat("clu#: want a class from 1 to ", class_count));
  }
  --assigned.class_index;
  for (const size_t column : columns.posterior) {
    double& posterior = assigned.posterior.emplace_back();
    if (!absl::SimpleAtod(row.cells[column], &posterior) ||
        !(posterior >= 0 && posterior <= 1)) {
      return BadLine(row.line, "want posteriors from 0 to 1");
    }
  }
  return assigned;
}

}  // namespace

absl::StatusOr<PublishedTable> ParseLatentGoldProfile(absl::string_view text,
                                                      double clamp) {
  CASELENS_ASSIGN_OR_RETURN(const Printed printed, TableReader().Read(text));
  std::vector<std::vector<double>> present;
  for (const PrintedItem& item : printed.items) {
    for (size_t k = 0; k < printed.shares.size(); ++k) {
      if (std::abs(item.absent[k] + item.present[k] - 1) > kSumTolerance) {
        return BadLine(item.line,
                       "want a Profile: the two lines below add up to 1 in "
                       "each class");
      }
    }
    present.push_back(item.present);
  }
  return ToTable(printed, present, clamp);
}

absl::StatusOr<PublishedTable> ParseLatentGoldProbMeans(absl::string_view text,
                                                        double clamp) {
  CASELENS_ASSIGN_OR_RETURN(const Printed printed, TableReader().Read(text));
  std::vector<std::vector<double>> present;
  for (const PrintedItem& item : printed.items) {
    CASELENS_RETURN_IF_ERROR(CheckLine(item.line, item.absent));
    CASELENS_RETURN_IF_ERROR(CheckLine(item.line, item.present));
    CASELENS_ASSIGN_OR_RETURN(const double share,
                              ShareOf(item, printed.shares));
    std::vector<double>& of_item = present.emplace_back();
    for (size_t k = 0; k < printed.shares.size(); ++k) {
      of_item.push_back(
          std::clamp(share * item.present[k] / printed.shares[k], 0.0, 1.0));
    }
  }
  return ToTable(printed, present, clamp);
}

absl::StatusOr<std::vector<AssignedRecord>> ParseLatentGoldAssignments(
    absl::string_view text, size_t class_count) {
  CASELENS_ASSIGN_OR_RETURN(const std::vector<CsvRow> rows, ReadRows(text));
  if (rows.empty()) {
    return absl::InvalidArgumentError(
        "want a header with record_id and clu#, and a line for each record");
  }
  CASELENS_ASSIGN_OR_RETURN(const AssignmentColumns columns,
                            FindColumns(rows[0], class_count));
  std::vector<AssignedRecord> assigned;
  std::set<std::string> seen;
  for (size_t i = 1; i < rows.size(); ++i) {
    CASELENS_ASSIGN_OR_RETURN(assigned.emplace_back(),
                              ReadAssignment(rows[i], columns, class_count));
    if (!seen.insert(assigned.back().record).second) {
      return BadLine(rows[i].line, "record_id: want every record once");
    }
  }
  return assigned;
}

}  // namespace caselens
