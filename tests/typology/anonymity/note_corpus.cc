#include "tests/typology/anonymity/note_corpus.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"

namespace caselens::anonymity {
namespace {

std::string File(const std::string& folder, absl::string_view name, Part part) {
  return absl::StrCat(folder, "/", name,
                      part == Part::kHeldOut ? "_held_out.txt" : ".txt");
}

std::vector<std::string> Words(absl::string_view line) {
  return absl::StrSplit(line, ' ', absl::SkipEmpty());
}

char CheckLetter(absl::string_view twelve_digits) {
  int sum = 0;
  for (size_t i = 0; i < 12; ++i) {
    sum += static_cast<int>(i + 2) * (twelve_digits[i] - '0');
  }
  return "ABCDEFGHJKLMNPQRTUVWXYZ"[sum % 23];
}

}  // namespace

std::vector<std::string> ReadLines(const std::string& path) {
  std::vector<std::string> lines;
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) {
    if (!line.empty() && line[0] != '#') lines.push_back(line);
  }
  return lines;
}

const std::vector<std::string>& NoteCorpus::Slots() {
  static const auto& slots = *new std::vector<std::string>{
      "NHS",     "CHI",     "UPN",  "SCN",     "NINO",  "POSTCODE",
      "PHONE",   "DOB",     "DATE", "EMAIL",   "COURT", "REF",
      "VEHICLE", "ADDRESS", "CARD", "LICENCE", "NUMBER"};
  return slots;
}

NoteCorpus::NoteCorpus(const std::string& folder, Part part, uint64_t seed)
    : random_(seed) {
  for (const std::string& sentence :
       ReadLines(File(folder, "templates", part))) {
    bool has_identifier = false;
    for (const std::string& slot : Slots()) {
      if (!absl::StrContains(sentence, absl::StrCat("{", slot, "}"))) continue;
      sentences_[slot].push_back(sentence);
      has_identifier = true;
    }
    if (!has_identifier) name_sentences_.push_back(sentence);
  }
  for (const std::string& line : ReadLines(File(folder, "names", part))) {
    const std::vector<std::string> halves =
        absl::StrSplit(line.substr(line.find(':') + 1), '|');
    origins_.push_back({Words(halves[0]), Words(halves[1])});
  }
  for (const std::string& line : ReadLines(folder + "/names_unlisted.txt")) {
    for (std::string& word : Words(line)) unlisted_.push_back(std::move(word));
  }
}

size_t NoteCorpus::Below(size_t limit) { return random_() % limit; }

const std::string& NoteCorpus::Pick(const std::vector<std::string>& from) {
  return from[Below(from.size())];
}

std::string NoteCorpus::Digits(int count) {
  std::string digits;
  for (int i = 0; i < count; ++i) {
    digits += static_cast<char>('0' + static_cast<int>(Below(10)));
  }
  return digits;
}

std::string NoteCorpus::Letters(int count, absl::string_view from) {
  std::string letters;
  for (int i = 0; i < count; ++i) letters += from[Below(from.size())];
  return letters;
}

std::string NoteCorpus::Fill(absl::string_view sentence,
                             const std::map<std::string, std::string>& values,
                             std::vector<Label>& labels) const {
  std::string text;
  while (!sentence.empty()) {
    const size_t open = sentence.find('{');
    text += std::string(sentence.substr(0, open));
    if (open == absl::string_view::npos) break;
    const size_t close = sentence.find('}', open);
    const std::string slot(sentence.substr(open + 1, close - open - 1));
    const std::string& value = values.at(slot);
    labels.push_back({slot, text.size(), text.size() + value.size()});
    text += value;
    sentence.remove_prefix(close + 1);
  }
  return text;
}

std::string NoteCorpus::FullName(const Origin& origin) {
  const std::string& forename = Pick(origin.forenames);
  const std::string& surname = Pick(origin.surnames);
  const size_t form = Below(10);
  if (form < 4) return absl::StrCat(forename, " ", surname);
  if (form < 8) return forename;
  if (form == 8) return absl::StrCat(forename.substr(0, 1), ". ", surname);
  return absl::StrCat(forename, " ", Pick(origin.surnames), "-", surname);
}

Note NoteCorpus::FillNames(const Origin& first, const Origin& second) {
  Note note;
  const std::string& sentence = Pick(name_sentences_);
  note.text = Fill(sentence,
                   {{"N", FullName(first)},
                    {"M", FullName(second)},
                    {"F", Pick(first.forenames)},
                    {"S", Pick(first.surnames)}},
                   note.labels);
  return note;
}

