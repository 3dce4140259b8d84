#include "typology/anonymity/guard.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

#include "typology/anonymity/finding.h"
#include "typology/anonymity/json.h"

namespace caselens::anonymity {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const Guard& TheGuard() {
  static const auto& guard = *new Guard();
  return guard;
}

// "TYPE text" of each finding.
std::vector<std::string> Found(absl::string_view text) {
  std::vector<std::string> found;
  const ScanResult result = TheGuard().Scan(text);
  if (result.refusal) {
    found.push_back(
        absl::StrCat("REFUSED ", RefusalName(result.refusal->kind)));
  }
  for (const Finding& finding : result.findings) {
    found.push_back(
        absl::StrCat(TypeName(finding.type), " ",
                     text.substr(finding.bytes.begin,
                                 finding.bytes.end - finding.bytes.begin)));
  }
  return found;
}

TEST(Guard, FindsEachKindOfNumber) {
  EXPECT_THAT(Found("NHS no 943 476 5919."),
              ElementsAre("NHS_NUMBER 943 476 5919"));
  EXPECT_THAT(Found("CHI 0101120014"), ElementsAre("CHI_NUMBER 0101120014"));
  EXPECT_THAT(Found("UPN B801200005001"), ElementsAre("UPN B801200005001"));
  EXPECT_THAT(Found("SCN 123456789"), ElementsAre("SCN 123456789"));
  EXPECT_THAT(Found("SQA exams 123456718"), ElementsAre("SCN 123456718"));
  EXPECT_THAT(Found("NI number AB 12 34 56 C"),
              ElementsAre("NINO AB 12 34 56 C"));
  EXPECT_THAT(Found("ring 0114 496 0123"), ElementsAre("PHONE 0114 496 0123"));
  EXPECT_THAT(Found("+44 7700 900123"), ElementsAre("PHONE +44 7700 900123"));
  EXPECT_THAT(Found("card 4111 1111 1111 1111"),
              ElementsAre("PAYMENT_CARD 4111 1111 1111 1111"));
  EXPECT_THAT(Found("at S10 2TN"), ElementsAre("POSTCODE S10 2TN"));
  EXPECT_THAT(Found("case ZE21C00123"), ElementsAre("COURT_CASE ZE21C00123"));
  EXPECT_THAT(Found("his car AB12 CDE"), ElementsAre("VEHICLE AB12 CDE"));
  EXPECT_THAT(Found("CAD 1234"), ElementsAre("REFERENCE 1234"));
  EXPECT_THAT(Found("in E01001234"), ElementsAre("AREA_CODE E01001234"));
  EXPECT_THAT(Found("from 192.168.0.12"),
              ElementsAre("IP_ADDRESS 192.168.0.12"));
  EXPECT_THAT(Found("record 1234567"), ElementsAre("REFERENCE 1234567"));
  EXPECT_THAT(Found("saw 1234567 there"), ElementsAre("NUMBER 1234567"));
}

TEST(Guard, BlocksNineDigitsWhateverTheCheckDigitSays) {
  EXPECT_THAT(Found("943 476 5918"), ElementsAre("LONG_NUMBER 943 476 5918"));
  EXPECT_TRUE(TheGuard().Scan("id 123456789").Blocked());
  EXPECT_TRUE(TheGuard().Scan("94.34.76.59.18").Blocked());
}

TEST(Guard, FindsNumbersUnderEachEvasion) {
  for (const absl::string_view text :
       {"９４３４７６５９１９", "943\u200B476\u200B5919", "٩٤٣٤٧٦٥٩١٩",
        "943\u2011476\u00A05919", "943\n476\n5919", "9.4.3.4.7.6.5.9.1.9",
        "nine four three four seven six five nine one nine", "943 476 59l9",
        "943 476 5919", "943&#52;765919",
        "9\u03364\u03363\u03364\u03367\u0336"
        "6\u03365\u03369\u03361\u03369",
        "943 4O6 5919"}) {
    EXPECT_TRUE(TheGuard().Scan(text).Blocked()) << text;
  }
}

TEST(Guard, FindsNamesAsWholeSpans) {
  EXPECT_THAT(Found("Mum (Sarah Brown) met Jakub Wójcik-Nowak."),
              ElementsAre("PERSON Sarah Brown", "PERSON Jakub Wójcik-Nowak"));
  EXPECT_THAT(Found("she told mohammed al rashid to go"),
              ElementsAre("PERSON mohammed al rashid"));
  EXPECT_THAT(Found("Mr J. O'Brien and J o h n"),
              ElementsAre("PERSON Mr J. O'Brien", "PERSON J o h n"));
}

TEST(Guard, TellsNamesFromWordsByTheText) {
  EXPECT_THAT(Found("Will the plan be reviewed? It may need more hope."),
              IsEmpty());
  EXPECT_THAT(Found("Johnson's typology has four types."), IsEmpty());
  EXPECT_THAT(Found("She told Johnson to leave."),
              ElementsAre("PERSON Johnson"));
  EXPECT_THAT(Found("We met in May and the court may sit in June."), IsEmpty());
  EXPECT_THAT(Found("Will said that she saw May there."),
              ElementsAre("PERSON Will", "PERSON May"));
}

TEST(Guard, LeavesTheDomainAlone) {
  EXPECT_THAT(
      Found("MARAC 2 weeks later; section 47 enquiry under the Children Act "
            "1989, ages 10-15 years, 5-9 10-15 16-17. Johnson's typology: DVA, "
            "CIN, coercive control. 18 months of abuse between 2018-19 and "
            "2020/21. 1,361 of 4,690 conferences, 33.4% and 66.6%."),
      IsEmpty());
}

TEST(Guard, TellsMonthsAndPagesFromDatesAndReferences) {
  EXPECT_THAT(Found("workshops until April 2025"),
              ElementsAre("PARTIAL_DATE April 2025"));
  EXPECT_THAT(Found("vol. 43, no. 6, 1991, pp. 1241-99"), IsEmpty());
}

TEST(Guard, FindsRareNamesByTheirCapital) {
  EXPECT_THAT(Found("She told Price that the price was high."),
              ElementsAre("PERSON Price"));
  EXPECT_THAT(Found("She met Müller at the mill."),
              ElementsAre("PERSON Müller"));
}

TEST(Guard, FindsNamesThatAreWordsInFormsAndLists) {
  EXPECT_THAT(Found("Last name: Banks"), ElementsAre("PERSON Banks"));
  EXPECT_THAT(Found("Hope"), ElementsAre("PERSON Hope"));
  EXPECT_THAT(Found("Bishop, please sit."), ElementsAre("PERSON Bishop"));
  EXPECT_THAT(Found("Rose? She has left."), ElementsAre("PERSON Rose"));
  EXPECT_THAT(Found("\"Rose\" is what she says."), ElementsAre("PERSON Rose"));
  EXPECT_THAT(Found("Rose, 34, was seen."), ElementsAre("PERSON Rose"));
  EXPECT_THAT(Found("Rose/Frank"), ElementsAre("PERSON Rose", "PERSON Frank"));
  EXPECT_THAT(Found("Long, M. wrote it."), ElementsAre("PERSON Long"));
  EXPECT_THAT(Found("White said she left."), ElementsAre("PERSON White"));
  EXPECT_THAT(Found("by van der Berg"), ElementsAre("PERSON van der Berg"));
  EXPECT_THAT(Found("J.R.R. Tolkien"), ElementsAre("PERSON J.R.R. Tolkien"));
}

TEST(Guard, FindsGivenNamesThatAreWordsBeforeASurname) {
  EXPECT_THAT(Found("Roman Kowalczyk was seen."),
              ElementsAre("PERSON Roman Kowalczyk"));
  EXPECT_THAT(Found("She saw May C Jensen."),
              ElementsAre("PERSON May C Jensen"));
  EXPECT_THAT(Found("Igor Nikitin and Per."),
              ElementsAre("PERSON Igor Nikitin", "PERSON Per"));
  EXPECT_THAT(Found("What is your name? Tine"), ElementsAre("PERSON Tine"));
}

TEST(Guard, JoinsAParticleToTheSurnameBehindIt) {
  EXPECT_THAT(Found("seen by van Loon"), ElementsAre("PERSON van Loon"));
  EXPECT_THAT(Found("Ilona and van Emmelen."),
              ElementsAre("PERSON Ilona", "PERSON van Emmelen"));
  EXPECT_THAT(Found("in the van Olga sat"), ElementsAre("PERSON Olga"));
}

TEST(Guard, RefusesTextThatHidesWhatItSays) {
  EXPECT_THAT(Found("J\u043Ehn"), ElementsAre("REFUSED MIXED_SCRIPT"));
  EXPECT_THAT(Found("J&#1086;hn"), ElementsAre("REFUSED MIXED_SCRIPT"));
  EXPECT_THAT(Found("abc \u202Edef"), ElementsAre("REFUSED BIDI_CONTROL"));
  EXPECT_THAT(Found("abc\U000E0041"), ElementsAre("REFUSED TAG_CHARACTER"));
  EXPECT_THAT(Found("abc\xFF"), ElementsAre("REFUSED INVALID_UTF8"));
  EXPECT_THAT(Found("Иван пришёл"), ElementsAre("FOREIGN_SCRIPT Иван пришёл"));
}

TEST(Guard, GivesOffsetsOfTheOriginalText) {
  const ScanResult result = TheGuard().Scan("Zoë — Łukasz hit her");
  ASSERT_EQ(result.findings.size(), 2U);
  EXPECT_EQ(result.findings[1].chars, (Range{6, 12}));
  EXPECT_EQ(result.findings[1].bytes, (Range{9, 16}));
}

TEST(Guard, OffersOnePlaceholderForOnePersonOfACoding) {
  Placeholders placeholders;
  std::vector<std::string> offered;
  for (const absl::string_view text :
       {"Sarah Khan left", "[PERSON-4] and Tomasz", "Sarah cried", "March 2019",
        "18 months old"}) {
    for (const Finding& finding :
         TheGuard().Scan(text, {}, placeholders).findings) {
      offered.push_back(finding.replacement);
    }
  }
  EXPECT_THAT(offered, ElementsAre("[PERSON-1]", "[PERSON-5]", "[PERSON-1]",
                                   "2019", "aged 0-4"));
}

TEST(Guard, PassesIdsThatTheServerMade) {
  Placeholders placeholders;
  const ScanOptions options{{"c-123456789012"}};
  EXPECT_THAT(
      TheGuard().Scan("see c-123456789012", options, placeholders).findings,
      IsEmpty());
  EXPECT_FALSE(TheGuard()
                   .Scan("see c-1234567890123", options, placeholders)
                   .findings.empty());
}

TEST(Guard, SaysNothingOfTheTextInReasons) {
  for (const Finding& finding :
       TheGuard().Scan("Sarah Khan, 14/02/2009, S10 2TN").findings) {
    EXPECT_THAT(finding.reason, testing::Not(testing::HasSubstr("Sarah")));
    EXPECT_FALSE(finding.reason.empty());
    EXPECT_FALSE(finding.replacement.empty());
  }
}

TEST(Json, HasTheShapeOfTheContract) {
  EXPECT_EQ(ToJson(TheGuard().Scan("met Zoë, tel 01144960123")),
            "{\"findings\":[{\"type\":\"PERSON\",\"action\":\"WARN\","
            "\"start\":4,\"end\":7},{\"type\":\"PHONE\",\"action\":\"BLOCK\","
            "\"start\":13,\"end\":24}]}");
  EXPECT_EQ(ToJson(TheGuard().Scan("J\u043Ehn")),
            "{\"refused\":\"MIXED_SCRIPT\",\"findings\":[]}");
}

}  // namespace
}  // namespace caselens::anonymity
