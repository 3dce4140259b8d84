#ifndef AUDIT_SERVICE_API_SUMMARY_API_H_
#define AUDIT_SERVICE_API_SUMMARY_API_H_

#include <vector>

#include "caselens/v1/class_model.pb.h"
#include "caselens/v1/comparison.pb.h"
#include "typology/comparison/many_files.h"

namespace caselens {

// Whether what is found in the files drawn at random may be estimated for all:
// they are of one sample, whose frames ManyFiles was given.
enum class Estimates { kNone, kOfOneSample };

// Counts over many files of `model`: classes, groups, pilot and long-term
// files, caveat.
void RenderSummary(const v1::ClassModel& model,
                   const std::vector<bool>& single_issue,
                   const ManyFiles& files, Estimates estimates,
                   v1::ComparisonSummary& message);

}  // namespace caselens

#endif  // AUDIT_SERVICE_API_SUMMARY_API_H_
