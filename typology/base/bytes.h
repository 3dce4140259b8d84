#ifndef TYPOLOGY_BASE_BYTES_H_
#define TYPOLOGY_BASE_BYTES_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"

namespace caselens {

// Numbers and texts as bytes that are the same on every machine.
//
// A count takes seven bits a byte, the lowest first; the eighth bit says that
// more follow.
class ByteWriter {
 public:
  void Byte(uint8_t byte) { bytes_.push_back(static_cast<char>(byte)); }
  // Eight bytes, the least significant first.
  void Fixed64(uint64_t value) {
    for (size_t i = 0; i < sizeof value; ++i) {
      Byte(static_cast<uint8_t>(value >> (8 * i)));
    }
  }
  void Count(size_t count) {
    for (; count >= 0x80; count >>= 7) {
      Byte(static_cast<uint8_t>(count | 0x80));
    }
    Byte(static_cast<uint8_t>(count));
  }
  // Behind its length.
  void Text(absl::string_view text) {
    Count(text.size());
    bytes_.append(text.data(), text.size());
  }

  size_t size() const { return bytes_.size(); }
  // Changes a byte that was written.
  void Set(size_t at, uint8_t byte) { bytes_[at] = static_cast<char>(byte); }
  std::string Take() && { return std::move(bytes_); }

 private:
  std::string bytes_;
};

// Reads what ByteWriter wrote. Each function is false if the bytes are cut off
// or hold something else; what it was to fill is then of no use.
class ByteReader {
 public:
  // The bytes must outlive the reader and every text that it gives.
  explicit ByteReader(absl::string_view bytes) : bytes_(bytes) {}

  bool Byte(uint8_t& byte) {
    if (bytes_.empty()) return false;
    byte = static_cast<uint8_t>(bytes_.front());
    bytes_.remove_prefix(1);
    return true;
  }
  bool Fixed64(uint64_t& value) {
    value = 0;
    uint8_t byte = 0;
    for (size_t i = 0; i < sizeof value; ++i) {
      if (!Byte(byte)) return false;
      value |= uint64_t{byte} << (8 * i);
    }
    return true;
  }
  // Of at most three bytes: 2,097,151.
  bool Count(size_t& count) {
    count = 0;
    uint8_t byte = 0;
    for (unsigned shift = 0; shift < 21; shift += 7) {
      if (!Byte(byte)) return false;
      count |= static_cast<size_t>(byte & 0x7F) << shift;
      if (byte < 0x80) return true;
    }
    return false;
  }
  bool Text(absl::string_view& text) {
    size_t size = 0;
    if (!Count(size) || size > bytes_.size()) return false;
    text = bytes_.substr(0, size);
    bytes_.remove_prefix(size);
    return true;
  }

  absl::string_view left() const { return bytes_; }

 private:
  absl::string_view bytes_;
};

// FNV-1a of 64 bits over texts, each with its end.
class Fingerprint {
 public:
  void Add(absl::string_view text) {
    for (const char c : text)
      value_ = (value_ ^ static_cast<uint8_t>(c)) * kPrime;
    value_ *= kPrime;  // the end of the text
  }
  uint64_t value() const { return value_; }

 private:
  static constexpr uint64_t kPrime = 0x100000001b3ULL;
  uint64_t value_ = 0xcbf29ce484222325ULL;
};

}  // namespace caselens

#endif  // TYPOLOGY_BASE_BYTES_H_
