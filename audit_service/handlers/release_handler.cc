#include "audit_service/handlers/release_handler.h"

#include <cstring>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/time_util.h"

#include "audit_service/api/errors.h"
#include "audit_service/api/names.h"
#include "audit_service/api/release_api.h"
#include "audit_service/api/release_snapshot_api.h"
#include "audit_service/api/release_table_api.h"
#include "audit_service/limits.h"
#include "audit_service/workflow/releases.h"
#include "audit_service/workflow/resources.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

using Entry = v1::ReleaseLedgerEntry;
using Options = v1::ReleaseOptions;

absl::Status StateError(absl::string_view wanted) {
  return WithReason(absl::FailedPreconditionError(wanted), "RELEASE_STATE");
}

// The sites asked for; for none, all at which the caller is study steward.
absl::StatusOr<std::vector<SiteOfRelease>> ChosenSites(
    const Call& call, const CountedStudy& study, const Options& options) {
  std::vector<std::string> ids(options.sites().begin(), options.sites().end());
  for (size_t i = 0; i < ids.size(); ++i) {
    if (!study.sites.contains(ids[i]) || !call.scope.Covers(ids[i]) ||
        absl::c_count(ids, ids[i]) > 1) {
      return InvalidField(absl::StrCat("options.sites[", i, "]"),
                          "want a site of the study that your role covers, "
                          "once");
    }
  }
  std::vector<SiteOfRelease> sites;
  for (const auto& [id, site] : study.sites) {
    if (!call.scope.Covers(id)) continue;
    if (!ids.empty() && !absl::c_linear_search(ids, id)) continue;
    sites.push_back({.id = id,
                     .nation = v1::Site::Nation_Name(site.document.nation()),
                     .class_model = LastId(site.document.class_model()),
                     .factors = {site.factors.begin(), site.factors.end()}});
  }
  if (!sites.empty()) return sites;
  return InvalidField("options.sites", "want a site: the study has none yet");
}

disclosure::ReleaseKey NewKey(const Environment& environment) {
  disclosure::ReleaseKey key = {};
  const std::string bytes = environment.random_bytes(sizeof(key));
  std::memcpy(key.data(), bytes.data(), sizeof(key));
  return key;
}

absl::StatusOr<v1::ReleasedTables> TablesOf(Reader& reader,
                                            const v1::Release& release) {
  const bool proved = release.state() == v1::Release::PROVED ||
                      release.state() == v1::Release::APPROVED;
  if (!proved) return StateError("want a release that is PROVED or APPROVED");
  return GetDocument<v1::ReleasedTables>(reader, TablesName(release.name()));
}

// What the caller may decide about: a PROVED release, as it is now.
absl::StatusOr<StoredRelease> ToDecide(const Call& call, Reader& reader,
                                       const std::string& name) {
  CASELENS_ASSIGN_OR_RETURN(StoredRelease stored,
                            GetVisibleRelease(call, reader, name));
  if (!IsSteward(call.caller, stored.document)) return Denied();
  if (stored.document.state() != v1::Release::PROVED) {
    return StateError("want a release that is PROVED");
  }
  return stored;
}

absl::Status CheckMayApprove(const Call& call, const v1::Release& release) {
  const std::string& caller = call.caller.Get().name();
  if (release.requester() == caller) {
    return WithReason(
        absl::FailedPreconditionError(
            "you asked for this release; somebody else has to approve it"),
        "OWN_RELEASE");
  }
  const bool has = absl::c_any_of(release.approvals(),
                                  [&](const v1::Release::Approval& approval) {
                                    return approval.approver() == caller;
                                  });
  return has ? StateError("you have approved this release; want somebody else")
             : absl::OkStatus();
}

// Whatever was released since was not known to the proof.
absl::Status CheckUpToDate(Reader& reader, const v1::Release& release) {
  CASELENS_ASSIGN_OR_RETURN(
      const std::vector<std::string> earlier,
      EarlierReleases(reader, absl::StrCat("studies/", StudyOf(release.name())),
                      release.options()));
  if (absl::c_equal(earlier, release.earlier())) return absl::OkStatus();
  return WithReason(
      absl::FailedPreconditionError(
          "another release was approved since this one was frozen; ask for "
          "this one again"),
      "RELEASE_OUTDATED");
}

