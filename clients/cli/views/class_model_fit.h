#ifndef CLIENTS_CLI_VIEWS_CLASS_MODEL_FIT_H_
#define CLIENTS_CLI_VIEWS_CLASS_MODEL_FIT_H_

#include <string>

#include "caselens/v1/class_model.pb.h"
#include "caselens/v1/class_model_fit.pb.h"
#include "clients/cli/output/view.h"

namespace caselens::cli {

// What was fitted, one row a number of classes, and the profile of
// `profile_of` classes if there is such a result. As CSV the rows.
View FitView(const v1::ClassModelFit& fit, int profile_of);

// Fits, the oldest first, one a row.
View FitsView(const v1::ListFitsResponse& response);

// `4 of 6 classes: 128 starts, best log-likelihood -4657.5316 reached 3 times,
// about 12 s left`.
std::string ProgressText(const v1::FitProgress& progress);

}  // namespace caselens::cli

#endif  // CLIENTS_CLI_VIEWS_CLASS_MODEL_FIT_H_
