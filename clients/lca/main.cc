// caselens-lca: latent class analysis of a CSV file, without a service.

#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"

#include "clients/lca/class_range.h"
#include "clients/lca/model_file.h"
#include "clients/lca/report.h"
#include "typology/base/csv.h"
#include "typology/base/status_macros.h"
#include "typology/latent_class/class_model.h"
#include "typology/latent_class/criteria.h"
#include "typology/latent_class/data_set.h"
#include "typology/latent_class/fit.h"
#include "typology/latent_class/patterns.h"
#include "typology/latent_class/posteriors.h"
#include "typology/latent_class/simulate.h"

namespace caselens {
namespace {

constexpr int kExitBadInput = 1;
constexpr int kExitUsage = 2;

// What the command line says.
struct Flags {
  std::string file;
  std::string model_file;
  std::string classes = "1-6";
  std::string starts = "auto";
  std::string method = "ml";
  std::string format = "table";
  std::string weight_kind = "frequency";
  double alpha = 1;
  uint64_t seed = 1;
  size_t threads = std::max(1U, std::thread::hardware_concurrency());
  size_t model_classes = 0;
  size_t show = 0;
  size_t cases = 1000;
  StartOptions start_options;
  DataSetOptions data;
};

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  std::stringstream text;
  if (path == "-") {
    text << std::cin.rdbuf();
    return std::move(text).str();
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return absl::NotFoundError(absl::StrCat(path, ": cannot be read"));
  }
  text << file.rdbuf();
  return std::move(text).str();
}

absl::StatusOr<DataSet> ReadData(const Flags& flags) {
  CASELENS_ASSIGN_OR_RETURN(const std::string text, ReadFile(flags.file));
  return ReadDataSet(text, flags.data);
}

// A line on the terminal that is written over and over; nothing when the
// errors go to a file.
class ProgressBar {
 public:
  bool Show(const FitProgress& progress) {
    if (!on_) return true;
    constexpr size_t kWidth = 24;
    const size_t done = kWidth * progress.starts / progress.ceiling;
    std::cerr << absl::StreamFormat(
                     "\r\x1b[K%d classes [%s%s] %d starts, best LL %.4f "
                     "reached %d times",
                     progress.class_count, std::string(done, '#'),
                     std::string(kWidth - done, '.'), progress.starts,
                     progress.best_log_likelihood, progress.replicated)
              << std::flush;
    return true;
  }
  void Clear() const {
    if (on_) std::cerr << "\r\x1b[K" << std::flush;
  }

