#ifndef AUDIT_SERVICE_ACCESS_CALLER_H_
#define AUDIT_SERVICE_ACCESS_CALLER_H_

#include <initializer_list>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "audit_service/access/policy.h"
#include "caselens/v1/access.pb.h"
#include "storage/scope.h"

namespace caselens {

// Who is calling, and what they may do. Grants are read from the store for
// every call, so that a change of them is effective at once.
class Caller {
 public:
  explicit Caller(v1::Principal principal) : principal_(std::move(principal)) {}

  // The principal's id.
  std::string Id() const;
  const v1::Principal& Get() const { return principal_; }

  // The sites of `study` at which the caller has one of `roles`. An empty
  // scope covers nothing.
  Scope ScopeOf(absl::string_view study, absl::Span<const Role> roles) const;
  // Has one of `roles` in `study`, at whatever site ("" for the service).
  bool HasAny(absl::string_view study, absl::Span<const Role> roles) const;
  // Has one of `roles`, in whatever study or in the service.
  bool HasAnywhere(absl::Span<const Role> roles) const;
  // Has `role` at a site (or at all sites) of `study`.
  bool HasAt(Role role, absl::string_view study, absl::string_view site) const;

 private:
  v1::Principal principal_;
};

// PERMISSION_DENIED in words for a caller.
absl::Status Denied();

// What the caller may touch with `method`, in the study that `name` (a
// resource name of the request) is in. PERMISSION_DENIED before the request is
// looked at any further: an error tells nothing to those who may not know.
absl::StatusOr<Scope> Authorize(const Caller& caller, absl::string_view method,
                                absl::string_view name);

}  // namespace caselens

#endif  // AUDIT_SERVICE_ACCESS_CALLER_H_
