#ifndef TYPOLOGY_TABULATION_VARIABLE_H_
#define TYPOLOGY_TABULATION_VARIABLE_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

#include "typology/template/document.h"

namespace caselens::tabulation {

// What is counted: all case files that sites returned, coded or not, or the
// codings of those that were read. A table is over one of the two.
enum class Universe { kRecords, kCodings };

// "RECORDS", "CODINGS".
absl::string_view UniverseName(Universe universe);

// What a value is about. A file has one row of kFile and any number of rows of
// each of the others.
enum class Unit {
  kFile,
  kPerson,
  kHarm,          // directed, of one person to another
  kRelationship,  // of intimate partners, in one period
  kActor,         // a person's part in a relationship in one period
  kDirection,     // what one partner does to the other in one period
  kService,
  kForum,
};
inline constexpr size_t kUnitCount = 8;

// "FILE", "PERSON".
absl::string_view UnitName(Unit unit);

// Why there is no category. Six different things, never merged with each other
// or with a category.
enum class Absence {
  kNotAsked,       // the question does not arise here, or the study has it not
  kNotRecorded,    // the file is silent
  kUnclear,        // recorded but contradictory
  kNotApplicable,  // does not apply
  kNotAnswered,    // asked, and nobody has answered
  kWithheld,       // would identify
};

// "NOT_ASKED", "NR", "UNC", "NA", "NC", "WH".
absl::string_view AbsenceCode(Absence absence);
// The absence that a missing answer is; none for kNone.
std::optional<Absence> AbsenceOf(Missing missing);

struct Category {
  std::string code;
  std::string label;
  bool operator==(const Category&) const = default;
};

// A declared categorical variable. Only what is declared can be counted.
//
// Its states are numbered: first the categories, then the absences, each in the
// order given here. Names:
//
//   F.plan_exists       an answer to a question about the file
//   I.flag:MUTUALISED   yes or no, for one code of a question with many answers
//   D.need/DEBT         about one domain or factor
//   E.seen              about a person, harm, ... : see `unit`
//   E.seen:ALONE.any    of a file: any person of whom this was answered
//   E.seen:ALONE.count  of a file: how many, in bands
//   class, harm.pattern derived
struct Variable {
  std::string name;
  std::string label;
  Universe universe = Universe::kCodings;
  Unit unit = Unit::kFile;
  std::vector<Category> categories;
  std::vector<Absence> absences;
  bool ordered = false;
  bool operator==(const Variable&) const = default;

  size_t StateCount() const { return categories.size() + absences.size(); }
  bool IsCategory(size_t state) const { return state < categories.size(); }
  // The code of a category or absence.
  absl::string_view StateCode(size_t state) const;
  // The state with this code; a category goes before an absence.
  std::optional<size_t> FindState(absl::string_view code) const;
  std::optional<size_t> StateOf(Absence absence) const;
};

// Categories of counts, unless others are declared: "0", "1", "2", "3+".
inline constexpr size_t kCountBands = 4;

std::vector<Category> YesNoCategories();
std::vector<Category> CountBandCategories();

}  // namespace caselens::tabulation

#endif  // TYPOLOGY_TABULATION_VARIABLE_H_
