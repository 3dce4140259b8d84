#include "audit_service/handlers/work_handler.h"

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "google/protobuf/util/time_util.h"

#include "audit_service/api/assignment_api.h"
#include "audit_service/api/coding_api.h"
#include "audit_service/api/errors.h"
#include "audit_service/api/names.h"
#include "audit_service/api/pages.h"
#include "audit_service/limits.h"
#include "audit_service/workflow/draft_progress.h"
#include "audit_service/workflow/open_coding.h"
#include "audit_service/workflow/progress.h"
#include "audit_service/workflow/sight.h"
#include "audit_service/workflow/work_queue.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

using google::protobuf::util::TimeUtil;

Page Everything() { return {.limit = kWholeList}; }

std::string Today(const Call& call) {
  return absl::FormatTime("%Y-%m-%d", call.now, absl::UTCTimeZone());
}

void RenderItem(const AssignmentRow& row, absl::string_view today,
                v1::WorkQueue::Item& item) {
  RenderAssignment(row, *item.mutable_assignment());
  item.set_state(static_cast<v1::Coding::State>(row.coding_state));
  item.set_overdue(IsOverdue(row, today));
  if (row.coding_update_us != 0) {
    *item.mutable_update_time() =
        TimeUtil::MicrosecondsToTimestamp(row.coding_update_us);
  }
}

absl::Status RenderResume(Catalogue& catalogue, const Call& call,
                          Reader& reader, v1::WorkQueue::Item& item) {
  CASELENS_ASSIGN_OR_RETURN(
      const OpenCoding coding,
      OpenOwn(catalogue, call, reader, item.assignment().coding()));
  const DraftProgress progress =
      MeasureDraft(coding.context.form, coding.document);
  item.set_unanswered(progress.unanswered);
  item.set_next_field(progress.next_field);
  item.set_next_instance(progress.next_instance);
  return absl::OkStatus();
}

// The assignments at the sites of the call that tell the caller nothing they
// are blind to, and how many files they code themselves and have not completed.
struct VisibleWork {
  std::vector<AssignmentRow> rows;
  int own_open_files = 0;
};

absl::StatusOr<VisibleWork> LoadVisibleWork(const Call& call, Reader& reader,
                                            const std::string& site) {
  const std::string caller = call.caller.Id();
  CASELENS_ASSIGN_OR_RETURN(const SightOf sight,
                            SightOf::Load(reader, call.scope.study, caller));
  VisibleWork work;
  CASELENS_ASSIGN_OR_RETURN(
      work.rows,
      reader.ListAssignments(call.scope, {.site = site}, Everything()));
  const auto first_hidden = std::remove_if(
      work.rows.begin(), work.rows.end(), [&](const AssignmentRow& row) {
        if (sight.At(row.case_file) == Sight::kOpen) return false;
        if (row.auditor != caller) return true;
        ++work.own_open_files;
        return false;
      });
  work.rows.erase(first_hidden, work.rows.end());
  return work;
}

void RenderAuditor(const std::string& id, const AuditorProgress& progress,
                   v1::ListProgressResponse::Auditor& message) {
  message.set_auditor(absl::StrCat("principals/", id));
  message.set_assigned(progress.Assigned());
  message.set_not_started(progress.not_started);
  message.set_in_draft(progress.in_draft);
  message.set_submitted(progress.submitted);
  message.set_complete(progress.complete);
  message.set_overdue(progress.overdue);
  if (progress.last_activity_us != 0) {
    *message.mutable_last_activity_time() =
        TimeUtil::MicrosecondsToTimestamp(progress.last_activity_us);
  }
}

void RenderProgress(const Progress& progress,
                    v1::ListProgressResponse& response) {
  for (const auto& [id, site] : progress.sites) {
    v1::ListProgressResponse::Site& message = *response.add_sites();
    message.set_site(id);
    for (const auto& [auditor, of_auditor] : site.auditors) {
      RenderAuditor(auditor, of_auditor, *message.add_auditors());
    }
    message.set_double_assigned(site.double_assigned);
    message.set_double_submitted(site.double_submitted);
  }
  const size_t shown =
      std::min(progress.abandoned.size(), limits::kMaxAbandonedDrafts);
  for (size_t i = 0; i < shown; ++i) {
    const AssignmentRow& row = progress.abandoned[i];
    v1::ListProgressResponse::AbandonedDraft& draft =
        *response.add_abandoned_drafts();
    RenderAssignment(row, *draft.mutable_assignment());
    *draft.mutable_update_time() =
        TimeUtil::MicrosecondsToTimestamp(row.coding_update_us);
  }
}

}  // namespace

absl::Status WorkHandler::GetWorkQueue(const Call& call, Reader& reader,
                                       const v1::GetWorkQueueRequest& request,
                                       v1::WorkQueue& response) const {
  CASELENS_RETURN_IF_ERROR(
      ParseName("parent", request.parent(), "studies/{study}").status());
  CASELENS_ASSIGN_OR_RETURN(const Page page,
                            ParsePage(request, limits::kMaxPageSize));
  CASELENS_ASSIGN_OR_RETURN(
      std::vector<AssignmentRow> rows,
      reader.ListAssignments(call.scope, {.auditor = call.caller.Id()},
                             Everything()));
  const std::string today = Today(call);
  const OrderedWork work = OrderWork(std::move(rows), today);
  response.set_done(work.done);
  response.set_in_progress(work.in_progress);
  response.set_to_do(work.to_do);
  response.set_overdue(work.overdue);
  auto next =
      std::upper_bound(work.items.begin(), work.items.end(), page.after,
                       [](const std::string& after, const WorkItem& item) {
                         return after < item.key;
                       });
  for (; next != work.items.end() && response.items_size() < page.limit;
       ++next) {
    v1::WorkQueue::Item& item = *response.add_items();
    RenderItem(next->row, today, item);
    if (WorkStateOf(next->row) == WorkState::kDraft &&
        response.items_size() <= limits::kResumedDrafts) {
      CASELENS_RETURN_IF_ERROR(RenderResume(catalogue_, call, reader, item));
    }
  }
  if (next != work.items.end()) {
    response.set_next_page_token(NextPageToken(request, std::prev(next)->key));
  }
  return absl::OkStatus();
}

absl::Status WorkHandler::ListProgress(
    const Call& call, Reader& reader, const v1::ListProgressRequest& request,
    v1::ListProgressResponse& response) const {
  CASELENS_RETURN_IF_ERROR(
      ParseName("parent", request.parent(), "studies/{study}").status());
  const int days = request.abandoned_after_days() == 0
                       ? limits::kDefaultAbandonedDays
                       : request.abandoned_after_days();
  if (days < 1 || days > limits::kMaxAbandonedDays) {
    return InvalidField(
        "abandoned_after_days",
        absl::StrCat("want 1 to ", limits::kMaxAbandonedDays, ", or 0 for ",
                     limits::kDefaultAbandonedDays));
  }
  CASELENS_ASSIGN_OR_RETURN(const VisibleWork work,
                            LoadVisibleWork(call, reader, request.site()));
  response.set_own_open_files(work.own_open_files);
  const int64_t idle_since_us =
      absl::ToUnixMicros(call.now - absl::Hours(24) * days);
  RenderProgress(MeasureProgress(work.rows, Today(call), idle_since_us),
                 response);
  return absl::OkStatus();
}

}  // namespace caselens
