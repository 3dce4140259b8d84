#include "typology/anonymity/names.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/match.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"

#include "typology/anonymity/text.h"
#include "typology/anonymity/word_list.h"
#include "typology/anonymity/words.h"

namespace caselens::anonymity {
namespace {

using WordSet = absl::flat_hash_set<absl::string_view>;

// What the lists say of a word by itself.
enum class Kind {
  kSafe,      // a word of the dictionary
  kAllowed,   // a term of the domain
  kName,      // a name wherever it stands
  kWordName,  // a name or a word: the text decides
  kRareName,  // a word that seldom is a name
  kUnknown,   // in no list
  kForeign,   // in another alphabet
  kInitial,   // one letter
  kCode,      // has digits
};

const WordSet& Titles() {
  static const auto& set = *new WordSet{
      "mr",  "mrs",  "ms",   "dr",   "prof", "rev",  "pc",    "dc",
      "ps",  "ds",   "di",   "dci",  "wpc",  "sgt",  "judge", "hhj",
      "sir", "dame", "cllr", "insp", "pcso", "imam", "sheikh"};
  return set;
}

// Titles that go with the name: "Mrs. Ola Nowak" is one span.
const WordSet& CourtesyTitles() {
  static const auto& set =
      *new WordSet{"mr", "mrs", "ms", "mx", "dr", "prof", "rev", "sir"};
  return set;
}

// Capitalised titles that are verbs or kin without a capital.
const WordSet& CapitalTitles() {
  static const auto& set =
      *new WordSet{"miss", "sister", "father", "lady",   "lord", "uncle",
                   "aunt", "auntie", "aunty",  "master", "nan",  "nana"};
  return set;
}

// Words that introduce a name: "named Ola", "partner Grace", "told Will".
const WordSet& Introductions() {
  static const auto& set = *new WordSet{
      "named",      "called",   "aka",         "alias",       "nee",
      "partner",    "husband",  "wife",        "boyfriend",   "girlfriend",
      "mum",        "mother",   "mam",         "dad",         "father",
      "son",        "daughter", "brother",     "sister",      "sibling",
      "baby",       "uncle",    "aunt",        "auntie",      "cousin",
      "nephew",     "niece",    "stepdad",     "stepfather",  "stepmum",
      "stepmother", "stepson",  "grandmother", "grandfather", "nan",
      "gran",       "grandad",  "friend",      "neighbour",   "mgm",
      "pgm",        "mgf",      "pgf",         "sw",          "hv",
      "iro",        "teacher",  "twin",        "told",        "asked",
      "hit",        "punched",  "slapped",     "kicked",      "phoned",
      "texted",     "visited",  "married",     "collected",   "half-brother",
      "child",      "ex",       "ex-partner",  "midwife",     "idva"};
  return set;
}

// Words behind a name more often than behind the noun or verb it also is.
const WordSet& VerbsOfPeople() {
  static const auto& set = *new WordSet{
      "said",       "says",     "told",      "was",        "is",
      "has",        "had",      "came",      "left",       "felt",
      "feels",      "wants",    "wanted",    "lives",      "lived",
      "stated",     "reported", "disclosed", "described",  "attended",
      "hit",        "punched",  "slapped",   "pushed",     "grabbed",
      "threatened", "shouted",  "presented", "moved",      "asked",
      "refused",    "admitted", "denied",    "started",    "stopped",
      "works",      "worked",   "stays",     "stayed",     "visited",
      "phoned",     "rang",     "called",    "texted",     "discloses",
      "alleged",    "alleges",  "became",    "appeared",   "appears",
      "seemed",     "seems",    "did",       "does",       "didn't",
      "doesn't",    "hasn't",   "wasn't",    "isn't",      "got",
      "made",       "took",     "takes",     "thinks",     "thought",
      "explained",  "agreed",   "continues", "continued",  "went",
      "saw",        "heard",    "witnessed", "returned",   "ran",
      "cried",      "spoke",    "spent",     "struggles",  "struggled",
      "sleeps",     "slept",    "shared",    "smashed",    "kicked",
      "strangled",  "choked",   "bit",       "broke",      "drinks",
      "uses",       "used",     "blamed",    "apologised", "arrived",
      "accepted",   "declined", "engaged",   "hid",        "knows",
      "knew",       "likes",    "loves",     "minimised",  "missed",
      "needs",      "needed",   "plays",     "played",     "remains",
      "remained",   "sees",     "seen",      "smiled",     "talked",
      "tried",      "began",    "grew",      "met",        "won",
      "lost",       "gave",     "held",      "kept",       "paid",
      "sold",       "sent",     "stood",     "taught",     "drove",
      "fell",       "fought",   "forgot",    "chose",      "brought",
      "bought",     "drank",    "ate",       "fled",       "stole",
      "threw",      "sang",     "swore",     "shook",      "turned",
      "walked",     "woke",     "wrote"};
  return set;
}

// Names that are verbs or auxiliaries in lower case.
const WordSet& VerbLike() {
  static const auto& set = *new WordSet{
      "will",   "may",    "can",    "mark",   "grant",  "hope",   "love",
      "pat",    "rose",   "drew",   "wade",   "chase",  "rob",    "sue",
      "bill",   "march",  "trust",  "read",   "hunt",   "cook",   "cross",
      "rush",   "ring",   "might",  "long",   "little", "young",  "good",
      "day",    "wise",   "guy",    "faith",  "joy",    "summer", "winter",
      "autumn", "spring", "church", "art",    "case",   "page",   "west",
      "north",  "east",   "south",  "street", "strong", "short",  "white",
      "black",  "brown",  "green",  "gray",   "grey",   "red",    "early",
      "best",   "bright", "sharp",  "small",  "smart",  "head",   "field",
      "hall",   "wall",   "ward",   "price",  "power",  "worth",  "words",
      "wells",  "rich",   "gay",    "storm",  "star",   "king",   "queen",
      "prince", "bishop", "judge",  "nurse",  "major",  "earl",   "duke",
      "baron",  "dean"};
  return set;
}

// Words that stand before a noun, not before a name.
const WordSet& Determiners() {
  static const auto& set = *new WordSet{
      "the", "a",    "an",  "her",  "his",    "their", "its",  "my",   "your",
      "our", "some", "any", "no",   "this",   "every", "each", "much", "of",
      "in",  "with", "for", "good", "little", "more",  "new",  "great"};
  return set;
}

const WordSet& Particles() {
  static const auto& set = *new WordSet{
      "al",  "el",  "bin", "bint", "ibn", "ben", "abu", "abd", "ul",    "ur",
      "van", "von", "der", "den",  "de",  "di",  "da",  "del", "della", "dos",
      "du",  "la",  "le",  "ter",  "ap",  "ab",  "mac", "mc",  "o",     "st",
      "san", "e",   "y",   "ad",   "as",  "ur",  "d"};
  return set;
}

const WordSet& Months() {
  static const auto& set = *new WordSet{
      "january", "february", "march",     "april",   "may",      "june",
      "july",    "august",   "september", "october", "november", "december"};
  return set;
}

// Words of grammar: never joined to a name beside them.
const WordSet& FunctionWords() {
  static const auto& set = *new WordSet{
      "the",   "and",      "or",      "but",    "if",     "in",      "on",
      "at",    "to",       "of",      "for",    "from",   "by",      "with",
      "as",    "is",       "was",     "are",    "were",   "be",      "been",
      "has",   "had",      "have",    "he",     "she",    "they",    "it",
      "we",    "i",        "you",     "his",    "her",    "their",   "its",
      "who",   "which",    "that",    "this",   "these",  "there",   "then",
      "than",  "when",     "while",   "where",  "not",    "no",      "so",
      "do",    "did",      "does",    "can",    "could",  "would",   "should",
      "may",   "might",    "must",    "will",   "shall",  "my",      "me",
      "him",   "them",     "us",      "our",    "your",   "an",      "a",
      "up",    "out",      "also",    "after",  "before", "because", "said",
      "told",  "about",    "into",    "mum",    "dad",    "mother",  "father",
      "child", "children", "parents", "parent", "police", "social",  "health",
      "school"};
  return set;
}

// Words of the name lists that follow a name as something else than its
// surname.
const WordSet& NeverSurnames() {
  static const auto& set = *new WordSet{
      "left",   "read", "met",   "made",   "put",     "let",      "ring",
      "rang",   "drew", "hope",  "love",   "chase",   "just",     "once",
      "never",  "more", "less",  "last",   "now",     "back",     "down",
      "away",   "over", "still", "here",   "home",    "hit",      "cut",
      "ran",    "sat",  "hurt",  "got",    "case",    "worker",   "plan",
      "only",   "says", "bit",   "rose",   "mark",    "aged",     "age",
      "per",    "via",  "near",  "since",  "or",      "nor",      "male",
      "female", "baby", "son",   "sister", "brother", "daughter", "partner",
      "uncle",  "aunt", "both",  "again",  "too",     "very",     "well"};
  return set;
}

// First halves of hyphenated words that are no names.
const WordSet& HyphenPrefixes() {
  static const auto& set = *new WordSet{
      "ex",  "non",  "pre",  "post", "anti",  "pro",   "half", "step", "co",
      "mid", "self", "semi", "sub",  "multi", "inter", "re",   "un",   "all"};
  return set;
}

class NameFinder {
 public:
  explicit NameFinder(const Scanned& scanned)
      : scanned_(scanned), words_(scanned.words) {
    kinds_.reserve(words_.size());
    for (const Word& word : words_) kinds_.push_back(KindOf(word));
    flagged_.assign(words_.size(), false);
    MarkTitleCase();
  }

