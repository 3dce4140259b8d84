#include "typology/johnson/rule.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <ostream>
#include <random>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

#include "tests/status_matchers.h"
#include "typology/base/csv.h"

namespace caselens {

void PrintTo(const FiredIndicator& fired, std::ostream* os) {
  *os << fired.direction << ":" << fired.indicator << "=" << fired.value << " "
      << fired.clause;
}

void PrintTo(const MissingIndicator& missing, std::ostream* os) {
  *os << missing.direction << ":" << missing.indicator;
}

namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

struct Input {
  DirectionIndicators d12;
  DirectionIndicators d21;
  DyadIndicators dyad;
};

Suggestion Suggest(const Input& input) {
  return caselens::Suggest(input.d12, input.d21, input.dyad);
}

Suggestion SuggestFromText(absl::string_view d12, absl::string_view d21,
                           absl::string_view dyad) {
  return caselens::Suggest(ParseDirection(d12).value(),
                           ParseDirection(d21).value(),
                           ParseDyad(dyad).value());
}

std::vector<CsvRow> ReadRows(absl::string_view name) {
  const std::ifstream file(absl::StrCat(CASELENS_TEST_DATA, "/johnson/", name));
  std::ostringstream text;
  text << file.rdbuf();
  std::vector<CsvRow> rows = ParseCsv(text.str()).value();
  rows.erase(rows.begin());  // the header
  return rows;
}

// As the reference prints it: type_1, type_2, candidates, flags.
std::vector<std::string> Cells(const Suggestion& suggestion) {
  return {
      std::string(TypeCode(suggestion.types[0])),
      std::string(TypeCode(suggestion.types[1])),
      absl::StrJoin(suggestion.candidates, "|"),
      absl::StrJoin(suggestion.flags, " ", [](std::string* out, RuleFlag flag) {
        absl::StrAppend(out, FlagName(flag));
      })};
}

std::vector<std::string> LastFour(const CsvRow& row) {
  return {row.cells.end() - 4, row.cells.end()};
}

YesNo YesNoOf(char c) {
  if (c == 'Y') return YesNo::kYes;
  return c == 'N' ? YesNo::kNo : YesNo::kNotRecorded;
}

// One character for each indicator, "." where nothing is recorded.
DirectionIndicators Unpack(absl::string_view levels) {
  DirectionIndicators result;
  for (size_t i = 0; i < kIndicatorCount; ++i) {
    if (levels[i] != '.') {
      result.Set(static_cast<Indicator>(i), levels[i] - '0');
    }
  }
  return result;
}

Input UnpackRow(const CsvRow& row) {
  const std::string& dyad = row.cells[2];
  return {.d12 = Unpack(row.cells[0]),
          .d21 = Unpack(row.cells[1]),
          .dyad = {.first_at_separation = YesNoOf(dyad[0]),
                   .continues_after_separation = YesNoOf(dyad[1]),
                   .stalking = YesNoOf(dyad[2]),
                   .intimate = dyad[3] != 'F'}};
}

std::vector<Input> RandomInputs() {
  std::vector<Input> inputs;
  for (const CsvRow& row : ReadRows("random_vectors.csv")) {
    inputs.push_back(UnpackRow(row));
  }
  return inputs;
}

TEST(RuleTest, EqualsTheReferenceOnItsNamedCases) {
  const std::vector<CsvRow> rows = ReadRows("typology_rule_vectors.csv");
  ASSERT_EQ(rows.size(), 18);
  for (const CsvRow& row : rows) {
    EXPECT_EQ(Cells(SuggestFromText(row.cells[1], row.cells[2], row.cells[3])),
              LastFour(row))
        << row.cells[0];
  }
}

TEST(RuleTest, EqualsTheReferenceOnTenThousandRandomInputs) {
  const std::vector<CsvRow> rows = ReadRows("random_vectors.csv");
  ASSERT_EQ(rows.size(), 10000);
  for (const CsvRow& row : rows) {
    ASSERT_EQ(Cells(Suggest(UnpackRow(row))), LastFour(row))
        << "line " << row.line << ": " << CsvLine(row.cells);
  }
}

TEST(RuleTest, ExchangingTheTwoPeopleExchangesTheTypesAndNothingElse) {
  for (const Input& input : RandomInputs()) {
    const Suggestion one = Suggest(input);
    const Suggestion other =
        caselens::Suggest(input.d21, input.d12, input.dyad);
    EXPECT_EQ(one.types[0], other.types[1]);
    EXPECT_EQ(one.types[1], other.types[0]);
    EXPECT_EQ(one.directions[0], other.directions[1]);
    EXPECT_EQ(one.directions[1], other.directions[0]);
    EXPECT_EQ(one.candidates, other.candidates);
    EXPECT_EQ(one.flags, other.flags);
    EXPECT_EQ(one.fired.size(), other.fired.size());
    EXPECT_EQ(one.missing.size(), other.missing.size());
  }
}

TEST(RuleTest, MutualControlIsMutualAndResistanceStandsBesideTerrorism) {
  using Types = std::array<JohnsonType, 2>;
  for (const Input& input : RandomInputs()) {
    const Types types = Suggest(input).types;
    for (int i : {0, 1}) {
      if (types[i] == JohnsonType::kMutualViolentControl) {
        EXPECT_EQ(types[1 - i], JohnsonType::kMutualViolentControl);
      }
      if (types[i] == JohnsonType::kViolentResistance) {
        EXPECT_EQ(types[1 - i], JohnsonType::kIntimateTerrorism);
      }
    }
  }
}

TEST(RuleTest, HighHarmIsTheFlagOfIntimatePartners) {
  for (const Input& input : RandomInputs()) {
    EXPECT_EQ(
        Suggest(input).HasFlag(RuleFlag::kHighHarm),
        input.dyad.intimate && HighHarm(input.d12, input.d21, input.dyad));
  }
}

// Records something at random wherever nothing is recorded in `d`, but for
// what `suggestion` lists as missing.
void RecordTheRest(const Suggestion& suggestion, int direction,
                   std::mt19937& random, DirectionIndicators& d) {
  for (size_t i = 0; i < kIndicatorCount; ++i) {
    const auto indicator = static_cast<Indicator>(i);
    const MissingIndicator entry = {std::string(IndicatorName(indicator)),
                                    direction};
    const auto& missing = suggestion.missing;
    if (!d.IsRecorded(indicator) &&
        std::find(missing.begin(), missing.end(), entry) == missing.end()) {
      d.Set(indicator, static_cast<int>(random() % 4));
    }
  }
}

// The promise of `missing`: what is not listed is either recorded or could not
// have mattered, whatever it had been.
TEST(RuleTest, RecordingWhatIsNotListedAsMissingNeverChangesTheResult) {
  std::mt19937 random(7);
  for (const Input& input : RandomInputs()) {
    const Suggestion before = Suggest(input);
    Input more = input;
    RecordTheRest(before, 1, random, more.d12);
    RecordTheRest(before, 2, random, more.d21);
    ASSERT_EQ(Cells(Suggest(more)), Cells(before));
  }
}

TEST(RuleTest, AWhollyRecordedCoupleHasNothingMissing) {
  for (Input input : RandomInputs()) {
    for (DirectionIndicators* d : {&input.d12, &input.d21}) {
      for (size_t i = 0; i < kIndicatorCount; ++i) {
        const auto indicator = static_cast<Indicator>(i);
        if (!d->IsRecorded(indicator)) d->Set(indicator, 0);
      }
    }
    input.dyad = {.first_at_separation = YesNo::kNo,
                  .continues_after_separation = YesNo::kNo,
                  .stalking = YesNo::kNo};
    EXPECT_THAT(Suggest(input).missing, IsEmpty());
  }
}

TEST(RuleTest, FiredIndicatorsAreTheRecordedOnes) {
  for (const Input& input : RandomInputs()) {
    for (const FiredIndicator& fired : Suggest(input).fired) {
      if (fired.direction == 0) continue;
      const DirectionIndicators& d =
          fired.direction == 1 ? input.d12 : input.d21;
      EXPECT_EQ(absl::StrCat(d.Level(*FindIndicator(fired.indicator))),
                fired.value);
    }
  }
}

TEST(RuleTest, SaysWhichIndicatorFiredForWhatAndWhichAreMissing) {
  const Suggestion suggestion =
      SuggestFromText("V1=3 K2=3 K4=3 V9=3", "V1=2 X2=3", "");
  EXPECT_EQ(suggestion.types, (std::array{JohnsonType::kIntimateTerrorism,
                                          JohnsonType::kViolentResistance}));
  EXPECT_EQ(suggestion.directions,
            (std::array{DirectionReading{.control = ControlLevel::kHigh,
                                         .violent = Violent::kYes},
                        DirectionReading{.control = ControlLevel::kUnknown,
                                         .violent = Violent::kYes}}));
  EXPECT_THAT(suggestion.fired,
              ElementsAre(FiredIndicator{"K2", 1, "3", "pattern tactic"},
                          FiredIndicator{"K4", 1, "3", "pattern tactic"},
                          FiredIndicator{"V9", 1, "3", "standing fear"},
                          FiredIndicator{"V1", 1, "3", "violence"},
                          FiredIndicator{"V1", 2, "2", "violence"},
                          FiredIndicator{"X2", 2, "3", "acts in answer"}));
  // Nothing said high harm, so what could have said it is missing too.
  EXPECT_THAT(suggestion.missing, Contains(MissingIndicator{"V5", 1}));
  EXPECT_THAT(suggestion.missing, Contains(MissingIndicator{"K1", 2}));
  EXPECT_THAT(suggestion.missing, Contains(MissingIndicator{"stalking", 0}));
  EXPECT_THAT(suggestion.missing, Not(Contains(MissingIndicator{"K3", 1})))
      << "control was settled without it";
  EXPECT_THAT(suggestion.missing, Not(Contains(MissingIndicator{"V7", 1})))
      << "V7 is context, no rule reads it";
}

TEST(RuleTest, PeopleWhoAreNotIntimateGetNoSuggestionAndNoFlag) {
  const Suggestion suggestion =
      SuggestFromText("V1=3 V5=3", "", "intimate=False stalking=Y");
  EXPECT_EQ(suggestion.types,
            (std::array{JohnsonType::kNotIntimate, JohnsonType::kNotIntimate}));
  EXPECT_THAT(suggestion.flags, IsEmpty());
  EXPECT_THAT(
      suggestion.fired,
      ElementsAre(FiredIndicator{"intimate", 0, "N", "not intimate partners"}));
  EXPECT_THAT(suggestion.missing, IsEmpty());
}

TEST(RuleTest, EachClauseOfHighHarmIsEnoughAlone) {
  const auto high_harm = [](absl::string_view d, absl::string_view dyad) {
    return HighHarm(DirectionIndicators(), ParseDirection(d).value(),
                    ParseDyad(dyad).value());
  };
  for (const char* enough :
       {"V5=1", "V2=3", "V6=2", "K1=3", "K9=2", "V8=2", "V4=2 V3=2"}) {
    EXPECT_TRUE(high_harm(enough, "")) << enough;
  }
  for (const char* short_of : {"V5=0", "V2=2", "V6=1", "K1=2", "K9=1", "V8=1",
                               "V4=3 V3=1", "V3=3", "V1=3 V9=3 K2=3"}) {
    EXPECT_FALSE(high_harm(short_of, "")) << short_of;
  }
  EXPECT_TRUE(high_harm("", "X5=Y"));
  EXPECT_TRUE(high_harm("", "stalking=Y"));
  EXPECT_FALSE(high_harm("", "X3=Y X5=N stalking=N"));
}

TEST(RuleTest, AHumanSituationalTypeBesideHighHarmNeedsAReason) {
  for (const auto& [type, wanted] : std::vector<std::pair<JohnsonType, bool>>{
           {JohnsonType::kSituationalCoupleViolence, true},
           {JohnsonType::kSeparationInstigatedViolence, true},
           {JohnsonType::kIntimateTerrorism, false},
           {JohnsonType::kMutualViolentControl, false},
           {JohnsonType::kInsufficientInformation, false}}) {
    const std::array types = {JohnsonType::kNonviolent, type};
    EXPECT_EQ(ReasonRequired(types, true), wanted) << TypeCode(type);
    EXPECT_FALSE(ReasonRequired(types, false)) << TypeCode(type);
  }
  EXPECT_FALSE(ReasonRequired({}, true));
}

TEST(RuleTest, ThresholdsAreData) {
  RuleThresholds strict = kJt1;
  strict.high_patterns = 4;
  const auto controls = ParseDirection("V1=3 K1=3 K2=3 K3=3 V9=2").value();
  const DirectionIndicators nothing;
  EXPECT_EQ(caselens::Suggest(controls, nothing, {}).directions[0].control,
            ControlLevel::kHigh);
  EXPECT_EQ(
      caselens::Suggest(controls, nothing, {}, strict).directions[0].control,
      ControlLevel::kSome);
  EXPECT_EQ(kJt1.name, "jt-1");
  EXPECT_EQ(kJt1.version, "1.0");
}

TEST(RuleTest, EveryCodeOfATypeIsFoundAgain) {
  for (const char* code :
       {"IT", "VR", "SCV", "MVC", "SIV", "NVCC", "NONVIOLENT", "II", "NIP"}) {
    ASSERT_TRUE(FindType(code).has_value()) << code;
    EXPECT_EQ(TypeCode(*FindType(code)), code);
  }
  EXPECT_EQ(FindType("NR"), std::nullopt);
}

}  // namespace
}  // namespace caselens
