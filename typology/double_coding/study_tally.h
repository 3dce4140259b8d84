#ifndef TYPOLOGY_DOUBLE_CODING_STUDY_TALLY_H_
#define TYPOLOGY_DOUBLE_CODING_STUDY_TALLY_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/inlined_vector.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

#include "typology/agreement/network_agreement.h"
#include "typology/agreement/tally.h"
#include "typology/double_coding/field_tally.h"
#include "typology/double_coding/rated_coding.h"

namespace caselens {

// What coders list, each in their own number.
enum class Listed { kPeople, kRelationships, kPeriods, kHarms, kRows };
inline constexpr std::array kAllListed = {
    Listed::kPeople, Listed::kRelationships, Listed::kPeriods, Listed::kHarms,
    Listed::kRows};
// "PEOPLE".
absl::string_view ListedName(Listed listed);

// One question that several coders of a file had to answer.
struct RatedQuestion {
  const Field* field = nullptr;
  // One a coding: null where the coding does not have the instance.
  absl::InlinedVector<const Rating*, 2> ratings;
};

// What two of several codings list: of each kind how many both have, and how
// many one alone.
struct ListedByTwo {
  size_t a = 0;  // places of the two codings
  size_t b = 0;
  std::array<MatchTally::Counts, kAllListed.size()> counts;
};

// Several codings of one file, compared once for all the tallies they go into.
struct FileOfCodings {
  std::vector<RatedCoding> codings;
  // In the order of the template; points into `codings` and the revision.
  std::vector<RatedQuestion> questions;
  std::vector<ListedByTwo> pairs;
  bool exact = true;  // as in Alignment, of all of them
};
// Brings them together (align.h): the questions of instances that two or more
// of them have, where one was asked. All are rated on `sheet`.
FileOfCodings CompareCodings(const RatingSheet& sheet,
                             std::vector<RatedCoding> codings);

// Tallies of every field over many files. Nothing of a file is kept but counts.
class StudyTally {
 public:
  explicit StudyTally(size_t coders) : coders_(coders) {}

  // `coder_of[i]` is the coder, from 0, of the file's coding i; no two alike.
  absl::Status Add(const FileOfCodings& file,
                   absl::Span<const size_t> coder_of);

  // Adds what another tally of as many coders counted; `swapped`: of two
  // coders, the second of whom is the first here.
  absl::Status AddAll(const StudyTally& other, bool swapped = false);

  int64_t Files() const { return files_; }
  size_t Coders() const { return coders_; }
  // By field id; fields that were never asked are not there.
  const absl::flat_hash_map<std::string, FieldTally>& Fields() const {
    return fields_;
  }
  // Of every two coders of a file.
  const MatchTally& Matches(Listed listed) const {
    return matches_[static_cast<size_t>(listed)];
  }

 private:
  size_t coders_;
  int64_t files_ = 0;
  absl::flat_hash_map<std::string, FieldTally> fields_;
  std::array<MatchTally, kAllListed.size()> matches_;
};

// Coders against rule jt-1: the type that a coder gave to one of a couple in a
// period, and what the rule suggests from the same coder's indicators. The one
// place where the suggestion is counted. Categories are codes of B.type.
class SuggestionTally {
 public:
  absl::Status Add(const RatedCoding& coding);

  // Coder 0 is the person, 1 the rule.
  const RatingTally& Ratings() const { return ratings_; }
  static std::vector<std::string> Labels();

 private:
  RatingTally ratings_{2};
};

}  // namespace caselens

#endif  // TYPOLOGY_DOUBLE_CODING_STUDY_TALLY_H_
