#ifndef STORAGE_STORE_H_
#define STORAGE_STORE_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "storage/rows.h"
#include "storage/scope.h"
#include "storage/stored_row.h"

namespace caselens {

// A page of a list: rows behind `after`, in the order of their keys.
struct Page {
  std::string after;  // key of the last row seen; "" to begin
  int limit = 0;
};

// The limit of a page that holds the whole list.
inline constexpr int kWholeList = std::numeric_limits<int>::max();

// Empty members do not filter.
struct CaseFileFilter {
  std::string site;
  std::string record;
};

struct AssignmentFilter {
  std::string auditor;
  std::string case_file;
  std::string site;
  std::string record;
  bool with_withdrawn = false;
};

struct CodingFilter {
  std::string auditor;
  std::string site;
  std::string case_file;
  bool with_packed = false;
};

struct KeptSpanFilter {
  std::string site;
  std::string coding;
  int state = 0;
};

struct EventFilter {
  std::string resource;
  bool newest_first = false;  // pages go towards the beginning
};

// How many rows hold something of a case file.
struct RowsOfFile {
  int64_t case_files = 0;
  int64_t assignments = 0;
  int64_t codings = 0;
  int64_t snapshots = 0;
  int64_t kept_spans = 0;
  int64_t resources = 0;
  int64_t replies = 0;
  bool operator==(const RowsOfFile&) const = default;
};

// One consistent view of the store. A single row that is absent or out of
// scope is NOT_FOUND; a list is in key order.
class Reader {
 public:
  virtual ~Reader() = default;

  virtual absl::StatusOr<ResourceRow> GetResource(absl::string_view name) = 0;
  virtual absl::StatusOr<std::vector<ResourceRow>> ListResources(
      absl::string_view collection, absl::string_view parent,
      const Page& page) = 0;

  virtual absl::StatusOr<TokenRow> GetToken(absl::string_view id) = 0;
  // In the order of their ids.
  virtual absl::StatusOr<std::vector<TokenRow>> ListTokens(
      absl::string_view principal, const Page& page) = 0;

  virtual absl::StatusOr<CaseFileRow> GetCaseFile(const Scope& scope,
                                                  absl::string_view id) = 0;
  virtual absl::StatusOr<std::vector<CaseFileRow>> ListCaseFiles(
      const Scope& scope, const CaseFileFilter& filter, const Page& page) = 0;
  virtual absl::StatusOr<int64_t> CountCaseFiles(const Scope& scope,
                                                 absl::string_view site) = 0;

  virtual absl::StatusOr<AssignmentRow> GetAssignment(const Scope& scope,
                                                      absl::string_view id) = 0;
  virtual absl::StatusOr<std::vector<AssignmentRow>> ListAssignments(
      const Scope& scope, const AssignmentFilter& filter, const Page& page) = 0;

  virtual absl::StatusOr<CodingRow> GetCoding(const Scope& scope,
                                              absl::string_view id) = 0;
  // Rows come without document and salt, and `packed` only if asked for.
  virtual absl::StatusOr<std::vector<CodingRow>> ListCodings(
      const Scope& scope, const CodingFilter& filter, const Page& page) = 0;
  // The same, with the codings of a case file one after another: in the order
  // of `{case_file}/{auditor}`, which is the key of the page.
  virtual absl::StatusOr<std::vector<CodingRow>> ListCodingsByFile(
      const Scope& scope, const CodingFilter& filter, const Page& page) = 0;
  virtual absl::StatusOr<std::vector<SnapshotRow>> ListSnapshots(
      absl::string_view coding) = 0;

  virtual absl::StatusOr<KeptSpanRow> GetKeptSpan(const Scope& scope,
                                                  absl::string_view id) = 0;
  virtual absl::StatusOr<std::vector<KeptSpanRow>> ListKeptSpans(
      const Scope& scope, const KeptSpanFilter& filter, const Page& page) = 0;

  // `page.after` is a sequence number in decimal.
  virtual absl::StatusOr<std::vector<EventRow>> ListEvents(
      absl::string_view study, const EventFilter& filter, const Page& page) = 0;
  // The number that the next event carries.
  virtual absl::StatusOr<int64_t> NextSequence() = 0;

  virtual absl::StatusOr<ReplyRow> GetReply(absl::string_view principal,
                                            absl::string_view request_id) = 0;

  // Codings whose content is in the clear, from before there were keys; of
  // every study, without document and salt.
  virtual absl::StatusOr<std::vector<CodingRow>> ListUnsealedCodings(
      int limit) = 0;
  // Whether anything needs a key to be read.
  virtual absl::StatusOr<bool> HoldsSealed() = 0;
  virtual absl::StatusOr<RowsOfFile> CountRowsOfFile(absl::string_view id) = 0;
  // Study and site of a case file, for work that has no caller.
  struct Place {
    std::string study;
    std::string site;
  };
  virtual absl::StatusOr<Place> PlaceOfCaseFile(absl::string_view id) = 0;

  // What follows is for keeping and checking the history as a whole: without
  // a scope, it is never for the eyes of a caller.

