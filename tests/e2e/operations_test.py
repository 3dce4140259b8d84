"""What whoever runs the service sees of it, and what nobody does."""

import contextlib
import json
import re
import resource
import shlex
import socket
import subprocess
import time
import unittest

import grpc

import service as s

WAIT_SECONDS = 60
# Of docs/operations.md.
FIELDS = {"time", "level", "message", "changes", "code", "commits",
          "history_key", "method", "micros", "port", "principal", "reads",
          "reason", "span_id", "trace_id"}
TRACE, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
CHANGES = "caselens.changes"
SERVING, NOT_SERVING = 1, 2


def caselensd(*arguments):
    return subprocess.run([s.BUILD / "bin/caselensd", *map(str, arguments)],
                          capture_output=True, text=True, timeout=60)


def health(service, name=""):
    """Status of a service by its name, asked over TCP; None if unknown."""
    data = name.encode()
    request = b"\x0a" + bytes([len(data)]) + data if data else b""
    with grpc.insecure_channel(service.address) as channel:
        try:
            answer = channel.unary_unary("/grpc.health.v1.Health/Check")(
                request, timeout=s.DEADLINE_SECONDS)
        except grpc.RpcError as error:
            assert error.code() == grpc.StatusCode.NOT_FOUND, error
            return None
    return answer[1] if answer else 0


def wait_until(is_so, what):
    deadline = time.monotonic() + WAIT_SECONDS
    while not is_so():
        assert time.monotonic() < deadline, what
        time.sleep(.1)


