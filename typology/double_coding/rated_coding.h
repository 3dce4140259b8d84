#ifndef TYPOLOGY_DOUBLE_CODING_RATED_CODING_H_
#define TYPOLOGY_DOUBLE_CODING_RATED_CODING_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

#include "typology/double_coding/align.h"
#include "typology/johnson/rule.h"
#include "typology/template/document.h"
#include "typology/template/instances.h"
#include "typology/template/revision.h"

namespace caselens {

// A code that was given.
struct GivenCode {
  // Among the codes of the field; as many as it has where it is none of them.
  size_t place = 0;
  // Not owned: of the revision, or of the coding where the revision does not
  // have it.
  const std::string* code = nullptr;
};

// What one coder says to one question, as far as coders can agree on it.
struct Rating {
  enum class Kind : uint8_t {
    kNotAsked,
    kNone,  // asked, and not answered
    kNotRecorded,
    kUnclear,
    kNotApplicable,
    kWithheld,
    kPrefilled,  // by the return: no coder's
    kCodes,
  };
  Kind kind = Kind::kNotAsked;
  absl::InlinedVector<GivenCode, 1> codes;  // of kCodes, in the order given
};

// Not if the coding does not have the instance, and there is no rating.
inline bool WasAsked(const Rating* rating) {
  return rating != nullptr && rating->kind != Rating::Kind::kNotAsked;
}

// The questions of one form that coders can agree on: those with codes (ONE,
// MANY) of the stage CODING, in the order of the template.
class RatingSheet {
 public:
  // The revision of the form must outlive the sheet.
  explicit RatingSheet(Form form);

  const Form& form() const { return form_; }
  absl::Span<const Field* const> Fields() const { return fields_; }
  // Equal for sheets that read the same bytes as the same ratings.
  uint64_t fingerprint() const { return fingerprint_; }

 private:
  Form form_;
  std::vector<const Field*> fields_;
  uint64_t fingerprint_;
};

// What agreement counts of one coding. It is stored beside the coding and read
// in its place, which is a tenth of the work:
//
//   1 byte   version of this layout and of what decides the ratings, 1
//   8 bytes  fingerprint of the sheet
//   outline  people, relationships, harms and rows, each behind their number
//   types    the coder's and the rule's, behind their number
//   ratings  field by field and instance by instance, in the order of
//            InstancesOf: a number for each (see rated_coding.cc), the ones
//            that were not asked as runs
class RatedCoding {
 public:
  // Of a document that passes CheckSubmission. The sheet must outlive it.
  RatedCoding(const RatingSheet& sheet, const Document& document);

  // INVALID_ARGUMENT if `bytes` is not what Encode gave for a sheet with this
  // fingerprint. Linear.
  static absl::StatusOr<RatedCoding> Decode(const RatingSheet& sheet,
                                            absl::string_view bytes);
  std::string Encode() const;

  // Not copied: ratings point at codes that it holds.
  RatedCoding(const RatedCoding&) = delete;
  RatedCoding& operator=(const RatedCoding&) = delete;
  RatedCoding(RatedCoding&&) = default;
  RatedCoding& operator=(RatedCoding&&) = default;
  ~RatedCoding() = default;

  // Of the sheet's field number `field`, in the order of the instances.
  absl::Span<const Rating> RatingsOf(size_t field) const {
    return absl::MakeConstSpan(ratings_).subspan(
        starts_[field], starts_[field + 1] - starts_[field]);
  }

  Outline outline;
  // The type that the coder gave to one of a couple in a period, and what rule
  // jt-1 suggests from the same coder's indicators.
  std::vector<std::pair<JohnsonType, JohnsonType>> types;

 private:
  class Encoder;
  class Decoder;

  explicit RatedCoding(const RatingSheet& sheet) : sheet_(&sheet) {}
  // Makes room for the ratings of what `outline` lists; none is asked.
  void PlaceRatings();
  // Of a question that was asked.
  Rating Rate(const Field& field, const Answer* answer);

  const RatingSheet* sheet_;
  std::vector<size_t> starts_;  // in ratings_, of each field, and the end
  std::vector<Rating> ratings_;
  std::deque<std::string> other_codes_;  // that the revision does not have
};

}  // namespace caselens

#endif  // TYPOLOGY_DOUBLE_CODING_RATED_CODING_H_
