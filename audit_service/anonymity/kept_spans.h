#ifndef AUDIT_SERVICE_ANONYMITY_KEPT_SPANS_H_
#define AUDIT_SERVICE_ANONYMITY_KEPT_SPANS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "caselens/v1/document.pb.h"
#include "storage/store.h"
#include "typology/template/document.h"

namespace caselens {

// The texts of a coding, and the spans in them that were kept.

// One text of a coding. `text` points into the document.
struct TextOfCoding {
  std::string path;  // document.answers[A.access_mode].paraphrase
  const std::string* text = nullptr;
};

// Every text of `document` that is not empty, in its order.
std::vector<TextOfCoding> TextsOf(const Document& document);
// The text at `path`; "" if there is none.
std::string TextAt(const Document& document, absl::string_view path);
// Puts `text` there, if there is one.
void SetText(Document& document, absl::string_view path,
             const std::string& text);
// Puts `replacement` in place of characters `start` to `end` of that text.
// FAILED_PRECONDITION if the text does not reach that far.
absl::Status ReplaceSpan(Document& document, const KeptSpanRow& span,
                         absl::string_view replacement);

// Whether the span waits for a second reader.
bool IsWaiting(const KeptSpanRow& row);

// Leaves out of `document` the texts in which one of `rows` waits.
void HideWaiting(const std::vector<KeptSpanRow>& rows, v1::Document& document);

// All kept spans of a coding.
absl::StatusOr<std::vector<KeptSpanRow>> KeptSpansOf(Reader& reader,
                                                     const Scope& scope,
                                                     absl::string_view coding);
// Stores `rows` as the kept spans of the coding. What a second reader decided
// meanwhile stays.
absl::Status StoreKeptSpans(Transaction& transaction, const Scope& scope,
                            absl::string_view coding,
                            std::vector<KeptSpanRow> rows);

}  // namespace caselens

#endif  // AUDIT_SERVICE_ANONYMITY_KEPT_SPANS_H_
