#include "clients/web/figures.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

#include "clients/web/text.h"

namespace caselens::web {
namespace {

// Of SVG, in its units. Text has 14.
constexpr double kCharacterWidth = 6.9;
constexpr double kRowHeight = 26;
constexpr double kHeatColumn = 68;
constexpr double kPlotWidth = 620;
constexpr double kPlotHeight = 280;
constexpr double kPlotLeft = 80;
constexpr double kPlotTop = 20;
constexpr double kFlowHeight = 320;
constexpr double kFlowGap = 16;
constexpr double kFlowLeft = 130;
constexpr double kFlowRight = 590;
constexpr double kNodeWidth = 14;
constexpr double kMinLabelled = 12;

std::string Rounded(double value) { return absl::StrFormat("%.1f", value); }

Data Drawing(const Caption& caption, double width, double height) {
  Data data("id", caption.id);
  data.set("name", caption.title);
  data.set("description", caption.description);
  data.set("width", Rounded(width));
  data.set("height", Rounded(height));
  return data;
}

Data Text(double x, double y, const std::string& text) {
  Data data("x", Rounded(x));
  data.set("y", Rounded(y));
  data.set("text", text);
  return data;
}

double WidthOf(const std::string& text) {
  return kCharacterWidth * static_cast<double>(text.size());
}

// Where a share lies between the lowest and the highest of its column.
class ColumnScale {
 public:
  ColumnScale(const HeatMap& map, size_t column) {
    for (const HeatMap::Row& row : map.rows) {
      if (column >= row.shares.size()) continue;
      low_ = std::min(low_, row.shares[column]);
      high_ = std::max(high_, row.shares[column]);
    }
  }
  double PlaceOf(double share) const {
    return high_ > low_ ? (share - low_) / (high_ - low_) : .5;
  }

 private:
  double low_ = 1;
  double high_ = 0;
};

// Round values from `low` to `high`, four to eight of them.
std::vector<double> Ticks(double low, double high) {
  if (high <= low) high = low + 1;
  const double rough = (high - low) / 5;
  const double power = std::pow(10, std::floor(std::log10(rough)));
  double step = 10 * power;
  for (const double factor : {1., 2., 5.}) {
    if (factor * power >= rough) {
      step = factor * power;
      break;
    }
  }
  std::vector<double> ticks;
  for (double at = std::floor(low / step) * step; at < high + step;
       at += step) {
    ticks.push_back(at);
  }
  return ticks;
}

// From numbers to places in the plot.
class PlotScale {
 public:
  PlotScale(size_t points, const std::vector<double>& ticks)
      : step_(points > 1 ? kPlotWidth / static_cast<double>(points - 1) : 0),
        low_(ticks.front()),
        high_(ticks.back()) {}
  double X(size_t i) const {
    return kPlotLeft + step_ * static_cast<double>(i);
  }
  double Y(double value) const {
    return kPlotTop + kPlotHeight * (high_ - value) / (high_ - low_);
  }

