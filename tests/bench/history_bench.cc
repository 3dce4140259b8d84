// The history's figures: proofs, verification, restart. Fills a database file
// with events straight, as the writer would have left it.
//
// Google Benchmark counts events as items: `items_per_second` is their rate.

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <sqlite3.h>

#include "absl/strings/str_cat.h"

#include "audit_service/history/event.h"
#include "audit_service/history/history_log.h"
#include "audit_service/history/verification.h"
#include "caselens/v1/history.pb.h"
#include "storage/sqlite/sqlite_store.h"
#include "tests/storage/sample_rows.h"
#include "tests/temp_dir.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

constexpr int64_t kMillion = 1'000'000;
constexpr int64_t kCodings = 10'000;

void CheckOk(const absl::Status& status) {
  if (!status.ok()) std::abort();
}

void CheckSql(int code) {
  if (code != SQLITE_OK && code != SQLITE_DONE) std::abort();
}

NoteSigner Signer() {
  return NoteSigner::Create("log.example/bench", SignatureType::kNote,
                            std::string(32, 'b'))
      .value();
}

// One statement, run once for each row.
class Insert {
 public:
  Insert(sqlite3* db, const char* sql) {
    CheckSql(sqlite3_prepare_v2(db, sql, -1, &statement_, nullptr));
  }
  ~Insert() { sqlite3_finalize(statement_); }
  Insert(const Insert&) = delete;
  Insert& operator=(const Insert&) = delete;

  Insert& Int(int64_t value) {
    CheckSql(sqlite3_bind_int64(statement_, ++next_, value));
    return *this;
  }
  Insert& Text(const std::string& value) {
    CheckSql(sqlite3_bind_text(statement_, ++next_, value.data(),
                               static_cast<int>(value.size()), nullptr));
    return *this;
  }
  Insert& Blob(absl::string_view value) {
    CheckSql(sqlite3_bind_blob(statement_, ++next_, value.data(),
                               static_cast<int>(value.size()), nullptr));
    return *this;
  }
  void Run() {
    CheckSql(sqlite3_step(statement_));
    CheckSql(sqlite3_reset(statement_));
    next_ = 0;
  }

 private:
  sqlite3_stmt* statement_ = nullptr;
  int next_ = 0;
};

// What the history is about: saves of drafts of 4 KB, taken in turn.
std::string CodingId(int64_t i) { return absl::StrCat("coding", i); }

CodingRow Coding(int64_t i) {
  CodingRow row = MakeCase("s", "C1", absl::StrCat(i)).coding;
  row.document.assign(4096, static_cast<char>('a' + i % 26));
  return row;
}

