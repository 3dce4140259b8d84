#include "audit_service/history/verification.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

#include "audit_service/history/adoption.h"
#include "audit_service/history/event.h"
#include "typology/base/status_macros.h"
#include "typology/transparency/checkpoint.h"
#include "typology/transparency/merkle_tree.h"

namespace caselens {
namespace {

constexpr int kRowsAtOnce = 1000;
constexpr int kReportEvery = 10'000;

// What is wrong, and with what.
struct Finding {
  int64_t event = 0;
  std::string row;
  std::string problem;
};

// Table and key, as a person finds the row; keys may be damaged.
std::string RowName(absl::string_view table, absl::string_view key) {
  return absl::StrCat(table, " ", absl::CHexEscape(key));
}

// The last commitment to a row.
struct Committed {
  int64_t event = 0;
  std::string commitment;
  bool was_seen = false;
};

// The hashes of the tree as stored, in order.
class HashStream {
 public:
  explicit HashStream(Reader& reader) : reader_(reader) {}

  // Whether the next stored hash is `hash`, at `place`.
  absl::StatusOr<bool> NextIs(int64_t place, const Hash& hash) {
    CASELENS_ASSIGN_OR_RETURN(const HashRow* const row, Next());
    return row != nullptr && row->place == place && row->hash == Bytes(hash);
  }
  absl::StatusOr<bool> IsAtEnd() {
    CASELENS_ASSIGN_OR_RETURN(const HashRow* const row, Next());
    return row == nullptr;
  }

 private:
  // Null at the end.
  absl::StatusOr<const HashRow*> Next() {
    if (next_ == rows_.size()) {
      const int64_t first = rows_.empty() ? INT64_MIN : rows_.back().place + 1;
      CASELENS_ASSIGN_OR_RETURN(rows_, reader_.ListHashes(first, kRowsAtOnce));
      next_ = 0;
      if (rows_.empty()) return nullptr;
    }
    return &rows_[next_++];
  }

  Reader& reader_;
  std::vector<HashRow> rows_;
  size_t next_ = 0;
};

class Verification {
 public:
  Verification(Reader& reader, const NoteVerifier& log,
               VerificationProgress progress)
      : reader_(reader), log_(log), progress_(progress), hashes_(reader) {}

  absl::StatusOr<v1::HistoryVerification> Run() {
    const absl::Status status = CheckAll();
    if (absl::IsDataLoss(status) && !finding_.has_value()) {
      finding_ = {
          .event = 0, .row = "", .problem = std::string(status.message())};
    } else if (!absl::IsDataLoss(status)) {
      CASELENS_RETURN_IF_ERROR(status);
    }
    if (!finding_.has_value()) {
      result_.set_state(v1::HistoryVerification::VERIFIED);
      return result_;
    }
    result_.set_state(v1::HistoryVerification::BROKEN);
    result_.set_bad_event(finding_->event);
    result_.set_bad_row(finding_->row);
    result_.set_problem(finding_->problem);
    return result_;
  }

 private:
  absl::Status CheckAll() {
    result_.set_state(v1::HistoryVerification::RUNNING);
    CASELENS_ASSIGN_OR_RETURN(const std::string note, reader_.GetHead());
    const absl::StatusOr<Checkpoint> head = OpenCheckpoint(note, log_);
    if (head.ok()) result_.set_size(head->size);
    CASELENS_RETURN_IF_ERROR(CheckEvents());
    if (!head.ok()) {
      return Broken(0,
                    absl::StrCat("the signed head: ", head.status().message()));
    }
    CASELENS_RETURN_IF_ERROR(CheckRoot(*head));
    CASELENS_RETURN_IF_ERROR(CheckRows());
    if (finding_.has_value()) return absl::DataLossError("");
    result_.set_note(note);
    return absl::OkStatus();
  }

  absl::Status CheckEvents() {
    std::vector<EventRow> events;
    int64_t after = INT64_MIN;
    do {
      CASELENS_ASSIGN_OR_RETURN(events,
                                reader_.ListAllEvents(after, kRowsAtOnce));
      for (const EventRow& event : events) {
        CASELENS_RETURN_IF_ERROR(CheckEvent(event));
      }
      if (!events.empty()) after = events.back().sequence;
    } while (!events.empty());
    CASELENS_ASSIGN_OR_RETURN(const bool is_at_end, hashes_.IsAtEnd());
    if (!is_at_end) {
      return Broken(tree_.Size() + 1, "it is missing, but its hash is there");
    }
    if (!adopted_.has_value()) return absl::OkStatus();
    return Broken(1, "no event vouches for its study and case file");
  }

  absl::Status CheckEvent(const EventRow& row) {
    const int64_t number = tree_.Size() + 1;
    if (row.sequence != number) return Broken(number, "it is missing");
    bool is_as_hashed = true;
    CASELENS_RETURN_IF_ERROR(
        tree_.Append(sha256_, LeafHash(sha256_, row.record),
                     [&](int64_t place, const Hash& hash) -> absl::Status {
                       CASELENS_ASSIGN_OR_RETURN(const bool is_it,
                                                 hashes_.NextIs(place, hash));
                       is_as_hashed &= is_it;
                       return absl::OkStatus();
                     }));
    if (!is_as_hashed) {
      return Broken(number,
                    "its bytes are not those that the tree was made of");
    }
    v1::Event event;
    if (!event.ParseFromString(row.record)) {
      return Broken(number, "it does not parse");
    }
    CASELENS_RETURN_IF_ERROR(CheckColumns(row, event));
    for (v1::RowCommitment& written : *event.mutable_rows()) {
      CASELENS_RETURN_IF_ERROR(TakeCommitment(number, written));
    }
    result_.set_events(number);
    return Report(number);
  }

