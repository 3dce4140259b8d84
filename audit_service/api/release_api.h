#ifndef AUDIT_SERVICE_API_RELEASE_API_H_
#define AUDIT_SERVICE_API_RELEASE_API_H_

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "caselens/v1/release.pb.h"
#include "caselens/v1/release_snapshot.pb.h"
#include "typology/disclosure/pack.h"
#include "typology/disclosure/release.h"
#include "typology/release_data/release_data.h"

namespace caselens {

// v1.Release and its parts to and from plain values.

// The options with defaults filled in, but for sites and programme.
// INVALID_ARGUMENT names a field that does not fit the others.
absl::StatusOr<v1::ReleaseOptions> CheckedReleaseOptions(
    v1::ReleaseOptions options);

// The programme asked for, over variables that were chosen by its names: the
// default one where no table is named. INVALID_ARGUMENT names the field.
absl::StatusOr<disclosure::Programme> ParseProgramme(
    const std::vector<disclosure::Variable>& variables,
    const v1::ReleaseProgramme& message, size_t records);
v1::ReleaseProgramme RenderProgramme(
    const std::vector<disclosure::Variable>& variables,
    const disclosure::Programme& programme);

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

v1::Release::Refusal RenderRefusal(
    const std::vector<disclosure::Variable>& variables,
    const disclosure::Refusal& refusal);

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

// SHA-256, 32 bytes.
std::string DigestOf(const std::string& text);
// What a digest of a release is taken of: all that readers see.
std::string TextOf(const v1::Release& document,
                   const v1::ReleasedTables& tables);
// "release demo/x, LIVE of RECORDS at C3, programme of 22 + 60 + 20 tables,
// rules caselens-disclosure-1, SHA-256 ..."
std::string ProvenanceOf(const v1::Release& document);

// Digests of each table and the proof, into an entry of the ledger.
void RenderLedgerTables(const v1::Release& document,
                        const v1::ReleasedTables& tables,
                        v1::ReleaseLedgerEntry& entry);

// Whether a release waits for the runner no more.
bool IsDone(const v1::Release& release);
v1::ReleaseProgress RenderReleaseProgress(const v1::Release& release);

}  // namespace caselens

#endif  // AUDIT_SERVICE_API_RELEASE_API_H_
