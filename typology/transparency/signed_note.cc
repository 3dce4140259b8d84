#include "typology/transparency/signed_note.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <openssl/evp.h>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

#include "typology/base/status_macros.h"
#include "typology/transparency/sha256.h"

namespace caselens {
namespace {

constexpr char kDash[] = "\xe2\x80\x94 ";  // em dash, space
constexpr char kSecretPrefix[] = "PRIVATE+KEY+";
constexpr size_t kKeyBytes = 32;
constexpr size_t kIdBytes = 4;
constexpr size_t kTimeBytes = 8;
constexpr size_t kSignatureBytes = 64;
constexpr size_t kMaxNoteBytes = 1'000'000;
constexpr size_t kMaxSignatures = 100;

const unsigned char* Unsigned(absl::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

std::string MakeKeyId(absl::string_view name, SignatureType type,
                      absl::string_view public_key) {
  const char type_byte = static_cast<char>(type);
  const Hash hash =
      Sha256().Of({name, "\n", absl::string_view(&type_byte, 1), public_key});
  return std::string(Bytes(hash).substr(0, kIdBytes));
}

bool IsKeyName(absl::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return c > ' ' && c <= '~' && c != '+';
  });
}

// How many bytes follow the first one of a character, or -1.
int FollowingBytes(unsigned char first) {
  if (first < 0x80) return 0;
  if (first >= 0xc2 && first < 0xe0) return 1;
  if (first >= 0xe0 && first < 0xf0) return 2;
  return first >= 0xf0 && first < 0xf5 ? 3 : -1;
}

// UTF-8 of scalar values, each in its shortest form.
bool IsUtf8(absl::string_view text) {
  for (size_t i = 0; i < text.size();) {
    const auto first = static_cast<unsigned char>(text[i++]);
    const int count = FollowingBytes(first);
    if (count < 0 || i + static_cast<size_t>(count) > text.size()) return false;
    const auto second = count > 0 ? static_cast<unsigned char>(text[i]) : first;
    if ((first == 0xe0 && second < 0xa0) || (first == 0xed && second > 0x9f) ||
        (first == 0xf0 && second < 0x90) || (first == 0xf4 && second > 0x8f)) {
      return false;
    }
    for (int k = 0; k < count; ++k) {
      if ((static_cast<unsigned char>(text[i++]) & 0xc0) != 0x80) return false;
    }
  }
  return true;
}

absl::Status Malformed(absl::string_view want) {
  return absl::InvalidArgumentError(absl::StrCat("signed note: want ", want));
}

absl::StatusOr<NoteSignature> ParseSignature(absl::string_view line) {
  const absl::Status malformed = Malformed(
      "signature lines of an em dash, a key name and a base64 signature");
  if (!absl::ConsumePrefix(&line, kDash)) return malformed;
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(line, absl::MaxSplits(' ', 1));
  const std::optional<std::string> bytes = ParseBase64(parts.second);
  if (parts.first.empty() || absl::StrContains(parts.first, "+") ||
      !bytes.has_value() || bytes->size() <= kIdBytes) {
    return malformed;
  }
  return NoteSignature{.key_name = std::string(parts.first),
                       .key_id = bytes->substr(0, kIdBytes),
                       .bytes = bytes->substr(kIdBytes)};
}

// What a witness signs, after c2sp.org/tlog-cosignature.
std::string CosignedMessage(absl::string_view text, int64_t unix_seconds) {
  return absl::StrCat("cosignature/v1\ntime ", unix_seconds, "\n", text);
}

// A key as text: type and key behind name and id.
struct KeyText {
  std::string name;
  std::string id;
  SignatureType type = SignatureType::kNote;
  std::string key;
};

std::optional<KeyText> ParseKeyText(absl::string_view text) {
  const std::vector<absl::string_view> parts =
      absl::StrSplit(text, absl::MaxSplits('+', 2));
  if (parts.size() != 3 || !IsKeyName(parts[0])) return std::nullopt;
  const std::optional<std::string> key = ParseBase64(parts[2]);
  if (!key.has_value() || key->size() != 1 + kKeyBytes) return std::nullopt;
  const auto type = static_cast<SignatureType>(key->front());
  if (type != SignatureType::kNote && type != SignatureType::kCosignature) {
    return std::nullopt;
  }
  return KeyText{.name = std::string(parts[0]),
                 .id = std::string(parts[1]),
                 .type = type,
                 .key = key->substr(1)};
}

std::string WriteKeyText(absl::string_view name, absl::string_view id,
                         SignatureType type, absl::string_view key) {
  return absl::StrCat(
      name, "+", absl::BytesToHexString(id), "+",
      Base64(absl::StrCat(std::string(1, static_cast<char>(type)), key)));
}

std::string LineOf(const NoteVerifier& verifier, absl::string_view signature) {
  return absl::StrCat(kDash, verifier.Name(), " ",
                      Base64(absl::StrCat(verifier.KeyId(), signature)), "\n");
}

}  // namespace

