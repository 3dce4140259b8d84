#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/status_matchers.h"
#include "typology/factors/factor_catalogue.h"

namespace caselens {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

FactorCatalogue Catalogue() {
  auto catalogue = LoadFactorCatalogue();
  EXPECT_THAT(catalogue, IsOk());
  return *std::move(catalogue);
}

std::vector<std::string> Codes(const FactorCodeList& list,
                               const std::string& text) {
  const auto factors = ParseFactorCodes(list, text);
  EXPECT_THAT(factors, IsOk()) << text;
  return factors.ok() ? factors->codes : std::vector<std::string>();
}

// The factors that `text` counts for under a map.
std::vector<std::string> Mapped(const FactorCatalogue& catalogue,
                                const std::string& map_id,
                                const std::string& text) {
  const auto map = FindFactorMap(catalogue, map_id);
  EXPECT_THAT(map, IsOk());
  const auto factors =
      MapFactors(*map, Codes(*catalogue.CodesOf(map->scheme.nation), text));
  EXPECT_THAT(factors, IsOk());
  return FactorKeys(map->scheme, *factors);
}

TEST(FactorCodesTest, HasTheCodesOfEveryCensusYearAndTheScottishList) {
  const FactorCatalogue catalogue = Catalogue();
  EXPECT_EQ(catalogue.england.Codes().size(), 44);
  EXPECT_EQ(catalogue.scotland.Codes().size(), 15);
  std::vector<std::string> later;
  for (const FactorCode& code : catalogue.england.Codes()) {
    if (code.first_year > 0) later.push_back(code.code);
  }
  EXPECT_THAT(later, ElementsAre("18B", "18C", "19B", "19C", "24A"));
}

TEST(FactorCodesTest, ReadsAnyCaseAndSeparatorAndKeepsTheRawText) {
  const FactorCatalogue catalogue = Catalogue();
  const auto factors = ParseFactorCodes(catalogue.england, "17a; 3b;4B;,3B");
  ASSERT_THAT(factors, IsOk());
  EXPECT_EQ(*factors, (RecordedFactors{.raw = "17a; 3b;4B;,3B",
                                       .codes = {"3B", "4B", "17A"},
                                       .has_dva = true}));
  EXPECT_THAT(Codes(catalogue.england, "3C|20 1a,24A"),
              ElementsAre("1A", "3C", "20", "24A"));
  EXPECT_THAT(Codes(catalogue.england, " "), IsEmpty());
  EXPECT_THAT(Codes(catalogue.england, "21"), ElementsAre("21"));
}

TEST(FactorCodesTest, ReadsScottishKeysLabelsAndShortForms) {
  const FactorCatalogue catalogue = Catalogue();
  EXPECT_THAT(Codes(catalogue.scotland, "domestic_abuse neglect"),
              ElementsAre("domestic_abuse", "neglect"));
  EXPECT_THAT(Codes(catalogue.scotland,
                    "Non-engaging Family; DOMESTIC ABUSE; Other Concern(s); "
                    "parental drugs"),
              ElementsAre("domestic_abuse", "non_engaging_family",
                          "other_concerns", "parental_drug"));
}

TEST(FactorCodesTest, AcceptsEveryCodeAndLabelItPrints) {
  const FactorCatalogue catalogue = Catalogue();
  for (const FactorCodeList* list : {&catalogue.england, &catalogue.scotland}) {
    for (size_t i = 0; i < list->Codes().size(); ++i) {
      EXPECT_EQ(list->Find(list->Codes()[i].code), static_cast<int>(i));
      EXPECT_EQ(list->Find(list->Codes()[i].label), static_cast<int>(i));
    }
  }
}

TEST(FactorCodesTest, NamesACodeThatIsNotOnTheList) {
  const FactorCatalogue catalogue = Catalogue();
  EXPECT_THAT(
      ParseFactorCodes(catalogue.england, "3B;8A"),
      StatusIs(absl::StatusCode::kInvalidArgument,
               AllOf(HasSubstr("\"8A\" is not on the list"),
                     HasSubstr("want census codes such as 3B;4B;17A"))));
  EXPECT_THAT(ParseFactorCodes(catalogue.scotland, "3B"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("want concerns such as")));
  EXPECT_THAT(ParseFactorCodes(catalogue.england, "3B;;UPN B801200005001"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       testing::Not(HasSubstr("B801"))));
}

TEST(FactorCodesTest, NoFactorsStandsAlone) {
  EXPECT_THAT(ParseFactorCodes(Catalogue().england, "3B;21"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("want 21 (no factors) alone")));
}

TEST(FactorMapTest, MergesCodesAsTheReportDoes) {
  const FactorCatalogue catalogue = Catalogue();
  EXPECT_THAT(Mapped(catalogue, "rdac-17-c1-v1", "1A;2A;4B;4C;10A;14A;18A;3B"),
              ElementsAre("child_substance", "dv_parent", "parent_other_mh",
                          "risks_outside_home", "physical_abuse"));
  EXPECT_THAT(
      Mapped(catalogue, "rdac-17-c2-v1", "18B;18C;19B;19C;24A"),
      ElementsAre("risks_outside_home", "physical_abuse", "sexual_abuse"));
  EXPECT_THAT(Mapped(catalogue, "rdac-17-c1-v1", "21"), IsEmpty());
}

TEST(FactorMapTest, UnstatedCodesGoToOther) {
  const FactorCatalogue catalogue = Catalogue();
  for (const char* code :
       {"5C", "6C", "7A", "8B", "8C", "8D", "8E", "8F", "9A", "22A", "23A"}) {
    for (const char* map : {"rdac-17-c1-v1", "rdac-17-c2-v1"}) {
      EXPECT_THAT(Mapped(catalogue, map, code), ElementsAre("other")) << code;
    }
  }
}

TEST(FactorMapTest, SelfHarmIsTheOnlyDifferenceBetweenTheEnglishSites) {
  const FactorCatalogue catalogue = Catalogue();
  std::vector<std::string> differing;
  for (const FactorCode& code : catalogue.england.Codes()) {
    if (Mapped(catalogue, "rdac-17-c1-v1", code.code) !=
        Mapped(catalogue, "rdac-17-c2-v1", code.code)) {
      differing.push_back(code.code);
    }
  }
  EXPECT_THAT(differing, ElementsAre("15A"));
  EXPECT_THAT(Mapped(catalogue, "rdac-17-c1-v1", "15A"),
              ElementsAre("child_mh"));
  EXPECT_THAT(Mapped(catalogue, "rdac-17-c2-v1", "15A"), ElementsAre("other"));
  EXPECT_THAT(Mapped(catalogue, "rdac-17-c2-v1+15A=child_mh", "15A"),
              ElementsAre("child_mh"));
}

TEST(FactorMapTest, ScottishConcernsMergeToTenOrStayFifteen) {
  const FactorCatalogue catalogue = Catalogue();
  const std::string rare =
      "child_exploitation child_sexual_exploitation child_trafficking "
      "placing_self_at_risk temporary_registration";
  EXPECT_THAT(Mapped(catalogue, "rdac-10-v1", rare + " domestic_abuse"),
              ElementsAre("domestic_abuse", "other_concerns"));
  EXPECT_EQ(Mapped(catalogue, "rdac-15-v1", rare).size(), 5);
  EXPECT_THAT(FindFactorScheme(catalogue, "rdac-10-v1")->factors,
              testing::SizeIs(10));
  EXPECT_THAT(FindFactorScheme(catalogue, "rdac-15-v1")->factors,
              testing::SizeIs(15));
  EXPECT_THAT(FindFactorScheme(catalogue, "rdac-17-v1")->factors,
              testing::SizeIs(17));
}

TEST(FactorMapTest, TheIdIsTheWholeRecipe) {
  const FactorCatalogue catalogue = Catalogue();
  const auto base = FindFactorMap(catalogue, "rdac-17-c1-v1");
  ASSERT_THAT(base, IsOk());
  auto changed = WithOverride(*base, "7a", "none");
  ASSERT_THAT(changed, IsOk());
  changed = WithOverride(*changed, "5C", "parent_disability");
  ASSERT_THAT(changed, IsOk());
  EXPECT_EQ(changed->Id(), "rdac-17-c1-v1+5C=parent_disability+7A=none");
  const auto again = FindFactorMap(catalogue, changed->Id());
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->factor_of_code, changed->factor_of_code);
  EXPECT_EQ(base->Id(), "rdac-17-c1-v1");
}

