#ifndef TYPOLOGY_RELEASE_DATA_RELEASE_DATA_H_
#define TYPOLOGY_RELEASE_DATA_RELEASE_DATA_H_

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "typology/disclosure/microdata.h"
#include "typology/disclosure/pack.h"
#include "typology/disclosure/percent.h"
#include "typology/tabulation/index.h"

// From what is counted exactly to what a release is frozen from.
namespace caselens {

// The category of whoever has none of the others, for whatever reason. (Why
// something is absent is for those who may count exactly.)
inline constexpr char kNotKnown[] = "NOT_KNOWN";

// What of a site decides which values its files can have.
struct SiteOfRelease {
  std::string id;
  std::string nation;       // ENG, SCO
  std::string class_model;  // id, or ""
  std::set<std::string> factors;
};

// Words for people.
struct Wording {
  std::string label;
  // By code: of the variable's categories and of those of its groupings.
  std::map<std::string, std::string> categories;
};

struct ReleaseData {
  disclosure::Microdata data;
  std::vector<Wording> wording;  // one for each variable
};

// The numbers that a category of a variable, or of one of its groupings, stands
// for; none for one that is no band of numbers.
std::optional<disclosure::ValueBand> BandOf(absl::string_view variable,
                                            absl::string_view grouping,
                                            absl::string_view category);

// Who a file is in every snapshot.
uint64_t ReleaseRecordId(absl::string_view case_file);

// The files of `sites`, frozen with the variables that data/variables.csv
// declares for the universe and that the study has, or those of them that
// `variables` names, in the order of the declaration. Values that no file of
// these sites can have, by the sites' nation, model and factors, are left out:
// never for a number of files. Sites are numbered as given; records are in the
// order of their ids.
//
// INVALID_ARGUMENT, naming `programme.variables[i]`, for one that is not
// declared, with those there are.
absl::StatusOr<ReleaseData> MakeReleaseData(
    const tabulation::Snapshot& snapshot,
    const std::vector<SiteOfRelease>& sites,
    const std::vector<std::string>& variables);

// What a pack is made from.
struct PackData {
  disclosure::Microdata data;
  // Those of the statements asked for that the study's template has a question
  // for; each has a variable of `data`.
  std::vector<disclosure::StatementDefinition> statements;
};

// The files of `sites`, with one variable for each statement: the codes that
// it merges, and whatever else. Of a question about persons or meetings a file
// has the first of these codes that any of them has.
absl::StatusOr<PackData> MakePackData(
    const tabulation::Snapshot& snapshot,
    const std::vector<SiteOfRelease>& sites,
    const std::vector<disclosure::StatementDefinition>& statements);

}  // namespace caselens

#endif  // TYPOLOGY_RELEASE_DATA_RELEASE_DATA_H_
