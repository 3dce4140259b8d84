"""A backup is made of a service in use, restored, served, and proven to be what
the service held at one moment."""

import contextlib
import hashlib
import shutil
import sqlite3
import subprocess
import threading
import unittest

import grpc

import service as s

WRITERS = 4
SAVES_BEFORE = 20  # of each writer, before the backup begins
KEYS = ("history.key", "token.key", "master.key", "case_files.keys")


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def is_consistent(old, old_root, new, new_root, path):
    """RFC 9162, 2.1.4.2, as it stands there."""
    path = list(path)
    if old == new:
        return not path and old_root == new_root
    if old & (old - 1) == 0:
        path.insert(0, old_root)
    if not path:
        return False
    fn, sn = old - 1, new - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = path[0]
    for c in path[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            fr, sr = sha256(b"\1", c, fr), sha256(b"\1", c, sr)
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = sha256(b"\1", sr, c)
        fn, sn = fn >> 1, sn >> 1
    return fr == old_root and sr == new_root and sn == 0


class Writer(threading.Thread):
    """Saves one draft until it is told to stop."""

    def __init__(self, service, coding):
        super().__init__(daemon=True)
        self.caller = service.caller("auditor")
        self.name_of_coding, self.etag = coding.name, coding.etag
        self.saves = 0
        self.enough = threading.Event()
        self.stopping = threading.Event()
        self.failure = None

    def run(self):
        try:
            while not self.stopping.is_set():
                self.etag = self.caller.Coding(
                    "SaveAnswers", name=self.name_of_coding, etag=self.etag,
                    changes=s.document_pb2.Document(
                        answers=[s.document_pb2.Answer(
                            field="A.access_mode", codes=["DIRECT"],
                            paraphrase=f"save {self.saves + 1}")])).etag
                self.saves += 1
                if self.saves == SAVES_BEFORE:
                    self.enough.set()
        except Exception as error:  # the main thread reports it
            self.failure = error
            self.enough.set()


class BackupTest(unittest.TestCase):
    def setUp(self):
        exit = contextlib.ExitStack()
        self.addCleanup(exit.close)
        self.service = exit.enter_context(s.service_with_study(WRITERS))
        self.service.principal("operator", (s.Grant.OPERATOR, "", ""))

    def restored_folder(self, *without):
        """A folder with the keys of the service, and no database."""
        folder = self.service.folder / "restored"
        folder.mkdir(mode=0o700)
        for key in KEYS:
            if key not in without:
                shutil.copy2(self.service.data / key, folder / key)
        return folder

    def restore(self, folder, backup):
        return subprocess.run(
            [s.BUILD / "bin/caselensd", "restore", "--data", folder,
             "--backup", backup], capture_output=True, text=True)

    def backed_up_while_writing(self):
        """The answer of the command, and what every writer had saved when it
        began."""
        codings = [s.start_coding(self.service, file)
                   for file in s.case_files(self.service).values()]
        writers = [Writer(self.service, coding) for coding in codings]
        for writer in writers:
            writer.start()
        for writer in writers:
            self.assertTrue(writer.enough.wait(s.DEADLINE_SECONDS))
        before = {writer.name_of_coding: writer.saves for writer in writers}
        token = self.service.folder / "operator.token"
        token.touch(mode=0o600)
        token.write_text(self.service.tokens["operator"])
        done = subprocess.run(
            [s.BUILD / "bin/caselens", "--server",
             f"unix:{self.service.admin_socket}", "--token-file", token,
             "--format", "json", "admin", "backup"],
            capture_output=True, text=True)
        during = sum(writer.saves for writer in writers)
        for writer in writers:
            writer.stopping.set()
        for writer in writers:
            writer.join(s.DEADLINE_SECONDS)
            self.assertIsNone(writer.failure)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertGreaterEqual(during, sum(before.values()))
        return s.json_format.Parse(done.stdout, s.backup_pb2.Backup()), before

    def test_a_restored_copy_is_a_prefix_of_the_live_history(self):
        backup, before = self.backed_up_while_writing()
        path = self.service.backups / backup.file
        self.assertEqual([p.name for p in self.service.backups.iterdir()],
                         [backup.file])
        self.assertEqual(path.stat().st_mode & 0o777, 0o600)
        self.assertEqual(path.stat().st_size, backup.size_bytes)

        folder = self.restored_folder()
        done = self.restore(folder, path)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(f"VERIFIED: {backup.events} events", done.stdout)
        self.assertTrue(done.stdout.endswith(backup.note), done.stdout)

        live = self.service.caller("governance")
        head = live.History("GetCheckpoint")
        self.assertGreater(head.size, backup.events)
        proof = live.History("GetConsistencyProof",
                             from_size=backup.events, to_size=head.size)
        self.service.stop()
        restored = self.served(folder)
        old = restored.caller("governance").History("GetCheckpoint")
        # A start may add events of its own, never change one.
        self.assertGreaterEqual(old.size, backup.events)
        first = restored.caller("governance").History(
            "GetConsistencyProof", from_size=backup.events)
        self.assertEqual(first.from_root, proof.from_root)
        self.assertTrue(is_consistent(backup.events, first.from_root,
                                      head.size, head.root, proof.path))
        self.assertFalse(is_consistent(backup.events, head.root, head.size,
                                       head.root, proof.path))
        for coding, saves in before.items():
            read = restored.caller("auditor").Coding("GetCoding", name=coding)
            self.assertGreaterEqual(int(read.etag.strip('"')), saves + 1,
                                    "a save of before the backup is missing")

    def served(self, folder):
        """The same callers, served from another folder."""
        self.service.data = folder
        return self.service.start()

    def test_a_repeated_call_makes_no_second_copy(self):
        operator = self.service.caller("operator")
        request = s.backup_pb2.CreateBackupRequest(request_id=s.new_id())
        first = operator.Backup("CreateBackup", request)
        self.assertEqual(operator.Backup("CreateBackup", request), first)
        self.assertEqual(len(list(self.service.backups.iterdir())), 1)
        (event,) = [e for e in self.events() if e[1] ==
                    "BackupService.CreateBackup"]
        self.assertEqual(event, ("operator", "BackupService.CreateBackup",
                                 f"backups/{first.file}"))

    def events(self):
        with contextlib.closing(sqlite3.connect(
                self.service.data / "caselens.db")) as database:
            return [(e.actor.split("/")[1], e.action, e.resource) for e in (
                s.history_pb2.Event.FromString(record) for (record,) in
                database.execute("SELECT record FROM events"))]

    def test_a_folder_that_is_not_there_is_no_start(self):
        self.service.stop()
        self.service.backups.rmdir()
        self.assertNotEqual(self.service.launch().wait(timeout=60), 0)
        self.assertIn("--backups", self.service.said().splitlines()[-2])

    def test_a_failed_copy_leaves_nothing(self):
        operator = self.service.caller("operator")
        shutil.rmtree(self.service.backups)
        with self.assertRaises(grpc.RpcError) as refused:
            operator.Backup("CreateBackup")
        self.assertEqual(refused.exception.code(),
                         grpc.StatusCode.UNAVAILABLE)
        self.service.backups.mkdir()
        self.assertTrue(operator.Backup("CreateBackup").file)

    def test_what_cannot_be_restored_is_refused(self):
        backup = self.service.backups / self.service.caller(
            "operator").Backup("CreateBackup").file
        folder = self.restored_folder("history.key")
        self.assertIn("history.key", self.restore(folder, backup).stderr)
        shutil.copy2(self.service.data / "history.key",
                     folder / "history.key")
        self.assertEqual(self.restore(folder, backup).returncode, 0)
        again = self.restore(folder, backup)
        self.assertNotEqual(again.returncode, 0)
        self.assertIn("there is a ", again.stderr)
        # One bit of the copy.
        (folder / "caselens.db").unlink()
        with contextlib.closing(sqlite3.connect(backup)) as database:
            database.execute("UPDATE case_files SET record = record || 'x' "
                             "WHERE id = (SELECT min(id) FROM case_files)")
            database.commit()
        spoiled = self.restore(folder, backup)
        self.assertNotEqual(spoiled.returncode, 0)
        self.assertIn("BROKEN: event", spoiled.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
