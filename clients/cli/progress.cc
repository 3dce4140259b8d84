#include "clients/cli/progress.h"

#include <algorithm>
#include <ostream>
#include <string>

#include <unistd.h>

#include "absl/strings/str_cat.h"

#include "clients/cli/output/text.h"

namespace caselens::cli {
namespace {

constexpr int kBarColumns = 24;
constexpr char kClearLine[] = "\r\x1b[K";

}  // namespace

Progress::Progress(std::ostream& err, int total, Shown shown)
    : err_(err),
      shown_(shown == Shown::kAlways || isatty(STDERR_FILENO) != 0),
      total_(std::max(total, 1)) {}

Progress::~Progress() { Clear(); }

void Progress::At(int done, absl::string_view what) {
  begun_ = done;
  Step(what);
}

void Progress::Step(absl::string_view what) {
  if (!shown_) return;
  const int filled = std::min(kBarColumns, kBarColumns * begun_ / total_);
  ++begun_;
  err_ << kClearLine << "[" << std::string(filled, '#')
       << std::string(kBarColumns - filled, '.') << "] " << Printable(what)
       << std::flush;
}

void Progress::Clear() {
  if (shown_ && begun_ > 0) err_ << kClearLine << std::flush;
}

}  // namespace caselens::cli