  // The columns to search by are copies of what the record says.
  absl::Status CheckColumns(const EventRow& row, const v1::Event& event) {
    if (event.sequence() != row.sequence || event.resource() != row.resource ||
        event.actor() != absl::StrCat("principals/", row.actor)) {
      return Broken(row.sequence, "its columns are not what its bytes say");
    }
    if (event.version() < kCommitsToRows) {
      if (!adopted_.has_value()) adopted_.emplace();
      adopted_->Add(row);
      return absl::OkStatus();
    }
    if (event.study() == StudyNameOf(row) &&
        event.case_file() == CaseFileNameOf(row)) {
      return absl::OkStatus();
    }
    return Broken(row.sequence, "its study or case file is not what it was");
  }

  absl::Status TakeCommitment(int64_t event, v1::RowCommitment& written) {
    if (written.table() == kAdoptedEvents) {
      if (adopted_.has_value() && written.key() == absl::StrCat(event - 1) &&
          written.commitment() == adopted_->Commitment()) {
        adopted_.reset();
        return absl::OkStatus();
      }
      return Broken(1, absl::StrCat("the study or case file of an event up to ",
                                    event - 1, " is not what it was"));
    }
    committed_[RowName(written.table(), written.key())] = {
        .event = event, .commitment = std::move(*written.mutable_commitment())};
    return absl::OkStatus();
  }

  absl::Status CheckRoot(const Checkpoint& head) {
    if (tree_.Size() > head.size) {
      return Broken(head.size + 1, "it is not in the signed head");
    }
    if (tree_.Size() < head.size) {
      return Broken(tree_.Size() + 1, "it is missing");
    }
    if (tree_.Root(sha256_) == head.root) return absl::OkStatus();
    return Broken(0, "the signed head: another tree was signed");
  }

  // Looks at every row, so that the first event is named whichever table its
  // row is in.
  absl::Status CheckRows() {
    for (const Table table : kTables) {
      CASELENS_RETURN_IF_ERROR(CheckTable(table));
    }
    for (const auto& [row, last] : committed_) {
      if (!last.was_seen && !last.commitment.empty()) {
        Note({.event = last.event, .row = row, .problem = "it is missing"});
      }
    }
    return absl::OkStatus();
  }

  absl::Status CheckTable(Table table) {
    Page page{.after = "", .limit = kRowsAtOnce};
    std::vector<StoredRow> rows;
    do {
      CASELENS_ASSIGN_OR_RETURN(rows, reader_.ListStored(table, page));
      for (const StoredRow& row : rows) {
        CheckRow(RowName(TableName(table), row.key), row.bytes);
        result_.set_rows(result_.rows() + 1);
        CASELENS_RETURN_IF_ERROR(Report(result_.rows()));
      }
      if (!rows.empty()) page.after = rows.back().key;
    } while (!rows.empty());
    return absl::OkStatus();
  }

  void CheckRow(const std::string& name, absl::string_view bytes) {
    const auto at = committed_.find(name);
    if (at == committed_.end()) {
      Note({.event = 0, .row = name, .problem = "no event wrote it"});
      return;
    }
    at->second.was_seen = true;
    if (at->second.commitment != RowCommitment(sha256_, bytes)) {
      Note({.event = at->second.event,
            .row = name,
            .problem = "it is not what the event committed to"});
    }
  }

  // Keeps the finding of the earliest event; those of none come last.
  void Note(Finding finding) {
    const auto rank = [](const Finding& f) {
      return std::pair(f.event == 0 ? INT64_MAX : f.event, f.row);
    };
    if (!finding_.has_value() || rank(finding) < rank(*finding_)) {
      finding_ = std::move(finding);
    }
  }

  absl::Status Broken(int64_t event, absl::string_view problem) {
    finding_ = {.event = event, .row = "", .problem = std::string(problem)};
    return absl::DataLossError("");
  }

  absl::Status Report(int64_t done) {
    if (done % kReportEvery != 0 || progress_(result_)) return absl::OkStatus();
    return absl::CancelledError("the verification was given up");
  }

  Reader& reader_;
  const NoteVerifier& log_;
  const VerificationProgress progress_;
  v1::HistoryVerification result_;
  std::optional<Finding> finding_;
  HashStream hashes_;
  Sha256 sha256_;
  Frontier tree_;
  // Events that commit to documents only, until an adoption vouches for the
  // rest of them.
  std::optional<AdoptedColumns> adopted_;
  absl::flat_hash_map<std::string, Committed> committed_;
};

}  // namespace

absl::StatusOr<v1::HistoryVerification> VerifyHistory(
    Reader& reader, const NoteVerifier& log, VerificationProgress progress) {
  return Verification(reader, log, progress).Run();
}

}  // namespace caselens