absl::Status SaveDecision(Transaction& transaction, const Call& call,
                          const StoredRelease& stored, Entry entry) {
  CASELENS_RETURN_IF_ERROR(UpdateWithEvent(
      transaction, call, stored.row, stored.document.SerializeAsString()));
  return AppendToLedger(transaction, call, std::move(entry));
}

}  // namespace

absl::StatusOr<Plan> ReleaseHandler::CreateRelease(
    const Call& call, Reader& reader, const v1::CreateReleaseRequest& request,
    v1::Release& response) const {
  CASELENS_RETURN_IF_ERROR(
      ParseName("parent", request.parent(), "studies/{study}").status());
  CASELENS_ASSIGN_OR_RETURN(Options options,
                            CheckedReleaseOptions(request.options()));
  CASELENS_ASSIGN_OR_RETURN(std::shared_ptr<ReleaseRunner::Place> place,
                            runner_.Reserve());
  CASELENS_ASSIGN_OR_RETURN(const StudyCounts counts,
                            indexes_.ReadAll(reader, call.scope.study));
  CASELENS_ASSIGN_OR_RETURN(const std::vector<SiteOfRelease> sites,
                            ChosenSites(call, *counts.study, options));
  const auto universe = options.universe() == Options::RECORDS
                            ? tabulation::Universe::kRecords
                            : tabulation::Universe::kCodings;
  CASELENS_ASSIGN_OR_RETURN(const ReleaseData frozen,
                            FreezeFiles(options, counts.Of(universe), sites));
  if (frozen.data.Records() == 0) {
    return WithReason(
        absl::FailedPreconditionError(
            "options.sites: want sites with files of this universe"),
        "NOTHING_TO_RELEASE");
  }
  options.clear_sites();
  for (const SiteOfRelease& site : sites) options.add_sites(site.id);
  const v1::ReleaseSnapshot snapshot = RenderReleaseSnapshot(
      frozen, {options.sites().begin(), options.sites().end()},
      NewKey(*call.environment));
  if (options.profile() != Options::PACK) {
    CASELENS_ASSIGN_OR_RETURN(
        const disclosure::Programme programme,
        ParseProgramme(frozen.data.variables, options.programme(),
                       frozen.data.Records()));
    *options.mutable_programme() =
        RenderProgramme(frozen.data.variables, programme);
    RenderReleaseVariables(snapshot, programme, response);
  }
  response.set_name(absl::StrCat(request.parent(), "/", kReleases, "/",
                                 call.environment->NewId()));
  *response.mutable_options() = std::move(options);
  response.set_state(v1::Release::QUEUED);
  response.set_requester(call.caller.Get().name());
  response.set_simulated(counts.study->document.simulated());
  *response.mutable_create_time() =
      google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(
          call.NowMicros());
  const std::string name = response.name();
  ResourceRow files =
      NewResource(call, kReleaseSnapshots, name, SnapshotName(name),
                  snapshot.SerializeAsString());
  return Plan{
      .change = [call, files = std::move(files), parent = request.parent(),
                 &response](Transaction& transaction) -> absl::Status {
        CASELENS_ASSIGN_OR_RETURN(
            const std::vector<std::string> earlier,
            EarlierReleases(transaction, parent, response.options()));
        *response.mutable_earlier() = {earlier.begin(), earlier.end()};
        CASELENS_RETURN_IF_ERROR(
            InsertWithEvent(transaction, call.NewChange(), files));
        CASELENS_RETURN_IF_ERROR(InsertWithEvent(
            transaction, call.NewChange(),
            NewResource(call, kReleases, parent, response.name(),
                        response.SerializeAsString())));
        return AppendToLedger(transaction, call,
                              NewLedgerEntry(call, response, Entry::REQUESTED));
      },
      .after = [place = std::move(place), name] { place->Take(name); }};
}

absl::Status ReleaseHandler::GetRelease(const Call& call, Reader& reader,
                                        const v1::GetReleaseRequest& request,
                                        v1::Release& response) const {
  CASELENS_ASSIGN_OR_RETURN(StoredRelease stored,
                            GetVisibleRelease(call, reader, request.name()));
  response = RenderRelease(call.caller, std::move(stored.document));
  return absl::OkStatus();
}

