"""Tokens are made, listed, rotated and ended."""

import subprocess
import time
import unittest

import grpc

import service as s

DENIED = grpc.StatusCode.NOT_FOUND


class TokenTest(unittest.TestCase):
    def setUp(self):
        self.service = s.Service().start()
        self.addCleanup(self.service.close)
        self.admin = self.service.caller("administrator")
        self.service.principal("ada")
        self.ada = self.admin.Access("CreateToken", parent="principals/ada",
                                     days=30)

    def caller(self, token):
        return s.Caller(self.service.address, token.secret)

    def assert_code(self, code, call, *arguments, **fields):
        with self.assertRaises(grpc.RpcError) as caught:
            call(*arguments, **fields)
        self.assertEqual(caught.exception.code(), code,
                         caught.exception.details())
        return caught.exception

    def assert_ended(self, token):
        self.assert_code(grpc.StatusCode.UNAUTHENTICATED,
                         self.caller(token).Access, "GetCaller")

    def test_a_revoked_token_is_refused_from_the_next_call_on(self):
        caller = self.caller(self.ada)
        self.assertEqual(caller.Access("GetCaller").name, "principals/ada")
        self.assertTrue(
            self.admin.Access("RevokeToken", name=self.ada.name).revoked)
        self.assert_code(grpc.StatusCode.UNAUTHENTICATED, caller.Access,
                         "GetCaller")

    def test_one_rotates_ones_own_token_and_it_ends_no_later(self):
        caller = self.caller(self.ada)
        new = caller.Access("RotateToken", name=self.ada.name)
        self.assert_ended(self.ada)
        self.assertEqual(self.caller(new).Access("GetCaller").name,
                         "principals/ada")
        self.assertEqual(new.expire_time, self.ada.expire_time)
        self.assert_code(grpc.StatusCode.INVALID_ARGUMENT,
                         self.caller(new).Access, "RotateToken",
                         name=new.name, days=366)

    def test_both_are_good_until_the_overlap_ends(self):
        new = self.caller(self.ada).Access("RotateToken", name=self.ada.name,
                                           overlap_minutes=5)
        for token in (self.ada, new):
            self.caller(token).Access("GetCaller")
        old, = (t for t in self.admin.Access(
            "ListTokens", parent="principals/ada").tokens
            if t.name == self.ada.name)
        self.assertLessEqual(old.expire_time.seconds, time.time() + 301)
        self.assertLess(old.expire_time.seconds, self.ada.expire_time.seconds)

    def test_an_administrator_makes_it_last_longer(self):
        new = self.admin.Access("RotateToken", name=self.ada.name, days=90)
        self.assertGreater(new.expire_time.seconds,
                           self.ada.expire_time.seconds)
        self.assert_ended(self.ada)

    def test_what_ended_has_no_successor(self):
        self.admin.Access("RevokeToken", name=self.ada.name)
        error = self.assert_code(grpc.StatusCode.FAILED_PRECONDITION,
                                 self.admin.Access, "RotateToken",
                                 name=self.ada.name)
        self.assertEqual(s.details(error)[1], "TOKEN_ENDED")

    def test_a_token_has_one_successor(self):
        self.caller(self.ada).Access("RotateToken", name=self.ada.name,
                                     overlap_minutes=5)
        error = self.assert_code(
            grpc.StatusCode.FAILED_PRECONDITION, self.caller(self.ada).Access,
            "RotateToken", name=self.ada.name, overlap_minutes=5)
        self.assertEqual(s.details(error)[1], "TOKEN_ROTATED")

    def test_the_last_administrator_stays(self):
        role = s.Grant(role=s.Grant.ADMINISTRATOR)
        revoke = {"name": "principals/administrator", "grant": role}
        self.admin.Access("CreatePrincipal", principal_id="zoe")
        self.admin.Access("GrantRole", name="principals/zoe", grant=role)
        error = self.assert_code(grpc.StatusCode.FAILED_PRECONDITION,
                                 self.admin.Access, "RevokeRole", **revoke)
        self.assertEqual(s.details(error)[1], "LAST_ADMINISTRATOR",
                         "zoe could not sign in")
        self.admin.Access("CreateToken", parent="principals/zoe", days=1)
        self.admin.Access("RevokeRole", **revoke)

    def bootstrap(self, principal):
        return subprocess.run(
            [s.BUILD / "bin/caselensd", "bootstrap", "--data",
             self.service.data, "--principal", principal, "--token-file",
             self.service.folder / f"{principal}.token"],
            capture_output=True, text=True)

    def test_where_no_administrator_can_sign_in_the_host_makes_another(self):
        self.service.stop()
        refused = self.bootstrap("zoe")
        self.assertIn("there is an administrator already", refused.stderr)
        self.service.start()
        admin = self.service.caller("administrator")
        own, = admin.Access("ListTokens",
                            parent="principals/administrator").tokens
        admin.Access("RevokeToken", name=own.name)
        self.service.stop()
        self.assertEqual(self.bootstrap("zoe").returncode, 0)
        self.service.start()
        self.service.tokens["zoe"] = (
            self.service.folder / "zoe.token").read_text().strip()
        self.assertEqual(self.service.caller("zoe").Access("GetCaller").name,
                         "principals/zoe")

    def test_a_repeated_rotation_tells_the_secret_once(self):
        request = s.access_pb2.RotateTokenRequest(
            name=self.ada.name, overlap_minutes=5, request_id=s.new_id())
        first = self.caller(self.ada).Access("RotateToken", request)
        second = self.caller(self.ada).Access("RotateToken", request)
        self.assertEqual((first.name, second.secret), (second.name, ""))
        self.assertTrue(first.secret)

    def test_tokens_of_others_are_not_there(self):
        other = self.service.principal("eve")
        for method, fields in (
                ("ListTokens", {"parent": "principals/ada"}),
                ("RotateToken", {"name": self.ada.name})):
            self.assert_code(DENIED, other.Access, method, **fields)
        own = other.Access("ListTokens", parent="principals/eve").tokens
        self.assertEqual([t.name.split("/")[1] for t in own], ["eve"])
        self.assertFalse(own[0].secret)

    def test_the_command_line_rotates_its_token_in_its_file(self):
        file = self.service.folder / "ada.token"
        file.touch(0o600)
        file.write_text(self.ada.secret + "\n")
        for _ in range(2):
            rotated = subprocess.run(
                [s.BUILD / "bin/caselens", "--server", self.service.address,
                 "--token-file", file, "token", "rotate",
                 "--overlap-minutes", "0"],
                capture_output=True, text=True, timeout=60)
            self.assertEqual(rotated.returncode, 0, rotated.stderr)
            self.assertEqual(file.stat().st_mode & 0o777, 0o600)
            self.assertNotIn(file.read_text().strip(), rotated.stdout)
        self.assert_ended(self.ada)
        self.assertEqual(
            s.Caller(self.service.address, file.read_text().strip()).Access(
                "GetCaller").name, "principals/ada")


if __name__ == "__main__":
    unittest.main(verbosity=2)