EventRow SaveEvent(int64_t sequence, const std::string& commitment) {
  const std::string coding = CodingId(sequence % kCodings);
  EventRow row{.sequence = sequence,
               .study = "s",
               .case_file = absl::StrCat("file", sequence % kCodings),
               .actor = "ada",
               .resource = absl::StrCat("studies/s/codings/", coding),
               .record = {}};
  v1::Event event;
  event.set_sequence(sequence);
  event.mutable_time()->set_seconds(1'700'000'000 + sequence);
  event.set_actor("principals/ada");
  event.set_action("CodingService.SaveAnswers");
  event.set_resource(row.resource);
  event.set_commitment_before(std::string(32, 'b'));
  event.set_commitment_after(std::string(32, 'a'));
  event.set_study(StudyNameOf(row));
  event.set_case_file(CaseFileNameOf(row));
  event.set_version(kCommitsToRows);
  v1::RowCommitment& written = *event.add_rows();
  written.set_table("codings");
  written.set_key(coding);
  written.set_commitment(commitment);
  row.record = event.SerializeAsString();
  return row;
}

// A database whose rows came through the store's writer and whose events were
// filled in straight; beyond a million only what a start reads: the tree, the
// last event, the head.
class Database {
 public:
  explicit Database(int64_t events) : only_tree_(events > kMillion) {
    {
      const auto store = SqliteStore::Open(Path());
      CheckOk(store.status());
      if (!only_tree_) CheckOk((*store)->WriteNow(&WriteRows));
    }
    Fill(events);
  }

  std::string Path() const { return dir_.Path("caselens.db"); }

 private:
  static absl::Status WriteRows(Transaction& t) {
    CASELENS_RETURN_IF_ERROR(InsertFoundations(t));
    for (int64_t i = 0; i < kCodings; ++i) {
      const SampleCase sample = MakeCase("s", "C1", absl::StrCat(i));
      CASELENS_RETURN_IF_ERROR(t.InsertCaseFile(sample.file));
      CASELENS_RETURN_IF_ERROR(t.InsertAssignment(sample.assignment));
      CASELENS_RETURN_IF_ERROR(t.InsertCoding(Coding(i)));
    }
    return Record(t, {.study = "s", .actor = "ada", .resource = "studies/s"});
  }

  void Fill(int64_t events) {
    sqlite3* db = nullptr;
    CheckSql(sqlite3_open(Path().c_str(), &db));
    CheckSql(sqlite3_exec(db, "PRAGMA synchronous = OFF; BEGIN", nullptr,
                          nullptr, nullptr));
    {
      Insert event(db,
                   "INSERT INTO events (sequence, study, case_file, actor, "
                   "resource, record) VALUES (?,?,?,?,?,?)");
      Insert hash(db, "INSERT INTO history_hashes (place, hash) VALUES (?,?)");
      Insert head(db, "INSERT INTO history_head (one, note) VALUES (1, ?)");
      const std::vector<std::string> commitments =
          only_tree_ ? std::vector<std::string>(kCodings) : Commitments();
      const std::string first = only_tree_ ? "" : FirstRecord();
      const auto keep = [&hash](int64_t place, const Hash& bytes) {
        hash.Int(place).Blob(Bytes(bytes)).Run();
        return absl::OkStatus();
      };
      Sha256 sha256;
      Frontier tree;
      for (int64_t i = 1; i <= events; ++i) {
        const EventRow row =
            SaveEvent(i, commitments[static_cast<size_t>(i % kCodings)]);
        // The first event is there and commits to all rows.
        const bool is_there = i == 1 && !only_tree_;
        if (!is_there && (!only_tree_ || i == events)) {
          event.Int(row.sequence).Text(row.study).Text(row.case_file);
          event.Text(row.actor).Text(row.resource).Blob(row.record).Run();
        }
        CheckOk(tree.Append(
            sha256, LeafHash(sha256, is_there ? first : row.record), keep));
      }
      const NoteSigner signer = Signer();
      head.Text(signer.Sign(CheckpointText({.origin = signer.Name(),
                                            .size = tree.Size(),
                                            .root = tree.Root(sha256)})))
          .Run();
    }
    CheckSql(sqlite3_exec(db, "COMMIT; PRAGMA wal_checkpoint(TRUNCATE)",
                          nullptr, nullptr, nullptr));
    CheckSql(sqlite3_close(db));
  }

  // Of every coding, as it is stored.
  std::vector<std::string> Commitments() const {
    std::vector<std::string> commitments;
    const auto store = SqliteStore::Open(Path());
    CheckOk((*store)->Read([&](Reader& reader) -> absl::Status {
      Sha256 sha256;
      for (int64_t i = 0; i < kCodings; ++i) {
        CASELENS_ASSIGN_OR_RETURN(
            const std::string bytes,
            reader.GetStored({Table::kCodings, CodingId(i)}));
        commitments.push_back(RowCommitment(sha256, bytes));
      }
      return absl::OkStatus();
    }));
    return commitments;
  }

  std::string FirstRecord() const {
    std::string record;
    const auto store = SqliteStore::Open(Path());
    CheckOk((*store)->Read([&](Reader& reader) -> absl::Status {
      CASELENS_ASSIGN_OR_RETURN(const EventRow event, reader.GetEvent(1));
      record = event.record;
      return absl::OkStatus();
    }));
    return record;
  }

  const TempDir dir_;
  const bool only_tree_;
};

// The same for every benchmark of a size; made once.
const Database& DatabaseOf(int64_t events) {
  static std::unique_ptr<Database> database;
  static int64_t size = 0;
  if (size != events) {
    database.reset();
    database = std::make_unique<Database>(events);
    size = events;
  }
  return *database;
}

// A proof for any event, as HistoryService gives it: head checked, path read.
void ProofOfInclusion(benchmark::State& state) {
  const NoteSigner signer = Signer();
  const auto store = SqliteStore::Open(DatabaseOf(state.range(0)).Path());
  CheckOk(store.status());
  int64_t index = 0;
  for (auto _ : state) {
    index = (index + 618'033'988'749) % state.range(0);
    CheckOk((*store)->Read([&](Reader& reader) -> absl::Status {
      CASELENS_ASSIGN_OR_RETURN(const SignedTree tree,
                                LoadSignedTree(reader, signer.Verifier()));
      Sha256 sha256;
      CASELENS_ASSIGN_OR_RETURN(
          const std::vector<Hash> proof,
          InclusionProof(index, tree.head.size, sha256, [&](int64_t place) {
            return StoredHash(reader, place);
          }));
      benchmark::DoNotOptimize(proof.data());
      return absl::OkStatus();
    }));
  }
}
BENCHMARK(ProofOfInclusion)->Arg(kMillion)->Unit(benchmark::kMicrosecond);

// Everything hashed again.
void VerifyEverything(benchmark::State& state) {
  const NoteSigner signer = Signer();
  const auto store = SqliteStore::Open(DatabaseOf(state.range(0)).Path());
  CheckOk(store.status());
  for (auto _ : state) {
    CheckOk((*store)->Read([&](Reader& reader) -> absl::Status {
      CASELENS_ASSIGN_OR_RETURN(
          const v1::HistoryVerification found,
          VerifyHistory(reader, signer.Verifier(),
                        [](const v1::HistoryVerification&) { return true; }));
      if (found.state() != v1::HistoryVerification::VERIFIED) std::abort();
      return absl::OkStatus();
    }));
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(VerifyEverything)->Arg(kMillion)->Unit(benchmark::kSecond);

// What a start adds: file opened, schema looked at, frontier against head.
void OpenAndCheckHead(benchmark::State& state) {
  const NoteSigner signer = Signer();
  const std::string path = DatabaseOf(state.range(0)).Path();
  for (auto _ : state) {
    const auto store = SqliteStore::Open(path);
    CheckOk(store.status());
    CheckOk((*store)->Read(
        [&](Reader& reader) { return CheckHead(reader, signer.Verifier()); }));
  }
}
BENCHMARK(OpenAndCheckHead)
    ->Arg(kMillion)
    ->Arg(6 * kMillion)
    ->Unit(benchmark::kMillisecond);

// Saves of 4 KB through the writer, with and without the history's hooks: what
// tree, commitments and signature cost a save. `batch` saves wait together.
void Save(benchmark::State& state) {
  const bool with_log = state.range(0) != 0;
  const int64_t batch = state.range(1);
  const TempDir dir;
  HistoryLog log(Signer());
  const auto store =
      SqliteStore::Open(dir.Path("caselens.db"),
                        {.hooks = with_log ? log.Hooks() : WriteHooks()});
  CheckOk(store.status());
  CheckOk((*store)->WriteNow([](Transaction& t) -> absl::Status {
    CASELENS_RETURN_IF_ERROR(InsertFoundations(t));
    CASELENS_RETURN_IF_ERROR(InsertCase(t, MakeCase("s", "C1", "0")));
    return Record(t, {.resource = "x"});
  }));
  const CodingRow coding = Coding(0);
  const Change change{
      .study = "s",
      .case_file = "file0",
      .actor = "ada",
      .action = "CodingService.SaveAnswers",
      .resource = "studies/s/codings/coding0",
      .before = {.salt = coding.salt, .document = coding.document},
      .after = {.salt = coding.salt, .document = coding.document}};
  for (auto _ : state) {
    for (int64_t i = 1; i <= batch; ++i) {
      const auto save = [&](Transaction& t) -> absl::Status {
        CASELENS_RETURN_IF_ERROR(t.UpdateCoding(coding));
        return Record(t, change);
      };
      // The last one waits for all.
      if (i < batch) {
        (*store)->Write(save, [](const absl::Status&) {});
      } else {
        CheckOk((*store)->WriteNow(save));
      }
    }
  }
  state.SetItemsProcessed(state.iterations() * batch);
  state.SetLabel(with_log ? "signed" : "without tree");
}
BENCHMARK(Save)
    ->ArgsProduct({{0, 1}, {1, 64}})
    ->Unit(benchmark::kMicrosecond)
    ->MeasureProcessCPUTime();

}  // namespace
}  // namespace caselens
