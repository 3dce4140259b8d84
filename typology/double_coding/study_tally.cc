#include "typology/double_coding/study_tally.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <utility>

#include "typology/base/status_macros.h"
#include "typology/template/instances.h"

namespace caselens {
namespace {

constexpr std::array kTypes = {JohnsonType::kIntimateTerrorism,
                               JohnsonType::kViolentResistance,
                               JohnsonType::kSituationalCoupleViolence,
                               JohnsonType::kMutualViolentControl,
                               JohnsonType::kSeparationInstigatedViolence,
                               JohnsonType::kCoerciveControlWithoutViolence,
                               JohnsonType::kNonviolent,
                               JohnsonType::kInsufficientInformation,
                               JohnsonType::kNotIntimate};

using Ids = std::vector<std::string>;

template <typename Items>
Ids IdsOf(const Items& items) {
  Ids ids;
  for (const auto& item : items) ids.push_back(item.id);
  return ids;
}

Ids PeriodsOf(const Document& document) {
  Ids periods;
  for (const Relationship& r : document.relationships)
    for (const Period period : r.periods)
      periods.push_back(RelationshipInstance(r.id, period));
  return periods;
}

Ids InstancesListed(Listed listed, const Document& document) {
  switch (listed) {
    case Listed::kPeople:
      return IdsOf(document.people);
    case Listed::kRelationships:
      return IdsOf(document.relationships);
    case Listed::kPeriods:
      return PeriodsOf(document);
    case Listed::kHarms:
      return IdsOf(document.harms);
    case Listed::kRows:
      return IdsOf(document.rows);
  }
  return {};
}

// Few, and each once.
MatchTally::Counts CountMatches(const Ids& a, const Ids& b) {
  MatchTally::Counts counts;
  for (const std::string& id : a)
    counts.matched += std::find(b.begin(), b.end(), id) == b.end() ? 0 : 1;
  counts.only_a = static_cast<int64_t>(a.size()) - counts.matched;
  counts.only_b = static_cast<int64_t>(b.size()) - counts.matched;
  return counts;
}

std::vector<ListedByTwo> ListedByEachTwo(
    const std::vector<RatedCoding>& codings) {
  std::array<std::vector<Ids>, kAllListed.size()> ids;
  for (const Listed listed : kAllListed) {
    for (const RatedCoding& coding : codings) {
      ids[static_cast<size_t>(listed)].push_back(
          InstancesListed(listed, coding.outline.listed));
    }
  }
  std::vector<ListedByTwo> pairs;
  for (size_t a = 0; a < codings.size(); ++a) {
    for (size_t b = a + 1; b < codings.size(); ++b) {
      ListedByTwo& pair = pairs.emplace_back(ListedByTwo{.a = a, .b = b});
      for (size_t kind = 0; kind < ids.size(); ++kind)
        pair.counts[kind] = CountMatches(ids[kind][a], ids[kind][b]);
    }
  }
  return pairs;
}

// Over every two coders; the first of the two is A.
MatchTally::Counts SumOfPairs(const FileOfCodings& file,
                              absl::Span<const size_t> coder_of,
                              Listed listed) {
  MatchTally::Counts sum{.exact = file.exact};
  for (const ListedByTwo& pair : file.pairs) {
    MatchTally::Counts counts = pair.counts[static_cast<size_t>(listed)];
    if (coder_of[pair.a] > coder_of[pair.b])
      std::swap(counts.only_a, counts.only_b);
    sum.matched += counts.matched;
    sum.only_a += counts.only_a;
    sum.only_b += counts.only_b;
  }
  return sum;
}

// Where each coding has an instance among its instances of that level.
using Places = absl::InlinedVector<size_t, 2>;
constexpr size_t kNowhere = SIZE_MAX;

// Whether every coding has the same instances.
bool IsOfForm(Level level) {
  return level == Level::kFile || level == Level::kDomain ||
         level == Level::kFactor;
}

// The instances that two codings or more have.
std::vector<Places> SharedInstances(const RatingSheet& sheet,
                                    const std::vector<RatedCoding>& codings,
                                    Level level) {
  std::vector<Places> all;
  if (IsOfForm(level)) {
    const size_t count = CountInstances(level, sheet.form(), {});
    for (size_t i = 0; i < count; ++i) all.emplace_back(codings.size(), i);
  } else {
    absl::flat_hash_map<std::string, size_t> numbers;
    for (size_t c = 0; c < codings.size(); ++c) {
      size_t place = 0;
      for (std::string& instance :
           InstancesOf(level, sheet.form(), codings[c].outline.listed)) {
        const auto [at, is_new] =
            numbers.try_emplace(std::move(instance), all.size());
        if (is_new) all.emplace_back(codings.size(), kNowhere);
        all[at->second][c] = place++;
      }
    }
  }
  const auto alone = [](const Places& places) {
    return std::count(places.begin(), places.end(), kNowhere) + 2 >
           static_cast<std::ptrdiff_t>(places.size());
  };
  all.erase(std::remove_if(all.begin(), all.end(), alone), all.end());
  return all;
}

std::vector<RatedQuestion> SharedQuestions(
    const RatingSheet& sheet, const std::vector<RatedCoding>& codings) {
  std::vector<RatedQuestion> questions;
  constexpr size_t kUsualQuestions = 256;
  questions.reserve(kUsualQuestions);
  std::map<Level, std::vector<Places>> shared;
  for (size_t field = 0; field < sheet.Fields().size(); ++field) {
    const Level level = sheet.Fields()[field]->level;
    const auto [at, is_new] = shared.try_emplace(level);
    if (is_new) at->second = SharedInstances(sheet, codings, level);
    for (const Places& places : at->second) {
      RatedQuestion question{.field = sheet.Fields()[field]};
      bool asked = false;
      for (size_t c = 0; c < codings.size(); ++c) {
        const Rating* const rating =
            places[c] == kNowhere ? nullptr
                                  : &codings[c].RatingsOf(field)[places[c]];
        asked |= WasAsked(rating);
        question.ratings.push_back(rating);
      }
      if (asked) questions.push_back(std::move(question));
    }
  }
  return questions;
}

}  // namespace

absl::string_view ListedName(Listed listed) {
  switch (listed) {
    case Listed::kPeople:
      return "PEOPLE";
    case Listed::kRelationships:
      return "RELATIONSHIPS";
    case Listed::kPeriods:
      return "PERIODS";
    case Listed::kHarms:
      return "HARMS";
    case Listed::kRows:
      return "ROWS";
  }
  return "";
}

FileOfCodings CompareCodings(const RatingSheet& sheet,
                             std::vector<RatedCoding> codings) {
  FileOfCodings file{.codings = std::move(codings)};
  std::vector<Outline*> outlines;
  for (RatedCoding& coding : file.codings) outlines.push_back(&coding.outline);
  file.exact = AlignAll(outlines);
  file.pairs = ListedByEachTwo(file.codings);
  file.questions = SharedQuestions(sheet, file.codings);
  return file;
}

absl::Status StudyTally::Add(const FileOfCodings& file,
                             absl::Span<const size_t> coder_of) {
  ++files_;
  for (const Listed listed : kAllListed) {
    matches_[static_cast<size_t>(listed)].Add(
        SumOfPairs(file, coder_of, listed));
  }
  std::vector<const Rating*> ratings(coders_);
  const Field* field = nullptr;
  FieldTally* tally = nullptr;
  for (const RatedQuestion& question : file.questions) {
    if (question.field != field) {
      field = question.field;
      tally = &fields_.try_emplace(field->id, *field, coders_).first->second;
    }
    std::fill(ratings.begin(), ratings.end(), nullptr);
    for (size_t i = 0; i < question.ratings.size(); ++i)
      ratings[coder_of[i]] = question.ratings[i];
    CASELENS_RETURN_IF_ERROR(tally->Add(ratings));
  }
  return absl::OkStatus();
}

absl::Status StudyTally::AddAll(const StudyTally& other, bool swapped) {
  files_ += other.files_;
  for (size_t kind = 0; kind < matches_.size(); ++kind)
    matches_[kind].AddAll(other.matches_[kind], swapped);
  for (const auto& [id, tally] : other.fields_) {
    auto at = fields_.find(id);
    if (at == fields_.end()) at = fields_.emplace(id, tally.Emptied()).first;
    CASELENS_RETURN_IF_ERROR(at->second.AddAll(tally, swapped));
  }
  return absl::OkStatus();
}

absl::Status SuggestionTally::Add(const RatedCoding& coding) {
  for (const auto& [given, suggested] : coding.types) {
    CASELENS_RETURN_IF_ERROR(
        ratings_.Add({static_cast<int>(given), static_cast<int>(suggested)}));
  }
  return absl::OkStatus();
}

std::vector<std::string> SuggestionTally::Labels() {
  std::vector<std::string> labels;
  for (const JohnsonType type : kTypes) labels.emplace_back(TypeCode(type));
  return labels;
}

}  // namespace caselens