 private:
  const bool on_ = isatty(STDERR_FILENO) == 1;
};

absl::StatusOr<FitOptions> ToFitOptions(const Flags& flags) {
  FitOptions options;
  options.estimation = flags.method == "map" ? Estimation::kMaximumAPosteriori
                                             : Estimation::kMaximumLikelihood;
  options.pseudo_cases = flags.alpha;
  options.seed = flags.seed;
  options.threads = flags.threads;
  options.starts = flags.start_options;
  if (flags.starts != "auto" &&
      (!absl::SimpleAtoi(flags.starts, &options.starts.fixed) ||
       options.starts.fixed == 0)) {
    return absl::InvalidArgumentError(
        absl::StrCat("starts: \"", flags.starts,
                     "\"; want auto or a number of at least 1"));
  }
  return options;
}

absl::StatusOr<FitReport> FitAll(const Flags& flags,
                                 const PatternTable& patterns) {
  CASELENS_ASSIGN_OR_RETURN(std::vector<size_t> classes,
                            ParseClassRange(flags.classes));
  // One class is what all others are compared with.
  if (classes[0] != 1) classes.insert(classes.begin(), 1);
  CASELENS_ASSIGN_OR_RETURN(FitOptions options, ToFitOptions(flags));
  ProgressBar bar;
  options.progress = [&](const FitProgress& progress) {
    return bar.Show(progress);
  };
  FitReport report{.patterns = &patterns,
                   .row_count = patterns.of_row.size(),
                   .models = {}};
  for (const size_t k : classes) {
    options.class_count = k;
    CASELENS_ASSIGN_OR_RETURN(Fit fit, FitClasses(patterns, options));
    CASELENS_ASSIGN_OR_RETURN(Criteria criteria,
                              ComputeCriteria(fit.model, patterns));
    report.models.push_back(
        {.fit = std::move(fit), .criteria = std::move(criteria)});
  }
  bar.Clear();
  return report;
}

absl::Status FitCommand(const Flags& flags) {
  CASELENS_ASSIGN_OR_RETURN(const DataSet data, ReadData(flags));
  const PatternTable patterns =
      Collapse(data, flags.weight_kind == "sampling" ? WeightKind::kSampling
                                                     : WeightKind::kFrequency);
  CASELENS_ASSIGN_OR_RETURN(const FitReport report, FitAll(flags, patterns));
  for (const FittedModel& model : report.models) {
    if (FitReport::Replicated(model)) continue;
    std::cerr << absl::StreamFormat(
        "warning: %d classes: the best log-likelihood was not replicated "
        "(reached %d times in %d starts)\n",
        model.fit.model.ClassCount(), model.fit.Replicated(), model.fit.starts);
  }
  std::cout << (flags.format == "json" ? ReportAsJson(report)
                                       : ReportAsTable(report, flags.show));
  return absl::OkStatus();
}

absl::StatusOr<ClassModel> ReadModelFile(const Flags& flags) {
  CASELENS_ASSIGN_OR_RETURN(const std::string text, ReadFile(flags.model_file));
  return ReadModel(text, flags.model_classes);
}

absl::Status ScoreCommand(const Flags& flags) {
  CASELENS_ASSIGN_OR_RETURN(const ClassModel model, ReadModelFile(flags));
  Flags of_model = flags;
  for (const Item& item : model.items) {
    of_model.data.item_columns.push_back(item.id);
  }
  CASELENS_ASSIGN_OR_RETURN(const DataSet raw, ReadData(of_model));
  CASELENS_ASSIGN_OR_RETURN(const DataSet data, Recode(raw, model.items));
  const PatternTable patterns = Collapse(data);
  CASELENS_ASSIGN_OR_RETURN(const Posteriors posteriors,
                            ComputePosteriors(model, patterns));
  std::vector<std::string> header = {
      flags.data.id_column.empty() ? "row" : flags.data.id_column, "class",
      "runner_up", "margin", "log_likelihood"};
  for (size_t k = 0; k < model.ClassCount(); ++k) {
    header.push_back(absl::StrCat("posterior_", k + 1));
  }
  std::cout << CsvLine(header) << '\n';
  for (size_t row = 0; row < data.row_count; ++row) {
    const size_t p = patterns.of_row[row];
    const RankedClasses ranked = posteriors.Ranked(p);
    std::vector<std::string> cells = {
        data.ids.empty() ? absl::StrCat(row + 1) : data.ids[row],
        absl::StrCat(ranked.modal + 1), absl::StrCat(ranked.runner_up + 1),
        absl::StrFormat("%.6f", ranked.margin),
        absl::StrFormat("%.6f", posteriors.log_likelihood[p])};
    for (const double posterior : posteriors.Of(p)) {
      cells.push_back(absl::StrFormat("%.6f", posterior));
    }
    std::cout << CsvLine(cells) << '\n';
  }
  return absl::OkStatus();
}

absl::Status SimulateCommand(const Flags& flags) {
  CASELENS_ASSIGN_OR_RETURN(const ClassModel model, ReadModelFile(flags));
  const SimulatedData simulated = Simulate(model, flags.cases, flags.seed);
  std::vector<std::string> cells;
  for (const Item& item : model.items) cells.push_back(item.id);
  std::cout << CsvLine(cells) << '\n';
  for (size_t row = 0; row < flags.cases; ++row) {
    for (size_t j = 0; j < model.items.size(); ++j) {
      const int16_t code = simulated.data.codes[row * model.items.size() + j];
      cells[j] = model.items[j].categories[static_cast<size_t>(code)];
    }
    std::cout << CsvLine(cells) << '\n';
  }
  return absl::OkStatus();
}

void AddDataFlags(CLI::App& command, Flags& flags) {
  command.add_option("DATA", flags.file, "CSV file, - for standard input")
      ->required();
  command.add_option("--id", flags.data.id_column,
                     "column that names the cases");
  command.add_option("--missing", flags.data.missing,
                     "a cell like this is missing, as an empty one always is");
}

void AddModelFlags(CLI::App& command, Flags& flags) {
  command
      .add_option("--model", flags.model_file,
                  "what fit --format json printed")
      ->required();
  command.add_option("--classes", flags.model_classes,
                     "which of its models; needed if there are several");
}

CLI::App* AddFit(CLI::App& app, Flags& flags) {
  CLI::App* fit = app.add_subcommand("fit", "find classes in a CSV file");
  AddDataFlags(*fit, flags);
  fit->add_option("--classes", flags.classes,
                  "numbers of classes, for example 6, 1-10 or 2,4-6; 1 is "
                  "always fitted")
      ->capture_default_str();
  fit->add_option("--starts", flags.starts,
                  "auto: until the best log-likelihood is replicated; or a "
                  "number of random starts, all finished")
      ->capture_default_str();
  fit->add_option("--replications", flags.start_options.replications,
                  "with --starts auto: how often the best must be reached")
      ->capture_default_str();
  fit->add_option("--ceiling", flags.start_options.ceiling,
                  "with --starts auto: most starts for one number of classes")
      ->capture_default_str();
  fit->add_option("--seed", flags.seed, "same seed, same result")
      ->capture_default_str();
  fit->add_option("--method", flags.method,
                  "ml: maximum likelihood; map: Latent GOLD's Bayes constants")
      ->check(CLI::IsMember({"ml", "map"}))
      ->capture_default_str();
  fit->add_option("--alpha", flags.alpha, "the Bayes constant of --method map")
      ->capture_default_str();
  fit->add_option("--format", flags.format, "json or table")
      ->check(CLI::IsMember({"json", "table"}))
      ->capture_default_str();
  fit->add_option("--show", flags.show,
                  "table: profile of this number of classes; else of the "
                  "lowest BIC");
  fit->add_option("--weights", flags.data.weight_column,
                  "column of case weights");
  fit->add_option("--weight-kind", flags.weight_kind,
                  "frequency: so many equal cases; sampling: scaled to the "
                  "number of rows")
      ->check(CLI::IsMember({"frequency", "sampling"}))
      ->capture_default_str();
  fit->add_option("--items", flags.data.item_columns,
                  "columns to analyse; else all that have no other use")
      ->delimiter(',');
  fit->add_option("--ignore", flags.data.ignored_columns, "columns to leave out")
      ->delimiter(',');
  fit->add_option("--threads", flags.threads,
                  "the result does not depend on it")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
  fit->footer(
      "Examples:\n"
      "  caselens-lca fit returns.csv --classes 1-10 --id child\n"
      "  caselens-lca fit returns.csv --classes 6 --method map --format json "
      "> six.json");
  return fit;
}

CLI::App* AddScore(CLI::App& app, Flags& flags) {
  CLI::App* score = app.add_subcommand(
      "score", "give each row its class in a fitted model, as CSV");
  AddDataFlags(*score, flags);
  AddModelFlags(*score, flags);
  score->footer(
      "Examples:\n"
      "  caselens-lca score new.csv --model six.json --classes 6 --id child");
  return score;
}

CLI::App* AddSimulate(CLI::App& app, Flags& flags) {
  CLI::App* simulate =
      app.add_subcommand("simulate", "draw cases from a fitted model, as CSV");
  AddModelFlags(*simulate, flags);
  simulate->add_option("--cases", flags.cases, "how many")
      ->capture_default_str();
  simulate->add_option("--seed", flags.seed, "same seed, same cases")
      ->capture_default_str();
  simulate->footer(
      "Examples:\n"
      "  caselens-lca simulate --model six.json --classes 6 --cases 1000");
  return simulate;
}

int Finish(const absl::Status& status) {
  if (status.ok()) return 0;
  std::cerr << "caselens-lca: " << status.message() << '\n';
  return kExitBadInput;
}

int Main(int argc, char** argv) {
  CLI::App app("Latent class analysis of categorical data.\n"
               "Exit code 0: done; 1: bad data or file; 2: bad command line.",
               "caselens-lca");
  Flags flags;
  app.require_subcommand(1);
  const CLI::App* fit = AddFit(app, flags);
  const CLI::App* score = AddScore(app, flags);
  AddSimulate(app, flags);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return app.exit(e) == 0 ? 0 : kExitUsage;
  }
  if (fit->parsed()) return Finish(FitCommand(flags));
  if (score->parsed()) return Finish(ScoreCommand(flags));
  return Finish(SimulateCommand(flags));
}

}  // namespace
}  // namespace caselens

int main(int argc, char** argv) { return caselens::Main(argc, argv); }
