#include "audit_service/workflow/resources.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"

#include "audit_service/api/pages.h"
#include "audit_service/history/event.h"
#include "audit_service/limits.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

absl::Status EtagMismatch() {
  return WithReason(
      absl::AbortedError(
          "etag: another change came first; read the resource again and apply "
          "yours to it"),
      "ETAG_MISMATCH");
}

}  // namespace

absl::Status CheckEtag(absl::string_view etag, int64_t version) {
  if (etag.empty()) {
    return InvalidField("etag", "want the etag of the resource as you read it");
  }
  return etag == Etag(version) ? absl::OkStatus() : EtagMismatch();
}

absl::Status ForEachResource(
    Reader& reader, absl::string_view collection, absl::string_view parent,
    absl::FunctionRef<absl::Status(const ResourceRow&)> visit) {
  Page page{.after = "", .limit = limits::kMaxPageSize};
  while (true) {
    CASELENS_ASSIGN_OR_RETURN(const std::vector<ResourceRow> rows,
                              reader.ListResources(collection, parent, page));
    for (const ResourceRow& row : rows) {
      CASELENS_RETURN_IF_ERROR(visit(row));
    }
    if (static_cast<int>(rows.size()) < page.limit) return absl::OkStatus();
    page.after = rows.back().name;
  }
}

absl::StatusOr<std::string> AddPage(
    Reader& reader, absl::string_view collection, absl::string_view parent,
    const google::protobuf::Message& request,
    absl::FunctionRef<absl::StatusOr<bool>(const ResourceRow&)> add) {
  CASELENS_ASSIGN_OR_RETURN(Page page,
                            ParsePage(request, limits::kMaxPageSize));
  int added = 0;
  while (true) {
    CASELENS_ASSIGN_OR_RETURN(const std::vector<ResourceRow> rows,
                              reader.ListResources(collection, parent, page));
    for (const ResourceRow& row : rows) {
      CASELENS_ASSIGN_OR_RETURN(const bool is_added, add(row));
      if (is_added && ++added == page.limit) {
        return NextPageToken(request, row.name);
      }
    }
    if (static_cast<int>(rows.size()) < page.limit) return std::string();
    page.after = rows.back().name;
  }
}

ResourceRow NewResource(const Call& call, absl::string_view collection,
                        absl::string_view parent, std::string name,
                        std::string document) {
  return {.name = std::move(name),
          .collection = std::string(collection),
          .parent = std::string(parent),
          .version = 1,
          .create_us = call.NowMicros(),
          .salt = call.environment->NewSalt(),
          .document = std::move(document)};
}

absl::Status InsertWithEvent(Transaction& transaction, Change change,
                             const ResourceRow& row) {
  absl::Status inserted = transaction.InsertResource(row);
  if (absl::IsAlreadyExists(inserted)) {
    return WithReason(absl::AlreadyExistsError(absl::StrCat(
                          "`", row.name, "` exists; want another id")),
                      "ALREADY_EXISTS");
  }
  CASELENS_RETURN_IF_ERROR(inserted);
  change.resource = row.name;
  change.after = {.salt = row.salt, .document = row.document};
  return Record(transaction, change);
}

absl::Status UpdateWithEvent(Transaction& transaction, const Call& call,
                             const ResourceRow& row, std::string document) {
  CASELENS_ASSIGN_OR_RETURN(const ResourceRow current,
                            transaction.GetResource(row.name));
  if (current.version != row.version) return EtagMismatch();
  ResourceRow next = row;
  next.version = row.version + 1;
  next.salt = call.environment->NewSalt();
  next.document = std::move(document);
  CASELENS_RETURN_IF_ERROR(transaction.UpdateResource(next));
  Change change = call.NewChange();
  change.case_file = row.case_file;
  change.resource = row.name;
  change.before = {.salt = row.salt, .document = row.document};
  change.after = {.salt = next.salt, .document = next.document};
  return Record(transaction, change);
}

}  // namespace caselens
