#ifndef CLIENTS_CLI_VIEWS_CLASS_MODEL_H_
#define CLIENTS_CLI_VIEWS_CLASS_MODEL_H_

#include "caselens/v1/class_model.pb.h"
#include "clients/cli/output/view.h"

namespace caselens::cli {

// Where the model comes from, its classes and its profile. As CSV the profile,
// one factor a row.
View ClassModelView(const v1::ClassModel& model);

// Models, one a row.
View ClassModelsView(const v1::ListClassModelsResponse& models);

// Where cases lie in a model; of a single one also what each item says. As CSV
// one row a case.
View ScoresView(const v1::ScoreResponse& response);

// Two models: cross table, partners, how far they agree. As CSV the table.
View ClassModelComparisonView(const v1::ClassModelComparison& comparison);

// The model that an import made, and how its assignments compare.
View ImportedModelView(const v1::ImportClassModelResponse& response);

}  // namespace caselens::cli

#endif  // CLIENTS_CLI_VIEWS_CLASS_MODEL_H_
