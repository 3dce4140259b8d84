#ifndef CLIENTS_CLI_VIEWS_SAMPLE_H_
#define CLIENTS_CLI_VIEWS_SAMPLE_H_

#include "caselens/v1/sample.pb.h"
#include "clients/cli/output/view.h"

namespace caselens::cli {

// The files of every class with their reserve. As CSV one row a file, with what
// it weighs where the draw was random.
View SampleView(const v1::Sample& sample);

// How the files drawn are spread, beside the profile of each class.
View SpreadView(const v1::Sample& sample);

View SamplesView(const v1::ListSamplesResponse& samples);

}  // namespace caselens::cli

#endif  // CLIENTS_CLI_VIEWS_SAMPLE_H_
