#ifndef TYPOLOGY_TRANSPARENCY_SHA256_H_
#define TYPOLOGY_TRANSPARENCY_SHA256_H_

#include <array>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"

struct evp_md_ctx_st;
struct evp_md_st;

namespace caselens {

// 32 bytes of SHA-256.
using Hash = std::array<char, 32>;

// The bytes of `hash`, for as long as it lives.
inline absl::string_view Bytes(const Hash& hash) {
  return {hash.data(), hash.size()};
}
// Empty unless there are 32.
std::optional<Hash> HashFromBytes(absl::string_view bytes);

// Standard base64 (RFC 4648 section 4). Parsing takes the one text that
// writing makes: with padding, without spaces.
std::string Base64(absl::string_view bytes);
std::optional<std::string> ParseBase64(absl::string_view text);
std::optional<Hash> ParseHash(absl::string_view base64);

// SHA-256 with a context that is made once: a third of the time of a fresh
// one. Not thread-safe.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  // The hash of `parts` one after another.
  Hash Of(std::initializer_list<absl::string_view> parts);

 private:
  struct FreeContext {
    void operator()(evp_md_ctx_st* context) const;
  };
  struct FreeAlgorithm {
    void operator()(evp_md_st* algorithm) const;
  };

  std::unique_ptr<evp_md_st, FreeAlgorithm> algorithm_;
  std::unique_ptr<evp_md_ctx_st, FreeContext> context_;
};

}  // namespace caselens

#endif  // TYPOLOGY_TRANSPARENCY_SHA256_H_
