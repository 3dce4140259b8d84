#ifndef CLIENTS_CLI_VIEWS_HISTORY_H_
#define CLIENTS_CLI_VIEWS_HISTORY_H_

#include <string>

#include "absl/strings/string_view.h"

#include "caselens/v1/history.pb.h"
#include "clients/cli/output/view.h"

namespace caselens::cli {

View EventsView(const v1::ListEventsResponse& response);
View ReadsView(const v1::ListReadsResponse& response);
// The signed note as it is, to be kept in a file.
View CheckpointView(const v1::HistoryCheckpoint& checkpoint);
// The tlog-proof as it is, to be kept in a file.
View InclusionView(const v1::InclusionProof& proof);
View ConsistencyView(const v1::ConsistencyProof& proof);
View VerificationView(const v1::HistoryVerification& found);

// A text that ends with a line end, line by line.
void SayLines(absl::string_view text, View& view);

}  // namespace caselens::cli

#endif  // CLIENTS_CLI_VIEWS_HISTORY_H_
