#include "typology/anonymity/names.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "absl/strings/string_view.h"

#include "typology/anonymity/name_context.h"
#include "typology/anonymity/name_kind.h"
#include "typology/anonymity/name_words.h"
#include "typology/anonymity/text.h"
#include "typology/anonymity/word_list.h"
#include "typology/anonymity/words.h"

namespace caselens::anonymity {
namespace {

class NameFinder {
 public:
  explicit NameFinder(const Scanned& scanned)
      : scanned_(scanned),
        words_(scanned.words),
        kinds_(KindsOf(scanned)),
        context_(scanned, kinds_),
        flagged_(words_.size(), false) {}

  void Find(std::vector<Hit>& hits) {
    for (size_t i = 0; i < words_.size(); ++i) flagged_[i] = IsName(i);
    Spread();
    AddSpans(hits);
  }

 private:
  static std::vector<NameKind> KindsOf(const Scanned& scanned) {
    std::vector<NameKind> kinds;
    kinds.reserve(scanned.words.size());
    for (const Word& word : scanned.words) {
      kinds.push_back(KindOfName(word, scanned.text));
    }
    return kinds;
  }

  // --- the decision ---

  bool IsName(size_t i) const {
    switch (kinds_[i]) {
      case NameKind::kName:
        return IsListedName(i);
      case NameKind::kUnknown:
        return IsUnknownName(i);
      case NameKind::kWordName:
        return IsWordName(i);
      case NameKind::kRareName:
        return IsRareName(i);
      case NameKind::kSafe:
      case NameKind::kAllowed:
        return IsSafeWordAsName(i);
      case NameKind::kInitial:
        return context_.IsInitialOfName(i);
      case NameKind::kForeign:
      case NameKind::kCode:
        return false;
    }
    return false;
  }

  bool IsListedName(size_t i) const {
    const Word& word = words_[i];
    if (context_.IsTypology(i)) return false;
    if (word.text.size() > 2 || lists::StrongNames().Contains(word.text))
      return true;
    return word.capital || context_.FollowsTitle(i) ||
           context_.FollowsIntroduction(i);
  }

  bool IsUnknownName(size_t i) const {
    const Word& word = words_[i];
    if (word.text.size() < 3 && !word.capital) return false;
    const size_t longest_acronym = context_.InTitleCase(i) ? 3 : 5;
    const bool acronym =
        word.all_capitals && word.text.size() <= longest_acronym;
    return !acronym || context_.FollowsTitle(i) ||
           context_.FollowsIntroduction(i);
  }

  bool IsWordName(size_t i) const {
    const Word& word = words_[i];
    if (context_.IsMonthHere(i) || context_.IsTypology(i)) return false;
    if (context_.FollowsTitle(i) || context_.FollowsNameLabel(i)) return true;
    if (context_.IsInverted(i)) return true;
    if (context_.IsTellingCapital(i))
      return !word.all_capitals || context_.FollowsIntroduction(i);
    const bool verb_like = VerbLike().contains(word.text);
    const bool modal =
        word.text == "will" || word.text == "may" || word.text == "can";
    if (word.capital && !context_.InTitleCase(i)) {  // starts a sentence
      return (context_.FollowsColon(i) && !modal) || context_.BeforeVerb(i) ||
             context_.BeforeVerbForm(i) || word.possessive ||
             context_.BeforeListedName(i) || context_.IsDescribed(i) ||
             context_.IsFirstOfPair(i) || context_.IsAddressed(i) ||
             context_.StandsAlone(i) || context_.IsQuoted(i) ||
             context_.IsPairedWithName(i);
    }
    if (context_.IsBetweenCommas(i) || context_.IsPairedWithName(i))
      return true;
    if (context_.BeforeListedName(i) && (!modal || context_.BeforeVerb(i + 1)))
      return true;
    if (context_.FollowsIntroduction(i)) {
      return !verb_like || context_.BeforeVerb(i) || context_.EndsPhrase(i);
    }
    return context_.BeforeVerb(i) && !context_.FollowsDeterminer(i) &&
           !IsNounWithVerb(word);
  }

  // Nouns that do things in lower case: "hope was", "faith is".
  static bool IsNounWithVerb(const Word& word) {
    return VerbLike().contains(word.text) && word.text != "will" &&
           word.text != "mark" && word.text != "bill" && word.text != "rob" &&
           word.text != "pat" && word.text != "sue";
  }

  bool IsRareName(size_t i) const {
    if (IsSafeWordAsName(i) || context_.IsInverted(i)) return true;
    if (words_[i].all_capitals) return false;
    if (context_.IsTellingCapital(i)) {
      return !context_.IsBesideCapitalWord(i) &&
             (!context_.FollowsArticle(i) || context_.BeforeFamilyWord(i));
    }
    // "Young adults", "Long histories": a plural, not a verb.
    const bool before_verb =
        context_.BeforeVerbForm(i) && !VerbLike().contains(words_[i].text);
    return words_[i].starts_sentence && words_[i].capital &&
           (words_[i].possessive || before_verb ||
            context_.BeforeActOfPerson(i) || context_.IsDescribed(i) ||
            context_.IsFirstOfPair(i) || context_.IsAddressed(i));
  }

