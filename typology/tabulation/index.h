#ifndef TYPOLOGY_TABULATION_INDEX_H_
#define TYPOLOGY_TABULATION_INDEX_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "typology/base/mutex.h"
#include "typology/comparison/audited_file.h"
#include "typology/tabulation/packed_coding.h"
#include "typology/tabulation/schema.h"

namespace caselens::tabulation {

class Chunk;

// Which coding of a file counts: its only submitted one or the adjudicated one.
// A record of universe RECORDS is kRecord.
enum class Standing { kRecord = 0, kSingle = 1, kAdjudicated = 2 };

// A file as the index knows it.
struct FileKey {
  std::string id;    // unique in the index; what lists of files show
  std::string site;  // at most 255 of them
  // Key of the family within the site; empty: a family of its own.
  std::string family;
  // PILOT files are kept, so that they can be told, and never counted. Of a
  // record: kSampled.
  Wave wave = Wave::kSampled;
  Standing standing = Standing::kSingle;
};

// The sites whose files a caller may count: not empty, each once, in the order
// in which the variable `site` shows them. There is no scope of everything.
class Scope {
 public:
  // Returns INVALID_ARGUMENT unless there is a site and each is given once.
  static absl::StatusOr<Scope> Create(std::vector<std::string> sites);
  const std::vector<std::string>& sites() const { return sites_; }

 private:
  explicit Scope(std::vector<std::string> sites) : sites_(std::move(sites)) {}
  std::vector<std::string> sites_;
};

// The files of an index at one moment. Immutable: any number of threads may
// count over it, for as long as they hold it, while the index goes on changing.
class Snapshot {
 public:
  // Grows with every change of the index.
  uint64_t number() const { return number_; }
  const Schema& schema() const { return *schema_; }
  size_t FileCount() const;
  // Memory of the columns; ids of files and keys of families come on top.
  size_t ColumnBytes() const;

  // For the functions of this folder.
  const std::vector<std::shared_ptr<const Chunk>>& chunks() const {
    return chunks_;
  }
  // Number of a site, from 1; 0 if it has no file.
  size_t SiteNumber(absl::string_view site) const;
  size_t SiteCount() const { return sites_.size(); }
  size_t FamilyCount() const { return family_count_; }
  // Files without a coding that counts, by site number - 1 and wave.
  using ByWave = std::array<uint64_t, 4>;
  const std::vector<ByWave>& unresolved() const { return unresolved_; }

 private:
  friend class Index;
  Snapshot() = default;

  uint64_t number_ = 0;
  std::shared_ptr<const Schema> schema_;
  std::vector<std::shared_ptr<const Chunk>> chunks_;
  std::vector<std::string> sites_;
  size_t family_count_ = 0;
  std::vector<ByWave> unresolved_;
};

// The files of a study in one universe and their packed vectors, by column.
//
// Thread-safe. Put and Remove wait for each other; Read waits for them at most
// as long as a change takes, and what it returns is never waited for. A change
// after a Read copies the chunk of 4,096 files that it touches (half a
// megabyte), so that snapshots stay as they are; without a Read in between, as
// in a rebuild, nothing is copied. Why not a reader-writer lock: a table of a
// million files would hold up the writer, and two tables of one report would
// not be of the same moment.
class Index {
 public:
  explicit Index(std::shared_ptr<const Schema> schema);
  ~Index();

  // Adds a file, or replaces what was there under its id. Returns
  // INVALID_ARGUMENT for an empty id or site, a packed vector of another schema
  // and the 256th site. Microseconds.
  absl::Status Put(const FileKey& file, const PackedCoding& packed);

  // A file of which no coding counts yet, such as two that disagree before
  // adjudication. It is in no table, and every table says how many there are.
  absl::Status PutUnresolved(const FileKey& file);

  // False if there is no such file.
  bool Remove(absl::string_view id);

  std::shared_ptr<const Snapshot> Read() const;

 private:
  struct Place {
    size_t chunk = 0;
    size_t file = 0;
  };
  struct Unresolved {
    size_t site = 0;
    size_t wave = 0;
  };

  absl::StatusOr<size_t> SiteNumber(const FileKey& file)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  uint32_t FamilyNumber(size_t site, const FileKey& file)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  bool Erase(absl::string_view id) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  // The chunk, copied if a snapshot holds it too.
  Chunk& Writable(size_t chunk) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  size_t ChunkWithRoom() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void Compact(size_t chunk) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void Changed() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);

  const std::shared_ptr<const Schema> schema_;

  mutable Mutex mu_;
  std::vector<std::shared_ptr<Chunk>> chunks_ ABSL_GUARDED_BY(mu_);
  // [chunk]: a snapshot holds it.
  mutable std::vector<bool> shared_ ABSL_GUARDED_BY(mu_);
  std::vector<size_t> with_room_ ABSL_GUARDED_BY(mu_);
  absl::flat_hash_map<std::string, Place> places_ ABSL_GUARDED_BY(mu_);
  absl::flat_hash_map<std::string, Unresolved> unresolved_files_
      ABSL_GUARDED_BY(mu_);
  std::vector<Snapshot::ByWave> unresolved_ ABSL_GUARDED_BY(mu_);
  std::vector<std::string> sites_ ABSL_GUARDED_BY(mu_);
  absl::flat_hash_map<std::pair<size_t, std::string>, uint32_t> families_
      ABSL_GUARDED_BY(mu_);
  uint64_t changes_ ABSL_GUARDED_BY(mu_) = 0;
  mutable std::shared_ptr<const Snapshot> latest_ ABSL_GUARDED_BY(mu_);
};

}  // namespace caselens::tabulation

#endif  // TYPOLOGY_TABULATION_INDEX_H_
