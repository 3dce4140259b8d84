#ifndef AUDIT_SERVICE_API_RELEASE_SNAPSHOT_API_H_
#define AUDIT_SERVICE_API_RELEASE_SNAPSHOT_API_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "caselens/v1/release.pb.h"
#include "caselens/v1/release_snapshot.pb.h"
#include "typology/disclosure/release.h"
#include "typology/release_data/release_data.h"

namespace caselens {

// What a release is made from and what came of it, as they are stored.

// A frozen snapshot. `sites` are the ids of the numbers in `data`.
v1::ReleaseSnapshot RenderReleaseSnapshot(const ReleaseData& data,
                                          const std::vector<std::string>& sites,
                                          const disclosure::ReleaseKey& key);
// `site_numbers` gives sites the same numbers in all snapshots, and grows.
disclosure::Microdata ParseReleaseSnapshot(
    const v1::ReleaseSnapshot& snapshot,
    std::map<std::string, int>& site_numbers);
disclosure::ReleaseKey KeyOf(const v1::ReleaseSnapshot& snapshot);

// The variables with the categories that the programme's tables have.
void RenderReleaseVariables(const v1::ReleaseSnapshot& snapshot,
                            const disclosure::Programme& programme,
                            v1::Release& message);

v1::ReleasedTables RenderReleasedTables(const disclosure::Release& release);

// A release as readers have it: its variables are those of `document`, in the
// one banding that there is. Without states and proofs.
disclosure::Release ReadableRelease(const v1::Release& document,
                                    const v1::ReleasedTables& tables);
// The same as later gates must know it, with the declarations of `data`.
absl::StatusOr<disclosure::Release> ProvedRelease(
    const v1::Release& document, const disclosure::Microdata& data,
    const v1::ReleasedTables& tables);

}  // namespace caselens

#endif  // AUDIT_SERVICE_API_RELEASE_SNAPSHOT_API_H_
