#include "audit_service/workflow/releases.h"

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/util/time_util.h"

#include "audit_service/api/errors.h"
#include "audit_service/api/names.h"
#include "audit_service/limits.h"
#include "audit_service/workflow/resources.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

using Options = v1::ReleaseOptions;
using v1::Grant;

constexpr int kApprovals = 2;

google::protobuf::Timestamp CallTime(const Call& call) {
  return google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(
      call.NowMicros());
}

template <typename Sites>
bool CoversAll(const Scope& scope, const Sites& sites) {
  return absl::c_all_of(
      sites, [&](const std::string& site) { return scope.Covers(site); });
}

// A facilitator for this site by name, not for all of the study.
bool IsNamedFacilitator(const Caller& caller, const std::string& study,
                        const std::string& site) {
  return absl::c_any_of(caller.Get().grants(), [&](const Grant& grant) {
    return grant.role() == Grant::FACILITATOR &&
           grant.study() == absl::StrCat("studies/", study) &&
           grant.site() == site;
  });
}

bool IsReader(const Caller& caller, const v1::Release& release) {
  if (release.state() != v1::Release::APPROVED) return false;
  const std::string study = StudyOf(release.name());
  const auto& sites = release.options().sites();
  if (sites.size() > 1) {
    return caller.HasAny(study, {Grant::FACILITATOR, Grant::RESEARCHER});
  }
  return CoversAll(caller.ScopeOf(study, {Grant::RESEARCHER}), sites) ||
         IsNamedFacilitator(caller, study, sites.Get(0));
}

// Text of the letters a to p that sorts as the number does and that nobody
// takes for a number of somebody.
std::string InLetters(int64_t number) {
  std::string text(16, 'a');
  for (size_t i = text.size(); i-- > 0; number /= 16) {
    text[i] = static_cast<char>('a' + number % 16);
  }
  return text;
}

absl::StatusOr<bool> CodedNone(Reader& reader, const Call& call,
                               const v1::Release& release) {
  CASELENS_ASSIGN_OR_RETURN(
      const v1::ReleaseSnapshot snapshot,
      GetDocument<v1::ReleaseSnapshot>(reader, SnapshotName(release.name())));
  const std::set<uint64_t> files(snapshot.ids().begin(), snapshot.ids().end());
  const Scope everywhere{.study = StudyOf(release.name()), .all_sites = true};
  Page page{.after = "", .limit = limits::kMaxLongPageSize};
  while (true) {
    CASELENS_ASSIGN_OR_RETURN(
        const std::vector<CodingRow> codings,
        reader.ListCodings(everywhere, {.auditor = call.caller.Id()}, page));
    for (const CodingRow& coding : codings) {
      if (files.contains(ReleaseRecordId(coding.case_file))) return false;
    }
    if (static_cast<int>(codings.size()) < page.limit) return true;
    page.after = codings.back().id;
  }
}

// The words of typology for a field, as callers name it.
absl::Status AsOptionsError(const absl::Status& status) {
  if (!absl::IsInvalidArgument(status)) return status;
  const std::pair<std::string, std::string> parts =
      absl::StrSplit(std::string(status.message()), absl::MaxSplits(": ", 1));
  return InvalidField(absl::StrCat("options.", parts.first), parts.second);
}

bool SharesSite(const Options& options, const std::set<std::string>& sites) {
  return absl::c_any_of(options.sites(), [&](const std::string& site) {
    return sites.contains(site);
  });
}

}  // namespace

std::string SnapshotName(const std::string& release) {
  return absl::StrCat(release, "/snapshot");
}

std::string TablesName(const std::string& release) {
  return absl::StrCat(release, "/tables");
}

absl::StatusOr<StoredRelease> ParseReleaseRow(const ResourceRow& row) {
  StoredRelease stored{.row = row, .document = {}};
  CASELENS_ASSIGN_OR_RETURN(stored.document, ParseDocument<v1::Release>(row));
  return stored;
}

bool Covers(const Scope& scope, const v1::Release& release) {
  return CoversAll(scope, release.options().sites());
}

bool Covers(const Scope& scope, const v1::ReleaseLedgerEntry& entry) {
  return CoversAll(scope, entry.sites());
}

bool IsSteward(const Caller& caller, const v1::Release& release) {
  const std::string study = StudyOf(release.name());
  return Covers(caller.ScopeOf(study, {Grant::STUDY_STEWARD}), release) ||
         absl::c_any_of(release.options().sites(),
                        [&](const std::string& site) {
                          return caller.HasAt(Grant::SITE_STEWARD, study, site);
                        });
}

bool MaySee(const Caller& caller, const v1::Release& release) {
  return IsSteward(caller, release) || IsReader(caller, release);
}

absl::StatusOr<StoredRelease> GetVisibleRelease(const Call& call,
                                                Reader& reader,
                                                const std::string& name) {
  CASELENS_RETURN_IF_ERROR(ParseName("name", name, kReleasePattern).status());
  CASELENS_ASSIGN_OR_RETURN(const ResourceRow row,
                            Found(reader.GetResource(name), name));
  CASELENS_ASSIGN_OR_RETURN(StoredRelease stored, ParseReleaseRow(row));
  if (!MaySee(call.caller, stored.document)) return NotFound(name);
  return stored;
}

