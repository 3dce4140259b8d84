#include "clients/cli/views/sample.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "clients/cli/output/text.h"

namespace caselens::cli {
namespace {

using v1::Sample;

std::string RecordText(const Sample::File& file) {
  return file.record().empty() ? LastId(file.case_file())
                               : absl::StrCat(file.site(), ":", file.record());
}

Cell Posterior(const Sample::File& file) {
  return file.has_posterior() ? Cell::Real(file.posterior()) : Cell("");
}

// `C1:R7 NOT_LOCATED, C1:R9 TRANSFERRED`.
std::string UnavailableText(const Sample::Place& place) {
  return absl::StrJoin(place.unavailable(), ", ",
                       [](std::string* out, const Sample::Unavailable& lost) {
                         absl::StrAppend(
                             out, RecordText(lost.file()), " ",
                             Sample::UnavailableReason_Name(lost.reason()));
                       });
}

std::string ClassText(const Sample::Class& of_class) {
  return absl::StrCat(LastId(of_class.class_model()), " ", of_class.class_(),
                      of_class.not_replicated() ? " NOT REPLICATED" : "");
}

Grid FileGrid(const Sample& sample) {
  Grid grid({"class", "label", "file", "record", "posterior", "instead_of"});
  for (const Sample::Class& of_class : sample.classes()) {
    int number = 0;
    for (const Sample::Place& place : of_class.places()) {
      grid.Add({ClassText(of_class), of_class.label(),
                absl::StrCat("file ", ++number),
                place.has_file() ? RecordText(place.file()) : "none left",
                Posterior(place.file()), UnavailableText(place)});
    }
    number = 0;
    for (const Sample::File& reserve : of_class.reserve()) {
      grid.Add({ClassText(of_class), of_class.label(),
                absl::StrCat("reserve ", ++number), RecordText(reserve),
                Posterior(reserve), ""});
    }
  }
  return grid;
}

Grid WeightGrid(const Sample& sample) {
  Grid grid({"class", "records", "frame", "probability", "weight"});
  for (const Sample::Class& of_class : sample.classes()) {
    grid.Add(
        {ClassText(of_class), Cell::Number(of_class.candidates()),
         Cell::Number(of_class.frame()),
         of_class.has_inclusion_probability()
             ? Cell::Real(of_class.inclusion_probability(), 4)
             : Cell(""),
         of_class.has_weight() ? Cell::Real(of_class.weight(), 2) : Cell("")});
  }
  return grid;
}

// Rows of the CSV: one for each file, whatever became of it.
class SampleRows {
 public:
  explicit SampleRows(const Sample& sample)
      : sample_(sample),
        grid_({"sample", "draw", "class_model", "class", "label", "use",
               "order", "site", "record", "case_file", "posterior",
               "inclusion_probability", "weight", "reason", "data"}) {}

  void Add(const Sample::Class& of_class) {
    int order = 0;
    for (const Sample::Place& place : of_class.places()) {
      ++order;
      for (const Sample::Unavailable& lost : place.unavailable()) {
        AddRow(of_class, lost.file(), "UNAVAILABLE", order,
               Sample::UnavailableReason_Name(lost.reason()));
      }
      if (place.has_file()) AddRow(of_class, place.file(), "FILE", order, "");
    }
    order = 0;
    for (const Sample::File& reserve : of_class.reserve()) {
      AddRow(of_class, reserve, "RESERVE", ++order, "");
    }
  }

  Grid Take() { return std::move(grid_); }

 private:
  void AddRow(const Sample::Class& of_class, const Sample::File& file,
              const std::string& use, int order, const std::string& reason) {
    const bool weighs = use == "FILE" && of_class.has_weight();
    grid_.Add({LastId(sample_.name()), Sample::Draw_Name(sample_.draw()),
               LastId(of_class.class_model()), Cell::Number(of_class.class_()),
               of_class.label(), use, Cell::Number(order), file.site(),
               file.record(), LastId(file.case_file()), Posterior(file),
               weighs ? Cell::Real(of_class.inclusion_probability()) : Cell(""),
               weighs ? Cell::Real(of_class.weight()) : Cell(""), reason,
               sample_.simulated() ? "SIMULATED" : ""});
  }

