#ifndef AUDIT_SERVICE_WORKFLOW_ADJUDICATION_H_
#define AUDIT_SERVICE_WORKFLOW_ADJUDICATION_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "audit_service/call.h"
#include "audit_service/workflow/catalogue.h"
#include "audit_service/workflow/coding_context.h"
#include "caselens/v1/adjudication.pb.h"
#include "storage/store.h"
#include "typology/double_coding/align.h"
#include "typology/double_coding/disagreements.h"
#include "typology/double_coding/settle.h"
#include "typology/template/document.h"

namespace caselens {

// One coder's side of a file.
struct CoderSide {
  CodingRow row;      // whole
  Document document;  // as last submitted blind, in the ids of A
  Document shown;     // the same without words that wait for a second reader
};

// A file between two coders and an adjudicator.
struct OpenAdjudication {
  CodingContext context;  // with the form of the codings' own revision
  CoderSide a;
  CoderSide b;
  IdMap ids_of_b;
  Disagreements found;
  v1::StoredAdjudication stored;
  ResourceRow row;  // version 0: nothing is stored yet

  std::string Name() const;
  // What is settled of what is found; the rest is of other submissions.
  std::vector<Resolution> Resolutions() const;
  int Unsettled() const;
  bool IsOutOfDate() const;
};

// The adjudication `name` of a request, for the caller. NOT_FOUND unless the
// file has two comparable codings that the caller may adjudicate: somebody who
// ever had the file to code may not. FAILED_PRECONDITION until both are
// reviewed.
absl::StatusOr<OpenAdjudication> OpenForAdjudicator(Catalogue& catalogue,
                                                    const Call& call,
                                                    Reader& reader,
                                                    const std::string& name);

// Whether the third coding of a file settles what its two coders have submitted
// blind.
absl::StatusOr<bool> IsSettled(Reader& reader,
                               const std::vector<const CodingRow*>& coders);

// Whether the caller ever had the file to code.
absl::StatusOr<bool> HasCoded(const Call& call, Reader& reader,
                              const std::string& case_file);

void RenderAdjudication(const OpenAdjudication& adjudication,
                        v1::Adjudication& message);

// `request` taken into `adjudication`. INVALID_ARGUMENT names
// `resolutions[i]`.
absl::Status TakeResolutions(const v1::ResolveDisagreementsRequest& request,
                             OpenAdjudication& adjudication);

// The third coding's document; INVALID_ARGUMENT with what is missing,
// FAILED_PRECONDITION while items are not settled.
absl::StatusOr<Document> SettledDocument(const OpenAdjudication& adjudication);

}  // namespace caselens

#endif  // AUDIT_SERVICE_WORKFLOW_ADJUDICATION_H_
