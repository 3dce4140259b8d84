#ifndef STORAGE_SQLITE_SESSION_H_
#define STORAGE_SQLITE_SESSION_H_

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "storage/rows.h"
#include "storage/scope.h"
#include "storage/sealer.h"
#include "storage/sqlite/database.h"
#include "storage/store.h"
#include "storage/stored_row.h"

namespace caselens {

// The reads and writes of a store on one connection with a transaction open.
// A read-only connection refuses the writes. One file for each resource:
// session_*.cc.
class SqliteSession : public Transaction {
 public:
  // Without a sealer everything is stored in the clear, and nothing sealed can
  // be read.
  explicit SqliteSession(SqliteDatabase& db, Sealer* sealer = nullptr)
      : db_(db), sealer_(sealer) {}

  absl::StatusOr<ResourceRow> GetResource(absl::string_view name) override;
  absl::StatusOr<std::vector<ResourceRow>> ListResources(
      absl::string_view collection, absl::string_view parent,
      const Page& page) override;
  absl::Status InsertResource(const ResourceRow& row) override;
  absl::Status UpdateResource(const ResourceRow& row) override;

  absl::StatusOr<TokenRow> GetToken(absl::string_view id) override;
  absl::StatusOr<std::vector<TokenRow>> ListTokens(absl::string_view principal,
                                                   const Page& page) override;
  absl::Status InsertToken(const TokenRow& row) override;
  absl::Status RevokeToken(absl::string_view id) override;
  absl::Status ExpireToken(absl::string_view id, int64_t expire_us) override;

  absl::StatusOr<CaseFileRow> GetCaseFile(const Scope& scope,
                                          absl::string_view id) override;
  absl::StatusOr<std::vector<CaseFileRow>> ListCaseFiles(
      const Scope& scope, const CaseFileFilter& filter,
      const Page& page) override;
  absl::StatusOr<int64_t> CountCaseFiles(const Scope& scope,
                                         absl::string_view site) override;
  absl::Status InsertCaseFile(const CaseFileRow& row) override;

  absl::StatusOr<AssignmentRow> GetAssignment(const Scope& scope,
                                              absl::string_view id) override;
  absl::StatusOr<std::vector<AssignmentRow>> ListAssignments(
      const Scope& scope, const AssignmentFilter& filter,
      const Page& page) override;
  absl::Status InsertAssignment(const AssignmentRow& row) override;
  absl::Status WithdrawAssignment(absl::string_view id) override;

  absl::StatusOr<CodingRow> GetCoding(const Scope& scope,
                                      absl::string_view id) override;
  absl::StatusOr<std::vector<CodingRow>> ListCodings(const Scope& scope,
                                                     const CodingFilter& filter,
                                                     const Page& page) override;
  absl::StatusOr<std::vector<CodingRow>> ListCodingsByFile(
      const Scope& scope, const CodingFilter& filter,
      const Page& page) override;
  absl::Status InsertCoding(const CodingRow& row) override;
  absl::Status UpdateCoding(const CodingRow& row) override;
  absl::StatusOr<std::vector<SnapshotRow>> ListSnapshots(
      absl::string_view coding) override;
  absl::Status InsertSnapshot(const SnapshotRow& row) override;
  absl::Status UpdateSnapshot(const SnapshotRow& row) override;

  absl::StatusOr<KeptSpanRow> GetKeptSpan(const Scope& scope,
                                          absl::string_view id) override;
  absl::StatusOr<std::vector<KeptSpanRow>> ListKeptSpans(
      const Scope& scope, const KeptSpanFilter& filter,
      const Page& page) override;
  absl::Status ReplaceKeptSpans(absl::string_view coding,
                                const std::vector<KeptSpanRow>& rows) override;

  absl::StatusOr<std::vector<EventRow>> ListEvents(absl::string_view study,
                                                   const EventFilter& filter,
                                                   const Page& page) override;
  absl::StatusOr<int64_t> NextSequence() override;
  absl::Status AppendEvent(const EventRow& row) override;

  absl::StatusOr<ReplyRow> GetReply(absl::string_view principal,
                                    absl::string_view request_id) override;

