#ifndef CLIENTS_CLI_OUTPUT_VIEW_H_
#define CLIENTS_CLI_OUTPUT_VIEW_H_

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "google/protobuf/timestamp.pb.h"

#include "clients/cli/output/grid.h"

namespace caselens::cli {

enum class Format { kTable, kJson, kCsv };

// How an answer looks to people and to spreadsheets. Its JSON is the message.
struct View {
  using Block = std::variant<std::string, Grid>;

  // A view of which table and CSV show the same rows.
  static View Of(Grid rows);
  // The one row of `row` as a card; as CSV, the row.
  static View OfOne(Grid row);
  // Adds a line or a grid to the page.
  void Say(std::string line) { page.emplace_back(std::move(line)); }
  // Adds running text, as lines of a page.
  void SayWrapped(absl::string_view text);
  void Show(Grid grid) { page.emplace_back(std::move(grid)); }
  // Adds the line that must stand beside made-up figures.
  void SayIfSimulated(bool simulated);

  Grid csv;                 // CSV
  std::vector<Block> page;  // table: lines and grids, from top to bottom
};

// `message` as JSON with the field names of the protos and all defaults, or
// `view` as text. Ends with a line end.
absl::StatusOr<std::string> Rendered(Format format,
                                     const google::protobuf::Message& message,
                                     const View& view);
// The same for an answer that this program worked out: `json` is a document
// that ends with a line end.
std::string Rendered(Format format, const std::string& json, const View& view);

// `message` as JSON on one line, ended.
absl::StatusOr<std::string> JsonLine(const google::protobuf::Message& message);

// A field and its value under each other: the page of one resource. Values that
// are empty are left out.
class Card {
 public:
  Card() : grid_({"_label", "_value"}) {}
  Card& Add(absl::string_view label, Cell value);
  Grid Take() { return std::move(grid_); }

 private:
  Grid grid_;
};

// The part behind the last `/`.
std::string LastId(absl::string_view name);
// UTC to the second, RFC 3339; "" if not set.
std::string TimeText(const google::protobuf::Timestamp& time);

}  // namespace caselens::cli

#endif  // CLIENTS_CLI_OUTPUT_VIEW_H_
