"""TLS, and callers who sign in with a certificate."""

import contextlib
import pathlib
import shutil
import socket
import ssl
import subprocess
import tempfile
import time
import unittest

import grpc

import certificates
import service as s

RELOAD_SECONDS = 30  # far more than it takes
CERTIFICATE = s.access_pb2.Identity.CERTIFICATE
NO_CONNECTION = grpc.StatusCode.UNAVAILABLE
UNKNOWN_CALLER = grpc.StatusCode.UNAUTHENTICATED


class TlsTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="caselens-tls-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.authority = certificates.Authority(self.folder)
        self.server = self.authority.sign("server", "IP:127.0.0.1")
        self.service = s.Service()
        self.addCleanup(self.service.close)
        self.admin_token = self.service.tokens["administrator"]

    def tls_flags(self):
        return ("--tls-certificate", self.server[0], "--tls-key",
                self.server[1])

    def start(self, *more):
        self.service.start(*self.tls_flags(), *more)

    def start_with_clients(self, *more):
        """A service that knows `ada` by a certificate, which is returned."""
        self.start("--tls-client-ca", self.authority.certificate, *more)
        self.admin = s.Caller(f"unix:{self.service.admin_socket}",
                              self.admin_token)
        for name in ("ada", "eve"):
            self.admin.Access("CreatePrincipal", principal_id=name)
            self.link(name, f"DNS:{name}.council.example")
        return self.authority.sign("ada", "DNS:ada.council.example")

    def link(self, principal, subject):
        return self.admin.Access(
            "LinkIdentity", name=f"principals/{principal}", kind=CERTIFICATE,
            subject=subject)

    def caller(self, client=None, token=None):
        return s.Caller(self.service.address, token,
                        certificates.channel_credentials(self.authority,
                                                         client))

    def assert_code(self, code, caller):
        with self.assertRaises(grpc.RpcError) as refused:
            caller.Access("GetCaller")
        self.assertEqual(refused.exception.code(), code,
                         refused.exception.details())

    def assert_does_not_start(self, *flags, said):
        run = subprocess.run(
            [s.BUILD / "bin/caselensd", "serve", "--data", self.service.data,
             *map(str, flags)], capture_output=True, text=True, timeout=60)
        self.assertNotEqual(run.returncode, 0)
        self.assertIn(said, run.stdout + run.stderr)

    def certificate_shown(self):
        return ssl.get_server_certificate(("127.0.0.1", self.service.port))

    def wait_until(self, is_so, what):
        deadline = time.monotonic() + RELOAD_SECONDS
        while not is_so():
            self.assertLess(time.monotonic(), deadline, what)
            time.sleep(.2)

    def test_it_listens_to_others_with_tls_only(self):
        for address in ("0.0.0.0:0", "[::]:0", ":0"):
            self.assert_does_not_start("--listen", address, said="TLS")
        self.start()
        self.assertEqual(self.caller(token=self.admin_token).Access(
            "GetCaller").name, "principals/administrator")
        self.assert_code(NO_CONNECTION,
                         s.Caller(self.service.address, self.admin_token))

    def test_it_does_not_start_with_files_that_will_not_do(self):
        certificate, key = self.server
        other = self.authority.sign("other", "IP:127.0.0.1")[1]
        listen = ("--listen", "127.0.0.1:0", "--tls-certificate")
        self.assert_does_not_start(*listen, certificate, "--tls-key", other,
                                   said="is not the key")
        self.assert_does_not_start(*listen, key, "--tls-key", key,
                                   said="no certificate")
        self.assert_does_not_start(*listen, certificate, "--tls-key",
                                   self.folder / "none", said="cannot read")
        self.assert_does_not_start(
            *listen, certificate, "--tls-key", key, "--tls-client-ca",
            key, said="no certificate")
        key.chmod(0o604)
        self.assert_does_not_start(*listen, certificate, "--tls-key", key,
                                   said="only its owner")

    def handshake(self, version):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.set_alpn_protocols(["h2"])
        context.minimum_version = context.maximum_version = version
        with contextlib.closing(context.wrap_socket(
                socket.create_connection(
                    ("127.0.0.1", self.service.port)))) as connection:
            return connection.version()

    def test_nothing_older_than_tls_1_2_is_spoken(self):
        self.start()
        self.assertEqual(self.handshake(ssl.TLSVersion.TLSv1_2), "TLSv1.2")
        self.assertEqual(self.handshake(ssl.TLSVersion.TLSv1_3), "TLSv1.3")
        for old in (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1):
            with self.assertRaises(OSError):
                self.handshake(old)

    def test_a_certificate_signs_its_principal_in(self):
        ada = self.start_with_clients()
        caller = self.caller(ada)
        self.assertEqual(caller.Access("GetCaller").name, "principals/ada")
        # What is said by a token is not put right by a certificate.
        self.assert_code(UNKNOWN_CALLER, self.caller(ada, "caselens_no.token"))
        self.assertEqual(self.caller(ada, self.admin_token).Access(
            "GetCaller").name, "principals/administrator")
        unlinked = self.admin.Access(
            "UnlinkIdentity", name="principals/ada",
            identity=caller.Access("GetCaller").identities[0].id)
        self.assertFalse(unlinked.identities)
        self.assert_code(UNKNOWN_CALLER, caller)
        self.link("eve", "DNS:ada.council.example")
        self.assertEqual(caller.Access("GetCaller").name, "principals/eve")

    def test_every_kind_of_name_can_be_linked_and_none_is_kept(self):
        self.start_with_clients()
        for kind, name in (("URI", "spiffe://council.example/zebedee"),
                           ("email", "zebedee@council.example")):
            self.link("ada", f"{kind}:{name}")
            client = self.authority.sign(kind, f"{kind}:{name}")
            self.assertEqual(self.caller(client).Access("GetCaller").name,
                             "principals/ada")
        self.service.stop()
        for path in self.service.folder.rglob("*"):
            if path.is_file():
                self.assertNotIn(b"zebedee", path.read_bytes(), path)

    def test_who_has_no_good_certificate_does_not_get_in(self):
        self.start_with_clients()
        stranger = certificates.Authority(self.folder, "stranger")
        self.assert_code(UNKNOWN_CALLER, self.caller(
            self.authority.sign("unknown", "DNS:nobody.council.example")))
        self.assert_code(UNKNOWN_CALLER, self.caller(self.authority.sign(
            "both", "DNS:ada.council.example,DNS:eve.council.example")))
        # The type of a name counts.
        self.assert_code(UNKNOWN_CALLER, self.caller(
            self.authority.sign("uri", "URI:ada.council.example")))
        for client in (None,
                       stranger.sign("ada", "DNS:ada.council.example"),
                       self.authority.sign("late", "DNS:ada.council.example",
                                           days=-1)):
            self.assert_code(NO_CONNECTION,
                             self.caller(client, self.admin_token))

    def test_clients_without_a_certificate_may_be_let_in_with_a_token(self):
        ada = self.start_with_clients("--tls-client-optional")
        self.assertEqual(self.caller(ada).Access("GetCaller").name,
                         "principals/ada")
        self.assertEqual(self.caller(token=self.admin_token).Access(
            "GetCaller").name, "principals/administrator")
        self.assert_code(UNKNOWN_CALLER, self.caller())

    def test_an_identity_is_one_principals(self):
        self.start_with_clients()
        with self.assertRaises(grpc.RpcError) as refused:
            self.link("eve", "DNS:ada.council.example")
        self.assertEqual(refused.exception.code(),
                         grpc.StatusCode.ALREADY_EXISTS)
        self.assertNotIn("ada", refused.exception.details())
        again = self.link("ada", "DNS:ada.council.example")
        self.assertEqual(len(again.identities), 1)

    def test_certificates_that_change_are_read_again(self):
        ada = self.start_with_clients()
        connected = self.caller(ada)
        connected.Access("GetCaller")
        before = self.certificate_shown()
        new_authority = certificates.Authority(self.folder, "next")
        for new, old in zip(
                self.authority.sign("renewed", "IP:127.0.0.1"), self.server):
            new.replace(old)
        self.wait_until(lambda: self.certificate_shown() != before,
                        "the new certificate is not shown")
        both = self.folder / "both.pem"
        both.write_bytes(self.authority.certificate.read_bytes()
                         + new_authority.certificate.read_bytes())
        both.replace(self.authority.certificate)
        renewed = new_authority.sign("ada", "DNS:ada.council.example")

        def is_let_in():
            with contextlib.suppress(grpc.RpcError):
                return self.caller(renewed).Access("GetCaller").name \
                    == "principals/ada"
        self.wait_until(is_let_in, "the new authority is not known")
        self.assertEqual(connected.Access("GetCaller").name, "principals/ada")

    def test_the_command_line_signs_in_with_a_certificate(self):
        certificate, key = self.start_with_clients()
        whoami = subprocess.run(
            [s.BUILD / "bin/caselens", "--server", self.service.address,
             "--tls-ca", self.authority.certificate, "--tls-certificate",
             certificate, "--tls-key", key, "whoami"], capture_output=True,
            text=True, timeout=60)
        self.assertEqual(whoami.returncode, 0, whoami.stderr)
        self.assertIn("ada", whoami.stdout)


if __name__ == "__main__":
    unittest.main(verbosity=2)
