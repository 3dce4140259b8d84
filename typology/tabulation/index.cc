#include "typology/tabulation/index.h"

#include <algorithm>
#include <numeric>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"

#include "typology/base/shown.h"
#include "typology/base/status_macros.h"
#include "typology/tabulation/chunk.h"

namespace caselens::tabulation {
namespace {

constexpr size_t kMaxSites = 255;
// A chunk with more removed files than this is compacted.
constexpr size_t kMaxGone = kBlockRows / 2;

absl::Status CheckKey(const FileKey& file) {
  if (file.id.empty()) {
    return absl::InvalidArgumentError("file.id: want an id");
  }
  if (file.site.empty()) {
    return absl::InvalidArgumentError("file.site: want a site");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Scope> Scope::Create(std::vector<std::string> sites) {
  if (sites.empty()) {
    return absl::InvalidArgumentError("scope: want at least one site");
  }
  absl::flat_hash_set<absl::string_view> seen;
  for (const std::string& site : sites) {
    if (!seen.insert(site).second) {
      return absl::InvalidArgumentError(
          absl::StrCat("scope: site ", Shown(site), " is given twice"));
    }
  }
  return Scope(std::move(sites));
}

size_t Snapshot::FileCount() const {
  return std::accumulate(chunks_.begin(), chunks_.end(), size_t{0},
                         [](size_t sum, const auto& chunk) {
                           return sum + chunk->FileCount() - chunk->gone();
                         });
}

size_t Snapshot::ColumnBytes() const {
  return std::accumulate(
      chunks_.begin(), chunks_.end(), size_t{0},
      [](size_t sum, const auto& chunk) { return sum + chunk->ColumnBytes(); });
}

size_t Snapshot::SiteNumber(absl::string_view site) const {
  const auto at = std::find(sites_.begin(), sites_.end(), site);
  return at == sites_.end() ? 0 : static_cast<size_t>(at - sites_.begin()) + 1;
}

Index::Index(std::shared_ptr<const Schema> schema)
    : schema_(std::move(schema)) {}

Index::~Index() = default;

absl::StatusOr<size_t> Index::SiteNumber(const FileKey& file) {
  const auto at = std::find(sites_.begin(), sites_.end(), file.site);
  if (at != sites_.end()) return static_cast<size_t>(at - sites_.begin()) + 1;
  if (sites_.size() == kMaxSites) {
    return absl::InvalidArgumentError(
        absl::StrCat("file.site: want at most ", kMaxSites, " sites"));
  }
  sites_.push_back(file.site);
  unresolved_.emplace_back();
  return sites_.size();
}

uint32_t Index::FamilyNumber(size_t site, const FileKey& file) {
  // A family of its own is named by its file; no key of a site begins so.
  std::string key =
      file.family.empty() ? absl::StrCat("\n", file.id) : file.family;
  return families_
      .try_emplace({site, std::move(key)},
                   static_cast<uint32_t>(families_.size()))
      .first->second;
}

Chunk& Index::Writable(size_t chunk) {
  if (shared_[chunk]) {
    chunks_[chunk] = std::make_shared<Chunk>(*chunks_[chunk]);
    shared_[chunk] = false;
  }
  return *chunks_[chunk];
}

size_t Index::ChunkWithRoom() {
  while (!with_room_.empty() && chunks_[with_room_.back()]->IsFull()) {
    with_room_.pop_back();
  }
  if (with_room_.empty()) {
    with_room_.push_back(chunks_.size());
    chunks_.push_back(std::make_shared<Chunk>());
    shared_.push_back(false);
  }
  return with_room_.back();
}

void Index::Compact(size_t chunk) {
  const bool was_full = chunks_[chunk]->IsFull();
  chunks_[chunk] = std::make_shared<Chunk>(chunks_[chunk]->Compacted());
  shared_[chunk] = false;
  for (size_t file = 0; file < chunks_[chunk]->FileCount(); ++file) {
    places_[chunks_[chunk]->IdOf(file)] = {chunk, file};
  }
  if (was_full) with_room_.push_back(chunk);
}

bool Index::Erase(absl::string_view id) {
  if (const auto at = unresolved_files_.find(id);
      at != unresolved_files_.end()) {
    --unresolved_[at->second.site - 1][at->second.wave];
    unresolved_files_.erase(at);
    return true;
  }
  const auto at = places_.find(id);
  if (at == places_.end()) return false;
  const Place place = at->second;
  places_.erase(at);
  Writable(place.chunk).Remove(place.file);
  if (chunks_[place.chunk]->gone() > kMaxGone) Compact(place.chunk);
  return true;
}

void Index::Changed() {
  ++changes_;
  latest_.reset();
}

absl::Status Index::Put(const FileKey& file, const PackedCoding& packed) {
  CASELENS_RETURN_IF_ERROR(CheckKey(file));
  if (packed.fingerprint() != schema_->fingerprint()) {
    return absl::InvalidArgumentError(
        "packed: it was packed for other variables");
  }
  const MutexLock lock(mu_);
  CASELENS_ASSIGN_OR_RETURN(const size_t site, SiteNumber(file));
  Erase(file.id);
  const size_t chunk = ChunkWithRoom();
  const size_t number =
      Writable(chunk).Add(*schema_,
                          {.id = file.id,
                           .site = site,
                           .family = FamilyNumber(site, file),
                           .wave = static_cast<size_t>(file.wave),
                           .standing = static_cast<size_t>(file.standing)},
                          packed);
  places_[file.id] = {chunk, number};
  Changed();
  return absl::OkStatus();
}

absl::Status Index::PutUnresolved(const FileKey& file) {
  CASELENS_RETURN_IF_ERROR(CheckKey(file));
  const MutexLock lock(mu_);
  CASELENS_ASSIGN_OR_RETURN(const size_t site, SiteNumber(file));
  Erase(file.id);
  const Unresolved entry = {.site = site,
                            .wave = static_cast<size_t>(file.wave)};
  unresolved_files_[file.id] = entry;
  ++unresolved_[entry.site - 1][entry.wave];
  Changed();
  return absl::OkStatus();
}

bool Index::Remove(absl::string_view id) {
  const MutexLock lock(mu_);
  if (!Erase(id)) return false;
  Changed();
  return true;
}

std::shared_ptr<const Snapshot> Index::Read() const {
  const MutexLock lock(mu_);
  if (latest_ == nullptr) {
    std::shared_ptr<Snapshot> snapshot(new Snapshot);
    snapshot->number_ = changes_;
    snapshot->schema_ = schema_;
    snapshot->chunks_.assign(chunks_.begin(), chunks_.end());
    snapshot->sites_ = sites_;
    snapshot->family_count_ = families_.size();
    snapshot->unresolved_ = unresolved_;
    shared_.assign(chunks_.size(), true);
    latest_ = std::move(snapshot);
  }
  return latest_;
}

}  // namespace caselens::tabulation