  void Find(std::vector<Hit>& hits) {
    for (size_t i = 0; i < words_.size(); ++i) flagged_[i] = IsName(i);
    Spread();
    AddSpans(hits);
  }

 private:
  // --- what the lists say ---

  Kind KindOf(const Word& word) const {
    if (word.foreign) return Kind::kForeign;
    if (word.has_digit) return Kind::kCode;
    const absl::string_view text = word.text;
    if (text.size() == 1) return Kind::kInitial;
    if (Titles().contains(text) && !IsTitleAsName(word)) return Kind::kSafe;
    if (strong_.Contains(text)) return Kind::kName;
    if (words_that_name_.Contains(text)) return Kind::kWordName;
    if (word.accented && (word.capital || names_.Contains(text))) {
      return Kind::kName;
    }
    if (allowed_.Contains(text)) return Kind::kAllowed;
    if (not_names_.Contains(text)) return Kind::kSafe;
    if (rare_names_.Contains(text)) return Kind::kRareName;
    const bool is_word = dictionary_.Contains(text);
    if (names_.Contains(text)) return is_word ? Kind::kWordName : Kind::kName;
    if (is_word || IsDerived(word)) return Kind::kSafe;
    return KindOfCompound(word);
  }

  // "Di", "Sheikh": a rank would be "DI".
  bool IsTitleAsName(const Word& word) const {
    return word.capital && !word.all_capitals &&
           rare_names_.Contains(word.text);
  }

