#include "typology/disclosure/release.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"

#include "typology/base/status_macros.h"
#include "typology/disclosure/coarser.h"
#include "typology/disclosure/joint.h"
#include "typology/disclosure/visibility.h"

namespace caselens::disclosure {
namespace {

// A programme without the groupings of what earlier releases declared.
Programme OwnPart(Programme programme, size_t own) {
  programme.groupings.resize(own);
  return programme;
}

// The making of one release. Of `data`, the first `own` variables are those of
// the release; the others are of earlier ones.
class Maker {
 public:
  Maker(const Microdata& data, size_t own, const ReleaseRequest& request)
      : data_(data),
        own_(own),
        request_(request),
        bands_(BandsOf(data.variables, request.programme.groupings)),
        scope_(ScopeOf(data)) {}

  absl::StatusOr<ReleaseOutcome> Make() {
    if (std::string why = RefusalOfScope(); !why.empty()) {
      return Refusal{.why = std::move(why)};
    }
    Redaction redaction = ChooseBase();
    if (!redaction.refusal.empty()) {
      return Refusal{.why = redaction.refusal, .merges = redaction.offers};
    }
    MakeTables(redaction);
    return Prove(std::move(redaction));
  }

 private:
  std::string RefusalOfScope() const {
    std::string why = PoolingRefusal(data_);
    for (const EarlierRelease& earlier : request_.earlier) {
      if (!why.empty()) break;
      why = ChangeRefusal(*earlier.data, data_);
    }
    return why;
  }

  // Profile `live` has the whole scope for its base and no exact table.
  Redaction ChooseBase() const {
    std::vector<RecordState> scope(data_.Records(), RecordState::kBase);
    std::vector<TableForm> forms(data_.variables.size(),
                                 request_.profile == ReleaseProfile::kReport
                                     ? TableForm::kExact
                                     : TableForm::kRounded);
    std::fill(forms.begin() + static_cast<ptrdiff_t>(own_), forms.end(),
              TableForm::kRounded);
    while (true) {
      Redaction redaction = RedactBase(data_, request_.programme, scope, forms,
                                       scope_, request_.small_categories);
      // Each turn rounds a table more, or is the last.
      if (!redaction.refusal.empty() || !RoundChanged(redaction)) {
        return redaction;
      }
      forms = redaction.forms;
    }
  }

  // Rounds exact tables that would tell a small change; true if any.
  bool RoundChanged(Redaction& redaction) const {
    bool rounded = false;
    for (size_t v = 0; v < redaction.forms.size(); ++v) {
      if (redaction.forms[v] == TableForm::kRounded) continue;
      const int variable = static_cast<int>(v);
      const CountTable now = Count({variable}, redaction.states);
      for (const EarlierRelease& earlier : request_.earlier) {
        if (TellsChange(earlier, variable, now)) {
          redaction.forms[v] = TableForm::kRounded;
          rounded = true;
          break;
        }
      }
    }
    return rounded;
  }

  bool TellsChange(const EarlierRelease& earlier, int variable,
                   const CountTable& now) const {
    const Programme& programme = earlier.release->programme;
    const auto it = std::find(programme.tables.begin(), programme.tables.end(),
                              TableKey{variable});
    if (it == programme.tables.end()) return false;
    if (!SameSites(*earlier.data, data_)) return true;
    const PublishedTable& before =
        earlier.release->tables[it - programme.tables.begin()];
    if (before.form == TableForm::kRounded) return false;
    return programme.groupings[variable] !=
               request_.programme.groupings[variable] ||
           !StaysExact(before, now);
  }

  CountTable Count(const TableKey& key,
                   const std::vector<RecordState>& states) const {
    return CountRecords(data_, bands_, key, [&](size_t r) {
      return states[r] == RecordState::kBase;
    });
  }

  void MakeTables(const Redaction& redaction) {
    for (const TableKey& key : request_.programme.tables) {
      counts_.push_back(Count(key, redaction.states));
      const bool exact =
          key.size() == 1 && redaction.forms[key.front()] == TableForm::kExact;
      tables_.push_back(
          exact ? ExactTable(CountRecords(data_, bands_, key,
                                          [](size_t) { return true; }),
                             counts_.back())
                : RoundTable(counts_.back(), data_.variables, bands_, scope_));
    }
  }

