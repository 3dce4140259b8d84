#include "audit_service/server/open_connections.h"

#include <array>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include "absl/time/time.h"

namespace caselens {
namespace {

// Descriptors that are open until they are taken away.
class Sockets {
 public:
  ~Sockets() {
    for (const int socket : all_) close(socket);
  }
  int Open() {
    std::array<int, 2> pair = {};
    EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, pair.data()), 0);
    all_.push_back(pair[1]);
    return pair[0];
  }

 private:
  std::vector<int> all_;
};

const absl::Time kNow = absl::FromUnixSeconds(1'790'000'000);

TEST(OpenConnections, RefusesOneAddressBeforeAll) {
  Sockets sockets;
  OpenConnections open({.all = 3, .of_one_address = 2});
  EXPECT_TRUE(open.Admit(sockets.Open(), "192.0.2.1", kNow));
  EXPECT_TRUE(open.Admit(sockets.Open(), "192.0.2.1", kNow));
  EXPECT_FALSE(open.Admit(sockets.Open(), "192.0.2.1", kNow));
  EXPECT_TRUE(open.Admit(sockets.Open(), "192.0.2.2", kNow));
  EXPECT_FALSE(open.Admit(sockets.Open(), "192.0.2.3", kNow));
  EXPECT_EQ(open.Count(), 3U);
}

TEST(OpenConnections, ForgetsWhatWasClosedButSweepsSeldom) {
  Sockets sockets;
  OpenConnections open({.all = 10, .of_one_address = 1});
  const int first = sockets.Open();
  ASSERT_TRUE(open.Admit(first, "192.0.2.1", kNow));
  ASSERT_FALSE(open.Admit(sockets.Open(), "192.0.2.1", kNow));
  close(first);
  // Whatever has the number now is another connection.
  const int next = sockets.Open();
  EXPECT_FALSE(open.Admit(next, "192.0.2.1", kNow)) << "swept just now";
  EXPECT_TRUE(
      open.Admit(next, "192.0.2.1", kNow + OpenConnections::kBetweenSweeps));
  EXPECT_EQ(open.Count(), 1U);
}

}  // namespace
}  // namespace caselens
