#ifndef AUDIT_SERVICE_WORKFLOW_VISIBLE_PAGE_H_
#define AUDIT_SERVICE_WORKFLOW_VISIBLE_PAGE_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"

#include "storage/store.h"
#include "typology/base/status_macros.h"

namespace caselens {

// The next `page.limit` rows that the caller may see. A page is full as long as
// there are such rows: one cut short where rows are hidden would tell that they
// are there. `list` reads a page of the store, `key` is what the page behind a
// row starts from.
template <typename Row>
absl::StatusOr<std::vector<Row>> ListVisible(
    Page page,
    absl::FunctionRef<absl::StatusOr<std::vector<Row>>(const Page&)> list,
    absl::FunctionRef<absl::StatusOr<bool>(const Row&)> is_visible,
    absl::FunctionRef<std::string(const Row&)> key) {
  std::vector<Row> visible;
  while (true) {
    CASELENS_ASSIGN_OR_RETURN(std::vector<Row> rows, list(page));
    const bool is_last = static_cast<int>(rows.size()) < page.limit;
    if (!rows.empty()) page.after = key(rows.back());
    for (Row& row : rows) {
      CASELENS_ASSIGN_OR_RETURN(const bool shown, is_visible(row));
      if (!shown) continue;
      visible.push_back(std::move(row));
      if (static_cast<int>(visible.size()) == page.limit) return visible;
    }
    if (is_last) return visible;
  }
}

// The key of rows that are listed by id.
template <typename Row>
std::string IdOf(const Row& row) {
  return row.id;
}

}  // namespace caselens

#endif  // AUDIT_SERVICE_WORKFLOW_VISIBLE_PAGE_H_
