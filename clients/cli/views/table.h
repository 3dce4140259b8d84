#ifndef CLIENTS_CLI_VIEWS_TABLE_H_
#define CLIENTS_CLI_VIEWS_TABLE_H_

#include "caselens/v1/table.pb.h"
#include "clients/cli/output/view.h"

namespace caselens::cli {

// A table with its rows, its columns (of more than eight those that hold
// anything), and one such grid for each category of a third variable; what is
// missing, and what the numbers are numbers of. As CSV one row a cell.
View TableView(const v1::Table& table);

// The tables of a finding under each other, with what they do not say. As CSV
// one row a cell, with the number of its table.
View FindingView(const v1::FindingReport& report);

View MeasuresView(const v1::MeasureCountsResponse& measures);

}  // namespace caselens::cli

#endif  // CLIENTS_CLI_VIEWS_TABLE_H_