  const Sample& sample_;
  Grid grid_;
};

Grid SampleCsv(const Sample& sample) {
  SampleRows writer(sample);
  for (const Sample::Class& of_class : sample.classes()) writer.Add(of_class);
  return writer.Take();
}

Grid HeadCard(const Sample& sample) {
  return Card()
      .Add("sample", LastId(sample.name()))
      .Add("draw", Sample::Draw_Name(sample.draw()))
      .Add("sites", absl::StrJoin(sample.sites(), ", "))
      .Add("seed", absl::StrCat(sample.seed()))
      .Add("minimum posterior", sample.minimum_posterior() == 0
                                    ? Cell("")
                                    : Cell::Real(sample.minimum_posterior()))
      .Add("files", Cell::Number(sample.files()))
      .Add("could not be had", Cell::Number(sample.unavailable()))
      .Add("records left out",
           sample.at_closed_sites() == 0
               ? ""
               : absl::StrCat(sample.at_closed_sites(),
                              ", of sites that are not ready"))
      .Add("drawn", TimeText(sample.create_time()))
      .Take();
}

}  // namespace

View SampleView(const Sample& sample) {
  View view;
  view.csv = SampleCsv(sample);
  view.SayIfSimulated(sample.simulated());
  view.Show(HeadCard(sample));
  view.Say("");
  if (sample.withheld()) {
    view.SayWrapped(
        "You code a file of this sample: classes and files are shown after the "
        "first reveal of each of them.");
    return view;
  }
  view.Show(FileGrid(sample));
  if (sample.draw() == Sample::STRATIFIED_RANDOM) {
    view.Say("");
    view.Show(WeightGrid(sample));
  }
  view.Say("");
  view.SayWrapped(sample.caveat());
  return view;
}

View SpreadView(const Sample& sample) {
  Grid grid({"class", "characteristic", "value", "records", "share", "drawn"});
  Grid csv({"sample", "class_model", "class", "label", "characteristic",
            "value", "candidates", "share", "drawn", "data"});
  for (const Sample::Class& of_class : sample.classes()) {
    for (const Sample::SpreadCell& cell : of_class.spread()) {
      const std::string value =
          cell.value().empty() ? "not known" : cell.value();
      const Cell share =
          cell.value().empty() ? Cell("") : Cell::Real(cell.share());
      grid.Add({ClassText(of_class), cell.characteristic(), value,
                Cell::Number(cell.candidates()), share,
                Cell::Number(cell.drawn())});
      csv.Add({LastId(sample.name()), LastId(of_class.class_model()),
               Cell::Number(of_class.class_()), of_class.label(),
               cell.characteristic(), cell.value(),
               Cell::Number(cell.candidates()), share,
               Cell::Number(cell.drawn()),
               sample.simulated() ? "SIMULATED" : ""});
    }
  }
  View view;
  view.csv = std::move(csv);
  view.SayIfSimulated(sample.simulated());
  view.Show(std::move(grid));
  return view;
}

View SamplesView(const v1::ListSamplesResponse& samples) {
  Grid grid({"sample", "draw", "sites", "files", "unavailable", "seed",
             "create_time", "data"});
  for (const Sample& sample : samples.samples()) {
    grid.Add({LastId(sample.name()), Sample::Draw_Name(sample.draw()),
              absl::StrJoin(sample.sites(), ";"), Cell::Number(sample.files()),
              Cell::Number(sample.unavailable()), absl::StrCat(sample.seed()),
              TimeText(sample.create_time()),
              sample.simulated() ? "SIMULATED" : ""});
  }
  return View::Of(std::move(grid));
}

}  // namespace caselens::cli
