#include "clients/lca/commands.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <unistd.h>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

#include "clients/lca/class_range.h"
#include "clients/lca/model_file.h"
#include "clients/lca/report.h"
#include "typology/base/csv.h"
#include "typology/base/status_macros.h"
#include "typology/latent_class/bivariate_residuals.h"
#include "typology/latent_class/bootstrap.h"
#include "typology/latent_class/class_model.h"
#include "typology/latent_class/criteria.h"
#include "typology/latent_class/data_set.h"
#include "typology/latent_class/fit.h"
#include "typology/latent_class/patterns.h"
#include "typology/latent_class/posteriors.h"
#include "typology/latent_class/simulate.h"
#include "typology/latent_class/stability.h"
#include "typology/latent_class/standard_errors.h"
#include "typology/latent_class/three_step.h"

namespace caselens {
namespace {

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
  bool Show(const FitProgress& progress) const {
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
    return absl::InvalidArgumentError(absl::StrCat(
        "starts: \"", flags.starts, "\"; want auto or a number of at least 1"));
  }
  return options;
}

absl::StatusOr<FitReport> FitAll(const Flags& flags,
                                 const PatternTable& patterns,
                                 const std::vector<size_t>& classes) {
  CASELENS_ASSIGN_OR_RETURN(FitOptions options, ToFitOptions(flags));
  ProgressBar bar;
  options.progress = [&](const FitProgress& progress) {
    return bar.Show(progress);
  };
  FitReport report{
      .patterns = &patterns, .row_count = patterns.of_row.size(), .models = {}};
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

void WarnOf(const FitReport& report) {
  for (const FittedModel& model : report.models) {
    if (FitReport::Replicated(model)) continue;
    std::cerr << absl::StreamFormat(
        "warning: %d classes: the best log-likelihood was not replicated "
        "(reached %d times in %d starts)\n",
        model.fit.model.ClassCount(), model.fit.Replicated(), model.fit.starts);
  }
}

WeightKind KindOf(const Flags& flags) {
  return flags.weight_kind == "sampling" ? WeightKind::kSampling
                                         : WeightKind::kFrequency;
}

CovarianceKind CovarianceOf(const Flags& flags) {
  if (flags.standard_errors == "robust") return CovarianceKind::kRobust;
  if (flags.standard_errors == "cluster") return CovarianceKind::kClusterRobust;
  if (flags.standard_errors == "outer") return CovarianceKind::kOuterProduct;
  return CovarianceKind::kObservedInformation;
}

// Standard errors and residuals of every model, as far as asked for.
absl::Status AddDiagnostics(const Flags& flags, const DataSet& data,
                            FitReport& report) {
  for (FittedModel& model : report.models) {
    if (flags.standard_errors != "none") {
      const auto errors =
          ComputeStandardErrors(model.fit.model, *report.patterns,
                                {.kind = CovarianceOf(flags),
                                 .pseudo_cases = model.fit.pseudo_cases,
                                 .row_weights = data.weights,
                                 .row_clusters = data.clusters});
      if (errors.ok()) {
        model.errors = *errors;
      } else if (errors.status().code() ==
                 absl::StatusCode::kFailedPrecondition) {
        std::cerr << absl::StreamFormat(
            "warning: %d classes: no standard errors: %s\n",
            model.fit.model.ClassCount(),
            std::string(errors.status().message()));
      } else {
        return errors.status();
      }
    }
    if (!flags.bivariate) continue;
    CASELENS_ASSIGN_OR_RETURN(
        model.residuals,
        flags.bivariate_replicates == 0
            ? BivariateResiduals(model.fit.model, *report.patterns)
            : BootstrapBivariateResiduals(model.fit, *report.patterns,
                                          flags.bivariate_replicates,
                                          flags.seed, flags.threads));
  }
  return absl::OkStatus();
}

// The single number of classes that a command works on.
absl::StatusOr<FittedModel> FitOne(const Flags& flags,
                                   const PatternTable& patterns) {
  CASELENS_ASSIGN_OR_RETURN(const std::vector<size_t> classes,
                            ParseClassRange(flags.classes));
  if (classes.size() != 1) {
    return absl::InvalidArgumentError(
        absl::StrCat("classes: \"", flags.classes, "\"; want one number"));
  }
  CASELENS_ASSIGN_OR_RETURN(FitReport report, FitAll(flags, patterns, classes));
  WarnOf(report);
  return std::move(report.models[0]);
}

// The column of an outcome: numbers, or text as categories.
absl::StatusOr<Outcome> ReadOutcome(const Flags& flags,
                                    const std::string& text) {
  DataSetOptions options;
  options.item_columns = {flags.outcome};
  options.missing = flags.data.missing;
  CASELENS_ASSIGN_OR_RETURN(const DataSet data, ReadDataSet(text, options));
  const std::vector<std::string>& categories = data.items[0].categories;
  std::vector<double> numbers(categories.size());
  bool numeric = categories.size() > 2;
  for (size_t x = 0; x < categories.size(); ++x) {
    numeric = numeric && absl::SimpleAtod(categories[x], &numbers[x]);
  }
  Outcome outcome;
  if (!numeric) outcome.categories = categories;
  for (const int16_t code : data.codes) {
    const auto x = static_cast<size_t>(code);
    outcome.values.push_back(code == kNotCoded ? std::nan("")
                             : numeric         ? numbers[x]
                                               : static_cast<double>(code));
  }
  return outcome;
}

absl::StatusOr<ClassModel> ReadModelFile(const Flags& flags) {
  CASELENS_ASSIGN_OR_RETURN(const std::string text, ReadFile(flags.model_file));
  return ReadModel(text, flags.model_classes);
}

}  // namespace

absl::Status FitCommand(const Flags& flags) {
  CASELENS_ASSIGN_OR_RETURN(const DataSet data, ReadData(flags));
  const PatternTable patterns = Collapse(data, KindOf(flags));
  CASELENS_ASSIGN_OR_RETURN(std::vector<size_t> classes,
                            ParseClassRange(flags.classes));
  // One class is what all others are compared with.
  if (classes[0] != 1) classes.insert(classes.begin(), 1);
  CASELENS_ASSIGN_OR_RETURN(FitReport report, FitAll(flags, patterns, classes));
  CASELENS_RETURN_IF_ERROR(AddDiagnostics(flags, data, report));
  WarnOf(report);
  std::cout << (flags.format == "json" ? ReportAsJson(report)
                                       : ReportAsTable(report, flags.show));
  return absl::OkStatus();
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

absl::Status BlrtCommand(const Flags& flags) {
  CASELENS_ASSIGN_OR_RETURN(const DataSet data, ReadData(flags));
  const PatternTable patterns = Collapse(data, KindOf(flags));
  CASELENS_ASSIGN_OR_RETURN(std::vector<size_t> classes,
                            ParseClassRange(flags.classes));
  classes.push_back(classes.back() + 1);
  CASELENS_ASSIGN_OR_RETURN(const FitReport report,
                            FitAll(flags, patterns, classes));
  WarnOf(report);
  std::vector<BootstrapTest> tests;
  for (size_t i = 0; i + 1 < report.models.size(); ++i) {
    if (classes[i + 1] != classes[i] + 1) continue;
    CASELENS_ASSIGN_OR_RETURN(
        BootstrapTest test, TestOneClassMore(report.models[i].fit,
                                             report.models[i + 1].fit, patterns,
                                             {.replicates = flags.replicates,
                                              .starts = flags.replicate_starts,
                                              .seed = flags.seed,
                                              .threads = flags.threads}));
    tests.push_back(std::move(test));
  }
  std::cout << (flags.format == "json" ? TestsAsJson(tests)
                                       : TestsAsTable(tests));
  return absl::OkStatus();
}

absl::Status StabilityCommand(const Flags& flags) {
  CASELENS_ASSIGN_OR_RETURN(const DataSet data, ReadData(flags));
  const PatternTable patterns = Collapse(data, KindOf(flags));
  CASELENS_ASSIGN_OR_RETURN(const FittedModel model, FitOne(flags, patterns));
  StabilityOptions options;
  options.method = flags.stability_method == "bootstrap"
                       ? StabilityOptions::Method::kBootstrap
                       : StabilityOptions::Method::kSplitHalf;
  options.replicates = flags.replicates;
  options.seed = flags.seed;
  options.threads = flags.threads;
  options.clusters = data.clusters;
  CASELENS_ASSIGN_OR_RETURN(const Stability stability,
                            MeasureStability(model.fit, patterns, options));
  std::cout << (flags.format == "json" ? StabilityAsJson(stability)
                                       : StabilityAsTable(stability));
  return absl::OkStatus();
}

absl::Status RelateCommand(const Flags& flags) {
  CASELENS_ASSIGN_OR_RETURN(const std::string text, ReadFile(flags.file));
  DataSetOptions columns = flags.data;
  columns.ignored_columns.push_back(flags.outcome);
  CASELENS_ASSIGN_OR_RETURN(const DataSet data, ReadDataSet(text, columns));
  CASELENS_ASSIGN_OR_RETURN(const Outcome outcome, ReadOutcome(flags, text));
  const PatternTable patterns = Collapse(data, KindOf(flags));
  CASELENS_ASSIGN_OR_RETURN(const FittedModel model, FitOne(flags, patterns));
  ThreeStepOptions options;
  using Correction = ThreeStepOptions::Correction;
  options.correction = flags.correction == "bch" ? Correction::kBch
                       : flags.correction == "ml"
                           ? Correction::kMaximumLikelihood
                           : Correction::kNone;
  options.assignment = flags.assignment == "modal"
                           ? ThreeStepOptions::Assignment::kModal
                           : ThreeStepOptions::Assignment::kProportional;
  options.replicates = flags.replicates;
  options.seed = flags.seed;
  options.threads = flags.threads;
  options.row_weights = data.weights;
  options.row_clusters = data.clusters;
  CASELENS_ASSIGN_OR_RETURN(
      const ThreeStep related,
      RelateToClasses(model.fit, patterns, outcome, options));
  std::cout << (flags.format == "json" ? RelationAsJson(related, outcome)
                                       : RelationAsTable(related, outcome));
  return absl::OkStatus();
}

}  // namespace caselens
