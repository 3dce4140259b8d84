#ifndef CLIENTS_LCA_COMMANDS_H_
#define CLIENTS_LCA_COMMANDS_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <thread>

#include "absl/status/status.h"

#include "typology/latent_class/data_set.h"
#include "typology/latent_class/fit.h"

namespace caselens {

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
  std::string standard_errors = "none";
  bool bivariate = false;
  size_t bivariate_replicates = 0;
  size_t replicates = 500;
  size_t replicate_starts = 16;
  std::string stability_method = "bootstrap";
  std::string outcome;
  std::string correction = "bch";
  std::string assignment = "modal";
  StartOptions start_options;
  DataSetOptions data;
};

// The commands. Each prints its result on standard output, warnings and
// progress on standard error.
absl::Status FitCommand(const Flags& flags);
absl::Status ScoreCommand(const Flags& flags);
absl::Status SimulateCommand(const Flags& flags);
absl::Status BlrtCommand(const Flags& flags);
absl::Status StabilityCommand(const Flags& flags);
absl::Status RelateCommand(const Flags& flags);

}  // namespace caselens

#endif  // CLIENTS_LCA_COMMANDS_H_
