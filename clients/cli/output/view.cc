#include "clients/cli/output/view.h"

#include <cstddef>
#include <string>
#include <utility>
#include <variant>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "google/protobuf/util/json_util.h"
#include "google/protobuf/util/time_util.h"

#include "clients/cli/output/text.h"
#include "clients/cli/status_macros.h"

namespace caselens::cli {
namespace {

enum class Layout { kIndented, kOneLine };

absl::StatusOr<std::string> JsonText(const google::protobuf::Message& message,
                                     Layout layout) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = layout == Layout::kIndented;
  options.always_print_primitive_fields = true;
  options.preserve_proto_field_names = true;
  std::string json;
  const auto status =
      google::protobuf::util::MessageToJsonString(message, &json, options);
  if (!status.ok()) {
    return absl::InternalError(absl::StrCat(
        "the answer does not print as JSON: ", std::string(status.message())));
  }
  return json;
}

struct BlockText {
  std::string operator()(const std::string& line) const {
    return Printable(line) + "\n";
  }
  std::string operator()(const Grid& grid) const { return TableText(grid); }
};

std::string PageText(const View& view) {
  std::string text;
  for (const View::Block& block : view.page) {
    absl::StrAppend(&text, std::visit(BlockText(), block));
  }
  return text;
}

}  // namespace

View View::Of(Grid rows) {
  View view;
  view.csv = rows;
  view.Show(std::move(rows));
  return view;
}

View View::OfOne(Grid row) {
  Card card;
  for (size_t k = 0; k < row.Columns().size(); ++k) {
    const std::string label =
        absl::StrReplaceAll(row.Columns()[k], {{"_", " "}});
    card.Add(label, row.Rows().front()[k]);
  }
  View view;
  view.Show(card.Take());
  view.csv = std::move(row);
  return view;
}

void View::SayWrapped(absl::string_view text) {
  for (std::string& line : Wrap(text, kPageColumns)) Say(std::move(line));
}

void View::SayIfSimulated(bool simulated) {
  if (simulated) Say("SIMULATED: made-up data, about nobody.");
}

absl::StatusOr<std::string> Rendered(Format format,
                                     const google::protobuf::Message& message,
                                     const View& view) {
  if (format == Format::kJson) return JsonText(message, Layout::kIndented);
  return Rendered(format, "", view);
}

std::string Rendered(Format format, const std::string& json, const View& view) {
  switch (format) {
    case Format::kJson:
      return json;
    case Format::kCsv:
      return CsvText(view.csv);
    case Format::kTable:
      break;
  }
  return PageText(view);
}

absl::StatusOr<std::string> JsonLine(const google::protobuf::Message& message) {
  CLI_ASSIGN_OR_RETURN(std::string json, JsonText(message, Layout::kOneLine));
  return json + "\n";
}

Card& Card::Add(absl::string_view label, Cell value) {
  if (value.shown.empty()) return *this;
  value.number = false;  // a card is read downwards: everything at the left
  grid_.Add({label, std::move(value)});
  return *this;
}

std::string LastId(absl::string_view name) {
  return std::string(name.substr(name.rfind('/') + 1));
}

std::string TimeText(const google::protobuf::Timestamp& time) {
  if (time.seconds() == 0 && time.nanos() == 0) return "";
  return google::protobuf::util::TimeUtil::ToString(
      google::protobuf::util::TimeUtil::SecondsToTimestamp(time.seconds()));
}

}  // namespace caselens::cli
