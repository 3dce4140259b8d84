"""CodingService.SaveAnswers as a team would write it in an afternoon: Debian's
Python gRPC and sqlite3. What the service's saves are measured against.

  save_service.py DATABASE TOKEN_FILE DRAFTS

A save checks the token, the etag, the request id and the codes, and makes
durable, in one transaction: the coding, an event, the answer to a repeated
request, and the head of a chain over all events. Prints its address.
"""

import concurrent.futures
import hashlib
import hmac
import os
import pathlib
import sqlite3
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(os.environ["CASELENS_BUILD"])
                       / "tests/e2e/python"))

import grpc  # noqa: E402
from caselens.v1 import coding_pb2, coding_pb2_grpc, document_pb2  # noqa: E402

CODES = {f"B.K{k}": {"0", "1", "2", "3", "NR"} for k in range(1, 21)}
SCHEMA = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
CREATE TABLE codings (name TEXT PRIMARY KEY, version INTEGER, document BLOB);
CREATE TABLE events (sequence INTEGER PRIMARY KEY, time REAL, resource TEXT,
                     before BLOB, after BLOB);
CREATE TABLE replies (request_id TEXT PRIMARY KEY, digest BLOB, reply BLOB);
CREATE TABLE head (size INTEGER, hash BLOB);
INSERT INTO head VALUES (0, x'');
"""


def digest(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


class SaveService(coding_pb2_grpc.CodingServiceServicer):
    def __init__(self, path, token, drafts):
        self.token = digest(token.encode())
        self.mutex = threading.Lock()  # SQLite has one writer
        self.database = sqlite3.connect(path, isolation_level=None,
                                        check_same_thread=False)
        self.database.executescript(SCHEMA)
        self.database.executemany("INSERT INTO codings VALUES (?, 1, x'')",
                                  [(name,) for name in drafts])

    def SaveAnswers(self, request, context):
        said = dict(context.invocation_metadata()).get("authorization", "")
        if not hmac.compare_digest(
                digest(said.removeprefix("Bearer ").encode()), self.token):
            context.abort(grpc.StatusCode.UNAUTHENTICATED, "sign in")
        for answer in request.changes.answers:
            if not CODES.get(answer.field, set()).issuperset(answer.codes):
                context.abort(grpc.StatusCode.INVALID_ARGUMENT, "changes")
        with self.mutex:
            self.database.execute("BEGIN IMMEDIATE")
            try:
                reply = self.save(request, context)
            except BaseException:
                self.database.execute("ROLLBACK")
                raise
            self.database.execute("COMMIT")
        return reply

    def save(self, request, context):
        execute = self.database.execute
        wanted = digest(request.SerializeToString())
        for known, reply in execute(
                "SELECT digest, reply FROM replies WHERE request_id = ?",
                (request.request_id,)):
            if known != wanted:
                context.abort(grpc.StatusCode.ALREADY_EXISTS, "request_id")
            return coding_pb2.SaveAnswersResponse.FromString(reply)
        version, stored = execute(
            "SELECT version, document FROM codings WHERE name = ?",
            (request.name,)).fetchone()
        if request.etag != f'"{version}"':
            context.abort(grpc.StatusCode.ABORTED, "etag")
        document = document_pb2.Document.FromString(stored)
        answers = {(a.field, a.instance): a for a in document.answers}
        answers.update({(a.field, a.instance): a
                        for a in request.changes.answers})
        next_document = document_pb2.Document(
            people=request.changes.people,
            relationships=request.changes.relationships,
            answers=answers.values()).SerializeToString()
        reply = coding_pb2.SaveAnswersResponse(etag=f'"{version + 1}"')
        execute("UPDATE codings SET version = ?, document = ? WHERE name = ?",
                (version + 1, next_document, request.name))
        event = (time.time(), request.name, digest(os.urandom(32), stored),
                 digest(os.urandom(32), next_document))
        execute("INSERT INTO events (time, resource, before, after)"
                " VALUES (?, ?, ?, ?)", event)
        execute("INSERT INTO replies VALUES (?, ?, ?)",
                (request.request_id, wanted, reply.SerializeToString()))
        (head,) = execute("SELECT hash FROM head").fetchone()
        execute("UPDATE head SET size = size + 1, hash = ?",
                (digest(head, repr(event).encode()),))
        return reply


def main(path, token_file, drafts):
    names = [line.split()[0]
             for line in pathlib.Path(drafts).read_text().splitlines()]
    server = grpc.server(concurrent.futures.ThreadPoolExecutor(64))
    coding_pb2_grpc.add_CodingServiceServicer_to_server(
        SaveService(path, pathlib.Path(token_file).read_text(), names), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print(f"127.0.0.1:{port}", flush=True)
    server.wait_for_termination()


if __name__ == "__main__":
    main(*sys.argv[1:])
