#ifndef AUDIT_SERVICE_API_DOCUMENT_API_H_
#define AUDIT_SERVICE_API_DOCUMENT_API_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "caselens/v1/document.pb.h"
#include "typology/template/document.h"

namespace caselens {

// Where a message comes from. A request cannot say that an answer was imported.
enum class DocumentOrigin { kRequest, kStore };

// A document and the fills that came with it, not yet applied.
struct ParsedDocument {
  Document document;
  std::vector<Fill> fills;
};

// Takes over what can be said without a template; whether it fits one is for
// CheckAnswers. Answers are sorted; those that hold nothing are left out, since
// that is how an answer is removed. Returns INVALID_ARGUMENT with the path of
// an unknown enum number: `document.answers[3].missing: ...`.
absl::StatusOr<ParsedDocument> ParseDocument(const v1::Document& proto,
                                             DocumentOrigin origin);

// The inverse; adds to `message`.
void RenderDocument(const Document& document, v1::Document& message);

// As a coding is stored: the bytes of a message. DATA_LOSS for others.
absl::StatusOr<Document> ParseStoredDocument(const std::string& bytes);
std::string SerializeDocument(const Document& document);

// One answer; `path` is where it stands in the request.
absl::StatusOr<Answer> ParseAnswer(const v1::Answer& proto,
                                   DocumentOrigin origin,
                                   absl::string_view path);
void RenderAnswer(const Answer& answer, v1::Answer& message);

}  // namespace caselens

#endif  // AUDIT_SERVICE_API_DOCUMENT_API_H_
