#ifndef TYPOLOGY_TEMPLATE_ASKED_H_
#define TYPOLOGY_TEMPLATE_ASKED_H_

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

#include "typology/template/answer_index.h"
#include "typology/template/document.h"
#include "typology/template/facts.h"
#include "typology/template/instances.h"
#include "typology/template/revision.h"

namespace caselens {

// What is asked of one document, for whoever asks of many fields. Keeps
// references to what it is given, which must not change meanwhile.
class AskedFields {
 public:
  AskedFields(const Form& form, const Document& document, const Facts& facts)
      : form_(form), answers_(document), facts_(facts) {}

  // As the function IsAsked.
  bool IsAsked(const Field& field, absl::string_view instance) const;

 private:
  bool Holds(const ConditionTest& test, absl::string_view instance) const;
  bool Matches(const ConditionTest& test, const Field& field,
               const Answer& answer) const;

  const Form& form_;
  const AnswerIndex answers_;
  const Facts& facts_;
};

// True if a field of `form.revision` is asked of an instance: the study asks
// the field, the field is of a kind that a person answers, and its condition
// holds. A condition does not see answers to what is not asked itself.
bool IsAsked(const Form& form, const Document& document, const Facts& facts,
             const Field& field, absl::string_view instance);

// One question and its answer so far (null: none). Points into the revision
// and the document.
struct AskedItem {
  const Field* field = nullptr;
  std::string instance;
  const Answer* answer = nullptr;
};

// Every question of a stage in the order in which a person works: section by
// section; neighbouring fields of one level are asked together, instance by
// instance.
std::vector<AskedItem> AskedItems(const Form& form, const Document& document,
                                  const Facts& facts, Stage stage);

// Those of the questions that must still be answered.
std::vector<AskedItem> Unanswered(const Form& form, const Document& document,
                                  const Facts& facts, Stage stage);

}  // namespace caselens

#endif  // TYPOLOGY_TEMPLATE_ASKED_H_
