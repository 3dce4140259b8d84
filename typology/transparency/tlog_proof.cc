#include "typology/transparency/tlog_proof.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

#include "typology/base/status_macros.h"
#include "typology/transparency/decimal.h"
#include "typology/transparency/merkle_tree.h"

namespace caselens {
namespace {

constexpr char kTitle[] = "c2sp.org/tlog-proof@v1\n";

// Takes the first line off `text`.
absl::string_view NextLine(absl::string_view& text) {
  const size_t end = text.find('\n');
  const absl::string_view line = text.substr(0, end);
  text.remove_prefix(end == absl::string_view::npos ? text.size() : end + 1);
  return line;
}

}  // namespace

std::string TlogProofText(const TlogProof& proof) {
  std::string text = kTitle;
  if (!proof.extra.empty()) {
    absl::StrAppend(&text, "extra ", Base64(proof.extra), "\n");
  }
  absl::StrAppend(&text, "index ", proof.index, "\n");
  for (const Hash& hash : proof.path) {
    absl::StrAppend(&text, Base64(Bytes(hash)), "\n");
  }
  absl::StrAppend(&text, "\n", proof.checkpoint);
  return text;
}

absl::StatusOr<TlogProof> ParseTlogProof(absl::string_view text) {
  const absl::Status malformed = absl::InvalidArgumentError(
      "tlog-proof: want c2sp.org/tlog-proof@v1, extra data or none, index, "
      "hashes, an empty line and a checkpoint");
  if (!absl::ConsumePrefix(&text, kTitle)) return malformed;
  TlogProof proof;
  absl::string_view line = NextLine(text);
  if (absl::ConsumePrefix(&line, "extra ")) {
    const std::optional<std::string> extra = ParseBase64(line);
    if (!extra.has_value()) return malformed;
    proof.extra = *extra;
    line = NextLine(text);
  }
  if (!absl::ConsumePrefix(&line, "index ")) return malformed;
  const std::optional<int64_t> index = ParseDecimal(line);
  if (!index.has_value()) return malformed;
  proof.index = *index;
  for (line = NextLine(text); !line.empty(); line = NextLine(text)) {
    const std::optional<Hash> hash = ParseHash(line);
    if (!hash.has_value()) return malformed;
    proof.path.push_back(*hash);
  }
  if (text.empty()) return malformed;
  proof.checkpoint = std::string(text);
  return proof;
}

absl::StatusOr<Checkpoint> VerifyTlogProof(const TlogProof& proof,
                                           absl::string_view entry,
                                           const NoteVerifier& log) {
  CASELENS_ASSIGN_OR_RETURN(const Checkpoint checkpoint,
                            OpenCheckpoint(proof.checkpoint, log));
  Sha256 sha256;
  CASELENS_RETURN_IF_ERROR(VerifyInclusion(proof.index, checkpoint.size,
                                           LeafHash(sha256, entry), proof.path,
                                           checkpoint.root));
  return checkpoint;
}

}  // namespace caselens
