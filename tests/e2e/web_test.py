"""The web client against those who mean no good, and by hand without a
browser."""

import http.client
import pathlib
import re
import socket
import ssl
import subprocess
import time
import unittest
import urllib.parse

import certificates
import service as s
from web import Visitor, Web

HEADERS = {
    "Content-Security-Policy": "default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=()",
    "Cache-Control": "no-store",
}
MARKUP = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"


class WebTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.study = s.service_with_study()
        cls.service = cls.study.__enter__()
        cls.addClassCleanup(cls.study.__exit__, None, None, None)
        cls.web = Web(cls.service).start()
        cls.addClassCleanup(cls.web.close)
        file = s.case_files(cls.service)["C1-1"]
        cls.coding = s.start_coding(cls.service, file)
        cls.path = "/" + cls.coding.name

    def setUp(self):
        self.visitor = Visitor(self.web).sign_in()

    def resident_kilobytes(self):
        status = pathlib.Path(
            f"/proc/{self.web.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1])

    def test_every_answer_has_the_headers(self):
        stranger = Visitor(self.web)
        style = re.search(r'href="(/assets/\w+/govuk.css)"',
                          stranger.get("/").text)[1]
        for what, answer in {
                "sign-in": stranger.get("/"),
                "unknown": self.visitor.get("/nothing"),
                "refused": stranger.post("/sign-in", {"token": "wrong"}),
                "page": self.visitor.get(self.path),
                "redirect": self.visitor.get("/"),
                "drawing": self.visitor.get(self.path + "/network.svg"),
                "method": self.visitor.send("PUT", "/"),
                "asset": stranger.get(style)}.items():
            for name, start in HEADERS.items():
                if what == "asset" and name == "Cache-Control":
                    start = "public, max-age"
                self.assertTrue(
                    (answer.headers.get(name) or "").startswith(start),
                    f"{what}: {name} is {answer.headers.get(name)}")
            self.assertNotIn("unsafe", answer.headers
                             ["Content-Security-Policy"])

    def test_a_link_signs_in_once(self):
        web = Web(self.service).start()
        try:
            path = web.link.removeprefix(web.base)
            visitor = Visitor(web)
            code = visitor.get(path).value("code")
            # Looking at the link, as a mail scanner does, uses nothing up.
            self.assertEqual(visitor.get(path).value("code"), code)
            answer = visitor.post("/sign-in", {"code": code, "back": "/"})
            self.assertEqual(answer.status, 303)
            cookie = answer.headers["Set-Cookie"]
            self.assertIn("HttpOnly", cookie)
            self.assertIn("SameSite=Strict", cookie)
            self.assertEqual(visitor.get("/").headers["Location"],
                             "/studies/s/queue")
            self.assertEqual(Visitor(web).post("/sign-in", {"code": code}
                                               ).status, 403)
        finally:
            web.close()

    def test_questions_come_in_welsh_where_the_template_has_it(self):
        chosen = self.visitor.post("/preferences", {"language": "cy",
                                                    "back": "/"})
        cookie = chosen.headers["Set-Cookie"].split(";")[0]
        self.assertEqual(cookie, "caselens-language=cy")
        path = self.path + "/sections/A/1"
        self.assertNotIn("Heb ei gofnodi", self.visitor.get(path).text)
        welsh = self.visitor.get(
            path, headers={"Cookie": f"{self.visitor.cookie}; {cookie}"}).text
        self.assertRegex(welsh, 'lang="cy">Heb ei gofnodi')
        # What is not translated is not said to be.
        self.assertRegex(welsh, r'for="A-access_mode" +>Direct')
        self.assertIn("Questions in English", welsh)

    def test_only_forms_of_ours_change_anything(self):
        page = self.visitor.get(self.path + "/people")
        body = {"csrf": page.value("csrf"), "add": "people"}
        for headers in ({"Origin": "https://evil.example"},
                        {"Origin": "null"},
                        {"Sec-Fetch-Site": "cross-site"}):
            self.assertEqual(self.visitor.post(
                self.path + "/people", body, headers=headers).status, 403)
        self.assertEqual(self.visitor.post(
            self.path + "/people", {**body, "csrf": "0" * 64}).status, 403)
        self.assertEqual(self.visitor.get(
            "/", headers={"Host": "rebound.example"}).status, 403)
        auditor = self.service.caller("auditor")
        self.assertFalse(auditor.Coding(
            "GetCoding", name=self.coding.name).document.people)

    def test_paths_and_headers_lead_nowhere(self):
        for path in ("/../etc/passwd", "/assets/../main.cc",
                     "/assets/%2e%2e/%2e%2e/etc/passwd", "//etc/passwd",
                     "/studies/s/codings/..%2f..", "/%00"):
            answer = self.visitor.get(path)
            self.assertIn(answer.status, (303, 400, 404), path)
            self.assertNotIn("root:", answer.text)
        answer = Visitor(self.web).post("/sign-in", {
            "token": self.service.tokens["auditor"],
            "back": "/x\r\nSet-Cookie: evil=1"})
        self.assertEqual(answer.headers["Location"], "/")
        self.assertNotIn("evil", str(answer.headers))
        for back in ("//evil.example", "https://evil.example", "/\\evil"):
            answer = Visitor(self.web).post("/sign-in", {
                "token": self.service.tokens["auditor"], "back": back})
            self.assertEqual(answer.headers["Location"], "/", back)

    def test_markup_is_shown_and_never_done(self):
        page = self.visitor.get(self.path + "/sections/A/1")
        keys = re.findall(r'name="item" value="([^"]+)"', page.text)
        body = [("csrf", page.value("csrf")), ("etag", page.value("etag"))]
        for key in keys:
            body += [("item", key), (f"p:{key}", MARKUP), (f"a:{key}", MARKUP),
                     (f"t:{key}", MARKUP)]
        answers = [self.visitor.post(self.path + "/sections/A/1", body),
                   self.visitor.post("/sign-in", {"token": MARKUP,
                                                  "back": MARKUP}),
                   self.visitor.get("/studies/" + MARKUP.replace("/", "%2f")
                                    .replace(" ", "%20") + "/queue"),
                   Visitor(self.web).post(self.path + "/people",
                                          {MARKUP: MARKUP})]
        self.assertEqual(answers[0].status, 422)
        for answer in answers:
            self.assertNotIn("<script>alert", answer.text)
            self.assertNotIn("<img src=x", answer.text)

    def test_markup_of_stewards_and_adjudicators_is_shown_too(self):
        steward = Visitor(self.web).sign_in("site-steward")
        path = "/studies/s/import"
        page = steward.get(path)
        rows = s.csv(s.record(50).replace("C1-50", MARKUP),
                     s.record(51, gender=MARKUP)).decode()
        answers = [steward.post(path, {
            "csrf": page.value("csrf"), "site": "studies/s/sites/C1",
            "do": do, "csv": csv, "request_id": page.value("request_id")})
            for do, csv in (("check", rows), ("import", MARKUP),
                            (MARKUP, rows))]
        self.assertIn("&lt;script&gt;", answers[0].text)
        answers += [steward.post(path, {
            "csrf": page.value("csrf"), "site": MARKUP, "csv": rows}),
            steward.post("/preferences", {"language": MARKUP + "\r\nx: y",
                                          "back": "/"})]
        self.assertEqual(answers[-1].headers["Set-Cookie"].split(";")[0],
                         "caselens-language=en")
        for answer in answers:
            self.assertNotIn("<script>alert", answer.text)
            self.assertNotIn("<img src=x", answer.text)

    def test_a_file_that_is_none_is_refused(self):
        kind = "multipart/form-data; boundary=xx"
        for body in ("", "--xx", "--xx\r\n\r\n", "--yy\r\n\r\na\r\n--yy--",
                     "--xx\r\n" * 1000):
            answer = self.visitor.send("POST", "/studies/s/import", body or "-",
                                       headers={"Content-Type": kind})
            self.assertEqual(answer.status, 400, body)
        self.assertEqual(self.visitor.send(
            "POST", "/studies/s/import", "--\r\n\r\n\r\n--",
            headers={"Content-Type": kind[:-2]}).status, 400)

    def test_a_form_sent_in_vain_is_sent_after_signing_in(self):
        body = {"csrf": "gone", "add": "people", "role": "MOTHER"}
        stranger = Visitor(self.web)
        page = stranger.post(self.path + "/people", body)
        self.assertEqual(page.status, 401)
        kept = {name: page.value(name) for name in
                ("back", "post", "kept:add", "kept:role")}
        wrong = stranger.post("/sign-in", {**kept, "token": "wrong"})
        self.assertEqual(wrong.value("kept:role"), "MOTHER")
        again = stranger.post("/sign-in", {
            **kept, "token": self.service.tokens["auditor"]})
        sent = stranger.post(self.path + "/people", {
            name: again.value(name) for name in ("csrf", "add", "role")})
        self.assertEqual(sent.status, 303)
        document = self.service.caller("auditor").Coding(
            "GetCoding", name=self.coding.name).document
        (person,) = document.people
        self.assertIn(["MOTHER"], [a.codes for a in document.answers
                                   if a.instance == person.id])
        stranger.post(self.path + "/people", {"csrf": again.value("csrf"),
                                              "remove": person.id})

    def test_large_bodies_are_refused_and_held_by_nobody(self):
        before = self.resident_kilobytes()
        for size in ((1 << 20) + 1, 1 << 40):
            with socket.create_connection(("127.0.0.1", self.web.port)) as one:
                one.sendall(b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                            b"Content-Length: %d\r\n\r\n" % size)
                self.assertIn(b"413", one.recv(4096))
        with socket.create_connection(("127.0.0.1", self.web.port)) as one:
            one.sendall(b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                        b"Transfer-Encoding: chunked\r\n\r\n")
            chunk = b"10000\r\n" + b"x" * 65536 + b"\r\n"
            for _ in range(64):
                one.sendall(chunk)
            one.sendall(b"0\r\n\r\n")
            self.assertIn(b"413", one.recv(4096))
        self.assertEqual(self.visitor.post(
            self.path + "/people", "&".join(["a"] * 30_000), headers={
                "Content-Type": "application/x-www-form-urlencoded"}).status,
            400)
        self.assertLess(self.resident_kilobytes() - before, 64 << 10)

    def test_those_who_only_wait_are_shown_out(self):
        before = self.resident_kilobytes()
        idle, slow = [], []
        try:
            for i in range(1000):
                one = socket.socket()
                one.bind((f"127.0.0.{2 + i % 4}", 0))
                one.connect(("127.0.0.1", self.web.port))
                if i % 2:
                    one.sendall(b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\n")
                    slow.append(one)
                else:
                    idle.append(one)
            # Everybody else is served meanwhile.
            self.assertEqual(self.visitor.get(self.path).status, 200)
            self.assertLess(self.resident_kilobytes() - before, 128 << 10)
            deadline = time.monotonic() + s.DEADLINE_SECONDS
            for one in slow[:20]:
                one.settimeout(1)
                while time.monotonic() < deadline:
                    try:  # a byte now and then does not buy time
                        one.sendall(b"X")
                        if one.recv(4096) == b"":
                            break
                    except TimeoutError:
                        continue
                    except OSError:
                        break
                else:
                    self.fail("a slow client is still connected")
        finally:
            for one in idle + slow:
                one.close()
        self.assertEqual(self.visitor.get(self.path).status, 200)

    def test_an_adjudicator_settles_where_two_coders_differ(self):
        file = s.case_files(self.service)["C1-2"]
        s.submitted_coding(self.service, file)
        other = s.guided_document()
        for answer in other.answers:
            if answer.field == "A.duration_band":
                answer.codes[:] = ["GT10"]
        s.submitted_coding(self.service, file, "second", other, rank=2)
        visitor = Visitor(self.web).sign_in("adjudicator")
        self.assertEqual(visitor.get("/").headers["Location"],
                         "/studies/s/adjudications")
        path = re.search(r'href="(/studies/s/adjudications/\w+)"',
                         visitor.get("/studies/s/adjudications").text)[1]
        page = visitor.get(path)
        self.assertEqual(re.findall(r'name="item" value="([^"]+)"', page.text),
                         ["A.duration_band@"])
        self.assertNotIn("second", page.text)
        settled = visitor.post(path, {
            "csrf": page.value("csrf"), "etag": page.value("etag"),
            "item": "A.duration_band@", "choice:A.duration_band@": "A"})
        self.assertEqual(settled.status, 303)
        page = visitor.get(path)
        done = visitor.post(path + "/complete", {
            "csrf": page.value("csrf"), "etag": page.value("etag")})
        self.assertEqual(done.status, 303)
        self.assertIn("This file is settled", visitor.get(path).text)
        # What is not theirs is not there for them.
        self.assertEqual(visitor.get(self.path).status, 403)

    def test_a_facilitator_sees_what_is_released(self):
        visitor = Visitor(self.web).sign_in("facilitator")
        self.assertEqual(visitor.get("/").headers["Location"],
                         "/studies/s/releases")
        self.assertIn("Nothing is released yet",
                      visitor.get("/studies/s/releases").text)

    def test_other_machines_are_served_over_tls_alone(self):
        program = s.BUILD / "bin/caselens-web"
        refused = subprocess.run(
            [program, "--listen", "0.0.0.0:0", "--origin",
             "https://audit.example"], capture_output=True, text=True,
            timeout=s.DEADLINE_SECONDS)
        self.assertEqual(refused.returncode, 1)
        self.assertIn("--tls-certificate", refused.stderr)
        authority = certificates.Authority(self.service.folder)
        certificate, key = authority.sign("web", "IP:127.0.0.1")
        process = subprocess.Popen(
            [program, "--listen", "127.0.0.1:0", "--server",
             self.service.address, "--tls-certificate", certificate,
             "--tls-key", key], stdout=subprocess.PIPE, text=True)
        try:
            port = int(process.stdout.readline().rsplit(":", 1)[1])
            context = ssl.create_default_context(
                cafile=authority.certificate)
            connection = http.client.HTTPSConnection(
                "127.0.0.1", port, context=context,
                timeout=s.DEADLINE_SECONDS)
            connection.request("POST", "/sign-in", urllib.parse.urlencode(
                {"token": self.service.tokens["auditor"]}), {
                    "Content-Type": "application/x-www-form-urlencoded"})
            answer = connection.getresponse()
            self.assertEqual(answer.status, 303)
            self.assertTrue(answer.headers["Set-Cookie"].startswith(
                "__Host-caselens="))
            self.assertIn("; Secure", answer.headers["Set-Cookie"])
            self.assertIn("max-age",
                          answer.headers["Strict-Transport-Security"])
        finally:
            process.terminate()
            process.wait(timeout=s.DEADLINE_SECONDS)
            process.stdout.close()


if __name__ == "__main__":
    unittest.main()
