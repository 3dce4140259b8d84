#ifndef STORAGE_STORED_ROW_H_
#define STORAGE_STORED_ROW_H_

#include <cstdint>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"

namespace caselens {

// The tables that a history must cover, under the names of their schema.
enum class Table {
  kResources,
  kTokens,
  kCaseFiles,
  kAssignments,
  kCodings,
  kSnapshots,
  kKeptSpans,
};
inline constexpr Table kTables[] = {Table::kResources, Table::kTokens,
                                    Table::kCaseFiles, Table::kAssignments,
                                    Table::kCodings,   Table::kSnapshots,
                                    Table::kKeptSpans};
absl::string_view TableName(Table table);

// What is written as one: a row, or the kept spans of one coding.
struct RowKey {
  Table table = Table::kResources;
  // Its primary key; `{coding}/{version}` of a snapshot, the coding of kept
  // spans.
  std::string key;
  bool operator==(const RowKey&) const = default;
};

// All that is stored under a key, as bytes.
struct StoredRow {
  std::string key;
  std::string bytes;
  bool operator==(const StoredRow&) const = default;
};

// Writes whole rows as bytes that are the same on every backend and read in
// one way only:
//
//   row codings LF
//   id text 6:coding LF
//   state integer 1:4 LF
//   LF
//
// and so on for every column in the order of the schema. A column that holds
// 0 or nothing is left out, as protobuf does: one that a later schema adds
// with such a default changes no bytes.
class RowBytes {
 public:
  void Begin(Table table);
  void Integer(absl::string_view column, int64_t value);
  void Text(absl::string_view column, absl::string_view value);
  void Blob(absl::string_view column, absl::string_view value);
  // What is none of these: a damaged file may hold it.
  void Other(absl::string_view column, absl::string_view value);
  void End() { bytes_ += '\n'; }

  std::string Take() { return std::move(bytes_); }

 private:
  void Add(absl::string_view column, absl::string_view type,
           absl::string_view value);

  std::string bytes_;
};

}  // namespace caselens

#endif  // STORAGE_STORED_ROW_H_
