"""The history of a live service: proofs that strangers can check, damage that
is found, and nothing for those who code."""

import contextlib
import json
import os
import shutil
import sqlite3
import subprocess
import unittest

import grpc

import service as s

GO = s.SOURCE / "tests/peers/tlog_verify"


def history(caller, method, **fields):
    """The answer, or the last one of a stream."""
    answer = caller.History(method, **fields)
    return list(answer)[-1] if method == "VerifyHistory" else answer


def events_of(service):
    return service.caller("governance").History(
        "ListEvents", parent="studies/s", page_size=1000).events


class HistoryTest(unittest.TestCase):
    def setUp(self):
        context = s.service_with_study(3)
        self.service = context.__enter__()
        self.addCleanup(context.__exit__, None, None, None)

    def cli(self, *arguments, principal="governance", returncode=0):
        """What the client prints, and what it remarks."""
        token = self.service.folder / f"{principal}.cli"
        if not token.exists():
            token.touch(mode=0o600)
            token.write_text(self.service.tokens[principal])
        done = subprocess.run(
            [s.BUILD / "bin/caselens", "--server", self.service.address,
             "--token-file", token, "history", *map(str, arguments)],
            capture_output=True, text=True, timeout=s.DEADLINE_SECONDS)
        self.assertEqual(done.returncode, returncode,
                         (arguments, done.stdout, done.stderr))
        return done.stdout, done.stderr

    def save(self, name, text):
        path = self.service.folder / name
        path.write_text(text)
        return path

    def sql(self, statement):
        with contextlib.closing(sqlite3.connect(
                self.service.data / "caselens.db")) as database:
            database.execute(statement)
            database.commit()

    def refused(self, caller, method, **fields):
        with self.assertRaises(grpc.RpcError) as refused:
            history(caller, method, **fields)
        return refused.exception.code(), s.details(refused.exception)[1]

    def verifier(self, *arguments):
        """The Go project's verifier."""
        return subprocess.run(
            ["go", "run", ".", *map(str, arguments)], cwd=GO, text=True,
            capture_output=True, env={
                **os.environ, "GO111MODULE": "off", "GOFLAGS": "",
                "GOPATH": "/usr/share/gocode",
                "GOCACHE": str(s.BUILD / "tests/go")})

    def listed(self, principal, **fields):
        """Sequences of all events, page by page."""
        caller = self.service.caller(principal)
        sequences, token = [], ""
        while True:
            page = caller.History("ListEvents", parent="studies/s",
                                  page_size=2, page_token=token, **fields)
            sequences += [event.sequence for event in page.events]
            token = page.next_page_token
            if not token:
                return sequences

    def test_the_newest_come_first_if_asked(self):
        coding = s.submitted_coding(self.service,
                                    s.case_files(self.service)["C1-1"])
        for principal, fields in (("governance", {}),
                                  ("governance", {"resource": coding}),
                                  ("study-steward", {}),
                                  ("auditor", {"resource": coding})):
            oldest = self.listed(principal, **fields)
            self.assertGreater(len(oldest), 2)
            self.assertEqual(
                self.listed(principal, newest_first=True, **fields),
                oldest[::-1], (principal, fields))
        with self.assertRaises(grpc.RpcError) as refused:
            self.listed("auditor", newest_first=True)
        self.assertEqual(refused.exception.code(),
                         grpc.StatusCode.INVALID_ARGUMENT)
        self.assertEqual(s.details(refused.exception)[0][0][0],
                         "newest_first")

    def test_a_verifier_that_is_not_ours_accepts_the_live_log(self):
        folder = self.service.folder
        old = self.save("old.note", self.cli("checkpoint")[0])
        old_size = int(old.read_text().split("\n")[1])
        s.submitted_coding(self.service, s.case_files(self.service)["C1-1"])
        key = json.loads(
            self.cli("checkpoint", "--format", "json")[0])["verifier_key"]
        new = self.save("new.note", self.cli("checkpoint",
                                             "--log-key", key)[0])
        new_size = int(new.read_text().split("\n")[1])
        self.assertGreater(new_size, old_size)
        consistency = self.save("consistency.json", self.cli(
            "consistency", "--from", old_size, "--to", new_size, "--format",
            "json")[0])
        cosigned = self.save("cosigned.note", self.cli(
            "witness", "--keep", folder / "witness", "--name", "w.example/1",
            "--log-key", key)[0])
        witness_key = json.loads(self.cli(
            "witness", "--keep", folder / "witness", "--format",
            "json")[0])["witness_key"]
        sequence = events_of(self.service)[-1].sequence
        for event in (sequence, sequence - 5):
            proof = self.save("x.tlog-proof", self.cli(
                "proof", "--event", event, "--entry", folder / "entry",
                "--log-key", key)[0])
            arguments = [key, old, new, consistency, proof, folder / "entry",
                         witness_key, cosigned]
            done = self.verifier(*arguments)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn(f"{new_size} events, grown from {old_size}",
                          done.stdout)
        # It would have noticed.
        stored = s.history_pb2.Event.FromString(
            (folder / "entry").read_bytes())
        self.assertEqual(stored.sequence, event)
        stored.actor = "principals/somebody-else"
        (folder / "entry").write_bytes(stored.SerializeToString())
        done = self.verifier(*arguments)
        self.assertEqual(done.returncode, 1)
        self.assertIn("inclusion proof", done.stderr)

    def test_every_change_of_a_coded_file_verifies(self):
        files = s.case_files(self.service)
        coding = s.submitted_coding(self.service, files["C1-1"], "auditor")
        caller = self.service.caller("auditor")
        caller.Coding("ReopenCoding", name=coding, reason="A grid was left.",
                      stage=s.template_pb2.Section.CODING)
        etag = caller.Coding("GetCoding", name=coding).etag
        caller.Coding("SubmitCoding", name=coding, etag=etag)
        caller.Coding("WithdrawCoding", name=coding, reason="The wrong file.",
                      start_again=True)
        found = history(self.service.caller("governance"), "VerifyHistory")
        self.assertEqual(found.state, found.VERIFIED, found)
        self.assertEqual(found.events, found.size)
        self.assertGreater(found.rows, 15)
        self.assertTrue(found.note)
        shown, _ = self.cli("verify")
        self.assertRegex(shown, r"^VERIFIED: \d+ events and \d+ rows ")

    def test_who_codes_a_file_learns_no_size_and_no_number(self):
        """Nor does who has a role in another study learn of this one's."""
        admin = self.service.caller("administrator")
        admin.Access("GrantRole", name="principals/auditor", grant=s.Grant(
            role=s.Grant.GOVERNANCE_AUDITOR, study="studies/s"))
        person = self.service.caller("auditor")
        calls = {"GetCheckpoint": {}, "VerifyHistory": {},
                 "GetInclusionProof": {
                     "event": events_of(self.service)[0].sequence},
                 "GetConsistencyProof": {"from_size": 1}}
        for method, fields in calls.items():
            history(person, method, **fields)
        coding = s.start_coding(self.service,
                                s.case_files(self.service)["C1-1"], wave=1)
        for method, fields in calls.items():
            with self.subTest(method=method):
                self.assertEqual(
                    self.refused(person, method, **fields),
                    (grpc.StatusCode.FAILED_PRECONDITION, "CODES_A_FILE"))
        _, said = self.cli("verify", principal="auditor", returncode=1)
        self.assertIn("CODES_A_FILE", said)
        admin.Study("CreateStudy", study_id="other", study=s.study_pb2.Study(
            display_name="Another study",
            template="templates/rdac-2026/revisions/1"))
        other = self.service.principal(
            "of-another-study", (s.Grant.GOVERNANCE_AUDITOR, "other", ""))
        (created,) = [e for e in events_of(self.service)
                      if e.resource == coding.name]
        self.assertEqual(
            self.refused(other, "GetInclusionProof",
                         event=created.sequence)[0],
            grpc.StatusCode.NOT_FOUND)
        entry = history(self.service.caller("governance"),
                        "GetInclusionProof", event=created.sequence).entry
        self.assertEqual(s.history_pb2.Event.FromString(entry), created)
        self.assertEqual(history(admin, "GetInclusionProof",
                                 event=created.sequence).entry, entry)

    def test_a_bad_request_names_its_field(self):
        governance = self.service.caller("governance")
        size = history(governance, "GetCheckpoint").size
        for method, fields, wrong in (
                ("GetInclusionProof", {"event": -1}, "event"),
                ("GetConsistencyProof", {"from_size": 0, "to_size": 1},
                 "from_size"),
                ("GetConsistencyProof", {"from_size": 3, "to_size": 2},
                 "from_size"),
                ("GetConsistencyProof", {"from_size": 1, "to_size": size + 1},
                 "to_size")):
            with self.subTest(fields=fields), \
                    self.assertRaises(grpc.RpcError) as refused:
                governance.History(method, **fields)
            self.assertEqual([f for f, _ in s.details(refused.exception)[0]],
                             [wrong])
        self.assertEqual(
            self.refused(governance, "GetInclusionProof", event=10 ** 9)[0],
            grpc.StatusCode.NOT_FOUND)

    def test_damage_is_found_and_named(self):
        coding = s.start_coding(self.service,
                                s.case_files(self.service)["C1-1"])
        (created,) = [e for e in events_of(self.service)
                      if e.resource == coding.name]
        for damage, wanted in (
                ("UPDATE codings SET state = state + 1",
                 f"BROKEN: event {created.sequence}: codings "
                 f"{coding.name.split('/')[-1]}: it is not what the event "
                 "committed to.\n"),
                ("UPDATE events SET actor = 'nobody' WHERE sequence = 2",
                 "BROKEN: event 2: its columns are not what its bytes say.\n")):
            self.sql(damage)
            shown, _ = self.cli("verify", returncode=1)
            self.assertEqual(shown, wanted)
        # What was signed last is looked at by every start.
        self.service.stop()
        self.sql("DELETE FROM events WHERE sequence = "
                 "(SELECT max(sequence) FROM events)")
        self.assertNotEqual(self.service.launch().wait(timeout=60), 0)
        self.assertIn("is missing", self.service.said().splitlines()[-1])
        offline = subprocess.run(
            [s.BUILD / "bin/caselensd", "verify", "--data", self.service.data],
            capture_output=True, text=True)
        self.assertEqual(offline.returncode, 1)
        self.assertIn("BROKEN: event 2: ", offline.stderr)

    def test_the_key_is_guarded(self):
        key = self.service.data / "history.key"
        self.assertEqual(key.stat().st_mode & 0o777, 0o600)
        self.service.stop()
        for spoil, said in (
                (lambda: key.chmod(0o640), "only its owner can read"),
                (lambda: key.rename(key.with_suffix(".away")),
                 "signed with another key")):
            spoil()
            self.assertNotEqual(self.service.launch().wait(timeout=60), 0)
            self.assertIn(said, self.service.said().splitlines()[-1])
            key.with_suffix(".away").exists() and key.with_suffix(
                ".away").rename(key)
            key.chmod(0o600)
        self.assertNotEqual(self.service.launch(
            "--log-origin", "other.example").wait(timeout=60), 0)
        self.service.start()

    def test_a_witness_cosigns_growth_and_refuses_a_fork(self):
        keep = self.service.folder / "witness"
        witness = ["witness", "--keep", keep]
        self.cli(*witness)
        first, _ = self.cli(*witness)  # nothing new: cosigned again
        self.assertEqual(first.count("\N{EM DASH} "), 2)
        self.service.stop()
        branch = self.service.folder / "branch"
        shutil.copytree(self.service.data, branch)
        self.service.start()
        self.service.principal("newcomer")
        self.cli(*witness)
        sizes = sorted(int(path.stem) for path in keep.glob("*.checkpoint"))
        self.assertEqual(len(sizes), 2)
        # An operator who goes back and tells another story, and a longer one.
        self.service.stop()
        shutil.rmtree(self.service.data)
        branch.rename(self.service.data)
        self.service.start()
        _, said = self.cli(*witness, returncode=1)
        self.assertIn(f"it was {sizes[1]} events long", said)
        for name in ("one", "two", "three"):
            self.service.principal(name)
        _, said = self.cli(*witness, returncode=1)
        self.assertIn("not cosigned", said)
        self.assertEqual(len(list(keep.glob("fork-*.checkpoint"))), 2)
        self.assertEqual(sizes, sorted(
            int(path.stem) for path in keep.glob("[0-9]*.checkpoint")))

    def test_a_witness_needs_no_connection(self):
        """Files go to it, and a fork among them is refused as well."""
        answer = json.loads(self.cli("checkpoint", "--format", "json")[0])
        old = self.save("old.note", answer["note"])
        keep = self.service.folder / "witness"
        offline = ["witness", "--keep", keep, "--log-key",
                   answer["verifier_key"], "--checkpoint"]
        self.cli(*offline, old)
        self.service.principal("newcomer")
        new = json.loads(self.cli("checkpoint", "--format", "json")[0])
        note = self.save("new.note", new["note"])
        proof = json.loads(self.cli(
            "consistency", "--from", answer["size"], "--to", new["size"],
            "--format", "json")[0])
        forged = dict(proof, path=proof["path"][::-1] + [proof["to_root"]])
        forged = self.save("forged.json", json.dumps(forged))
        good = self.save("proof.json", json.dumps(proof))
        self.service.stop()
        _, said = self.cli(*offline, note, returncode=2)
        self.assertIn("--consistency", said)
        self.cli(*offline, note, "--consistency", forged, returncode=1)
        self.cli(*offline, note, "--consistency", good)
        broken = self.save("broken.note",
                           new["note"].replace(f"\n{new['size']}\n", "\n9\n"))
        _, said = self.cli(*offline, broken, returncode=1)
        self.assertIn("NOT VERIFIED: the signature", said)


if __name__ == "__main__":
    unittest.main()
