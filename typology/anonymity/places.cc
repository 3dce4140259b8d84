#include "typology/anonymity/places.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

#include "typology/anonymity/word_list.h"
#include "typology/anonymity/words.h"

namespace caselens::anonymity {
namespace {

using WordSet = absl::flat_hash_set<absl::string_view>;

// Words that are streets, whatever their case.
const WordSet& Streets() {
  static const auto& set = *new WordSet{
      "road",   "rd",      "street", "avenue", "ave",      "lane",  "crescent",
      "cres",   "terrace", "mews",   "grove",  "gardens",  "gdns",  "boulevard",
      "blvd",   "wynd",    "brae",   "parade", "cottages", "croft", "heol",
      "ffordd", "stryd",   "rhodfa", "loan"};
  return set;
}

// Words that are streets with a capital, and anything else without.
const WordSet& CapitalStreets() {
  static const auto& set = *new WordSet{
      "close",   "drive",  "way",    "court", "place",   "park",   "rise",
      "walk",    "hill",   "view",   "row",   "green",   "square", "house",
      "st",      "dr",     "gate",   "quay",  "cottage", "tower",  "towers",
      "heights", "estate", "common", "bank",  "fields",  "meadow", "end"};
  return set;
}

const WordSet& Institutions() {
  static const auto& set = *new WordSet{
      "school",    "primary",   "secondary", "academy", "nursery", "college",
      "infant",    "infants",   "junior",    "juniors", "high",    "grammar",
      "surgery",   "hospital",  "infirmary", "clinic",  "mosque",  "church",
      "preschool", "playgroup", "hostel",    "refuge"};
  return set;
}

// Words that name no institution of their own: "the Local Primary School".
const WordSet& GenericWords() {
  static const auto& set = *new WordSet{
      "the",       "a",           "an",         "local",    "her",
      "his",       "their",       "this",       "that",     "new",
      "old",       "same",        "special",    "state",    "private",
      "public",    "high",        "nursery",    "primary",  "secondary",
      "infant",    "junior",      "health",     "children", "women",
      "church",    "catholic",    "christian",  "free",     "boarding",
      "medical",   "general",     "day",        "out",      "at",
      "in",        "from",        "to",         "of",       "and",
      "or",        "with",        "hospital",   "school",   "college",
      "gp",        "dental",      "community",  "mental",   "maternity",
      "antenatal", "young",       "by",         "for",      "no",
      "if",        "when",        "pre",        "post",     "after",
      "english",   "welsh",       "scottish",   "muslim",   "islamic",
      "sunday",    "saturday",    "university", "sixth",    "form",
      "further",   "independent", "ofsted",     "each",     "every",
      "any",       "own",         "previous"};
  return set;
}

// "12", "12b", "l2" with a letter typed for a digit. A year is none.
bool IsHouseNumber(const Word& word) {
  std::string digits(word.text);
  if (digits.size() > 1 && IsLetter(digits.back())) digits.pop_back();
  for (char& c : digits) {
    if (c == 'o') c = '0';
    if (c == 'i' || c == 'l') c = '1';
  }
  int number = 0;
  return word.has_digit && digits.size() <= 4 &&
         absl::SimpleAtoi(digits, &number) && number > 0 &&
         (number < 1900 || number > 2099);
}

// "the family court" and the like, after a number: "3 family court hearings".
bool NamesACourt(const Word& word) {
  static const auto& set =
      *new WordSet{"family",  "county",  "crown",  "youth", "high",
                   "supreme", "sheriff", "appeal", "civil", "criminal"};
  return set.contains(word.text);
}

// A word between a house number and "Road" that makes it none: "2 of the road".
bool BreaksAddress(const Word& word) {
  static const auto& set = *new WordSet{
      "the",   "a",     "an",   "of",   "in",    "on",       "at",      "to",
      "and",   "or",    "by",   "from", "with",  "weeks",    "months",  "years",
      "days",  "hours", "year", "week", "month", "day",      "minutes", "miles",
      "times", "old",   "per",  "for",  "was",   "is",       "are",     "were",
      "has",   "had",   "out",  "its",  "his",   "her",      "their",   "up",
      "down",  "off",   "into", "main", "any",   "children", "people",  "men"};
  return set.contains(word.text) || word.has_digit;
}

class PlaceFinder {
 public:
  PlaceFinder(const Scanned& scanned, std::vector<Hit>& hits)
      : scanned_(scanned),
        words_(scanned.words),
        places_(lists::Places()),
        dictionary_(lists::Dictionary()),
        hits_(hits) {}

