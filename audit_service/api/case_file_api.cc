#include "audit_service/api/case_file_api.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/time_util.h"

#include "typology/base/status_macros.h"

namespace caselens {
namespace {

// Codes that say nothing leave the field to the auditor.
void Prefill(absl::string_view field, absl::string_view code,
             std::vector<Answer>& answers) {
  if (code.empty()) return;
  answers.push_back({.field = std::string(field),
                     .codes = {std::string(code)},
                     .imported = true});
}

// The template knows the sites of the study that it was made for.
absl::string_view SiteCode(absl::string_view site) {
  return site == "C1" || site == "C2" || site == "C3" ? site : "OTHER";
}

// A return without address has no decile, and no file will tell.
Answer Deprivation(int decile) {
  Answer answer{.field = "D.deprivation", .imported = true};
  if (decile == 0) {
    answer.missing = Missing::kNotRecorded;
  } else {
    answer.codes = {absl::StrCat(decile)};
  }
  return answer;
}

}  // namespace

v1::CaseFile CaseFileDocument(const CaseFile& row,
                              const std::vector<std::string>& factors) {
  v1::CaseFile document;
  document.set_sequence(row.sequence);
  document.set_nation(row.nation);
  document.set_record_type(row.record_type);
  document.set_year(CensusYearName(row.year));
  document.set_raw_factors(row.factors.raw);
  document.mutable_factors()->Add(factors.begin(), factors.end());
  document.set_has_dva(row.factors.has_dva);
  document.set_age_band(row.age_band);
  document.set_gender(row.gender);
  document.set_ethnicity(row.ethnic_group);
  document.set_deprivation_decile(row.deprivation_decile.value_or(0));
  document.set_pathway(row.pathway);
  document.set_decision(row.decision);
  if (row.section_47.has_value()) {
    document.set_section_47(*row.section_47 ? "Y" : "N");
  }
  return document;
}

CaseFile CountableRecord(const v1::CaseFile& document) {
  CaseFile record = {.nation = document.nation(),
                     .record_type = document.record_type(),
                     .age_band = document.age_band(),
                     .gender = document.gender(),
                     .ethnic_group = document.ethnicity(),
                     .pathway = document.pathway(),
                     .decision = document.decision()};
  // "2018-19" is the year that ends in 2019.
  int begins = 0;
  if (absl::SimpleAtoi(document.year().substr(0, 4), &begins)) {
    record.year = begins + 1;
  }
  if (document.deprivation_decile() != 0) {
    record.deprivation_decile = document.deprivation_decile();
  }
  if (!document.section_47().empty()) {
    record.section_47 = document.section_47() == "Y";
  }
  return record;
}

absl::StatusOr<v1::CaseFile> ParseCaseFile(const CaseFileRow& row) {
  v1::CaseFile document;
  if (document.ParseFromString(row.document)) return document;
  return absl::DataLossError("a stored case file does not parse");
}

absl::StatusOr<v1::CaseFile> RenderCaseFile(const CaseFileRow& row) {
  CASELENS_ASSIGN_OR_RETURN(v1::CaseFile message, ParseCaseFile(row));
  const std::string study = absl::StrCat("studies/", row.study);
  message.set_name(absl::StrCat(study, "/caseFiles/", row.id));
  message.set_site(absl::StrCat(study, "/sites/", row.site));
  message.set_record(row.record);
  message.set_child(row.child);
  message.set_family(row.family);
  message.set_episode(row.episode);
  *message.mutable_create_time() =
      google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(row.create_us);
  return message;
}

void RenderCellError(const CellError& error,
                     v1::ImportCaseFilesResponse::RowError& message) {
  message.set_row(error.line);
  message.set_column(error.column);
  message.set_value(error.value);
  message.set_wanted(error.wanted);
}

std::vector<Answer> PrefilledAnswers(const v1::CaseFile& case_file,
                                     absl::string_view site,
                                     absl::string_view wave) {
  std::vector<Answer> answers;
  Prefill("A.site", SiteCode(site), answers);
  Prefill("A.nation", case_file.nation(), answers);
  Prefill("A.record_type", case_file.record_type(), answers);
  Prefill("A.wave", wave, answers);
  Prefill(
      case_file.nation() == "SCO" ? "A.pathway_scotland" : "A.pathway_england",
      case_file.pathway(), answers);
  Prefill("A.decision_scotland", case_file.decision(), answers);
  Prefill("A.s47", case_file.section_47(), answers);
  Prefill("A.index_child_age",
          case_file.age_band() == "U" ? "" : case_file.age_band(), answers);
  Prefill("A.index_child_sex", case_file.gender(), answers);
  Prefill("A.index_child_ethnicity", case_file.ethnicity(), answers);
  answers.push_back(Deprivation(case_file.deprivation_decile()));
  return answers;
}

}  // namespace caselens
