#include <algorithm>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "caselens/v1/erasure.pb.h"
#include "caselens/v1/release.pb.h"
#include "clients/cli/status_macros.h"
#include "clients/web/site.h"
#include "clients/web/text.h"

// What waits for a second person: releases to be shown, files to be erased.
namespace caselens::web {
namespace {

constexpr int kBadReason = 422;
constexpr int kDecidedAlready = 409;

Data Listed(const std::string& href, const std::string& text,
            const std::string& detail, const std::string& state) {
  Data item("href", href);
  item.set("text", text);
  item.set("detail", detail);
  item.set("state", state);
  return item;
}

std::string WhatIsApproved(const v1::Release& release) {
  return absl::StrCat(
      "Release ", LastPart(release.name()), ": ",
      Plain(v1::ReleaseOptions::Profile_Name(release.options().profile())),
      " of ",
      Plain(v1::ReleaseOptions::Universe_Name(release.options().universe())));
}

std::string WhatIsErased(const v1::Erasure& erasure) {
  return absl::StrCat(erasure.site(), ": ",
                      Plain(v1::Erasure::Reason_Name(erasure.reason())));
}

std::string Asked(const std::string& who,
                  const google::protobuf::Timestamp& when) {
  return absl::StrCat("Asked for by ", LastPart(who), " on ", TimeText(when));
}

absl::StatusOr<Response> ListApprovals(const Visit& visit) {
  v1::ListReleasesRequest of_releases;
  of_releases.set_parent(visit.Study());
  CLI_ASSIGN_OR_RETURN(const v1::ListReleasesResponse releases,
                       visit.session.CallAllPages(of_releases));
  v1::ListErasuresRequest of_erasures;
  of_erasures.set_parent(visit.Study());
  CLI_ASSIGN_OR_RETURN(const v1::ListErasuresResponse erasures,
                       visit.session.CallAllPages(of_erasures));
  Data waiting(Data::type::list);
  for (const v1::Release& release : releases.releases()) {
    if (release.state() != v1::Release::PROVED) continue;
    waiting.push_back(Listed(
        absl::StrCat("/", release.name(), "/approval"), WhatIsApproved(release),
        Asked(release.requester(), release.create_time()),
        absl::StrCat(release.approvals_size(), " approved")));
  }
  Data done(Data::type::list);
  for (const v1::Erasure& erasure : erasures.erasures()) {
    const bool is_asked = erasure.state() == v1::Erasure::REQUESTED;
    (is_asked ? waiting : done)
        .push_back(Listed(
            "/" + erasure.name(), "Erase files of " + WhatIsErased(erasure),
            Asked(erasure.requester(), erasure.request_time()),
            is_asked                                   ? "Not approved"
            : erasure.state() == v1::Erasure::COMPLETE ? "Erased"
                                                       : "Being erased"));
  }
  Data data("waiting", waiting);
  data.set("has_waiting", !waiting.is_empty_list());
  data.set("done", done);
  data.set("has_done", !done.is_empty_list());
  return ShowPage(visit, "approvals", "Waiting for approval", data);
}

Data ApprovalsOf(const v1::Release& release) {
  Data approvals(Data::type::list);
  for (const v1::Release::Approval& approval : release.approvals()) {
    approvals.push_back(Data(
        "text",
        absl::StrCat(
            LastPart(approval.approver()), ", ", TimeText(approval.time()),
            approval.coded_none() ? "; has coded none of the files" : "")));
  }
  return approvals;
}

absl::StatusOr<Response> ShowRelease(const Visit& visit,
                                     const std::string& error,
                                     const std::string& reason, int status) {
  v1::GetReleaseRequest request;
  request.set_name(visit.Named("releases"));
  CLI_ASSIGN_OR_RETURN(const v1::Release release, visit.session.Call(request));
  const std::string& me = visit.session.Principal().name();
  const bool is_open = release.state() == v1::Release::PROVED;
  const bool is_mine = release.requester() == me;
  const bool has_approved =
      std::any_of(release.approvals().begin(), release.approvals().end(),
                  [&](const v1::Release::Approval& approval) {
                    return approval.approver() == me;
                  });
  Data data("what", WhatIsApproved(release));
  data.set("state", Plain(v1::Release::State_Name(release.state())));
  data.set("sites", absl::StrJoin(release.options().sites(), ", "));
  data.set("asked", Asked(release.requester(), release.create_time()));
  data.set("approvals", ApprovalsOf(release));
  data.set("has_approvals", !release.approvals().empty());
  Data waits(Data::type::list);
  for (const std::string& wait : release.waits_for()) {
    waits.push_back(Data("text", wait));
  }
  data.set("waits", waits);
  data.set("has_waits", !waits.is_empty_list());
  const bool is_pack = release.options().profile() == v1::ReleaseOptions::PACK;
  const bool is_made = is_open || release.state() == v1::Release::APPROVED;
  SetText(data, "pack", is_pack ? "/" + release.name() : "");
  SetText(
      data, "tables",
      is_made && !is_pack ? absl::StrCat("/", release.name(), "/tables") : "");
  SetText(data, "provenance", release.provenance());
  SetText(data, "digest", release.digest());
  data.set("simulated", release.simulated());
  data.set("may_approve", is_open && !is_mine && !has_approved);
  data.set("is_mine", is_open && is_mine);
  data.set("may_reject", is_open);
  data.set("action", "/" + release.name());
  SetText(data, "reason", reason);
  SetError(error, status == kBadReason ? "reason" : "", data);
  return ShowPage(visit, "approval", "Approve a release", data, status);
}

absl::StatusOr<Response> ShowApproval(const Visit& visit) {
  return ShowRelease(visit, "", "", 200);
}

// To the page again, or with what the service says against it.
absl::StatusOr<Response> AfterDecision(const Visit& visit,
                                       const absl::Status& decided,
                                       const std::string& reason) {
  if (decided.ok()) {
    return SeeOther(absl::StrCat("/", visit.Named("releases"), "/approval"));
  }
  if (!absl::IsInvalidArgument(decided) &&
      !absl::IsFailedPrecondition(decided)) {
    return decided;
  }
  const bool is_bad = absl::IsInvalidArgument(decided);
  return ShowRelease(
      visit, absl::StrCat(is_bad ? "Reason: " : "", RefusalText(decided)),
      reason, is_bad ? kBadReason : kDecidedAlready);
}

absl::StatusOr<Response> Approve(const Visit& visit) {
  v1::ApproveReleaseRequest request;
  request.set_name(visit.Named("releases"));
  return AfterDecision(visit, visit.session.Call(request).status(), "");
}

absl::StatusOr<Response> Reject(const Visit& visit) {
  v1::RejectReleaseRequest request;
  request.set_name(visit.Named("releases"));
  request.set_reason(visit.request.form.Get("reason"));
  return AfterDecision(visit, visit.session.Call(request).status(),
                       request.reason());
}

absl::StatusOr<Response> ShowErasure(const Visit& visit,
                                     const std::string& error, int status) {
  v1::GetErasureRequest request;
  request.set_name(visit.Named("erasures"));
  CLI_ASSIGN_OR_RETURN(const v1::Erasure erasure, visit.session.Call(request));
  const bool is_asked = erasure.state() == v1::Erasure::REQUESTED;
  const bool is_mine = erasure.requester() == visit.session.Principal().name();
  Data files(Data::type::list);
  for (const std::string& file : erasure.case_files()) {
    files.push_back(Data("text", LastPart(file)));
  }
  Data data("what", WhatIsErased(erasure));
  data.set("whole_site", erasure.whole_site());
  data.set("files", files);
  data.set("has_files", !files.is_empty_list());
  data.set("asked", Asked(erasure.requester(), erasure.request_time()));
  SetText(data, "approved",
          erasure.approver().empty()
              ? ""
              : absl::StrCat("approved by ", LastPart(erasure.approver()),
                             " on ", TimeText(erasure.approve_time())));
  data.set("etag", erasure.etag());
  data.set("action", absl::StrCat("/", erasure.name(), "/approve"));
  data.set("may_approve", is_asked && !is_mine);
  data.set("is_mine", is_asked && is_mine);
  data.set("is_running", erasure.state() == v1::Erasure::ERASING);
  SetText(data, "certificate", erasure.certificate());
  SetError(error, "", data);
  return ShowPage(visit, "erasure", "Erase files", data, status);
}

absl::StatusOr<Response> ShowErasurePage(const Visit& visit) {
  return ShowErasure(visit, "", 200);
}

absl::StatusOr<Response> ApproveErasure(const Visit& visit) {
  v1::ApproveErasureRequest request;
  request.set_name(visit.Named("erasures"));
  request.set_etag(visit.request.form.Get("etag"));
  const absl::Status approved = visit.session.Call(request).status();
  if (absl::IsFailedPrecondition(approved)) {
    return ShowErasure(visit, std::string(approved.message()), kDecidedAlready);
  }
  CLI_RETURN_IF_ERROR(approved);
  return SeeOther("/" + request.name());
}

}  // namespace

std::vector<Route> ApprovalRoutes() {
  return {{"GET", "/studies/*/approvals", ListApprovals},
          {"GET", "/studies/*/releases/*/approval", ShowApproval},
          {"POST", "/studies/*/releases/*/approve", Approve},
          {"POST", "/studies/*/releases/*/reject", Reject},
          {"GET", "/studies/*/erasures/*", ShowErasurePage},
          {"POST", "/studies/*/erasures/*/approve", ApproveErasure}};
}

}  // namespace caselens::web