  // "O'Brien", "D'Souza", "they'd": an apostrophe inside.
  Kind KindOfCompound(const Word& word) const {
    const size_t at = word.text.find('\'');
    if (at == absl::string_view::npos) return Kind::kUnknown;
    const absl::string_view whole =
        absl::string_view(scanned_.text.text())
            .substr(word.begin, word.full_end - word.begin);
    if (allowed_.Contains(whole) || dictionary_.Contains(whole)) {
      return Kind::kSafe;
    }
    const absl::string_view tail = word.text.substr(at + 1);
    const bool contraction = tail == "ll" || tail == "ve" || tail == "re" ||
                             tail == "d" || tail == "t" || tail == "m";
    return contraction && IsSafe(word.text.substr(0, at)) ? Kind::kSafe
                                                          : Kind::kUnknown;
  }

  bool IsSafe(absl::string_view text) const {
    return dictionary_.Contains(text) || allowed_.Contains(text);
  }

  // A regular form of a word: "rereferred", "IDVAs", "unboundaried". Only where
  // a capital does not say that it is a name.
  bool IsDerived(const Word& word) const {
    if (word.capital && !word.starts_sentence) return IsPluralAcronym(word);
    constexpr absl::string_view kPrefixes[] = {
        "re",   "un",    "non",   "co",   "pre", "mis", "over", "under",
        "self", "multi", "inter", "anti", "de",  "dis", "sub",  "semi"};
    constexpr absl::string_view kSuffixes[] = {
        "s", "es", "ed", "d", "ing", "er", "ers", "ly", "ness", "ful", "less"};
    constexpr size_t kMinStem = 4;
    if (IsSafe(absl::StrReplaceAll(word.text, {{"iz", "is"}}))) return true;
    for (const absl::string_view prefix : kPrefixes) {
      if (absl::StartsWith(word.text, prefix) &&
          word.text.size() >= prefix.size() + kMinStem &&
          IsSafe(word.text.substr(prefix.size()))) {
        return true;
      }
    }
    for (const absl::string_view suffix : kSuffixes) {
      if (absl::EndsWith(word.text, suffix) &&
          word.text.size() >= suffix.size() + kMinStem &&
          IsSafe(word.text.substr(0, word.text.size() - suffix.size()))) {
        return true;
      }
    }
    return IsPluralAcronym(word);
  }

