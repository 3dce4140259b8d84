#include "audit_service/jobs/release_runner.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

#include "audit_service/api/names.h"
#include "audit_service/api/release_api.h"
#include "audit_service/api/release_snapshot_api.h"
#include "audit_service/api/release_table_api.h"
#include "audit_service/limits.h"
#include "audit_service/workflow/releases.h"
#include "audit_service/workflow/resources.h"
#include "typology/base/status_macros.h"
#include "typology/disclosure/pack.h"
#include "typology/disclosure/release.h"
#include "typology/disclosure/visibility.h"

namespace caselens {
namespace {

using Entry = v1::ReleaseLedgerEntry;
using Options = v1::ReleaseOptions;

constexpr unsigned kMostThreads = 2;

void Prove(const v1::ReleasedTables& tables, v1::Release& release) {
  release.set_state(v1::Release::PROVED);
  release.set_rules(disclosure::kDisclosureRules);
  release.set_digest(absl::BytesToHexString(DigestOf(TextOf(release, tables))));
  release.set_provenance(ProvenanceOf(release));
}

// The statements that a frozen snapshot has a variable for.
std::vector<disclosure::StatementDefinition> StatementsOf(
    const disclosure::Microdata& data) {
  std::vector<disclosure::StatementDefinition> statements;
  for (const disclosure::StatementDefinition& statement :
       disclosure::StandardStatements()) {
    if (std::any_of(data.variables.begin(), data.variables.end(),
                    [&](const disclosure::Variable& variable) {
                      return variable.name == statement.variable;
                    })) {
      statements.push_back(statement);
    }
  }
  return statements;
}

// An earlier release, and what it was made from.
struct Earlier {
  disclosure::Microdata data;
  disclosure::Release release;
};

}  // namespace

ReleaseRunner::ReleaseRunner(Store& store, const Environment& environment)
    : store_(store), environment_(environment), queue_(Kind()) {}

ReleaseRunner::Queue::Kind ReleaseRunner::Kind() {
  return {
      .singular = "release",
      .plural = "releases",
      .too_many = "TOO_MANY_RELEASES",
      .most_waiting = limits::kMaxReleasesWaiting,
      .most_watchers = limits::kMaxReleaseWatchers,
      .queued =
          [](const std::string& name) {
            v1::ReleaseProgress progress;
            progress.set_release(name);
            progress.set_state(v1::Release::QUEUED);
            return progress;
          },
      .load = [this](const std::string& name) -> absl::StatusOr<Queue::Stored> {
        CASELENS_ASSIGN_OR_RETURN(const v1::Release stored, Load(name));
        return Queue::Stored{.progress = RenderReleaseProgress(stored),
                             .done = IsDone(stored)};
      },
      .run = [this](const std::string& name) { return Run(name); },
      .fail =
          [this](const std::string& name, const absl::Status& why) {
            Save(name, [&](Transaction& /*transaction*/, const Call& /*call*/,
                           v1::Release& failed) {
              failed.set_state(v1::Release::FAILED);
              failed.set_failure(std::string(why.message()));
              *failed.mutable_end_time() = TimeOf(environment_);
              return absl::OkStatus();
            }).IgnoreError();
          }};
}

absl::Status ReleaseRunner::Start() {
  CASELENS_ASSIGN_OR_RETURN(const std::vector<std::string> waiting,
                            StoredJobs<v1::Release>(store_, kReleases));
  queue_.Start(waiting);
  return absl::OkStatus();
}

absl::Status ReleaseRunner::Run(const std::string& name) {
  CASELENS_ASSIGN_OR_RETURN(const v1::Release release, Load(name));
  if (IsDone(release)) return absl::OkStatus();
  if (release.state() == v1::Release::QUEUED) {
    CASELENS_RETURN_IF_ERROR(
        Save(name, [](Transaction& /*transaction*/, const Call& /*call*/,
                      v1::Release& begun) {
          begun.set_state(v1::Release::RUNNING);
          return absl::OkStatus();
        }));
  }
  CASELENS_ASSIGN_OR_RETURN(
      const v1::ReleaseSnapshot snapshot,
      LoadDocument<v1::ReleaseSnapshot>(SnapshotName(name)));
  const absl::StatusOr<Outcome> outcome =
      release.options().profile() == Options::PACK
          ? MakeStatements(release, snapshot)
          : MakeTables(release, snapshot);
  // Cut short: it begins again when the service is back.
  if (!queue_.GoesOn(name)) return absl::OkStatus();
  CASELENS_RETURN_IF_ERROR(outcome.status());
  return Save(
      name,
      [&](Transaction& transaction, const Call& call,
          v1::Release& done) -> absl::Status {
        *done.mutable_end_time() = TimeOf(environment_);
        const auto* const tables = std::get_if<v1::ReleasedTables>(&*outcome);
        if (tables == nullptr) {
          done.set_state(v1::Release::REFUSED);
          *done.mutable_refusal() = std::get<v1::Release::Refusal>(*outcome);
          Entry entry = NewLedgerEntry(call, done, Entry::REFUSED);
          entry.set_purpose(done.refusal().why());
          return AppendToLedger(transaction, call, std::move(entry));
        }
        Prove(*tables, done);
        CASELENS_RETURN_IF_ERROR(InsertWithEvent(
            transaction, call.NewChange(),
            NewResource(call, kReleasedTables, name, TablesName(name),
                        tables->SerializeAsString())));
        Entry entry = NewLedgerEntry(call, done, Entry::PROVED);
        RenderLedgerTables(done, *tables, entry);
        return AppendToLedger(transaction, call, std::move(entry));
      });
}

absl::StatusOr<ReleaseRunner::Outcome> ReleaseRunner::MakeTables(
    const v1::Release& release, const v1::ReleaseSnapshot& snapshot) {
  std::map<std::string, int> sites;
  const disclosure::Microdata data = ParseReleaseSnapshot(snapshot, sites);
  std::vector<Earlier> earlier;
  for (const std::string& name : release.earlier()) {
    CASELENS_ASSIGN_OR_RETURN(const v1::Release document, Load(name));
    CASELENS_ASSIGN_OR_RETURN(
        const v1::ReleaseSnapshot frozen,
        LoadDocument<v1::ReleaseSnapshot>(SnapshotName(name)));
    CASELENS_ASSIGN_OR_RETURN(
        const v1::ReleasedTables tables,
        LoadDocument<v1::ReleasedTables>(TablesName(name)));
    Earlier one{.data = ParseReleaseSnapshot(frozen, sites), .release = {}};
    CASELENS_ASSIGN_OR_RETURN(one.release,
                              ProvedRelease(document, one.data, tables));
    earlier.push_back(std::move(one));
  }
  disclosure::ReleaseRequest request{
      .profile = release.options().profile() == Options::REPORT
                     ? disclosure::ReleaseProfile::kReport
                     : disclosure::ReleaseProfile::kLive,
      .small_categories =
          release.options().small_categories() == Options::LEAVE_OUT_FILES
              ? disclosure::SmallCategories::kDropRecords
              : disclosure::SmallCategories::kOfferMerging,
      .key = KeyOf(snapshot)};
  CASELENS_ASSIGN_OR_RETURN(
      request.programme,
      ParseProgramme(data.variables, release.options().programme(),
                     data.Records()));
  for (const Earlier& one : earlier) {
    request.earlier.push_back({.release = &one.release, .data = &one.data});
  }
  const std::string name = release.name();
  request.gate.threads =
      std::clamp(std::thread::hardware_concurrency(), 1U, kMostThreads);
  request.gate.cancelled = [this, name] { return !queue_.GoesOn(name); };
  request.gate.progress = [this,
                           name](const disclosure::GateProgress& progress) {
    v1::ReleaseProgress message;
    message.set_release(name);
    message.set_state(v1::Release::RUNNING);
    message.set_attackers_done(static_cast<int>(progress.attackers_done));
    message.set_attackers(static_cast<int>(progress.attackers));
    message.set_windows_done(static_cast<int>(progress.windows_done));
    message.set_windows(static_cast<int>(progress.windows));
    queue_.Report(name, message);
  };
  CASELENS_ASSIGN_OR_RETURN(const disclosure::ReleaseOutcome made,
                            disclosure::MakeRelease(data, request));
  if (const auto* const refusal = std::get_if<disclosure::Refusal>(&made)) {
    return RenderRefusal(data.variables, *refusal);
  }
  return RenderReleasedTables(std::get<disclosure::Release>(made));
}

absl::StatusOr<ReleaseRunner::Outcome> ReleaseRunner::MakeStatements(
    const v1::Release& release, const v1::ReleaseSnapshot& snapshot) {
  std::map<std::string, int> sites;
  const disclosure::Microdata data = ParseReleaseSnapshot(snapshot, sites);
  CASELENS_ASSIGN_OR_RETURN(disclosure::FindingsPack pack,
                            disclosure::MakePack(data, StatementsOf(data)));
  for (const std::string& name : release.earlier()) {
    if (!pack.refusal.empty()) break;
    CASELENS_ASSIGN_OR_RETURN(
        const v1::ReleaseSnapshot frozen,
        LoadDocument<v1::ReleaseSnapshot>(SnapshotName(name)));
    pack.refusal =
        disclosure::ChangeRefusal(ParseReleaseSnapshot(frozen, sites), data);
  }
  if (!pack.refusal.empty()) {
    v1::Release::Refusal refusal;
    refusal.set_why(pack.refusal);
    return refusal;
  }
  v1::ReleasedTables tables;
  *tables.mutable_pack() = RenderFindingsPack(pack);
  return tables;
}

absl::StatusOr<v1::Release> ReleaseRunner::Load(const std::string& name) {
  return LoadDocument<v1::Release>(name);
}

template <typename Message>
absl::StatusOr<Message> ReleaseRunner::LoadDocument(const std::string& name) {
  Message stored;
  CASELENS_RETURN_IF_ERROR(store_.Read([&](Reader& reader) -> absl::Status {
    CASELENS_ASSIGN_OR_RETURN(stored, GetDocument<Message>(reader, name));
    return absl::OkStatus();
  }));
  return stored;
}

Call ReleaseRunner::CallFor(const v1::Release& release) const {
  v1::Principal requester;
  requester.set_name(release.requester());
  Call call = Call::Internal(environment_, "ReleaseService/ProveRelease",
                             std::move(requester));
  call.scope.study = StudyOf(release.name());
  return call;
}

absl::Status ReleaseRunner::Save(
    const std::string& name,
    const std::function<absl::Status(Transaction&, const Call&, v1::Release&)>&
        advance) {
  return queue_.Save(store_, [&](Transaction& transaction) -> absl::Status {
    CASELENS_ASSIGN_OR_RETURN(const ResourceRow row,
                              transaction.GetResource(name));
    CASELENS_ASSIGN_OR_RETURN(StoredRelease stored, ParseReleaseRow(row));
    if (IsDone(stored.document)) return absl::OkStatus();
    const Call call = CallFor(stored.document);
    CASELENS_RETURN_IF_ERROR(advance(transaction, call, stored.document));
    return UpdateWithEvent(transaction, call, row,
                           stored.document.SerializeAsString());
  });
}

}  // namespace caselens
