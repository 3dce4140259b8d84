#include "typology/tabulation/table.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/status_matchers.h"
#include "typology/tabulation/index.h"
#include "typology/tabulation/measures.h"

namespace caselens::tabulation {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Scope Sites(std::vector<std::string> sites) {
  return Scope::Create(std::move(sites)).value();
}

// Whether there is a plan, and how each person was seen.
class SmallStudy {
 public:
  SmallStudy() {
    SchemaBuilder builder(Universe::kCodings);
    plan_ = builder.Add({.name = "plan",
                         .categories = {{"Y", "Yes"}, {"N", "No"}},
                         .absences = {Absence::kUnclear}});
    seen_ = builder.Add({.name = "seen",
                         .unit = Unit::kPerson,
                         .categories = {{"NOT", "No"}, {"ALONE", "Alone"}},
                         .absences = {Absence::kNotRecorded}});
    builder.AddAnyAndCount(seen_, false);
    builder.AddRowCount(Unit::kPerson, "PERSON.count", "People");
    harm_ = builder.Add(
        {.name = "harm", .unit = Unit::kHarm, .categories = {{"H", "Harm"}}});
    schema_ =
        std::make_shared<const Schema>(std::move(builder).Build().value());
    index_ = std::make_unique<Index>(schema_);
  }

  SmallStudy& Put(const FileKey& key, const std::string& plan,
                  const std::vector<std::string>& seen) {
    PackedCodingBuilder builder(*schema_);
    Set(builder, plan_, 0, plan);
    for (const std::string& code : seen) {
      Set(builder, seen_, builder.AddRow(Unit::kPerson), code);
    }
    EXPECT_THAT(index_->Put(key, builder.Build()), IsOk());
    return *this;
  }

  Index& index() const { return *index_; }
  const Schema& schema() const { return *schema_; }
  Table Count(const Query& query, const Scope& scope) const {
    return tabulation::Count(*index_->Read(), scope, query).value();
  }
  const Variable& VariableOf(const char* name) const {
    return schema_->variables()[*schema_->FindVariable(name)];
  }

 private:
  void Set(PackedCodingBuilder& builder, size_t variable, size_t row,
           const std::string& code) {
    builder.Set(variable, row, *schema_->variables()[variable].FindState(code));
  }

  size_t plan_ = 0;
  size_t seen_ = 0;
  size_t harm_ = 0;
  std::shared_ptr<const Schema> schema_;
  std::unique_ptr<Index> index_;
};

// Three files of two families in C1, one in C2, a pilot and a long-term file.
SmallStudy StudyOfFour() {
  SmallStudy study;
  study.Put({.id = "a", .site = "C1", .family = "F1"}, "Y", {"ALONE", "NOT"})
      .Put({.id = "b", .site = "C1", .family = "F1"}, "Y", {"ALONE", "ALONE"})
      .Put({.id = "c", .site = "C1", .family = "F2"}, "UNC", {"NR"})
      .Put({.id = "d", .site = "C2", .family = "F1"}, "N", {})
      .Put({.id = "p", .site = "C1", .family = "F1", .wave = Wave::kPilot}, "Y",
           {"ALONE"})
      .Put({.id = "w", .site = "C1", .wave = Wave::kLongTerm}, "Y", {"NOT"});
  EXPECT_THAT(study.index().PutUnresolved({.id = "u", .site = "C2"}), IsOk());
  return study;
}

TEST(TableTest, AOneWayTableHasNDenominatorAndWhatIsMissingApart) {
  const SmallStudy study = StudyOfFour();
  EXPECT_EQ(
      study.Count({.dimensions = {"plan"}}, Sites({"C1", "C2"})),
      (Table{
          .dimensions = {{.variable = study.VariableOf("plan"),
                          .totals = {2, 1},
                          // not asked, unclear
                          .missing = {0, 1}}},
          .cells = {2, 1, 0, 1},
          .n = 4,
          .denominator = 3,
          .files = {.sampled = 4, .long_term = 1, .pilot = 1, .unresolved = 1},
          .snapshot = 7}));
}

TEST(TableTest, PersonsFilesAndFamiliesAreThreeCounts) {
  const SmallStudy study = StudyOfFour();
  const Scope scope = Sites({"C1", "C2"});
  const auto cells = [&](CountBy by) {
    return study.Count({.dimensions = {"seen"}, .by = by}, scope).cells;
  };
  // NOT, ALONE; not asked, not recorded.
  EXPECT_THAT(cells(CountBy::kUnit), ElementsAre(1, 3, 0, 1));
  EXPECT_THAT(cells(CountBy::kFile), ElementsAre(1, 2, 0, 1));
  EXPECT_THAT(cells(CountBy::kFamily), ElementsAre(1, 1, 0, 1));
}

TEST(TableTest, ATwoWayTableCrossesAPersonWithItsFile) {
  const SmallStudy study = StudyOfFour();
  const Table table = study.Count(
      {.dimensions = {"plan", "seen"}, .by = CountBy::kUnit}, Sites({"C1"}));
  EXPECT_THAT(table.cells, ElementsAre(1, 3, 0, 0,    // a plan
                                       0, 0, 0, 0,    // none
                                       0, 0, 0, 0,    // not asked
                                       0, 0, 0, 1));  // unclear
  EXPECT_EQ(table.n, 5);
  EXPECT_EQ(table.denominator, 4);
  EXPECT_THAT(table.dimensions[0].totals, ElementsAre(4, 0));
  EXPECT_THAT(table.dimensions[0].missing, ElementsAre(0, 1));
  EXPECT_THAT(table.dimensions[1].totals, ElementsAre(1, 3));
  EXPECT_THAT(table.dimensions[1].missing, ElementsAre(0, 1));
  const std::vector<absl::string_view> cell = {"Y", "ALONE"};
  EXPECT_EQ(table.At(cell), 3);
  const std::vector<absl::string_view> nowhere = {"Y", "NOWHERE"};
  EXPECT_EQ(table.At(nowhere), 0);
}

TEST(TableTest, FamiliesOfTwoSitesAreTwoFamilies) {
  const SmallStudy study = StudyOfFour();
  EXPECT_EQ(study.Count({.by = CountBy::kFamily}, Sites({"C1"})).n, 2);
  EXPECT_EQ(study.Count({.by = CountBy::kFamily}, Sites({"C1", "C2"})).n, 3);
}

TEST(TableTest, LongTermFilesAreCountedApartAndPilotsNever) {
  const SmallStudy study = StudyOfFour();
  const Scope scope = Sites({"C1"});
  const Table table =
      study.Count({.dimensions = {"plan"}, .wave = Wave::kLongTerm}, scope);
  EXPECT_EQ(table.n, 1);
  EXPECT_THAT(table.cells, ElementsAre(1, 0, 0, 0));
  EXPECT_THAT(
      Count(*study.index().Read(), scope, {.wave = Wave::kPilot}),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("never counted")));
}