  // "IDVAs", "SWs": two capitals or more and a small s.
  bool IsPluralAcronym(const Word& word) const {
    if (word.text.size() < 3 || word.text.back() != 's') return false;
    for (size_t i = word.begin; i + 1 < word.end; ++i) {
      if (!scanned_.text.upper(i)) return false;
    }
    return !scanned_.text.upper(word.end - 1);
  }

  // --- what the text says ---

  // A sentence in which most words have capitals: they say nothing there.
  void MarkTitleCase() {
    title_case_.assign(words_.size(), false);
    for (size_t begin = 0; begin < words_.size();) {
      size_t end = begin + 1;
      while (end < words_.size() && !words_[end].starts_sentence) ++end;
      size_t ordinary = 0;
      size_t capitals = 0;
      for (size_t i = begin; i < end; ++i) {
        // Names have capitals in any sentence.
        if (kinds_[i] != Kind::kSafe && kinds_[i] != Kind::kAllowed &&
            kinds_[i] != Kind::kRareName) {
          continue;
        }
        ++ordinary;
        if (words_[i].capital) ++capitals;
      }
      if (ordinary >= 3 && capitals * 10 >= ordinary * 7) {
        std::fill(title_case_.begin() + static_cast<std::ptrdiff_t>(begin),
                  title_case_.begin() + static_cast<std::ptrdiff_t>(end), true);
      }
      begin = end;
    }
  }

  bool Adjacent(size_t left, size_t right) const {
    return OnlySpaceBetween(scanned_.text, words_[left], words_[right], 3);
  }
  // Space, hyphen, or the point behind an initial or title.
  bool Joined(size_t left) const {
    if (left + 1 >= words_.size()) return false;
    const Word& a = words_[left];
    const Word& b = words_[left + 1];
    if (Adjacent(left, left + 1)) return !a.possessive || a.end == a.full_end;
    const absl::string_view gap = absl::string_view(scanned_.text.text())
                                      .substr(a.full_end, b.begin - a.full_end);
    if (gap == "-" || gap == "'") return true;
    const bool short_form =
        a.text.size() == 1 || CourtesyTitles().contains(a.text);
    return short_form && (gap == "." || gap == ". ");
  }

  const Word* Previous(size_t i) const {
    return i > 0 && words_[i].begin - words_[i - 1].full_end <= 3
               ? &words_[i - 1]
               : nullptr;
  }

  // A capital that means something.
  bool IsTellingCapital(size_t i) const {
    return words_[i].capital && !words_[i].starts_sentence && !title_case_[i];
  }

  bool FollowsTitle(size_t i) const {
    const Word* previous = Previous(i);
    if (previous == nullptr) return false;
    return Titles().contains(previous->text) ||
           (previous->capital && CapitalTitles().contains(previous->text) &&
            !title_case_[i] && words_[i].capital);
  }

  bool FollowsIntroduction(size_t i) const {
    const Word* previous = Previous(i);
    return previous != nullptr && Introductions().contains(previous->text) &&
           Adjacent(i - 1, i);
  }

  // A small word behind that has the form of a verb: "denies", "controlled",
  // "would".
  bool BeforeVerbForm(size_t i) const {
    if (i + 1 >= words_.size() || !Adjacent(i, i + 1)) return false;
    const Word& next = words_[i + 1];
    const bool form =
        absl::EndsWith(next.text, "ed") || absl::EndsWith(next.text, "ly") ||
        (absl::EndsWith(next.text, "s") && !absl::EndsWith(next.text, "ss"));
    static const auto& auxiliaries = *new WordSet{
        "would", "could",  "should", "can",   "might", "may",   "must",
        "will",  "cannot", "also",   "then",  "now",   "later", "again",
        "never", "always", "often",  "still", "who",   "let",   "read",
        "put",   "hid",    "cut",    "misses"};
    return !next.capital &&
           ((form && next.text.size() >= 4) || auxiliaries.contains(next.text));
  }