Note NoteCorpus::WithNames() {
  const Origin& first = origins_[Below(origins_.size())];
  const Origin& second = origins_[Below(origins_.size())];
  Note note = FillNames(first, second);
  // An initial that is not ASCII would be cut in the middle.
  for (const Label& label : note.labels) {
    const absl::string_view name = absl::string_view(note.text).substr(
        label.begin, label.end - label.begin);
    if (name.size() > 1 && name[1] == '.' &&
        !absl::ascii_isalpha(static_cast<unsigned char>(name[0]))) {
      return WithNames();
    }
  }
  return note;
}

Note NoteCorpus::WithUnlistedNames() {
  const Origin unlisted{unlisted_, unlisted_};
  return FillNames(unlisted, unlisted);
}

namespace {

// Nobody writes an address or a date letter by letter.
bool IsApplicable(const std::string& slot, Evasion evasion) {
  const bool is_text =
      slot == "ADDRESS" || slot == "EMAIL" || slot == "DATE" || slot == "DOB";
  const bool spelled =
      evasion == Evasion::kDots || evasion == Evasion::kNumberWords;
  return !(is_text && spelled);
}

}  // namespace

std::optional<Note> NoteCorpus::WithIdentifier(const std::string& slot,
                                               Evasion evasion) {
  if (!IsApplicable(slot, evasion)) return std::nullopt;
  std::optional<std::string> value = Evade(Value(slot), evasion, random_);
  if (!value) return std::nullopt;
  Note note;
  note.text = Fill(Pick(sentences_.at(slot)), {{slot, *value}}, note.labels);
  return note;
}

std::string NoteCorpus::Value(const std::string& slot) {
  if (slot == "NHS") return Grouped(ElevenCheck(), {3, 3, 4});
  if (slot == "CHI") return Chi();
  if (slot == "UPN") return Upn();
  if (slot == "SCN") return Scn();
  if (slot == "NINO") return Nino();
  if (slot == "POSTCODE") return Postcode();
  if (slot == "PHONE") return Phone();
  if (slot == "DOB" || slot == "DATE") return Date();
  if (slot == "EMAIL") return Email();
  if (slot == "COURT") {
    return absl::StrCat(Letters(2, "ABCDEFGHLMNSWZ"), 10 + Below(16),
                        Letters(1, "CPDFZ"), Digits(5));
  }
  if (slot == "REF") return Reference();
  if (slot == "VEHICLE") {
    return absl::StrCat(Letters(2, "ABCDEFGHKLMNPRSVWXY"), 10 + Below(63),
                        Chance(70) ? " " : "",
                        Letters(3, "ABCDEFGHJKLMNPRSTVWXYZ"));
  }
  if (slot == "ADDRESS") return Address();
  if (slot == "CARD") return Card();
  if (slot == "LICENCE") {
    return absl::StrCat(Letters(5, "ABCDEFGHIJKLMNOPRSTW"), Digits(6),
                        Letters(2, "ABCDEJMPRS"), Digits(1),
                        Letters(2, "ABCDEFGHJK"));
  }
  return Digits(static_cast<int>(9 + Below(4)));
}

// Ten digits under the NHS check; three in ten fail it.
std::string NoteCorpus::ElevenCheck() {
  while (true) {
    const std::string digits = absl::StrCat("9", Digits(8));
    int sum = 0;
    for (size_t i = 0; i < 9; ++i) {
      sum += static_cast<int>(10 - i) * (digits[i] - '0');
    }
    const int check = (11 - sum % 11) % 11;
    if (Chance(30)) return digits + Digits(1);
    if (check != 10) return absl::StrCat(digits, check);
  }
}

std::string NoteCorpus::Chi() {
  const size_t day = 1 + Below(28);
  const size_t month = 1 + Below(12);
  const auto two = [](size_t value) {
    return absl::StrCat(value < 10 ? "0" : "", value);
  };
  const std::string digits =
      absl::StrCat(two(day), two(month), Digits(2), Digits(4));
  return Grouped(digits, {6, 4});
}

std::string NoteCorpus::Upn() {
  const std::string digits = Digits(12);
  const char letter = Chance(30) ? 'A' : CheckLetter(digits);
  return absl::StrCat(std::string(1, letter), digits);
}

std::string NoteCorpus::Scn() { return Grouped(Digits(9), {3, 3, 3}); }

std::string NoteCorpus::Nino() {
  const std::string prefix =
      Letters(1, "ABCEGHJKLMNPRSTWXY") + Letters(1, "ACEHJLMPRSTWXY");
  const std::string digits = Digits(6);
  const std::string suffix = Letters(1, "ABCD");
  if (Chance(50)) return absl::StrCat(prefix, digits, suffix);
  return absl::StrCat(prefix, " ", digits.substr(0, 2), " ",
                      digits.substr(2, 2), " ", digits.substr(4), " ", suffix);
}

