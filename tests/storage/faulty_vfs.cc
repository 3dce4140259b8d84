#include "tests/storage/faulty_vfs.h"

#include <atomic>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <new>
#include <string>
#include <utility>

#include <sqlite3.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace caselens {
namespace {

constexpr size_t kSector = 512;

std::string UniqueName() {
  static std::atomic<int> next{0};
  return absl::StrCat("faulty", next++);
}

std::string ReadWhole(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

bool IsLog(const std::string& path) { return absl::EndsWith(path, "-wal"); }

void WriteWhole(const std::string& path, const std::string& content) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << content;
}

}  // namespace

// Memory that SQLite gives; the file of the real VFS lies behind it.
struct FaultyVfs::OpenFile {
  sqlite3_file base;  // first: SQLite knows this part only
  FaultyVfs* disk;
  std::string path;
  std::shared_ptr<Inode> inode;  // null for a temporary file

  sqlite3_file* Real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

// The functions that SQLite calls.
struct FaultyVfs::Methods {
  static OpenFile& Of(sqlite3_file* file) {
    return *reinterpret_cast<OpenFile*>(file);
  }
  static sqlite3_file* Real(sqlite3_file* file) { return Of(file).Real(); }
  static FaultyVfs& Of(sqlite3_vfs* vfs) {
    return *static_cast<FaultyVfs*>(vfs->pAppData);
  }

  static int Open(sqlite3_vfs* vfs, sqlite3_filename path, sqlite3_file* raw,
                  int flags, int* out_flags) {
    FaultyVfs& disk = Of(vfs);
    auto* const file = new (raw) OpenFile{{}, &disk, path ? path : "", {}};
    file->Real()->pMethods = nullptr;
    const int code =
        disk.real_->xOpen(disk.real_, path, file->Real(), flags, out_flags);
    if (code != SQLITE_OK) {
      file->~OpenFile();
      raw->pMethods = nullptr;
      return code;
    }
    if (path != nullptr) {
      const MutexLock lock(disk.mu_);
      file->inode = disk.Find(path);
    }
    file->base.pMethods = &kFile;
    return SQLITE_OK;
  }
  static int Delete(sqlite3_vfs* vfs, const char* path, int sync_directory) {
    return Of(vfs).Delete(path, sync_directory != 0);
  }
  static int Access(sqlite3_vfs* vfs, const char* path, int flags, int* out) {
    sqlite3_vfs* const real = Of(vfs).real_;
    return real->xAccess(real, path, flags, out);
  }
  static int FullPathname(sqlite3_vfs* vfs, const char* path, int size,
                          char* out) {
    sqlite3_vfs* const real = Of(vfs).real_;
    return real->xFullPathname(real, path, size, out);
  }

  static int Close(sqlite3_file* file) {
    sqlite3_file* const real = Real(file);
    const int code = real->pMethods->xClose(real);
    Of(file).~OpenFile();
    return code;
  }
  static int Read(sqlite3_file* file, void* out, int size, sqlite3_int64 at) {
    {
      FaultyVfs& disk = *Of(file).disk;
      const MutexLock lock(disk.mu_);
      if (disk.Strikes(Operation::kRead)) return SQLITE_IOERR_READ;
    }
    return Real(file)->pMethods->xRead(Real(file), out, size, at);
  }
  static int Write(sqlite3_file* file, const void* data, int size,
                   sqlite3_int64 at) {
    return Of(file).disk->Write(
        Of(file), std::string(static_cast<const char*>(data), size), at);
  }
  static int Truncate(sqlite3_file* file, sqlite3_int64 size) {
    return Of(file).disk->Truncate(Of(file), size);
  }
  static int Sync(sqlite3_file* file, int flags) {
    return Of(file).disk->Sync(Of(file), flags);
  }
  static int FileSize(sqlite3_file* file, sqlite3_int64* out) {
    return Real(file)->pMethods->xFileSize(Real(file), out);
  }
  static int Lock(sqlite3_file* file, int level) {
    return Real(file)->pMethods->xLock(Real(file), level);
  }
  static int Unlock(sqlite3_file* file, int level) {
    return Real(file)->pMethods->xUnlock(Real(file), level);
  }
  static int CheckReservedLock(sqlite3_file* file, int* out) {
    return Real(file)->pMethods->xCheckReservedLock(Real(file), out);
  }
  static int FileControl(sqlite3_file* file, int operation, void* argument) {
    return Real(file)->pMethods->xFileControl(Real(file), operation, argument);
  }
  static int SectorSize(sqlite3_file* file) {
    return Real(file)->pMethods->xSectorSize(Real(file));
  }
  static int DeviceCharacteristics(sqlite3_file* file) {
    return Real(file)->pMethods->xDeviceCharacteristics(Real(file));
  }
  static int ShmMap(sqlite3_file* file, int page, int size, int extend,
                    void volatile** out) {
    return Real(file)->pMethods->xShmMap(Real(file), page, size, extend, out);
  }
  static int ShmLock(sqlite3_file* file, int at, int count, int flags) {
    return Real(file)->pMethods->xShmLock(Real(file), at, count, flags);
  }
  static void ShmBarrier(sqlite3_file* file) {
    Real(file)->pMethods->xShmBarrier(Real(file));
  }
  static int ShmUnmap(sqlite3_file* file, int remove) {
    return Real(file)->pMethods->xShmUnmap(Real(file), remove);
  }

