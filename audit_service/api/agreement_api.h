#ifndef AUDIT_SERVICE_API_AGREEMENT_API_H_
#define AUDIT_SERVICE_API_AGREEMENT_API_H_

#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "caselens/v1/agreement.pb.h"
#include "caselens/v1/assignment.pb.h"
#include "typology/double_coding/disagreements.h"
#include "typology/double_coding/study_tally.h"
#include "typology/template/revision.h"

namespace caselens {

// Which fields a request asks for. Empty members do not filter.
struct FieldFilter {
  std::string section;
  std::string field;

  bool Wants(const Section& of, const Field& one) const;
  bool IsAll() const { return section.empty() && field.empty(); }
};

// INVALID_ARGUMENT naming `section` or `field` unless the revision compares it.
absl::StatusOr<FieldFilter> ParseFieldFilter(const Revision& revision,
                                             const std::string& section,
                                             const std::string& field);

using WaveMessages = google::protobuf::RepeatedField<int>;
// W1 and W2 if there are none.
absl::StatusOr<std::set<int>> ParseWaves(const WaveMessages& waves);

// Ids of none or two different principals.
absl::StatusOr<std::set<std::string>> ParseCoders(
    const google::protobuf::RepeatedPtrField<std::string>& coders);

// Figures of every field that is wanted, in the order of `revision`, with their
// sections, the lists (unless one field is asked for) and everything pooled.
absl::Status RenderTally(const Revision& revision, const FieldFilter& filter,
                         const StudyTally& tally, v1::AgreementReport& message);

// The fields that are wanted as one figure each.
absl::Status RenderPooled(const Revision& revision, const FieldFilter& filter,
                          const StudyTally& tally,
                          v1::PooledAgreement& message);

absl::Status RenderSuggestions(const SuggestionTally& tally,
                               v1::SuggestionAgreement& message);

// Those that are wanted.
void RenderDisagreements(const Revision& revision, const FieldFilter& filter,
                         const Disagreements& found,
                         v1::FileDisagreements& message);

}  // namespace caselens

#endif  // AUDIT_SERVICE_API_AGREEMENT_API_H_
