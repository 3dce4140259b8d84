#include "audit_service/workflow/rescan.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"

#include "audit_service/anonymity/kept_spans.h"
#include "audit_service/api/document_api.h"
#include "audit_service/api/names.h"
#include "audit_service/workflow/open_coding.h"
#include "audit_service/workflow/resources.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

constexpr int kBatch = 20;  // codings in one transaction
constexpr absl::Duration kPause = absl::Seconds(10);  // after an error

Scope WholeStudy(const std::string& study) {
  return {.study = study, .all_sites = true, .sites = {}};
}

}  // namespace

// What one step found. `state` is that after it.
struct Rescan::Batch {
  struct Found {
    CodingRow coding;
    std::vector<KeptSpanRow> kept;  // all of them, with the new ones
  };
  v1::DetectorScan state;
  bool is_first = false;
  std::vector<Found> found;
  int scanned = 0;
};

std::string DetectorScanName(const std::string& version) {
  return absl::StrCat("detectorScans/", version);
}

Rescan::Rescan(Store& store, const Environment& environment,
               const CodingTexts& texts, std::string version)
    : store_(store),
      environment_(environment),
      texts_(texts),
      version_(std::move(version)) {}

absl::StatusOr<bool> Rescan::Step() {
  Batch batch;
  CASELENS_RETURN_IF_ERROR(store_.Read([&](Reader& reader) -> absl::Status {
    CASELENS_ASSIGN_OR_RETURN(batch, Prepare(reader));
    return absl::OkStatus();
  }));
  if (batch.state.done() && batch.scanned == 0 && !batch.is_first) return false;
  CASELENS_RETURN_IF_ERROR(store_.WriteNow(
      [&](Transaction& transaction) { return Commit(transaction, batch); }));
  return !batch.state.done();
}

absl::StatusOr<Rescan::Batch> Rescan::Prepare(Reader& reader) const {
  Batch batch;
  const absl::StatusOr<ResourceRow> row =
      reader.GetResource(DetectorScanName(version_));
  batch.is_first = absl::IsNotFound(row.status());
  if (!batch.is_first) {
    CASELENS_RETURN_IF_ERROR(row.status());
    CASELENS_ASSIGN_OR_RETURN(batch.state,
                              ParseDocument<v1::DetectorScan>(*row));
  }
  if (batch.state.done()) return batch;
  batch.state.set_detectors_version(version_);
  CASELENS_ASSIGN_OR_RETURN(
      const std::vector<ResourceRow> studies,
      reader.ListResources("studies", "", {.after = {}, .limit = kWholeList}));
  for (const ResourceRow& study : studies) {
    const std::string id = LastId(study.name);
    if (id < batch.state.last_study()) continue;
    CASELENS_RETURN_IF_ERROR(ScanStudy(reader, id, batch));
    if (batch.scanned == kBatch) return batch;
  }
  batch.state.set_done(true);
  return batch;
}

absl::Status Rescan::ScanStudy(Reader& reader, const std::string& study,
                               Batch& batch) const {
  if (study != batch.state.last_study()) batch.state.clear_last_coding();
  batch.state.set_last_study(study);
  const Scope scope = WholeStudy(study);
  CASELENS_ASSIGN_OR_RETURN(
      const std::vector<CodingRow> rows,
      reader.ListCodings(scope, {},
                         {.after = batch.state.last_coding(),
                          .limit = kBatch - batch.scanned}));
  for (const CodingRow& listed : rows) {
    CASELENS_ASSIGN_OR_RETURN(CodingRow row,
                              reader.GetCoding(scope, listed.id));
    CASELENS_ASSIGN_OR_RETURN(std::vector<KeptSpanRow> kept,
                              KeptSpansOf(reader, scope, row.id));
    CASELENS_ASSIGN_OR_RETURN(const Document document,
                              ParseStoredDocument(row.document));
    std::vector<KeptSpanRow> unkept =
        texts_.FindUnkept(environment_, row, document, kept);
    batch.state.set_last_coding(row.id);
    batch.state.set_codings_scanned(batch.state.codings_scanned() + 1);
    ++batch.scanned;
    if (unkept.empty()) continue;
    batch.state.set_spans_quarantined(batch.state.spans_quarantined() +
                                      static_cast<int32_t>(unkept.size()));
    kept.insert(kept.end(), unkept.begin(), unkept.end());
    batch.found.push_back({std::move(row), std::move(kept)});
  }
  return absl::OkStatus();
}

absl::Status Rescan::Commit(Transaction& transaction,
                            const Batch& batch) const {
  const Call call =
      Call::Internal(environment_, "rescan texts", v1::Principal());
  for (const Batch::Found& found : batch.found) {
    const CodingRow& row = found.coding;
    const Scope scope = WholeStudy(row.study);
    CASELENS_ASSIGN_OR_RETURN(const CodingRow now,
                              transaction.GetCoding(scope, row.id));
    // A save in between was checked by the newest detectors.
    if (now.version != row.version) continue;
    CASELENS_RETURN_IF_ERROR(
        StoreKeptSpans(transaction, scope, row.id, found.kept));
    Change event = call.NewChange();
    event.study = row.study;
    event.case_file = row.case_file;
    event.resource = absl::StrCat("studies/", row.study, "/codings/", row.id);
    CASELENS_RETURN_IF_ERROR(Record(transaction, event));
  }
  ResourceRow state =
      NewResource(call, "detectorScans", "", DetectorScanName(version_),
                  batch.state.SerializeAsString());
  CASELENS_RETURN_IF_ERROR(batch.is_first ? transaction.InsertResource(state)
                                          : transaction.UpdateResource(state));
  Change event = call.NewChange();
  event.resource = state.name;
  event.after = {.salt = state.salt, .document = state.document};
  return Record(transaction, event);
}

BackgroundRescan::BackgroundRescan(Rescan rescan)
    : rescan_(std::move(rescan)), thread_([this] { Run(); }) {}

BackgroundRescan::~BackgroundRescan() {
  {
    const MutexLock lock(mu_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void BackgroundRescan::Run() {
  const auto stops = [this]()
                         ABSL_NO_THREAD_SAFETY_ANALYSIS { return stopping_; };
  while (true) {
    const absl::StatusOr<bool> more = rescan_.Step();
    if (more.ok() && !*more) return;
    const auto pause = more.ok() ? absl::ZeroDuration() : kPause;
    const MutexLock lock(mu_);
    wake_.wait_for(mu_.Native(), absl::ToChronoMilliseconds(pause), stops);
    if (stopping_) return;
  }
}

}  // namespace caselens
