#include "audit_service/server/self_probe.h"

#include <utility>

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/string_view.h"

namespace caselens {
namespace {

// The preface of HTTP/2 (RFC 9113, section 3.4), empty SETTINGS included.
constexpr char kPreface[] =
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
    "\0\0\0\4\0\0\0\0\0";
constexpr size_t kPrefaceBytes = sizeof kPreface - 1;

absl::Status Silent() {
  return absl::UnavailableError("the listener does not answer");
}

bool IsReady(int connection, short event, absl::Duration wait) {
  pollfd one = {connection, event, 0};
  return poll(&one, 1, static_cast<int>(absl::ToInt64Milliseconds(wait))) == 1;
}

}  // namespace

absl::Status ProbeListener(int listener, absl::Duration wait) {
  sockaddr_storage bound = {};
  socklen_t size = sizeof bound;
  // To the address of all interfaces is to this machine.
  if (getsockname(listener, reinterpret_cast<sockaddr*>(&bound), &size) != 0) {
    return Silent();
  }
  const int connection =
      socket(bound.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (connection < 0) return Silent();
  const absl::Cleanup close_it = [connection] { close(connection); };
  // Whether it connects shows when it can be written to.
  connect(connection, reinterpret_cast<const sockaddr*>(&bound), size);
  if (!IsReady(connection, POLLOUT, wait) ||
      send(connection, kPreface, kPrefaceBytes, MSG_NOSIGNAL) !=
          static_cast<ssize_t>(kPrefaceBytes) ||
      !IsReady(connection, POLLIN, wait)) {
    return Silent();
  }
  return absl::OkStatus();
}

SelfProbe::SelfProbe(absl::Duration between,
                     std::function<absl::Status()> probe, Tell tell)
    : between_(between),
      probe_(std::move(probe)),
      tell_(std::move(tell)),
      thread_([this] { Run(); }) {}

SelfProbe::~SelfProbe() {
  {
    const MutexLock lock(mu_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void SelfProbe::Run() {
  while (true) {
    {
      const MutexLock lock(mu_);
      if (!stopping_) {
        wake_.wait_for(mu_.Native(), absl::ToChronoMilliseconds(between_));
      }
      if (stopping_) return;
    }
    Probe();
  }
}

void SelfProbe::Probe() {
  if (probe_().ok()) {
    failures_ = 0;
    tell_.well();
    return;
  }
  tell_.unwell();
  if (++failures_ >= kFailuresInARow && tell_.dead != nullptr) tell_.dead();
}

}  // namespace caselens