  bool BeforeVerb(size_t i) const {
    return i + 1 < words_.size() && Adjacent(i, i + 1) &&
           VerbsOfPeople().contains(words_[i + 1].text);
  }

  // A deed that things and bodies do not do: "Price slapped", "Moon cried".
  bool BeforeActOfPerson(size_t i) const {
    static const auto& acts = *new WordSet{
        "said",       "told",    "disclosed", "slapped", "punched",
        "kicked",     "hit",     "pushed",    "grabbed", "shouted",
        "denied",     "denies",  "admitted",  "admits",  "refused",
        "rang",       "phoned",  "texted",    "cried",   "smiled",
        "thinks",     "wants",   "feels",     "felt",    "loves",
        "lives",      "lived",   "works",     "asked",   "strangled",
        "threatened", "smashed", "drinks",    "sleeps",  "apologised",
        "stated",     "alleged", "alleges",   "agreed",  "attended",
        "collected",  "visited", "married",   "stabbed"};
    static const auto& auxiliaries =
        *new WordSet{"was", "is", "has", "had", "would", "did", "does"};
    static const auto& states = *new WordSet{
        "arrested",  "charged",  "released", "told",   "asked",  "interviewed",
        "known",     "said",     "seen",     "living", "born",   "pregnant",
        "expecting", "violent",  "abusive",  "upset",  "scared", "afraid",
        "calm",      "anxious",  "tearful",  "drunk",  "aged",   "applied",
        "moved",     "followed", "refused",  "spoken", "not",    "admitted",
        "never",     "let",      "hit"};
    if (i + 1 >= words_.size() || !Adjacent(i, i + 1)) return false;
    if (acts.contains(words_[i + 1].text)) return true;
    return i + 2 < words_.size() && Adjacent(i + 1, i + 2) &&
           auxiliaries.contains(words_[i + 1].text) &&
           states.contains(words_[i + 2].text);
  }

  // "A." behind a letter.
  bool HasPoint(size_t i) const {
    const size_t end = words_[i].full_end;
    return end < scanned_.text.size() && scanned_.text[end] == '.';
  }

  // "J. Green", "a. berry"; not the letter in "Plan A. Later …".
  bool IsInitialOfName(size_t i) const {
    if (FollowsTitle(i)) return words_[i].capital;
    if (!HasPoint(i) || i + 1 >= words_.size() || !Joined(i)) return false;
    static const auto& labelled = *new WordSet{
        "plan",    "option",    "step",  "part",   "table", "figure",
        "section", "child",     "adult", "person", "class", "site",
        "wave",    "appendix",  "group", "model",  "point", "family",
        "vitamin", "hepatitis", "e",     "i"};
    const Word* previous = Previous(i);
    if (previous != nullptr && labelled.contains(previous->text)) return false;
    const Word& next = words_[i + 1];
    if (FunctionWords().contains(next.text)) return false;
    return (words_[i].capital && next.capital) || names_.Contains(next.text);
  }

  // Is the next word a listed name, with a capital like this one's?
  bool BeforeListedName(size_t i) const {
    return i + 1 < words_.size() && Joined(i) &&
           words_[i + 1].capital == words_[i].capital &&
           names_.Contains(words_[i + 1].text) &&
           !FunctionWords().contains(words_[i + 1].text) &&
           !NeverSurnames().contains(words_[i + 1].text);
  }

  // "Grace, the eldest", "Hill (mother)": words behind that describe a person.
  bool IsDescribed(size_t i) const {
    static const auto& describing =
        *new WordSet{"the",    "who",    "aged", "a",   "her",     "his",
                     "whose",  "mother", "mum",  "dad", "partner", "brother",
                     "father", "sister", "son",  "ex",  "daughter"};
    if (i + 1 >= words_.size()) return false;
    const absl::string_view gap =
        absl::string_view(scanned_.text.text())
            .substr(words_[i].full_end,
                    words_[i + 1].begin - words_[i].full_end);
    return (gap == ", " || gap == " (") &&
           describing.contains(words_[i + 1].text);
  }

