#ifndef AUDIT_SERVICE_WORKFLOW_RESOURCES_H_
#define AUDIT_SERVICE_WORKFLOW_RESOURCES_H_

#include <cstdint>
#include <string>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

#include "audit_service/api/errors.h"
#include "audit_service/call.h"
#include "storage/store.h"

namespace caselens {

// What handlers do alike with the small resources that are stored as one
// document under their name.

// NOT_FOUND in words for a caller.
inline absl::Status NotFound(absl::string_view name) {
  return WithReason(absl::NotFoundError(absl::StrCat("there is no `", name,
                                                     "` that you may see")),
                    "NOT_FOUND");
}

// Puts a caller's words in place of the store's NOT_FOUND.
template <typename T>
absl::StatusOr<T> Found(absl::StatusOr<T> row, absl::string_view name) {
  if (absl::IsNotFound(row.status())) return NotFound(name);
  return row;
}

// `"{version}"`, what callers send back to change a resource.
inline std::string Etag(int64_t version) {
  return absl::StrCat("\"", version, "\"");
}
// ABORTED with ETAG_MISMATCH unless `etag` is that of `version`.
absl::Status CheckEtag(absl::string_view etag, int64_t version);

// Reads the document of resource `name`.
template <typename Message>
absl::StatusOr<Message> GetDocument(Reader& reader, absl::string_view name) {
  absl::StatusOr<ResourceRow> row = Found(reader.GetResource(name), name);
  if (!row.ok()) return row.status();
  Message message;
  if (!message.ParseFromString(row->document)) {
    return absl::DataLossError("a stored document does not parse");
  }
  return message;
}

// Calls `visit` with every row of a collection, in key order.
absl::Status ForEachResource(
    Reader& reader, absl::string_view collection, absl::string_view parent,
    absl::FunctionRef<absl::Status(const ResourceRow&)> visit);

// Makes the row of a new resource.
ResourceRow NewResource(const Call& call, absl::string_view collection,
                        absl::string_view parent, std::string name,
                        std::string document);
// Inserts it with its event; ALREADY_EXISTS in words for a caller.
absl::Status InsertWithEvent(Transaction& transaction, Change change,
                             const ResourceRow& row);
// Replaces the document of `row`, if it is still at its version, with an
// event; ABORTED otherwise.
absl::Status UpdateWithEvent(Transaction& transaction, const Call& call,
                             const ResourceRow& row, std::string document);

}  // namespace caselens

#endif  // AUDIT_SERVICE_WORKFLOW_RESOURCES_H_
