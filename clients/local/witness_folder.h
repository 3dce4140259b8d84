#ifndef CLIENTS_LOCAL_WITNESS_FOLDER_H_
#define CLIENTS_LOCAL_WITNESS_FOLDER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "typology/transparency/checkpoint.h"
#include "typology/transparency/signed_note.h"

namespace caselens::cli {

// What a witness keeps of one log:
//   witness.key      its own secret key, made on first use
//   log.key          the key of the log it watches
//   {size}.checkpoint   every checkpoint it cosigned
//   fork-{size}.checkpoint   what contradicts them: evidence
class WitnessFolder {
 public:
  // Makes the folder and the witness's key where they are not there yet.
  // `name` is for a new key; UsageError if the folder has another name.
  static absl::StatusOr<WitnessFolder> Open(const std::string& path,
                                            const std::string& name);

  const NoteSigner& Witness() const { return witness_; }

  // The key of the log: `given`, which must not be another than the one kept;
  // empty if there is none yet.
  absl::StatusOr<std::string> LogKey(const std::string& given) const;
  absl::Status KeepLogKey(const std::string& key) const;

  // The largest checkpoint kept, once log and witness are found to have signed
  // it; none at first.
  absl::StatusOr<std::optional<Checkpoint>> Last(const NoteVerifier& log) const;
  // Keeps `note`, cosigned.
  absl::Status Keep(int64_t size, const std::string& note) const;
  // Keeps a note that contradicts what is kept; its path.
  absl::StatusOr<std::string> KeepFork(int64_t size,
                                       const std::string& note) const;

 private:
  WitnessFolder(std::string path, NoteSigner witness)
      : path_(std::move(path)), witness_(std::move(witness)) {}
  std::string Path(absl::string_view name) const;

  std::string path_;
  NoteSigner witness_;
};

}  // namespace caselens::cli

#endif  // CLIENTS_LOCAL_WITNESS_FOLDER_H_