  // "Grace and Tom": and another capital behind.
  bool IsFirstOfPair(size_t i) const {
    return i + 2 < words_.size() && Adjacent(i, i + 1) &&
           words_[i + 1].text == "and" && Adjacent(i + 1, i + 2) &&
           words_[i + 2].capital && kinds_[i + 2] != Kind::kAllowed;
  }

  // ", grace,": a name put in between.
  bool IsBetweenCommas(size_t i) const {
    const Word& word = words_[i];
    return word.begin >= 2 && scanned_.text[word.begin - 2] == ',' &&
           word.full_end < scanned_.text.size() &&
           scanned_.text[word.full_end] == ',';
  }

  // "andreea and grace": beside a sure name.
  bool IsPairedWithName(size_t i) const {
    return i >= 2 && words_[i - 1].text == "and" && Adjacent(i - 1, i) &&
           (kinds_[i - 2] == Kind::kName || kinds_[i - 2] == Kind::kUnknown);
  }

  bool EndsPhrase(size_t i) const {
    return i + 1 == words_.size() || (!Adjacent(i, i + 1) && !Joined(i));
  }

  bool FollowsDeterminer(size_t i) const {
    const Word* previous = Previous(i);
    return previous != nullptr && Determiners().contains(previous->text);
  }

  // "the Price family".
  bool BeforeFamilyWord(size_t i) const {
    static const auto& families =
        *new WordSet{"family",  "families", "children",  "siblings", "brothers",
                     "sisters", "twins",    "household", "boys",     "girls"};
    return i + 1 < words_.size() && Adjacent(i, i + 1) &&
           families.contains(words_[i + 1].text);
  }

  // "Action for family: Grace to attend".
  bool FollowsColon(size_t i) const {
    const size_t begin = words_[i].begin;
    return begin >= 2 && scanned_.text[begin - 1] == ' ' &&
           scanned_.text[begin - 2] == ':';
  }

  bool FollowsArticle(size_t i) const {
    static const auto& articles =
        *new WordSet{"the", "a", "an", "this", "each", "every"};
    const Word* previous = Previous(i);
    return previous != nullptr && articles.contains(previous->text);
  }

  // "in May", "May 2019", "from April to June".
  bool IsMonthHere(size_t i) const {
    if (!Months().contains(words_[i].text)) return false;
    if (scanned_.HasBeforeWord(
            i,
            {"in", "since", "by", "until", "during", "last", "next", "early",
             "late", "mid", "end", "of", "between", "every", "this"},
            1)) {
      return true;
    }
    const size_t from = i >= 3 ? i - 3 : 0;
    for (size_t k = from; k < std::min(words_.size(), i + 4); ++k) {
      const bool other_month = k != i && Months().contains(words_[k].text) &&
                               words_[k].text != "may";
      const bool beside_number =
          (k + 1 == i || k == i + 1) && words_[k].has_digit;
      if (other_month || beside_number) return true;
    }
    return false;
  }

  // --- the decision ---

  bool IsName(size_t i) const {
    switch (kinds_[i]) {
      case Kind::kName:
        return IsListedName(i);
      case Kind::kUnknown:
        return IsUnknownName(i);
      case Kind::kWordName:
        return IsWordName(i);
      case Kind::kRareName:
        return IsRareName(i);
      case Kind::kSafe:
      case Kind::kAllowed:
        return IsSafeWordAsName(i);
      case Kind::kInitial:
        return IsInitialOfName(i);
      case Kind::kForeign:
      case Kind::kCode:
        return false;
    }
    return false;
  }

  // Johnson's typology of abuse, which the domain speaks of.
  bool IsTypology(size_t i) const {
    static const auto& near = *new WordSet{
        "typology", "typologies", "type",          "types",   "categories",
        "category", "framework",  "model",         "tool",    "classification",
        "rule",     "terms",      "distinguishes", "control", "violence"};
    if (words_[i].text != "johnson") return false;
    if (words_[i].all_capitals) return true;
    const size_t from = i >= 4 ? i - 4 : 0;
    for (size_t k = from; k < std::min(words_.size(), i + 5); ++k) {
      if (near.contains(words_[k].text)) return true;
    }
    return false;
  }

