#include "audit_service/api/template_api.h"

#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"

#include "caselens/v1/template.pb.h"
#include "tests/status_matchers.h"
#include "tests/typology/template/guided.h"
#include "typology/base/csv.h"
#include "typology/template/revision.h"

namespace caselens {
namespace {

using ::testing::HasSubstr;

// A line of the codebook, in its own terms.
struct CodebookRow {
  int line;
  std::string field;  // with section
  bool core;
  std::string kind;
  std::string codes;
  std::string definition;
  std::string evidence;
};

std::vector<CodebookRow> Codebook() {
  std::vector<CodebookRow> rows;
  const auto csv = ParseCsv(
      ReadFile(CASELENS_TEST_DATA "/template/template_rdac_2026_codebook.csv"));
  for (const CsvRow& row : csv.value()) {
    if (row.line == 1) continue;
    rows.push_back({row.line, absl::StrCat(row.cells[0], ".", row.cells[1]),
                    row.cells[2] == "Y", row.cells[4], row.cells[5],
                    row.cells[7], row.cells[8]});
  }
  return rows;
}

std::vector<std::string> Range(int first, int last) {
  std::vector<std::string> codes;
  for (int i = first; i <= last; ++i) codes.push_back(absl::StrCat(i));
  return codes;
}

// The words behind "type: " or "outcome: ".
std::vector<std::string> WordsBehind(absl::string_view prefix,
                                     absl::string_view text) {
  EXPECT_TRUE(text.find(prefix) == 0) << text;
  return absl::StrSplit(text.substr(prefix.size()), ' ');
}

using Expected = std::vector<std::pair<std::string, std::vector<std::string>>>;

// Which fields of the template, with which codes, a line asks for.
Expected ExpectedOf(const CodebookRow& row) {
  if (row.kind == "level") return {{row.field, Range(0, 3)}};
  if (row.kind == "0-3") return {{row.field, Range(0, 3)}};
  if (row.kind == "yesno" || row.kind == "yes/no/NR")
    return {{row.field, {"Y", "N"}}};
  if (row.kind == "0-4,5+") {
    auto codes = Range(0, 4);
    codes.emplace_back("5+");
    return {{row.field, codes}};
  }
  if (row.codes == "1-10") return {{row.field, Range(1, 10)}};
  if (row.codes == "cluster id / NONE") return {{row.field, {"NONE"}}};
  if (row.codes == "type x person x outcome")
    return {{"H.service", WordsBehind("type: ", row.definition)},
            {"H.service_outcome", WordsBehind("outcome: ", row.evidence)}};
  const std::vector<std::string> codes = absl::StrSplit(row.codes, " / ");
  if (!absl::StrContains(row.kind, "grid")) return {{row.field, codes}};
  Expected expected;
  for (const std::string& code : codes)
    expected.emplace_back(
        absl::StrCat(row.field, "_", absl::AsciiStrToLower(code)),
        Range(0, row.kind == "grid 0-2" ? 2 : 3));
  return expected;
}

TEST(Rdac2026, HoldsEveryCodeOfTheCodebookInWords) {
  for (const CodebookRow& row : Codebook()) {
    for (const auto& [id, codes] : ExpectedOf(row)) {
      SCOPED_TRACE(absl::StrCat("line ", row.line, ", field ", id));
      const Field* field = Rdac().FindField(id);
      ASSERT_NE(field, nullptr);
      for (const std::string& code : codes) {
        const Code* found = field->FindCode(code);
        ASSERT_NE(found, nullptr) << code;
        EXPECT_FALSE(found->label.empty()) << code;
        EXPECT_FALSE(found->definition.empty()) << code;
      }
    }
  }
}

TEST(Rdac2026, AsksTheCoreByDefaultAndTheRestByExtension) {
  for (const CodebookRow& row : Codebook()) {
    for (const auto& [id, codes] : ExpectedOf(row)) {
      const Field* field = Rdac().FindField(id);
      ASSERT_NE(field, nullptr) << id;
      EXPECT_EQ(field->extension.empty(), row.core)
          << "line " << row.line << ", field " << id;
    }
  }
}

TEST(Rdac2026, GradesOnlyTypeNeedAndJudgement) {
  std::vector<std::string> graded;
  for (const Section& section : Rdac().Content().sections) {
    for (const Field& field : section.fields)
      if (field.graded) graded.push_back(field.id);
  }
  EXPECT_THAT(graded, testing::ElementsAre("B.type", "J.found", "K.judgement"));
}

TEST(Rdac2026, DoesNotOfferNotRecordedForFound) {
  EXPECT_FALSE(Rdac().FindField("J.found")->Offers(Missing::kNotRecorded));
}

TEST(Rdac2026, EveryAskedFieldSaysWhatItWants) {
  for (const Section& section : Rdac().Content().sections) {
    EXPECT_FALSE(section.title.empty() || section.guidance.empty())
        << section.id;
    for (const Field& field : section.fields)
      EXPECT_EQ(field.required, field.IsAnswered()) << field.id;
  }
  EXPECT_EQ(Rdac().Content().missing_labels.size(), 5);
}

TEST(TemplateApi, RoundTripsToAnEqualMessage) {
  const v1::Template once = RenderTemplate(Rdac().Content());
  const auto parsed = ParseTemplate(once);
  ASSERT_THAT(parsed, IsOk());
  EXPECT_EQ(parsed->Content(), Rdac().Content());
  EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(
      RenderTemplate(parsed->Content()), once));
}

struct UnknownEnum {
  const char* name;
  void (*edit)(v1::Template&);
  const char* path;
};

void PrintTo(const UnknownEnum& c, std::ostream* out) { *out << c.name; }

class TemplateApiEnum : public testing::TestWithParam<UnknownEnum> {};

TEST_P(TemplateApiEnum, RefusesAnUnknownNumber) {
  v1::Template proto = RenderTemplate(Rdac().Content());
  GetParam().edit(proto);
  EXPECT_THAT(ParseTemplate(proto), StatusIs(absl::StatusCode::kInvalidArgument,
                                             HasSubstr(GetParam().path)));
}

INSTANTIATE_TEST_SUITE_P(
    All, TemplateApiEnum,
    testing::Values(
        UnknownEnum{"kind",
                    [](v1::Template& proto) {
                      proto.mutable_sections(0)->mutable_fields(0)->set_kind(
                          static_cast<v1::Field::Kind>(99));
                    },
                    "fields[A.site].kind"},
        UnknownEnum{
            "level",
            [](v1::Template& proto) {
              proto.mutable_sections(0)->mutable_fields(0)->clear_level();
            },
            "fields[A.site].level"},
        UnknownEnum{"missing",
                    [](v1::Template& proto) {
                      proto.mutable_sections(0)->mutable_fields(0)->add_missing(
                          static_cast<v1::Answer::Missing>(99));
                    },
                    "fields[A.site].missing"},
        UnknownEnum{"stage",
                    [](v1::Template& proto) {
                      proto.mutable_sections(1)->set_stage(
                          static_cast<v1::Section::Stage>(99));
                    },
                    "sections[B].stage"},
        UnknownEnum{
            "fill",
            [](v1::Template& proto) {
              proto.mutable_sections(1)->mutable_grids(0)->set_fill_missing(
                  static_cast<v1::Answer::Missing>(99));
            },
            "grids[B.indicators].fill_missing"}),
    [](const auto& param) { return std::string(param.param.name); });

}  // namespace
}  // namespace caselens
