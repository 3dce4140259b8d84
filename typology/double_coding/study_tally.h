#ifndef TYPOLOGY_DOUBLE_CODING_STUDY_TALLY_H_
#define TYPOLOGY_DOUBLE_CODING_STUDY_TALLY_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

#include "typology/agreement/network_agreement.h"
#include "typology/agreement/tally.h"
#include "typology/double_coding/align.h"
#include "typology/double_coding/field_tally.h"
#include "typology/double_coding/questions.h"
#include "typology/template/document.h"

namespace caselens {

// What coders list, each in their own number.
enum class Listed { kPeople, kRelationships, kPeriods, kHarms, kRows };
inline constexpr std::array kAllListed = {
    Listed::kPeople, Listed::kRelationships, Listed::kPeriods, Listed::kHarms,
    Listed::kRows};
// "PEOPLE".
absl::string_view ListedName(Listed listed);

// Several codings of one file, compared once for all the tallies they go into.
struct FileOfCodings {
  std::vector<AlignedDocument> codings;
  std::vector<SharedQuestion> questions;  // points into `codings`
};
FileOfCodings CompareCodings(const Form& form, std::vector<Document> codings);

// Tallies of every field over many files. Nothing of a file is kept but counts.
class StudyTally {
 public:
  explicit StudyTally(size_t coders) : coders_(coders) {}

  // `coder_of[i]` is the coder, from 0, of the file's coding i; no two alike.
  absl::Status Add(const FileOfCodings& file,
                   absl::Span<const size_t> coder_of);

  int64_t Files() const { return files_; }
  size_t Coders() const { return coders_; }
  // By field id; fields that were never asked are not there.
  const std::map<std::string, FieldTally>& Fields() const { return fields_; }
  // Of every two coders of a file.
  const MatchTally& Matches(Listed listed) const {
    return matches_[static_cast<size_t>(listed)];
  }

 private:
  size_t coders_;
  int64_t files_ = 0;
  std::map<std::string, FieldTally> fields_;
  std::array<MatchTally, kAllListed.size()> matches_;
};

// Coders against rule jt-1: the type that a coder gave to one of a couple in a
// period, and what the rule suggests from the same coder's indicators. The one
// place where the suggestion is counted. Categories are codes of B.type.
class SuggestionTally {
 public:
  absl::Status Add(const Document& coding);

  // Coder 0 is the person, 1 the rule.
  const RatingTally& Ratings() const { return ratings_; }
  static std::vector<std::string> Labels();

 private:
  RatingTally ratings_{2};
};

}  // namespace caselens

#endif  // TYPOLOGY_DOUBLE_CODING_STUDY_TALLY_H_
