#include "audit_service/jobs/eraser.h"

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "google/protobuf/util/time_util.h"

#include "audit_service/api/names.h"
#include "audit_service/call.h"
#include "audit_service/workflow/resources.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

constexpr absl::Duration kPause = absl::Seconds(10);

absl::StatusOr<std::vector<StoredErasure>> Unfinished(Reader& reader) {
  std::vector<StoredErasure> unfinished;
  CASELENS_RETURN_IF_ERROR(
      ForEachResource(reader, "studies", "", [&](const ResourceRow& study) {
        return ForEachResource(
            reader, kErasures, study.name,
            [&](const ResourceRow& row) -> absl::Status {
              CASELENS_ASSIGN_OR_RETURN(StoredErasure stored,
                                        ParseErasureRow(row));
              if (stored.erasure.state() == v1::Erasure::ERASING) {
                unfinished.push_back(std::move(stored));
              }
              return absl::OkStatus();
            });
      }));
  return unfinished;
}

}  // namespace

Eraser::Eraser(Store& store, const Environment& environment,
               const HistoryLog& log, KeyStore* keys)
    : store_(store),
      environment_(environment),
      log_(log),
      keys_(keys),
      thread_([this] { Run(); }) {}

void Eraser::Wake() {
  {
    const MutexLock lock(mutex_);
    wanted_ = true;
  }
  wake_.notify_one();
}

void Eraser::Stop() {
  {
    const MutexLock lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void Eraser::Run() {
  const auto has_work = [this]() ABSL_NO_THREAD_SAFETY_ANALYSIS {
    return wanted_ || stopping_;
  };
  const auto stops = [this]()
                         ABSL_NO_THREAD_SAFETY_ANALYSIS { return stopping_; };
  while (true) {
    {
      const MutexLock lock(mutex_);
      wake_.wait(mutex_.Native(), has_work);
      if (stopping_) return;
      wanted_ = false;
    }
    if (FinishAll().ok()) continue;
    const MutexLock lock(mutex_);
    wake_.wait_for(mutex_.Native(), absl::ToChronoSeconds(kPause), stops);
    wanted_ = true;
  }
}

absl::Status Eraser::FinishAll() {
  std::vector<StoredErasure> unfinished;
  CASELENS_RETURN_IF_ERROR(store_.Read([&](Reader& reader) -> absl::Status {
    CASELENS_ASSIGN_OR_RETURN(unfinished, Unfinished(reader));
    return absl::OkStatus();
  }));
  absl::Status all;
  for (StoredErasure& stored : unfinished) {
    all.Update(Finish(std::move(stored)));
  }
  return all;
}

absl::Status Eraser::DestroyKeys(const std::vector<std::string>& files,
                                 v1::Erasure& erasure) {
  // Answers that were given to several callers about several files go with the
  // key that they share.
  CASELENS_RETURN_IF_ERROR(
      store_.WriteNow([&](Transaction& transaction) -> absl::Status {
        if (keys_ != nullptr) CASELENS_RETURN_IF_ERROR(keys_->Destroy(files));
        return transaction.DeleteSharedReplies();
      }));
  erasure.clear_keys();
  if (keys_ == nullptr) return absl::OkStatus();
  const std::set<std::string> wanted(files.begin(), files.end());
  CASELENS_ASSIGN_OR_RETURN(const std::vector<DestroyedKey> destroyed,
                            keys_->Destroyed());
  const std::string study = StudyOf(erasure.name());
  for (const DestroyedKey& one : destroyed) {
    if (!wanted.contains(one.case_file)) continue;
    v1::Erasure::Key& key = *erasure.add_keys();
    key.set_case_file(
        absl::StrCat("studies/", study, "/caseFiles/", one.case_file));
    key.set_fingerprint(one.fingerprint);
  }
  return absl::OkStatus();
}

absl::Status Eraser::Finish(StoredErasure stored) {
  v1::Erasure& erasure = stored.erasure;
  std::vector<std::string> files;
  for (const std::string& name : erasure.case_files()) {
    files.push_back(LastId(name));
  }
  CASELENS_RETURN_IF_ERROR(DestroyKeys(files, erasure));
  CASELENS_RETURN_IF_ERROR(store_.Compact());
  Call call = Call::Internal(environment_, "certify erasure", v1::Principal());
  call.scope = {
      .study = StudyOf(erasure.name()), .all_sites = true, .sites = {}};
  *erasure.mutable_complete_time() =
      google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(
          call.NowMicros());
  std::string head;
  CASELENS_RETURN_IF_ERROR(store_.Read([&](Reader& reader) -> absl::Status {
    CASELENS_ASSIGN_OR_RETURN(head, reader.GetHead());
    return absl::OkStatus();
  }));
  erasure.set_state(v1::Erasure::COMPLETE);
  erasure.set_certificate(
      log_.Sign(CertificateText(log_.Verifier().Name(), erasure, head)));
  return store_.WriteNow([&](Transaction& transaction) {
    return UpdateWithEvent(transaction, call, stored.row,
                           erasure.SerializeAsString());
  });
}

}  // namespace caselens
