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
    if (context_.FollowsTitle(i) || context_.FollowsNameLabel(i) ||
        context_.IsInverted(i)) {
      return true;
    }
    if (context_.IsTellingCapital(i))
      return !word.all_capitals || context_.FollowsIntroduction(i);
    return word.capital && !context_.InTitleCase(i)
               ? IsNameThatStartsSentence(i)
               : IsNameWithoutCapital(i);
  }

  // "will", "may", "can": verbs before a name, "Will Tom come?".
  static bool IsModal(const Word& word) {
    return word.text == "will" || word.text == "may" || word.text == "can";
  }

  bool IsNameThatStartsSentence(size_t i) const {
    return (context_.FollowsColon(i) && !IsModal(words_[i])) ||
           context_.BeforeVerb(i) || context_.BeforeVerbForm(i) ||
           words_[i].possessive || context_.BeforeListedName(i) ||
           context_.IsDescribed(i) || context_.IsFirstOfPair(i) ||
           context_.IsAddressed(i) || context_.StandsAlone(i) ||
           context_.IsQuoted(i) || context_.IsPairedWithName(i);
  }

  // In lower case, or where capitals say nothing.
  bool IsNameWithoutCapital(size_t i) const {
    const Word& word = words_[i];
    if (context_.IsBetweenCommas(i) || context_.IsPairedWithName(i))
      return true;
    if (context_.BeforeListedName(i) &&
        (!IsModal(word) || context_.BeforeVerb(i + 1))) {
      return true;
    }
    if (context_.FollowsIntroduction(i)) {
      return !VerbLike().contains(word.text) || context_.BeforeVerb(i) ||
             context_.EndsPhrase(i);
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
    if (acts || IsAmongNames(i)) return true;
    const Word* previous = context_.Previous(i);
    if (previous == nullptr) return false;
    if (context_.FollowsTitle(i)) {
      return word.capital || previous->text == "mr" ||
             previous->text == "mrs" || lists::Names().Contains(word.text);
    }
    if (context_.FollowsNameLabel(i)) return !word.all_capitals;
    if (!context_.IsTellingCapital(i) || word.all_capitals) return false;
    return previous->text == "named" || previous->text == "aka" ||
           previous->text == "alias" || previous->text == "nee" ||
           (kinds_[i] == NameKind::kSafe &&
            (NameParticles().contains(previous->text) ||
             (previous->text == "i'm" && lists::Names().Contains(word.text))));
  }

  // "Ola, Link and Tom", "Igor and Per": a word of the name lists with a
  // capital, one of a list of names.
  bool IsAmongNames(size_t i) const {
    const Word& word = words_[i];
    return word.capital && !word.all_capitals && !context_.InTitleCase(i) &&
           kinds_[i] != NameKind::kAllowed &&
           lists::Names().Contains(word.text) && context_.IsListedWithName(i);
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
    const bool leads_on =
        i + 1 < words_.size() && flagged_[i + 1] && context_.Joined(i);
    if (Particles().contains(word.text) && leads_on) return true;
    if (kinds_[i] == NameKind::kInitial)
      return (word.capital && word.text != "i") || leads_on;
    if (word.foreign || word.has_digit || context_.IsMonthHere(i)) return false;
    return !IsGrammarHere(i) && IsSurnameBehind(i);
  }

  // "Ola and": a word of grammar, but for "Ola Will" inside a sentence.
  bool IsGrammarHere(size_t i) const {
    const Word& word = words_[i];
    const bool listed_capital = context_.IsTellingCapital(i) &&
                                !word.all_capitals &&
                                lists::Names().Contains(word.text);
    return FunctionWords().contains(word.text) && !listed_capital;
  }

  bool IsSurnameBehind(size_t i) const {
    const Word& word = words_[i];
    if (context_.IsTellingCapital(i))
      return !word.all_capitals || kinds_[i] != NameKind::kAllowed;
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
    if (Particles().contains(word.text)) return IsParticleBefore(i);
    if (kinds_[i] == NameKind::kRareName) {
      return word.capital == words_[i + 1].capital && !word.all_capitals;
    }
    if (Titles().contains(word.text)) return false;
    if (kinds_[i] == NameKind::kInitial) return IsInitialBefore(i);
    if (kinds_[i] == NameKind::kWordName && !context_.IsMonthHere(i)) {
      return word.capital || !VerbLike().contains(word.text);
    }
    return context_.IsInitials(i) || IsGivenNameBefore(i) ||
           IsHalfOfDouble(i, i + 1);
  }

  bool IsInitialBefore(size_t i) const {
    const Word& word = words_[i];
    const bool article = word.text == "a" && word.starts_sentence;
    return context_.HasPoint(i) ||
           (word.capital && word.text != "i" && !article);
  }

  // "Roman Kowalski", "Line V Engen": a word that is a name too.
  bool IsGivenNameBefore(size_t i) const {
    const Word& word = words_[i];
    // "Said Ali": the verb begins no sentence.
    if (word.text == "said") return word.capital;
    return word.capital && !context_.InTitleCase(i) &&
           lists::Names().Contains(word.text) &&
           !FunctionWords().contains(word.text);
  }

  // The particle `i` before a name: does it belong to that?
  bool IsParticleBefore(size_t i) const {
    const Word& word = words_[i];
    const Word& next = words_[i + 1];
    if (word.capital || ParticlesOnly().contains(word.text)) return true;
    if (!context_.Adjacent(i, i + 1)) return true;
    if (Particles().contains(next.text)) return true;
    // "and van Ameln said", but not "the van Ola drove", "as Ola said".
    return NameParticles().contains(word.text) && next.capital &&
           !context_.FollowsArticle(i);
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
