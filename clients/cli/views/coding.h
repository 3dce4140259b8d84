#ifndef CLIENTS_CLI_VIEWS_CODING_H_
#define CLIENTS_CLI_VIEWS_CODING_H_

#include "caselens/v1/coding.pb.h"
#include "clients/cli/output/view.h"

namespace caselens::cli {

// Where a coding stands, and what comes next. As CSV the answers, one a row.
View CodingStateView(const v1::Coding& coding);

// The same with people, relationships, harms, rows and answers.
View CodingView(const v1::Coding& coding);

// Codings, one a row.
View CodingsView(const v1::ListCodingsResponse& response);

// What keeps a draft from being submitted, and what else is worth a look.
View CheckView(const v1::CheckCodingResponse& response);

// What a save left to do.
View SaveView(const v1::SaveAnswersResponse& response);

// A save beside what is stored, one row an answer that differs.
View DifferencesView(const v1::Document& yours,
                     const v1::CompareAnswersResponse& response);

// First reveal: class profile and recorded factors; second: comparison and
// suggestions too.
View RevealView(const v1::Reveal& reveal);

}  // namespace caselens::cli

#endif  // CLIENTS_CLI_VIEWS_CODING_H_
