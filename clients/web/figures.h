#ifndef CLIENTS_WEB_FIGURES_H_
#define CLIENTS_WEB_FIGURES_H_

#include <string>
#include <vector>

#include "clients/web/form_view.h"

// Tables and drawings of numbers, as what the partials `_table`, `_heat_map`,
// `_curves` and `_flow` show. Drawings are SVG with title and description;
// every number in one is also in a table that the page shows.
namespace caselens::web {

struct TableCell {
  std::string text;
  std::string href;  // empty: no link
};
struct Table {
  std::string caption;
  std::vector<std::string> columns;  // the heading of the row heads first
  struct Row {
    TableCell head;
    std::vector<TableCell> cells;
  };
  std::vector<Row> rows;
};
// For `_table`.
Data TableData(const Table& table);

// What a drawing is called, unique `id` on its page.
struct Caption {
  std::string id;
  std::string title;
  std::string description;
};

// Shares, 0 to 1, one column for each heading in every row.
struct HeatMap {
  Caption caption;
  std::vector<std::string> columns;
  struct Row {
    std::string label;
    std::vector<double> shares;
  };
  std::vector<Row> rows;
};
// For `_heat_map`: red is high and blue low within a column, and the number
// stands in each cell.
Data HeatMapData(const HeatMap& map);
// The same numbers under headings, that of the row heads `head`.
Table AsTable(const HeatMap& map, const std::string& head);

// The colour for a place between the lowest (0) and the highest (1) share of a
// column, `#rrggbb`: black text on it has a contrast of at least 4.5.
std::string HeatColour(double place);

// Values over whole numbers that follow each other.
struct Curves {
  Caption caption;
  std::string x_name;
  int first_x = 1;
  // Points that may be wrong are drawn hollow.
  std::vector<bool> is_doubtful;
  struct Curve {
    std::string name;
    std::vector<double> values;
  };
  std::vector<Curve> curves;  // at most two, told apart by dashes and marks
};
// For `_curves`.
Data CurvesData(const Curves& curves);

// How many go from where to where. A place of both sides has the same index;
// more may stand behind them on the right.
struct Flow {
  Caption caption;
  std::vector<std::string> from;
  std::vector<std::string> to;
  std::vector<std::vector<int>> count;  // [from][to]
};
// For `_flow`. False if nothing goes anywhere.
Data FlowData(const Flow& flow);

}  // namespace caselens::web

#endif  // CLIENTS_WEB_FIGURES_H_