TEST(FactorMapTest, OverridesNameWhatIsWrong) {
  const FactorCatalogue catalogue = Catalogue();
  const auto map = FindFactorMap(catalogue, "rdac-17-c1-v1");
  ASSERT_THAT(map, IsOk());
  const auto refused = [&](const char* code, const char* factor,
                           const char* message) {
    EXPECT_THAT(
        WithOverride(*map, code, factor),
        StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(message)))
        << code << " to " << factor;
  };
  refused("8A", "other", "code \"8A\": want a code that rdac-17-c1-v1 maps");
  refused("21", "other", "code \"21\"");
  refused("7A", "caring", "factor \"caring\": rdac-17-v1 has only ");
  refused("3B", "other", "which records count as DVA");
  refused("7A", "dv_other", "which records count as DVA");
  EXPECT_THAT(FindFactorMap(catalogue, "rdac-18"),
              StatusIs(absl::StatusCode::kNotFound,
                       HasSubstr("want one of rdac-17-c1-v1, rdac-17-c2-v1, "
                                 "rdac-10-v1, rdac-15-v1")));
  EXPECT_THAT(FindFactorMap(catalogue, "rdac-17-c1-v1+"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("code")));
}

TEST(FactorMapTest, ACodeIsDvaExactlyWhereItsFactorIs) {
  const FactorCatalogue catalogue = Catalogue();
  for (const FactorMap& map : catalogue.maps) {
    for (const FactorCode& code :
         catalogue.CodesOf(map.scheme.nation)->Codes()) {
      const auto factors = MapFactors(map, {code.code});
      ASSERT_THAT(factors, IsOk());
      EXPECT_EQ(IsDva(map.scheme, *factors), code.is_dva)
          << map.Id() << " " << code.code;
    }
  }
}

TEST(FactorMapTest, SetsAndKeysAreInverse) {
  const FactorCatalogue catalogue = Catalogue();
  const auto scheme = FindFactorScheme(catalogue, "rdac-17-v1");
  ASSERT_THAT(scheme, IsOk());
  for (unsigned bits = 0; bits < 1U << 17U; bits += 37) {
    const FactorSet factors = bits;
    const auto back = FactorSetOf(*scheme, FactorKeys(*scheme, factors));
    ASSERT_THAT(back, IsOk());
    EXPECT_EQ(*back, factors);
  }
  EXPECT_THAT(FactorSetOf(*scheme, {"dv_parent", "domestic_abuse"}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("factor \"domestic_abuse\"")));
}

}  // namespace
}  // namespace caselens
