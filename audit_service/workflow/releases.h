#ifndef AUDIT_SERVICE_WORKFLOW_RELEASES_H_
#define AUDIT_SERVICE_WORKFLOW_RELEASES_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "audit_service/call.h"
#include "audit_service/workflow/catalogue.h"
#include "caselens/v1/release.pb.h"
#include "caselens/v1/release_snapshot.pb.h"
#include "storage/scope.h"
#include "storage/store.h"
#include "typology/release_data/release_data.h"

namespace caselens {

// Releases as they are stored, who sees them, and what approval needs.

inline constexpr char kReleasePattern[] = "studies/{study}/releases/{release}";
inline constexpr char kReleases[] = "releases";
inline constexpr char kReleaseSnapshots[] = "releaseSnapshots";
inline constexpr char kReleasedTables[] = "releasedTables";
inline constexpr char kReleaseLedger[] = "releaseLedger";
std::string SnapshotName(const std::string& release);
std::string TablesName(const std::string& release);

// A stored release and its row.
struct StoredRelease {
  ResourceRow row;
  v1::Release document;
};
absl::StatusOr<StoredRelease> ParseReleaseRow(const ResourceRow& row);

// Whether `scope` has every site of it.
bool Covers(const Scope& scope, const v1::Release& release);
bool Covers(const Scope& scope, const v1::ReleaseLedgerEntry& entry);

// Stewards of the study who cover all sites of a release, and those of any one
// of its sites: they see it before it is released, and may approve it.
bool IsSteward(const Caller& caller, const v1::Release& release);
// They, and its readers once it is released: facilitators and researchers of
// the study; of a single site, its researchers and the facilitators who are
// named for it.
bool MaySee(const Caller& caller, const v1::Release& release);

// NOT_FOUND unless the caller may see it.
absl::StatusOr<StoredRelease> GetVisibleRelease(const Call& call,
                                                Reader& reader,
                                                const std::string& name);
// The release as the caller may see it: readers learn nothing of who approved
// it, of refusals and of other releases.
v1::Release RenderRelease(const Caller& caller, v1::Release document);

// The files of `sites`, as a release of these options is frozen from them.
// INVALID_ARGUMENT naming the field.
absl::StatusOr<ReleaseData> FreezeFiles(
    const v1::ReleaseOptions& options, const tabulation::Snapshot& snapshot,
    const std::vector<SiteOfRelease>& sites);

// Released before and of the same files: of the same universe, and of sites
// that are linked to these by releases that have them together. Packs are held
// against packs, tables against tables. By name.
absl::StatusOr<std::vector<std::string>> EarlierReleases(
    Reader& reader, const std::string& study,
    const v1::ReleaseOptions& options);

// An approval by the caller, now.
absl::StatusOr<v1::Release::Approval> MakeApproval(const Call& call,
                                                   Reader& reader,
                                                   const v1::Release& release);
// What a release still waits for, in words; nothing: it is released.
std::vector<std::string> WaitsFor(const v1::Release& release);

// An entry of the ledger about a release, as it is.
v1::ReleaseLedgerEntry NewLedgerEntry(const Call& call,
                                      const v1::Release& release,
                                      v1::ReleaseLedgerEntry::Action action);
// Adds it, with its event, behind all that there are.
absl::Status AppendToLedger(Transaction& transaction, const Call& call,
                            v1::ReleaseLedgerEntry entry);

}  // namespace caselens

#endif  // AUDIT_SERVICE_WORKFLOW_RELEASES_H_
