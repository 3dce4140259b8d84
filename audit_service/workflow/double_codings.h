#ifndef AUDIT_SERVICE_WORKFLOW_DOUBLE_CODINGS_H_
#define AUDIT_SERVICE_WORKFLOW_DOUBLE_CODINGS_H_

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "audit_service/call.h"
#include "audit_service/workflow/catalogue.h"
#include "storage/store.h"
#include "typology/double_coding/rated_coding.h"
#include "typology/template/document.h"

namespace caselens {

// Which files that several people coded are looked at.
struct DoubleCodingFilter {
  std::string site;              // empty: all in scope
  std::set<int> waves;           // v1::Assignment::Wave
  std::set<std::string> coders;  // empty, or ids of which a file needs all
  int64_t submitted_after_us = 0;
  size_t most_coders = SIZE_MAX;  // of a file, by rank
  enum class Content { kNone, kRatings, kDocuments };
  Content content = Content::kDocuments;
};

// One file and the codings of it that may be compared, two or more: submitted
// blind, reviewed by the site's steward, in the order of their rank.
struct DoubleCoding {
  std::vector<CodingRow> rows;
  // One a row, of what was asked for.
  std::vector<Document> documents;
  std::vector<RatedCoding> ratings;
  const RatingSheet* sheet = nullptr;  // of the site; valid during the visit

  const std::string& CaseFile() const { return rows.front().case_file; }
  const std::string& Site() const { return rows.front().site; }
};

// What was left out.
struct DoubleCodingsLeftOut {
  int64_t waiting_files = 0;  // two were submitted, and not both reviewed
  int64_t own_codings = 0;    // of files which the caller has not completed
};

// May take what it is shown.
using DoubleCodingVisit = absl::FunctionRef<absl::Status(DoubleCoding& file)>;

// Calls `visit` with every such file in scope, in the order of case file ids.
// Reads file by file; memory does not grow with them. Files that the caller
// codes and has not completed are passed over: of these nobody's work counts.
absl::StatusOr<DoubleCodingsLeftOut> ForEachDoubleCoding(
    Catalogue& catalogue, const Call& call, Reader& reader,
    const DoubleCodingFilter& filter, DoubleCodingVisit visit);

// The same for at most `page.limit` files with two submitted codings behind
// the case file `page.after`. Returns the last case file, or "" at the end.
absl::StatusOr<std::string> VisitDoubleCodings(Catalogue& catalogue,
                                               const Call& call, Reader& reader,
                                               const DoubleCodingFilter& filter,
                                               const Page& page,
                                               DoubleCodingVisit visit);

// Whether the SECOND coder of a file is its coder A, by a bit of the PRIMARY
// coder's assignment that is drawn at random, shown to nobody and never
// changes: no order of names, ranks or times can be read off.
absl::StatusOr<bool> SecondIsA(Reader& reader, const Scope& scope,
                               const CodingRow& primary);

}  // namespace caselens

#endif  // AUDIT_SERVICE_WORKFLOW_DOUBLE_CODINGS_H_