class OperationsTest(unittest.TestCase):
    def setUp(self):
        self.service = s.Service()
        self.addCleanup(self.service.close)

    def lines(self):
        return [json.loads(line) for line in self.service.said().splitlines()]

    def calls(self):
        return [line for line in self.lines() if line["message"] == "call"]

    def metrics(self):
        """Value by name and labels, as the text has them."""
        run = caselensd("metrics", "--server",
                        f"unix:{self.service.admin_socket}")
        self.assertEqual(run.returncode, 0, run.stderr)
        return {name: float(value) for name, value in re.findall(
            r"^(caselens\S+) (\S+)$", run.stdout, re.MULTILINE)}

    def test_what_grpc_does_inside_is_for_administrators_alone(self):
        self.service.start()
        method = "/grpc.channelz.v1.Channelz/GetServers"
        with grpc.insecure_channel(
                f"unix:{self.service.admin_socket}") as channel:
            self.assertTrue(channel.unary_unary(method)(b""),
                            "it knows of no server")
        with grpc.insecure_channel(self.service.address) as channel, \
                self.assertRaises(grpc.RpcError) as refused:
            channel.unary_unary(method)(b"")
        self.assertEqual(refused.exception.code(),
                         grpc.StatusCode.UNIMPLEMENTED)

    def test_every_call_is_a_line_of_json_with_known_fields(self):
        self.service.start()
        admin = self.service.caller("administrator")
        admin.metadata.append(("traceparent", f"00-{TRACE}-{SPAN}-01"))
        admin.Access("GetCaller")
        admin.metadata[-1] = ("traceparent", "00-Zebedee-Quillfeather-01")
        with self.assertRaises(grpc.RpcError):
            admin.Access("CreatePrincipal", principal_id="Zebedee Quill")
        with self.assertRaises(grpc.RpcError):
            s.Caller(self.service.address, "caselens_secret.x").Access(
                "GetCaller")
        self.service.stop()
        for line in self.lines():
            self.assertLessEqual(set(line), FIELDS)
        got, made, refused = [
            {key: line[key] for key in line if key not in ("time", "micros")}
            for line in self.calls()]
        self.assertEqual(got, {
            "level": "info", "message": "call",
            "method": "AccessService/GetCaller", "code": "OK",
            "principal": "administrator", "trace_id": TRACE,
            "span_id": SPAN})
        self.assertEqual(made, {
            "level": "info", "message": "call",
            "method": "AccessService/CreatePrincipal",
            "code": "INVALID_ARGUMENT", "principal": "administrator"})
        self.assertEqual(refused, {
            "level": "warning", "message": "call",
            "method": "AccessService/GetCaller", "code": "UNAUTHENTICATED",
            "reason": "UNAUTHENTICATED"})
        for word in ("Zebedee", "Quill", "secret",
                     self.service.tokens["administrator"].partition(".")[2]):
            self.assertNotIn(word, self.service.said())

    def test_a_higher_level_leaves_out_what_went_well(self):
        self.service.launch("--log-level", "warning")
        wait_until(lambda: self.service.admin_socket.exists(), "no socket")
        admin = s.Caller(f"unix:{self.service.admin_socket}",
                         self.service.tokens["administrator"])
        admin.Access("GetCaller")
        admin.metadata = []
        with self.assertRaises(grpc.RpcError):
            admin.Access("GetCaller")
        self.service.stop()
        self.assertEqual([line["code"] for line in self.lines()],
                         ["UNAUTHENTICATED"])

    def test_figures_are_served_on_the_administrators_socket_alone(self):
        self.service.start()
        admin = self.service.caller("administrator")
        admin.Access("GetCaller")
        admin.Access("CreatePrincipal", principal_id="ada")
        with self.assertRaises(grpc.RpcError):
            s.Caller(self.service.address, "no").Access("GetCaller")
        figures = self.metrics()
        calls = 'caselens_calls_total{code="%s",method="AccessService/%s"}'
        refused = 'caselens_calls_refused_total{reason="UNAUTHENTICATED"}'
        self.assertEqual(figures[calls % ("OK", "GetCaller")], 1)
        self.assertEqual(figures[calls % ("UNAUTHENTICATED", "GetCaller")], 1)
        self.assertEqual(figures[refused], 1)
        self.assertEqual(figures[
            'caselens_call_seconds_count{method='
            '"AccessService/CreatePrincipal"}'], 1)
        self.assertGreaterEqual(figures["caselens_commit_seconds_count"], 1)
        self.assertGreaterEqual(figures["caselens_commit_changes_sum"], 1)
        self.assertGreater(figures["caselens_history_size"], 0)
        self.assertEqual(figures["caselens_changes_waiting"], 0)
        self.assertEqual(figures["caselens_takes_changes"], 1)
        over_tcp = caselensd("metrics", "--server", self.service.address)
        self.assertNotEqual(over_tcp.returncode, 0)

    def test_health_is_told_by_service_and_changes_apart(self):
        self.service.start()
        for name in s.MODULES:
            self.assertEqual(
                health(self.service, f"caselens.v1.{name}Service"), SERVING)
        self.assertEqual(health(self.service), SERVING)
        self.assertEqual(health(self.service, CHANGES), SERVING)
        self.assertIsNone(health(self.service, "caselens.v1.NoService"))
        probe = ("health", "--server", self.service.address, "--service")
        self.assertEqual(caselensd(*probe, CHANGES).returncode, 0)
        self.assertNotEqual(caselensd(*probe, "nothing").returncode, 0)

    def test_a_full_disk_takes_changes_out_of_service_and_back(self):
        # A limit on the size of files stands for a full disk; the signal that
        # comes with it stays ignored.
        self.service.start(restore_signals=False)
        admin = self.service.caller("administrator")
        pid = self.service.process.pid
        old = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        size = (self.service.data / "caselens.db-wal").stat().st_size
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (size + 4096, old[1]))
        with self.assertRaises(grpc.RpcError) as refused:
            for i in range(2000):
                admin.Access("CreatePrincipal", principal_id=f"p{i}")
        self.assertIn(refused.exception.code(),
                      (grpc.StatusCode.RESOURCE_EXHAUSTED,
                       grpc.StatusCode.UNAVAILABLE))
        wait_until(lambda: health(self.service, CHANGES) == NOT_SERVING,
                   "changes are still in service")
        self.assertEqual(self.metrics()["caselens_takes_changes"], 0)
        self.assertEqual(health(self.service), SERVING)
        admin.Access("ListPrincipals")
        resource.prlimit(pid, resource.RLIMIT_FSIZE, old)
        wait_until(lambda: health(self.service, CHANGES) == SERVING,
                   "changes are not taken up again")
        admin.Access("CreatePrincipal", principal_id="again")

    def test_a_configuration_is_checked_without_a_start(self):
        good = ("serve", "--check-config", "--data", self.service.data)
        checked = caselensd(*good)
        self.assertEqual(checked.returncode, 0, checked.stderr)
        self.assertEqual(checked.stdout,
                         "caselensd: the configuration is good\n")
        for flags, words in (
                (("--listen", "0.0.0.0:7600"), "TLS"),
                (("--tls-certificate", "/no", "--tls-key", "/no"), "/no"),
                (("--sign-on-keys", "/none", "--sign-on-issuer", "i",
                  "--sign-on-audience", "a"), "/none"),
                (("--log-origin", "another.example/log"), "history.key")):
            checked = caselensd(*good, *flags)
            self.assertNotEqual(checked.returncode, 0, flags)
            self.assertIn(words, checked.stderr)
        self.assertNotEqual(caselensd(*good[:-1], "/nowhere").returncode, 0)
        (self.service.data / "token.key").chmod(0o644)
        self.assertNotEqual(caselensd(*good).returncode, 0)

    def test_a_service_whose_listener_does_not_answer_ends(self):
        self.service.start("--self-probe-seconds", "1")
        resource.prlimit(self.service.process.pid, resource.RLIMIT_NOFILE,
                         (3, 3))
        self.assertNotEqual(self.service.process.wait(timeout=WAIT_SECONDS),
                            0)
        said = [line for line in self.lines()
                if line["message"] == "the listener does not answer"]
        self.assertGreaterEqual(len(said), 2)

    def test_the_supervisor_is_told(self):
        path = self.service.folder / "notify.sock"
        with contextlib.closing(
                socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)) as notify:
            notify.bind(str(path))
            notify.settimeout(WAIT_SECONDS)
            self.service.start("--self-probe-seconds", "1",
                               env={"NOTIFY_SOCKET": str(path)})
            self.assertEqual(notify.recv(100), b"READY=1")
            self.assertEqual(notify.recv(100), b"WATCHDOG=1")
            self.service.stop()
            told = b""
            while told != b"STOPPING=1":
                told = notify.recv(100)

    def test_the_unit_names_flags_that_there_are(self):
        unit = (s.SOURCE / "docker/caselensd.service").read_text()
        for line in re.findall(r"^ExecStart(?:Pre)?=(.*)$", unit, re.M):
            _, command, *arguments = shlex.split(line)
            known = caselensd(command, "--help").stdout
            for flag in (a for a in arguments if a.startswith("--")):
                self.assertIn(flag, known)


