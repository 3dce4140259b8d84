#include "typology/double_coding/study_tally.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

#include "tests/status_matchers.h"
#include "tests/typology/double_coding/random_coding.h"
#include "tests/typology/findings/document_builder.h"
#include "typology/double_coding/disagreements.h"

namespace caselens {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Field OneField(std::vector<std::string> codes, bool ordered = false) {
  Field field;
  field.id = "X.one";
  field.ordered = ordered;
  for (std::string& code : codes) field.codes.push_back({.code = code});
  field.missing = {Missing::kNotRecorded};
  return field;
}

// "NR", "-" for no answer, or codes, whose texts must outlive it.
Rating Gives(const std::vector<std::string>& codes) {
  if (codes.front() == "NR") return {.kind = Rating::Kind::kNotRecorded};
  if (codes.front() == "-") return {.kind = Rating::Kind::kNone};
  Rating rating{.kind = Rating::Kind::kCodes};
  for (const std::string& code : codes) rating.codes.push_back({0, &code});
  return rating;
}

using Codes = std::vector<std::string>;

void Add(const std::vector<Codes>& given, FieldTally& tally) {
  std::vector<Rating> ratings;
  for (const Codes& codes : given) ratings.push_back(Gives(codes));
  std::vector<const Rating*> all;
  for (const Rating& rating : ratings) all.push_back(&rating);
  ASSERT_THAT(tally.Add(all), IsOk());
}

// One code each: "Y NR".
void AddOnes(const std::string& given, FieldTally& tally) {
  std::vector<Codes> codes;
  for (const auto& code : absl::StrSplit(given, ' '))
    codes.push_back({std::string(code)});
  Add(codes, tally);
}

FileOfCodings Compared(const RatingSheet& sheet,
                       const std::vector<Document>& documents) {
  std::vector<RatedCoding> codings;
  for (const Document& document : documents)
    codings.emplace_back(sheet, document);
  return CompareCodings(sheet, std::move(codings));
}

TEST(FieldTally, NotRecordedIsAnAnswerAndIsShownApart) {
  FieldTally tally(OneField({"Y", "N"}), 2);
  for (const char* pair : {"Y Y", "Y N", "N N", "NR NR", "NR NR", "NR Y"})
    AddOnes(pair, tally);
  const FieldAgreement found = tally.Measure({}).value();
  EXPECT_EQ(found.units, 6);
  EXPECT_THAT(found.all.labels, ElementsAre("Y", "N", "NR"));
  // By hand: observed 4/6; chance (2*2 + 1*2 + 3*2) / 36.
  EXPECT_NEAR(*found.all.report.cohen_kappa.value,
              (4. / 6 - 12. / 36) / (1 - 12. / 36), 1e-12);
  EXPECT_EQ(found.not_recorded.all_said, 2);
  EXPECT_EQ(found.not_recorded.some_said, 1);
  EXPECT_NEAR(*found.not_recorded.agreement.value, 4. / 5, 1e-12);
  EXPECT_EQ(found.coded.report.paired, 3);
  EXPECT_NEAR(*found.coded.report.percent.value, 2. / 3, 1e-12);
  EXPECT_THAT(found.confused,
              ElementsAre(AnswerPair{"NR", "Y", 1}, AnswerPair{"Y", "N", 1}));
}

TEST(FieldTally, WeightsAreForOrderedFieldsOnly) {
  FieldTally ordered(OneField({"0", "1", "2"}, true), 2);
  FieldTally nominal(OneField({"0", "1", "2"}), 2);
  for (FieldTally* tally : {&ordered, &nominal})
    for (const char* pair : {"0 0", "0 1", "2 2", "1 2", "1 1"})
      AddOnes(pair, *tally);
  EXPECT_FALSE(nominal.Measure({})->linear.has_value());
  const FieldAgreement found = ordered.Measure({}).value();
  EXPECT_GT(*found.quadratic->cohen_kappa.value,
            *found.linear->cohen_kappa.value);
  EXPECT_GT(*found.linear->cohen_kappa.value,
            *found.coded.report.cohen_kappa.value);
  EXPECT_TRUE(found.quadratic->krippendorff_alpha.value.has_value());
}

TEST(FieldTally, WhatNobodyAnsweredTwiceSaysSo) {
  FieldTally tally(OneField({"Y", "N"}, true), 3);
  AddOnes("Y - -", tally);
  const FieldAgreement found = tally.Measure({}).value();
  EXPECT_EQ(found.units, 0);
  EXPECT_THAT(found.Kappa().why, HasSubstr("no two coders answered it"));
  EXPECT_THAT(found.quadratic->cohen_kappa.why,
              HasSubstr("no two coders answered it"));
  EXPECT_THAT(found.not_recorded.agreement.why,
              HasSubstr("no two coders answered it"));
}

TEST(FieldTally, AnswersOfTheReturnAndQuestionsToOneAreCountedApart) {
  FieldTally tally(OneField({"Y", "N"}), 2);
  const Rating imported{.kind = Rating::Kind::kPrefilled};
  const Rating own{.kind = Rating::Kind::kNotRecorded};
  const Rating not_asked;
  ASSERT_THAT(tally.Add({&imported, &own}), IsOk());
  ASSERT_THAT(tally.Add({&own, &not_asked}), IsOk());
  const FieldAgreement found = tally.Measure({}).value();
  EXPECT_EQ(found.units, 0);
  EXPECT_EQ(found.prefilled, 1);
  EXPECT_EQ(found.asked_of_one, 1);
}

TEST(FieldTally, AnyNumberOfCodersAndAnyOfThemMayBeAbsent) {
  FieldTally tally(OneField({"Y", "N"}), 4);
  AddOnes("Y Y - Y", tally);
  AddOnes("N - N N", tally);
  AddOnes("Y N N -", tally);
  const FieldAgreement found = tally.Measure({}).value();
  EXPECT_EQ(found.units, 3);
  EXPECT_NEAR(*found.Percent().value, (1 + 1 + 1. / 3) / 3, 1e-12);
  EXPECT_EQ(found.Kappa(), found.all.report.fleiss_kappa);
  EXPECT_THAT(found.confused, ElementsAre(AnswerPair{"Y", "N", 2}));
}

TEST(FieldTally, SeveralChoicesAreSets) {
  Field field = OneField({"A", "B", "C"});
  field.kind = FieldKind::kMany;
  FieldTally tally(field, 2);
  Add({{"A"}, {"A"}}, tally);
  Add({{"A", "B"}, {"B", "A"}}, tally);
  Add({{"A", "B"}, {"B"}}, tally);
  AddOnes("NR NR", tally);
  const FieldAgreement found = tally.Measure({}).value();
  EXPECT_EQ(found.units, 4);
  EXPECT_EQ(found.sets->paired, 3);
  EXPECT_NEAR(*found.Percent().value, 2. / 3, 1e-12);
  EXPECT_EQ(found.sets->codes.size(), 3U);
  EXPECT_NEAR(*found.sets->codes[0].categories[1].specific.value, 4. / 5,
              1e-12);
  EXPECT_EQ(found.not_recorded.all_said, 1);
}

TEST(StudyTally, PerfectCodersAgreeOnAllTheyList) {
  RandomCodings codings(3);
  const RatingSheet sheet(RdacForm());
  StudyTally tally(2);
  for (int i = 0; i < 20; ++i) {
    const Document document = codings.Next();
    ASSERT_THAT(
        tally.Add(Compared(sheet, {document, codings.Renamed(document)}),
                  {0, 1}),
        IsOk());
  }
  EXPECT_EQ(tally.Files(), 20);
  for (const Listed listed : kAllListed) {
    EXPECT_EQ(tally.Matches(listed).OnlyA() + tally.Matches(listed).OnlyB(), 0)
        << ListedName(listed);
  }
  for (const auto& [id, field] : tally.Fields()) {
    const FieldAgreement found = field.Measure({.replicates = 0}).value();
    if (found.units > 0 && found.Percent().value.has_value()) {
      EXPECT_EQ(*found.Percent().value, 1) << id;
    }
  }
}

// The figures count what the list of disagreements lists.
TEST(StudyTally, AgreesWithTheListOfDisagreements) {
  RandomCodings codings(4);
  const RatingSheet sheet(RdacForm());
  StudyTally tally(2);
  std::map<std::string, int64_t> listed;
  for (int i = 0; i < 40; ++i) {
    const Document a = codings.Next();
    const Document b = codings.Renamed(codings.Recoded(a));
    ASSERT_THAT(tally.Add(Compared(sheet, {a, b}), {0, 1}), IsOk());
    for (const Disagreement& one :
         FindDisagreements(sheet.form(), a, AlignDocuments(a, b).document)
             .list) {
      ++listed[one.field];
    }
  }
  for (const auto& [id, field] : tally.Fields()) {
    const FieldAgreement found = field.Measure({.replicates = 0}).value();
    int64_t confused = 0;
    for (const AnswerPair& pair : found.confused) confused += pair.pairs;
    if (found.sets.has_value()) continue;
    EXPECT_EQ(confused, listed[id]) << id;
  }
}

// All that is reported of a field, but for the order in which later codes were
// met.
std::vector<std::string> Reported(const FieldTally& tally) {
  const FieldAgreement found = tally.Measure({.replicates = 0}).value();
  std::vector<std::string> lines = {
      absl::StrCat(found.units, " ", found.asked_of_one, " ", found.prefilled),
      absl::StrCat(found.not_recorded.all_said, " ",
                   found.not_recorded.some_said)};
  for (const Figure& figure : {found.Kappa(), found.Percent()}) {
    lines.push_back(figure.value.has_value() ? absl::StrCat(*figure.value)
                                             : figure.why);
  }
  for (size_t k = 0; k < found.all.labels.size(); ++k) {
    lines.push_back(absl::StrCat(
        found.all.labels[k], " ",
        absl::StrJoin(found.all.report.categories[k].by_coder, " ")));
  }
  for (const AnswerPair& pair : found.confused) {
    const auto [low, high] = std::minmax(pair.first, pair.second);
    lines.push_back(absl::StrCat(low, " ", high, " ", pair.pairs));
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

// Groups of files are added up, whoever of the two coders comes first.
TEST(StudyTallyProperty, WhatIsAddedUpIsWhatWasCounted) {
  RandomCodings codings(5);
  const RatingSheet sheet(RdacForm());
  StudyTally all(2);
  StudyTally some(2);
  StudyTally others(2);
  for (int i = 0; i < 60; ++i) {
    const Document family = codings.Next();
    const FileOfCodings file =
        Compared(sheet, {codings.Roughened(family),
                         codings.Roughened(codings.Recoded(family))});
    ASSERT_THAT(all.Add(file, {0, 1}), IsOk());
    if (i % 3 == 0) {
      ASSERT_THAT(some.Add(file, {0, 1}), IsOk());
    } else {
      ASSERT_THAT(others.Add(file, {1, 0}), IsOk());
    }
  }
  StudyTally sum(2);
  ASSERT_THAT(sum.AddAll(some), IsOk());
  ASSERT_THAT(sum.AddAll(others, true), IsOk());
  EXPECT_EQ(sum.Files(), all.Files());
  for (const Listed listed : kAllListed) {
    EXPECT_EQ(sum.Matches(listed).OnlyA(), all.Matches(listed).OnlyA());
    EXPECT_EQ(sum.Matches(listed).PositiveAgreement(),
              all.Matches(listed).PositiveAgreement());
  }
  ASSERT_EQ(sum.Fields().size(), all.Fields().size());
  for (const auto& [id, field] : all.Fields())
    EXPECT_EQ(Reported(sum.Fields().at(id)), Reported(field)) << id;
}

TEST(SuggestionTally, HoldsEachOfACoupleAgainstTheRule) {
  DocumentBuilder document;
  document.Person("P1", "MOTHER", "A25_34", "F")
      .Person("P2", "FATHER", "A25_34", "M")
      .Relationship("R1", "P1", "P2", {Period::kCurrent})
      .Answer("B.type", "R1/CURRENT/P1", "NONVIOLENT")
      .Answer("B.type", "R1/CURRENT/P2", "IT");
  const RatingSheet sheet(RdacForm());
  SuggestionTally tally;
  ASSERT_THAT(tally.Add(RatedCoding(sheet, document)), IsOk());
  int64_t units = 0;
  for (const RatingPattern& pattern : tally.Ratings().Patterns()) {
    units += pattern.units;
    // Nothing is recorded: the rule says II.
    EXPECT_EQ(SuggestionTally::Labels()[pattern.ratings[1]], "II");
  }
  EXPECT_EQ(units, 2);
}

}  // namespace
}  // namespace caselens
