"""Callers who come from an organisation's single sign-on."""

import base64
import json
import subprocess
import time
import unittest

import grpc

import certificates
import service as s

ISSUER = "https://login.council.example/"
RELOAD_SECONDS = 30
SIGN_ON = s.access_pb2.Identity.SIGN_ON


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Key:
    """An RSA key of the issuer."""

    def __init__(self, folder, name):
        self.name = name
        self.file = folder / f"{name}.key"
        certificates.openssl("genrsa", "-out", self.file, "2048")
        modulus = certificates.openssl("rsa", "-in", self.file, "-noout",
                                       "-modulus").decode()
        self.modulus = bytes.fromhex(modulus.strip().partition("=")[2])

    def jwk(self):
        return {"kty": "RSA", "kid": self.name, "use": "sig", "alg": "RS256",
                "n": base64url(self.modulus), "e": "AQAB"}

    def token(self, **claims):
        claims = {"iss": ISSUER, "aud": "caselens", "sub": "248289761001",
                  "exp": int(time.time()) + 600, **claims}
        text = ".".join(base64url(json.dumps(part).encode()) for part in (
            {"alg": "RS256", "kid": self.name, "typ": "JWT"}, claims))
        return text + "." + base64url(certificates.openssl(
            "dgst", "-sha256", "-sign", self.file, input=text.encode()))


class SignOnTest(unittest.TestCase):
    def setUp(self):
        self.service = s.Service()
        self.addCleanup(self.service.close)
        self.key = Key(self.service.folder, "first")
        self.keys_file = self.service.folder / "keys.json"
        self.write_keys(self.key)
        self.service.start("--sign-on-keys", self.keys_file,
                           "--sign-on-issuer", ISSUER,
                           "--sign-on-audience", "caselens")
        self.admin = self.service.caller("administrator")
        self.admin.Access("CreatePrincipal", principal_id="ada")
        self.identity = self.link("ada").identities[0].id

    def write_keys(self, *keys):
        new = self.keys_file.with_suffix(".new")
        new.write_text(json.dumps({"keys": [key.jwk() for key in keys]}))
        new.replace(self.keys_file)

    def link(self, principal, subject="248289761001", issuer=ISSUER):
        return self.admin.Access(
            "LinkIdentity", name=f"principals/{principal}", kind=SIGN_ON,
            subject=subject, issuer=issuer)

    def caller(self, token):
        return s.Caller(self.service.address, token)

    def assert_unknown(self, token):
        with self.assertRaises(grpc.RpcError) as refused:
            self.caller(token).Access("GetCaller")
        self.assertEqual(refused.exception.code(),
                         grpc.StatusCode.UNAUTHENTICATED)
        return refused.exception.details()

    def test_a_token_of_the_issuer_signs_its_principal_in(self):
        token = self.key.token()
        for _ in range(3):
            self.assertEqual(self.caller(token).Access("GetCaller").name,
                             "principals/ada")
        self.admin.Access("UnlinkIdentity", name="principals/ada",
                          identity=self.identity)
        self.assert_unknown(token)

    def test_a_token_of_ours_goes_on(self):
        self.assertEqual(self.admin.Access("GetCaller").name,
                         "principals/administrator")

    def test_what_is_not_to_be_trusted_hears_the_same_words(self):
        stranger = Key(self.service.folder, "stranger")
        namesake = Key(self.service.folder, "stranger")
        namesake.name = "first"
        header, claims, signature = self.key.token().split(".")
        none = base64url(b'{"alg":"none","kid":"first"}')
        words = {self.assert_unknown(token) for token in (
            stranger.token(), namesake.token(),
            self.key.token(sub="248289761002"),
            self.key.token(iss="https://login.stranger.example/"),
            self.key.token(aud="another"),
            self.key.token(exp=int(time.time()) - 120),
            self.key.token(nbf=int(time.time()) + 120),
            f"{none}.{claims}.", f"{none}.{claims}.{signature}",
            f"{header}.{base64url(b'{}')}.{signature}",
            "a.b.c", "..", "eyJ" * 1000)}
        self.assertEqual(len(words), 1, words)

    def test_a_person_of_another_issuer_is_another_person(self):
        self.admin.Access("UnlinkIdentity", name="principals/ada",
                          identity=self.identity)
        self.link("ada", issuer="https://login.other.example/")
        self.assert_unknown(self.key.token())

    def test_keys_that_change_are_read_again(self):
        second = Key(self.service.folder, "second")
        old, new = self.key.token(), second.token()
        self.caller(old).Access("GetCaller")
        self.assert_unknown(new)
        self.write_keys(second)
        deadline = time.monotonic() + RELOAD_SECONDS
        while True:
            try:
                self.caller(new).Access("GetCaller")
                break
            except grpc.RpcError:
                self.assertLess(time.monotonic(), deadline)
                time.sleep(.2)
        self.assert_unknown(old)

    def test_no_subject_is_kept(self):
        self.link("ada", subject="zebedee@council.example")
        self.service.stop()
        for path in self.service.folder.rglob("*"):
            if path.is_file() and path != self.keys_file:
                data = path.read_bytes()
                self.assertNotIn(b"zebedee", data, path)
                self.assertNotIn(b"248289761001", data, path)

    def test_the_command_line_sends_it_as_any_token(self):
        file = self.service.folder / "ada.token"
        file.touch(0o600)
        file.write_text(self.key.token())
        whoami = subprocess.run(
            [s.BUILD / "bin/caselens", "--server", self.service.address,
             "--token-file", file, "whoami"], capture_output=True, text=True,
            timeout=60)
        self.assertEqual(whoami.returncode, 0, whoami.stderr)
        self.assertIn("ada", whoami.stdout)


if __name__ == "__main__":
    unittest.main(verbosity=2)
