#ifndef CLIENTS_CLI_VIEWS_MOVEMENT_H_
#define CLIENTS_CLI_VIEWS_MOVEMENT_H_

#include "caselens/v1/comparison.pb.h"
#include "clients/cli/output/view.h"

namespace caselens::cli {

// Counts over many files, question by question. As CSV one row a figure.
View MovementView(const v1::ComparisonSummary& summary);

// One row a file: both posteriors side by side, verdict and judgement.
View ComparisonsView(const v1::ListComparisonsResponse& comparisons);

}  // namespace caselens::cli

#endif  // CLIENTS_CLI_VIEWS_MOVEMENT_H_
