#ifndef TYPOLOGY_TEMPLATE_FILL_H_
#define TYPOLOGY_TEMPLATE_FILL_H_

#include <vector>

#include "typology/template/asked.h"
#include "typology/template/document.h"
#include "typology/template/instances.h"
#include "typology/template/violation.h"

namespace caselens {

// What enters a document without being typed.

// Closes grids in the order given: every field of a grid that is asked inside
// the instance and not settled gets the default of the grid. Changes nothing if
// any fill is wrong (no such grid, or the grid has no instance there). Grids of
// the MATCH stage are refused. `document` must have passed CheckAnswers.
// O(fields * instances * log answers) for each fill.
std::vector<Violation> ApplyFills(const Form& form, const Facts& facts,
                                  const std::vector<Fill>& fills,
                                  Document& document);

// Adds what the site's return and the sample say (`prefilled`, any order) where
// the auditor has not answered, marked as imported; an answer equal to it is
// marked too. Age band and gender of the index child come from
// A.index_child_age and A.index_child_sex in the same way.
void MergePrefilled(const std::vector<Answer>& prefilled, Document& document);

}  // namespace caselens

#endif  // TYPOLOGY_TEMPLATE_FILL_H_
