#ifndef TESTS_TYPOLOGY_FINDINGS_DOCUMENT_BUILDER_H_
#define TESTS_TYPOLOGY_FINDINGS_DOCUMENT_BUILDER_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"

#include "typology/template/document.h"

namespace caselens {

// Builds a coded document in a few words. `codes` is "A|B".
class DocumentBuilder {
 public:
  DocumentBuilder& Answer(absl::string_view field, absl::string_view instance,
                          absl::string_view codes) {
    caselens::Answer answer;
    answer.field = std::string(field);
    answer.instance = std::string(instance);
    answer.codes = absl::StrSplit(codes, '|');
    document_.Set(std::move(answer));
    return *this;
  }

  DocumentBuilder& NotAnswered(absl::string_view field,
                               absl::string_view instance, Missing missing) {
    caselens::Answer answer;
    answer.field = std::string(field);
    answer.instance = std::string(instance);
    answer.missing = missing;
    document_.Set(std::move(answer));
    return *this;
  }

  // An empty role, age or gender is not answered.
  DocumentBuilder& Person(absl::string_view id, absl::string_view role,
                          absl::string_view age, absl::string_view gender) {
    document_.people.push_back({std::string(id)});
    AnswerUnlessEmpty("C.role", id, role);
    AnswerUnlessEmpty("C.age_band", id, age);
    AnswerUnlessEmpty("C.gender", id, gender);
    return *this;
  }

  DocumentBuilder& Relationship(absl::string_view id, absl::string_view first,
                                absl::string_view second,
                                std::vector<Period> periods) {
    caselens::Relationship relationship;
    relationship.id = std::string(id);
    relationship.person_1 = std::string(first);
    relationship.person_2 = std::string(second);
    relationship.periods = std::move(periods);
    document_.relationships.push_back(std::move(relationship));
    return *this;
  }

  DocumentBuilder& Harm(absl::string_view id, absl::string_view from,
                        absl::string_view to, absl::string_view relation,
                        absl::string_view types, absl::string_view period,
                        absl::string_view direction = "ONE_WAY") {
    caselens::Harm harm;
    harm.id = std::string(id);
    harm.from = std::string(from);
    harm.to = std::string(to);
    document_.harms.push_back(std::move(harm));
    AnswerUnlessEmpty("C.relation", id, relation);
    AnswerUnlessEmpty("C.harm_type", id, types);
    AnswerUnlessEmpty("C.harm_period", id, period);
    AnswerUnlessEmpty("C.direction", id, direction);
    return *this;
  }

  // NOLINTNEXTLINE(google-explicit-constructor): reads as the document.
  operator const Document&() const { return document_; }

 private:
  void AnswerUnlessEmpty(absl::string_view field, absl::string_view instance,
                         absl::string_view codes) {
    if (!codes.empty()) Answer(field, instance, codes);
  }

  Document document_;
};

}  // namespace caselens

#endif  // TESTS_TYPOLOGY_FINDINGS_DOCUMENT_BUILDER_H_
