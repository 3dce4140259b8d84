#ifndef AUDIT_SERVICE_API_COMPARISON_API_H_
#define AUDIT_SERVICE_API_COMPARISON_API_H_

#include <vector>

#include "caselens/v1/class_model.pb.h"
#include "caselens/v1/coding.pb.h"
#include "caselens/v1/comparison.pb.h"
#include "typology/comparison/comparison.h"
#include "typology/findings/findings.h"
#include "typology/johnson/rule.h"

namespace caselens {

v1::Comparison::Verdict VerdictMessage(Verdict verdict);

// What the libraries computed, as messages. `found` is in the order of the
// model's items.
void RenderComparisonResult(const v1::ClassModel& model,
                            const FileToCompare& file,
                            const std::vector<FoundFactor>& found,
                            const Comparison& comparison,
                            v1::Comparison& message);

// Class `number` of a model, from 1.
void RenderClassProfile(const v1::ClassModel& model, int number,
                        v1::ClassProfile& message);

void RenderSuggestion(const Suggestion& suggestion,
                      v1::TypologySuggestion& message);

}  // namespace caselens

#endif  // AUDIT_SERVICE_API_COMPARISON_API_H_
