// caselens-lca: latent class analysis of a CSV file, without a service.

#include <CLI/CLI.hpp>
#include <iostream>
#include <utility>
#include <vector>

#include "absl/status/status.h"

#include "clients/lca/commands.h"

namespace caselens {
namespace {

constexpr int kExitBadInput = 1;
constexpr int kExitUsage = 2;

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
      .add_option("--model", flags.model_file, "what fit --format json printed")
      ->required();
  command.add_option("--classes", flags.model_classes,
                     "which of its models; needed if there are several");
}

// How a command fits.
void AddFitFlags(CLI::App* fit, Flags& flags) {
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
  fit->add_option("--ignore", flags.data.ignored_columns,
                  "columns to leave out")
      ->delimiter(',');
  fit->add_option("--threads", flags.threads,
                  "the result does not depend on it")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
  fit->add_option("--cluster", flags.data.cluster_column,
                  "column of clusters: cases that are not independent, such "
                  "as children of one family");
}

CLI::App* AddFit(CLI::App& app, Flags& flags) {
  CLI::App* fit = app.add_subcommand("fit", "find classes in a CSV file");
  AddFitFlags(fit, flags);
  fit->add_option("--show", flags.show,
                  "table: profile of this number of classes; else of the "
                  "lowest BIC");
  fit->add_option("--standard-errors", flags.standard_errors,
                  "observed: observed information; robust; cluster: robust "
                  "for --cluster; outer: as poLCA")
      ->check(CLI::IsMember({"none", "observed", "robust", "cluster", "outer"}))
      ->capture_default_str();
  fit->add_flag("--bvr", flags.bivariate, "bivariate residuals");
  fit->add_option("--bvr-bootstrap", flags.bivariate_replicates,
                  "with --bvr: replicates for their p values; 0: none")
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

void AddReplicates(CLI::App* command, Flags& flags) {
  command->add_option("--replicates", flags.replicates, "bootstrap samples")
      ->capture_default_str();
}

CLI::App* AddBlrt(CLI::App& app, Flags& flags) {
  CLI::App* blrt = app.add_subcommand(
      "blrt", "bootstrap likelihood-ratio test of K classes against K + 1");
  AddFitFlags(blrt, flags);
  AddReplicates(blrt, flags);
  blrt->add_option("--replicate-starts", flags.replicate_starts,
                   "random starts of each replicate; few make the test "
                   "reject too often")
      ->capture_default_str();
  blrt->footer(
      "Examples:\n"
      "  caselens-lca blrt returns.csv --classes 3-6 --id child");
  return blrt;
}

CLI::App* AddStability(CLI::App& app, Flags& flags) {
  CLI::App* stability = app.add_subcommand(
      "stability", "how much of a typology comes back in other samples");
  AddFitFlags(stability, flags);
  AddReplicates(stability, flags);
  stability
      ->add_option("--resample", flags.stability_method,
                   "bootstrap or split-half")
      ->check(CLI::IsMember({"bootstrap", "split-half"}))
      ->capture_default_str();
  stability->footer(
      "Examples:\n"
      "  caselens-lca stability returns.csv --classes 6 --id child");
  return stability;
}

CLI::App* AddRelate(CLI::App& app, Flags& flags) {
  CLI::App* relate = app.add_subcommand(
      "relate", "class against something else, corrected for wrong classes");
  AddFitFlags(relate, flags);
  AddReplicates(relate, flags);
  relate
      ->add_option("--outcome", flags.outcome,
                   "column; more than two numbers: their mean, else shares")
      ->required();
  relate->add_option("--correction", flags.correction, "bch, ml or none")
      ->check(CLI::IsMember({"bch", "ml", "none"}))
      ->capture_default_str();
  relate->add_option("--assignment", flags.assignment, "modal or proportional")
      ->check(CLI::IsMember({"modal", "proportional"}))
      ->capture_default_str();
  relate->footer(
      "Examples:\n"
      "  caselens-lca relate returns.csv --classes 6 --outcome pathway");
  return relate;
}

int Finish(const absl::Status& status) {
  if (status.ok()) return 0;
  std::cerr << "caselens-lca: " << status.message() << '\n';
  return kExitBadInput;
}

int Main(int argc, char** argv) {
  CLI::App app(
      "Latent class analysis of categorical data.\n"
      "Exit code 0: done; 1: bad data or file; 2: bad command line.",
      "caselens-lca");
  Flags flags;
  app.require_subcommand(1);
  using Command = absl::Status (*)(const Flags&);
  const std::vector<std::pair<const CLI::App*, Command>> commands = {
      {AddFit(app, flags), FitCommand},
      {AddScore(app, flags), ScoreCommand},
      {AddBlrt(app, flags), BlrtCommand},
      {AddStability(app, flags), StabilityCommand},
      {AddRelate(app, flags), RelateCommand},
      {AddSimulate(app, flags), SimulateCommand}};
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return app.exit(e) == 0 ? 0 : kExitUsage;
  }
  for (const auto& [command, run] : commands) {
    if (command->parsed()) return Finish(run(flags));
  }
  return kExitUsage;
}

}  // namespace
}  // namespace caselens

int main(int argc, char** argv) { return caselens::Main(argc, argv); }
