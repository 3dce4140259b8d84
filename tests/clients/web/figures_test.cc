#include "clients/web/figures.h"

#include <cmath>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "clients/web/templates.h"
#include "clients/web/text.h"

namespace caselens::web {
namespace {

using testing::HasSubstr;
using testing::Not;

// Relative luminance of `#rrggbb` (WCAG 2.2).
double Luminance(const std::string& colour) {
  constexpr double kWeights[] = {.2126, .7152, .0722};
  double sum = 0;
  for (size_t i = 0; i < 3; ++i) {
    const double c = std::stoi(colour.substr(1 + 2 * i, 2), nullptr, 16) / 255.;
    sum += kWeights[i] *
           (c <= .04045 ? c / 12.92 : std::pow((c + .055) / 1.055, 2.4));
  }
  return sum;
}

int Part(const std::string& colour, size_t i) {
  return std::stoi(colour.substr(1 + 2 * i, 2), nullptr, 16);
}

size_t CountOf(const std::string& what, const std::string& text) {
  size_t count = 0;
  for (size_t at = text.find(what); at != std::string::npos;
       at = text.find(what, at + 1)) {
    ++count;
  }
  return count;
}

HeatMap TwoColumns() {
  HeatMap map;
  map.caption = {"map", "A <title>", "What it shows."};
  map.columns = {"Class 1", "Class 2"};
  map.rows = {{"Low then high", {.1, .9}},
              {"High then low", {.3, .2}},
              {"Between", {.2, .55}}};
  return map;
}

TEST(HeatColourTest, BlackTextCanBeReadOnEveryColour) {
  const double text = Luminance("#0b0c0c");
  for (int i = -1; i <= 101; ++i) {
    const std::string colour = HeatColour(i / 100.);
    EXPECT_GE((Luminance(colour) + .05) / (text + .05), 4.5)
        << i << " " << colour;
  }
}

TEST(HeatColourTest, IsBlueWhereLowAndRedWhereHigh) {
  EXPECT_GT(Part(HeatColour(0), 2), Part(HeatColour(0), 0));
  EXPECT_EQ(HeatColour(.5), "#ffffff");
  EXPECT_GT(Part(HeatColour(1), 0), Part(HeatColour(1), 2));
}

TEST(HeatMapTest, ColoursWithinAColumnAndShowsEveryNumber) {
  const std::string svg = Rendered("heat_map", HeatMapData(TwoColumns()));
  // The highest of column 1 is .30, less than the lowest but one of column 2.
  const auto cell = [](double place, const std::string& number) {
    return testing::ContainsRegex("fill=\"" + HeatColour(place) +
                                  "\"></rect><text[^>]*>" + number + "<");
  };
  EXPECT_THAT(svg, cell(0, ".10"));
  EXPECT_THAT(svg, cell(1, ".90"));
  EXPECT_THAT(svg, cell(1, ".30"));
  EXPECT_THAT(svg, cell(0, ".20"));
  EXPECT_THAT(svg, cell(.5, ".55"));
}

TEST(HeatMapTest, HasTitleDescriptionAndTheSameTable) {
  const HeatMap map = TwoColumns();
  const std::string svg = Rendered("heat_map", HeatMapData(map));
  EXPECT_THAT(svg, HasSubstr("aria-labelledby=\"map-title map-description\""));
  EXPECT_THAT(svg, HasSubstr("<title id=\"map-title\">A &lt;title&gt;<"));
  EXPECT_THAT(svg, HasSubstr("<desc id=\"map-description\">What it shows.<"));
  const Table table = AsTable(map, "Factor");
  EXPECT_EQ(table.columns,
            (std::vector<std::string>{"Factor", "Class 1", "Class 2"}));
  ASSERT_EQ(table.rows.size(), 3U);
  EXPECT_EQ(table.rows[2].head.text, "Between");
  EXPECT_EQ(table.rows[2].cells[1].text, ".55");
}

TEST(HeatMapTest, AColumnOfOneValueHasNoColour) {
  HeatMap map = TwoColumns();
  map.columns = {"Class 1"};
  map.rows = {{"a", {.4}}, {"b", {.4}}};
  EXPECT_EQ(CountOf("fill=\"#ffffff\"", Rendered("heat_map", HeatMapData(map))),
            2U);
}

TEST(TableTest, LinksWhatHasAnAddressAlone) {
  const std::string html =
      Rendered("table", TableData({"Counts",
                                   {"Group", "Number"},
                                   {{{"A", ""}, {{"3", "/files?a=1&b=2"}}},
                                    {{"B", "/b"}, {{"0", ""}}}}}));
  EXPECT_THAT(html, HasSubstr("href=\"/files?a=1&amp;b=2\">3</a>"));
  EXPECT_THAT(html, HasSubstr("<th scope=\"row\" "
                              "class=\"govuk-table__header\">A</th>"));
  EXPECT_THAT(html, HasSubstr("href=\"/b\">B</a>"));
  EXPECT_THAT(html, HasSubstr("numeric\">0</td>"));
}

TEST(CurvesTest, AreToldApartByMarksAndDoubtIsHollow) {
  Curves curves;
  curves.caption = {"fit", "Fit", "Lower is better."};
  curves.x_name = "Classes";
  curves.curves = {{"AIC", {30, 20, 21}}, {"BIC", {31, 25, 28}}};
  curves.is_doubtful = {false, false, true};
  const std::string svg = Rendered("curves", CurvesData(curves));
  EXPECT_EQ(CountOf("<polyline", svg), 2U);
  EXPECT_EQ(CountOf("<circle", svg), 3U);
  EXPECT_EQ(CountOf("<rect", svg), 3U);
  EXPECT_EQ(CountOf("mark--hollow", svg), 2U);
  EXPECT_THAT(svg, HasSubstr(">AIC<"));
  EXPECT_THAT(svg, HasSubstr(">BIC<"));
  EXPECT_THAT(svg, HasSubstr(">30<"));  // a tick
}

TEST(CurvesTest, OnePointAndNoneCanBeDrawn) {
  Curves curves;
  curves.curves = {{"AIC", {-5}}};
  EXPECT_EQ(CountOf("<circle", Rendered("curves", CurvesData(curves))), 1U);
  curves.curves = {{"AIC", {}}};
  EXPECT_THAT(Rendered("curves", CurvesData(curves)), Not(HasSubstr("nan")));
}

TEST(FlowTest, ABandForEachWayThatSomethingGoes) {
  Flow flow;
  flow.caption = {"flow", "Flow", "Where files went."};
  flow.from = {"Class 1", "Class 2"};
  flow.to = {"Class 1", "Class 2", "No DVA found"};
  flow.count = {{4, 1, 0}, {0, 2, 1}};
  const std::string svg = Rendered("flow", FlowData(flow));
  EXPECT_EQ(CountOf("<path", svg), 4U);
  EXPECT_EQ(CountOf("band--moved", svg), 2U);
  EXPECT_THAT(svg, HasSubstr(">Class 1: 5<"));  // left
  EXPECT_THAT(svg, HasSubstr(">Class 1: 4<"));  // right
  EXPECT_THAT(svg, HasSubstr(">No DVA found: 1<"));
}

TEST(FlowTest, NothingIsDrawnOfNothing) {
  Flow flow;
  flow.from = {"Class 1"};
  flow.to = {"Class 1"};
  flow.count = {{0}};
  EXPECT_TRUE(FlowData(flow).is_false());
}

TEST(TextTest, NumbersReadAsInAReport) {
  EXPECT_EQ(ShareText(.866), ".87");
  EXPECT_EQ(ShareText(1), "1.00");
  EXPECT_EQ(ShareText(-.125), "-0.12");
  EXPECT_EQ(WithCommas(0), "0");
  EXPECT_EQ(WithCommas(999), "999");
  EXPECT_EQ(WithCommas(1000), "1,000");
  EXPECT_EQ(WithCommas(-1234567), "-1,234,567");
}

TEST(TextTest, NoNumberIsANegativeNothing) {
  EXPECT_EQ(RealText(-0.001, 2), "0.00");
  EXPECT_EQ(RealText(-0.4, 0), "0");
  EXPECT_EQ(RealText(-0.4, 1), "-0.4");
  EXPECT_EQ(ShareText(-0.004), ".00");
}

TEST(TextTest, NamesReadAsWords) {
  EXPECT_EQ(LastPart("studies/demo/classModels/x"), "x");
  EXPECT_EQ(Plain("PILOT_CODER"), "pilot coder");
  google::protobuf::Timestamp time;
  EXPECT_EQ(DateText(time), "");
  time.set_seconds(1'790'000'000);
  EXPECT_EQ(DateText(time), "2026-09-21");
}

}  // namespace
}  // namespace caselens::web
