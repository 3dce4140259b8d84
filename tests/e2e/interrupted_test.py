"""Calls that are cut off: by their caller, by their deadline, by a stop."""

import signal
import threading
import time
import unittest

import grpc

import service as s

FIELD = "A.access_mode"
ATTEMPTS = 60
ROWS = 10_000


def request(coding, etag, number):
    return s.coding_pb2.SaveAnswersRequest(
        name=coding, etag=etag, request_id=s.new_id(),
        changes=s.document_pb2.Document(answers=[s.document_pb2.Answer(
            field=FIELD, codes=["DIRECT"], paraphrase=f"save {number}")]))


class InterruptedTest(unittest.TestCase):
    def setUp(self):
        context = s.service_with_study(2)
        self.service = context.__enter__()
        self.addCleanup(context.__exit__, None, None, None)
        self.file = s.case_files(self.service)["C1-1"]

    def test_who_repeats_what_was_cut_off_gets_its_one_answer(self):
        coding = s.start_coding(self.service, self.file)
        caller = self.service.caller("auditor")
        stub = s.coding_pb2_grpc.CodingServiceStub(caller.channel)
        etag, cut = coding.etag, 0
        # How long a call may take: longer once one was cut off, shorter once
        # one was not. So it is cut off everywhere between being sent and being
        # answered, however fast the machine is.
        patience = .002
        for number in range(1, ATTEMPTS + 1):
            wanted = request(coding.name, etag, number)
            try:
                if number % 2:
                    stub.SaveAnswers(wanted, metadata=caller.metadata,
                                     timeout=patience)
                else:
                    call = stub.SaveAnswers.future(wanted,
                                                   metadata=caller.metadata)
                    time.sleep(patience)
                    call.cancel()
                    call.result()
                patience *= .6
            except (grpc.RpcError, grpc.FutureCancelledError):
                cut += 1
                patience *= 1.3
            etag = caller.Coding("SaveAnswers", wanted).etag
        self.assertGreater(cut, ATTEMPTS / 4, "hardly a call was cut off")
        self.assertLess(cut, ATTEMPTS, "every call was cut off")
        stored = caller.Coding("GetCoding", name=coding.name)
        self.assertEqual(stored.etag, etag)
        first = int(coding.etag.strip('"'))
        self.assertEqual(int(etag.strip('"')), first + ATTEMPTS,
                         "a repeated save was made twice, or not at all")
        self.assertIn(f"save {ATTEMPTS}", str(stored.document))

    def test_a_stop_waits_for_what_was_begun(self):
        steward = self.service.caller("site-steward")
        stub = s.case_file_pb2_grpc.CaseFileServiceStub(steward.channel)
        rows = s.csv(*(s.record(i + 10) for i in range(ROWS)))
        begun = stub.ImportCaseFiles.future(
            s.case_file_pb2.ImportCaseFilesRequest(
                parent="studies/s/sites/C1", csv=rows, request_id=s.new_id()),
            metadata=steward.metadata, timeout=s.DEADLINE_SECONDS)
        time.sleep(.2)
        self.service.process.send_signal(signal.SIGTERM)
        self.assertEqual(begun.result().imported, ROWS)
        self.assertEqual(self.service.process.wait(timeout=60), 0)
        self.service.start()
        self.assertEqual(len(self.service.caller("researcher").CaseFile(
            "ListCaseFiles", parent="studies/s", page_size=1).case_files), 1)

    def test_a_stop_under_load_loses_no_acknowledged_save(self):
        coding = s.start_coding(self.service, self.file)
        caller = self.service.caller("auditor")
        stub = s.coding_pb2_grpc.CodingServiceStub(caller.channel)
        acknowledged, unanswered = [coding.etag], []
        stopping = threading.Event()

        def save_on():
            number = 0
            while not stopping.is_set():
                number += 1
                wanted = request(coding.name, acknowledged[-1], number)
                try:
                    acknowledged.append(stub.SaveAnswers(
                        wanted, metadata=caller.metadata,
                        timeout=s.DEADLINE_SECONDS).etag)
                except grpc.RpcError as error:
                    unanswered.append((wanted, error.code()))
                    return
        client = threading.Thread(target=save_on)
        client.start()
        time.sleep(1)
        self.assertEqual(self.service.stop(), 0)
        stopping.set()
        client.join()
        self.assertGreater(len(acknowledged), 2)
        self.service.start()
        auditor = self.service.caller("auditor")
        for wanted, code in unanswered:
            # CANCELLED is what gRPC makes of a call that reached a server
            # between its last accepted call and the end of its connections.
            self.assertIn(code, (grpc.StatusCode.UNAVAILABLE,
                                 grpc.StatusCode.CANCELLED))
            # Stored or not: repeated, it is made once.
            acknowledged.append(auditor.Coding("SaveAnswers", wanted).etag)
        versions = [int(etag.strip('"')) for etag in acknowledged]
        self.assertEqual(versions, list(range(versions[0],
                                              versions[0] + len(versions))))
        stored = auditor.Coding("GetCoding", name=coding.name)
        self.assertEqual(stored.etag, acknowledged[-1])


if __name__ == "__main__":
    unittest.main()
