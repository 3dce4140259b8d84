#include "typology/base/bytes.h"

#include <string>

#include <gtest/gtest.h>

namespace caselens {
namespace {

TEST(Bytes, WhatIsWrittenIsRead) {
  ByteWriter writer;
  writer.Byte(250);
  writer.Fixed64(0x0123456789abcdefULL);
  for (const size_t count : {0U, 127U, 128U, 16'384U, 2'097'151U})
    writer.Count(count);
  writer.Text(std::string("a\0b", 3));
  writer.Text("");
  const std::string bytes = std::move(writer).Take();
  EXPECT_EQ(bytes.substr(1, 2), "\xef\xcd") << "the least significant first";

  ByteReader reader(bytes);
  uint8_t byte = 0;
  EXPECT_TRUE(reader.Byte(byte));
  EXPECT_EQ(byte, 250);
  uint64_t fixed = 0;
  EXPECT_TRUE(reader.Fixed64(fixed));
  EXPECT_EQ(fixed, 0x0123456789abcdefULL);
  for (const size_t count : {0U, 127U, 128U, 16'384U, 2'097'151U}) {
    size_t read = 0;
    EXPECT_TRUE(reader.Count(read));
    EXPECT_EQ(read, count);
  }
  absl::string_view text;
  EXPECT_TRUE(reader.Text(text));
  EXPECT_EQ(std::string(text), std::string("a\0b", 3));
  EXPECT_TRUE(reader.Text(text));
  EXPECT_TRUE(text.empty() && reader.left().empty());
  EXPECT_FALSE(reader.Byte(byte));
}

TEST(Bytes, WhatIsCutOffOrTooLongIsRefused) {
  size_t count = 0;
  uint64_t fixed = 0;
  absl::string_view text;
  EXPECT_FALSE(ByteReader("").Count(count));
  EXPECT_FALSE(ByteReader("\x80").Count(count));
  EXPECT_FALSE(ByteReader("\xff\xff\xff\x01").Count(count));
  EXPECT_FALSE(ByteReader("1234567").Fixed64(fixed));
  EXPECT_FALSE(ByteReader("\x03"
                          "ab")
                   .Text(text));
}

TEST(Bytes, FingerprintsKnowWhereTextsEnd) {
  const auto of = [](absl::string_view a, absl::string_view b) {
    Fingerprint fingerprint;
    fingerprint.Add(a);
    fingerprint.Add(b);
    return fingerprint.value();
  };
  EXPECT_EQ(of("ab", "c"), of("ab", "c"));
  EXPECT_NE(of("ab", "c"), of("a", "bc"));
  EXPECT_NE(of("ab", "c"), of("c", "ab"));
}

}  // namespace
}  // namespace caselens
