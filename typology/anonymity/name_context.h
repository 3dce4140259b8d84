#ifndef TYPOLOGY_ANONYMITY_NAME_CONTEXT_H_
#define TYPOLOGY_ANONYMITY_NAME_CONTEXT_H_

#include <cstddef>
#include <vector>

#include "absl/strings/string_view.h"

#include "typology/anonymity/name_kind.h"
#include "typology/anonymity/scanned.h"
#include "typology/anonymity/words.h"

namespace caselens::anonymity {

// What a text says of its words, asked word by word: by capitals, by the words
// around and by the signs between. `i` is the index of a word. Every question
// looks at a few words only; the constructor is linear. Keeps references to
// `scanned` and `kinds`, the NameKind of each of its words.
class NameContext {
 public:
  NameContext(const Scanned& scanned, const std::vector<NameKind>& kinds)
      : scanned_(scanned), words_(scanned.words), kinds_(kinds) {
    MarkTitleCase();
  }

  // Is word `i` in a sentence in which most words have capitals? They say
  // nothing there.
  bool InTitleCase(size_t i) const { return title_case_[i]; }
  // Inside a sentence, not in title case: a capital that means something.
  bool IsTellingCapital(size_t i) const;
  // "the Rose Review": a word with a capital, that is no name, on either side.
  bool IsBesideCapitalWord(size_t i) const;

  // Only space between the two, at most three characters.
  bool Adjacent(size_t left, size_t right) const;
  // May `left` and the next word be one name: space, hyphen, or the point
  // behind an initial or title between them?
  bool Joined(size_t left) const;
  // The word close before, or null.
  const Word* Previous(size_t i) const;

  // "Mr Green", "Aunt Rose".
  bool FollowsTitle(size_t i) const;
  // "partner Grace", "told Will".
  bool FollowsIntroduction(size_t i) const;
  // "the", "a", but not "that", which stands before a name too.
  bool FollowsArticle(size_t i) const;
  // "the", "her", "in", "little": words before a noun.
  bool FollowsDeterminer(size_t i) const;
  // "Action for family: Grace to attend".
  bool FollowsColon(size_t i) const;

  // "Grace said".
  bool BeforeVerb(size_t i) const;
  // A small word behind that has the form of a verb: "denies", "controlled",
  // "would".
  bool BeforeVerbForm(size_t i) const;
  // A deed that things and bodies do not do: "Price slapped", "Moon cried".
  bool BeforeActOfPerson(size_t i) const;
  // "the Price family".
  bool BeforeFamilyWord(size_t i) const;
  // Is the next word a listed name, with a capital like this one's?
  bool BeforeListedName(size_t i) const;

  // "A." behind a letter.
  bool HasPoint(size_t i) const;
  // "J.R.", which folding has made one word.
  bool IsInitials(size_t i) const;
  // "J. Green", "a. berry"; not the letter in "Plan A. Later …".
  bool IsInitialOfName(size_t i) const;
  // "Grace, the eldest", "Hill (mother)", "Rose, 34": words behind that
  // describe a person.
  bool IsDescribed(size_t i) const;
  // "Grace and Tom", "Grace/Tom": and another capital behind.
  bool IsFirstOfPair(size_t i) const;
  // ", grace,": a name put in between.
  bool IsBetweenCommas(size_t i) const;
  // "andreea and grace": beside a sure name.
  bool IsPairedWithName(size_t i) const;
  // "Ola, Link", "Igor and Per": in a list beside a sure name.
  bool IsListedWithName(size_t i) const;
  // "Last name: Banks", "her surname is Long", "Your name? Grace": behind a
  // word for a name.
  bool FollowsNameLabel(size_t i) const;
  // "Hope, please": spoken to at the start of a sentence.
  bool IsAddressed(size_t i) const;
  // "Hope?", "Joy!", "Grace: I am fine", or nothing else in the text.
  bool StandsAlone(size_t i) const;
  // "'Rose'": a single word in quotation marks.
  bool IsQuoted(size_t i) const;
  // "Long, M.": surname first.
  bool IsInverted(size_t i) const;
  // Nothing that could go on with a name behind.
  bool EndsPhrase(size_t i) const;
  // "in May", "May 2019", "from April to June".
  bool IsMonthHere(size_t i) const;
  // Johnson's typology of abuse, which the domain speaks of.
  bool IsTypology(size_t i) const;

 private:
  void MarkTitleCase();
  // Of the ordinary words in [begin, end).
  bool MostHaveCapitals(size_t begin, size_t end) const;
  // The text from `left` to the word behind it, or to the end.
  absl::string_view GapBehind(size_t left) const;
  bool IsClosingQuote(size_t at) const;

  const Scanned& scanned_;
  const std::vector<Word>& words_;
  const std::vector<NameKind>& kinds_;
  std::vector<bool> title_case_;
};

}  // namespace caselens::anonymity

#endif  // TYPOLOGY_ANONYMITY_NAME_CONTEXT_H_
