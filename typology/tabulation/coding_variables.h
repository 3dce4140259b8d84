#ifndef TYPOLOGY_TABULATION_CODING_VARIABLES_H_
#define TYPOLOGY_TABULATION_CODING_VARIABLES_H_

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "typology/comparison/audited_file.h"
#include "typology/tabulation/packed_coding.h"
#include "typology/tabulation/schema.h"
#include "typology/tabulation/study_shape.h"
#include "typology/template/document.h"
#include "typology/template/instances.h"

namespace caselens::tabulation {

// The variables of universe CODINGS: every question of the revision with one
// answer, every code of one with many, of every person, harm and so on also as
// .any and .count (variable.h), and what is derived:
//
//   site, standing, class, pathway, draw
//   high_harm, current_high_harm       facts of the file (typology/findings);
//                                      NO is "not shown", not "none"
//   public_story                       NONE, ONLY a man who harms a woman,
//                                      ALSO others, INSTEAD others alone.
//                                      Responsive harm is none of these; NR
//                                      where an unknown pattern could decide
//   not_in_plan.DEBT                   NO_PROBLEM, IN_PLAN (action), or
//                                      NOT_IN_PLAN, of files with a plan; NA
//                                      without one. One for each domain
//   recorded.dv_parent                 YES, NO: on the return
//   file_and_return.dv_parent          who has it (comparison.h, Cell)
//   under_recorded.dv_parent           of files that show it in the text behind
//                                      the return: YES if the return lacks it
//   comparison.verdict, .sensitive     the derived verdict
//   match.judgement                    the auditor's, saved before the verdict
//   further_needs.by_return, .by_that_document, .by_file, .by_file_and_extra
//                                      of files of a single-issue class: YES if
//                                      two or more further needs
//   person.adult, .child, .index_child, .male_16_or_over, .harms_16_or_over,
//   person.adult_harmed                facts of a person
//   harm.pattern, .responsive (YES has no other pattern), .in_scope,
//   .from_role, .to_role, .from_gender, .to_gender actor.period, .role,
//   .gender, .high_harm typology.type                      B.type by another
//   name PERSON.count, HARM.count, RELATIONSHIP.count, SERVICE.count,
//   FORUM.count
//
// Suggestions of rule jt-1 are no variable. Returns INVALID_ARGUMENT if the
// revision declares something twice or a list is too long.
absl::StatusOr<Schema> VariablesOf(const StudyShape& study);

// One submitted coding and what else is known of its file.
struct CodingToPack {
  const Form* form = nullptr;          // with the extensions of the study
  const Document* document = nullptr;  // that passes CheckSubmission
  // Keys of the factors that the return has; none: there is no return.
  std::optional<std::vector<std::string>> recorded;
  std::optional<AssignedClass> assigned;
  // Fields that are counted; null: all. Of a coding of another revision, those
  // whose answers mean the same under the study's; the others were not asked.
  const std::set<std::string>* fields = nullptr;
  // What the comparison made of the file, where it has a class and is W1.
  const AuditedFile* audited = nullptr;
};

// What of a coding can be counted, by variables of VariablesOf(study). What the
// coding does not hold is absent, never a category. Returns INVALID_ARGUMENT if
// the class or comparison does not fit the study's models.
absl::StatusOr<PackedCoding> PackCoding(const Schema& schema,
                                        const StudyShape& study,
                                        const CodingToPack& coding);

}  // namespace caselens::tabulation

#endif  // TYPOLOGY_TABULATION_CODING_VARIABLES_H_
