#include "typology/latent_class/data_set.h"

#include <cstdint>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

#include "tests/status_matchers.h"
#include "typology/latent_class/class_model.h"

namespace caselens {
namespace {

using testing::HasSubstr;
constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

TEST(DataSetTest, TakesAnyLabelsAndKeepsEmptyAsMissing) {
  const auto data = ReadDataSet(
      "child,risk,weight,size,site\n"
      "a1,yes,2,10,x\n"
      "a2,,0.5,9,y\n"
      "a3,no,0,-,x\n",
      {.id_column = "child",
       .weight_column = "weight",
       .cluster_column = "site",
       .missing = "-"});
  ASSERT_THAT(data, IsOk());
  const DataSet wanted{.items = {{.id = "risk", .categories = {"no", "yes"}},
                                 {.id = "size", .categories = {"9", "10"}}},
                       .row_count = 3,
                       .codes = {1, 1, kNotCoded, 0, 0, kNotCoded},
                       .weights = {2, 0.5, 0},
                       .ids = {"a1", "a2", "a3"},
                       .clusters = {"x", "y", "x"}};
  EXPECT_EQ(*data, wanted);
}

TEST(DataSetTest, NamesLineAndColumnOfWhatIsWrong) {
  const auto error = [](const std::string& text,
                        const DataSetOptions& options = {}) {
    return ReadDataSet(text, options).status();
  };
  EXPECT_THAT(error(""), StatusIs(kInvalid, HasSubstr("empty")));
  EXPECT_THAT(error("a,b\n"), StatusIs(kInvalid, HasSubstr("no row")));
  EXPECT_THAT(error("a,b\n1\n"), StatusIs(kInvalid, HasSubstr("line 2")));
  EXPECT_THAT(error("a,a\n1,1\n"), StatusIs(kInvalid, HasSubstr("twice")));
  EXPECT_THAT(error("a\n1\nNaN\n"),
              StatusIs(kInvalid, HasSubstr("line 3, column \"a\"")));
  EXPECT_THAT(error("a,b\n,1\n,2\n"),
              StatusIs(kInvalid, HasSubstr("\"a\" has no answer")));
  EXPECT_THAT(error("a,b\n1,1\n", {.id_column = "c"}),
              StatusIs(kInvalid, HasSubstr("\"c\" is not in the file")));
  for (const char* weight : {"-1", "nan", "inf", "", "heavy"}) {
    EXPECT_THAT(
        error(absl::StrCat("a,w\n1,", weight, "\n"), {.weight_column = "w"}),
        StatusIs(kInvalid, HasSubstr("line 2, column \"w\"")));
  }
}

TEST(DataSetTest, RecodesToTheCategoriesOfAModel) {
  const auto data = ReadDataSet("b,a\nx,2\n,1\n", {});
  ASSERT_THAT(data, IsOk());
  const std::vector<Item> items = {{.id = "a", .categories = {"1", "2", "3"}},
                                   {.id = "b", .categories = {"w", "x"}}};
  const auto recoded = Recode(*data, items);
  ASSERT_THAT(recoded, IsOk());
  EXPECT_EQ(recoded->codes, (std::vector<int16_t>{1, 1, 0, kNotCoded}));
  EXPECT_THAT(Recode(*data, {{.id = "a", .categories = {"1"}}}),
              StatusIs(kInvalid, HasSubstr("no category \"2\"")));
  EXPECT_THAT(Recode(*data, {{.id = "c", .categories = {"1"}}}),
              StatusIs(kInvalid, HasSubstr("\"c\"")));
}

TEST(DataSetTest, TakesTenThousandCategoriesAndRefusesMoreThanItCanHold) {
  std::string text = "a\n";
  for (int i = 0; i < 10000; ++i) absl::StrAppend(&text, "c", i, "\n");
  const auto data = ReadDataSet(text, {});
  ASSERT_THAT(data, IsOk());
  EXPECT_EQ(data->items[0].categories.size(), 10000);
  for (int i = 10000; i < 33000; ++i) absl::StrAppend(&text, "c", i, "\n");
  EXPECT_THAT(ReadDataSet(text, {}),
              StatusIs(kInvalid, HasSubstr("more than 32000 categories")));
}

}  // namespace
}  // namespace caselens
