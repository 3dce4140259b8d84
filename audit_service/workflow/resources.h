#ifndef AUDIT_SERVICE_WORKFLOW_RESOURCES_H_
#define AUDIT_SERVICE_WORKFLOW_RESOURCES_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"

#include "audit_service/api/errors.h"
#include "audit_service/call.h"
#include "storage/store.h"
#include "typology/base/status_macros.h"

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

// The document of a row; DATA_LOSS where it is none.
template <typename Message>
absl::StatusOr<Message> ParseDocument(const ResourceRow& row) {
  Message message;
  if (message.ParseFromString(row.document)) return message;
  return absl::DataLossError(
      absl::StrCat("a document stored in ", row.collection, " does not parse"));
}

// Reads the document of resource `name`.
template <typename Message>
absl::StatusOr<Message> GetDocument(Reader& reader, absl::string_view name) {
  CASELENS_ASSIGN_OR_RETURN(const ResourceRow row,
                            Found(reader.GetResource(name), name));
  return ParseDocument<Message>(row);
}

// Calls `visit` with every row of a collection, in key order.
absl::Status ForEachResource(
    Reader& reader, absl::string_view collection, absl::string_view parent,
    absl::FunctionRef<absl::Status(const ResourceRow&)> visit);

// Every document of a collection, in key order.
template <typename Message>
absl::StatusOr<std::vector<Message>> GetDocuments(Reader& reader,
                                                  absl::string_view collection,
                                                  absl::string_view parent) {
  std::vector<Message> documents;
  CASELENS_RETURN_IF_ERROR(ForEachResource(
      reader, collection, parent, [&](const ResourceRow& row) -> absl::Status {
        CASELENS_ASSIGN_OR_RETURN(documents.emplace_back(),
                                  ParseDocument<Message>(row));
        return absl::OkStatus();
      }));
  return documents;
}

// Answers a List request with rows of a collection, in key order: `add` puts
// one into the response, or returns false where the caller may not see it. A
// page is full as long as there are rows to see. Returns the token of the page
// behind it, "" on the last.
absl::StatusOr<std::string> AddPage(
    Reader& reader, absl::string_view collection, absl::string_view parent,
    const google::protobuf::Message& request,
    absl::FunctionRef<absl::StatusOr<bool>(const ResourceRow&)> add);

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