  bool IsListedName(size_t i) const {
    const Word& word = words_[i];
    if (IsTypology(i)) return false;
    if (word.text.size() > 2 || strong_.Contains(word.text)) return true;
    return word.capital || FollowsTitle(i) || FollowsIntroduction(i);
  }

  bool IsUnknownName(size_t i) const {
    const Word& word = words_[i];
    if (word.text.size() < 3 && !word.capital) return false;
    const size_t longest_acronym = title_case_[i] ? 3 : 5;
    const bool acronym =
        word.all_capitals && word.text.size() <= longest_acronym;
    return !acronym || FollowsTitle(i) || FollowsIntroduction(i);
  }

  bool IsWordName(size_t i) const {
    const Word& word = words_[i];
    if (IsMonthHere(i) || IsTypology(i)) return false;
    if (FollowsTitle(i)) return true;
    if (IsTellingCapital(i))
      return !word.all_capitals || FollowsIntroduction(i);
    const bool verb_like = VerbLike().contains(word.text);
    const bool modal =
        word.text == "will" || word.text == "may" || word.text == "can";
    if (word.capital && !title_case_[i]) {  // starts a sentence
      return (FollowsColon(i) && !modal) || BeforeVerb(i) ||
             BeforeVerbForm(i) || word.possessive || BeforeListedName(i) ||
             IsDescribed(i) || IsFirstOfPair(i);
    }
    if (IsBetweenCommas(i) || IsPairedWithName(i)) return true;
    if (BeforeListedName(i) && (!modal || BeforeVerb(i + 1))) return true;
    if (FollowsIntroduction(i)) {
      return !verb_like || BeforeVerb(i) || EndsPhrase(i);
    }
    return BeforeVerb(i) && !FollowsDeterminer(i) && !IsNounWithVerb(word);
  }

  // Nouns that do things in lower case: "hope was", "faith is".
  static bool IsNounWithVerb(const Word& word) {
    return VerbLike().contains(word.text) && word.text != "will" &&
           word.text != "mark" && word.text != "bill" && word.text != "rob" &&
           word.text != "pat" && word.text != "sue";
  }

  bool IsRareName(size_t i) const {
    if (IsSafeWordAsName(i)) return true;
    if (words_[i].all_capitals) return false;
    if (IsTellingCapital(i)) {
      return !IsBesideCapitalWord(i) &&
             (!FollowsArticle(i) || BeforeFamilyWord(i));
    }
    return words_[i].starts_sentence && words_[i].capital &&
           (words_[i].possessive || BeforeActOfPerson(i) || BeforeVerbForm(i) ||
            IsDescribed(i) || IsFirstOfPair(i));
  }

  // "the Rose Review": a word with a capital, that is no name, on either side.
  bool IsBesideCapitalWord(size_t i) const {
    const auto is_title_word = [this](size_t k) {
      return IsTellingCapital(k) &&
             (kinds_[k] == Kind::kSafe || kinds_[k] == Kind::kAllowed);
    };
    return (i > 0 && Joined(i - 1) && is_title_word(i - 1)) ||
           (i + 1 < words_.size() && Joined(i) && is_title_word(i + 1));
  }

  bool IsSafeWordAsName(size_t i) const {
    const Word& word = words_[i];
    const Word* previous = Previous(i);
    if (previous == nullptr || FunctionWords().contains(word.text))
      return false;
    if (FollowsTitle(i)) {
      return word.capital || previous->text == "mr" ||
             previous->text == "mrs" || names_.Contains(word.text);
    }
    if (!IsTellingCapital(i) || word.all_capitals) return false;
    const bool acts = names_.Contains(word.text) && BeforeActOfPerson(i) &&
                      !FollowsArticle(i) &&
                      !Introductions().contains(word.text);
    return acts || (previous->text == "named" || previous->text == "aka" ||
                    previous->text == "alias" || previous->text == "nee");
  }

  // --- neighbours ---

  void Spread() {
    for (size_t i = 0; i + 1 < words_.size(); ++i) {
      if (flagged_[i] && !flagged_[i + 1] && Joined(i) && JoinsBehind(i + 1)) {
        flagged_[i + 1] = true;
      }
    }
    for (size_t i = words_.size(); i-- > 1;) {
      if (flagged_[i] && !flagged_[i - 1] && Joined(i - 1) &&
          JoinsBefore(i - 1)) {
        flagged_[i - 1] = true;
      }
    }
  }

