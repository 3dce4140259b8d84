#ifndef CLIENTS_CLI_VIEWS_ASSIGNMENT_H_
#define CLIENTS_CLI_VIEWS_ASSIGNMENT_H_

#include "caselens/v1/assignment.pb.h"
#include "clients/cli/output/view.h"

namespace caselens::cli {

View AssignmentView(const v1::Assignment& assignment);
View AssignmentsView(const v1::ListAssignmentsResponse& assignments);

// What was assigned and what was not; with `check` what would be. Rows of the
// CSV that are wrong come instead.
View AssignedView(const v1::AssignFilesResponse& response, bool check);

View QueueView(const v1::WorkQueue& queue);
View ProgressView(const v1::ListProgressResponse& progress);

}  // namespace caselens::cli

#endif  // CLIENTS_CLI_VIEWS_ASSIGNMENT_H_