  void Find() {
    for (size_t i = 0; i < words_.size(); ++i) {
      FindStreet(i);
      FindFlat(i);
      FindInstitution(i);
    }
    for (size_t i = 0; i < words_.size();) i += FindTown(i);
    AddAddresses();
  }

 private:
  // Only spaces, line ends, commas or hyphens before word `i`, or the point of
  // "St.".
  bool Joined(size_t i) const {
    if (i == 0 || words_[i].begin - words_[i - 1].full_end > 3) return false;
    const absl::string_view gap =
        absl::string_view(scanned_.text.text())
            .substr(words_[i - 1].full_end,
                    words_[i].begin - words_[i - 1].full_end);
    return gap.find_first_not_of(" \n\t,-") == absl::string_view::npos ||
           (gap == ". " && words_[i - 1].text == "st");
  }

  void Add(Type type, size_t first, size_t last) {
    if (type == Type::kAddress) {
      addresses_.push_back(
          {static_cast<uint32_t>(first), static_cast<uint32_t>(last)});
      return;
    }
    AddHit(type, first, last);
  }

  // "Flat 3, 27 Mill Lane" is one address.
  void AddAddresses() {
    std::sort(addresses_.begin(), addresses_.end(),
              [](const Range& a, const Range& b) { return a.begin < b.begin; });
    for (size_t i = 0; i < addresses_.size(); ++i) {
      while (i + 1 < addresses_.size() &&
             addresses_[i + 1].begin == addresses_[i].end + 1 &&
             words_[addresses_[i + 1].begin].begin -
                     words_[addresses_[i].end].full_end <=
                 3) {
        addresses_[i + 1].begin = addresses_[i].begin;
        ++i;
      }
      AddHit(Type::kAddress, addresses_[i].begin, addresses_[i].end);
    }
  }

  void AddHit(Type type, size_t first, size_t last) {
    hits_.push_back(
        {type, scanned_.text.Source(words_[first].begin, words_[last].end)});
  }

  // "St" before a capital is a saint.
  bool IsStreet(size_t i) const {
    if (Streets().contains(words_[i].text)) return true;
    return CapitalStreets().contains(words_[i].text) && words_[i].capital &&
           !(i + 1 < words_.size() && words_[i + 1].capital && Joined(i + 1));
  }

  bool CommaBefore(size_t i) const {
    return scanned_.text[words_[i - 1].full_end] == ',';
  }

  // `i` is the street word; one to three words and a number before it.
  void FindStreet(size_t i) {
    const bool sure = IsStreet(i);
    if (!sure && !CapitalStreets().contains(words_[i].text)) return;
    bool named = false;  // a capital, or a word of no dictionary
    size_t first = i;
    while (first > 0 && i - first < 4 && Joined(first)) {
      const Word& before = words_[first - 1];
      if (IsHouseNumber(before) && first < i) {
        if (sure || named || IsLowerCaseAddress(first - 1, i)) {
          Add(Type::kAddress, first - 1, i);
        }
        return;
      }
      if (BreaksAddress(before) || CommaBefore(first)) break;
      --first;
      named |= words_[first].capital || !dictionary_.Contains(before.text);
    }
    const bool capital_name = first < i && words_[i].capital &&
                              words_[i - 1].capital &&
                              !words_[i - 1].starts_sentence;
    if (Streets().contains(words_[i].text) && capital_name) {
      Add(Type::kPlace, i - 1, i);
    }
  }

