#include "audit_service/workflow/event_reach.h"

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

#include "audit_service/api/errors.h"
#include "audit_service/api/names.h"
#include "audit_service/workflow/class_models.h"
#include "audit_service/workflow/erasure.h"
#include "audit_service/workflow/releases.h"
#include "audit_service/workflow/resources.h"
#include "audit_service/workflow/sample_view.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

// The site that a resource name is of or below, or "".
std::string SiteOf(absl::string_view name) {
  const std::vector<std::string> parts = absl::StrSplit(name, '/');
  return parts.size() >= 4 && parts[2] == "sites" ? parts[3] : "";
}

// The resource of `collection` that a name is of or below, or "".
std::string ResourceIn(absl::string_view collection, absl::string_view name) {
  const std::vector<std::string> parts = absl::StrSplit(name, '/');
  if (parts.size() < 4 || parts[2] != collection) return "";
  return absl::StrJoin(parts.begin(), parts.begin() + 4, "/");
}

// Whether `others` covers every site of a resource.
template <typename Message>
absl::StatusOr<bool> CoversAll(const Scope& others, Reader& reader,
                               const std::string& name) {
  CASELENS_ASSIGN_OR_RETURN(const Message stored,
                            GetDocument<Message>(reader, name));
  return Covers(others, stored);
}

// What is no case file.
absl::StatusOr<bool> CoversResource(const Scope& others, Reader& reader,
                                    const std::string& name) {
  if (const std::string fit = ResourceIn("classModelFits", name);
      !fit.empty()) {
    return CoversAll<v1::ClassModelFit>(others, reader, fit);
  }
  if (const std::string sample = ResourceIn("samples", name); !sample.empty()) {
    return CoversAll<v1::Sample>(others, reader, sample);
  }
  if (const std::string erasure = ResourceIn(kErasures, name);
      !erasure.empty()) {
    return CoversAll<v1::Erasure>(others, reader, erasure);
  }
  if (const std::string release = ResourceIn(kReleases, name);
      !release.empty()) {
    return CoversAll<v1::Release>(others, reader, release);
  }
  if (const std::string entry = ResourceIn(kReleaseLedger, name);
      !entry.empty()) {
    return CoversAll<v1::ReleaseLedgerEntry>(others, reader, entry);
  }
  const std::string site = SiteOf(name);
  return site.empty() || others.Covers(site);
}

}  // namespace

absl::StatusOr<EventReach> EventReach::Of(const Call& call, Reader& reader,
                                          const std::string& study) {
  EventReach reach{
      .caller = call.caller.Id(),
      .others = call.caller.ScopeOf(
          study, {v1::Grant::STUDY_STEWARD, v1::Grant::GOVERNANCE_AUDITOR}),
      .sight = {}};
  CASELENS_ASSIGN_OR_RETURN(reach.sight,
                            SightOf::Load(reader, study, reach.caller));
  return reach;
}

absl::StatusOr<bool> EventReach::Covers(Reader& reader,
                                        const EventRow& event) const {
  if (event.actor == caller) return true;
  if (others.IsEmpty()) return false;
  if (event.case_file.empty()) {
    return CoversResource(others, reader, event.resource);
  }
  if (sight.At(event.case_file) != Sight::kOpen) return false;
  if (others.all_sites) return true;
  const absl::Status found =
      reader.GetCaseFile(others, event.case_file).status();
  if (absl::IsNotFound(found)) return false;
  CASELENS_RETURN_IF_ERROR(found);
  return true;
}

absl::Status CheckMayKnowSizes(const Call& call, Reader& reader) {
  return ForEachResource(
      reader, "studies", "", [&](const ResourceRow& study) -> absl::Status {
        CASELENS_ASSIGN_OR_RETURN(
            const SightOf sight,
            SightOf::Load(reader, LastId(study.name), call.caller.Id()));
        if (sight.IsOpenEverywhere()) return absl::OkStatus();
        return WithReason(
            absl::FailedPreconditionError(
                "you code a file and have not completed it: the size of the "
                "history would tell what others do; ask again when you have, "
                "or let somebody ask who codes none"),
            "CODES_A_FILE");
      });
}

}  // namespace caselens
