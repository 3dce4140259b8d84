#ifndef AUDIT_SERVICE_ANONYMITY_KEPT_SPANS_H_
#define AUDIT_SERVICE_ANONYMITY_KEPT_SPANS_H_

#include <map>
#include <set>
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

// The words of a coding that wait for a second reader. They are known of what
// the coding holds `now`: of a text that it does not hold any more, as in an
// earlier submission, nobody can say that it was read.
class UnreadTexts {
 public:
  UnreadTexts(const std::vector<KeptSpanRow>& kept, const Document& now);

  // Leaves such texts out, and says where.
  void LeaveOutOf(v1::Document& shown) const;
  void LeaveOutOf(Document& shown) const;
  // Leaves out those alone that the coding does not hold any more.
  void LeaveOutChanged(Document& shown) const;

 private:
  bool Holds(const std::string& path, const std::string& text) const;

  std::map<std::string, std::string> now_;  // by path
  std::set<std::string> waiting_;           // paths
};

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
