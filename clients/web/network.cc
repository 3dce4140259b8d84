#include "clients/web/network.h"

#include <array>
#include <cstddef>
#include <map>
#include <string>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace caselens::web {
namespace {

constexpr absl::Duration kDrawingTime = absl::Seconds(2);
constexpr size_t kMaxSvg = size_t{4} << 20;

std::string Quoted(const std::string& text) {
  return absl::StrCat(
      "\"", absl::StrReplaceAll(text, {{"\\", "\\\\"}, {"\"", "\\\""}}), "\"");
}

// Starts `dot` with one end of a socket as its input and output. Returns the
// process, or -1.
pid_t StartDot(int end) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, end, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, end, STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null",
                                   O_WRONLY, 0);
  std::string program = "dot";
  std::string format = "-Tsvg";
  std::array<char*, 3> arguments = {program.data(), format.data(), nullptr};
  pid_t process = -1;
  const int failed = posix_spawnp(&process, "dot", &actions, nullptr,
                                  arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  return failed == 0 ? process : -1;
}

bool SendAll(int socket, const std::string& text) {
  size_t sent = 0;
  while (sent < text.size()) {
    const ssize_t n =
        send(socket, text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
    if (n <= 0) return false;
    sent += static_cast<size_t>(n);
  }
  return shutdown(socket, SHUT_WR) == 0;
}

// Reads to the end, until `deadline`.
bool ReceiveAll(int socket, absl::Time deadline, std::string& text) {
  std::array<char, 16384> buffer{};
  while (text.size() < kMaxSvg) {
    pollfd waiting{.fd = socket, .events = POLLIN, .revents = 0};
    const auto left = absl::ToInt64Milliseconds(deadline - absl::Now());
    if (left <= 0 || poll(&waiting, 1, static_cast<int>(left)) <= 0) {
      return false;
    }
    const ssize_t n = recv(socket, buffer.data(), buffer.size(), 0);
    if (n < 0) return false;
    if (n == 0) return true;
    text.append(buffer.data(), static_cast<size_t>(n));
  }
  return false;
}

}  // namespace

std::string NetworkAsDot(const v1::CodingForm& form) {
  std::map<std::string, std::string> labels;
  for (const v1::CodingForm::Subject& subject : form.subjects()) {
    labels[subject.instance()] = subject.label();
  }
  std::string dot =
      "digraph harms {\nrankdir=LR; bgcolor=transparent;\n"
      "node [shape=box style=\"rounded,filled\" fillcolor=\"#f3f2f1\" "
      "fontname=\"Arial\" fontsize=13 margin=\"0.15,0.08\"];\n"
      "edge [fontname=\"Arial\" fontsize=11];\n";
  const v1::Document& document = form.coding().document();
  for (const v1::Person& person : document.people()) {
    absl::StrAppend(&dot, Quoted(person.id()),
                    " [label=", Quoted(labels[person.id()]), "];\n");
  }
  for (const v1::Relationship& one : document.relationships()) {
    absl::StrAppend(
        &dot, Quoted(one.person_1()), " -> ", Quoted(one.person_2()),
        " [dir=none style=dashed color=\"#505a5f\" label=", Quoted(one.id()),
        "];\n");
  }
  for (const v1::Harm& harm : document.harms()) {
    absl::StrAppend(&dot, Quoted(harm.from()), " -> ", Quoted(harm.to()),
                    " [color=\"#d4351c\" penwidth=2 label=", Quoted(harm.id()),
                    "];\n");
  }
  return dot + "}\n";
}

absl::StatusOr<std::string> DrawnByGraphviz(const std::string& dot) {
  std::array<int, 2> ends{};
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    return absl::UnavailableError("no socket for Graphviz");
  }
  const pid_t process = StartDot(ends[1]);
  close(ends[1]);
  std::string svg;
  const bool is_whole = process > 0 && SendAll(ends[0], dot) &&
                        ReceiveAll(ends[0], absl::Now() + kDrawingTime, svg);
  close(ends[0]);
  int status = 0;
  if (process > 0) {
    if (!is_whole) kill(process, SIGKILL);
    waitpid(process, &status, 0);
  }
  if (!is_whole || status != 0 || svg.empty()) {
    return absl::UnavailableError("Graphviz draws nothing: is it installed?");
  }
  return svg;
}

}  // namespace caselens::web
