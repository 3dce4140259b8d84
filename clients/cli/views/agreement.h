#ifndef CLIENTS_CLI_VIEWS_AGREEMENT_H_
#define CLIENTS_CLI_VIEWS_AGREEMENT_H_

#include "caselens/v1/agreement.pb.h"
#include "clients/cli/output/view.h"

namespace caselens::cli {

// What the rows of a report are about.
enum class ReportBy { kField, kSection, kSite, kPair };

// Agreement field by field (or section, site, pair of coders), with lists and
// the rule's suggestion. As CSV one row a figure.
View AgreementReportView(const v1::AgreementReport& report, ReportBy by);

// The same for a calibration: what is to be sharpened stands first, with the
// answers that were confused.
View CalibrationView(const v1::AgreementReport& report);

// File by file what A and B gave.
View DisagreementsView(const v1::ListDisagreementsResponse& disagreements);

}  // namespace caselens::cli

#endif  // CLIENTS_CLI_VIEWS_AGREEMENT_H_
