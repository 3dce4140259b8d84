"""Runs journeys of people through the pages of the web client, in a browser."""

import fcntl
import os
import pathlib
import shutil
import subprocess
import sys
import unittest

SOURCE = pathlib.Path(__file__).parent
sys.path.insert(0, str(SOURCE.parent / "e2e"))

import service as s  # noqa: E402: lies beside
from web import Web  # noqa: E402

FOLDER = s.BUILD / "tests/web"


def packages():
    """The folder with what package-lock.json names, fetched once."""
    folder = FOLDER / "npm"
    folder.mkdir(parents=True, exist_ok=True)
    lock = (SOURCE / "package-lock.json").read_text()
    installed = folder / "installed-package-lock.json"
    with (folder / "lock").open("w") as one_at_a_time:
        fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
        if not (installed.exists() and installed.read_text() == lock):
            for name in ("package.json", "package-lock.json"):
                shutil.copy(SOURCE / name, folder / name)
            subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit",
                            "--no-fund", "--loglevel=error"], cwd=folder,
                           check=True)
            installed.write_text(lock)
    return folder


class Journeys(unittest.TestCase):
    """A service, pages over it, and a browser."""

    script = None  # the file with the journeys
    has_script = True  # whether people's browsers run scripts
    principal = "auditor"

    def setUp(self):
        study = s.service_with_study(records=0)
        self.service = study.__enter__()
        self.addCleanup(study.__exit__, None, None, None)
        self.prepare()
        self.web = Web(self.service, self.principal).start()
        self.addCleanup(lambda: self.web.close())

    def prepare(self):
        """What is there before somebody signs in."""

    def reply(self, what, *arguments):
        """What a journey is told that asks for `what`."""
        if what == "link":
            return self.web.link
        if what == "token":
            return self.service.tokens[self.principal]
        if (what, *arguments) == ("restart", "web"):
            self.web.kill()
            self.web.start()
        elif (what, *arguments) == ("kill", "service"):
            self.service.kill()
        elif (what, *arguments) == ("start", "service"):
            self.service.start()
        return "done"

    def journey(self, name):
        process = subprocess.Popen(
            ["node", SOURCE / self.script, name], text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "NPM_FOLDER": str(packages()),
                 "SCRIPT": "on" if self.has_script else "off",
                 "SHOTS": str(FOLDER / "shots"),
                 "CHROMIUM": shutil.which("chromium"),
                 "GUIDED": str(s.SOURCE / "clients/demo/guided_file.json"),
                 "TEMPLATE": str(s.SOURCE /
                                 "typology/template/rdac-2026.json")})
        for line in process.stdout:
            verb, _, rest = line.strip().partition(" ")
            if verb == "ASK":
                process.stdin.write(self.reply(*rest.split(" ")) + "\n")
                process.stdin.flush()
            elif verb == "SAY":
                print(f"{name}: {rest}", flush=True)
        _, errors = process.communicate()
        self.assertEqual(process.returncode, 0, errors[-4000:])
