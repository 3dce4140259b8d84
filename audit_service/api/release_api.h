#ifndef AUDIT_SERVICE_API_RELEASE_API_H_
#define AUDIT_SERVICE_API_RELEASE_API_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "caselens/v1/release.pb.h"
#include "typology/disclosure/release.h"

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

v1::Release::Refusal RenderRefusal(
    const std::vector<disclosure::Variable>& variables,
    const disclosure::Refusal& refusal);

// SHA-256, 32 bytes.
std::string DigestOf(const std::string& text);
// "release demo/x, LIVE of RECORDS at C3, programme of 22 + 60 + 20 tables,
// rules caselens-disclosure-1, SHA-256 ..."
std::string ProvenanceOf(const v1::Release& document);

// Whether a release waits for the runner no more.
bool IsDone(const v1::Release& release);
v1::ReleaseProgress RenderReleaseProgress(const v1::Release& release);

}  // namespace caselens

#endif  // AUDIT_SERVICE_API_RELEASE_API_H_
