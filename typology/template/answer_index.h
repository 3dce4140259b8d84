#ifndef TYPOLOGY_TEMPLATE_ANSWER_INDEX_H_
#define TYPOLOGY_TEMPLATE_ANSWER_INDEX_H_

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

#include "typology/template/document.h"

namespace caselens {

// The answers of one document by field, for whoever asks much of it: a lookup
// takes O(log n) in the answers to one field, not in all. Building it is
// linear. Keeps references to the document, which must not change meanwhile.
class AnswerIndex {
 public:
  explicit AnswerIndex(const Document& document);

  // The answers to `field`, in the order of their instances.
  absl::Span<const Answer> To(absl::string_view field) const;
  // As the functions of Document with these names.
  const Answer* Find(absl::string_view field, absl::string_view instance) const;
  absl::Span<const Answer> FindInside(absl::string_view field,
                                      absl::string_view instance) const;
  absl::string_view Code(absl::string_view field,
                         absl::string_view instance) const;

 private:
  absl::flat_hash_map<absl::string_view, absl::Span<const Answer>> fields_;
};

// The answer for `instance` among the answers to one field, or null.
const Answer* FindAmong(absl::Span<const Answer> answers,
                        absl::string_view instance);

}  // namespace caselens

#endif  // TYPOLOGY_TEMPLATE_ANSWER_INDEX_H_
