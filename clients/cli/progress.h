#ifndef CLIENTS_CLI_PROGRESS_H_
#define CLIENTS_CLI_PROGRESS_H_

#include <ostream>
#include <string>

#include "absl/strings/string_view.h"

namespace caselens::cli {

// Steps of work that tells its share and not its steps.
inline constexpr int kBarSteps = 1000;

// A bar on the last line of a terminal while long work goes on. Draws nothing
// where standard error is no terminal, and leaves nothing behind.
class Progress {
 public:
  enum class Shown { kIfTerminal, kAlways };

  // `total` steps of work.
  Progress(std::ostream& err, int total, Shown shown = Shown::kIfTerminal);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // The next step begins, named for a person.
  void Step(absl::string_view what);
  // `done` of the steps are behind us.
  void At(int done, absl::string_view what);

 private:
  void Clear();

  std::ostream& err_;
  bool shown_;
  int total_;
  int begun_ = 0;
};

}  // namespace caselens::cli

#endif  // CLIENTS_CLI_PROGRESS_H_
