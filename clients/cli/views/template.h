#ifndef CLIENTS_CLI_VIEWS_TEMPLATE_H_
#define CLIENTS_CLI_VIEWS_TEMPLATE_H_

#include <vector>

#include "caselens/v1/template.pb.h"
#include "clients/cli/output/view.h"

namespace caselens::cli {

// A template in short, or with `in_full` every code; as CSV its codebook.
View TemplateView(const v1::Template& form, bool in_full);
// The texts of it that are in English though another language was asked for.
View UntranslatedView(const v1::Template& form);
// One revision without its questions: where it stands, and what keeps a draft
// from being published.
View RevisionView(const v1::Template& revision);
// The revisions of a template, or the newest of each.
View RevisionsView(const std::vector<v1::Template>& revisions);

View DiffView(const v1::RevisionDiff& diff);
View MigrationView(const v1::MigrateDraftsResponse& migration, bool is_done);

}  // namespace caselens::cli

#endif  // CLIENTS_CLI_VIEWS_TEMPLATE_H_
