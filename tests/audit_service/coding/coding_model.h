#ifndef TESTS_AUDIT_SERVICE_CODING_CODING_MODEL_H_
#define TESTS_AUDIT_SERVICE_CODING_CODING_MODEL_H_

#include <cstdint>
#include <ostream>
#include <string>

#include <grpcpp/support/status_code_enum.h>

#include "caselens/v1/coding.pb.h"

namespace caselens {

// What somebody asks of a coding.
enum class Act {
  kSave,
  kSubmit,
  kReveal,
  kMatch,
  kReopenAnswers,
  kReopenMatch,
  kWithdraw,
};
inline constexpr int kActs = 7;

// One step: an act by the coding's auditor, or by a study steward, with the
// etag of what there is or with an older one.
struct Step {
  Act act = Act::kSave;
  bool by_steward = false;
  bool stale = false;
  int value = 0;  // of a save: which of two answers
  bool operator==(const Step&) const = default;
};

inline std::ostream& operator<<(std::ostream& out, const Step& step) {
  constexpr const char* kNames[] = {"save",    "submit",         "reveal",
                                    "match",   "reopen answers", "reopen match",
                                    "withdraw"};
  return out << kNames[static_cast<int>(step.act)] << ' ' << step.value
             << (step.by_steward ? " by steward" : "")
             << (step.stale ? " stale" : "");
}

// The state machine of a coding of a file with a class, as coding.proto tells
// it, in as few words as possible. The coding is complete from the start.
class CodingModel {
 public:
  v1::Coding::State state = v1::Coding::DRAFT;
  int reveals = 0;
  bool matched = false;
  int value = 0;        // answered now
  int submitted = 0;    // at the last submission
  int blind = 0;        // at the last submission before any reveal
  int64_t version = 2;  // started, then saved whole

  // What the service must answer; an accepted step is taken.
  grpc::StatusCode Take(const Step& step) {
    if (step.by_steward && !StewardMay(step.act)) {
      return grpc::StatusCode::PERMISSION_DENIED;
    }
    if (!Allowed(step.act)) return grpc::StatusCode::FAILED_PRECONDITION;
    if (step.stale && TakesEtag(step.act)) return grpc::StatusCode::ABORTED;
    Do(step);
    return grpc::StatusCode::OK;
  }

  bool IsOpen() const {
    return state == v1::Coding::DRAFT || state == v1::Coding::REOPENED;
  }
  // Whether an answer counts as changed after a reveal.
  bool IsUnblinded() const {
    return reveals > 0 && state != v1::Coding::DRAFT && value != blind;
  }

 private:
  static bool StewardMay(Act act) {
    return act == Act::kReopenAnswers || act == Act::kReopenMatch ||
           act == Act::kWithdraw;
  }
  static bool TakesEtag(Act act) { return act != Act::kReveal; }

  bool Allowed(Act act) const {
    switch (act) {
      case Act::kSave:
      case Act::kSubmit:
        return IsOpen();
      case Act::kReveal:
        return !IsOpen() && state != v1::Coding::WITHDRAWN;
      case Act::kMatch:
        return state == v1::Coding::CLASS_REVEALED;
      case Act::kReopenAnswers:
        return !IsOpen() && state != v1::Coding::WITHDRAWN;
      case Act::kReopenMatch:
        return state == v1::Coding::MATCHED || state == v1::Coding::COMPLETE;
      case Act::kWithdraw:
        return state != v1::Coding::WITHDRAWN;
    }
    return false;
  }

  void Do(const Step& step) {
    switch (step.act) {
      case Act::kSave:
        value = step.value;
        break;
      case Act::kSubmit:
        Submit();
        break;
      case Act::kReveal:
        if (!Reveal()) return;  // shows the newest again, changes nothing
        break;
      case Act::kMatch:
        state = v1::Coding::MATCHED;
        matched = true;
        break;
      case Act::kReopenAnswers:
        state = v1::Coding::REOPENED;
        break;
      case Act::kReopenMatch:
        state = v1::Coding::CLASS_REVEALED;
        matched = false;
        break;
      case Act::kWithdraw:
        if (state == v1::Coding::REOPENED) value = submitted;
        state = v1::Coding::WITHDRAWN;
        break;
    }
    ++version;
  }

  void Submit() {
    submitted = value;
    if (reveals == 0) blind = value;
    if (reveals == 0) {
      state = v1::Coding::SUBMITTED;
    } else if (matched) {
      state = reveals > 1 ? v1::Coding::COMPLETE : v1::Coding::MATCHED;
    } else {
      state = v1::Coding::CLASS_REVEALED;
    }
  }

  bool Reveal() {
    if (state == v1::Coding::SUBMITTED) {
      state = v1::Coding::CLASS_REVEALED;
      reveals = 1;
      return true;
    }
    if (state != v1::Coding::MATCHED) return false;
    state = v1::Coding::COMPLETE;
    reveals = 2;
    return true;
  }
};

}  // namespace caselens

#endif  // TESTS_AUDIT_SERVICE_CODING_CODING_MODEL_H_
