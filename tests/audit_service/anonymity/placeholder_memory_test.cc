#include "audit_service/anonymity/placeholder_memory.h"

#include <cstddef>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

#include "audit_service/limits.h"
#include "typology/anonymity/finding.h"

namespace caselens {
namespace {

using anonymity::Placeholders;
using anonymity::Type;

const std::vector<std::string> kSarah = {"sarah", "khan"};
const std::vector<std::string> kOla = {"ola"};

// What `words` are called in `coding`; remembered.
std::string Named(PlaceholderMemory& memory, const std::string& coding,
                  const std::vector<std::string>& words) {
  Placeholders placeholders = memory.Recall("ann", coding);
  const std::string placeholder = placeholders.For(Type::kPerson, words);
  memory.Remember("ann", coding, placeholders);
  return placeholder;
}

TEST(PlaceholderMemory, CallsAPersonTheSameFromOneCheckToTheNext) {
  PlaceholderMemory memory("key");
  EXPECT_EQ(Named(memory, "k1", kSarah), "[PERSON-1]");
  EXPECT_EQ(Named(memory, "k1", kOla), "[PERSON-2]");
  EXPECT_EQ(Named(memory, "k1", {"sarah"}), "[PERSON-1]") << "a part of a name";
}

TEST(PlaceholderMemory, KeepsCodingsAndAuthorsApart) {
  PlaceholderMemory memory("key");
  Named(memory, "k1", kSarah);
  EXPECT_EQ(Named(memory, "k2", kOla), "[PERSON-1]");
  Placeholders others = memory.Recall("ben", "k1");
  EXPECT_EQ(others.For(Type::kPerson, kOla), "[PERSON-1]");
}

TEST(PlaceholderMemory, ForgetsTheCodingThatWasNotCheckedForLongest) {
  PlaceholderMemory memory("key");
  Named(memory, "first", kSarah);
  Named(memory, "second", kSarah);
  for (size_t i = 0; i + 2 < limits::kRememberedCodings; ++i) {
    Named(memory, absl::StrCat("k", i), kSarah);
  }
  EXPECT_EQ(Named(memory, "first", kOla), "[PERSON-2]");
  Named(memory, "one more", kSarah);
  EXPECT_EQ(Named(memory, "second", kOla), "[PERSON-1]");
}

TEST(PlaceholderMemory, DoesNotGrowWithTheNamesOfOneCoding) {
  PlaceholderMemory memory("key");
  Placeholders many = memory.Recall("ann", "k1");
  for (size_t i = 0; i <= limits::kRememberedNames; ++i) {
    many.For(Type::kPerson, {absl::StrCat("name", i)});
  }
  memory.Remember("ann", "k1", many);
  EXPECT_EQ(memory.Recall("ann", "k1").Names(), 0U);
}

}  // namespace
}  // namespace caselens
