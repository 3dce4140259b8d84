#include "typology/double_coding/rated_coding.h"

#include <array>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "tests/status_matchers.h"
#include "tests/typology/double_coding/random_coding.h"
#include "typology/double_coding/questions.h"
#include "typology/double_coding/study_tally.h"

namespace caselens {
namespace {

using testing::HasSubstr;

const RatingSheet& Sheet() {
  static const auto* const kSheet = new RatingSheet(RdacForm());
  return *kSheet;
}

// What each coder says to the questions of each field.
using Said = std::map<std::string, std::vector<std::vector<std::string>>>;

std::string TextOf(const Side& side) {
  if (!side.asked) return "not asked";
  if (side.answer == nullptr) return "";
  if (side.answer->imported) return "prefilled";
  switch (side.answer->missing) {
    case Missing::kNone:
    case Missing::kNotYetCoded:
      return absl::StrJoin(side.answer->codes, ",");
    default:
      return std::string(MissingName(side.answer->missing));
  }
}

// By way of the documents.
Said SaidInDocuments(const Document& a, const Document& b) {
  Said said;
  for (const SharedQuestion& question : SharedQuestions(
           Sheet().form(), std::array<const Document*, 2>{&a, &b})) {
    said[question.field->id].push_back(
        {TextOf(question.sides[0]), TextOf(question.sides[1])});
  }
  return said;
}

std::string TextOf(const Rating* rating) {
  if (!WasAsked(rating)) return "not asked";
  switch (rating->kind) {
    case Rating::Kind::kNotRecorded:
      return "NR";
    case Rating::Kind::kUnclear:
      return "UNC";
    case Rating::Kind::kNotApplicable:
      return "NA";
    case Rating::Kind::kWithheld:
      return "WH";
    case Rating::Kind::kPrefilled:
      return "prefilled";
    default:
      return absl::StrJoin(rating->codes, ",",
                           [](std::string* out, const GivenCode& given) {
                             absl::StrAppend(out, *given.code);
                           });
  }
}

RatedCoding ThroughBytes(const Document& document) {
  const RatedCoding rated(Sheet(), document);
  absl::StatusOr<RatedCoding> read =
      RatedCoding::Decode(Sheet(), rated.Encode());
  EXPECT_THAT(read, IsOk());
  EXPECT_EQ(read->Encode(), rated.Encode());
  return *std::move(read);
}

FileOfCodings ComparedThroughBytes(const Document& a, const Document& b) {
  std::vector<RatedCoding> codings;
  codings.push_back(ThroughBytes(a));
  codings.push_back(ThroughBytes(b));
  return CompareCodings(Sheet(), std::move(codings));
}

TEST(RatedCodingProperty, StoredRatingsSayWhatTheDocumentsSay) {
  RandomCodings codings(7);
  for (int round = 0; round < 200; ++round) {
    const Document family = codings.Next();
    const Document a = codings.Roughened(family);
    const Document b =
        codings.Renamed(codings.Roughened(codings.Recoded(family)));
    const FileOfCodings file = ComparedThroughBytes(a, b);
    Said said;
    for (const RatedQuestion& question : file.questions) {
      said[question.field->id].push_back(
          {TextOf(question.ratings[0]), TextOf(question.ratings[1])});
    }
    const AlignedDocument aligned = AlignDocuments(a, b);
    ASSERT_EQ(said, SaidInDocuments(a, aligned.document)) << "round " << round;
    EXPECT_EQ(file.exact, aligned.exact);
    EXPECT_EQ(file.codings[1].outline.listed,
              OutlineOf(aligned.document).listed);
  }
}

TEST(RatedCodingProperty, InstancesAreCountedWithoutNamingThem) {
  RandomCodings codings(8);
  const Form form = RdacForm();
  for (int round = 0; round < 50; ++round) {
    const Document document = codings.Next();
    for (int level = 1; level <= static_cast<int>(Level::kForum); ++level) {
      EXPECT_EQ(CountInstances(static_cast<Level>(level), form, document),
                InstancesOf(static_cast<Level>(level), form, document).size())
          << LevelName(static_cast<Level>(level));
    }
  }
}

TEST(RatedCoding, WhatItIsHeldAgainstIsPartOfIt) {
  RandomCodings codings(9);
  const std::string bytes = RatedCoding(Sheet(), codings.Next()).Encode();
  Form other = RdacForm();
  other.factors.emplace_back("another_factor");
  EXPECT_THAT(RatedCoding::Decode(RatingSheet(other), bytes),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("of the same form")));
  EXPECT_THAT(RatedCoding::Decode(RatingSheet(RdacForm()), bytes), IsOk());
}

// Nothing but refused or read as something: no byte leads out of bounds.
TEST(RatedCoding, DamagedBytesDoNoHarm) {
  RandomCodings codings(10);
  const std::string good =
      RatedCoding(Sheet(), codings.Roughened(codings.Next())).Encode();
  EXPECT_THAT(RatedCoding::Decode(Sheet(), good), IsOk());
  EXPECT_FALSE(RatedCoding::Decode(Sheet(), good + "x").ok());
  for (size_t size = 0; size < good.size(); ++size) {
    EXPECT_FALSE(RatedCoding::Decode(Sheet(), good.substr(0, size)).ok());
    for (const char byte : {'\0', '\x01', '\x08', '\x7F', '\xFF'}) {
      std::string damaged = good;
      damaged[size] = byte;
      const auto read = RatedCoding::Decode(Sheet(), damaged);
      if (read.ok()) {
        EXPECT_FALSE(read->Encode().empty());
      }
    }
  }
}

}  // namespace
}  // namespace caselens
