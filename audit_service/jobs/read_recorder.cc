#include "audit_service/jobs/read_recorder.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/util/time_util.h"

#include "audit_service/api/names.h"
#include "audit_service/limits.h"
#include "audit_service/workflow/resources.h"
#include "caselens/v1/history.pb.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

using google::protobuf::util::TimeUtil;

// The case file that a resource is or is about; "" if it is about none, or
// several.
absl::StatusOr<std::string> CaseFileOf(Reader& reader,
                                       const std::string& resource) {
  const std::vector<std::string> parts = absl::StrSplit(resource, '/');
  if (parts.size() != 4) return "";
  const auto file = [&](const std::string& id) {
    return absl::StrCat("studies/", parts[1], "/caseFiles/", id);
  };
  // An adjudication has the id of its file.
  if (parts[2] == "caseFiles" || parts[2] == "adjudications") {
    return file(parts[3]);
  }
  if (parts[2] != "codings") return "";
  const absl::StatusOr<CodingRow> coding =
      reader.GetCoding({.study = parts[1], .all_sites = true}, parts[3]);
  if (absl::IsNotFound(coding.status())) return "";  // erased since
  CASELENS_RETURN_IF_ERROR(coding.status());
  return file(coding->case_file);
}

}  // namespace

ReadRecorder::ReadRecorder(Store& store, const Environment& environment)
    : store_(store), environment_(environment), thread_([this] { Run(); }) {}

ReadRecorder::~ReadRecorder() {
  {
    const MutexLock lock(mu_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void ReadRecorder::Note(const Call& call, const std::string& resource) {
  const int64_t now_us = call.NowMicros();
  const Change change = call.NewChange();  // names the action as events do
  bool is_full = false;
  {
    const MutexLock lock(mu_);
    Add({change.study, change.actor, change.action, resource},
        {.count = 1, .first_us = now_us, .last_us = now_us});
    is_full = waiting_.size() == limits::kReadsOfABatch;
  }
  if (is_full) wake_.notify_one();
}

void ReadRecorder::Add(const Key& key, const Tally& tally) {
  const auto at = waiting_.find(key);
  if (at == waiting_.end()) {
    if (waiting_.size() < limits::kMaxReadsWaiting) {
      waiting_.emplace(key, tally);
    } else {
      lost_ += tally.count;
    }
    return;
  }
  at->second.count += tally.count;
  at->second.first_us = std::min(at->second.first_us, tally.first_us);
  at->second.last_us = std::max(at->second.last_us, tally.last_us);
}

absl::Status ReadRecorder::Flush() {
  const MutexLock one_at_a_time(flushing_);
  Tallies reads;
  {
    const MutexLock lock(mu_);
    reads.swap(waiting_);
  }
  if (reads.empty()) return absl::OkStatus();
  absl::Status stored = store_.WriteNow([&](Transaction& transaction) {
    return StoreBatches(transaction, reads);
  });
  if (!stored.ok()) {
    const MutexLock lock(mu_);
    for (const auto& [key, tally] : reads) Add(key, tally);
  }
  return stored;
}

// The keys begin with the study: those of one are side by side.
absl::Status ReadRecorder::StoreBatches(Transaction& transaction,
                                        const Tallies& reads) const {
  const Call call =
      Call::Internal(environment_, "record reads", v1::Principal());
  for (auto at = reads.begin(); at != reads.end();) {
    const std::string study = std::get<0>(at->first);
    v1::ReadBatch batch;
    for (; at != reads.end() && std::get<0>(at->first) == study; ++at) {
      const auto& [ignored, principal, action, resource] = at->first;
      v1::Read& read = *batch.add_reads();
      read.set_principal(absl::StrCat("principals/", principal));
      read.set_action(action);
      read.set_resource(resource);
      CASELENS_ASSIGN_OR_RETURN(*read.mutable_case_file(),
                                CaseFileOf(transaction, resource));
      read.set_count(at->second.count);
      *read.mutable_first_time() =
          TimeUtil::MicrosecondsToTimestamp(at->second.first_us);
      *read.mutable_last_time() =
          TimeUtil::MicrosecondsToTimestamp(at->second.last_us);
    }
    // Of no study in the history: that somebody reads while another codes a
    // file is not for those who list the events of the study.
    const std::string name = absl::StrCat(
        "studies/", study, "/", kReadsCollection, "/",
        absl::StrFormat("%016d", call.NowMicros()), "-", environment_.NewId());
    CASELENS_RETURN_IF_ERROR(InsertWithEvent(
        transaction, call.NewChange(),
        NewResource(call, kReadsCollection, absl::StrCat("studies/", study),
                    name, batch.SerializeAsString())));
  }
  return absl::OkStatus();
}

int64_t ReadRecorder::Waiting() const {
  const MutexLock lock(mu_);
  return static_cast<int64_t>(waiting_.size());
}

int64_t ReadRecorder::Lost() const {
  const MutexLock lock(mu_);
  return lost_;
}

void ReadRecorder::Run() {
  const auto between = absl::ToChronoMilliseconds(kBetweenBatches);
  bool stopping = false;
  while (!stopping) {
    {
      const MutexLock lock(mu_);
      if (!stopping_) wake_.wait_for(mu_.Native(), between);
      stopping = stopping_;
    }
    Flush().IgnoreError();  // what failed is still waiting
  }
}

}  // namespace caselens
