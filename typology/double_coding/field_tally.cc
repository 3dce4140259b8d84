#include "typology/double_coding/field_tally.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/container/inlined_vector.h"
#include "absl/functional/function_ref.h"

#include "typology/base/status_macros.h"

namespace caselens {
namespace {

constexpr size_t kMostCodes = 64;

// Categories of the ratings: reasons for no code, in the order of Rating::Kind,
// then codes as they come, so that a later revision may add codes.
constexpr std::array kReasons = {Missing::kNotRecorded, Missing::kUnclear,
                                 Missing::kNotApplicable, Missing::kWithheld};
constexpr int kNotRecorded = 0;
constexpr int kFirstCode = static_cast<int>(kReasons.size());

bool IsCode(int category) { return category >= kFirstCode; }

// The ratings under other categories; kNotRated leaves one out. A unit that
// fewer than two coders then rated is left out.
RatingTally Mapped(const RatingTally& tally,
                   absl::FunctionRef<int(int)> category) {
  RatingTally result(tally.Coders());
  for (RatingPattern pattern : tally.Patterns()) {
    int rated = 0;
    for (int& rating : pattern.ratings) {
      if (rating != kNotRated) rating = category(rating);
      if (rating != kNotRated) ++rated;
    }
    // One rating a coder: Add takes it.
    if (rated >= 2) result.Add(pattern.ratings, pattern.units).IgnoreError();
  }
  return result;
}

void SetAll(const Figure& figure, AgreementReport& report) {
  report.percent = figure;
  report.cohen_kappa = figure;
  report.conger_kappa = figure;
  report.fleiss_kappa = figure;
  report.krippendorff_alpha = figure;
  report.gwet_ac = figure;
}

Figure NoUnit() { return NotDefined("no two coders answered it", 0); }

// MeasureAgreement, and what it says of no paired unit at all.
absl::StatusOr<AgreementReport> MeasureOrSayWhy(
    const RatingTally& tally, const Scale& scale,
    const AgreementOptions& options) {
  absl::StatusOr<AgreementReport> report =
      MeasureAgreement(tally, scale, options);
  if (!absl::IsFailedPrecondition(report.status())) return report;
  AgreementReport nothing{.coders = tally.Coders()};
  SetAll(NoUnit(), nothing);
  nothing.categories.resize(scale.labels.size());
  for (CategoryAgreement& category : nothing.categories) {
    category.by_coder.resize(tally.Coders());
    category.specific = NoUnit();
  }
  return nothing;
}

absl::StatusOr<LabelledReport> MeasureLabelled(
    const RatingTally& tally, std::vector<std::string> labels) {
  CASELENS_ASSIGN_OR_RETURN(AgreementReport report,
                            MeasureOrSayWhy(tally, {.labels = labels}, {}));
  return LabelledReport{.labels = std::move(labels),
                        .report = std::move(report)};
}

// Units where everybody, and where only some, said NR.
void CountNotRecorded(const RatingTally& tally, NotRecordedAgreement& result) {
  for (const RatingPattern& pattern : tally.Patterns()) {
    int said = 0;
    int rated = 0;
    for (const int rating : pattern.ratings) {
      if (rating == kNotRated) continue;
      ++rated;
      said += rating == kNotRecorded ? 1 : 0;
    }
    if (said == 0) continue;
    (said == rated ? result.all_said : result.some_said) += pattern.units;
  }
}

absl::StatusOr<NotRecordedAgreement> MeasureNotRecorded(
    const RatingTally& tally) {
  const RatingTally said =
      Mapped(tally, [](int c) { return c == kNotRecorded ? 1 : 0; });
  CASELENS_ASSIGN_OR_RETURN(
      const AgreementReport report,
      MeasureOrSayWhy(said, {.labels = {"other answers", "NR"}}, {}));
  NotRecordedAgreement result{.agreement = report.categories[1].specific};
  CountNotRecorded(tally, result);
  return result;
}

std::vector<AnswerPair> ConfusedIn(const RatingTally& tally,
                                   const std::vector<std::string>& names) {
  std::map<std::pair<int, int>, int64_t> counts;
  for (const RatingPattern& pattern : tally.Patterns()) {
    for (size_t i = 0; i < pattern.ratings.size(); ++i) {
      for (size_t j = i + 1; j < pattern.ratings.size(); ++j) {
        const auto [low, high] =
            std::minmax(pattern.ratings[i], pattern.ratings[j]);
        if (low == kNotRated || low == high) continue;
        counts[{low, high}] += pattern.units;
      }
    }
  }
  std::vector<AnswerPair> pairs;
  for (const auto& [answers, count] : counts)
    pairs.push_back({names[answers.first], names[answers.second], count});
  std::stable_sort(pairs.begin(), pairs.end(),
                   [](const AnswerPair& x, const AnswerPair& y) {
                     return x.pairs > y.pairs;
                   });
  return pairs;
}

// Names of categories by number.
std::vector<std::string> NamesOf(const std::vector<std::string>& codes) {
  std::vector<std::string> names;
  for (const Missing reason : kReasons) names.emplace_back(MissingName(reason));
  names.insert(names.end(), codes.begin(), codes.end());
  return names;
}

using Sets = std::vector<std::optional<uint64_t>>;

// The sets that make a pattern of a tally.
Sets SetsOf(const SetTally& tally, const RatingPattern& pattern) {
  Sets sets;
  for (const int rating : pattern.ratings) {
    sets.push_back(rating == kNotRated ? std::nullopt
                                       : std::optional(tally.Sets()[rating]));
  }
  return sets;
}

// The sets of a tally again, of a field with fewer codes.
absl::StatusOr<SetTally> WithCodes(const SetTally& tally, size_t codes) {
  SetTally result(tally.AsCategories().Coders(), codes);
  for (const RatingPattern& pattern : tally.AsCategories().Patterns()) {
    CASELENS_RETURN_IF_ERROR(result.Add(SetsOf(tally, pattern), pattern.units));
  }
  return result;
}

absl::StatusOr<SetAgreementReport> MeasureSets(
    const SetTally& tally, const std::vector<std::string>& codes) {
  CASELENS_ASSIGN_OR_RETURN(const SetTally known,
                            WithCodes(tally, codes.size()));
  absl::StatusOr<SetAgreementReport> report = MeasureSetAgreement(known, codes);
  if (!absl::IsFailedPrecondition(report.status())) return report;
  SetAgreementReport nothing{.percent = NoUnit(), .masi_alpha = NoUnit()};
  for (const std::string& code : codes) {
    CASELENS_ASSIGN_OR_RETURN(
        AgreementReport of_code,
        MeasureOrSayWhy(RatingTally(known.AsCategories().Coders()),
                        {.labels = {"not " + code, code}}, {}));
    nothing.codes.push_back(std::move(of_code));
  }
  return nothing;
}

// Two answers that are further apart disagree more.
absl::Status MeasureWeighted(const RatingTally& coded,
                             const std::vector<std::string>& codes,
                             const Bootstrap& bootstrap,
                             FieldAgreement& result) {
  const Scale scale{.level = ScaleLevel::kOrdinal, .labels = codes};
  AgreementOptions options{.weights = WeightForm::kLinear,
                           .bootstrap = {.replicates = 0}};
  CASELENS_ASSIGN_OR_RETURN(result.linear,
                            MeasureOrSayWhy(coded, scale, options));
  options = {.weights = WeightForm::kQuadratic, .bootstrap = bootstrap};
  CASELENS_ASSIGN_OR_RETURN(result.quadratic,
                            MeasureOrSayWhy(coded, scale, options));
  return absl::OkStatus();
}

bool IsRated(const Rating* rating) {
  return WasAsked(rating) && rating->kind != Rating::Kind::kNone &&
         rating->kind != Rating::Kind::kPrefilled;
}

bool HasCodes(const Rating* rating) {
  return rating != nullptr && rating->kind == Rating::Kind::kCodes;
}

}  // namespace

const Figure& FieldAgreement::Kappa() const {
  if (sets.has_value()) return sets->masi_alpha;
  return all.report.coders == 2 ? all.report.cohen_kappa
                                : all.report.fleiss_kappa;
}

const Figure& FieldAgreement::Percent() const {
  return sets.has_value() ? sets->percent : all.report.percent;
}

FieldTally::FieldTally(const Field& field, size_t coders)
    : kind_(field.kind),
      ordered_(field.ordered && field.kind == FieldKind::kOne),
      missing_(field.missing),
      ratings_(coders),
      sets_(coders, kMostCodes) {
  for (const caselens::Code& code : field.codes) codes_.push_back(code.code);
}

int FieldTally::Code(const GivenCode& given) {
  const std::string& code = *given.code;
  // Nearly always the codes are those of one revision.
  if (given.place < codes_.size() && codes_[given.place] == code)
    return static_cast<int>(given.place);
  const auto at = std::find(codes_.begin(), codes_.end(), code);
  const auto place = static_cast<int>(at - codes_.begin());
  if (at == codes_.end()) codes_.push_back(code);
  return place;
}

int FieldTally::Category(const Rating& rating) {
  switch (rating.kind) {
    case Rating::Kind::kNotRecorded:
    case Rating::Kind::kUnclear:
    case Rating::Kind::kNotApplicable:
    case Rating::Kind::kWithheld:
      return static_cast<int>(rating.kind) -
             static_cast<int>(Rating::Kind::kNotRecorded);
    case Rating::Kind::kCodes:
      // Of several codes it matters here that there are any.
      return kFirstCode +
             (kind_ == FieldKind::kMany ? 0 : Code(rating.codes.front()));
    case Rating::Kind::kNotAsked:
    case Rating::Kind::kNone:
    case Rating::Kind::kPrefilled:
      break;
  }
  return kNotRated;
}

absl::Status FieldTally::AddSets(absl::Span<const Rating* const> ratings) {
  absl::InlinedVector<std::optional<uint64_t>, 4> sets;
  for (const Rating* const rating : ratings) {
    std::optional<uint64_t>& set = sets.emplace_back();
    if (!HasCodes(rating)) continue;
    set = 0;
    for (const GivenCode& code : rating->codes) {
      const auto place = static_cast<size_t>(Code(code));
      if (place >= kMostCodes)
        return absl::InvalidArgumentError("a field has more than 64 codes");
      *set |= uint64_t{1} << place;
    }
  }
  return sets_.Add(sets);
}

absl::Status FieldTally::Add(absl::Span<const Rating* const> ratings) {
  if (std::count_if(ratings.begin(), ratings.end(), WasAsked) < 2) {
    ++asked_of_one_;
    return absl::OkStatus();
  }
  const bool prefilled =
      std::any_of(ratings.begin(), ratings.end(), [](const Rating* rating) {
        return rating != nullptr && rating->kind == Rating::Kind::kPrefilled;
      });
  if (prefilled) {
    ++prefilled_;
    return absl::OkStatus();
  }
  // A later code is a category once it counts.
  if (std::count_if(ratings.begin(), ratings.end(), IsRated) < 2)
    return absl::OkStatus();
  absl::InlinedVector<int, 4> categories;
  for (const Rating* const rating : ratings)
    categories.push_back(rating == nullptr ? kNotRated : Category(*rating));
  CASELENS_RETURN_IF_ERROR(ratings_.Add(categories));
  const bool sets = kind_ == FieldKind::kMany &&
                    std::count_if(ratings.begin(), ratings.end(), HasCodes) > 1;
  return sets ? AddSets(ratings) : absl::OkStatus();
}

absl::Status FieldTally::AddAll(const FieldTally& other, bool swapped) {
  // The other may have met later codes in another order.
  const auto here = [&](size_t place) {
    return Code({.place = place, .code = &other.codes_[place]});
  };
  for (RatingPattern pattern : other.ratings_.Patterns()) {
    for (int& rating : pattern.ratings) {
      if (kind_ == FieldKind::kOne && IsCode(rating))
        rating = kFirstCode + here(static_cast<size_t>(rating - kFirstCode));
    }
    if (swapped) std::reverse(pattern.ratings.begin(), pattern.ratings.end());
    CASELENS_RETURN_IF_ERROR(ratings_.Add(pattern.ratings, pattern.units));
  }
  for (const RatingPattern& pattern : other.sets_.AsCategories().Patterns()) {
    Sets sets = SetsOf(other.sets_, pattern);
    for (std::optional<uint64_t>& set : sets) {
      uint64_t same = 0;
      for (size_t place = 0; set.has_value() && place < kMostCodes; ++place)
        if ((*set >> place & 1U) != 0) same |= uint64_t{1} << here(place);
      if (set.has_value()) set = same;
    }
    if (swapped) std::reverse(sets.begin(), sets.end());
    CASELENS_RETURN_IF_ERROR(sets_.Add(sets, pattern.units));
  }
  asked_of_one_ += other.asked_of_one_;
  prefilled_ += other.prefilled_;
  return absl::OkStatus();
}

FieldTally FieldTally::Emptied() const {
  FieldTally empty = *this;
  empty.ratings_ = RatingTally(ratings_.Coders());
  empty.sets_ = SetTally(ratings_.Coders(), kMostCodes);
  empty.asked_of_one_ = 0;
  empty.prefilled_ = 0;
  return empty;
}

absl::Status FieldTally::MeasureOne(const RatingTally& answered,
                                    const Bootstrap& bootstrap,
                                    FieldAgreement& result) const {
  // The scale of a field is what it offers, chosen or not.
  std::vector<std::string> labels = codes_;
  std::array<int, kReasons.size()> places{};
  for (size_t i = 0; i < kReasons.size(); ++i) {
    const bool is_offered = std::find(missing_.begin(), missing_.end(),
                                      kReasons[i]) != missing_.end();
    places[i] = is_offered ? static_cast<int>(labels.size()) : kNotRated;
    if (is_offered) labels.emplace_back(MissingName(kReasons[i]));
  }
  const RatingTally all = Mapped(answered, [&](int c) {
    return IsCode(c) ? c - kFirstCode : places[static_cast<size_t>(c)];
  });
  const RatingTally coded = Mapped(
      answered, [](int c) { return IsCode(c) ? c - kFirstCode : kNotRated; });
  CASELENS_ASSIGN_OR_RETURN(result.all, MeasureLabelled(all, labels));
  CASELENS_ASSIGN_OR_RETURN(result.coded, MeasureLabelled(coded, codes_));
  result.confused = ConfusedIn(answered, NamesOf(codes_));
  return ordered_ ? MeasureWeighted(coded, codes_, bootstrap, result)
                  : absl::OkStatus();
}

absl::StatusOr<FieldAgreement> FieldTally::Measure(
    const Bootstrap& bootstrap) const {
  FieldAgreement result{.asked_of_one = asked_of_one_, .prefilled = prefilled_};
  const RatingTally answered = Mapped(ratings_, [](int c) { return c; });
  for (const RatingPattern& pattern : answered.Patterns())
    result.units += pattern.units;
  CASELENS_ASSIGN_OR_RETURN(result.not_recorded, MeasureNotRecorded(answered));
  if (kind_ == FieldKind::kMany) {
    result.set_codes = codes_;
    CASELENS_ASSIGN_OR_RETURN(result.sets, MeasureSets(sets_, codes_));
    return result;
  }
  CASELENS_RETURN_IF_ERROR(MeasureOne(answered, bootstrap, result));
  return result;
}

}  // namespace caselens