  // May word `i`, behind a name, be part of it?
  bool JoinsBehind(size_t i) const {
    const Word& word = words_[i];
    const bool before_name = i + 1 < words_.size() && flagged_[i + 1];
    if (Particles().contains(word.text) && before_name && Joined(i)) {
      return true;
    }
    if (kinds_[i] == Kind::kInitial) {
      return (word.capital && word.text != "i") || (before_name && Joined(i));
    }
    const bool listed_capital =
        IsTellingCapital(i) && !word.all_capitals && names_.Contains(word.text);
    if (word.foreign || word.has_digit || IsMonthHere(i) ||
        (FunctionWords().contains(word.text) && !listed_capital)) {
      return false;
    }
    if (word.capital && !word.starts_sentence && !title_case_[i]) {
      return !word.all_capitals || kinds_[i] != Kind::kAllowed;
    }
    if (kinds_[i] == Kind::kUnknown && word.all_capitals) return true;
    if (IsHalfOfDouble(i, i - 1)) return true;
    const bool derived = kinds_[i] == Kind::kSafe && !word.capital &&
                         !dictionary_.Contains(word.text) && !IsSafe(word.text);
    return derived ||
           (names_.Contains(word.text) && !NeverSurnames().contains(word.text));
  }

  // May word `i`, before a name, be part of it?
  bool JoinsBefore(size_t i) const {
    const Word& word = words_[i];
    if (CourtesyTitles().contains(word.text)) return true;
    if (kinds_[i] == Kind::kRareName) {
      return word.capital == words_[i + 1].capital && !word.all_capitals;
    }
    if (Titles().contains(word.text)) return false;
    if (Particles().contains(word.text)) {
      return word.capital || !Adjacent(i, i + 1);
    }
    if (kinds_[i] == Kind::kInitial) {
      return HasPoint(i) ||
             (word.capital && word.text != "i" && word.text != "a");
    }
    if (kinds_[i] == Kind::kWordName && !IsMonthHere(i)) {
      return word.capital || !VerbLike().contains(word.text);
    }
    if (IsTellingCapital(i) && names_.Contains(word.text) &&
        !FunctionWords().contains(word.text)) {
      return true;
    }
    return IsHalfOfDouble(i, i + 1);
  }

  // "Church-Kowalski": word `i` and the name `other` on the other side of the
  // hyphen.
  bool IsHalfOfDouble(size_t i, size_t other) const {
    const absl::string_view text = words_[i].text;
    return !Adjacent(std::min(i, other), std::max(i, other)) &&
           kinds_[i] != Kind::kAllowed && !HyphenPrefixes().contains(text) &&
           !FunctionWords().contains(text) &&
           (words_[i].capital || names_.Contains(text) ||
            kinds_[other] == Kind::kName);
  }

  // --- spans ---

  void AddSpans(std::vector<Hit>& hits) const {
    for (size_t i = 0; i < words_.size();) {
      const bool foreign = kinds_[i] == Kind::kForeign;
      if (!flagged_[i] && !foreign) {
        ++i;
        continue;
      }
      size_t last = i;
      while (last + 1 < words_.size() && Joined(last) &&
             (foreign
                  ? kinds_[last + 1] == Kind::kForeign
                  : flagged_[last + 1] && kinds_[last + 1] != Kind::kForeign)) {
        ++last;
      }
      hits.push_back({foreign ? Type::kForeignScript : Type::kPerson,
                      scanned_.text.Source(words_[i].begin, words_[last].end)});
      i = last + 1;
    }
  }

  const Scanned& scanned_;
  const std::vector<Word>& words_;
  std::vector<Kind> kinds_;
  std::vector<bool> flagged_;
  std::vector<bool> title_case_;
  const WordList dictionary_ = lists::Dictionary();
  const WordList allowed_ = lists::Allowed();
  const WordList names_ = lists::Names();
  const WordList strong_ = lists::StrongNames();
  const WordList words_that_name_ = lists::NamesThatAreWords();
  const WordList not_names_ = lists::NotNames();
  const WordList rare_names_ = lists::RareNames();
};

}  // namespace

void FindNames(const Scanned& scanned, std::vector<Hit>& hits) {
  NameFinder(scanned).Find(hits);
}

}  // namespace caselens::anonymity
