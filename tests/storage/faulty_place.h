#ifndef TESTS_STORAGE_FAULTY_PLACE_H_
#define TESTS_STORAGE_FAULTY_PLACE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"

#include "storage/sqlite/sqlite_store.h"
#include "tests/storage/faulty_vfs.h"
#include "tests/temp_dir.h"
#include "typology/base/status_macros.h"

namespace caselens {

// A store on a disk that can fail.
class FaultyPlace {
 public:
  explicit FaultyPlace(uint32_t seed, WriteHooks hooks = {})
      : hooks_(std::move(hooks)), disk_(seed) {}

  // What stores that are opened from here on seal with.
  void SealWith(Sealer* sealer) { sealer_ = sealer; }

  FaultyVfs& disk() { return disk_; }
  Store& store() { return *store_; }
  // Of a file of this place.
  std::string Path(const std::string& name = "caselens.db") const {
    return dir_.Path(name);
  }

  absl::Status Open() {
    store_ = nullptr;
    CASELENS_ASSIGN_OR_RETURN(store_, OpenFile("caselens.db"));
    return absl::OkStatus();
  }
  // Another file of this place, as a store.
  absl::StatusOr<std::unique_ptr<Store>> OpenFile(const std::string& name) {
    auto opened = SqliteStore::Open(Path(name), {.limits = {},
                                                 .vfs = disk_.Name(),
                                                 .hooks = hooks_,
                                                 .sealer = sealer_});
    CASELENS_RETURN_IF_ERROR(opened.status());
    return *std::move(opened);
  }
  void Close() { store_ = nullptr; }
  // Ends the program without the chance to tidy up.
  void Kill() {
    disk_.FailAfter(0, FaultyVfs::Fault::kInputOutput,
                    FaultyVfs::Lasts::kUntilHealed);
    store_ = nullptr;
    disk_.Heal();
  }
  void CutPower() {
    disk_.FailAfter(0, FaultyVfs::Fault::kPowerCut,
                    FaultyVfs::Lasts::kUntilHealed);
    store_ = nullptr;
    disk_.LosePower();
  }

 private:
  const TempDir dir_;
  const WriteHooks hooks_;
  Sealer* sealer_ = nullptr;
  FaultyVfs disk_;
  std::unique_ptr<Store> store_;
};

}  // namespace caselens

#endif  // TESTS_STORAGE_FAULTY_PLACE_H_
