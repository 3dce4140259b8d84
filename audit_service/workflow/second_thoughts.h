#ifndef AUDIT_SERVICE_WORKFLOW_SECOND_THOUGHTS_H_
#define AUDIT_SERVICE_WORKFLOW_SECOND_THOUGHTS_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "audit_service/call.h"
#include "audit_service/workflow/catalogue.h"
#include "audit_service/workflow/open_coding.h"
#include "caselens/v1/coding.pb.h"
#include "storage/store.h"

namespace caselens {

// Reopening and withdrawal: who may, and what is kept.

// The coding `name` for whoever may have second thoughts of it: its auditor,
// and study stewards of its site who do not code the file. NOT_FOUND.
absl::StatusOr<OpenCoding> OpenToChange(Catalogue& catalogue, const Call& call,
                                        Reader& reader,
                                        const std::string& name);

// The change from `coding` to `next` by a second thought of `kind`: with what
// the coding held until then kept as a snapshot, and the reason stored and
// committed to. INVALID_ARGUMENT for the reason.
absl::StatusOr<Store::Change> ChangeMind(const Call& call, Reader& reader,
                                         const OpenCoding& coding,
                                         CodingRow next,
                                         v1::Coding::SecondThought::Kind kind,
                                         const std::string& reason);

// Adds the second thoughts of the coding to `message`.
absl::Status RenderSecondThoughts(Reader& reader, v1::Coding& message);

// The coding as it was at `version`: to others than its auditor only what they
// could read then. They may not read words of it that changed since (see
// UnreadTexts).
// INVALID_ARGUMENT unless it is the version of a second thought.
absl::StatusOr<Document> EarlierVersion(Reader& reader, const Call& call,
                                        const CodingRow& row, int64_t version);

}  // namespace caselens

#endif  // AUDIT_SERVICE_WORKFLOW_SECOND_THOUGHTS_H_
