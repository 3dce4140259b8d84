#include "audit_service/handlers/erasure_handler.h"

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/time_util.h"

#include "audit_service/api/errors.h"
#include "audit_service/api/names.h"
#include "audit_service/limits.h"
#include "audit_service/workflow/erasure.h"
#include "audit_service/workflow/resources.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

using google::protobuf::util::TimeUtil;

// An erasure at a site of the caller's scope.
absl::StatusOr<StoredErasure> FindErasure(const Call& call, Reader& reader,
                                          const std::string& name) {
  CASELENS_RETURN_IF_ERROR(
      ParseName("name", name, "studies/{study}/erasures/{erasure}").status());
  CASELENS_ASSIGN_OR_RETURN(ResourceRow row,
                            Found(reader.GetResource(name), name));
  CASELENS_ASSIGN_OR_RETURN(StoredErasure stored,
                            ParseErasureRow(std::move(row)));
  if (!Covers(call.scope, stored.erasure)) return NotFound(name);
  return stored;
}

void Render(v1::Erasure erasure, int64_t version, v1::Erasure& response) {
  response = std::move(erasure);
  response.set_etag(Etag(version));
}

// The files that a request names, each once and of the site.
absl::Status ParseFiles(const Call& call, Reader& reader,
                        const v1::RequestErasureRequest& request,
                        v1::Erasure& erasure) {
  if (request.case_files_size() > limits::kMaxErasedFiles) {
    return InvalidField("case_files",
                        absl::StrCat("want at most ", limits::kMaxErasedFiles,
                                     ", or none for the whole site"));
  }
  const Scope site = {
      .study = call.scope.study, .all_sites = false, .sites = {request.site()}};
  std::set<std::string> seen;
  for (int i = 0; i < request.case_files_size(); ++i) {
    const std::string& name = request.case_files(i);
    const std::string field = absl::StrCat("case_files[", i, "]");
    CASELENS_ASSIGN_OR_RETURN(
        const std::vector<std::string> ids,
        ParseName(field, name, "studies/{study}/caseFiles/{case_file}"));
    if (ids[0] != call.scope.study) {
      return InvalidField(field, "want a case file of the same study");
    }
    CASELENS_RETURN_IF_ERROR(
        Found(reader.GetCaseFile(site, ids[1]), name).status());
    if (!seen.insert(ids[1]).second) {
      return InvalidField(field, "want each case file once");
    }
    erasure.add_case_files(name);
  }
  erasure.set_whole_site(seen.empty());
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Plan> ErasureHandler::RequestErasure(
    const Call& call, Reader& reader, const v1::RequestErasureRequest& request,
    v1::Erasure& response) const {
  CASELENS_RETURN_IF_ERROR(
      ParseName("parent", request.parent(), "studies/{study}").status());
  CASELENS_RETURN_IF_ERROR(CheckSiteId("site", request.site()));
  const std::string site =
      absl::StrCat(request.parent(), "/sites/", request.site());
  if (!call.scope.Covers(request.site())) return NotFound(site);
  CASELENS_RETURN_IF_ERROR(Found(reader.GetResource(site), site).status());
  if (request.reason() == v1::Erasure::REASON_UNSPECIFIED ||
      !v1::Erasure::Reason_IsValid(request.reason())) {
    return InvalidField("reason",
                        "want one of the reasons, RETENTION_ENDED say");
  }
  v1::Erasure erasure;
  CASELENS_RETURN_IF_ERROR(ParseFiles(call, reader, request, erasure));
  erasure.set_name(absl::StrCat(request.parent(), "/", kErasures, "/",
                                call.environment->NewId()));
  erasure.set_site(request.site());
  erasure.set_reason(request.reason());
  erasure.set_state(v1::Erasure::REQUESTED);
  erasure.set_requester(call.caller.Get().name());
  *erasure.mutable_request_time() =
      TimeUtil::MicrosecondsToTimestamp(call.NowMicros());
  ResourceRow row = NewResource(call, kErasures, request.parent(),
                                erasure.name(), erasure.SerializeAsString());
  Render(std::move(erasure), row.version, response);
  return Plan{.change =
                  [change = call.NewChange(),
                   row = std::move(row)](Transaction& transaction) {
                    return InsertWithEvent(transaction, change, row);
                  },
              .after = nullptr};
}

absl::StatusOr<Plan> ErasureHandler::ApproveErasure(
    const Call& call, Reader& reader, const v1::ApproveErasureRequest& request,
    v1::Erasure& response) const {
  CASELENS_ASSIGN_OR_RETURN(StoredErasure stored,
                            FindErasure(call, reader, request.name()));
  CASELENS_RETURN_IF_ERROR(CheckEtag(request.etag(), stored.row.version));
  if (stored.erasure.state() != v1::Erasure::REQUESTED) {
    return WithReason(
        absl::FailedPreconditionError("the erasure was approved before"),
        "ERASURE_STATE");
  }
  stored.erasure.set_state(v1::Erasure::ERASING);
  stored.erasure.set_approver(call.caller.Get().name());
  *stored.erasure.mutable_approve_time() =
      TimeUtil::MicrosecondsToTimestamp(call.NowMicros());
  // Which files there are, and who coded them, is asked where nobody can begin
  // another coding meanwhile.
  return Plan{
      .change = [call, stored = std::move(stored),
                 &response](Transaction& transaction) mutable -> absl::Status {
        CASELENS_ASSIGN_OR_RETURN(
            const std::vector<std::string> files,
            FilesOf(transaction, call.scope, stored.erasure));
        CASELENS_RETURN_IF_ERROR(CheckMayApprove(
            transaction, call.scope, call.caller.Id(), stored.erasure, files));
        CASELENS_RETURN_IF_ERROR(
            EraseFiles(transaction, call, files, stored.erasure));
        CASELENS_RETURN_IF_ERROR(UpdateWithEvent(
            transaction, call, stored.row, stored.erasure.SerializeAsString()));
        Render(std::move(stored.erasure), stored.row.version + 1, response);
        return absl::OkStatus();
      },
      .after = [this] { eraser_.Wake(); }};
}

absl::Status ErasureHandler::GetErasure(const Call& call, Reader& reader,
                                        const v1::GetErasureRequest& request,
                                        v1::Erasure& response) const {
  CASELENS_ASSIGN_OR_RETURN(StoredErasure stored,
                            FindErasure(call, reader, request.name()));
  Render(std::move(stored.erasure), stored.row.version, response);
  return absl::OkStatus();
}

absl::Status ErasureHandler::ListErasures(
    const Call& call, Reader& reader, const v1::ListErasuresRequest& request,
    v1::ListErasuresResponse& response) const {
  CASELENS_RETURN_IF_ERROR(
      ParseName("parent", request.parent(), "studies/{study}").status());
  CASELENS_ASSIGN_OR_RETURN(
      *response.mutable_next_page_token(),
      AddPage(reader, kErasures, request.parent(), request,
              [&](const ResourceRow& row) -> absl::StatusOr<bool> {
                CASELENS_ASSIGN_OR_RETURN(StoredErasure stored,
                                          ParseErasureRow(row));
                if (!Covers(call.scope, stored.erasure)) return false;
                stored.erasure.clear_case_files();
                stored.erasure.clear_keys();
                stored.erasure.clear_certificate();
                Render(std::move(stored.erasure), row.version,
                       *response.add_erasures());
                return true;
              }));
  return absl::OkStatus();
}

}  // namespace caselens