  absl::StatusOr<std::string> GetStored(const RowKey& key) override;
  absl::StatusOr<std::vector<StoredRow>> ListStored(Table table,
                                                    const Page& page) override;
  absl::StatusOr<EventRow> GetEvent(int64_t sequence) override;
  absl::StatusOr<std::vector<EventRow>> ListAllEvents(int64_t after,
                                                      int limit) override;
  absl::StatusOr<std::string> GetHash(int64_t place) override;
  absl::StatusOr<std::vector<HashRow>> ListHashes(int64_t first,
                                                  int limit) override;
  absl::StatusOr<std::string> GetHead() override;
  std::vector<RowKey> TakeWritten() override;
  absl::Status AppendHash(const HashRow& row) override;
  absl::Status PutHead(absl::string_view note) override;

  absl::Status InsertReply(const ReplyRow& row) override;
  absl::Status DeleteReplies(absl::string_view subject) override;
  absl::Status DeleteRepliesOfFile(absl::string_view case_file) override;
  absl::Status PruneReplies(int64_t create_us) override;
  absl::Status DeleteSharedReplies() override;

  absl::StatusOr<std::vector<CodingRow>> ListUnsealedCodings(
      int limit) override;
  absl::StatusOr<bool> HoldsSealed() override;
  absl::StatusOr<RowsOfFile> CountRowsOfFile(absl::string_view id) override;
  absl::StatusOr<Place> PlaceOfCaseFile(absl::string_view id) override;
  absl::Status EraseCaseFile(const Scope& scope, absl::string_view id) override;

 private:
  // The only way of content into the database, and out of it.
  absl::StatusOr<std::string> Seal(absl::string_view case_file,
                                   absl::string_view place,
                                   const std::string& plain);
  // Puts what `bytes` were before they were sealed, if they were.
  absl::Status Unseal(bool sealed, absl::string_view case_file,
                      absl::string_view place, std::string& bytes);
  absl::StatusOr<std::string> SealPacked(const CodingRow& row);
  absl::Status UnsealPacked(bool sealed, CodingRow& row);
  absl::StatusOr<std::vector<CodingRow>> ReadCodings(SqliteQuery& query);
  int64_t Sealed() const { return sealer_ == nullptr ? 0 : 1; }
  // The file of a coding; NOT_FOUND if there is no such coding.
  absl::StatusOr<std::string> CaseFileOf(absl::string_view coding);
  // "" unless the events of this change name one file and no other, which is
  // still there.
  std::string OneCaseFile() const;
  // Removes a coding with its snapshots and kept spans.
  absl::Status EraseCoding(absl::string_view id);

  void Wrote(Table table, absl::string_view key);
  void WroteSnapshot(absl::string_view coding, int64_t version);

  SqliteDatabase& db_;
  Sealer* const sealer_;
  std::vector<RowKey> written_;
  std::set<std::string> files_of_events_;
  bool has_erased_ = false;
};

// A row and whether its content is encrypted.
template <typename Row>
struct AsStored {
  Row row;
  bool sealed = false;
};

// The sites of a scope as a JSON array, for `IN (SELECT value FROM
// json_each(?))`.
std::string SitesAsJson(const Scope& scope);

// Reads all rows of `query` with `read_row`.
template <typename Row>
absl::StatusOr<std::vector<Row>> ReadAll(SqliteQuery& query,
                                         Row (*read_row)(SqliteQuery&)) {
  std::vector<Row> rows;
  while (true) {
    absl::StatusOr<bool> has_row = query.Next();
    if (!has_row.ok()) return has_row.status();
    if (!*has_row) return rows;
    rows.push_back(read_row(query));
  }
}

// Reads the only row of `query`, or returns NOT_FOUND.
template <typename Row>
absl::StatusOr<Row> ReadOne(SqliteQuery& query, Row (*read_row)(SqliteQuery&)) {
  absl::StatusOr<bool> has_row = query.Next();
  if (!has_row.ok()) return has_row.status();
  if (!*has_row) return absl::NotFoundError("storage: no such row");
  return read_row(query);
}

}  // namespace caselens

#endif  // STORAGE_SQLITE_SESSION_H_
