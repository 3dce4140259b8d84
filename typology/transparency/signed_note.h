#ifndef TYPOLOGY_TRANSPARENCY_SIGNED_NOTE_H_
#define TYPOLOGY_TRANSPARENCY_SIGNED_NOTE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

struct evp_pkey_st;

namespace caselens {

// Text with Ed25519 signatures below it, after c2sp.org/signed-note, and
// cosignatures of witnesses, after c2sp.org/tlog-cosignature (version 1). Keys
// are written as Go's sumdb/note writes them:
//   {name}+{key id in hex}+{base64 of type and public key}
//   PRIVATE+KEY+{name}+{key id in hex}+{base64 of type and seed}
// where the key id is SHA-256(name || 0x0A || type || public key)[:4].

// The type byte of a key.
enum class SignatureType : char {
  kNote = 1,         // over the text
  kCosignature = 4,  // over the text and a time: a witness
};

// One line below the text, of whatever type.
struct NoteSignature {
  std::string key_name;
  std::string key_id;  // 4 bytes
  std::string bytes;
  bool operator==(const NoteSignature&) const = default;
};

struct SignedNote {
  std::string text;  // with its last newline
  std::vector<NoteSignature> signatures;
  bool operator==(const SignedNote&) const = default;
};

// Reads a note, believing nothing of it. INVALID_ARGUMENT says what is wrong.
absl::StatusOr<SignedNote> ParseNote(absl::string_view note);

// Whose key it is: what a note is checked with. Thread-safe.
class NoteVerifier {
 public:
  // INVALID_ARGUMENT if `text` is no key, or its id is not its own.
  static absl::StatusOr<NoteVerifier> Parse(absl::string_view text);
  static NoteVerifier Of(std::string name, SignatureType type,
                         absl::string_view public_key);

  const std::string& Name() const { return name_; }
  SignatureType Type() const { return type_; }
  const std::string& KeyId() const { return id_; }  // 4 bytes
  std::string Text() const;

  // OK if the note bears a good signature of this key; NOT_FOUND if it bears
  // none, DATA_LOSS if one of them is wrong.
  absl::Status Verify(const SignedNote& note) const;
  // The same for a cosignature: when it was made, in seconds since 1970.
  absl::StatusOr<int64_t> VerifyCosignature(const SignedNote& note) const;

 private:
  absl::StatusOr<std::string> SignatureOn(const SignedNote& note) const;
  bool Holds(absl::string_view message, absl::string_view signature) const;

  std::string name_;
  SignatureType type_ = SignatureType::kNote;
  std::string public_key_;
  std::string id_;
  std::shared_ptr<evp_pkey_st> key_;
};

// Signs. Thread-safe.
class NoteSigner {
 public:
  // `seed` is 32 random bytes. INVALID_ARGUMENT for a name that is empty or
  // has other than visible ASCII characters without `+`.
  static absl::StatusOr<NoteSigner> Create(std::string name, SignatureType type,
                                           absl::string_view seed);
  // INVALID_ARGUMENT if `secret` is no secret key; says nothing of it.
  static absl::StatusOr<NoteSigner> Parse(absl::string_view secret);

  const std::string& Name() const { return verifier_.Name(); }
  const NoteVerifier& Verifier() const { return verifier_; }
  std::string SecretText() const;

  // The note of `text`, which ends in a newline, with one signature.
  std::string Sign(absl::string_view text) const;
  // The line that a witness adds below a note of `text`.
  std::string Cosign(absl::string_view text, int64_t unix_seconds) const;

 private:
  NoteSigner(NoteVerifier verifier, std::string seed,
             std::shared_ptr<evp_pkey_st> key);
  std::string SignatureOf(absl::string_view message) const;

  NoteVerifier verifier_;
  std::string seed_;
  std::shared_ptr<evp_pkey_st> key_;
};

}  // namespace caselens

#endif  // TYPOLOGY_TRANSPARENCY_SIGNED_NOTE_H_
