"""Certificates, made by openssl."""

import subprocess

import grpc

NEW_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")


def openssl(*arguments, **options):
    return subprocess.run(
        ["openssl", *map(str, arguments)], check=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options).stdout


class Authority:
    """Signs certificates into a folder."""

    def __init__(self, folder, name="authority"):
        self.folder = folder
        self.key = folder / f"{name}.key"
        self.certificate = folder / f"{name}.pem"
        openssl("req", "-x509", *NEW_KEY, "-keyout", self.key, "-out",
                self.certificate, "-subj", f"/CN={name}", "-days", "2")

    def sign(self, name, alternative_names, days=2):
        """(certificate, key), two files."""
        request = self.folder / f"{name}.request"
        key = self.folder / f"{name}.key"
        certificate = self.folder / f"{name}.pem"
        openssl("req", *NEW_KEY, "-keyout", key, "-out", request, "-subj",
                f"/CN={name}", "-addext",
                f"subjectAltName={alternative_names}")
        openssl("x509", "-req", "-in", request, "-CA", self.certificate,
                "-CAkey", self.key, "-CAcreateserial", "-days", days,
                "-copy_extensions", "copy", "-out", certificate)
        key.chmod(0o600)
        return certificate, key


def channel_credentials(authority, client=None):
    """Of a client that trusts `authority`, with its own (certificate, key)."""
    certificate, key = (file.read_bytes() for file in client) if client \
        else (None, None)
    return grpc.ssl_channel_credentials(authority.certificate.read_bytes(),
                                        key, certificate)
