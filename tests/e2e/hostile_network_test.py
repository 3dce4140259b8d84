"""Connections that want the service to end."""

import contextlib
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
        connection.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
                           b"\x00\x00\x00\x04\x00\x00\x00\x00\x00")
        connection.settimeout(seconds)
        try:
            return bool(connection.recv(1))
        except OSError:
            return False


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

    def test_a_thousand_idle_connections_keep_nobody_waiting(self):
        self.service.start("--max-connections-per-address", "2000")
        exits = contextlib.ExitStack()
        self.addCleanup(exits.close)
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 4096), hard))
        self.addCleanup(resource.setrlimit, resource.RLIMIT_NOFILE,
                        (soft, hard))
        for _ in range(1000):
            exits.enter_context(connect(self.service.port))
        self.assertEqual(self.whoami().name, "principals/administrator")


if __name__ == "__main__":
    unittest.main()
