#include "typology/double_coding/align.h"

#include <map>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/typology/double_coding/random_coding.h"
#include "tests/typology/findings/document_builder.h"

namespace caselens {
namespace {

using testing::ElementsAre;
using testing::Pair;

DocumentBuilder Family() {
  DocumentBuilder family;
  family.Person("P1", "INDEX_CHILD", "A5_9", "F")
      .Person("P2", "MOTHER", "A25_34", "F")
      .Person("P3", "FATHER", "A25_34", "M")
      .Relationship("R1", "P2", "P3", {Period::kCurrent})
      .Harm("H1", "P3", "P2", "IP_CURRENT", "PHYSICAL", "CURRENT")
      .Answer("B.K1", "R1/CURRENT/P3>P2", "2")
      .Answer("B.type", "R1/CURRENT/P3", "IT")
      .Answer("D.recorded", "INCOME", "1");
  return family;
}

DocumentBuilder FamilyInOtherWords() {
  DocumentBuilder family;
  family.Person("P2", "FATHER", "A25_34", "M")
      .Person("P5", "MOTHER", "A25_34", "F")
      .Person("P1", "GRANDPARENT_MAT", "A50P", "F")
      .Person("P4", "INDEX_CHILD", "A5_9", "F")
      .Relationship("R7", "P2", "P5", {Period::kCurrent})
      .Harm("H1", "P5", "P2", "IP_CURRENT", "PSYCH", "CURRENT")
      .Harm("H2", "P2", "P5", "IP_CURRENT", "PHYSICAL", "CURRENT")
      .Answer("B.K1", "R7/CURRENT/P2>P5", "3")
      .Answer("B.type", "R7/CURRENT/P2", "IT")
      .Answer("D.recorded", "INCOME", "1");
  return family;
}

TEST(Align, PeopleCouplesAndHarmsGetTheIdsOfTheOtherCoder) {
  const AlignedDocument aligned =
      AlignDocuments(Family(), FamilyInOtherWords());
  EXPECT_THAT(aligned.ids.to_aligned,
              ElementsAre(Pair("H1", "H3"), Pair("H2", "H1"), Pair("P1", "P6"),
                          Pair("P2", "P3"), Pair("P4", "P1"), Pair("P5", "P2"),
                          Pair("R7", "R1")));
  EXPECT_TRUE(aligned.exact);
  EXPECT_EQ(aligned.document.Code("B.K1", "R1/CURRENT/P3>P2"), "3");
  EXPECT_EQ(aligned.document.Code("B.type", "R1/CURRENT/P3"), "IT");
  EXPECT_EQ(aligned.document.Code("C.role", "P6"), "GRANDPARENT_MAT");
  EXPECT_EQ(aligned.document.Code("C.harm_type", "H3"), "PSYCH");
  EXPECT_EQ(aligned.document.Code("D.recorded", "INCOME"), "1");
}

TEST(Align, TheMapLeadsBack) {
  const AlignedDocument aligned =
      AlignDocuments(Family(), FamilyInOtherWords());
  EXPECT_EQ(RenameDocument(aligned.document, aligned.ids.to_own),
            static_cast<const Document&>(FamilyInOtherWords()));
}

Document WithRows(const std::vector<std::vector<std::string>>& services) {
  Document document = Family();
  for (const auto& row : services) {
    document.rows.push_back({row[0], RowKind::kService, row[1]});
    document.Set(CodeAnswer("H.service", row[0], {row[2]}));
  }
  return document;
}

TEST(Align, RowsAreFoundByPersonAndServiceThenByOrder) {
  const Document a = WithRows({{"S1", "P2", "MH"},
                               {"S2", "P2", "REFUGE_HOUSING"},
                               {"S3", "P2", "MH"},
                               {"S10", "P3", "MH"}});
  const Document b = WithRows({{"S1", "P3", "MH"},
                               {"S2", "P2", "MH"},
                               {"S10", "P2", "MH"},
                               {"S11", "P2", "PARENTING"}});
  const IdMap ids = AlignDocuments(a, b).ids;
  EXPECT_EQ(ids.to_aligned.at("S1"), "S10");
  EXPECT_EQ(ids.to_aligned.at("S2"), "S1");
  EXPECT_EQ(ids.to_aligned.at("S10"), "S3");
  EXPECT_EQ(ids.to_aligned.at("S11"), "S12");
}

TEST(Align, AnIdMeansTheSameInEveryOneOfSeveralCodings) {
  const DocumentBuilder grandmother = FamilyInOtherWords();
  DocumentBuilder uncle = Family();
  uncle.Person("P4", "AUNT_UNCLE", "A35_49", "M");
  DocumentBuilder both = Family();
  both.Person("P4", "GRANDPARENT_MAT", "A50P", "F")
      .Person("P5", "AUNT_UNCLE", "A35_49", "M");
  std::vector<Outline> outlines;
  std::vector<Outline*> all;
  for (const Document& coding :
       std::vector<Document>{Family(), grandmother, uncle, both}) {
    outlines.push_back(OutlineOf(coding));
  }
  for (Outline& outline : outlines) all.push_back(&outline);
  EXPECT_TRUE(AlignAll(all));
  const auto id = [&](size_t coding, size_t place) {
    return outlines[coding].listed.people[place].id;
  };
  EXPECT_EQ(outlines[0].listed, OutlineOf(Family()).listed);
  EXPECT_EQ(id(1, 0), "P3") << "the father";
  const std::string gm = id(1, 2);
  const std::string unc = id(2, 3);
  EXPECT_NE(gm, unc);
  EXPECT_EQ(id(3, 3), gm);
  EXPECT_EQ(id(3, 4), unc);
}

TEST(Align, NothingAlignsWithNothing) {
  EXPECT_EQ(AlignDocuments({}, {}).document, Document());
  EXPECT_TRUE(AlignAll({}));
  EXPECT_EQ(AlignDocuments({}, Family()).document.people.size(), 3U);
}

// A permutation of ids and order is found and undone.
TEST(AlignProperty, ARenamedCodingComesBackInItsOwnIds) {
  RandomCodings codings(20261122);
  for (int i = 0; i < 300; ++i) {
    const Document document = codings.Next();
    std::map<std::string, std::string> names;
    const Document renamed = codings.Renamed(document, &names);
    const AlignedDocument aligned = AlignDocuments(document, renamed);
    EXPECT_EQ(aligned.document.answers, document.answers) << "round " << i;
    EXPECT_EQ(RenameDocument(aligned.document, aligned.ids.to_own), renamed);
  }
}

}  // namespace
}  // namespace caselens