absl::Status ReleaseHandler::ListReleases(
    const Call& call, Reader& reader, const v1::ListReleasesRequest& request,
    v1::ListReleasesResponse& response) const {
  CASELENS_RETURN_IF_ERROR(
      ParseName("parent", request.parent(), "studies/{study}").status());
  CASELENS_ASSIGN_OR_RETURN(
      *response.mutable_next_page_token(),
      AddPage(reader, kReleases, request.parent(), request,
              [&](const ResourceRow& row) -> absl::StatusOr<bool> {
                CASELENS_ASSIGN_OR_RETURN(StoredRelease stored,
                                          ParseReleaseRow(row));
                if (!MaySee(call.caller, stored.document)) return false;
                v1::Release& release = *response.add_releases();
                release =
                    RenderRelease(call.caller, std::move(stored.document));
                release.clear_variables();
                release.mutable_options()->clear_programme();
                return true;
              }));
  return absl::OkStatus();
}

absl::Status ReleaseHandler::WatchRelease(
    const Call& call, Reader& reader, const v1::WatchReleaseRequest& request,
    std::shared_ptr<Sink<v1::ReleaseProgress>> sink) const {
  CASELENS_RETURN_IF_ERROR(
      GetVisibleRelease(call, reader, request.name()).status());
  runner_.Watch(request.name(), std::move(sink));
  return absl::OkStatus();
}

absl::StatusOr<Plan> ReleaseHandler::ApproveRelease(
    const Call& call, Reader& reader, const v1::ApproveReleaseRequest& request,
    v1::Release& response) const {
  CASELENS_ASSIGN_OR_RETURN(const StoredRelease seen,
                            ToDecide(call, reader, request.name()));
  CASELENS_RETURN_IF_ERROR(CheckMayApprove(call, seen.document));
  CASELENS_ASSIGN_OR_RETURN(const v1::Release::Approval approval,
                            MakeApproval(call, reader, seen.document));
  return Plan{
      .change = [call, approval, name = request.name(),
                 &response](Transaction& transaction) -> absl::Status {
        CASELENS_ASSIGN_OR_RETURN(StoredRelease stored,
                                  ToDecide(call, transaction, name));
        CASELENS_RETURN_IF_ERROR(CheckMayApprove(call, stored.document));
        CASELENS_RETURN_IF_ERROR(CheckUpToDate(transaction, stored.document));
        *stored.document.add_approvals() = approval;
        const bool released = WaitsFor(stored.document).empty();
        if (released) {
          stored.document.set_state(v1::Release::APPROVED);
          *stored.document.mutable_release_time() = approval.time();
        }
        response = RenderRelease(call.caller, stored.document);
        Entry entry =
            NewLedgerEntry(call, stored.document,
                           released ? Entry::RELEASED : Entry::APPROVED);
        CASELENS_ASSIGN_OR_RETURN(
            const v1::ReleasedTables tables,
            GetDocument<v1::ReleasedTables>(transaction, TablesName(name)));
        RenderLedgerTables(stored.document, tables, entry);
        return SaveDecision(transaction, call, stored, std::move(entry));
      },
      .after = nullptr};
}

absl::StatusOr<Plan> ReleaseHandler::RejectRelease(
    const Call& call, Reader& reader, const v1::RejectReleaseRequest& request,
    v1::Release& response) const {
  CASELENS_RETURN_IF_ERROR(ToDecide(call, reader, request.name()).status());
  CASELENS_RETURN_IF_ERROR(
      CheckText("reason", request.reason(), limits::kMaxReasonCharacters));
  return Plan{
      .change = [call, name = request.name(), reason = request.reason(),
                 &response](Transaction& transaction) -> absl::Status {
        CASELENS_ASSIGN_OR_RETURN(StoredRelease stored,
                                  ToDecide(call, transaction, name));
        stored.document.set_state(v1::Release::REJECTED);
        response = RenderRelease(call.caller, stored.document);
        Entry entry = NewLedgerEntry(call, stored.document, Entry::REJECTED);
        entry.set_purpose(reason);
        return SaveDecision(transaction, call, stored, std::move(entry));
      },
      .after = nullptr};
}

