#ifndef AUDIT_SERVICE_API_RELEASE_TABLE_API_H_
#define AUDIT_SERVICE_API_RELEASE_TABLE_API_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "caselens/v1/release.pb.h"
#include "caselens/v1/release_snapshot.pb.h"
#include "typology/disclosure/pack.h"
#include "typology/disclosure/release.h"

namespace caselens {

// The tables and statements of a release, as readers ask for and get them.

// INVALID_ARGUMENT names what the release does not declare, and what it does:
// from the request and the declarations alone.
absl::StatusOr<disclosure::TableQuery> ParseQuery(
    const v1::Release& document, const v1::QueryReleaseRequest& request);
v1::ReleaseTable RenderReleaseTable(const v1::Release& document,
                                    const disclosure::Answer& answer);
// Every table of a release.
absl::StatusOr<std::vector<v1::ReleaseTable>> RenderReleaseTables(
    const v1::Release& document, const v1::ReleasedTables& tables);

v1::FindingsPack RenderFindingsPack(const disclosure::FindingsPack& pack);
// The pack of a release, with what stands beside it.
v1::FindingsPack RenderReleasedPack(const v1::Release& document,
                                    const v1::ReleasedTables& tables);

// What a digest of a release is taken of: all that readers see.
std::string TextOf(const v1::Release& document,
                   const v1::ReleasedTables& tables);
// Digests of each table and the proof, into an entry of the ledger.
void RenderLedgerTables(const v1::Release& document,
                        const v1::ReleasedTables& tables,
                        v1::ReleaseLedgerEntry& entry);

}  // namespace caselens

#endif  // AUDIT_SERVICE_API_RELEASE_TABLE_API_H_