absl::StatusOr<SignedNote> ParseNote(absl::string_view note) {
  if (note.size() > kMaxNoteBytes) return Malformed("a note of at most 1 MB");
  const bool has_controls =
      std::any_of(note.begin(), note.end(),
                  [](unsigned char c) { return c < ' ' && c != '\n'; });
  if (has_controls || !IsUtf8(note)) {
    return Malformed("UTF-8 without control characters");
  }
  // The last empty line stands between text and signatures.
  const size_t gap = note.rfind("\n\n");
  if (gap == absl::string_view::npos || !absl::EndsWith(note, "\n")) {
    return Malformed("text, an empty line and signature lines");
  }
  SignedNote parsed{.text = std::string(note.substr(0, gap + 1)),
                    .signatures = {}};
  note.remove_prefix(gap + 2);
  if (!absl::ConsumeSuffix(&note, "\n")) return Malformed("signature lines");
  for (const absl::string_view line : absl::StrSplit(note, '\n')) {
    if (parsed.signatures.size() == kMaxSignatures) {
      return Malformed("at most 100 signatures");
    }
    CASELENS_ASSIGN_OR_RETURN(NoteSignature signature, ParseSignature(line));
    parsed.signatures.push_back(std::move(signature));
  }
  return parsed;
}

NoteVerifier NoteVerifier::Of(std::string name, SignatureType type,
                              absl::string_view public_key) {
  NoteVerifier verifier;
  verifier.id_ = MakeKeyId(name, type, public_key);
  verifier.name_ = std::move(name);
  verifier.type_ = type;
  verifier.public_key_ = std::string(public_key);
  verifier.key_.reset(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr,
                                  Unsigned(public_key), public_key.size()),
      &EVP_PKEY_free);
  return verifier;
}

absl::StatusOr<NoteVerifier> NoteVerifier::Parse(absl::string_view text) {
  const std::optional<KeyText> key = ParseKeyText(text);
  if (key.has_value()) {
    NoteVerifier verifier = Of(key->name, key->type, key->key);
    if (verifier.key_ != nullptr && verifier.Text() == text) return verifier;
  }
  return absl::InvalidArgumentError(
      "want a verifier key: name, key id and base64 key with + between them");
}

std::string NoteVerifier::Text() const {
  return WriteKeyText(name_, id_, type_, public_key_);
}

absl::StatusOr<std::string> NoteVerifier::SignatureOn(
    const SignedNote& note) const {
  for (const NoteSignature& signature : note.signatures) {
    if (signature.key_name == name_ && signature.key_id == id_) {
      return signature.bytes;
    }
  }
  return absl::NotFoundError(
      absl::StrCat("the note is not signed by the key of ", name_));
}

bool NoteVerifier::Holds(absl::string_view message,
                         absl::string_view signature) const {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(
      EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  return signature.size() == kSignatureBytes &&
         EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr,
                              key_.get()) == 1 &&
         EVP_DigestVerify(context.get(), Unsigned(signature), signature.size(),
                          Unsigned(message), message.size()) == 1;
}

absl::Status NoteVerifier::Verify(const SignedNote& note) const {
  if (type_ == SignatureType::kCosignature) {
    return VerifyCosignature(note).status();
  }
  CASELENS_ASSIGN_OR_RETURN(const std::string signature, SignatureOn(note));
  return Holds(note.text, signature)
             ? absl::OkStatus()
             : absl::DataLossError(
                   absl::StrCat("the signature of ", name_, " is wrong"));
}

