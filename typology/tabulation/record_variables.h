#ifndef TYPOLOGY_TABULATION_RECORD_VARIABLES_H_
#define TYPOLOGY_TABULATION_RECORD_VARIABLES_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "typology/case_files/case_file.h"
#include "typology/tabulation/packed_coding.h"
#include "typology/tabulation/schema.h"
#include "typology/tabulation/study_shape.h"

namespace caselens::tabulation {

// The variables of universe RECORDS, all about the file:
//
//   site, class, pathway, recorded.dv_parent, ...   as of codings
//   nation, record_type, year (2018-19), decision (Scotland), s47
//   age, gender, ethnic_group, deprivation
//   age_10_17   age, with 10 to 17 as one band, as conferences print it
//
// What a return gives as unknown is not recorded (NR), never a category. The
// revision gives the Scottish decisions; without one there is no `decision`.
absl::StatusOr<Schema> RecordVariablesOf(const StudyShape& study);

struct RecordToPack {
  const CaseFile* record = nullptr;
  // Keys of the study's factors, and those of them that the record's site
  // analyses; the others are not asked there.
  std::vector<std::string> recorded;
  std::vector<std::string> site_factors;
  std::optional<AssignedClass> assigned;
};

// Returns INVALID_ARGUMENT if the class is none of the study's.
absl::StatusOr<PackedCoding> PackRecord(const Schema& schema,
                                        const StudyShape& study,
                                        const RecordToPack& record);

}  // namespace caselens::tabulation

#endif  // TYPOLOGY_TABULATION_RECORD_VARIABLES_H_
