#ifndef AUDIT_SERVICE_WORKFLOW_AGREEMENT_TALLIES_H_
#define AUDIT_SERVICE_WORKFLOW_AGREEMENT_TALLIES_H_

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "audit_service/call.h"
#include "audit_service/workflow/catalogue.h"
#include "audit_service/workflow/double_codings.h"
#include "storage/store.h"
#include "typology/double_coding/study_tally.h"

namespace caselens {

// The files of two coders.
struct PairTally {
  std::vector<std::string> coders;  // principal ids, in order
  StudyTally tally{2};
};

// Everything that figures of agreement are made of. Grows with sites and pairs
// of coders, never with files.
struct AgreementTallies {
  std::vector<std::string> coders;  // principal ids, if they are the same ones
  StudyTally all;                   // in all files
  std::map<std::string, StudyTally> sites;
  std::vector<PairTally> pairs;  // in the order in which they were met
  SuggestionTally suggestion;
  DoubleCodingsLeftOut left_out;

  bool IsEmpty() const { return all.Files() == 0; }
  std::set<std::string> Sites() const;
};

// Two coders a file. A is the file's PRIMARY coder; with `coders` of the
// filter, who has the lesser id.
absl::StatusOr<AgreementTallies> TallyDoubleCodings(Catalogue& catalogue,
                                                    const Call& call,
                                                    Reader& reader,
                                                    DoubleCodingFilter filter);

// Any number of coders, of whom some or all code a file; no pairs.
absl::StatusOr<AgreementTallies> TallyCalibration(Catalogue& catalogue,
                                                  const Call& call,
                                                  Reader& reader,
                                                  DoubleCodingFilter filter);

}  // namespace caselens

#endif  // AUDIT_SERVICE_WORKFLOW_AGREEMENT_TALLIES_H_