absl::StatusOr<int64_t> NoteVerifier::VerifyCosignature(
    const SignedNote& note) const {
  const absl::StatusOr<std::string> line = SignatureOn(note);
  if (!line.ok()) return line.status();
  const absl::string_view signature = *line;
  uint64_t seconds = 0;
  for (const char byte : signature.substr(0, kTimeBytes)) {
    seconds = seconds << 8 | static_cast<unsigned char>(byte);
  }
  const auto time = static_cast<int64_t>(seconds);
  if (type_ == SignatureType::kCosignature && time >= 0 &&
      signature.size() > kTimeBytes &&
      Holds(CosignedMessage(note.text, time), signature.substr(kTimeBytes))) {
    return time;
  }
  return absl::DataLossError(
      absl::StrCat("the cosignature of ", name_, " is wrong"));
}

NoteSigner::NoteSigner(NoteVerifier verifier, std::string seed,
                       std::shared_ptr<evp_pkey_st> key)
    : verifier_(std::move(verifier)),
      seed_(std::move(seed)),
      key_(std::move(key)) {}

absl::StatusOr<NoteSigner> NoteSigner::Create(std::string name,
                                              SignatureType type,
                                              absl::string_view seed) {
  if (!IsKeyName(name)) {
    return absl::InvalidArgumentError(
        "key name: want visible ASCII characters, no + among them");
  }
  std::shared_ptr<EVP_PKEY> key(
      EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, Unsigned(seed),
                                   seed.size()),
      &EVP_PKEY_free);
  std::string public_key(kKeyBytes, '\0');
  size_t size = public_key.size();
  if (key == nullptr ||
      EVP_PKEY_get_raw_public_key(
          key.get(), reinterpret_cast<unsigned char*>(public_key.data()),
          &size) != 1) {
    return absl::InvalidArgumentError("key: want a seed of 32 bytes");
  }
  return NoteSigner(NoteVerifier::Of(std::move(name), type, public_key),
                    std::string(seed), std::move(key));
}

absl::StatusOr<NoteSigner> NoteSigner::Parse(absl::string_view secret) {
  absl::string_view rest = secret;
  if (absl::ConsumePrefix(&rest, kSecretPrefix)) {
    if (const std::optional<KeyText> key = ParseKeyText(rest);
        key.has_value()) {
      CASELENS_ASSIGN_OR_RETURN(NoteSigner signer,
                                Create(key->name, key->type, key->key));
      if (signer.SecretText() == secret) return signer;
    }
  }
  return absl::InvalidArgumentError(
      "want a secret key: PRIVATE+KEY, name, key id and base64 seed with + "
      "between them");
}

std::string NoteSigner::SecretText() const {
  return absl::StrCat(kSecretPrefix, WriteKeyText(Name(), verifier_.KeyId(),
                                                  verifier_.Type(), seed_));
}

std::string NoteSigner::SignatureOf(absl::string_view message) const {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(
      EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  std::string signature(kSignatureBytes, '\0');
  size_t size = signature.size();
  if (EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr,
                         key_.get()) != 1 ||
      EVP_DigestSign(context.get(),
                     reinterpret_cast<unsigned char*>(signature.data()), &size,
                     Unsigned(message), message.size()) != 1) {
    std::abort();  // a key that was made signs
  }
  return signature;
}

std::string NoteSigner::Sign(absl::string_view text) const {
  return absl::StrCat(text, "\n", LineOf(verifier_, SignatureOf(text)));
}

std::string NoteSigner::Cosign(absl::string_view text,
                               int64_t unix_seconds) const {
  std::string signature;
  for (size_t shift = 8 * kTimeBytes; shift > 0; shift -= 8) {
    signature.push_back(
        static_cast<char>(static_cast<uint64_t>(unix_seconds) >> (shift - 8)));
  }
  absl::StrAppend(&signature, SignatureOf(CosignedMessage(text, unix_seconds)));
  return LineOf(verifier_, signature);
}

}  // namespace caselens
