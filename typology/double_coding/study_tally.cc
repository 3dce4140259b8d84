#include "typology/double_coding/study_tally.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "typology/base/status_macros.h"
#include "typology/findings/findings.h"
#include "typology/johnson/rule.h"
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

template <typename Items>
std::set<std::string> IdsOf(const Items& items) {
  std::set<std::string> ids;
  for (const auto& item : items) ids.insert(item.id);
  return ids;
}

std::set<std::string> PeriodsOf(const Document& document) {
  std::set<std::string> periods;
  for (const Relationship& r : document.relationships)
    for (const Period period : r.periods)
      periods.insert(RelationshipInstance(r.id, period));
  return periods;
}

std::set<std::string> InstancesListed(Listed listed, const Document& document) {
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

// Summed over every two coders; the first of the two is A.
MatchTally::Counts CountMatches(Listed listed,
                                absl::Span<const AlignedDocument> codings,
                                absl::Span<const size_t> coder_of) {
  std::vector<std::set<std::string>> ids;
  MatchTally::Counts counts;
  for (const AlignedDocument& coding : codings) {
    ids.push_back(InstancesListed(listed, coding.document));
    counts.exact = counts.exact && coding.exact;
  }
  for (size_t i = 0; i < ids.size(); ++i) {
    for (size_t j = 0; j < ids.size(); ++j) {
      if (coder_of[i] >= coder_of[j]) continue;
      int64_t matched = 0;
      for (const std::string& id : ids[i]) matched += ids[j].contains(id);
      counts.matched += matched;
      counts.only_a += static_cast<int64_t>(ids[i].size()) - matched;
      counts.only_b += static_cast<int64_t>(ids[j].size()) - matched;
    }
  }
  return counts;
}

int NumberOf(JohnsonType type) {
  for (size_t i = 0; i < kTypes.size(); ++i)
    if (kTypes[i] == type) return static_cast<int>(i);
  return kNotRated;
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

FileOfCodings CompareCodings(const Form& form, std::vector<Document> codings) {
  FileOfCodings file{.codings = AlignAll(std::move(codings))};
  std::vector<const Document*> documents;
  for (const AlignedDocument& coding : file.codings)
    documents.push_back(&coding.document);
  file.questions = SharedQuestions(form, documents);
  return file;
}

absl::Status StudyTally::Add(const FileOfCodings& file,
                             absl::Span<const size_t> coder_of) {
  ++files_;
  for (const Listed listed : kAllListed) {
    matches_[static_cast<size_t>(listed)].Add(
        CountMatches(listed, file.codings, coder_of));
  }
  std::vector<const Answer*> answers(coders_);
  for (const SharedQuestion& question : file.questions) {
    std::fill(answers.begin(), answers.end(), nullptr);
    for (size_t i = 0; i < question.sides.size(); ++i) {
      const Side& side = question.sides[i];
      if (side.asked) answers[coder_of[i]] = side.answer;
    }
    const auto at =
        fields_.try_emplace(question.field->id, *question.field, coders_).first;
    CASELENS_RETURN_IF_ERROR(at->second.Add(answers, question.AskedOf()));
  }
  return absl::OkStatus();
}

absl::Status SuggestionTally::Add(const Document& coding) {
  for (const RelationshipFinding& finding : FindRelationships(coding)) {
    const Suggestion suggestion = SuggestFor(finding);
    for (size_t i = 0; i < finding.human_types.size(); ++i) {
      const std::optional<JohnsonType> given = FindType(finding.human_types[i]);
      if (!given.has_value()) continue;
      CASELENS_RETURN_IF_ERROR(
          ratings_.Add({NumberOf(*given), NumberOf(suggestion.types[i])}));
    }
  }
  return absl::OkStatus();
}

std::vector<std::string> SuggestionTally::Labels() {
  std::vector<std::string> labels;
  for (const JohnsonType type : kTypes) labels.emplace_back(TypeCode(type));
  return labels;
}

}  // namespace caselens
