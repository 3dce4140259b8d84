#ifndef TESTS_STORAGE_FAULTY_VFS_H_
#define TESTS_STORAGE_FAULTY_VFS_H_

#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/string_view.h"

#include "typology/base/mutex.h"

struct sqlite3_file;
struct sqlite3_vfs;

namespace caselens {

// A disk that fails on demand, as an SQLite VFS over the system's own.
//
// Locks, shared memory and what programs read are real. Beside the real files
// it keeps what a disk would still hold after a power cut: a write or
// truncation lasts once its file is synced, names and their removal once the
// directory is; until then a cut drops it, keeps it, tears it at a sector of
// 512 bytes or keeps sectors of it out of order, each at random from the seed.
// A sync that fails loses what it should have written, though programs go on
// reading it, as on Linux.
//
// Thread-safe. Outlives the connections made through it.
class FaultyVfs {
 public:
  enum class Fault {
    kDiskFull,     // writes fail with SQLITE_FULL, having written a part
    kInputOutput,  // reads, writes, truncations, syncs and deletions fail
    kPowerCut,     // the same for all from here on, until LosePower
  };
  enum class Lasts { kOnce, kUntilHealed };

  explicit FaultyVfs(uint32_t seed);
  ~FaultyVfs();
  FaultyVfs(const FaultyVfs&) = delete;
  FaultyVfs& operator=(const FaultyVfs&) = delete;

  // For SqliteOptions.
  const std::string& Name() const { return name_; }

  // Operations so far that `fault` could have hit.
  int64_t Operations(Fault fault) const ABSL_LOCKS_EXCLUDED(mu_);
  // Fails the operation behind the next `spared` that `fault` can hit.
  void FailAfter(int64_t spared, Fault fault, Lasts lasts)
      ABSL_LOCKS_EXCLUDED(mu_);
  // True once the fault has struck.
  bool HasFailed() const ABSL_LOCKS_EXCLUDED(mu_);
  void Heal() ABSL_LOCKS_EXCLUDED(mu_);

  // From here on a log is synced only before another file is written, which
  // is all that synchronous=NORMAL promises.
  void SyncLogsLate() ABSL_LOCKS_EXCLUDED(mu_);

  // Makes the names of all files durable, as a sync of their folder does.
  void SyncNames() ABSL_LOCKS_EXCLUDED(mu_);

  // Leaves of every file what a disk would hold, and heals. All connections
  // must be closed.
  void LosePower() ABSL_LOCKS_EXCLUDED(mu_);

 private:
  struct Change {
    bool is_truncation = false;
    int64_t offset = 0;  // of a truncation: the new size
    std::string data;
  };
  struct Inode {
    std::string durable;
    std::vector<Change> pending;
  };
  struct OpenFile;
  struct Methods;
  friend struct Methods;
  enum class Operation { kRead, kWrite, kTruncate, kSync, kDelete };

  static bool CanHit(Fault fault, Operation operation);
  // True if the operation that begins must fail.
  bool Strikes(Operation operation) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  static void Apply(const Change& change, std::string& content);
  void MakeDurable(const std::string& path) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  int Write(OpenFile& file, const std::string& data, int64_t offset);
  int Truncate(OpenFile& file, int64_t size);
  int Sync(OpenFile& file, int flags);
  int Delete(const char* path, bool sync_directory);
  std::shared_ptr<Inode> Find(const std::string& path)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void ApplySomeSectors(const Change& change, std::string& content)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  std::string Survivor(const Inode& inode) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  size_t Random(size_t below) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);

  const std::string name_;
  sqlite3_vfs* const real_;
  std::unique_ptr<sqlite3_vfs> vfs_;

  mutable Mutex mu_;
  std::mt19937 random_ ABSL_GUARDED_BY(mu_);
  std::map<Operation, int64_t> operations_ ABSL_GUARDED_BY(mu_);
  Fault fault_ ABSL_GUARDED_BY(mu_) = Fault::kInputOutput;
  Lasts lasts_ ABSL_GUARDED_BY(mu_) = Lasts::kOnce;
  int64_t spared_ ABSL_GUARDED_BY(mu_) = -1;  // negative: no fault is set
  bool has_failed_ ABSL_GUARDED_BY(mu_) = false;
  bool syncs_logs_late_ ABSL_GUARDED_BY(mu_) = false;
  // Names as programs see them, and as the disk holds them.
  std::map<std::string, std::shared_ptr<Inode>> live_ ABSL_GUARDED_BY(mu_);
  std::map<std::string, std::shared_ptr<Inode>> durable_ ABSL_GUARDED_BY(mu_);
};

}  // namespace caselens

#endif  // TESTS_STORAGE_FAULTY_VFS_H_
