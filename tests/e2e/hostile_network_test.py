"""Connections that want the service to end."""

import contextlib
import pathlib
import re
import resource
import socket
import subprocess
import sys
import time
import unittest

import grpc

import service as s

DESCRIPTORS = 128
CONNECTIONS = 300
# gRPC closes a connection that does not begin to speak HTTP/2.
HANDSHAKE_SECONDS = 10

IDLE = 10_000
MOST_BYTES_OF_ONE = 25_000
STALLED = 1_000
# Keepalive of limits.h, and some for a busy machine.
LET_GO_SECONDS = 30 + 10

# What a client of HTTP/2 begins with: the preface, and settings of its own.
PREFACE = (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
           b"\x00\x00\x00\x04\x00\x00\x00\x00\x00")


def literal(name, value):
    """A header, as HPACK has it without any table."""
    return b"\0" + bytes([len(name)]) + name + bytes([len(value)]) + value


HEADERS = b"".join(literal(name, value) for name, value in (
    (b":method", b"POST"), (b":scheme", b"http"),
    (b":path", b"/caselens.v1.AccessService/GetCaller"),
    (b":authority", b"localhost"), (b"content-type", b"application/grpc"),
    (b"te", b"trailers")))
# The headers of a call whose request never comes.
HALF_A_CALL = (len(HEADERS).to_bytes(3, "big") + b"\x01\x04" + b"\0\0\0\x01"
               + HEADERS)

# A gRPC server as gRPC makes it, with a listener of its own.
PLAIN_SERVER = """
import concurrent.futures
import sys
import time

import grpc

server = grpc.server(concurrent.futures.ThreadPoolExecutor(2))
print(server.add_insecure_port("127.0.0.1:0"), flush=True)
server.start()
time.sleep(600)
"""


def few_descriptors():
    resource.setrlimit(resource.RLIMIT_NOFILE, (DESCRIPTORS, DESCRIPTORS))


def connect(port):
    return socket.create_connection(("127.0.0.1", port), timeout=5)


def exhaust(port):
    """More connections than there are descriptors, all given up."""
    sockets = []
    for _ in range(CONNECTIONS):
        with contextlib.suppress(OSError):
            sockets.append(connect(port))
    time.sleep(1)
    for one in sockets:
        one.close()
    time.sleep(1)


def is_closed(connection, seconds):
    """Whether the other side closes, whatever it says before."""
    connection.settimeout(seconds)
    try:
        while connection.recv(4096):
            pass
        return True
    except ConnectionResetError:
        return True
    except TimeoutError:
        return False


def speaks(port, seconds):
    """Whether a server still takes connections as HTTP/2 wants: it speaks."""
    with connect(port) as connection:
        connection.sendall(PREFACE)
        connection.settimeout(seconds)
        try:
            return bool(connection.recv(1))
        except OSError:
            return False


def resident_bytes(process):
    status = pathlib.Path(f"/proc/{process}/status").read_text()
    return 1024 * int(re.search(r"VmRSS:\s*(\d+)", status)[1])


class HostileNetworkTest(unittest.TestCase):
    def setUp(self):
        self.service = s.Service()
        self.addCleanup(self.service.close)

    def whoami(self):
        return self.service.caller("administrator").Access("GetCaller")

    def test_the_attack_ends_a_listener_of_grpcs_own(self):
        # CVE-2023-4785, open until 1.57.
        version = tuple(map(int, grpc.__version__.split(".")[:2]))
        with subprocess.Popen(
                [sys.executable, "-c", PLAIN_SERVER], stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL, text=True,
                preexec_fn=few_descriptors) as server:
            try:
                port = int(server.stdout.readline())
                self.assertTrue(speaks(port, 5))
                exhaust(port)
                self.assertEqual(speaks(port, 5), version >= (1, 57))
            finally:
                server.kill()

    def test_the_attack_does_not_end_ours(self):
        self.service.start(preexec_fn=few_descriptors)
        self.whoami()
        for _ in range(2):
            exhaust(self.service.port)
            self.assertTrue(speaks(self.service.port, 5))
            self.assertEqual(self.whoami().name, "principals/administrator")

    def test_one_address_gets_its_share_of_connections_and_gets_it_back(self):
        self.service.start("--max-connections-per-address", "5")
        held = [connect(self.service.port) for _ in range(5)]
        time.sleep(.5)
        with connect(self.service.port) as one_more:
            self.assertTrue(is_closed(one_more, 2))
        for one in held:
            one.close()
        time.sleep(.5)
        self.assertEqual(self.whoami().name, "principals/administrator")

    def test_who_connects_and_says_nothing_is_let_go(self):
        self.service.start()
        with connect(self.service.port) as silent:
            self.assertTrue(is_closed(silent, HANDSHAKE_SECONDS + 10))

    def test_rubbish_is_no_request(self):
        self.service.start()
        for rubbish in (b"GET / HTTP/1.1\r\n\r\n", b"\x16\x03\x01" * 1000,
                        b"\0" * 100_000):
            with connect(self.service.port) as connection:
                with contextlib.suppress(OSError):
                    connection.sendall(rubbish)
                self.assertTrue(is_closed(connection, HANDSHAKE_SECONDS + 10))
        self.assertEqual(self.whoami().name, "principals/administrator")

    def hold(self, count, what):
        """Connections that have begun to speak and say `what`; held open."""
        held = contextlib.ExitStack()
        self.addCleanup(held.close)
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        self.assertGreater(hard, count + 200, "too few descriptors for this")
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        self.addCleanup(resource.setrlimit, resource.RLIMIT_NOFILE,
                        (soft, hard))
        sockets = []
        for _ in range(count):
            sockets.append(held.enter_context(connect(self.service.port)))
            sockets[-1].sendall(PREFACE + what)
        for one in sockets:
            self.assertTrue(one.recv(1), "the service does not speak")
        return sockets

    def start_for_many(self):
        self.service.start("--max-connections", str(2 * IDLE),
                           "--max-connections-per-address", str(2 * IDLE))

    def test_ten_thousand_idle_connections_cost_little_and_stop_nobody(self):
        self.start_for_many()
        self.whoami()
        before = resident_bytes(self.service.process.pid)
        self.hold(IDLE, b"")
        each = (resident_bytes(self.service.process.pid) - before) / IDLE
        self.assertEqual(self.whoami().name, "principals/administrator")
        print(f"{IDLE} idle connections, {each / 1000:.1f} kB each", flush=True)
        self.assertLessEqual(each, MOST_BYTES_OF_ONE)

    def test_a_thousand_stalled_calls_are_let_go(self):
        self.start_for_many()
        sockets = self.hold(STALLED, HALF_A_CALL)
        self.assertEqual(self.whoami().name, "principals/administrator")
        deadline = time.monotonic() + LET_GO_SECONDS
        for one in sockets:
            self.assertTrue(
                is_closed(one, max(.01, deadline - time.monotonic())),
                f"held for {LET_GO_SECONDS} s, and answered no ping")
        self.assertEqual(self.whoami().name, "principals/administrator")


if __name__ == "__main__":
    unittest.main()
