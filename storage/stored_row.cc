#include "storage/stored_row.h"

#include "absl/strings/str_cat.h"

namespace caselens {

absl::string_view TableName(Table table) {
  switch (table) {
    case Table::kResources:
      return "resources";
    case Table::kTokens:
      return "tokens";
    case Table::kCaseFiles:
      return "case_files";
    case Table::kAssignments:
      return "assignments";
    case Table::kCodings:
      return "codings";
    case Table::kSnapshots:
      return "snapshots";
    case Table::kKeptSpans:
      return "kept_spans";
  }
  return "";
}

void RowBytes::Begin(Table table) {
  absl::StrAppend(&bytes_, "row ", TableName(table), "\n");
}

void RowBytes::Integer(absl::string_view column, int64_t value) {
  if (value != 0) Add(column, "integer", absl::StrCat(value));
}

void RowBytes::Text(absl::string_view column, absl::string_view value) {
  if (!value.empty()) Add(column, "text", value);
}

void RowBytes::Blob(absl::string_view column, absl::string_view value) {
  if (!value.empty()) Add(column, "blob", value);
}

void RowBytes::Other(absl::string_view column, absl::string_view value) {
  Add(column, "other", value);
}

void RowBytes::Add(absl::string_view column, absl::string_view type,
                   absl::string_view value) {
  absl::StrAppend(&bytes_, column, " ", type, " ", value.size(), ":", value);
  bytes_ += '\n';
}

}  // namespace caselens
