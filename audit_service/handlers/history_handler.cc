#include "audit_service/handlers/history_handler.h"

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

#include "audit_service/api/names.h"
#include "audit_service/api/pages.h"
#include "audit_service/limits.h"
#include "audit_service/workflow/class_models.h"
#include "audit_service/workflow/resources.h"
#include "audit_service/workflow/sample_view.h"
#include "audit_service/workflow/sight.h"
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

// Which events a caller may know of.
struct Reach {
  std::string caller;
  Scope others;  // where the caller reads the events of others
  SightOf sight;

  // An event about a file that the caller is coding tells of others' codings,
  // unless it is the caller's own doing. A fit or sample is about all of its
  // sites; what is about no site is for all who read the events of a site.
  absl::StatusOr<bool> Covers(Reader& reader, const EventRow& event) const {
    if (event.actor == caller) return true;
    if (!others.all_sites && others.sites.empty()) return false;
    if (event.case_file.empty()) return CoversResource(reader, event.resource);
    if (sight.At(event.case_file) != Sight::kOpen) return false;
    if (others.all_sites) return true;
    const absl::Status found =
        reader.GetCaseFile(others, event.case_file).status();
    if (absl::IsNotFound(found)) return false;
    CASELENS_RETURN_IF_ERROR(found);
    return true;
  }

 private:
  // What is no case file.
  absl::StatusOr<bool> CoversResource(Reader& reader,
                                      const std::string& name) const {
    if (const std::string fit = ResourceIn("classModelFits", name);
        !fit.empty()) {
      return CoversAll<v1::ClassModelFit>(reader, fit);
    }
    if (const std::string sample = ResourceIn("samples", name);
        !sample.empty()) {
      return CoversAll<v1::Sample>(reader, sample);
    }
    const std::string site = SiteOf(name);
    return site.empty() || others.Covers(site);
  }

  // Whether `others` covers every site of a resource.
  template <typename Message>
  absl::StatusOr<bool> CoversAll(Reader& reader,
                                 const std::string& name) const {
    CASELENS_ASSIGN_OR_RETURN(const Message stored,
                              GetDocument<Message>(reader, name));
    return caselens::Covers(others, stored);
  }
};

}  // namespace

absl::Status HistoryHandler::ListEvents(
    const Call& call, Reader& reader, const v1::ListEventsRequest& request,
    v1::ListEventsResponse& response) const {
  CASELENS_RETURN_IF_ERROR(
      ParseName("parent", request.parent(), "studies/{study}").status());
  CASELENS_ASSIGN_OR_RETURN(Page page,
                            ParsePage(request, limits::kMaxLongPageSize));
  Reach reach{.caller = call.caller.Id(),
              .others = call.caller.ScopeOf(
                  call.scope.study,
                  {v1::Grant::STUDY_STEWARD, v1::Grant::GOVERNANCE_AUDITOR}),
              .sight = {}};
  CASELENS_ASSIGN_OR_RETURN(
      reach.sight, SightOf::Load(reader, call.scope.study, reach.caller));
  CASELENS_ASSIGN_OR_RETURN(
      const std::vector<EventRow> rows,
      reader.ListEvents(call.scope.study, {.resource = request.resource()},
                        page));
  for (const EventRow& row : rows) {
    CASELENS_ASSIGN_OR_RETURN(const bool covered, reach.Covers(reader, row));
    if (!covered) continue;
    if (!response.add_events()->ParseFromString(row.record)) {
      return absl::DataLossError("a stored event does not parse");
    }
  }
  if (static_cast<int>(rows.size()) == page.limit) {
    response.set_next_page_token(
        NextPageToken(request, absl::StrCat(rows.back().sequence)));
  }
  return absl::OkStatus();
}

}  // namespace caselens
