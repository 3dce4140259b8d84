#ifndef TYPOLOGY_CASE_FILES_CASE_FILE_H_
#define TYPOLOGY_CASE_FILES_CASE_FILE_H_

#include <optional>
#include <string>

#include "typology/factors/factor_codes.h"

namespace caselens {

// What a return says about one assessment (England) or child protection
// conference (Scotland). Coded values are the template's codes, spelled as
// below whatever the site wrote.
struct CaseFile {
  int line = 0;  // of the file it came from; from 1, the header is 1
  // The site's own ids, in upper case: opaque, unique within the site.
  std::string record_id;
  std::string child_id;
  std::string family_id;
  std::string episode_id;
  int sequence = 0;         // of the record within its episode, from 1
  std::string nation;       // ENG SCO
  std::string record_type;  // CIN_ASSESSMENT (ENG) CP_CONFERENCE (SCO)
  int year = 0;             // census year by its end: 2019 is 2018-19
  RecordedFactors factors;
  std::string age_band;      // UNBORN A0_4 A5_9 A10_15 A16_17 U
  std::string gender;        // F M U
  std::string ethnicity;     // as written
  std::string ethnic_group;  // WHITE BLACK ASIAN MIXED OTHER UNKNOWN
  std::optional<int> deprivation_decile;  // 1 (most deprived) to 10
  std::string pathway;   // NON_CIN CIN_ONLY CP_PLAN, REGISTERED NOT_REGISTERED
  std::string decision;  // Scottish: code of A.decision_scotland, or empty
  std::optional<bool> section_47;  // England
  bool operator==(const CaseFile&) const = default;
};

// "2018-19" for 2019.
std::string CensusYearName(int year);

}  // namespace caselens

#endif  // TYPOLOGY_CASE_FILES_CASE_FILE_H_
