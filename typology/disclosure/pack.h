#ifndef TYPOLOGY_DISCLOSURE_PACK_H_
#define TYPOLOGY_DISCLOSURE_PACK_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "typology/disclosure/microdata.h"

namespace caselens::disclosure {

// What a community of practice may be told of few files.
struct StatementDefinition {
  std::string id;
  std::string variable;
  std::vector<std::string> categories;  // codes merged into one
  std::string finding;  // continues "In about half of 32 files, "
  std::string caveat;
  std::string principle;  // of the study's report, that it speaks to
  std::string question;   // for discussion
  bool operator==(const StatementDefinition&) const = default;
};

// The statements that ship with the program, on fields of template rdac-2026.
const std::vector<StatementDefinition>& StandardStatements();

// Reads id, variable, categories (joined by |), finding, caveat, principle,
// question. INVALID_ARGUMENT with the line.
absl::StatusOr<std::vector<StatementDefinition>> ParseStatements(
    absl::string_view csv);

struct Statement {
  std::string id;
  std::string text;  // "In over two thirds of 32 files, ..."
  std::string caveat;
  std::string principle;
  std::string question;
  bool operator==(const Statement&) const = default;
};

struct NotStated {
  std::string id;
  std::string why;  // the same for every rule: a reason would tell the count
  bool operator==(const NotStated&) const = default;
};

struct FindingsPack {
  size_t files = 0;
  size_t sites = 0;
  std::vector<Statement> statements;
  std::vector<NotStated> not_stated;
  std::string refusal;  // "" unless there is no pack at all, in plain words
};

// A site takes part with this many files or more ...
inline constexpr size_t kFewestFilesForPack = 5;
// ... and both sides of a statement have this many.
inline constexpr int kFewestFilesPerSide = 8;

// Statements over the files of all sites that have enough, at least three of
// them. A statement says under a third, about half (a third to two thirds) or
// over two thirds: never a count. It is left out when one side is too small, or
// when a site, which knows its own files, could tell that 1 to 4 files of the
// others are on one side. Whatever is not one of the merged codes counts as the
// other side, what is missing too.
//
// INVALID_ARGUMENT for a variable or category that is not declared, or a
// variable used twice: two statements of one variable could be subtracted.
absl::StatusOr<FindingsPack> MakePack(
    const Microdata& data, const std::vector<StatementDefinition>& wanted);

}  // namespace caselens::disclosure

#endif  // TYPOLOGY_DISCLOSURE_PACK_H_