v1::Release RenderRelease(const Caller& caller, v1::Release document) {
  if (IsSteward(caller, document)) {
    for (std::string& one : WaitsFor(document)) {
      document.add_waits_for(std::move(one));
    }
    return document;
  }
  document.clear_requester();
  document.clear_approvals();
  document.clear_earlier();
  return document;
}

absl::StatusOr<ReleaseData> FreezeFiles(
    const Options& options, const tabulation::Snapshot& snapshot,
    const std::vector<SiteOfRelease>& sites) {
  if (options.profile() == Options::PACK) {
    CASELENS_ASSIGN_OR_RETURN(
        PackData pack,
        MakePackData(snapshot, sites, disclosure::StandardStatements()));
    ReleaseData frozen{.data = std::move(pack.data), .wording = {}};
    frozen.wording.resize(frozen.data.variables.size());
    return frozen;
  }
  const auto& names = options.programme().variables();
  absl::StatusOr<ReleaseData> frozen =
      MakeReleaseData(snapshot, sites, {names.begin(), names.end()});
  if (!frozen.ok()) return AsOptionsError(frozen.status());
  return frozen;
}

absl::StatusOr<std::vector<std::string>> EarlierReleases(
    Reader& reader, const std::string& study, const Options& options) {
  const bool pack = options.profile() == Options::PACK;
  std::vector<v1::Release> released;
  CASELENS_RETURN_IF_ERROR(ForEachResource(
      reader, kReleases, study, [&](const ResourceRow& row) -> absl::Status {
        CASELENS_ASSIGN_OR_RETURN(StoredRelease stored, ParseReleaseRow(row));
        const Options& other = stored.document.options();
        if (stored.document.state() == v1::Release::APPROVED &&
            other.universe() == options.universe() &&
            (other.profile() == Options::PACK) == pack) {
          released.push_back(std::move(stored.document));
        }
        return absl::OkStatus();
      }));
  std::set<std::string> sites(options.sites().begin(), options.sites().end());
  std::set<std::string> linked;
  for (size_t before = 0; before < sites.size();) {
    before = sites.size();
    for (const v1::Release& release : released) {
      if (!SharesSite(release.options(), sites)) continue;
      linked.insert(release.name());
      sites.insert(release.options().sites().begin(),
                   release.options().sites().end());
    }
  }
  return std::vector<std::string>(linked.begin(), linked.end());
}

absl::StatusOr<v1::Release::Approval> MakeApproval(const Call& call,
                                                   Reader& reader,
                                                   const v1::Release& release) {
  v1::Release::Approval approval;
  approval.set_approver(call.caller.Get().name());
  *approval.mutable_time() = CallTime(call);
  for (const std::string& site : release.options().sites()) {
    if (call.caller.HasAt(Grant::SITE_STEWARD, call.scope.study, site)) {
      approval.add_sites(site);
    }
  }
  CASELENS_ASSIGN_OR_RETURN(const bool coded_none,
                            CodedNone(reader, call, release));
  approval.set_coded_none(coded_none);
  return approval;
}

std::vector<std::string> WaitsFor(const v1::Release& release) {
  std::vector<std::string> waits;
  if (release.state() != v1::Release::PROVED) return waits;
  const int more = kApprovals - release.approvals_size();
  if (more > 0) {
    waits.push_back(more == 1 ? "one person more"
                              : absl::StrCat(more, " people"));
  }
  const auto& approvals = release.approvals();
  if (absl::c_none_of(approvals,
                      [](const auto& one) { return one.coded_none(); })) {
    waits.emplace_back("somebody who has coded none of its files");
  }
  const auto& sites = release.options().sites();
  for (const std::string& site : sites) {
    const bool approved = absl::c_any_of(approvals, [&](const auto& one) {
      return absl::c_linear_search(one.sites(), site);
    });
    if (sites.size() > 1 && !approved) {
      waits.push_back(absl::StrCat("the steward of ", site));
    }
  }
  return waits;
}

v1::ReleaseLedgerEntry NewLedgerEntry(const Call& call,
                                      const v1::Release& release,
                                      v1::ReleaseLedgerEntry::Action action) {
  v1::ReleaseLedgerEntry entry;
  entry.set_release(release.name());
  entry.set_action(action);
  entry.set_actor(call.caller.Get().name());
  *entry.mutable_time() = CallTime(call);
  entry.set_universe(release.options().universe());
  entry.set_profile(release.options().profile());
  *entry.mutable_sites() = release.options().sites();
  entry.set_rules(release.rules());
  entry.set_digest(release.digest());
  for (const v1::Release::Approval& approval : release.approvals()) {
    entry.add_approvers(approval.approver());
  }
  return entry;
}

absl::Status AppendToLedger(Transaction& transaction, const Call& call,
                            v1::ReleaseLedgerEntry entry) {
  const std::string study = absl::StrCat("studies/", StudyOf(entry.release()));
  int64_t place = call.NowMicros();
  std::string name;
  do {
    name = absl::StrCat(study, "/", kReleaseLedger, "/", InLetters(place++));
  } while (transaction.GetResource(name).ok());
  entry.set_name(name);
  return InsertWithEvent(transaction, call.NewChange(),
                         NewResource(call, kReleaseLedger, study, name,
                                     entry.SerializeAsString()));
}

}  // namespace caselens
