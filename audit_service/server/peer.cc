#include "audit_service/server/peer.h"

#include <array>
#include <cstddef>

#include <arpa/inet.h>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"

namespace caselens {
namespace {

constexpr size_t kNetworkBytes = 8;

std::string NetworkOf(const std::string& address) {
  // A scope, `fe80::1%eth0`, is of this machine's making.
  const std::string plain = address.substr(0, address.find('%'));
  std::array<char, sizeof(in6_addr)> bytes = {};
  if (inet_pton(AF_INET6, plain.c_str(), bytes.data()) != 1) return address;
  return absl::StrCat("ipv6:", absl::BytesToHexString(absl::string_view(
                                   bytes.data(), kNetworkBytes)));
}

}  // namespace

std::string AddressOfPeer(absl::string_view peer) {
  if (absl::StartsWith(peer, "unix:")) return "";
  if (peer.empty()) return "unknown";
  const std::string text = absl::StrReplaceAll(
      peer.substr(0, peer.rfind(':')),
      {{"%5B", ""}, {"%5D", ""}, {"[", ""}, {"]", ""}, {"%25", "%"}});
  absl::string_view address = text;
  if (!absl::ConsumePrefix(&address, "ipv6:")) return text;
  return NetworkOf(std::string(address));
}

}  // namespace caselens
