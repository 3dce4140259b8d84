#include "clients/local/witness_folder.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include <openssl/rand.h>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

#include "clients/cli/errors.h"
#include "clients/cli/local_file.h"
#include "clients/cli/request_id.h"
#include "clients/cli/status_macros.h"

namespace caselens::cli {
namespace {

constexpr char kWitnessKey[] = "witness.key";
constexpr char kLogKey[] = "log.key";
constexpr char kCheckpoint[] = ".checkpoint";
constexpr size_t kMaxKeptBytes = size_t{1} << 20;
constexpr size_t kSeedBytes = 32;

std::string NewSeed() {
  std::string seed(kSeedBytes, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(seed.data()),
                 static_cast<int>(seed.size())) != 1) {
    std::abort();  // no randomness, no key
  }
  return seed;
}

absl::Status MakeKey(const std::string& path, const std::string& name) {
  const absl::StatusOr<NoteSigner> signer = NoteSigner::Create(
      name.empty() ? absl::StrCat("caselens-witness/", NewRequestId()) : name,
      SignatureType::kCosignature, NewSeed());
  if (!signer.ok()) {
    return UsageError(absl::StrCat("--name: ", signer.status().message()));
  }
  CLI_ASSIGN_OR_RETURN(SecretFile file,
                       SecretFile::Create(path, SecretFile::IfExists::kRefuse));
  return file.Write(signer->SecretText());
}

// All of it or nothing: a file beside it that then takes its name.
absl::Status WriteFile(const std::string& path, const std::string& text) {
  const std::string temporary = absl::StrCat(path, ".new");
  std::ofstream file(temporary, std::ios::binary);
  file << text;
  file.close();
  std::error_code renamed;
  if (file) std::filesystem::rename(temporary, path, renamed);
  if (file && !renamed) return absl::OkStatus();
  return UsageError(absl::StrCat("cannot write ", path));
}

}  // namespace

absl::StatusOr<WitnessFolder> WitnessFolder::Open(const std::string& path,
                                                  const std::string& name) {
  std::error_code made;
  std::filesystem::create_directories(path, made);
  if (made) return UsageError(absl::StrCat("--keep: cannot make ", path));
  const std::string key_path = absl::StrCat(path, "/", kWitnessKey);
  if (!std::filesystem::exists(key_path)) {
    CLI_RETURN_IF_ERROR(MakeKey(key_path, name));
  }
  CLI_ASSIGN_OR_RETURN(const std::string text,
                       ReadFile(key_path, kMaxKeptBytes));
  absl::StatusOr<NoteSigner> signer =
      NoteSigner::Parse(absl::StripSuffix(text, "\n"));
  if (!signer.ok() ||
      signer->Verifier().Type() != SignatureType::kCosignature) {
    return UsageError(absl::StrCat(key_path, ": want the key of a witness"));
  }
  if (!name.empty() && name != signer->Name()) {
    return UsageError(
        absl::StrCat("--name: the witness in ", path, " is ", signer->Name()));
  }
  return WitnessFolder(path, *std::move(signer));
}

std::string WitnessFolder::Path(absl::string_view name) const {
  return absl::StrCat(path_, "/", name);
}

absl::StatusOr<std::string> WitnessFolder::LogKey(
    const std::string& given) const {
  if (!std::filesystem::exists(Path(kLogKey))) return given;
  CLI_ASSIGN_OR_RETURN(const std::string kept,
                       ReadFile(Path(kLogKey), kMaxKeptBytes));
  std::string key(absl::StripSuffix(kept, "\n"));
  if (given.empty() || given == key) return key;
  return UsageError(absl::StrCat("--log-key: ", path_, " is of another log"));
}

absl::Status WitnessFolder::KeepLogKey(const std::string& key) const {
  if (std::filesystem::exists(Path(kLogKey))) return absl::OkStatus();
  return WriteFile(Path(kLogKey), key + "\n");
}

absl::StatusOr<std::optional<Checkpoint>> WitnessFolder::Last(
    const NoteVerifier& log) const {
  int64_t largest = 0;
  for (const auto& file : std::filesystem::directory_iterator(path_)) {
    const std::string name = file.path().filename().string();
    int64_t size = 0;
    absl::string_view number = name;
    if (absl::ConsumeSuffix(&number, kCheckpoint) &&
        absl::SimpleAtoi(number, &size)) {
      largest = std::max(largest, size);
    }
  }
  if (largest == 0) return std::optional<Checkpoint>();
  const std::string path = Path(absl::StrCat(largest, kCheckpoint));
  CLI_ASSIGN_OR_RETURN(const std::string note, ReadFile(path, kMaxKeptBytes));
  const absl::StatusOr<SignedNote> parsed = ParseNote(note);
  const absl::StatusOr<Checkpoint> checkpoint = OpenCheckpoint(note, log);
  if (!checkpoint.ok() || checkpoint->size != largest ||
      !witness_.Verifier().Verify(*parsed).ok()) {
    return CheckFailed(
        absl::StrCat(path, " is not what this witness cosigned"));
  }
  return std::optional<Checkpoint>(*checkpoint);
}

absl::Status WitnessFolder::Keep(int64_t size, const std::string& note) const {
  return WriteFile(Path(absl::StrCat(size, kCheckpoint)), note);
}

absl::StatusOr<std::string> WitnessFolder::KeepFork(
    int64_t size, const std::string& note) const {
  std::string path = Path(absl::StrCat("fork-", size, kCheckpoint));
  CLI_RETURN_IF_ERROR(WriteFile(path, note));
  return path;
}

}  // namespace caselens::cli