 private:
  double step_;
  double low_;
  double high_;
};

Data CurveData(const Curves& curves, size_t which, const PlotScale& scale) {
  const Curves::Curve& curve = curves.curves[which];
  std::string points;
  Data marks(Data::type::list);
  for (size_t i = 0; i < curve.values.size(); ++i) {
    const double x = scale.X(i);
    const double y = scale.Y(curve.values[i]);
    absl::StrAppend(&points, Rounded(x), ",", Rounded(y), " ");
    Data mark = Text(x, y, "");
    mark.set("left", Rounded(x - 5));
    mark.set("top", Rounded(y - 5));
    mark.set("hollow", i < curves.is_doubtful.size() && curves.is_doubtful[i]);
    marks.push_back(mark);
  }
  Data data = curve.values.empty()
                  ? Text(0, 0, "")
                  : Text(scale.X(curve.values.size() - 1) + 12,
                         scale.Y(curve.values.back()) + 5, curve.name);
  data.set("points", points);
  data.set("marks", marks);
  data.set("second", which > 0);
  return data;
}

int SumOf(const std::vector<int>& counts) {
  return std::accumulate(counts.begin(), counts.end(), 0);
}

// Nodes of one side, from top to bottom: where each begins.
std::vector<double> NodeTops(const std::vector<int>& sizes, double unit) {
  std::vector<double> tops;
  double at = kPlotTop;
  for (const int size : sizes) {
    tops.push_back(at);
    if (size > 0) at += unit * size + kFlowGap;
  }
  return tops;
}

Data NodeData(const std::string& name, int size, double top, double unit,
              bool is_left) {
  const double height = unit * size;
  Data node = is_left
                  ? Text(kFlowLeft - 8, top + height / 2 + 5, "")
                  : Text(kFlowRight + kNodeWidth + 8, top + height / 2 + 5, "");
  node.set("text", absl::StrCat(name, ": ", size));
  node.set("left", Rounded(is_left ? kFlowLeft : kFlowRight));
  node.set("top", Rounded(top));
  node.set("width", Rounded(kNodeWidth));
  node.set("height", Rounded(height));
  return node;
}

// A band from one side to the other.
std::string Band(double from, double to, double thickness) {
  const double left = kFlowLeft + kNodeWidth;
  const double middle = (left + kFlowRight) / 2;
  return absl::StrFormat(
      "M%.1f,%.1f C%.1f,%.1f %.1f,%.1f %.1f,%.1f L%.1f,%.1f "
      "C%.1f,%.1f %.1f,%.1f %.1f,%.1f Z",
      left, from, middle, from, middle, to, kFlowRight, to, kFlowRight,
      to + thickness, middle, to + thickness, middle, from + thickness, left,
      from + thickness);
}

}  // namespace

Data TableData(const Table& table) {
  const auto cell_data = [](const TableCell& cell) {
    Data data("text", cell.text);
    SetText(data, "href", cell.href);
    return data;
  };
  Data columns(Data::type::list);
  bool is_first = true;
  for (const std::string& column : table.columns) {
    Data data("text", column);
    data.set("number", !is_first);
    is_first = false;
    columns.push_back(data);
  }
  Data rows(Data::type::list);
  for (const Table::Row& row : table.rows) {
    Data cells(Data::type::list);
    for (const TableCell& cell : row.cells) cells.push_back(cell_data(cell));
    Data data = cell_data(row.head);
    data.set("cells", cells);
    rows.push_back(data);
  }
  Data data("caption", table.caption);
  data.set("columns", columns);
  data.set("rows", rows);
  return data;
}

Table AsTable(const HeatMap& map, const std::string& head) {
  Table table = {map.caption.title, {head}, {}};
  table.columns.insert(table.columns.end(), map.columns.begin(),
                       map.columns.end());
  for (const HeatMap::Row& row : map.rows) {
    table.rows.push_back({{row.label, ""}, {}});
    for (const double share : row.shares) {
      table.rows.back().cells.push_back({ShareText(share), ""});
    }
  }
  return table;
}

std::string HeatColour(double place) {
  using Colour = std::array<double, 3>;
  constexpr Colour kLow = {0x7f, 0xb2, 0xe0};
  constexpr Colour kMiddle = {0xff, 0xff, 0xff};
  constexpr Colour kHigh = {0xf4, 0x8b, 0x7b};
  const double at = std::clamp(place, 0., 1.);
  const Colour& from = at < .5 ? kLow : kMiddle;
  const Colour& to = at < .5 ? kMiddle : kHigh;
  const double part = at < .5 ? 2 * at : 2 * at - 1;
  const auto mixed = [&](size_t i) {
    return static_cast<int>(std::lround(from[i] + part * (to[i] - from[i])));
  };
  return absl::StrFormat("#%02x%02x%02x", mixed(0), mixed(1), mixed(2));
}

Data HeatMapData(const HeatMap& map) {
  double labels = 0;
  for (const HeatMap::Row& row : map.rows) {
    labels = std::max(labels, WidthOf(row.label));
  }
  const double left = labels + 12;
  const size_t columns = map.columns.size();
  const double width = left + kHeatColumn * static_cast<double>(columns);
  Data headings(Data::type::list);
  std::vector<ColumnScale> scales;
  for (size_t j = 0; j < columns; ++j) {
    const double x = left + kHeatColumn * (static_cast<double>(j) + .5);
    headings.push_back(Text(x, kRowHeight - 8, map.columns[j]));
    scales.emplace_back(map, j);
  }
  Data rows(Data::type::list);
  double top = kRowHeight;
  for (const HeatMap::Row& row : map.rows) {
    Data cells(Data::type::list);
    for (size_t j = 0; j < std::min(columns, row.shares.size()); ++j) {
      const double x = left + kHeatColumn * static_cast<double>(j);
      Data cell = Text(x + kHeatColumn / 2, top + 18, ShareText(row.shares[j]));
      cell.set("left", Rounded(x));
      cell.set("top", Rounded(top));
      cell.set("width", Rounded(kHeatColumn));
      cell.set("height", Rounded(kRowHeight));
      cell.set("colour", HeatColour(scales[j].PlaceOf(row.shares[j])));
      cells.push_back(cell);
    }
    Data data = Text(left - 8, top + 18, row.label);
    data.set("cells", cells);
    rows.push_back(data);
    top += kRowHeight;
  }
  Data data = Drawing(map.caption, width, top);
  data.set("headings", headings);
  data.set("rows", rows);
  return data;
}

Data CurvesData(const Curves& curves) {
  double low = 0;
  double high = 0;
  size_t points = 0;
  for (const Curves::Curve& curve : curves.curves) {
    for (const double value : curve.values) {
      low = points == 0 ? value : std::min(low, value);
      high = points == 0 ? value : std::max(high, value);
      points = curve.values.size();
    }
  }
  const std::vector<double> ticks = Ticks(low, high);
  const PlotScale scale(points, ticks);
  Data lines(Data::type::list);
  for (const double tick : ticks) {
    Data line =
        Text(kPlotLeft - 12, scale.Y(tick) + 5, WithCommas(std::lround(tick)));
    line.set("at", Rounded(scale.Y(tick)));
    lines.push_back(line);
  }
  Data xs(Data::type::list);
  for (size_t i = 0; i < points; ++i) {
    xs.push_back(Text(scale.X(i), kPlotTop + kPlotHeight + 24,
                      absl::StrCat(curves.first_x + static_cast<int>(i))));
  }
  Data drawn(Data::type::list);
  for (size_t i = 0; i < curves.curves.size(); ++i) {
    drawn.push_back(CurveData(curves, i, scale));
  }
  Data data = Drawing(curves.caption, kPlotLeft + kPlotWidth + 70,
                      kPlotTop + kPlotHeight + 60);
  data.set("lines", lines);
  data.set("plot_left", Rounded(kPlotLeft));
  data.set("plot_right", Rounded(kPlotLeft + kPlotWidth));
  data.set("xs", xs);
  data.set("x_name", Text(kPlotLeft + kPlotWidth / 2,
                          kPlotTop + kPlotHeight + 50, curves.x_name));
  data.set("curves", drawn);
  return data;
}

Data FlowData(const Flow& flow) {
  std::vector<int> leaving;
  std::vector<int> arriving(flow.to.size());
  for (const std::vector<int>& row : flow.count) {
    leaving.push_back(SumOf(row));
    for (size_t j = 0; j < std::min(row.size(), arriving.size()); ++j) {
      arriving[j] += row[j];
    }
  }
  const int all = SumOf(arriving);
  if (all == 0) return Data(false);
  const double unit = kFlowHeight / all;
  std::vector<double> from = NodeTops(leaving, unit);
  std::vector<double> to = NodeTops(arriving, unit);
  Data nodes_from(Data::type::list);
  for (size_t i = 0; i < from.size(); ++i) {
    if (leaving[i] == 0) continue;
    nodes_from.push_back(
        NodeData(flow.from[i], leaving[i], from[i], unit, true));
  }
  Data nodes_to(Data::type::list);
  for (size_t j = 0; j < to.size(); ++j) {
    if (arriving[j] == 0) continue;
    nodes_to.push_back(NodeData(flow.to[j], arriving[j], to[j], unit, false));
  }
  Data bands(Data::type::list);
  for (size_t i = 0; i < from.size(); ++i) {
    for (size_t j = 0; j < to.size(); ++j) {
      const int count = flow.count[i][j];
      if (count == 0) continue;
      const double thickness = unit * count;
      Data band = Text(kFlowLeft + kNodeWidth + 8, from[i] + thickness / 2 + 5,
                       thickness < kMinLabelled ? "" : absl::StrCat(count));
      band.set("path", Band(from[i], to[j], thickness));
      band.set("moved", i != j);
      bands.push_back(band);
      from[i] += thickness;
      to[j] += thickness;
    }
  }
  const auto gaps =
      static_cast<double>(std::max(flow.from.size(), flow.to.size()));
  Data data = Drawing(flow.caption, kFlowRight + 170,
                      2 * kPlotTop + kFlowHeight + gaps * kFlowGap);
  data.set("from", nodes_from);
  data.set("to", nodes_to);
  data.set("bands", bands);
  return data;
}

}  // namespace caselens::web
