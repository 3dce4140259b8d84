#ifndef AUDIT_SERVICE_SEALING_ADOPTION_H_
#define AUDIT_SERVICE_SEALING_ADOPTION_H_

#include <string>
#include <vector>

#include "absl/status/status.h"

#include "audit_service/environment.h"
#include "storage/store.h"

namespace caselens {

// Seals what a database from before there were keys holds in the clear, with an
// event for each coding, and leaves no trace of it in the files. Answers kept
// for repeated requests are forgotten. What was cut short goes on with the next
// call; nothing is done where nothing is in the clear.
absl::Status SealStoredCodings(Store& store, const Environment& environment);

// Erases again what a restored backup brought back: files of these ids, whose
// keys were destroyed.
absl::Status EraseAgain(Store& store, const Environment& environment,
                        const std::vector<std::string>& case_files);

}  // namespace caselens

#endif  // AUDIT_SERVICE_SEALING_ADOPTION_H_
