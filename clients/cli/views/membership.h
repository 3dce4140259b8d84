#ifndef CLIENTS_CLI_VIEWS_MEMBERSHIP_H_
#define CLIENTS_CLI_VIEWS_MEMBERSHIP_H_

#include "caselens/v1/case_file.pb.h"
#include "clients/cli/output/view.h"

namespace caselens::cli {

// Where a pattern lies in a class model: every posterior, modal class,
// runner-up and margin; the modal class never stands alone.
View MembershipView(const v1::ClassMembership& membership);

// `2 (.86), then 4 (.11), margin .75`; "" without class.
std::string MembershipText(const v1::ClassMembership& membership);

// Posterior of a class, from 1; 0 if the model has no such class.
double PosteriorOf(const v1::ClassMembership& membership, int number);

}  // namespace caselens::cli

#endif  // CLIENTS_CLI_VIEWS_MEMBERSHIP_H_
