#ifndef TESTS_TYPOLOGY_ANONYMITY_NOTE_CORPUS_H_
#define TESTS_TYPOLOGY_ANONYMITY_NOTE_CORPUS_H_

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace caselens::anonymity {

// Which templates and names: figures are reported on kHeldOut, the files
// "*_held_out.txt", at which nobody looks while working on the detectors.
enum class Part { kDevelop, kHeldOut };

// Ways to write an identifier so that a simple pattern misses it.
enum class Evasion {
  kNone,
  kCase,
  kFullWidth,
  kZeroWidth,
  kLookAlike,  // Cyrillic and Greek letters
  kArabicIndic,
  kOddSpace,
  kLineBreak,
  kDots,
  kNumberWords,
  kLetterDigits,  // O for 0, l for 1
  kEntity,
  kCombining,
};
inline constexpr int kEvasionCount = 13;
absl::string_view EvasionName(Evasion evasion);

// A piece of a generated note that should be found.
struct Label {
  std::string slot;  // "NHS", "N" …
  size_t begin = 0;  // bytes
  size_t end = 0;
};

struct Note {
  std::string text;
  std::vector<Label> labels;
};

// Makes UK care notes: a sentence template, filled with names and numbers.
// The same seed gives the same notes.
class NoteCorpus {
 public:
  // Reads the templates and names of `part`, and names_unlisted.txt.
  NoteCorpus(const std::string& folder, Part part, uint64_t seed);

  // A note with names only.
  Note WithNames();
  // The same with names that are in no list of the program.
  Note WithUnlistedNames();
  // A note with an identifier of `slot`; nothing if the evasion cannot be
  // applied to what was drawn.
  std::optional<Note> WithIdentifier(const std::string& slot, Evasion evasion);

  static const std::vector<std::string>& Slots();
  const std::vector<std::string>& unlisted() const { return unlisted_; }

 private:
  struct Origin {
    std::vector<std::string> forenames;
    std::vector<std::string> surnames;
  };

  size_t Below(size_t limit);
  bool Chance(int percent) { return Below(100) < static_cast<size_t>(percent); }
  const std::string& Pick(const std::vector<std::string>& from);
  std::string Digits(int count);
  std::string Letters(int count, absl::string_view from);
  std::string Fill(absl::string_view sentence,
                   const std::map<std::string, std::string>& values,
                   std::vector<Label>& labels) const;
  std::string FullName(const Origin& origin);
  Note FillNames(const Origin& first, const Origin& second);

  std::string Value(const std::string& slot);
  std::string ElevenCheck();
  std::string Upn();
  std::string Scn();
  std::string Nino();
  std::string Postcode();
  std::string Phone();
  std::string Date();
  std::string Email();
  std::string Reference();
  std::string Address();
  std::string Card();
  std::string Chi();
  std::string Grouped(const std::string& digits, std::vector<int> groups);

  std::mt19937_64 random_;
  std::vector<std::string> name_sentences_;
  std::map<std::string, std::vector<std::string>> sentences_;  // by slot
  std::vector<Origin> origins_;
  std::vector<std::string> unlisted_;
};

// `value` written so; nothing if that would change nothing.
std::optional<std::string> Evade(const std::string& value, Evasion evasion,
                                 std::mt19937_64& random);

// The lines of a file that are neither empty nor comments.
std::vector<std::string> ReadLines(const std::string& path);

}  // namespace caselens::anonymity

#endif  // TESTS_TYPOLOGY_ANONYMITY_NOTE_CORPUS_H_