  absl::StatusOr<ReleaseOutcome> Prove(Redaction redaction) {
    std::vector<ReleaseView> views = {
        {.data = &data_,
         .bands = bands_,
         .states = redaction.states,
         .tables = std::move(tables_),
         .size_known = request_.profile == ReleaseProfile::kLive}};
    for (const EarlierRelease& earlier : request_.earlier) {
      const Release& release = *earlier.release;
      views.push_back(
          {.data = earlier.data,
           .bands = BandsOf(release.variables, release.programme.groupings),
           .states = release.states,
           .tables = release.tables,
           .size_known = release.profile == ReleaseProfile::kLive});
    }
    const std::vector<int> insiders =
        scope_ == SiteScope::kPooled ? SitesOf(data_) : std::vector<int>();
    CASELENS_ASSIGN_OR_RETURN(
        GateResult gate,
        RunGate(views, counts_, scope_, insiders, request_.key, request_.gate));
    if (!gate.open.empty()) return RefusalOf(gate);
    return Release{
        .profile = request_.profile,
        .variables = {data_.variables.begin(),
                      data_.variables.begin() + static_cast<ptrdiff_t>(own_)},
        .programme = OwnPart(request_.programme, own_),
        .tables = std::move(views[0].tables),
        .states = std::move(redaction.states),
        .proofs = std::move(gate.proofs)};
  }

  static Refusal RefusalOf(const GateResult& gate) {
    std::set<TableKey> tables;
    for (const GroupProof& proof : gate.open) tables.insert(proof.group.key);
    return {.why =
                "small groups could be worked out from these tables, "
                "whatever is hidden",
            .tables = {tables.begin(), tables.end()}};
  }

  const Microdata& data_;
  size_t own_;
  const ReleaseRequest& request_;
  Bands bands_;
  SiteScope scope_;
  std::vector<CountTable> counts_;
  std::vector<PublishedTable> tables_;
};

absl::Status CheckEarlier(const ReleaseRequest& request) {
  for (const EarlierRelease& earlier : request.earlier) {
    if (earlier.release == nullptr || earlier.data == nullptr ||
        earlier.data->variables != earlier.release->variables ||
        earlier.release->states.size() != earlier.data->Records()) {
      return absl::InvalidArgumentError(
          "earlier: want releases, each with the data that it was made from");
    }
  }
  return absl::OkStatus();
}

// The first coarser programme that passes.
absl::Status OfferCoarser(const Microdata& data, size_t own,
                          const ReleaseRequest& request, Refusal& refusal) {
  for (Programme& programme :
       CoarserProgrammes(data.variables, request.programme, refusal.tables)) {
    ReleaseRequest coarser = request;
    coarser.programme = std::move(programme);
    CASELENS_ASSIGN_OR_RETURN(const ReleaseOutcome outcome,
                              Maker(data, own, coarser).Make());
    if (std::holds_alternative<Release>(outcome)) {
      refusal.coarser = OwnPart(std::move(coarser.programme), own);
      return absl::OkStatus();
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ReleaseOutcome> MakeRelease(const Microdata& data,
                                           const ReleaseRequest& request) {
  CASELENS_RETURN_IF_ERROR(CheckMicrodata(data));
  CASELENS_RETURN_IF_ERROR(CheckProgramme(data.variables, request.programme));
  CASELENS_RETURN_IF_ERROR(CheckEarlier(request));
  const JointReleases joint = JoinReleases(data, request.earlier);
  const size_t own = data.variables.size();
  ReleaseRequest wide = request;
  wide.programme.groupings.resize(joint.data.variables.size(),
                                  kDeclaredCategories);
  for (size_t i = 0; i < wide.earlier.size(); ++i) {
    wide.earlier[i] = {&joint.earlier[i], &joint.earlier_data[i]};
  }
  CASELENS_ASSIGN_OR_RETURN(ReleaseOutcome outcome,
                            Maker(joint.data, own, wide).Make());
  if (auto* refusal = std::get_if<Refusal>(&outcome);
      refusal != nullptr && !refusal->tables.empty()) {
    CASELENS_RETURN_IF_ERROR(OfferCoarser(joint.data, own, wide, *refusal));
    // Of a table that an earlier release alone has nothing can be asked again.
    std::erase_if(refusal->tables, [&](const TableKey& key) {
      return key.back() >= static_cast<int>(own);
    });
  }
  return outcome;
}

}  // namespace caselens::disclosure