  static const sqlite3_io_methods kFile;
};

// Version 2: no memory-mapped reads, so that every read can fail.
const sqlite3_io_methods FaultyVfs::Methods::kFile = {2,
                                                      &Close,
                                                      &Read,
                                                      &Write,
                                                      &Truncate,
                                                      &Sync,
                                                      &FileSize,
                                                      &Lock,
                                                      &Unlock,
                                                      &CheckReservedLock,
                                                      &FileControl,
                                                      &SectorSize,
                                                      &DeviceCharacteristics,
                                                      &ShmMap,
                                                      &ShmLock,
                                                      &ShmBarrier,
                                                      &ShmUnmap,
                                                      nullptr,
                                                      nullptr};

FaultyVfs::FaultyVfs(uint32_t seed)
    : name_(UniqueName()),
      real_(sqlite3_vfs_find(nullptr)),
      vfs_(std::make_unique<sqlite3_vfs>(*real_)),
      random_(seed) {
  vfs_->szOsFile = static_cast<int>(sizeof(OpenFile)) + real_->szOsFile;
  vfs_->zName = name_.c_str();
  vfs_->pAppData = this;
  vfs_->pNext = nullptr;
  vfs_->xOpen = &Methods::Open;
  vfs_->xDelete = &Methods::Delete;
  vfs_->xAccess = &Methods::Access;
  vfs_->xFullPathname = &Methods::FullPathname;
  sqlite3_vfs_register(vfs_.get(), /*makeDflt=*/0);
}

FaultyVfs::~FaultyVfs() { sqlite3_vfs_unregister(vfs_.get()); }

bool FaultyVfs::CanHit(Fault fault, Operation operation) {
  return fault != Fault::kDiskFull || operation == Operation::kWrite;
}

int64_t FaultyVfs::Operations(Fault fault) const {
  const MutexLock lock(mu_);
  int64_t sum = 0;
  for (const auto& [operation, count] : operations_) {
    sum += CanHit(fault, operation) ? count : 0;
  }
  return sum;
}

void FaultyVfs::FailAfter(int64_t spared, Fault fault, Lasts lasts) {
  const MutexLock lock(mu_);
  spared_ = spared;
  fault_ = fault;
  lasts_ = fault == Fault::kPowerCut ? Lasts::kUntilHealed : lasts;
  has_failed_ = false;
}

bool FaultyVfs::HasFailed() const {
  const MutexLock lock(mu_);
  return has_failed_;
}

void FaultyVfs::Heal() {
  const MutexLock lock(mu_);
  spared_ = -1;
}

void FaultyVfs::SyncLogsLate() {
  const MutexLock lock(mu_);
  syncs_logs_late_ = true;
}

void FaultyVfs::SyncNames() {
  const MutexLock lock(mu_);
  durable_ = live_;
}

bool FaultyVfs::Strikes(Operation operation) {
  ++operations_[operation];
  if (spared_ < 0 || !CanHit(fault_, operation)) return false;
  if (spared_ > 0) {
    --spared_;
    return false;
  }
  has_failed_ = true;
  if (lasts_ == Lasts::kOnce) spared_ = -1;
  return true;
}

size_t FaultyVfs::Random(size_t below) { return random_() % below; }

void FaultyVfs::Apply(const Change& change, std::string& content) {
  const size_t end = change.offset + change.data.size();
  if (change.is_truncation || content.size() < end) content.resize(end);
  content.replace(change.offset, change.data.size(), change.data);
}

std::shared_ptr<FaultyVfs::Inode> FaultyVfs::Find(const std::string& path) {
  std::shared_ptr<Inode>& inode = live_[path];
  if (inode == nullptr) {
    inode = std::make_shared<Inode>(Inode{.durable = ReadWhole(path)});
    if (!inode->durable.empty()) durable_[path] = inode;
  }
  return inode;
}

int FaultyVfs::Write(OpenFile& file, const std::string& data, int64_t offset) {
  const MutexLock lock(mu_);
  sqlite3_file* const real = file.Real();
  std::string written = data;
  int failure = SQLITE_OK;
  if (file.inode != nullptr && Strikes(Operation::kWrite)) {
    failure = fault_ == Fault::kDiskFull ? SQLITE_FULL : SQLITE_IOERR_WRITE;
    written.resize(Random(data.size() / kSector + 1) * kSector);
  }
  if (syncs_logs_late_ && !IsLog(file.path)) {
    for (const auto& [path, inode] : live_) {
      if (IsLog(path)) MakeDurable(path);
    }
  }
  const int code = real->pMethods->xWrite(
      real, written.data(), static_cast<int>(written.size()), offset);
  if (file.inode != nullptr) {
    file.inode->pending.push_back({.offset = offset, .data = written});
  }
  return failure != SQLITE_OK ? failure : code;
}

int FaultyVfs::Truncate(OpenFile& file, int64_t size) {
  const MutexLock lock(mu_);
  sqlite3_file* const real = file.Real();
  if (file.inode != nullptr) {
    if (Strikes(Operation::kTruncate)) return SQLITE_IOERR_TRUNCATE;
    file.inode->pending.push_back({.is_truncation = true, .offset = size});
  }
  return real->pMethods->xTruncate(real, size);
}

// Nothing is synced in truth: the durable copy is what counts.
int FaultyVfs::Sync(OpenFile& file, int /*flags*/) {
  const MutexLock lock(mu_);
  if (file.inode == nullptr) return SQLITE_OK;
  Inode& inode = *file.inode;
  if (Strikes(Operation::kSync)) {
    if (fault_ != Fault::kPowerCut) {
      inode.durable = Survivor(inode);
      inode.pending.clear();
    }
    return SQLITE_IOERR_FSYNC;
  }
  if (syncs_logs_late_ && IsLog(file.path)) return SQLITE_OK;
  MakeDurable(file.path);
  return SQLITE_OK;
}

void FaultyVfs::MakeDurable(const std::string& path) {
  const std::shared_ptr<Inode> inode = live_[path];
  for (const Change& change : inode->pending) Apply(change, inode->durable);
  inode->pending.clear();
  // As the system's VFS does with the first sync of a new log or journal.
  const auto name = durable_.find(path);
  const bool is_new = name == durable_.end() || name->second != inode;
  if (is_new && !absl::EndsWith(path, ".db")) durable_ = live_;
}

int FaultyVfs::Delete(const char* path, bool sync_directory) {
  const MutexLock lock(mu_);
  if (Strikes(Operation::kDelete)) return SQLITE_IOERR_DELETE;
  live_.erase(path);
  if (sync_directory) durable_ = live_;
  return real_->xDelete(real_, path, 0);
}

// The sectors of a write that reach the disk before others of it, or of an
// earlier one, do.
void FaultyVfs::ApplySomeSectors(const Change& change, std::string& content) {
  for (size_t at = 0; at < change.data.size(); at += kSector) {
    if (Random(2) == 0) continue;
    Apply({.offset = change.offset + static_cast<int64_t>(at),
           .data = change.data.substr(at, kSector)},
          content);
  }
}

// What a disk might hold: none, all or some of what was not synced, by the
// write or by the sector.
std::string FaultyVfs::Survivor(const Inode& inode) {
  std::string content = inode.durable;
  const size_t mood = Random(4);
  for (const Change& change : inode.pending) {
    if (mood == 3 && !change.is_truncation) {
      ApplySomeSectors(change, content);
      continue;
    }
    if (mood == 0 || (mood == 1 && Random(2) == 0)) continue;
    std::string data = change.data;
    if (data.size() > kSector && Random(4) == 0) {
      data.resize(Random(data.size() / kSector) * kSector);
    }
    Apply({change.is_truncation, change.offset, std::move(data)}, content);
  }
  return content;
}

void FaultyVfs::LosePower() {
  const MutexLock lock(mu_);
  std::map<std::string, std::shared_ptr<Inode>> names = durable_;
  for (const auto& [path, inode] : live_) {
    // A new name may have reached the disk by itself, a removed one may not.
    const bool reached = Random(2) == 0;
    if (names.count(path) == 0 && reached) names[path] = inode;
  }
  for (const auto& [path, inode] : durable_) {
    if (live_.count(path) == 0 && Random(2) == 0) names.erase(path);
  }
  for (const auto& [path, inode] : live_) {
    std::filesystem::remove(path);
    std::filesystem::remove(absl::StrCat(path, "-shm"));
  }
  for (auto& [path, inode] : names) {
    const std::string content = Survivor(*inode);
    WriteWhole(path, content);
    inode = std::make_shared<Inode>(Inode{.durable = content});
  }
  live_ = names;
  durable_ = std::move(names);
  spared_ = -1;
}

}  // namespace caselens
