#include "audit_service/server/open_connections.h"

#include <algorithm>

#include <sys/stat.h>

namespace caselens {
namespace {

// 0 where there is no such descriptor.
ino_t InodeOf(int descriptor) {
  struct stat info = {};
  return fstat(descriptor, &info) == 0 ? info.st_ino : 0;
}

}  // namespace

bool OpenConnections::IsFull(absl::string_view address) const {
  const auto at = by_address_.find(address);
  return open_.size() >= limits_.all ||
         (at != by_address_.end() && at->second >= limits_.of_one_address);
}

void OpenConnections::ForgetClosed() {
  const auto closed =
      std::remove_if(open_.begin(), open_.end(), [this](const Connection& one) {
        if (InodeOf(one.descriptor) == one.inode) return false;
        const auto at = by_address_.find(one.address);
        if (--at->second == 0) by_address_.erase(at);
        return true;
      });
  open_.erase(closed, open_.end());
}

bool OpenConnections::Admit(int descriptor, absl::string_view address,
                            absl::Time now) {
  if (IsFull(address) && now >= next_sweep_) {
    ForgetClosed();
    next_sweep_ = now + kBetweenSweeps;
  }
  if (IsFull(address)) return false;
  open_.push_back({.descriptor = descriptor,
                   .inode = InodeOf(descriptor),
                   .address = std::string(address)});
  ++by_address_[address];
  return true;
}

}  // namespace caselens
