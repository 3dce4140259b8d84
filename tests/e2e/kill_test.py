"""kill -9 at any moment loses no acknowledged save."""

import contextlib
import os
import random
import sqlite3
import subprocess
import threading
import time
import unittest

import grpc

import service as s

SEED = 20260301
ROUNDS = int(os.environ.get("CASELENS_SOAK_KILLS", 25))
CLIENTS = 8
FIELD = "A.access_mode"
PARKING_SECONDS = 30


class Client(threading.Thread):
    """An auditor who saves one draft again and again, as an editor would.

    While the server is down it waits at `gate`, then repeats the request that
    it got no answer to, with the same request id.
    """

    def __init__(self, number, caller, coding, gate):
        super().__init__(name=f"auditor-{number}", daemon=True)
        self.caller = caller
        self.coding = coding.name
        self.etag = coding.etag  # of the last acknowledged save
        self.acknowledged = 0
        self.retried = 0
        self.gate = gate
        self.parked = threading.Event()
        self.stopping = threading.Event()
        self.failure = None

    def text(self, save):
        return f"{self.name} save {save}" if save else ""

    def run(self):
        try:
            while not self.stopping.is_set():
                self.save()
        except Exception as error:  # the main thread reports it
            self.failure = error
            self.parked.set()

    def save(self):
        answer = s.document_pb2.Answer(
            field=FIELD, codes=["DIRECT"],
            paraphrase=self.text(self.acknowledged + 1))
        request = s.coding_pb2.SaveAnswersRequest(
            name=self.coding, etag=self.etag, request_id=s.new_id(),
            changes=s.document_pb2.Document(answers=[answer]))
        while True:
            try:
                saved = self.caller.Coding("SaveAnswers", request)
                break
            except grpc.RpcError as error:
                if error.code() != grpc.StatusCode.UNAVAILABLE:
                    raise
            # Whether it was stored is unknown; the request id settles it.
            self.retried += 1
            self.parked.set()
            self.gate.wait()
        self.etag = saved.etag
        self.acknowledged += 1


def paraphrase(document):
    return next((answer.paraphrase for answer in document.answers
                 if answer.field == FIELD), "")


def version(etag):
    return int(etag.strip('"'))


class KillTest(unittest.TestCase):
    def start_clients(self, service, gate):
        files = s.case_files(service)
        clients = []
        for number in range(1, CLIENTS + 1):
            name = f"auditor-{number}"
            caller = service.principal(name, (s.Grant.AUDITOR, "s", ""))
            service.caller("study-steward").Study(
                "RecordTraining", parent="studies/s/sites/C1",
                training=s.study_pb2.Training(principal=f"principals/{name}",
                                              date="2026-02-01"))
            coding = s.start_coding(service, files[f"C1-{number}"],
                                    auditor=name)
            clients.append(Client(number, caller, coding, gate))
        for client in clients:
            client.start()
        return clients

    def check_newest_save(self, service, client, when):
        """What is stored is the save last acknowledged, or the one after it,
        whose acknowledgement the kill cut off."""
        coding = service.caller(client.name).Coding("GetCoding",
                                                    name=client.coding)
        unacknowledged = version(coding.etag) - version(client.etag)
        self.assertIn(
            unacknowledged, (0, 1),
            f"{when}: {client.name} was told of version {client.etag}, the "
            f"server has {coding.etag}")
        self.assertEqual(
            paraphrase(coding.document),
            client.text(client.acknowledged + unacknowledged),
            f"{when}: not the document of {client.name}'s newest save")

    def kill_and_restart(self, service, clients, gate, when):
        for client in clients:
            client.parked.clear()
        gate.clear()
        service.kill()
        for client in clients:
            self.assertTrue(client.parked.wait(PARKING_SECONDS),
                            f"{when}: {client.name} hangs")
            self.assertIsNone(client.failure, f"{when}: {client.failure}")
        service.start()
        for client in clients:
            self.check_newest_save(service, client, when)
        gate.set()

    def check_history(self, service, clients):
        """The events on disk are dense, their commitments chain, and lead to
        the rows on disk."""
        path = service.data / "caselens.db"
        with contextlib.closing(
                sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
            events = [s.history_pb2.Event.FromString(record) for (record,) in
                      database.execute(
                          "SELECT record FROM events ORDER BY sequence")]
        self.assertEqual([event.sequence for event in events],
                         list(range(1, len(events) + 1)),
                         "the sequence of events is not dense from 1")
        for client in clients:
            of_coding = [event for event in events
                         if event.resource == client.coding]
            self.assertEqual(
                [event.action for event in of_coding],
                ["CodingService.CreateCoding"]
                + ["CodingService.SaveAnswers"] * client.acknowledged,
                f"{client.name}: want one event for each acknowledged save")
            for earlier, later in zip(of_coding, of_coding[1:]):
                self.assertEqual(
                    earlier.commitment_after, later.commitment_before,
                    f"{client.name}: the chain breaks at event "
                    f"{later.sequence}")
        done = subprocess.run(
            [s.BUILD / "bin/caselensd", "verify", "--data", service.data],
            capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_no_acknowledged_save_is_lost(self):
        seconds = random.Random(SEED)
        gate = threading.Event()
        gate.set()
        with s.service_with_study(records=CLIENTS) as service:
            clients = self.start_clients(service, gate)
            for kill in range(1, ROUNDS + 1):
                time.sleep(seconds.uniform(.05, .5))
                self.kill_and_restart(service, clients, gate, f"kill {kill}")
            for client in clients:
                client.stopping.set()
            for client in clients:
                client.join(timeout=PARKING_SECONDS)
                self.assertFalse(client.is_alive(), f"{client.name} hangs")
                self.assertIsNone(client.failure, client.failure)
                self.check_newest_save(service, client, "at the end")
            self.assertEqual(service.stop(), 0)
            self.check_history(service, clients)
            acknowledged = sum(client.acknowledged for client in clients)
            self.assertGreater(acknowledged, ROUNDS * CLIENTS,
                               "too few saves to prove anything")
            print(f"{ROUNDS} kills: {acknowledged} saves acknowledged, "
                  f"{sum(client.retried for client in clients)} repeated, "
                  "0 lost", flush=True)


if __name__ == "__main__":
    unittest.main(verbosity=2)