  // All that is stored under `key`, column by column; "" if nothing is.
  virtual absl::StatusOr<std::string> GetStored(const RowKey& key) = 0;
  virtual absl::StatusOr<std::vector<StoredRow>> ListStored(
      Table table, const Page& page) = 0;
  virtual absl::StatusOr<EventRow> GetEvent(int64_t sequence) = 0;
  // Of every study, behind the one numbered `after`.
  virtual absl::StatusOr<std::vector<EventRow>> ListAllEvents(int64_t after,
                                                              int limit) = 0;
  // Hashes of the tree over the events.
  virtual absl::StatusOr<std::string> GetHash(int64_t place) = 0;
  virtual absl::StatusOr<std::vector<HashRow>> ListHashes(int64_t first,
                                                          int limit) = 0;
  // The newest signed head of the tree; "" while there is none.
  virtual absl::StatusOr<std::string> GetHead() = 0;
};

// A change in the making: what it writes, it reads. Inserts return
// ALREADY_EXISTS for a key that is taken; updates NOT_FOUND for one that is
// absent.
class Transaction : public Reader {
 public:
  virtual absl::Status InsertResource(const ResourceRow& row) = 0;
  virtual absl::Status UpdateResource(const ResourceRow& row) = 0;
  virtual absl::Status InsertToken(const TokenRow& row) = 0;
  virtual absl::Status RevokeToken(absl::string_view id) = 0;
  virtual absl::Status ExpireToken(absl::string_view id, int64_t expire_us) = 0;
  virtual absl::Status InsertCaseFile(const CaseFileRow& row) = 0;
  virtual absl::Status InsertAssignment(const AssignmentRow& row) = 0;
  // Sets `withdrawn`: file and rank are free again.
  virtual absl::Status WithdrawAssignment(absl::string_view id) = 0;
  virtual absl::Status InsertCoding(const CodingRow& row) = 0;
  // Writes template, state, reveals, versions, times, salt, document and
  // `packed`.
  virtual absl::Status UpdateCoding(const CodingRow& row) = 0;
  virtual absl::Status InsertSnapshot(const SnapshotRow& row) = 0;
  // Writes salt and document: for words that must go from what is kept.
  virtual absl::Status UpdateSnapshot(const SnapshotRow& row) = 0;
  // Puts `rows` in place of all kept spans of `coding`.
  virtual absl::Status ReplaceKeptSpans(
      absl::string_view coding, const std::vector<KeptSpanRow>& rows) = 0;
  virtual absl::Status AppendEvent(const EventRow& row) = 0;
  // It is of the case file that the events of this change name, if that is
  // one.
  virtual absl::Status InsertReply(const ReplyRow& row) = 0;
  // Forgets replies about `subject`.
  virtual absl::Status DeleteReplies(absl::string_view subject) = 0;
  // Forgets replies that are of `case_file` alone.
  virtual absl::Status DeleteRepliesOfFile(absl::string_view case_file) = 0;
  // Forgets replies made before `create_us`.
  virtual absl::Status PruneReplies(int64_t create_us) = 0;
  // Forgets replies that are not of one case file alone.
  virtual absl::Status DeleteSharedReplies() = 0;
  // Removes a case file with all rows that hold something of it.
  virtual absl::Status EraseCaseFile(const Scope& scope,
                                     absl::string_view id) = 0;

  // What this change wrote since the last call, each key once, in the order in
  // which they were first written. Events, replies and the tree do not count.
  virtual std::vector<RowKey> TakeWritten() = 0;
  virtual absl::Status AppendHash(const HashRow& row) = 0;
  virtual absl::Status PutHead(absl::string_view note) = 0;
};

// A commit that is durable.
struct CommitReport {
  size_t changes = 0;
  std::chrono::nanoseconds took{0};  // of the commit itself: its fsync
};

// What the writer runs beside the changes. The first two may keep no state that
// a later failure would make untrue.
struct WriteHooks {
  // At the end of every change, as a part of it: an error undoes the change.
  std::function<absl::Status(Transaction&)> after_change;
  // Once before every commit, in its transaction: an error undoes all changes
  // of the commit.
  std::function<absl::Status(Transaction&)> before_commit;
  // Once behind every commit.
  std::function<void(const CommitReport&)> after_commit;
};

// How much the writer has done.
struct WriteCounts {
  int64_t changes = 0;  // acknowledged
  int64_t commits = 0;  // fsyncs
  int64_t waiting = 0;  // changes in the queue now
};

// Durable storage of everything the service keeps.
//
// Thread-safe. A change happens whole or not at all, and is acknowledged only
// once it is durable. Error messages name the operation, never a stored value,
// because they reach callers and logs: UNAVAILABLE if the database stayed
// busy, RESOURCE_EXHAUSTED if the disk or the queue is full, DATA_LOSS if the
// file is damaged. Implementations must pass tests/conformance.
class Store {
 public:
  // Runs inside a transaction, on the writer's thread. Must not block, nor
  // keep state across calls: a status other than OK undoes what it wrote.
  using Change = std::function<absl::Status(Transaction&)>;
  // Called once: on the writer's thread when the change is durable or failed,
  // or at once on the caller's when the queue is full.
  using Done = std::function<void(const absl::Status&)>;

  virtual ~Store() = default;

  // Runs `read` on a snapshot; never waits for the writer.
  virtual absl::Status Read(absl::FunctionRef<absl::Status(Reader&)> read) = 0;
  // Queues `change`. Changes that wait together are committed together, in the
  // order of the calls.
  virtual void Write(Change change, Done done) = 0;
  virtual WriteCounts Counts() const = 0;

  // Copies one moment's state to the new file `path`, durably, while reads and
  // changes go on; `look` reads the copy before this returns. The name of the
  // file is durable once its folder is synced. The caller removes what a
  // failure leaves.
  virtual absl::Status CopyTo(
      const std::string& path,
      absl::FunctionRef<absl::Status(Reader&)> look) = 0;

  // Leaves nothing in the files of what was removed before. Changes wait
  // meanwhile; some seconds for a gigabyte. UNAVAILABLE if reads kept it from
  // the end.
  virtual absl::Status Compact() = 0;

  // Write and wait.
  absl::Status WriteNow(Change change);
};

}  // namespace caselens

#endif  // STORAGE_STORE_H_
