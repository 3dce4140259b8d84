"""What is erased is nowhere: not in the files of the service, not in its log,
and no key that is left opens an old backup."""

import base64
import contextlib
import re
import shutil
import sqlite3
import subprocess
import time
import unittest

import grpc

import service as s

Erasure = s.erasure_pb2.Erasure
# Words that the guard lets pass, and that nothing else says.
WORDS = "a trombone beside the wardrobe"
REASON = "The wrong wheelbarrow was looked at."
RECORD = 77
ANSWER = s.document_pb2.Answer(field="A.access_mode", codes=["DIRECT"],
                               paraphrase=f"Seen {WORDS}.")
# What of them must be found nowhere: words, and answers as they are encoded.
CONTENT = [WORDS.encode(), REASON.encode(),
           s.document_pb2.Answer(field="A.access_mode",
                                 codes=["DIRECT"]).SerializeToString()]
SITES_OWN_IDS = [f"C1-{RECORD}".encode()]
KEYS = ("history.key", "token.key", "master.key", "case_files.keys")


def hits(folder, canaries):
    return {path.name: [c for c in canaries if c in path.read_bytes()]
            for path in folder.rglob("*") if path.is_file()
            and any(c in path.read_bytes() for c in canaries)}


class ErasureTest(unittest.TestCase):
    def setUp(self):
        exit = contextlib.ExitStack()
        self.addCleanup(exit.close)
        self.service = exit.enter_context(s.service_with_study(2))
        self.service.principal("operator", (s.Grant.OPERATOR, "", ""))
        self.service.caller("site-steward").CaseFile(
            "ImportCaseFiles", parent="studies/s/sites/C1",
            csv=s.csv(s.record(RECORD)))
        files = s.case_files(self.service)
        self.file = files[f"C1-{RECORD}"]
        self.coding = self.code(self.file)
        self.other_file = files["C1-1"]
        self.other = s.submitted_coding(self.service, self.other_file)

    def code(self, file):
        """A coding with snapshots, a review, second thoughts and answers
        kept for repeated requests."""
        document = s.guided_document()
        for answer in document.answers:
            if answer.field == ANSWER.field:
                answer.CopyFrom(ANSWER)
        coding = s.submitted_coding(self.service, file, document=document)
        auditor = self.service.caller("auditor")
        auditor.Coding("ReopenCoding", name=coding, reason=REASON,
                       stage=s.template_pb2.Section.CODING)
        etag = auditor.Coding("GetCoding", name=coding).etag
        auditor.Coding("SubmitCoding", name=coding, etag=etag)
        return coding

    def backup(self):
        return self.service.backups / self.service.caller("operator").Backup(
            "CreateBackup").file

    def serve(self, folder):
        self.service.stop()
        self.service.data = folder
        self.service.start()

    def restored(self, name, backup, keys):
        """A folder with a restored backup and the keys of another folder."""
        folder = self.service.folder / name
        folder.mkdir(mode=0o700)
        for key in KEYS:
            if (keys / key).exists():
                shutil.copy2(keys / key, folder / key)
        done = subprocess.run(
            [s.BUILD / "bin/caselensd", "restore", "--data", folder,
             "--backup", backup], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        return folder

    def read(self, coding):
        return self.service.caller("auditor").Coding("GetCoding", name=coding)

    def verified(self):
        found = list(self.service.caller("governance").History(
            "VerifyHistory"))[-1]
        return found.state == found.VERIFIED

    def refused(self, call, *arguments, **fields):
        with self.assertRaises(grpc.RpcError) as refused:
            call(*arguments, **fields)
        return (refused.exception.code(), s.details(refused.exception)[1])

    def request(self, **fields):
        return self.service.caller("site-steward").Erasure(
            "RequestErasure", parent="studies/s", site="C1",
            reason=Erasure.RIGHT_TO_ERASURE, **fields)

    def approve(self, erasure):
        steward = self.service.caller("study-steward")
        done = steward.Erasure("ApproveErasure", name=erasure.name,
                               etag=erasure.etag)
        self.assertEqual(done.state, Erasure.ERASING)
        deadline = time.monotonic() + s.DEADLINE_SECONDS
        while done.state != Erasure.COMPLETE:
            self.assertLess(time.monotonic(), deadline, done)
            time.sleep(.05)
            done = steward.Erasure("GetErasure", name=erasure.name)
        return done

    def test_what_is_erased_is_nowhere(self):
        live = self.service.data
        self.assertEqual(hits(live, CONTENT), {}, "it is stored in the clear")
        backup = self.backup()
        self.assertEqual(hits(self.service.backups, CONTENT), {})

        # Before the erasure the backup opens, with the keys of then.
        before = self.restored("before", backup, live)
        self.serve(before)
        self.assertIn(WORDS, str(self.read(self.coding)))
        self.serve(live)

        erasure = self.request(case_files=[self.file.name])
        self.assertIn(WORDS, str(self.read(self.coding)), "too early")
        done = self.approve(erasure)
        self.check_certificate(done)
        self.assertEqual(self.refused(
            self.service.caller("auditor").Coding, "GetCoding",
            name=self.coding)[0], grpc.StatusCode.NOT_FOUND)
        self.assertNotIn(f"C1-{RECORD}", s.case_files(self.service))
        self.assertEqual(self.read(self.other).name, self.other)
        self.assertTrue(self.verified())
        self.assertEqual(hits(live, CONTENT + SITES_OWN_IDS), {})
        said = self.service.said().encode()
        self.assertEqual([c for c in CONTENT + SITES_OWN_IDS if c in said],
                         [])

        # The old backup with all the keys that are left.
        after = self.restored("after", backup, live)
        shutil.copy2(self.service.key_backup, after / "case_files.keys")
        self.serve(after)
        self.assertEqual(self.refused(
            self.service.caller("auditor").Coding, "GetCoding",
            name=self.coding)[0], grpc.StatusCode.NOT_FOUND)
        self.assertEqual(self.read(self.other).name, self.other)
        self.assertTrue(self.verified())
        self.assertNotIn(f"C1-{RECORD}", s.case_files(self.service))
        self.service.stop()
        self.assertEqual(hits(after, CONTENT + SITES_OWN_IDS), {},
                         "a restored backup brings back what was erased")

    def check_certificate(self, done):
        self.assertEqual(done.requester, "principals/site-steward")
        self.assertEqual(done.approver, "principals/study-steward")
        rows = {row.table: (row.before, row.after) for row in done.rows}
        self.assertEqual({after for _, after in rows.values()}, {0})
        for table in ("case_files", "assignments", "codings"):
            self.assertEqual(rows[table][0], 1, table)
        for table in ("snapshots", "resources", "replies"):
            self.assertGreater(rows[table][0], 1, table)
        (key,) = done.keys
        self.assertEqual(key.case_file, self.file.name)
        text, _, signature = done.certificate.partition("\n\n")
        for line in (f"erasure {done.name}", "site C1",
                     "reason RIGHT_TO_ERASURE", "rows codings 1 to 0",
                     f"file {self.file.name.split('/')[-1]} key "
                     f"{key.fingerprint}"):
            self.assertIn(line, text.split("\n"))
        self.assertRegex(text, r"\nrequested .* by principals/site-steward\n"
                         r"approved .* by principals/study-steward\n")
        # The head is one that the log goes on from.
        size, root = re.search(r"\nhead (\d+) (\S+)$", text).groups()
        proof = self.service.caller("governance").History(
            "GetConsistencyProof", from_size=int(size))
        self.assertEqual(base64.b64encode(proof.from_root).decode(), root)
        self.assertTrue(signature.startswith("\N{EM DASH} "), signature)

    def test_it_takes_two_who_coded_none_of_it(self):
        erasure = self.request(case_files=[self.file.name])
        fields = {"name": erasure.name, "etag": erasure.etag}
        admin = self.service.caller("administrator")
        for who in ("auditor", "site-steward"):
            admin.Access("GrantRole", name=f"principals/{who}", grant=s.Grant(
                role=s.Grant.STUDY_STEWARD, study="studies/s"))
        self.assertEqual(
            self.refused(self.service.caller("site-steward").Erasure,
                         "ApproveErasure", **fields),
            (grpc.StatusCode.FAILED_PRECONDITION, "SECOND_PERSON"))
        self.assertEqual(
            self.refused(self.service.caller("auditor").Erasure,
                         "ApproveErasure", **fields),
            (grpc.StatusCode.FAILED_PRECONDITION, "CODED_A_FILE"))
        self.assertIn(WORDS, str(self.read(self.coding)))
        self.approve(erasure)
        self.assertEqual(
            self.refused(self.service.caller("study-steward").Erasure,
                         "ApproveErasure", **fields),
            (grpc.StatusCode.ABORTED, "ETAG_MISMATCH"))

    def test_a_whole_site_goes_and_others_stay(self):
        s.create_site(self.service, "C2")
        self.service.caller("site-steward").CaseFile(
            "ImportCaseFiles", parent="studies/s/sites/C2",
            csv=s.csv(s.record(5)))
        done = self.approve(self.request())
        self.assertTrue(done.whole_site)
        self.assertEqual(len(done.case_files), 3)
        self.assertEqual(list(s.case_files(self.service)), ["C1-5"])
        self.assertTrue(self.verified())
        self.assertIn("site C1, the whole\n", done.certificate)
        listed = self.service.caller("governance").Erasure(
            "ListErasures", parent="studies/s").erasures
        self.assertEqual([(e.name, e.state) for e in listed],
                         [(done.name, Erasure.COMPLETE)])
        self.assertFalse(listed[0].case_files or listed[0].certificate)

    def frozen_ids(self, release):
        """Numbers of the files that were frozen for a release."""
        with sqlite3.connect(f"file:{self.service.data}/caselens.db?mode=ro",
                             uri=True) as database:
            (document,), = database.execute(
                "SELECT document FROM resources WHERE name = ?",
                [f"{release}/snapshot"])
        return list(s.release_snapshot_pb2.ReleaseSnapshot.FromString(
            document).ids)

    def test_no_number_leads_from_a_release_to_what_is_erased(self):
        release = s.finished_release(self.service.caller("study-steward"),
                                     sites=["C1"]).name
        before = self.frozen_ids(release)
        self.assertEqual(len(before), 3)
        self.approve(self.request(case_files=[self.file.name]))
        after = self.frozen_ids(release)
        self.assertEqual(len(after), 3, "what was published was made of them")
        self.assertEqual(len(set(before) & set(after)), 2)
        self.assertTrue(self.verified())

    def test_a_kill_in_between_only_delays_it(self):
        erasure = self.request(case_files=[self.file.name])
        steward = self.service.caller("study-steward")
        steward.Erasure("ApproveErasure", name=erasure.name,
                        etag=erasure.etag)
        self.service.kill()
        self.service.start()
        steward = self.service.caller("study-steward")
        deadline = time.monotonic() + s.DEADLINE_SECONDS
        while steward.Erasure("GetErasure",
                              name=erasure.name).state != Erasure.COMPLETE:
            self.assertLess(time.monotonic(), deadline)
            time.sleep(.05)
        self.assertTrue(self.verified())

    def test_the_keys_are_guarded(self):
        data = self.service.data
        self.service.stop()
        for name, said in (("case_files.keys", "put back the file"),
                           ("master.key", "another master key")):
            away = self.service.folder / "away"
            (data / name).rename(away)
            self.assertNotEqual(self.service.launch().wait(timeout=60), 0)
            self.assertIn(said, self.service.said().splitlines()[-1])
            away.rename(data / name)
        (data / "master.key").chmod(0o640)
        self.assertNotEqual(self.service.launch().wait(timeout=60), 0)
        self.assertIn("only its owner", self.service.said().splitlines()[-1])
        (data / "master.key").chmod(0o600)
        new = self.service.folder / "new.key"
        # The second time the old one opens nothing.
        for code in (0, 1):
            rotated = subprocess.run(
                [s.BUILD / "bin/caselensd", "rotate", "--data", data,
                 "--new-master-key", new], capture_output=True, text=True)
            self.assertEqual(rotated.returncode, code, rotated.stderr)
        self.service.start("--master-key", new)
        self.assertIn(WORDS, str(self.read(self.coding)))

    def test_the_command_line_does_it(self):
        def cli(principal, *arguments):
            token = self.service.folder / f"{principal}.cli"
            if not token.exists():
                token.touch(mode=0o600)
                token.write_text(self.service.tokens[principal])
            done = subprocess.run(
                [s.BUILD / "bin/caselens", "--server", self.service.address,
                 "--token-file", token, *arguments],
                capture_output=True, text=True, timeout=s.DEADLINE_SECONDS)
            self.assertEqual(done.returncode, 0, (arguments, done.stderr))
            return done.stdout
        asked = s.json_format.Parse(cli(
            "site-steward", "files", "erase", "--study", "s", "--site", "C1",
            "--file", f"C1:C1-{RECORD}", "--reason", "right-to-erasure",
            "--format", "json"), Erasure())
        name = asked.name.split("/")[-1]
        self.assertIn("REQUESTED", cli("governance", "erasure", "show", name,
                                       "--study", "s"))
        shown = cli("study-steward", "erasure", "approve", name, "--study",
                    "s")
        self.assertIn("erasure certificate v1", shown)
        self.assertIn("COMPLETE", cli("governance", "erasure", "list",
                                      "--study", "s"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
