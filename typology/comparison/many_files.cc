#include "typology/comparison/many_files.h"

#include <cstddef>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

#include "typology/base/status_macros.h"

namespace caselens {
namespace {

absl::Status CheckSize(absl::string_view field, size_t size, size_t wanted) {
  if (size == wanted) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(field, ": ", size, "; want ", wanted));
}

}  // namespace

absl::StatusOr<ManyFiles> ManyFiles::Create(ManyFilesOptions options) {
  const size_t classes = options.shape.class_count;
  if (classes == 0 || options.shape.dva_items.empty()) {
    return absl::InvalidArgumentError("shape: want classes and items");
  }
  CASELENS_RETURN_IF_ERROR(
      CheckSize("single_issue", options.shape.single_issue.size(), classes));
  if (!options.class_frames.empty()) {
    CASELENS_RETURN_IF_ERROR(
        CheckSize("class_frames", options.class_frames.size(), classes));
  }
  return ManyFiles(std::move(options));
}

ManyFiles::ManyFiles(ManyFilesOptions options)
    : shape_(std::move(options.shape)),
      purposive_{{FileCounts(shape_), FileCounts(shape_)}},
      random_{{FileCounts(shape_), FileCounts(shape_)},
              std::move(options.class_frames)} {}

absl::Status ManyFiles::Check(const AuditedFile& file) const {
  if (file.draw == DrawKind::kRandom && random_.class_frames.empty()) {
    return absl::InvalidArgumentError(
        "draw: random; want class_frames of the draw");
  }
  if (file.file.assigned >= shape_.class_count) {
    return absl::InvalidArgumentError(
        absl::StrCat("assigned: class ", file.file.assigned + 1, "; want 1 to ",
                     shape_.class_count));
  }
  const size_t items = shape_.dva_items.size();
  CASELENS_RETURN_IF_ERROR(
      CheckSize("recorded", file.file.recorded.size(), items));
  CASELENS_RETURN_IF_ERROR(CheckSize("found", file.file.found.size(), items));
  CASELENS_RETURN_IF_ERROR(
      CheckSize("found_when", file.found_when.size(), items));
  CASELENS_RETURN_IF_ERROR(CheckSize("comparison.recorded.posterior",
                                     file.comparison.recorded.posterior.size(),
                                     shape_.class_count));
  return CheckSize("comparison.found.posterior",
                   file.comparison.found.posterior.size(), shape_.class_count);
}

absl::Status ManyFiles::Add(const AuditedFile& file) {
  if (file.wave == Wave::kPilot) {
    ++pilot_files_;
    return absl::OkStatus();
  }
  if (file.wave == Wave::kLongTerm) {
    ++long_term_files_;
    return absl::OkStatus();
  }
  CASELENS_RETURN_IF_ERROR(Check(file));
  DrawCounts& draw =
      file.draw == DrawKind::kPurposive ? purposive_.counts : random_.counts;
  (file.saw_ticks ? draw.ticks_seen : draw.ticks_not_seen).Add(file, shape_);
  return absl::OkStatus();
}

}  // namespace caselens
