#include "typology/transparency/checkpoint.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

#include "typology/base/status_macros.h"
#include "typology/transparency/decimal.h"

namespace caselens {

std::string CheckpointText(const Checkpoint& checkpoint) {
  return absl::StrCat(checkpoint.origin, "\n", checkpoint.size, "\n",
                      Base64(Bytes(checkpoint.root)), "\n");
}

absl::StatusOr<Checkpoint> ParseCheckpoint(absl::string_view text) {
  const absl::Status malformed = absl::InvalidArgumentError(
      "checkpoint: want lines with origin, size and base64 root hash");
  if (!absl::ConsumeSuffix(&text, "\n")) return malformed;
  const std::vector<absl::string_view> lines = absl::StrSplit(text, '\n');
  const bool has_gap =
      std::any_of(lines.begin(), lines.end(),
                  [](absl::string_view line) { return line.empty(); });
  if (lines.size() < 3 || has_gap) return malformed;
  const std::optional<int64_t> size = ParseDecimal(lines[1]);
  const std::optional<Hash> root = ParseHash(lines[2]);
  if (!size.has_value() || !root.has_value()) return malformed;
  return Checkpoint{
      .origin = std::string(lines[0]), .size = *size, .root = *root};
}

absl::StatusOr<Checkpoint> OpenCheckpoint(absl::string_view note,
                                          const NoteVerifier& log) {
  CASELENS_ASSIGN_OR_RETURN(const SignedNote parsed, ParseNote(note));
  CASELENS_RETURN_IF_ERROR(log.Verify(parsed));
  CASELENS_ASSIGN_OR_RETURN(Checkpoint checkpoint,
                            ParseCheckpoint(parsed.text));
  if (checkpoint.origin == log.Name()) return checkpoint;
  return absl::NotFoundError(
      absl::StrCat("the checkpoint is of a log other than ", log.Name()));
}

}  // namespace caselens