  bool IsSafeWordAsName(size_t i) const {
    const Word& word = words_[i];
    if (FunctionWords().contains(word.text)) return false;
    // "White said", "French's sister".
    const bool acts =
        word.capital && !word.all_capitals && !context_.InTitleCase(i) &&
        lists::Names().Contains(word.text) &&
        (context_.BeforeActOfPerson(i) || word.possessive) &&
        !context_.FollowsArticle(i) && !Introductions().contains(word.text);
    const Word* previous = context_.Previous(i);
    if (acts || previous == nullptr) return acts;
    if (context_.FollowsTitle(i)) {
      return word.capital || previous->text == "mr" ||
             previous->text == "mrs" || lists::Names().Contains(word.text);
    }
    if (context_.FollowsNameLabel(i)) return !word.all_capitals;
    if (!context_.IsTellingCapital(i) || word.all_capitals) return false;
    return previous->text == "named" || previous->text == "aka" ||
           previous->text == "alias" || previous->text == "nee";
  }

  // --- neighbours ---

  void Spread() {
    for (size_t i = 0; i + 1 < words_.size(); ++i) {
      if (flagged_[i] && !flagged_[i + 1] && context_.Joined(i) &&
          JoinsBehind(i + 1)) {
        flagged_[i + 1] = true;
      }
    }
    for (size_t i = words_.size(); i-- > 1;) {
      if (flagged_[i] && !flagged_[i - 1] && context_.Joined(i - 1) &&
          JoinsBefore(i - 1)) {
        flagged_[i - 1] = true;
      }
    }
  }

  // May word `i`, behind a name, be part of it?
  bool JoinsBehind(size_t i) const {
    const Word& word = words_[i];
    const bool before_name = i + 1 < words_.size() && flagged_[i + 1];
    if (Particles().contains(word.text) && before_name && context_.Joined(i)) {
      return true;
    }
    if (kinds_[i] == NameKind::kInitial) {
      return (word.capital && word.text != "i") ||
             (before_name && context_.Joined(i));
    }
    const bool listed_capital = context_.IsTellingCapital(i) &&
                                !word.all_capitals &&
                                lists::Names().Contains(word.text);
    if (word.foreign || word.has_digit || context_.IsMonthHere(i) ||
        (FunctionWords().contains(word.text) && !listed_capital)) {
      return false;
    }
    if (word.capital && !word.starts_sentence && !context_.InTitleCase(i)) {
      return !word.all_capitals || kinds_[i] != NameKind::kAllowed;
    }
    if (kinds_[i] == NameKind::kUnknown && word.all_capitals) return true;
    if (IsHalfOfDouble(i, i - 1)) return true;
    const bool derived = kinds_[i] == NameKind::kSafe && !word.capital &&
                         !IsKnownWord(word.text);
    return derived || (lists::Names().Contains(word.text) &&
                       !NeverSurnames().contains(word.text));
  }

  // May word `i`, before a name, be part of it?
  bool JoinsBefore(size_t i) const {
    const Word& word = words_[i];
    if (CourtesyTitles().contains(word.text)) return true;
    if (kinds_[i] == NameKind::kRareName) {
      return word.capital == words_[i + 1].capital && !word.all_capitals;
    }
    if (Titles().contains(word.text)) return false;
    if (Particles().contains(word.text)) {
      return word.capital || !context_.Adjacent(i, i + 1) ||
             ParticlesOnly().contains(word.text) ||
             Particles().contains(words_[i + 1].text);
    }
    if (kinds_[i] == NameKind::kInitial) {
      return context_.HasPoint(i) ||
             (word.capital && word.text != "i" && word.text != "a");
    }
    if (kinds_[i] == NameKind::kWordName && !context_.IsMonthHere(i)) {
      return word.capital || !VerbLike().contains(word.text);
    }
    if (context_.IsInitials(i)) return true;
    // "Said Ali": the verb begins no sentence.
    if (word.text == "said") return word.capital;
    if (context_.IsTellingCapital(i) && lists::Names().Contains(word.text) &&
        !FunctionWords().contains(word.text)) {
      return true;
    }
    return IsHalfOfDouble(i, i + 1);
  }

  // "Church-Kowalski": word `i` and the name `other` on the other side of the
  // hyphen.
  bool IsHalfOfDouble(size_t i, size_t other) const {
    const absl::string_view text = words_[i].text;
    return !context_.Adjacent(std::min(i, other), std::max(i, other)) &&
           kinds_[i] != NameKind::kAllowed &&
           !HyphenPrefixes().contains(text) &&
           !FunctionWords().contains(text) &&
           (words_[i].capital || lists::Names().Contains(text) ||
            kinds_[other] == NameKind::kName);
  }

  // --- spans ---

  void AddSpans(std::vector<Hit>& hits) const {
    for (size_t i = 0; i < words_.size();) {
      const bool foreign = kinds_[i] == NameKind::kForeign;
      if (!flagged_[i] && !foreign) {
        ++i;
        continue;
      }
      size_t last = i;
      while (last + 1 < words_.size() && context_.Joined(last) &&
             (foreign ? kinds_[last + 1] == NameKind::kForeign
                      : flagged_[last + 1] &&
                            kinds_[last + 1] != NameKind::kForeign)) {
        ++last;
      }
      hits.push_back({foreign ? Type::kForeignScript : Type::kPerson,
                      scanned_.text.Source(words_[i].begin, words_[last].end)});
      i = last + 1;
    }
  }

  const Scanned& scanned_;
  const std::vector<Word>& words_;
  const std::vector<NameKind> kinds_;
  const NameContext context_;
  std::vector<bool> flagged_;
};

}  // namespace

void FindNames(const Scanned& scanned, std::vector<Hit>& hits) {
  NameFinder(scanned).Find(hits);
}

}  // namespace caselens::anonymity
