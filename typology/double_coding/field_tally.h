#ifndef TYPOLOGY_DOUBLE_CODING_FIELD_TALLY_H_
#define TYPOLOGY_DOUBLE_CODING_FIELD_TALLY_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"

#include "typology/agreement/agreement.h"
#include "typology/agreement/figure.h"
#include "typology/agreement/tally.h"
#include "typology/double_coding/rated_coding.h"
#include "typology/template/document.h"
#include "typology/template/revision.h"

namespace caselens {

// A report and the categories that its figures speak of, by name.
struct LabelledReport {
  std::vector<std::string> labels;
  AgreementReport report;
};

// How often two coders of a unit gave these two answers, either way round.
struct AnswerPair {
  std::string first;
  std::string second;
  int64_t pairs = 0;
  bool operator==(const AnswerPair&) const = default;
};

// Agreement that a file is silent, NR against everything else.
struct NotRecordedAgreement {
  int64_t all_said = 0;   // units where every coder said NR
  int64_t some_said = 0;  // and where some did and some did not
  Figure agreement;       // specific agreement on NR
};

// Every figure of one field. What has no paired unit says so in each figure.
struct FieldAgreement {
  int64_t units = 0;         // answered by two coders or more
  int64_t asked_of_one = 0;  // asked of one of the coders who have the instance
  int64_t prefilled = 0;     // answered by the return: left out
  // Of kind ONE. Codes and reasons for none (NR, UNC, ...) are categories
  // alike.
  LabelledReport all;
  // Of units where two coders or more gave a code.
  LabelledReport coded;
  // The same, where codes are ordered: with linear and quadratic weights and
  // an ordinal alpha.
  std::optional<AgreementReport> linear;
  std::optional<AgreementReport> quadratic;
  // Of kind MANY, where two coders or more gave codes.
  std::optional<SetAgreementReport> sets;
  std::vector<std::string> set_codes;
  NotRecordedAgreement not_recorded;
  // Different answers, most frequent first. Of kind ONE.
  std::vector<AnswerPair> confused;

  // The kappa by which the field is judged: Cohen's of two coders, else
  // Fleiss'; of kind MANY alpha with MASI distance.
  const Figure& Kappa() const;
  // Of equal answers.
  const Figure& Percent() const;
};

// What coders answered to one field of kind ONE or MANY, over many files.
// Memory grows with the patterns of answers that occur, never with the files.
class FieldTally {
 public:
  FieldTally(const Field& field, size_t coders);

  // Adds one question: each coder's rating, or null where the coder does not
  // have the instance. A question that was asked of one alone, or that the
  // return answered, is counted apart.
  absl::Status Add(absl::Span<const Rating* const> ratings);
  // Adds what another tally of the field and as many coders counted; `swapped`:
  // of two coders, the second of whom is the first here.
  absl::Status AddAll(const FieldTally& other, bool swapped);
  // One of the same field and as many coders, with nothing counted.
  FieldTally Emptied() const;

  absl::StatusOr<FieldAgreement> Measure(const Bootstrap& bootstrap) const;

 private:
  int Category(const Rating& rating);
  absl::Status MeasureOne(const RatingTally& answered,
                          const Bootstrap& bootstrap,
                          FieldAgreement& result) const;
  absl::Status AddSets(absl::Span<const Rating* const> ratings);
  int Code(const GivenCode& given);

  FieldKind kind_;
  bool ordered_;
  std::vector<std::string> codes_;
  std::vector<Missing> missing_;
  RatingTally ratings_;
  SetTally sets_;
  int64_t asked_of_one_ = 0;
  int64_t prefilled_ = 0;
};

}  // namespace caselens

#endif  // TYPOLOGY_DOUBLE_CODING_FIELD_TALLY_H_