absl::Status ReleaseHandler::QueryRelease(
    const Call& call, Reader& reader, const v1::QueryReleaseRequest& request,
    v1::ReleaseTable& response) const {
  CASELENS_ASSIGN_OR_RETURN(const StoredRelease stored,
                            GetVisibleRelease(call, reader, request.name()));
  if (stored.document.options().profile() == Options::PACK) {
    return StateError("want a release of tables; this one is a PACK");
  }
  CASELENS_ASSIGN_OR_RETURN(const disclosure::TableQuery query,
                            ParseQuery(stored.document, request));
  CASELENS_ASSIGN_OR_RETURN(const v1::ReleasedTables tables,
                            TablesOf(reader, stored.document));
  const absl::StatusOr<disclosure::Answer> answer =
      Lookup(ReadableRelease(stored.document, tables), query);
  if (absl::IsInvalidArgument(answer.status())) {
    return InvalidField("dimensions", answer.status().message());
  }
  if (absl::IsNotFound(answer.status())) {
    return WithReason(answer.status(), "NO_SUCH_TABLE");
  }
  CASELENS_RETURN_IF_ERROR(answer.status());
  response = RenderReleaseTable(stored.document, *answer);
  return absl::OkStatus();
}

absl::Status ReleaseHandler::GetFindingsPack(
    const Call& call, Reader& reader, const v1::GetFindingsPackRequest& request,
    v1::FindingsPack& response) const {
  CASELENS_ASSIGN_OR_RETURN(const StoredRelease stored,
                            GetVisibleRelease(call, reader, request.name()));
  if (stored.document.options().profile() != Options::PACK) {
    return StateError("want a release of profile PACK");
  }
  CASELENS_ASSIGN_OR_RETURN(v1::ReleasedTables tables,
                            TablesOf(reader, stored.document));
  response = RenderReleasedPack(stored.document, tables);
  return absl::OkStatus();
}

absl::StatusOr<Plan> ReleaseHandler::ExportRelease(
    const Call& call, Reader& reader, const v1::ExportReleaseRequest& request,
    v1::ReleaseExport& response) const {
  CASELENS_ASSIGN_OR_RETURN(StoredRelease stored,
                            GetVisibleRelease(call, reader, request.name()));
  CASELENS_RETURN_IF_ERROR(
      CheckText("purpose", request.purpose(), limits::kMaxReasonCharacters));
  if (stored.document.state() != v1::Release::APPROVED) {
    return StateError("want a release that is APPROVED");
  }
  CASELENS_ASSIGN_OR_RETURN(const v1::ReleasedTables tables,
                            TablesOf(reader, stored.document));
  if (stored.document.options().profile() == Options::PACK) {
    *response.mutable_pack() = RenderReleasedPack(stored.document, tables);
  } else {
    CASELENS_ASSIGN_OR_RETURN(std::vector<v1::ReleaseTable> rendered,
                              RenderReleaseTables(stored.document, tables));
    for (v1::ReleaseTable& table : rendered) {
      *response.add_tables() = std::move(table);
    }
  }
  Entry entry = NewLedgerEntry(call, stored.document, Entry::EXPORTED);
  entry.set_purpose(request.purpose());
  RenderLedgerTables(stored.document, tables, entry);
  *response.mutable_release() =
      RenderRelease(call.caller, std::move(stored.document));
  return Plan{.change =
                  [call, entry = std::move(entry)](Transaction& transaction) {
                    return AppendToLedger(transaction, call, entry);
                  },
              .after = nullptr};
}

absl::Status ReleaseHandler::ListReleaseLedger(
    const Call& call, Reader& reader,
    const v1::ListReleaseLedgerRequest& request,
    v1::ListReleaseLedgerResponse& response) const {
  CASELENS_RETURN_IF_ERROR(
      ParseName("parent", request.parent(), "studies/{study}").status());
  if (!request.release().empty()) {
    CASELENS_RETURN_IF_ERROR(
        ParseName("release", request.release(), kReleasePattern).status());
  }
  CASELENS_ASSIGN_OR_RETURN(
      *response.mutable_next_page_token(),
      AddPage(reader, kReleaseLedger, request.parent(), request,
              [&](const ResourceRow& row) -> absl::StatusOr<bool> {
                CASELENS_ASSIGN_OR_RETURN(Entry entry,
                                          ParseDocument<Entry>(row));
                if (!Covers(call.scope, entry) ||
                    (!request.release().empty() &&
                     request.release() != entry.release()))
                  return false;
                *response.add_entries() = std::move(entry);
                return true;
              }));
  return absl::OkStatus();
}

}  // namespace caselens
