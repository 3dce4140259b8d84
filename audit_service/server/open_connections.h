#ifndef AUDIT_SERVICE_SERVER_OPEN_CONNECTIONS_H_
#define AUDIT_SERVICE_SERVER_OPEN_CONNECTIONS_H_

#include <cstddef>
#include <string>
#include <vector>

#include <sys/types.h>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace caselens {

struct ConnectionLimits {
  size_t all = 0;
  size_t of_one_address = 0;
};

// Who is connected, so that nobody takes every connection. gRPC does not say
// when it closes a connection that it was given; a descriptor whose inode is
// another one is closed. That is looked at when a limit is met, at most once
// every kBetweenSweeps, so that a flood costs little.
//
// One thread.
class OpenConnections {
 public:
  static constexpr absl::Duration kBetweenSweeps = absl::Milliseconds(100);

  explicit OpenConnections(ConnectionLimits limits) : limits_(limits) {}

  // Whether the new connection `descriptor` from `address` may stay; then it
  // counts until it is closed.
  bool Admit(int descriptor, absl::string_view address, absl::Time now);
  size_t Count() const { return open_.size(); }

 private:
  struct Connection {
    int descriptor = 0;
    ino_t inode = 0;
    std::string address;
  };

  bool IsFull(absl::string_view address) const;
  void ForgetClosed();

  const ConnectionLimits limits_;
  std::vector<Connection> open_;
  absl::flat_hash_map<std::string, size_t> by_address_;
  absl::Time next_sweep_ = absl::InfinitePast();
};

}  // namespace caselens

#endif  // AUDIT_SERVICE_SERVER_OPEN_CONNECTIONS_H_
