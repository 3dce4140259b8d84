"""Full disks, locked databases and files that are not what they should be."""

import contextlib
import hashlib
import resource
import sqlite3
import time
import unittest

import grpc

import service as s

FIELD = "A.access_mode"
REFUSALS = {grpc.StatusCode.RESOURCE_EXHAUSTED, grpc.StatusCode.UNAVAILABLE}
SAVES = 2000              # far more than fit
ROOM_BYTES = 256 << 10    # for the database and for its log


def save_request(coding, etag, text):
    answer = s.document_pb2.Answer(field=FIELD, codes=["DIRECT"],
                                   paraphrase=text)
    return s.coding_pb2.SaveAnswersRequest(
        name=coding, etag=etag, request_id=s.new_id(),
        changes=s.document_pb2.Document(answers=[answer]))


def paraphrase(coding):
    return next((answer.paraphrase for answer in coding.document.answers
                 if answer.field == FIELD), "")


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


class DiskFullTest(unittest.TestCase):
    def fill(self, auditor, coding, first_refused_at):
        """Saves until refused; the etag and text last acknowledged."""
        etag, text = coding.etag, ""
        for save in range(SAVES):
            wanted = f"save {save} " + "seen " * 40
            try:
                etag = auditor.Coding("SaveAnswers", save_request(
                    coding.name, etag, wanted)).etag
            except grpc.RpcError as error:
                self.assertIn(error.code(), REFUSALS, error.details())
                self.assertNotIn(text or "save", error.details())
                return etag, text
            text = wanted
        self.fail(f"{SAVES} saves found room; {first_refused_at}")

    def test_a_full_disk_refuses_saves_and_goes_on_reading(self):
        # A limit on the size of files stands for a small disk: it needs no
        # rights and no mount. The signal that comes with it stays ignored.
        with s.service_with_study() as service:
            coding = s.start_coding(service, s.case_files(service)["C1-1"])
            self.assertEqual(service.stop(), 0)
            limit = ROOM_BYTES + (service.data / "caselens.db").stat().st_size
            service.start(restore_signals=False,
                          preexec_fn=lambda: resource.setrlimit(
                              resource.RLIMIT_FSIZE, (limit, limit)))
            auditor = service.caller("auditor")
            etag, text = self.fill(auditor, coding, f"limit {limit} bytes")
            # Refusals leave nothing half-written, and reads go on. (Room may
            # be found again: the log starts anew once it is copied.)
            for attempt in range(3):
                wanted = f"attempt {attempt} " + "seen " * 52
                try:
                    etag = auditor.Coding("SaveAnswers", save_request(
                        coding.name, etag, wanted)).etag
                    text = wanted
                except grpc.RpcError as error:
                    self.assertIn(error.code(), REFUSALS)
            self.assertEqual(len(s.case_files(service)), 3)
            read = auditor.Coding("GetCoding", name=coding.name)
            self.assertEqual((read.etag, paraphrase(read)), (etag, text))
            service.stop()

            service.start()
            read = auditor.Coding("GetCoding", name=coding.name)
            self.assertEqual((read.etag, paraphrase(read)), (etag, text),
                             "an acknowledged save is lost")
            saved = auditor.Coding("SaveAnswers", save_request(
                coding.name, etag, "room again"))
            actions = [event.action for event in
                       service.caller("governance").History(
                           "ListEvents", parent="studies/s",
                           resource=coding.name, page_size=1000).events]
            self.assertEqual(
                len(actions), int(saved.etag.strip('"')),
                "want one event for each version, and none for refused saves")

    def test_a_locked_database_refuses_saves_until_it_is_free(self):
        with s.service_with_study() as service:
            coding = s.start_coding(service, s.case_files(service)["C1-1"])
            auditor = service.caller("auditor")
            request = save_request(coding.name, coding.etag, "while locked")
            with contextlib.closing(sqlite3.connect(
                    service.data / "caselens.db",
                    isolation_level=None)) as other:
                other.execute("BEGIN IMMEDIATE")
                started = time.monotonic()
                with self.assertRaises(grpc.RpcError) as refused:
                    auditor.Coding("SaveAnswers", request)
                self.assertEqual(refused.exception.code(),
                                 grpc.StatusCode.UNAVAILABLE)
                self.assertLess(
                    time.monotonic() - started, s.DEADLINE_SECONDS / 2,
                    "the server waits too long for another process")
                self.assertEqual(
                    auditor.Coding("GetCoding", name=coding.name), coding)
                other.execute("ROLLBACK")
            saved = auditor.Coding("SaveAnswers", request)
            read = auditor.Coding("GetCoding", name=coding.name)
            self.assertEqual((read.etag, paraphrase(read)),
                             (saved.etag, "while locked"))

    def assert_does_not_start(self, service, *said):
        already_said = len(service.said())
        code = service.launch().wait(timeout=s.DEADLINE_SECONDS)
        message = service.said()[already_said:]
        self.assertNotEqual(code, 0, "it started")
        for words in said:
            self.assertIn(words, message)

    def test_the_file_of_a_newer_program_is_refused_and_left_alone(self):
        service = s.Service()
        with contextlib.closing(service):
            path = service.data / "caselens.db"
            with contextlib.closing(sqlite3.connect(path)) as database:
                known, = database.execute("PRAGMA user_version").fetchone()
                database.execute("PRAGMA user_version = 1234")
                database.commit()
                database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            before = digest(path)
            self.assert_does_not_start(service, "1234", f"up to {known}")
            self.assertEqual(digest(path), before, "the file was changed")

    def test_a_file_that_is_no_database_is_refused_and_left_alone(self):
        service = s.Service()
        with contextlib.closing(service):
            path = service.data / "caselens.db"
            for sidecar in ("caselens.db-wal", "caselens.db-shm"):
                (service.data / sidecar).unlink(missing_ok=True)
            path.write_bytes(b"not a database " * 1000)
            before = digest(path)
            self.assert_does_not_start(service, "caselensd: ")
            self.assertEqual(digest(path), before, "the file was changed")

    def test_a_token_key_that_others_can_read_is_refused(self):
        service = s.Service()
        with contextlib.closing(service):
            key = service.data / "token.key"
            self.assertEqual(key.stat().st_mode & 0o777, 0o600)
            key.chmod(0o644)
            self.assert_does_not_start(service, "token.key", "only its owner")
            key.chmod(0o600)
            key.write_bytes(key.read_bytes()[:-1])
            self.assert_does_not_start(service, "token.key", "32 bytes")


if __name__ == "__main__":
    unittest.main(verbosity=2)
