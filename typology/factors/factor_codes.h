#ifndef TYPOLOGY_FACTORS_FACTOR_CODES_H_
#define TYPOLOGY_FACTORS_FACTOR_CODES_H_

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace caselens {

// One box a worker can tick: a factor of the English children in need census
// ("3B") or a concern of a Scottish child protection conference
// ("domestic_abuse").
struct FactorCode {
  std::string code;
  std::string label;
  int first_year = 0;  // census year (2021 is 2020-21); 0: from the beginning
  bool is_dva = false;
  bool operator==(const FactorCode&) const = default;
};

// Every code that returns of one nation have ever held, in printed order.
// Immutable once made, so any number of threads may read it.
class FactorCodeList {
 public:
  FactorCodeList() = default;

  // Reads the columns code,label,first_year,dva,also; `also` holds further
  // spellings, with ; between them. `nation` is ENG or SCO.
  static absl::StatusOr<FactorCodeList> FromCsv(absl::string_view nation,
                                                absl::string_view csv);

  const std::string& Nation() const { return nation_; }
  const std::vector<FactorCode>& Codes() const { return codes_; }

  // The place of a code in Codes(), or -1. Takes the code, its label or
  // another accepted spelling; case and punctuation do not matter.
  int Find(absl::string_view spelling) const;

 private:
  absl::Status Add(const std::vector<std::string>& cells);

  std::string nation_;
  std::vector<FactorCode> codes_;
  absl::flat_hash_map<std::string, int> by_spelling_;
};

// The factors of one record, as they came and as they are understood.
struct RecordedFactors {
  std::string raw;
  std::vector<std::string> codes;  // in printed order, each once
  bool has_dva = false;
  bool operator==(const RecordedFactors&) const = default;
};

// Reads codes with ; , | or spaces between them, in any case: "3b;4B; 17a".
// A label may hold spaces ("Domestic Abuse; Neglect"). Empty text is a record
// with nothing ticked. A year does not matter: returns use old codes for years
// after their replacement.
//
// Returns INVALID_ARGUMENT, worded as what is wanted, for a code that is not
// on the list, and for 21 (no factors) beside another code.
absl::StatusOr<RecordedFactors> ParseFactorCodes(const FactorCodeList& list,
                                                 absl::string_view text);

}  // namespace caselens

#endif  // TYPOLOGY_FACTORS_FACTOR_CODES_H_
