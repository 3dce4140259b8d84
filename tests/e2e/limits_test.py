"""Who calls too often waits, and nobody else does."""

import subprocess
import time
import unittest

import grpc

import service as s

PER_SECOND = 2
AT_ONCE = 10 * PER_SECOND


def retry_delay(error):
    """Seconds of google.rpc.RetryInfo, or 0."""
    for key, value in error.trailing_metadata():
        if key == "grpc-status-details-bin":
            for detail in s.error_pb2.Status.FromString(value).details:
                if detail.type_url.endswith("RetryInfo"):
                    info = s.error_pb2.RetryInfo.FromString(detail.value)
                    return info.retry_delay.ToTimedelta().total_seconds()
    return 0


class LimitsTest(unittest.TestCase):
    def setUp(self):
        self.service = s.Service()
        self.addCleanup(self.service.close)

    def start(self, principal, address):
        self.service.rates = ("--max-calls-of-principal", str(principal),
                              "--max-calls-of-address", str(address))
        self.service.start()

    def refusal(self, caller, calls=20 * AT_ONCE):
        """The first refusal of a caller who goes on calling."""
        with self.assertRaises(grpc.RpcError) as refused:
            for _ in range(calls):
                caller.Access("GetCaller")
        return refused.exception

    def assert_too_many(self, error):
        self.assertEqual(error.code(), grpc.StatusCode.RESOURCE_EXHAUSTED)
        self.assertEqual(s.details(error)[1], "TOO_MANY_CALLS")
        self.assertGreater(retry_delay(error), 0)

    def test_a_principal_who_calls_too_often_waits_as_long_as_told(self):
        self.start(PER_SECOND, 0)
        other = self.service.principal("other")
        caller = self.service.principal("caller")
        error = self.refusal(caller)
        self.assert_too_many(error)
        self.assertEqual(other.Access("GetCaller").name, "principals/other")
        time.sleep(retry_delay(error))
        self.assertEqual(caller.Access("GetCaller").name, "principals/caller")

    def test_the_command_line_waits_by_itself(self):
        self.start(PER_SECOND, 0)
        self.refusal(self.service.caller("administrator"))
        whoami = subprocess.run(
            [s.BUILD / "bin/caselens", "--server", self.service.address,
             "--token-file", self.service.folder / "administrator.token",
             "whoami"], capture_output=True, text=True, timeout=60)
        self.assertEqual(whoami.returncode, 0, whoami.stderr)

    def test_an_address_is_limited_whoever_calls_from_it(self):
        self.start(0, PER_SECOND)
        nobody = s.Caller(self.service.address, "caselens_no.token")
        with self.assertRaises(grpc.RpcError) as refused:
            for _ in range(20 * AT_ONCE):
                with self.assertRaises(grpc.RpcError) as unknown:
                    nobody.Access("GetCaller")
                if unknown.exception.code() \
                        != grpc.StatusCode.UNAUTHENTICATED:
                    raise unknown.exception
        self.assert_too_many(refused.exception)
        self.assert_too_many(
            self.refusal(self.service.caller("administrator")))
        # The administrators' socket is their own.
        admin = s.Caller(f"unix:{self.service.admin_socket}",
                         self.service.tokens["administrator"])
        for _ in range(2 * AT_ONCE):
            admin.Access("GetCaller")

    def test_what_goes_through_a_study_counts_as_many_calls(self):
        self.start(PER_SECOND, 0)
        caller = self.service.principal("caller")
        with self.assertRaises(grpc.RpcError):
            caller.Sample("DrawSample", parent="studies/s")
        self.assert_too_many(self.refusal(caller, calls=AT_ONCE // 2))


if __name__ == "__main__":
    unittest.main(verbosity=2)
