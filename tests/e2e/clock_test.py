"""The clock of the machine is put forward and back while the service runs."""

import contextlib
import os
import sqlite3
import time
import unittest

import grpc

import service as s

LIBRARY = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1"
SKEW = "clock skew"


class ClockTest(unittest.TestCase):
    def setUp(self):
        self.service = s.Service()
        self.addCleanup(self.service.close)
        self.offset = self.service.folder / "offset"
        self.clock("+0")
        self.start()
        self.admin = self.service.caller("administrator")
        self.made = 0

    def start(self):
        # Only what calendars show is faked: what measures intervals goes on.
        self.service.start("--self-probe-seconds", "1", env=dict(
            os.environ, LD_PRELOAD=LIBRARY, FAKETIME_NO_CACHE="1",
            FAKETIME_TIMESTAMP_FILE=str(self.offset),
            FAKETIME_DONT_FAKE_MONOTONIC="1"))

    def clock(self, offset):
        new = self.offset.with_suffix(".new")
        new.write_text(offset + "\n")
        new.rename(self.offset)

    def change(self):
        self.made += 1
        self.admin.Access("CreatePrincipal", principal_id=f"p{'q' * self.made}")

    def events(self):
        """Those of no study are listed to nobody: as they are stored."""
        with contextlib.closing(sqlite3.connect(
                f"file:{self.service.data}/caselens.db?mode=ro",
                uri=True)) as database:
            return [s.history_pb2.Event.FromString(record) for (record,) in
                    database.execute(
                        "SELECT record FROM events ORDER BY sequence")]

    def wait_for_skews(self, count):
        deadline = time.monotonic() + s.DEADLINE_SECONDS
        while sum(event.action == SKEW for event in self.events()) < count:
            self.assertLess(time.monotonic(), deadline,
                            f"the history knows of fewer than {count} jumps")
            time.sleep(.1)

    def check_history(self, skews):
        events = self.events()
        self.assertEqual([event.sequence for event in events],
                         list(range(1, len(events) + 1)))
        times = [event.time.ToNanoseconds() for event in events]
        self.assertEqual(times, sorted(times), "an event before its forerunner")
        self.assertEqual(sum(event.action == SKEW for event in events), skews)
        found = list(self.service.caller("administrator").History(
            "VerifyHistory"))[-1]
        self.assertEqual(found.state, found.VERIFIED, found.problem)

    def test_the_history_goes_on_whatever_the_clock_says(self):
        self.wait_for_skews(0)
        jumps = ("-1h", "+1h", "-1d", "+1d", "+0")
        for count, offset in enumerate(jumps, 1):
            self.change()
            self.clock(offset)
            self.change()
            self.wait_for_skews(count)
        self.change()
        self.check_history(len(jumps))

    def test_a_clock_that_was_put_back_while_nothing_ran_is_told_of(self):
        self.change()
        self.service.stop()
        self.clock("-1d")
        self.start()
        self.admin = self.service.caller("administrator")
        self.wait_for_skews(1)
        self.change()
        self.check_history(1)

    def test_a_token_ends_by_the_clock_and_only_while_it_says_so(self):
        caller = self.service.principal("caller")  # for a day
        self.assertEqual(caller.Access("GetCaller").name, "principals/caller")
        self.clock("+2d")
        with self.assertRaises(grpc.RpcError) as ended:
            caller.Access("GetCaller")
        self.assertEqual(ended.exception.code(),
                         grpc.StatusCode.UNAUTHENTICATED)
        self.clock("+0")
        self.assertEqual(caller.Access("GetCaller").name, "principals/caller")


if __name__ == "__main__":
    unittest.main()