  // "at 24 mill court": words that are no street by themselves.
  bool IsLowerCaseAddress(size_t number, size_t street) const {
    if (words_[street].text == "court" && NamesACourt(words_[street - 1])) {
      return false;
    }
    return scanned_.HasBeforeWord(number, {"at", "to", "from"}, 1) ||
           scanned_.HasBeforeWord(number, {"flat", "apartment"}, 2);
  }

  // "Flat 3", "PO Box 12".
  void FindFlat(size_t i) {
    if (i + 1 >= words_.size() || !Joined(i + 1) ||
        !(words_[i + 1].has_digit || words_[i + 1].text == "l" ||
          words_[i + 1].text == "i" || words_[i + 1].text == "io")) {
      return;
    }
    const absl::string_view text = words_[i].text;
    if (text == "flat" || text == "apartment" || text == "apt" ||
        text == "caravan" ||
        (text == "box" && i > 0 && words_[i - 1].text == "po")) {
      Add(Type::kAddress, i, i + 1);
    }
  }

  // `i` is the last word of an institution with a name of its own.
  void FindInstitution(size_t i) {
    if (!Institutions().contains(words_[i].text)) return;
    size_t first = i;
    size_t named = 0;
    while (Joined(first) && i - first < 5) {
      const Word& before = words_[first - 1];
      const bool saint = before.text == "st" || before.text == "saint";
      const bool is_name =
          (before.capital && !before.starts_sentence && !before.all_capitals &&
           !GenericWords().contains(before.text)) ||
          saint;
      if (!is_name && !Institutions().contains(before.text)) break;
      if (before.text.size() < 2 || (!is_name && !before.capital)) break;
      --first;
      if (is_name) ++named;
    }
    if (named > 0) Add(Type::kSchool, first, i);
  }

  // Takes the longest town name from `i`; how many words to go on by.
  size_t FindTown(size_t i) {
    if (words_[i].has_digit || words_[i].foreign) return 1;
    std::string phrase;
    size_t found = 0;
    for (size_t n = 1; n <= 4 && i + n <= words_.size(); ++n) {
      const Word& word = words_[i + n - 1];
      if (n > 1 && !Joined(i + n - 1)) break;
      absl::StrAppend(&phrase, n == 1 ? "" : " ", word.text);
      if (places_.Contains(phrase) && IsTownHere(i, n)) found = n;
    }
    if (found > 0) Add(Type::kPlace, i, i + found - 1);
    return std::max<size_t>(found, 1);
  }

  // Reading, Bath and Sale are words too: they need a capital inside a
  // sentence and a word such as "in". "Ashton" may be a boy.
  bool IsTownHere(size_t i, size_t count) const {
    const Word& word = words_[i];
    const bool follows = FollowsPlaceWord(scanned_, i);
    if (count > 1) {
      return word.capital || (follows && !dictionary_.Contains(word.text));
    }
    if (lists::Allowed().Contains(word.text)) return false;
    if (dictionary_.Contains(word.text)) {
      return word.capital && !word.starts_sentence && !word.all_capitals &&
             follows;
    }
    return follows || !lists::Names().Contains(word.text);
  }

  const Scanned& scanned_;
  const std::vector<Word>& words_;
  const WordList places_;
  const WordList dictionary_;
  std::vector<Range> addresses_;  // first and last word
  std::vector<Hit>& hits_;
};

}  // namespace

bool FollowsPlaceWord(const Scanned& scanned, size_t word) {
  return scanned.HasBeforeWord(word,
                               {"in", "at", "near", "from", "around", "outside",
                                "visiting", "leaving", "towards"},
                               1) ||
         (scanned.HasBeforeWord(word, {"to"}, 1) &&
          scanned.HasBeforeWord(word,
                                {"moved", "move", "moving", "went", "travelled",
                                 "back", "relocated", "returned", "drove"},
                                2));
}

void FindPlaces(const Scanned& scanned, std::vector<Hit>& hits) {
  PlaceFinder(scanned, hits).Find();
}

}  // namespace caselens::anonymity
