#ifndef AUDIT_SERVICE_ACCESS_POLICY_H_
#define AUDIT_SERVICE_ACCESS_POLICY_H_

#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

#include "caselens/v1/access.pb.h"

namespace caselens {

using Role = v1::Grant::Role;

// Who may call one method. Deny by default: a method without an entry cannot
// be called, and a test finds it.
struct MethodPolicy {
  enum class Where {
    kAnywhere,  // any signed-in caller
    kInStudy,   // a role in the study that the request names
    kService,   // a role in the service as a whole
    kAnyStudy,  // a role in the service or in whatever study; the handler looks
                // at what it covers
  };
  absl::string_view method;  // "CodingService/GetCoding"
  Where where = Where::kInStudy;
  std::vector<Role> roles;  // any of them; empty for kAnywhere
};

// The table, one entry a method.
absl::Span<const MethodPolicy> Policies();
// The entry of a method, or null.
const MethodPolicy* FindPolicy(absl::string_view method);

// Methods whose answers hold codings, or are worked out from them: who calls
// them is recorded.
absl::Span<const absl::string_view> MethodsThatReadCodings();

// Methods that count as many calls to those who call too often: what goes
// through all files of a study, or fits.
absl::Span<const absl::string_view> CostlyMethods();
// How many calls one of `method` counts as.
int CostOf(absl::string_view method);

}  // namespace caselens

#endif  // AUDIT_SERVICE_ACCESS_POLICY_H_