TEST(TableTest, SitesOfATableAreThoseOfTheScopeInItsOrder) {
  const SmallStudy study = StudyOfFour();
  const Table table =
      study.Count({.dimensions = {"site"}}, Sites({"C2", "C9", "C1"}));
  EXPECT_THAT(table.dimensions[0].variable.categories,
              ElementsAre(Category{"C2", "C2"}, Category{"C9", "C9"},
                          Category{"C1", "C1"}));
  EXPECT_THAT(table.cells, ElementsAre(1, 0, 3));
}

TEST(TableTest, WithoutDimensionsThereIsOnlyN) {
  const Table table = StudyOfFour().Count({}, Sites({"C1"}));
  EXPECT_THAT(table.cells, ElementsAre(3));
  EXPECT_EQ(table.n, 3);
  EXPECT_EQ(table.denominator, 3);
}

TEST(TableTest, AnyIsYesWhateverElseIsOpenAndACountIsNot) {
  SmallStudy study;
  study.Put({.id = "a", .site = "C1"}, "Y", {"ALONE", "NR"})
      .Put({.id = "b", .site = "C1"}, "Y", {"NOT", "NR"})
      .Put({.id = "c", .site = "C1"}, "Y", {"NOT", "NOT_ASKED"})
      .Put({.id = "d", .site = "C1"}, "Y", {"NOT_ASKED"})
      .Put({.id = "e", .site = "C1"}, "Y", {});
  const Scope scope = Sites({"C1"});
  // YES, NO; not asked, NR, unclear, NA, not answered, withheld.
  EXPECT_THAT(study.Count({.dimensions = {"seen:ALONE.any"}}, scope).cells,
              ElementsAre(1, 1, 2, 1, 0, 0, 0, 0));
  // 0, 1, 2, 3+; as above.
  EXPECT_THAT(study.Count({.dimensions = {"seen:ALONE.count"}}, scope).cells,
              ElementsAre(1, 0, 0, 0, 2, 2, 0, 0, 0, 0));
  EXPECT_THAT(study.Count({.dimensions = {"PERSON.count"}}, scope).cells,
              ElementsAre(1, 1, 3, 0));
}

