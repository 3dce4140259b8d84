#include "audit_service/server/self_probe.h"

#include <future>
#include <memory>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "audit_service/server/acceptor.h"
#include "tests/status_matchers.h"

namespace caselens {
namespace {

constexpr absl::Duration kWait = absl::Seconds(5);
constexpr absl::Duration kShort = absl::Milliseconds(200);
const auto kSilent = StatusIs(absl::StatusCode::kUnavailable, testing::_);

TEST(ProbeListener, IsWellWhenConnectionsAreLookedAt) {
  auto acceptor = Acceptor::Bind("127.0.0.1:0").value();
  acceptor->Start({.all = 10, .of_one_address = 10}, [](int connection) {
    send(connection, "x", 1, MSG_NOSIGNAL);  // whatever the other side says
    close(connection);
  });
  EXPECT_THAT(acceptor->Probe(kWait), IsOk());
}

TEST(ProbeListener, IsWellWhenTheOtherSideHangsUp) {
  auto acceptor = Acceptor::Bind("[::1]:0").value();
  acceptor->Start({.all = 0, .of_one_address = 0},  // as when it is full
                  [](int /*connection*/) {});
  EXPECT_THAT(acceptor->Probe(kWait), IsOk());
}

TEST(ProbeListener, IsNotWhenNobodyAccepts) {
  auto acceptor = Acceptor::Bind("127.0.0.1:0").value();
  EXPECT_THAT(acceptor->Probe(kShort), kSilent) << "it is not started";
}

TEST(ProbeListener, IsNotWhenNobodyLooksAtWhatIsAccepted) {
  auto acceptor = Acceptor::Bind("127.0.0.1:0").value();
  int held = -1;
  acceptor->Start({.all = 10, .of_one_address = 10},
                  [&held](int connection) { held = connection; });
  EXPECT_THAT(acceptor->Probe(kShort), kSilent);
  acceptor->Stop();
  close(held);
}

TEST(SelfProbe, TellsOfEveryProbeAndOfTheThirdFailureInARow) {
  std::promise<void> dead;
  std::string told;
  int probes = 0;
  SelfProbe probe(absl::Milliseconds(1),
                  [&probes] {
                    return ++probes == 3 ? absl::OkStatus()
                                         : absl::UnavailableError("silent");
                  },
                  {.well = [&told] { told += "well "; },
                   .unwell = [&told] { told += "unwell "; },
                   .dead =
                       [&] {
                         if (told.size() > 100) return;  // it goes on
                         told += std::string(100, '.');
                         dead.set_value();
                       }});
  dead.get_future().wait();
  EXPECT_EQ(told.substr(0, 40), "unwell unwell well unwell unwell unwell ");
}

}  // namespace
}  // namespace caselens