std::string NoteCorpus::Postcode() {
  static const auto& areas = *new std::vector<std::string>{
      "S10", "HD1", "LS6", "M14", "E17", "SW1A", "G42", "EH6", "CF24", "B29",
      "N1",  "BT9", "DD2", "NE4", "W1A", "SA1",  "IV3", "PL4", "EC1V", "L8"};
  return absl::StrCat(Pick(areas), Chance(70) ? " " : "", Digits(1),
                      Letters(2, "ABDEFGHJLNPQRSTUWXYZ"));
}

std::string NoteCorpus::Phone() {
  switch (Below(5)) {
    case 0:
      return absl::StrCat("07", Digits(3), " ", Digits(6));
    case 1:
      return absl::StrCat("0114 ", Digits(3), " ", Digits(4));
    case 2:
      return absl::StrCat("(0141) ", Digits(3), " ", Digits(4));
    case 3:
      return absl::StrCat("+44 7", Digits(3), " ", Digits(6));
    default:
      return absl::StrCat("07", Digits(9));
  }
}

std::string NoteCorpus::Date() {
  static const auto& months = *new std::vector<std::string>{
      "January", "February", "March",     "April",   "May",      "June",
      "July",    "August",   "September", "October", "November", "December"};
  const size_t day = 1 + Below(28);
  const size_t month = 1 + Below(12);
  const size_t year = 1970 + Below(55);
  const std::string& name = months[month - 1];
  const auto two = [](size_t value) {
    return absl::StrCat(value < 10 ? "0" : "", value);
  };
  switch (Below(7)) {
    case 0:
      return absl::StrCat(two(day), "/", two(month), "/", year);
    case 1:
      return absl::StrCat(two(day), ".", two(month), ".", year);
    case 2:
      return absl::StrCat(day, "-", month, "-", two(year % 100));
    case 3:
      return absl::StrCat(year, "-", two(month), "-", two(day));
    case 4:
      return absl::StrCat(day, "th ", name, " ", year);
    case 5:
      return absl::StrCat(day, " ", name.substr(0, 3), " '", two(year % 100));
    default:
      return absl::StrCat(name, " ", day, ", ", year);
  }
}

std::string NoteCorpus::Email() {
  static const auto& hosts = *new std::vector<std::string>{
      "example.com", "mail.example.org", "example.co.uk", "post.example.net"};
  const Origin& english = origins_[0];
  return absl::StrCat(absl::AsciiStrToLower(Pick(english.forenames)),
                      Chance(50) ? "." : "_",
                      absl::AsciiStrToLower(Pick(english.surnames)),
                      Chance(30) ? Digits(2) : "", "@", Pick(hosts));
}

std::string NoteCorpus::Reference() {
  const std::string number = absl::StrCat(3 + Below(6), Digits(4));
  switch (Below(4)) {
    case 0:
      return number;
    case 1:
      return absl::StrCat(number, "/", 10 + Below(16));
    case 2:
      return absl::StrCat("CR/", number, "/", 10 + Below(16));
    default:
      return absl::StrCat(Letters(2, "ABCDS"), "-", number, Digits(2));
  }
}

std::string NoteCorpus::Address() {
  static const auto& names = *new std::vector<std::string>{
      "Oakfield", "Mill",    "Station", "Victoria", "Church",
      "Albert",   "Elm",     "High",    "Park",     "St John's",
      "Queens",   "Tinsley", "Green",   "Manor"};
  static const auto& kinds = *new std::vector<std::string>{
      "Road",    "Street", "Avenue", "Lane",  "Crescent",
      "Terrace", "Close",  "Drive",  "Grove", "Court"};
  const std::string house = absl::StrCat(1 + Below(250), Chance(15) ? "a" : "");
  const std::string street =
      absl::StrCat(house, " ", Pick(names), " ", Pick(kinds));
  if (Chance(25)) return absl::StrCat("Flat ", 1 + Below(20), ", ", street);
  return street;
}

std::string NoteCorpus::Card() {
  return Grouped(absl::StrCat("4", Digits(15)), {4, 4, 4, 4});
}

std::string NoteCorpus::Grouped(const std::string& digits,
                                std::vector<int> groups) {
  const size_t form = Below(3);
  if (form == 0) return digits;
  std::string out;
  size_t at = 0;
  for (const int group : groups) {
    if (!out.empty()) out += form == 1 ? ' ' : '-';
    out += digits.substr(at, static_cast<size_t>(group));
    at += static_cast<size_t>(group);
  }
  return out;
}

}  // namespace caselens::anonymity
