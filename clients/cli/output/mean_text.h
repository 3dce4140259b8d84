#ifndef CLIENTS_CLI_OUTPUT_MEAN_TEXT_H_
#define CLIENTS_CLI_OUTPUT_MEAN_TEXT_H_

#include <string>

#include "caselens/v1/release.pb.h"

namespace caselens::cli {

// The mean of a released table, as every client says it.
std::string MeanText(const v1::ReleaseTable::Mean& mean);

}  // namespace caselens::cli

#endif  // CLIENTS_CLI_OUTPUT_MEAN_TEXT_H_
