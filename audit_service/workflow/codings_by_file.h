#ifndef AUDIT_SERVICE_WORKFLOW_CODINGS_BY_FILE_H_
#define AUDIT_SERVICE_WORKFLOW_CODINGS_BY_FILE_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "storage/scope.h"
#include "storage/store.h"

namespace caselens {

// Codings, case file by case file, a page of them in memory at a time.
class CodingsByFile {
 public:
  // Files behind `after`, an id of one; `reader` outlives it.
  CodingsByFile(Reader& reader, Scope scope, CodingFilter filter,
                const std::string& after);

  // The codings of the next file, as Reader::ListCodingsByFile has them; none
  // at the end.
  absl::StatusOr<std::vector<CodingRow>> Next();

 private:
  absl::Status Fetch();

  Reader& reader_;
  const Scope scope_;
  const CodingFilter filter_;
  Page page_;
  std::vector<CodingRow> rows_;
  size_t at_ = 0;
};

}  // namespace caselens

#endif  // AUDIT_SERVICE_WORKFLOW_CODINGS_BY_FILE_H_
