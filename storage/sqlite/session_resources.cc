#include <string>
#include <vector>

#include "storage/sqlite/session.h"

namespace caselens {
namespace {

ResourceRow ReadResource(SqliteQuery& query) {
  ResourceRow row;
  row.name = query.Text();
  row.collection = query.Text();
  row.parent = query.Text();
  row.version = query.Int();
  row.create_us = query.Int();
  row.salt = query.Text();
  row.document = query.Text();
  return row;
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
    SELECT name, collection, parent, version, create_us, salt, document
    FROM resources
    WHERE name = ?
  )sql");
  query.Text(name);
  return ReadOne(query, &ReadResource);
}

absl::StatusOr<std::vector<ResourceRow>> SqliteSession::ListResources(
    absl::string_view collection, absl::string_view parent, const Page& page) {
  SqliteQuery query = db_.Query(R"sql(
    SELECT name, collection, parent, version, create_us, salt, document
    FROM resources
    WHERE collection = ?1 AND parent = ?2 AND name > ?3
    ORDER BY name
    LIMIT ?4
  )sql");
  query.Text(collection).Text(parent).Text(page.after).Int(page.limit);
  return ReadAll(query, &ReadResource);
}

absl::Status SqliteSession::InsertResource(const ResourceRow& row) {
  SqliteQuery query = db_.Query(R"sql(
    INSERT INTO resources
      (name, collection, parent, version, create_us, salt, document)
    VALUES (?, ?, ?, ?, ?, ?, ?)
  )sql");
  query.Text(row.name).Text(row.collection).Text(row.parent).Int(row.version);
  query.Int(row.create_us).Blob(row.salt).Blob(row.document);
  Wrote(Table::kResources, row.name);
  return query.Run();
}

absl::Status SqliteSession::UpdateResource(const ResourceRow& row) {
  SqliteQuery query = db_.Query(R"sql(
    UPDATE resources SET version = ?1, salt = ?2, document = ?3
    WHERE name = ?4
  )sql");
  query.Int(row.version).Blob(row.salt).Blob(row.document).Text(row.name);
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
