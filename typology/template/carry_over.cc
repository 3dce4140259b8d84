#include "typology/template/carry_over.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace caselens {
namespace {

bool HasWords(const Answer& answer) {
  return !answer.text.empty() || !answer.paraphrase.empty();
}

// Carries answers from one revision to another, one by one.
class Carrier {
 public:
  Carrier(const Revision& from, const Revision& to)
      : from_(from),
        to_(to),
        domains_(to.ListCodes(kDomainList)),
        confidence_(to.ListCodes(kConfidenceList)),
        levels_(to.ListCodes(kEvidenceLevelList)),
        sources_(to.ListCodes(kEvidenceSourceList)) {}

  CarriedOver Carry(const Document& document) {
    CarriedOver carried{.document = document, .lost = {}};
    carried.document.answers.clear();
    for (const Answer& answer : document.answers) {
      const size_t before = lost_.size();
      std::optional<Answer> kept = CarryAnswer(answer);
      if (kept) {
        for (size_t i = before; i < lost_.size(); ++i) lost_[i].is_part = true;
        carried.document.answers.push_back(*std::move(kept));
      }
    }
    carried.lost = std::move(lost_);
    return carried;
  }

 private:
  std::optional<Answer> CarryAnswer(const Answer& answer) {
    const Field* from = from_.FindField(answer.field);
    const Field* to = to_.FindField(answer.field);
    if (from == nullptr || to == nullptr)
      return Lose(answer, "the question is gone");
    if (from->kind != to->kind || from->level != to->level ||
        from_.StageOf(from->id) != to_.StageOf(to->id))
      return Lose(answer, "the question means something else");
    if (to->level == Level::kDomain &&
        !absl::c_linear_search(domains_, answer.instance))
      return Lose(answer, "the domain is gone");
    if (answer.missing != Missing::kNone &&
        answer.missing != Missing::kNotYetCoded && !to->Offers(answer.missing))
      return Lose(answer, "the missing value is gone");
    std::optional<Answer> kept = CarryCodes(*from, *to, answer);
    if (kept) CarryGrade(*to, *kept);
    return kept;
  }

  std::optional<Answer> CarryCodes(const Field& from, const Field& to,
                                   const Answer& answer) {
    Answer kept = answer;
    const auto gone = std::stable_partition(
        kept.codes.begin(), kept.codes.end(),
        [&](const std::string& code) { return StillOffers(from, to, code); });
    const std::vector<std::string> lost(gone, kept.codes.end());
    kept.codes.erase(gone, kept.codes.end());
    if (kept.codes.empty() && !answer.codes.empty())
      return Lose(answer, "the code is gone");
    const bool stands_alone =
        absl::c_any_of(kept.codes, [&](const std::string& code) {
          const Code* known = to.FindCode(code);
          return known != nullptr && known->exclusive;
        });
    if (stands_alone && kept.codes.size() > 1)
      return Lose(answer, "a code stands alone now");
    if (!lost.empty()) {
      LostAnswer& part = AddLost(answer, "a code is gone");
      part.codes = lost;
      part.has_words = false;
    }
    return kept;
  }

  // A number of a class stands where both offer classes.
  static bool StillOffers(const Field& from, const Field& to,
                          absl::string_view code) {
    return to.FindCode(code) != nullptr ||
           (from.class_codes && to.class_codes &&
            from.FindCode(code) == nullptr);
  }

  // Takes out of the grade what `to` does not know.
  void CarryGrade(const Field& to, Answer& answer) {
    const Grade before = answer.grade;
    if (!to.IsGradedWith(answer.codes)) {
      answer.grade = Grade();
    } else {
      Grade& grade = answer.grade;
      if (!absl::c_linear_search(confidence_, absl::StrCat(grade.confidence)))
        grade.confidence = 0;
      if (!absl::c_linear_search(levels_, grade.evidence_level))
        grade.evidence_level.clear();
      grade.sources.erase(
          std::remove_if(grade.sources.begin(), grade.sources.end(),
                         [&](const std::string& source) {
                           return !absl::c_linear_search(sources_, source);
                         }),
          grade.sources.end());
    }
    if (answer.grade == before) return;
    LostAnswer& part = AddLost(answer, "of the grade");
    part.codes.clear();
    part.has_words = false;
  }

  std::nullopt_t Lose(const Answer& answer, absl::string_view why) {
    AddLost(answer, why);
    return std::nullopt;
  }

  LostAnswer& AddLost(const Answer& answer, absl::string_view why) {
    lost_.push_back({.field = answer.field,
                     .instance = answer.instance,
                     .codes = answer.codes,
                     .missing = answer.missing,
                     .has_words = HasWords(answer),
                     .is_part = false,
                     .why = std::string(why)});
    return lost_.back();
  }

  const Revision& from_;
  const Revision& to_;
  const std::vector<std::string> domains_;
  const std::vector<std::string> confidence_;
  const std::vector<std::string> levels_;
  const std::vector<std::string> sources_;
  std::vector<LostAnswer> lost_;
};

}  // namespace

CarriedOver CarryOver(const Document& document, const Revision& from,
                      const Revision& to) {
  return Carrier(from, to).Carry(document);
}

}  // namespace caselens
