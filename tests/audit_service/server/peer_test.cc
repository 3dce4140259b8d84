#include "audit_service/server/peer.h"

#include <gtest/gtest.h>

namespace caselens {
namespace {

TEST(AddressOfPeer, LeavesOutThePort) {
  EXPECT_EQ(AddressOfPeer("ipv4:192.0.2.1:5432"), "ipv4:192.0.2.1");
  EXPECT_EQ(AddressOfPeer("ipv4:192.0.2.1:1"),
            AddressOfPeer("ipv4:192.0.2.1:65535"));
}

TEST(AddressOfPeer, TakesAnIpv6NetworkForOneAddress) {
  const std::string one = AddressOfPeer("ipv6:%5B2001:db8:0:1::1%5D:5432");
  EXPECT_EQ(one, "ipv6:20010db800000001");
  EXPECT_EQ(AddressOfPeer("ipv6:[2001:db8:0:1:ffff::2]:1"), one);
  EXPECT_NE(AddressOfPeer("ipv6:%5B2001:db8:0:2::1%5D:5432"), one);
  EXPECT_EQ(AddressOfPeer("ipv6:%5Bfe80::1%25eth0%5D:1"),
            "ipv6:fe80000000000000");
}

TEST(AddressOfPeer, IsNothingForAUnixSocket) {
  EXPECT_EQ(AddressOfPeer("unix:"), "");
  EXPECT_EQ(AddressOfPeer("unix:/run/caselens/admin.sock"), "");
}

TEST(AddressOfPeer, KeepsWhatItDoesNotKnowApart) {
  EXPECT_NE(AddressOfPeer(""), AddressOfPeer("unix:"))
      << "what is no unix socket is limited";
}

}  // namespace
}  // namespace caselens
