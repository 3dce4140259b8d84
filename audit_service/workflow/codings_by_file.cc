#include "audit_service/workflow/codings_by_file.h"

#include <utility>

#include "absl/strings/str_cat.h"

#include "audit_service/limits.h"
#include "typology/base/status_macros.h"

namespace caselens {

CodingsByFile::CodingsByFile(Reader& reader, Scope scope, CodingFilter filter,
                             const std::string& after)
    : reader_(reader), scope_(std::move(scope)), filter_(std::move(filter)) {
  page_.limit = limits::kMaxLongPageSize;
  // `~` is behind every auditor of the case file.
  if (!after.empty()) page_.after = absl::StrCat(after, "/~");
}

absl::StatusOr<std::vector<CodingRow>> CodingsByFile::Next() {
  std::vector<CodingRow> group;
  while (true) {
    if (at_ == rows_.size()) {
      CASELENS_RETURN_IF_ERROR(Fetch());
      if (rows_.empty()) return group;
    }
    CodingRow& row = rows_[at_];
    if (!group.empty() && row.case_file != group.front().case_file) {
      return group;
    }
    group.push_back(std::move(row));
    ++at_;
  }
}

absl::Status CodingsByFile::Fetch() {
  at_ = 0;
  CASELENS_ASSIGN_OR_RETURN(rows_,
                            reader_.ListCodingsByFile(scope_, filter_, page_));
  if (!rows_.empty()) {
    page_.after =
        absl::StrCat(rows_.back().case_file, "/", rows_.back().auditor);
  }
  return absl::OkStatus();
}

}  // namespace caselens
