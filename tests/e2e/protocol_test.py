"""The service as strangers' tools see it: health, reflection, buf."""

import base64
import json
import pathlib
import platform
import shutil
import subprocess
import unittest

import grpc

import service as s

# grpc.health.v1 by hand: HealthCheckRequest{service = 1} and
# HealthCheckResponse{status = 1}; 1 is SERVING.
HEALTH = "/grpc.health.v1.Health/Check"
SERVING = b"\x08\x01"
REFLECTION = ("/grpc.reflection.v1alpha.ServerReflection/"
              "ServerReflectionInfo")
LIST_SERVICES = b"\x3a\x00"
SERVICES = {f"caselens.v1.{name}Service" for name in s.MODULES}
BUF_PACKAGE = {"x86_64": "buf-linux-x64",
               "aarch64": "buf-linux-aarch64"}[platform.machine()]
# Errors that a call of an existing method with nothing in it may end in.
ANSWERS = {"invalid_argument", "permission_denied", "not_found",
           "failed_precondition"}


def buf():
    """The program, installed once into the build folder as locked."""
    folder = s.BUILD / "tests/e2e/npm"
    program = folder / "node_modules/@bufbuild" / BUF_PACKAGE / "bin/buf"
    source = pathlib.Path(__file__).parent
    lock = (source / "package-lock.json").read_text()
    installed = folder / "installed-package-lock.json"
    if not (installed.exists() and installed.read_text() == lock):
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(source / name, folder / name)
        subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit",
                        "--no-fund", "--loglevel=error"], cwd=folder,
                       check=True)
        installed.write_text(lock)
    return program


def run(*command, **options):
    return subprocess.run([str(part) for part in command],
                          capture_output=True, text=True,
                          timeout=s.DEADLINE_SECONDS, **options)


class ProtocolTest(unittest.TestCase):
    def test_the_protos_keep_the_rules_of_buf(self):
        linted = run(buf(), "lint", cwd=s.SOURCE / "protos")
        self.assertEqual((linted.returncode, linted.stdout), (0, ""),
                         linted.stderr)

    def test_health_is_served_to_everyone(self):
        with s.service_with_study(records=0) as service:
            for address in (service.address, f"unix:{service.admin_socket}"):
                with grpc.insecure_channel(address) as channel:
                    self.assertEqual(
                        channel.unary_unary(HEALTH)(
                            b"", timeout=s.DEADLINE_SECONDS), SERVING,
                        f"{address} does not serve")

    def list_services(self, address):
        with grpc.insecure_channel(address) as channel:
            answers = channel.stream_stream(REFLECTION)(
                iter([LIST_SERVICES]), timeout=s.DEADLINE_SECONDS)
            return b"".join(answers)

    def test_reflection_is_on_the_administrators_socket_only(self):
        with s.service_with_study(records=0) as service:
            with self.assertRaises(grpc.RpcError) as refused:
                self.list_services(service.address)
            self.assertEqual(refused.exception.code(),
                             grpc.StatusCode.UNIMPLEMENTED,
                             "the public port serves reflection")
            listed = self.list_services(f"unix:{service.admin_socket}")
            for name in SERVICES:
                self.assertIn(name.encode(), listed)
            self.assertEqual(service.admin_socket.stat().st_mode & 0o077, 0,
                             "others than the owner can open the socket")

    def test_a_method_that_is_not_there_is_unimplemented(self):
        with s.service_with_study(records=0) as service:
            caller = service.caller("auditor")
            for path in ("/caselens.v1.CodingService/DropCoding",
                         "/caselens.v2.CodingService/GetCoding", "/x/y"):
                with self.assertRaises(grpc.RpcError) as refused:
                    caller.channel.unary_unary(path)(
                        b"", metadata=caller.metadata)
                self.assertEqual(refused.exception.code(),
                                 grpc.StatusCode.UNIMPLEMENTED, path)

    def curl(self, service, path, token, data="{}"):
        return run(buf(), "curl", "--protocol", "grpc",
                   "--http2-prior-knowledge", "--unix-socket",
                   service.admin_socket, "--header",
                   f"authorization: Bearer {token}", "--data", data,
                   f"http://localhost/{path}", cwd=service.folder)

    def test_buf_calls_every_method_by_reflection_alone(self):
        with s.service_with_study(records=0) as service:
            token = service.tokens["administrator"]
            caller = self.curl(service, "caselens.v1.AccessService/GetCaller",
                               token)
            self.assertEqual(caller.returncode, 0, caller.stderr)
            self.assertEqual(json.loads(caller.stdout)["name"],
                             "principals/administrator")
            for name, (messages, _) in s.MODULES.items():
                for method in messages.DESCRIPTOR.services_by_name[
                        f"{name}Service"].methods:
                    path = f"caselens.v1.{name}Service/{method.name}"
                    with self.subTest(method=path):
                        called = self.curl(service, path, token)
                        if called.returncode != 0:
                            self.assertIn(json.loads(called.stderr)["code"],
                                          ANSWERS, called.stderr)

    def test_buf_shows_the_details_of_an_error(self):
        with s.service_with_study(records=0) as service:
            called = self.curl(
                service, "caselens.v1.StudyService/ListStudies",
                service.tokens["researcher"], '{"page_size": -1}')
            error = json.loads(called.stderr)
            self.assertEqual(error["code"], "invalid_argument")
            detail, = error["details"]
            self.assertEqual(detail["type"], "google.rpc.BadRequest")
            bad = s.error_pb2.BadRequest.FromString(
                base64.b64decode(detail["value"] + "=="))
            self.assertEqual([v.field for v in bad.field_violations],
                             ["page_size"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
