"""Identifiers that are sent to every text field of every method are nowhere."""

import contextlib
import os
import pathlib
import random
import signal
import unittest

import grpc

import bad_input_test as every
import service as s

SEED = 20261122
# One of each kind that the guard must turn away, as they are typed. None has a
# form that some field takes as an id.
CANARIES = ["NHS 943 476 5919", "Zebedee Quillfeather", "07700 900 982",
            "quill@feather.example", "42 Thimble Lane, ZE2 9QF",
            "born 14/02/2011"]
# How a service is reached is what a site's contact is for.
MAY_BE_CONTACT = {"07700 900 982", "quill@feather.example",
                  "42 Thimble Lane, ZE2 9QF"}
# What of them nobody may find again.
TRACES = [b"943 476", b"9434765919", b"Zebedee", b"Quillfeather", b"900 982",
          b"07700900982", b"quill@", b"Thimble", b"ZE2 9QF", b"14/02/2011"]


def traces_in(text):
    return [trace for trace in TRACES if trace in text]


def files_with_traces(folder):
    return {path.name: traces_in(path.read_bytes())
            for path in folder.rglob("*")
            if path.is_file() and traces_in(path.read_bytes())}


class CanaryTest(unittest.TestCase):
    def setUp(self):
        exit = contextlib.ExitStack()
        self.addCleanup(exit.close)
        # As much as gRPC says of itself. (Its traces of the wire would be what
        # was sent, by definition.)
        os.environ["GRPC_VERBOSITY"] = "DEBUG"
        exit.callback(os.environ.pop, "GRPC_VERBOSITY")
        self.service = exit.enter_context(s.service_with_study(7))
        self.world = every.World(self.service)

    def call(self, service, method, data):
        """The answer or error of a call, as text."""
        try:
            return repr(every.raw_call(self.world.caller, service, method,
                                       data))
        except grpc.RpcError as error:
            return error.details() + repr(error.trailing_metadata())

    def test_they_are_in_no_answer_file_log_or_core(self):
        bits = random.Random(SEED)
        sent = 0
        for service, method, request in self.world.good_requests():
            for canary in CANARIES:
                every.CANARY = canary
                for field, spoiled in every.spoiled(request):
                    if canary.encode() not in spoiled.SerializeToString():
                        continue  # a number or an enum is spoiled there
                    if field.endswith("safeguarding_contact") \
                            and canary in MAY_BE_CONTACT:
                        continue
                    data = spoiled.SerializeToString()
                    cut = data[:bits.randrange(len(data))]
                    for wire in (data, cut, data + b"\x0a\xff"):
                        said = self.call(service, method, wire)
                        with self.subTest(method=method.name, field=field):
                            self.assertEqual(
                                traces_in(said.encode()), [],
                                "an answer repeats what was sent")
                    sent += 1
        self.assertGreater(sent, 300)
        self.service.process.send_signal(signal.SIGABRT)
        self.service.process.wait()
        self.assertEqual(files_with_traces(self.service.folder), {})
        cores = [path.name for folder in (pathlib.Path.cwd(),
                                          self.service.folder)
                 for path in folder.glob("core*")]
        self.assertEqual(cores, [], "a crash leaves the memory on disk")

    def test_an_import_with_them_is_refused_by_row_and_column(self):
        columns = s.HEADER.split(",")
        importer = self.service.caller("site-steward")
        for column in ("record_id", "child_id", "family_id", "episode_id"):
            for value in ("9434765919", "B801200005001", "Zebedee",
                          "QQ123456C"):
                row = s.record(99).split(",")
                row[columns.index(column)] = value
                with self.subTest(column=column, value=value):
                    answer = importer.CaseFile(
                        "ImportCaseFiles", parent="studies/s/sites/C1",
                        csv=s.csv(",".join(row)))
                    self.assertEqual([(e.row, e.column)
                                      for e in answer.errors],
                                     [(2, column)])
                    self.assertEqual(answer.imported, 0)
        self.service.kill()
        self.assertEqual(files_with_traces(self.service.folder), {})


if __name__ == "__main__":
    unittest.main(verbosity=2)
