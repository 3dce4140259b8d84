#include "audit_service/environment.h"

#include <cctype>
#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace caselens {
namespace {

TEST(EnvironmentTest, IdsAreDistinctAndNeverLookLikeANumber) {
  const Environment environment = Environment::Real();
  std::set<std::string> ids;
  std::set<char> characters;
  for (int i = 0; i < 20'000; ++i) {
    const std::string id = environment.NewId();
    ASSERT_EQ(id.size(), 20) << id;
    ASSERT_TRUE(std::islower(static_cast<unsigned char>(id[0]))) << id;
    for (size_t k = 0; k < id.size(); ++k) {
      const bool is_digit = std::isdigit(static_cast<unsigned char>(id[k]));
      ASSERT_TRUE(is_digit || std::islower(static_cast<unsigned char>(id[k])))
          << id;
      ASSERT_FALSE(k > 0 && is_digit &&
                   std::isdigit(static_cast<unsigned char>(id[k - 1])))
          << id;
      characters.insert(id[k]);
    }
    ASSERT_TRUE(ids.insert(id).second) << id << " twice";
  }
  EXPECT_EQ(characters.size(), 30) << "a character is never used";
}

TEST(EnvironmentTest, RandomBytesAreAsManyAsAskedForAndNotTheSame) {
  const Environment environment = Environment::Real();
  EXPECT_EQ(environment.random_bytes(0).size(), 0);
  EXPECT_EQ(environment.NewSalt().size(), 32);
  EXPECT_NE(environment.NewSalt(), environment.NewSalt());
}

}  // namespace
}  // namespace caselens