class ReadsTest(unittest.TestCase):
    def reads(self, caller, **fields):
        return [(r.principal.split("/")[1], r.action, r.resource,
                 r.case_file, r.count) for r in caller.History(
                     "ListReads", parent="studies/s", **fields).reads]

    def test_who_read_which_codings_is_recorded(self):
        with s.service_with_study() as service:
            files = s.case_files(service)
            coding = s.submitted_coding(service, files["C1-1"])
            researcher = service.caller("researcher")
            for _ in range(3):
                researcher.Coding("GetCoding", name=coding)
            researcher.Comparison("ListComparisons", parent="studies/s")
            with self.assertRaises(grpc.RpcError):
                researcher.Coding("GetCoding", name="studies/s/codings/none")
            self.assertEqual(service.stop(), 0)
            service.start()
            governance = service.caller("governance")
            mine = ("researcher", "CodingService.GetCoding", coding,
                    files["C1-1"].name, 3)
            listed = ("researcher", "ComparisonService.ListComparisons",
                      "studies/s", "", 1)
            self.assertEqual(
                self.reads(governance, principal="principals/researcher"),
                [mine, listed])
            self.assertIn(mine, self.reads(governance,
                                           case_file=files["C1-1"].name))
            self.assertEqual(
                self.reads(governance, case_file=files["C1-2"].name), [])
            # Page by page the same.
            paged, token = [], ""
            while True:
                page = governance.History(
                    "ListReads", parent="studies/s", page_size=1,
                    page_token=token)
                paged += page.reads
                token = page.next_page_token
                if not token:
                    break
            self.assertEqual(len(paged), len(self.reads(governance)))
            self.assertNotIn(
                "reads", {e.resource.split("/")[2] for e in governance.History(
                    "ListEvents", parent="studies/s",
                    page_size=1000).events if e.resource.count("/") > 1})
            verified = list(service.caller("administrator").History(
                "VerifyHistory"))[-1]
            self.assertEqual(verified.state,
                             s.history_pb2.HistoryVerification.VERIFIED)

    def test_who_codes_a_file_hears_of_no_reads(self):
        with s.service_with_study() as service:
            both = service.principal(
                "both", (s.Grant.AUDITOR, "s", ""),
                (s.Grant.GOVERNANCE_AUDITOR, "s", ""))
            service.caller("study-steward").Study(
                "RecordTraining", parent="studies/s/sites/C1",
                training=s.study_pb2.Training(principal="principals/both",
                                              date="2026-02-01"))
            self.reads(both)
            s.start_coding(service, s.case_files(service)["C1-1"], "both")
            with self.assertRaises(grpc.RpcError) as refused:
                self.reads(both)
            self.assertEqual(s.details(refused.exception)[1], "CODES_A_FILE")


if __name__ == "__main__":
    unittest.main(verbosity=2)
