#ifndef AUDIT_SERVICE_SERVER_PEER_H_
#define AUDIT_SERVICE_SERVER_PEER_H_

#include <string>

#include "absl/strings/string_view.h"

namespace caselens {

// What limits of calls count by, from what gRPC calls a peer
// (`ipv4:192.0.2.1:5432`, `ipv6:%5B2001:db8::1%5D:5432`): the address without
// its port, of IPv6 the /64 network, which is the least that one customer has.
// "" for a unix socket, which only its owner can open.
std::string AddressOfPeer(absl::string_view peer);

}  // namespace caselens

#endif  // AUDIT_SERVICE_SERVER_PEER_H_