TEST(TableTest, TheFilesBehindACellAreListed) {
  const SmallStudy study = StudyOfFour();
  const auto snapshot = study.index().Read();
  const Scope scope = Sites({"C1", "C2"});
  const Query query = {.dimensions = {"plan", "seen"}};
  EXPECT_THAT(*FilesBehind(*snapshot, scope, query, {"Y", "ALONE"}),
              ElementsAre("a", "b"));
  EXPECT_THAT(*FilesBehind(*snapshot, scope, query, {"UNC", "NR"}),
              ElementsAre("c"));
  EXPECT_THAT(*FilesBehind(*snapshot, Sites({"C2"}), query, {"Y", "ALONE"}),
              IsEmpty());
  EXPECT_THAT(*FilesBehind(*snapshot, scope, {.dimensions = {"plan"}}, {}),
              ElementsAre("a", "b", "c", "d"));
  EXPECT_THAT(FilesBehind(*snapshot, scope, query, {"Y"}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("a category for each dimension")));
}

TEST(TableTest, RefusesWhatIsNotDeclared) {
  const SmallStudy study = StudyOfFour();
  const auto refuses = [&](const Query& query, const char* why) {
    EXPECT_THAT(Count(*study.index().Read(), Sites({"C1"}), query),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(why)));
  };
  refuses({.dimensions = {"shoe_size"}},
          "\"shoe_size\": want a variable of CODINGS");
  refuses({.dimensions = {"plan", "plan"}}, "plan is given twice");
  refuses({.dimensions = {"plan", "seen", "site", "standing"}}, "at most 3");
  refuses({.dimensions = {"seen", "harm"}}, "harm is about a HARM, other");
  refuses({.dimensions = {"seen"}, .filters = {{"harm", "H"}}},
          "harm is about a HARM, other variables about a PERSON");
  refuses({.filters = {{"plan", "MAYBE"}}}, "plan has no category \"MAYBE\"");
  refuses({.filters = {{"site", "C2"}}}, "site has no category \"C2\"");
}

TEST(TableTest, AScopeNamesSitesEachOnce) {
  EXPECT_THAT(Scope::Create({}), StatusIs(absl::StatusCode::kInvalidArgument,
                                          HasSubstr("at least one site")));
  EXPECT_THAT(Scope::Create({"C1", "C1"}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("\"C1\" is given twice")));
}

TEST(IndexTest, RefusesWhatItCannotHold) {
  SmallStudy study;
  SchemaBuilder other(Universe::kRecords);
  other.Add({.name = "plan", .categories = {{"Y", "Yes"}}});
  const Schema schema = std::move(other).Build().value();
  EXPECT_THAT(study.index().Put({.id = "a", .site = "C1"},
                                PackedCodingBuilder(schema).Build()),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("other variables")));
  EXPECT_THAT(study.index().PutUnresolved({.site = "C1"}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("id")));
  EXPECT_THAT(study.index().PutUnresolved({.id = "a"}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("site")));
  for (int s = 0; s < 255; ++s) {
    ASSERT_THAT(
        study.index().PutUnresolved({.id = "a", .site = std::to_string(s)}),
        IsOk());
  }
  EXPECT_THAT(study.index().PutUnresolved({.id = "a", .site = "more"}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("at most 255 sites")));
}

TEST(MeasureTest, MeansAndMediansAreOfExactCounts) {
  SmallStudy study;
  const std::vector<std::string> alone(7, "ALONE");
  study.Put({.id = "a", .site = "C1"}, "Y", alone)
      .Put({.id = "b", .site = "C1"}, "Y", {"ALONE", "NOT"})
      .Put({.id = "c", .site = "C1"}, "N", {"NOT"})
      .Put({.id = "d", .site = "C1"}, "N", {"NR"})
      .Put({.id = "e", .site = "C2"}, "N", alone);
  const auto snapshot = study.index().Read();
  EXPECT_EQ(*MeasureCount(*snapshot, Sites({"C1"}), "seen:ALONE.count", {}),
            (CountMeasure{.n = 3,
                          .files_with = {1, 1, 0, 0, 0, 0, 0, 1},
                          .mean = 8.0 / 3,
                          .median = 1,
                          .missing = {0, 1, 0, 0, 0, 0}}));
  const auto by_plan =
      MeasureCountBy(*snapshot, Sites({"C1"}), "PERSON.count", "plan", {});
  ASSERT_THAT(by_plan, IsOk());
  EXPECT_EQ(by_plan->size(), 2);
  EXPECT_EQ((*by_plan)[0].measure.median, 4.5);
  EXPECT_EQ((*by_plan)[1].measure.mean, 1);
}

TEST(MeasureTest, RefusesWhatIsNoCountAndWhatIsNotAboutFiles) {
  SmallStudy study;
  const auto snapshot = study.index().Read();
  EXPECT_THAT(MeasureCount(*snapshot, Sites({"C1"}), "plan", {}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("plan is no count")));
  EXPECT_THAT(
      MeasureCount(*snapshot, Sites({"C1"}), "PERSON.count", {{"seen", "NOT"}}),
      StatusIs(absl::StatusCode::kInvalidArgument,
               HasSubstr("about files alone")));
}

}  // namespace
}  // namespace caselens::tabulation
