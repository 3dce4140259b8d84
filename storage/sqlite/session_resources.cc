#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

#include "storage/sqlite/session.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

AsStored<ResourceRow> ReadResource(SqliteQuery& query) {
  AsStored<ResourceRow> stored;
  ResourceRow& row = stored.row;
  row.name = query.Text();
  row.collection = query.Text();
  row.parent = query.Text();
  row.version = query.Int();
  row.create_us = query.Int();
  row.salt = query.Text();
  row.document = query.Text();
  row.case_file = query.Text();
  stored.sealed = query.Int() != 0;
  return stored;
}

std::string PlaceOf(const ResourceRow& row) {
  return absl::StrCat("resources/", row.name, "/", row.version);
}

TokenRow ReadToken(SqliteQuery& query) {
  TokenRow row;
  row.id = query.Text();
  row.principal = query.Text();
  row.mac = query.Text();
  row.expire_us = query.Int();
  row.revoked = query.Int() != 0;
  return row;
}

}  // namespace

absl::StatusOr<ResourceRow> SqliteSession::GetResource(absl::string_view name) {
  SqliteQuery query = db_.Query(R"sql(
    SELECT name, collection, parent, version, create_us, salt, document,
           case_file, sealed
    FROM resources
    WHERE name = ?
  )sql");
  query.Text(name);
  CASELENS_ASSIGN_OR_RETURN(AsStored<ResourceRow> stored,
                            ReadOne(query, &ReadResource));
  ResourceRow& row = stored.row;
  CASELENS_RETURN_IF_ERROR(
      Unseal(stored.sealed, row.case_file, PlaceOf(row), row.document));
  return std::move(row);
}

absl::StatusOr<std::vector<ResourceRow>> SqliteSession::ListResources(
    absl::string_view collection, absl::string_view parent, const Page& page) {
  SqliteQuery query = db_.Query(R"sql(
    SELECT name, collection, parent, version, create_us, salt, document,
           case_file, sealed
    FROM resources
    WHERE collection = ?1 AND parent = ?2 AND name > ?3
    ORDER BY name
    LIMIT ?4
  )sql");
  query.Text(collection).Text(parent).Text(page.after).Int(page.limit);
  CASELENS_ASSIGN_OR_RETURN(std::vector<AsStored<ResourceRow>> stored,
                            ReadAll(query, &ReadResource));
  std::vector<ResourceRow> rows;
  rows.reserve(stored.size());
  for (auto& [row, sealed] : stored) {
    CASELENS_RETURN_IF_ERROR(
        Unseal(sealed, row.case_file, PlaceOf(row), row.document));
    rows.push_back(std::move(row));
  }
  return rows;
}

absl::Status SqliteSession::InsertResource(const ResourceRow& row) {
  const bool seals = !row.case_file.empty();
  std::string document = row.document;
  if (seals) {
    CASELENS_ASSIGN_OR_RETURN(document,
                              Seal(row.case_file, PlaceOf(row), row.document));
  }
  SqliteQuery query = db_.Query(R"sql(
    INSERT INTO resources
      (name, collection, parent, version, create_us, salt, document, case_file,
       sealed)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
  )sql");
  query.Text(row.name).Text(row.collection).Text(row.parent).Int(row.version);
  query.Int(row.create_us).Blob(row.salt).Blob(document).Text(row.case_file);
  query.Int(seals ? Sealed() : 0);
  Wrote(Table::kResources, row.name);
  return query.Run();
}

absl::Status SqliteSession::UpdateResource(const ResourceRow& row) {
  const bool seals = !row.case_file.empty();
  std::string document = row.document;
  if (seals) {
    CASELENS_ASSIGN_OR_RETURN(document,
                              Seal(row.case_file, PlaceOf(row), row.document));
  }
  SqliteQuery query = db_.Query(R"sql(
    UPDATE resources
    SET version = ?1, salt = ?2, document = ?3, case_file = ?4, sealed = ?5
    WHERE name = ?6
  )sql");
  query.Int(row.version).Blob(row.salt).Blob(document).Text(row.case_file);
  query.Int(seals ? Sealed() : 0).Text(row.name);
  Wrote(Table::kResources, row.name);
  return query.RunOnOne();
}

absl::StatusOr<TokenRow> SqliteSession::GetToken(absl::string_view id) {
  SqliteQuery query = db_.Query(R"sql(
    SELECT id, principal, mac, expire_us, revoked FROM tokens WHERE id = ?
  )sql");
  query.Text(id);
  return ReadOne(query, &ReadToken);
}

absl::StatusOr<std::vector<TokenRow>> SqliteSession::ListTokens(
    absl::string_view principal, const Page& page) {
  SqliteQuery query = db_.Query(R"sql(
    SELECT id, principal, mac, expire_us, revoked FROM tokens
    WHERE principal = ?1 AND id > ?2
    ORDER BY id
    LIMIT ?3
  )sql");
  query.Text(principal).Text(page.after).Int(page.limit);
  return ReadAll(query, &ReadToken);
}

absl::Status SqliteSession::InsertToken(const TokenRow& row) {
  SqliteQuery query = db_.Query(R"sql(
    INSERT INTO tokens (id, principal, mac, expire_us, revoked)
    VALUES (?, ?, ?, ?, ?)
  )sql");
  query.Text(row.id).Text(row.principal).Blob(row.mac).Int(row.expire_us);
  query.Int(row.revoked ? 1 : 0);
  Wrote(Table::kTokens, row.id);
  return query.Run();
}

absl::Status SqliteSession::RevokeToken(absl::string_view id) {
  SqliteQuery query = db_.Query("UPDATE tokens SET revoked = 1 WHERE id = ?");
  query.Text(id);
  Wrote(Table::kTokens, id);
  return query.RunOnOne();
}

absl::Status SqliteSession::ExpireToken(absl::string_view id,
                                        int64_t expire_us) {
  SqliteQuery query = db_.Query("UPDATE tokens SET expire_us = ? WHERE id = ?");
  query.Int(expire_us).Text(id);
  Wrote(Table::kTokens, id);
  return query.RunOnOne();
}

}  // namespace caselens
