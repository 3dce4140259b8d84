"""A caselens-web process over a service."""

import http.client
import html
import re
import subprocess
import time
import urllib.parse

import service as s


class Web:
    def __init__(self, service, principal="auditor", port=0, flags=()):
        self.service = service
        self.port = port
        self.flags = flags
        self.token_file = service.folder / f"{principal}.web.token"
        self.token_file.write_text(service.tokens[principal] + "\n")
        self.token_file.chmod(0o600)
        self.log = service.folder / "caselens-web.log"
        self.process = None

    @property
    def base(self):
        return f"http://127.0.0.1:{self.port}"

    def start(self):
        """Serves; the link to sign in with is `link`."""
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [s.BUILD / "bin/caselens-web", "--listen",
                 f"127.0.0.1:{self.port}", "--server", self.service.address,
                 "--link-for", self.token_file, *self.flags],
                stdout=log, stderr=log)
        deadline = time.monotonic() + s.DEADLINE_SECONDS
        while "sign in once" not in self.log.read_text():
            assert self.process.poll() is None \
                and time.monotonic() < deadline, self.log.read_text()
            time.sleep(.02)
        said = self.log.read_text()
        self.port = int(re.search(r"serving http://127.0.0.1:(\d+)", said)[1])
        self.link = re.search(r"sign in once: (\S+)", said)[1]
        return self

    def kill(self):
        self.process.kill()
        self.process.wait()

    def close(self):
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=s.DEADLINE_SECONDS)


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.text = response.read().decode("utf-8", "replace")

    def value(self, name):
        """What a hidden field of the page holds."""
        found = re.search(
            rf'<input type="hidden" name="{re.escape(name)}" value="([^"]*)"',
            self.text)
        return html.unescape(found[1]) if found else None


class Visitor:
    """A browser that has no script: a cookie, links and forms."""

    def __init__(self, web, source="127.0.0.1"):
        self.web = web
        self.source = source
        self.cookie = ""

    def send(self, method, path, body=None, headers=()):
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.web.port, timeout=s.DEADLINE_SECONDS,
            source_address=(self.source, 0))
        sent = dict(headers)
        if self.cookie:
            sent.setdefault("Cookie", self.cookie)
        if isinstance(body, (dict, list)):
            body = urllib.parse.urlencode(body, doseq=True)
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, body, sent)
        answer = Answer(connection.getresponse())
        connection.close()
        cookie = answer.headers.get("Set-Cookie")
        if cookie and not cookie.startswith(("caselens-keys",
                                             "caselens-language")):
            self.cookie = cookie.split(";")[0]
        return answer

    def get(self, path, **more):
        return self.send("GET", path, **more)

    def post(self, path, body, **more):
        return self.send("POST", path, body, **more)

    def sign_in(self, principal="auditor"):
        answer = self.post("/sign-in",
                           {"token": self.web.service.tokens[principal],
                            "back": "/"})
        assert answer.status == 303, (answer.status, answer.text)
        return self
