#include "audit_service/api/document_api.h"

#include <utility>

#include <gmock/gmock.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include "absl/status/status.h"

#include "caselens/v1/document.pb.h"
#include "tests/status_matchers.h"
#include "tests/typology/template/guided.h"
#include "typology/template/document.h"

namespace caselens {
namespace {

using ::testing::HasSubstr;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

v1::Document Rendered(const Document& document) {
  v1::Document message;
  RenderDocument(document, message);
  return message;
}

TEST(DocumentApi, RoundTripsWhatIsStored) {
  const Document document = GuidedDocument();
  const v1::Document proto = Rendered(document);
  const auto parsed = ParseDocument(proto, DocumentOrigin::kStore);
  ASSERT_THAT(parsed, IsOk());
  EXPECT_EQ(parsed->document, document);
  EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(
      Rendered(parsed->document), proto));
}

TEST(DocumentApi, TakesAnswersInAnyOrder) {
  v1::Document proto = Rendered(GuidedDocument());
  for (int i = 0, j = proto.answers_size() - 1; i < j; ++i, --j)
    proto.mutable_answers()->SwapElements(i, j);
  const auto parsed = ParseDocument(proto, DocumentOrigin::kStore);
  ASSERT_THAT(parsed, IsOk());
  EXPECT_EQ(parsed->document, GuidedDocument());
}

TEST(DocumentApi, ARequestCannotSayThatAnAnswerWasImported) {
  v1::Document proto;
  v1::Answer* answer = proto.add_answers();
  answer->set_field("A.site");
  answer->add_codes("C1");
  answer->set_imported(true);
  EXPECT_FALSE(ParseDocument(proto, DocumentOrigin::kRequest)
                   ->document.answers.front()
                   .imported);
}

TEST(DocumentApi, LeavesOutAnswersThatHoldNothing) {
  v1::Document proto;
  proto.add_answers()->set_field("A.site");
  EXPECT_EQ(ParseDocument(proto, DocumentOrigin::kRequest)->document,
            Document());
}

TEST(DocumentApi, KeepsFillsInTheirOrder) {
  v1::Document proto;
  proto.add_fills()->set_grid("G.axis");
  v1::Fill* fill = proto.add_fills();
  fill->set_grid("B.indicators");
  fill->set_instance("R1");
  EXPECT_THAT(
      ParseDocument(proto, DocumentOrigin::kRequest)->fills,
      testing::ElementsAre(Fill{"G.axis", ""}, Fill{"B.indicators", "R1"}));
}

TEST(DocumentApi, NamesAnUnknownMissingValue) {
  v1::Document proto;
  proto.add_answers();
  proto.add_answers()->set_missing(static_cast<v1::Answer::Missing>(77));
  EXPECT_THAT(ParseDocument(proto, DocumentOrigin::kRequest).status(),
              StatusIs(kInvalid, HasSubstr("document.answers[1].missing: 77")));
}

TEST(DocumentApi, NamesAnUnknownPeriod) {
  v1::Document proto;
  proto.add_relationships()->add_periods(v1::Relationship::PERIOD_UNSPECIFIED);
  EXPECT_THAT(
      ParseDocument(proto, DocumentOrigin::kRequest).status(),
      StatusIs(kInvalid, HasSubstr("document.relationships[0].periods: 0")));
}

TEST(DocumentApi, NamesAnUnknownKindOfRow) {
  v1::Document proto;
  proto.add_rows()->set_kind(static_cast<v1::Row::Kind>(9));
  EXPECT_THAT(ParseDocument(proto, DocumentOrigin::kRequest).status(),
              StatusIs(kInvalid, HasSubstr("document.rows[0].kind: 9")));
}

}  // namespace
}  // namespace caselens
