#include "typology/latent_class/published.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

#include "published_data.h"
#include "typology/base/csv.h"
#include "typology/base/status_macros.h"
#include "typology/latent_class/class_model.h"

namespace caselens {
namespace {

// How far printed class sizes may miss 1: a rounding error of .005 a class.
constexpr double kSizeSumTolerance = 0.02;

struct Source {
  absl::string_view id;
  absl::string_view site;
  absl::string_view csv;
  double clamp;
  std::vector<std::string> dva_items;
  absl::string_view figure;
};

std::vector<Source> Sources() {
  const std::vector<std::string> english = {"dv_child", "dv_parent",
                                            "dv_other"};
  return {
      {.id = "c1-published",
       .site = "C1",
       .csv = published_data::kFigure51,
       .clamp = 0.0005,
       .dva_items = english,
       .figure = "Figure 5.1"},
      {.id = "c2-published",
       .site = "C2",
       .csv = published_data::kFigure57,
       .clamp = 0.0005,
       .dva_items = english,
       .figure = "Figure 5.7"},
      {.id = "c3-published",
       .site = "C3",
       .csv = published_data::kFigure510,
       .clamp = 0.005,
       .dva_items = {"domestic_abuse"},
       .figure = "Figure 5.10"},
  };
}

// The columns of a table before those of the classes.
struct Header {
  size_t first_class = 1;
  bool has_labels = false;
};

absl::StatusOr<Header> ReadHeader(const CsvRow& row) {
  Header header;
  if (row.cells[0] != "factor_key") {
    return absl::InvalidArgumentError(
        absl::StrCat("line ", row.line, ": the first column is \"",
                     row.cells[0], "\"; want factor_key"));
  }
  header.has_labels = row.cells.size() > 1 && row.cells[1] == "factor_label";
  header.first_class = header.has_labels ? 2 : 1;
  if (row.cells.size() == header.first_class) {
    return absl::InvalidArgumentError(absl::StrCat(
        "line ", row.line, ": no class; want a column for each class"));
  }
  for (size_t i = header.first_class; i < row.cells.size(); ++i) {
    if (row.cells[i].empty()) {
      return absl::InvalidArgumentError(absl::StrCat(
          "line ", row.line, ", column ", i + 1, ": want the name of a class"));
    }
  }
  return header;
}

// The numbers of one row, one for each class.
absl::StatusOr<std::vector<double>> ReadNumbers(const CsvRow& names,
                                                const CsvRow& row,
                                                size_t first_class) {
  if (row.cells.size() != names.cells.size()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "line ", row.line, ": ", row.cells.size(), " columns; want ",
        names.cells.size(), " as in line ", names.line));
  }
  std::vector<double> numbers;
  for (size_t i = first_class; i < row.cells.size(); ++i) {
    double number = 0;
    if (!absl::SimpleAtod(row.cells[i], &number) ||
        !(number >= 0 && number <= 1)) {
      return absl::InvalidArgumentError(absl::StrCat(
          "line ", row.line, ", column \"", names.cells[i], "\": \"",
          row.cells[i], "\"; want a share from 0 to 1, such as 0.642"));
    }
    numbers.push_back(number);
  }
  return numbers;
}

absl::StatusOr<std::vector<double>> ReadSizes(const CsvRow& names,
                                              const CsvRow& row,
                                              size_t first_class) {
  if (row.cells[0] != "cluster_size") {
    return absl::InvalidArgumentError(
        absl::StrCat("line ", row.line, ": \"", row.cells[0],
                     "\"; want cluster_size as the first row"));
  }
  CASELENS_ASSIGN_OR_RETURN(std::vector<double> sizes,
                            ReadNumbers(names, row, first_class));
  double sum = 0;
  for (size_t k = 0; k < sizes.size(); ++k) {
    if (sizes[k] == 0) {
      return absl::InvalidArgumentError(absl::StrCat(
          "line ", row.line, ", column \"", names.cells[first_class + k],
          "\": the class has size 0; want above 0"));
    }
    sum += sizes[k];
  }
  // A little slack, so that a table printed at the very limit passes.
  if (std::abs(sum - 1) > kSizeSumTolerance + 1e-9) {
    return absl::InvalidArgumentError(
        absl::StrCat("line ", row.line, ": the class sizes add up to ", sum,
                     "; want .98 to 1.02"));
  }
  for (double& size : sizes) size /= sum;
  return sizes;
}

