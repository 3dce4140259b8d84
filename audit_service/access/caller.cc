#include "audit_service/access/caller.h"

#include <algorithm>
#include <string>

#include "absl/algorithm/container.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "audit_service/api/errors.h"
#include "audit_service/api/names.h"

namespace caselens {

absl::Status Denied() {
  return WithReason(
      absl::PermissionDeniedError("your roles do not allow this call here"),
      "PERMISSION_DENIED");
}

std::string Caller::Id() const { return LastId(principal_.name()); }

Scope Caller::ScopeOf(absl::string_view study,
                      absl::Span<const Role> roles) const {
  Scope scope{.study = std::string(study)};
  const std::string name = absl::StrCat("studies/", study);
  for (const v1::Grant& grant : principal_.grants()) {
    if (grant.study() != name || !absl::c_linear_search(roles, grant.role())) {
      continue;
    }
    scope.all_sites |= grant.site().empty();
    if (!grant.site().empty()) scope.sites.insert(grant.site());
  }
  return scope;
}

bool Caller::HasAny(absl::string_view study,
                    absl::Span<const Role> roles) const {
  const std::string name = study.empty() ? "" : absl::StrCat("studies/", study);
  return absl::c_any_of(principal_.grants(), [&](const v1::Grant& grant) {
    return grant.study() == name && absl::c_linear_search(roles, grant.role());
  });
}

bool Caller::HasAnywhere(absl::Span<const Role> roles) const {
  return absl::c_any_of(principal_.grants(), [&](const v1::Grant& grant) {
    return absl::c_linear_search(roles, grant.role());
  });
}

bool Caller::HasAt(Role role, absl::string_view study,
                   absl::string_view site) const {
  return ScopeOf(study, {role}).Covers(std::string(site));
}

absl::StatusOr<Scope> Authorize(const Caller& caller, absl::string_view method,
                                absl::string_view name) {
  const MethodPolicy* policy = FindPolicy(method);
  if (policy == nullptr) return Denied();
  switch (policy->where) {
    case MethodPolicy::Where::kAnywhere:
      return Scope{};
    case MethodPolicy::Where::kService:
      if (!caller.HasAny("", policy->roles)) return Denied();
      return Scope{};
    case MethodPolicy::Where::kAnyStudy:
      if (!caller.HasAnywhere(policy->roles)) return Denied();
      return Scope{};
    case MethodPolicy::Where::kInStudy:
      break;
  }
  const std::string study = StudyOf(name);
  Scope scope = caller.ScopeOf(study, policy->roles);
  if (!scope.all_sites && scope.sites.empty()) return Denied();
  return scope;
}

}  // namespace caselens
