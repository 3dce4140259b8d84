// What holds for any note, on many generated ones.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

#include "tests/typology/anonymity/note_corpus.h"
#include "typology/anonymity/finding.h"
#include "typology/anonymity/guard.h"
#include "typology/anonymity/json.h"
#include "typology/anonymity/text.h"

namespace caselens::anonymity {
namespace {

constexpr uint64_t kSeed = 20260301;
const char* const kFolder = CASELENS_TEST_DATA "/anonymity";

const Guard& TheGuard() {
  static const auto& guard = *new Guard();
  return guard;
}

// Notes of every kind of identifier and evasion, and notes with names.
void ForEachNote(const std::function<void(const Note&)>& look) {
  NoteCorpus corpus(kFolder, Part::kDevelop, kSeed);
  for (int e = 0; e < kEvasionCount; ++e) {
    for (const std::string& slot : NoteCorpus::Slots()) {
      for (int i = 0; i < 3; ++i) {
        const std::optional<Note> note =
            corpus.WithIdentifier(slot, static_cast<Evasion>(e));
        if (note) look(*note);
      }
    }
  }
  for (int i = 0; i < 1000; ++i) look(corpus.WithNames());
}

std::string Replaced(absl::string_view text, const ScanResult& result) {
  std::string out;
  size_t at = 0;
  for (const Finding& finding : result.findings) {
    absl::StrAppend(&out, text.substr(at, finding.bytes.begin - at),
                    finding.replacement);
    at = finding.bytes.end;
  }
  absl::StrAppend(&out, text.substr(at));
  return out;
}

TEST(GuardOnNotes, FindsNothingInItsOwnReplacements) {
  ForEachNote([](const Note& note) {
    const ScanResult result = TheGuard().Scan(note.text);
    if (result.refusal) return;
    const std::string clean = Replaced(note.text, result);
    EXPECT_TRUE(TheGuard().Scan(clean).findings.empty())
        << note.text << "\n"
        << clean << "\n"
        << ToJson(TheGuard().Scan(clean));
  });
}

TEST(GuardOnNotes, GivesSpansInOrderThatAgreeInBytesAndCodePoints) {
  ForEachNote([](const Note& note) {
    const std::vector<uint32_t> offset = DecodeUtf8(note.text)->byte_offset;
    uint32_t last = 0;
    for (const Finding& finding : TheGuard().Scan(note.text).findings) {
      ASSERT_LE(last, finding.chars.begin) << note.text;
      ASSERT_LT(finding.chars.begin, finding.chars.end) << note.text;
      ASSERT_LT(finding.chars.end, offset.size()) << note.text;
      EXPECT_EQ(finding.bytes.begin, offset[finding.chars.begin]);
      EXPECT_EQ(finding.bytes.end, offset[finding.chars.end]);
      last = finding.chars.end;
    }
  });
}

TEST(GuardOnNotes, IsTheSameOnEachScan) {
  const Guard other;
  ForEachNote([&](const Note& note) {
    EXPECT_EQ(ToJson(TheGuard().Scan(note.text)),
              ToJson(other.Scan(note.text)));
  });
}

// FNV-1a.
void Digest(absl::string_view text, uint64_t& digest) {
  for (const char c : text) {
    digest = (digest ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
  }
}

// The data of tests stand for any text: findings that change here change for
// stored text too, which then has to be scanned again.
TEST(DetectorsVersion, IsRaisedWithEveryChangeOfWhatIsFound) {
  uint64_t digest = 0xCBF29CE484222325U;
  ForEachNote([&](const Note& note) {
    Digest(ToJson(TheGuard().Scan(note.text)), digest);
  });
  for (const absl::string_view file :
       {"negatives.txt", "template_wording.txt"}) {
    for (const std::string& line :
         ReadLines(absl::StrCat(kFolder, "/", file))) {
      Digest(ToJson(TheGuard().Scan(line)), digest);
    }
  }
  const std::string expected =
      ReadLines(absl::StrCat(kFolder, "/detectors_version.txt")).at(0);
  EXPECT_EQ(absl::StrCat(kDetectorsVersion, " ", absl::Hex(digest)), expected)
      << "What is found has changed: raise kDetectorsVersion (guard.h) and put "
         "the first of these lines into detectors_version.txt.";
}

}  // namespace
}  // namespace caselens::anonymity