// Factor-major rows of P(present) become a class-major profile.
std::vector<double> ToProfile(const std::vector<std::vector<double>>& present,
                              size_t classes) {
  std::vector<double> profile;
  profile.reserve(2 * classes * present.size());
  for (size_t k = 0; k < classes; ++k) {
    for (const std::vector<double>& row : present) {
      profile.push_back(1 - row[k]);
      profile.push_back(row[k]);
    }
  }
  return profile;
}

// The classes of one site in order, as the report's text names them.
absl::StatusOr<std::vector<std::string>> SiteLabels(absl::string_view site) {
  CASELENS_ASSIGN_OR_RETURN(const std::vector<CsvRow> rows,
                            ParseCsv(published_data::kClusterLabels));
  std::vector<std::string> labels;
  for (const CsvRow& row : rows) {
    if (row.cells[0] == site) labels.push_back(row.cells[2]);
  }
  return labels;
}

std::string Provenance(const Source& source) {
  return absl::StrCat(
      "RDAC final report, ", source.figure, " (site ", source.site,
      "): class sizes and conditional probabilities as printed; class labels "
      "from the text. Sizes are normalised to add up to 1; probabilities are "
      "clamped to [",
      source.clamp, ", ", 1 - source.clamp,
      "], half a unit of the last printed digit.");
}

}  // namespace

absl::StatusOr<ClassModel> ClampProfile(ClassModel model, double clamp) {
  if (!(clamp >= 0 && clamp < 0.5)) {
    return absl::InvalidArgumentError(
        absl::StrCat("clamp: ", clamp, "; want 0 or more and below .5"));
  }
  for (const Item& item : model.items) {
    if (item.categories.size() != 2) {
      return absl::InvalidArgumentError(
          absl::StrCat("item \"", item.id, "\" has ", item.categories.size(),
                       " categories; want 2"));
    }
  }
  for (double& p : model.profile) p = std::clamp(p, clamp, 1 - clamp);
  return model;
}

absl::StatusOr<PublishedTable> ParsePublishedTable(absl::string_view csv,
                                                   double clamp) {
  CASELENS_ASSIGN_OR_RETURN(const std::vector<CsvRow> rows, ParseCsv(csv));
  if (rows.size() < 3) {
    return absl::InvalidArgumentError(
        "the table has fewer than three rows; want a header, cluster_size and "
        "a row for each factor");
  }
  const CsvRow& names = rows[0];
  CASELENS_ASSIGN_OR_RETURN(const Header header, ReadHeader(names));

  PublishedTable table{.model = {}, .item_labels = {}, .clamp = clamp};
  ClassModel& model = table.model;
  model.labels.assign(
      names.cells.begin() + static_cast<std::ptrdiff_t>(header.first_class),
      names.cells.end());
  CASELENS_ASSIGN_OR_RETURN(model.shares,
                            ReadSizes(names, rows[1], header.first_class));
  std::vector<std::vector<double>> present;
  for (const CsvRow& row : absl::MakeSpan(rows).subspan(2)) {
    CASELENS_ASSIGN_OR_RETURN(std::vector<double> numbers,
                              ReadNumbers(names, row, header.first_class));
    present.push_back(std::move(numbers));
    model.items.push_back(BinaryItem(row.cells[0]));
    table.item_labels.push_back(row.cells[header.has_labels ? 1 : 0]);
  }
  model.profile = ToProfile(present, model.ClassCount());
  CASELENS_ASSIGN_OR_RETURN(model, ClampProfile(std::move(model), clamp));
  CASELENS_RETURN_IF_ERROR(ValidateClassModel(model));
  return table;
}

std::vector<std::string> PublishedModelIds() {
  std::vector<std::string> ids;
  for (const Source& source : Sources()) ids.emplace_back(source.id);
  return ids;
}

absl::StatusOr<PublishedModel> FindPublishedModel(absl::string_view id) {
  for (Source& source : Sources()) {
    if (source.id != id) continue;
    CASELENS_ASSIGN_OR_RETURN(PublishedTable table,
                              ParsePublishedTable(source.csv, source.clamp));
    CASELENS_ASSIGN_OR_RETURN(table.model.labels, SiteLabels(source.site));
    return PublishedModel{.id = std::string(id),
                          .table = std::move(table),
                          .dva_items = std::move(source.dva_items),
                          .provenance = Provenance(source)};
  }
  return absl::NotFoundError(
      absl::StrCat("there is no published model \"", id, "\"; want one of ",
                   absl::StrJoin(PublishedModelIds(), ", ")));
}

}  // namespace caselens
