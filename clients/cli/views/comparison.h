#ifndef CLIENTS_CLI_VIEWS_COMPARISON_H_
#define CLIENTS_CLI_VIEWS_COMPARISON_H_

#include "caselens/v1/comparison.pb.h"
#include "clients/cli/output/view.h"

namespace caselens::cli {

// The page of a comparison: verdict, both posteriors of every class side by
// side, what each factor did, and how to read it. As CSV one row a factor, with
// the figures of the whole file repeated in each.
View ComparisonView(const v1::Comparison& comparison);

// A suggestion of rule jt-1, with what speaks for it and what is missing.
View SuggestionView(const v1::TypologySuggestion& suggestion);
void SaySuggestion(const v1::TypologySuggestion& suggestion, View& view);

}  // namespace caselens::cli

#endif  // CLIENTS_CLI_VIEWS_COMPARISON_H_
