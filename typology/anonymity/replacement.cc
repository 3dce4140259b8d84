#include "typology/anonymity/replacement.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"

#include "typology/anonymity/text.h"

namespace caselens::anonymity {
namespace {

constexpr Type kNumbered[] = {Type::kPerson, Type::kPlace, Type::kSchool};

constexpr absl::string_view kAgeLeftOut = "[AGE BAND]";
constexpr absl::string_view kFactLeftOut = "[FACT LEFT OUT]";
constexpr absl::string_view kForeignWords = "[WORDS IN ANOTHER LANGUAGE]";

bool IsNumbered(Type type) {
  return std::find(std::begin(kNumbered), std::end(kNumbered), type) !=
         std::end(kNumbered);
}

std::string Tag(Type type) {
  return absl::StrCat("[", absl::StrReplaceAll(TypeName(type), {{"_", "-"}}),
                      "]");
}

// "[PERSON-2]" without its number: "[PERSON]".
std::string WithoutNumber(absl::string_view placeholder) {
  const size_t last = placeholder.find_last_not_of("0123456789]");
  if (last == absl::string_view::npos || placeholder[last] != '-' ||
      last + 2 >= placeholder.size()) {
    return std::string(placeholder);
  }
  return absl::StrCat(placeholder.substr(0, last), "]");
}

absl::flat_hash_set<std::string> AllTags() {
  absl::flat_hash_set<std::string> tags;
  for (int type = 0; type < kTypeCount; ++type) {
    tags.insert(Tag(static_cast<Type>(type)));
  }
  for (const absl::string_view left_out :
       {kAgeLeftOut, kFactLeftOut, kForeignWords}) {
    tags.emplace(left_out);
  }
  return tags;
}

bool IsPlaceholder(absl::string_view text) {
  static const auto& tags = *new absl::flat_hash_set<std::string>(AllTags());
  return tags.contains(WithoutNumber(text));
}

// The year in "march 2019", or nothing.
std::string YearIn(absl::string_view text) {
  for (size_t i = 0; i + 4 <= text.size(); ++i) {
    const absl::string_view year = text.substr(i, 4);
    if (std::all_of(year.begin(), year.end(), IsDigit)) {
      return std::string(year);
    }
  }
  return "";
}

// The first number of "18 months old", in the template's age bands.
std::string AgeBand(absl::string_view text) {
  const size_t end = text.find_first_not_of("0123456789");
  int number = 0;
  const bool years = text.find("y") != absl::string_view::npos;
  if (!absl::SimpleAtoi(text.substr(0, end), &number))
    return std::string(kAgeLeftOut);
  if (!years) number /= 12;
  if (number <= 4) return "aged 0-4";
  if (number <= 9) return "aged 5-9";
  if (number <= 15) return "aged 10-15";
  return "aged 16-17";
}

}  // namespace

void Placeholders::Observe(absl::string_view text) {
  for (const Type type : kNumbered) {
    const std::string start =
        absl::StrCat("[", absl::AsciiStrToLower(TypeName(type)), "-");
    for (size_t at = text.find(start); at != absl::string_view::npos;
         at = text.find(start, at + 1)) {
      const absl::string_view rest = text.substr(at + start.size(), 4);
      int number = 0;
      if (absl::SimpleAtoi(rest.substr(0, rest.find(']')), &number)) {
        int& last = books_[type].last;
        last = std::max(last, number);
      }
    }
  }
}

int Placeholders::NumberOf(Book& book, const std::vector<std::string>& words) {
  const auto find = [](const auto& map, const std::string& key) {
    const auto it = map.find(key);
    return it == map.end() ? 0 : it->second;
  };
  if (const int same = find(book.by_name, absl::StrJoin(words, " "))) {
    return same;
  }
  if (words.size() == 1) {
    if (const int longer = find(book.by_word, words[0])) return longer;
  }
  for (const std::string& word : words) {
    if (const int shorter = find(book.one_word, word)) return shorter;
  }
  return ++book.last;
}

std::string Placeholders::For(Type type,
                              const std::vector<std::string>& plain) {
  std::vector<std::string> words = plain;
  if (mask_) absl::c_transform(plain, words.begin(), mask_);
  Book& book = books_[type];
  const int number = NumberOf(book, words);
  book.by_name.emplace(absl::StrJoin(words, " "), number);
  for (const std::string& word : words) book.by_word.emplace(word, number);
  if (words.size() == 1) book.one_word.emplace(words[0], number);
  return absl::StrCat("[", TypeName(type), "-", number, "]");
}

size_t Placeholders::Names() const {
  size_t names = 0;
  for (const auto& [type, book] : books_) names += book.by_name.size();
  return names;
}

std::vector<Range> FindPlaceholders(absl::string_view text) {
  constexpr size_t kLongest = 40;
  std::vector<Range> ranges;
  for (size_t open = text.find('['); open != absl::string_view::npos;
       open = text.find('[', open + 1)) {
    const size_t length = text.substr(open, kLongest).find(']');
    if (length == absl::string_view::npos ||
        !IsPlaceholder(text.substr(open, length + 1))) {
      continue;
    }
    ranges.push_back({static_cast<uint32_t>(open),
                      static_cast<uint32_t>(open + length + 1)});
  }
  return ranges;
}

std::string OfferReplacement(Type type, absl::string_view text,
                             const std::vector<std::string>& words,
                             Placeholders& placeholders) {
  if (IsNumbered(type)) return placeholders.For(type, words);
  switch (type) {
    case Type::kPartialDate: {
      std::string year = YearIn(text);
      return year.empty() ? "[DATE]" : year;
    }
    case Type::kExactAge:
      return AgeBand(text);
    case Type::kFamilySize:
      return "one of several children";
    case Type::kRareFact:
      return std::string(kFactLeftOut);
    case Type::kForeignScript:
      return std::string(kForeignWords);
    default:
      return Tag(type);
  }
}

}  // namespace caselens::anonymity
