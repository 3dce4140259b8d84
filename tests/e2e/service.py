"""A real caselensd on a real database file, and callers of it.

The stubs are generated from the protos at build time; their folder and the
programs are named by the environment that ctest sets.
"""

import contextlib
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid

BUILD = pathlib.Path(os.environ["CASELENS_BUILD"])
SOURCE = pathlib.Path(os.environ["CASELENS_SOURCE"])
sys.path.insert(0, str(BUILD / "tests/e2e/python"))

import grpc  # noqa: E402
from google.protobuf import json_format  # noqa: E402
from caselens.v1 import (  # noqa: E402
    access_pb2, access_pb2_grpc, adjudication_pb2, adjudication_pb2_grpc,
    agreement_pb2, agreement_pb2_grpc,
    anonymity_pb2, anonymity_pb2_grpc,
    assignment_pb2, assignment_pb2_grpc, backup_pb2, backup_pb2_grpc,
    case_file_pb2, case_file_pb2_grpc, class_model_fit_pb2, class_model_pb2,
    class_model_pb2_grpc,
    coding_pb2, coding_pb2_grpc, comparison_pb2, comparison_pb2_grpc,
    disclosure_pb2, disclosure_pb2_grpc, document_pb2, erasure_pb2,
    erasure_pb2_grpc, error_pb2,
    history_pb2, history_pb2_grpc, release_pb2, release_pb2_grpc,
    release_snapshot_pb2, sample_pb2, sample_pb2_grpc, study_pb2,
    study_pb2_grpc, table_pb2, table_pb2_grpc, template_pb2,
    template_pb2_grpc)

MODULES = {
    "Access": (access_pb2, access_pb2_grpc),
    "Adjudication": (adjudication_pb2, adjudication_pb2_grpc),
    "Agreement": (agreement_pb2, agreement_pb2_grpc),
    "Anonymity": (anonymity_pb2, anonymity_pb2_grpc),
    "Assignment": (assignment_pb2, assignment_pb2_grpc),
    "Backup": (backup_pb2, backup_pb2_grpc),
    "CaseFile": (case_file_pb2, case_file_pb2_grpc),
    "ClassModel": (class_model_pb2, class_model_pb2_grpc),
    "Coding": (coding_pb2, coding_pb2_grpc),
    "Comparison": (comparison_pb2, comparison_pb2_grpc),
    "Disclosure": (disclosure_pb2, disclosure_pb2_grpc),
    "Erasure": (erasure_pb2, erasure_pb2_grpc),
    "History": (history_pb2, history_pb2_grpc),
    "Release": (release_pb2, release_pb2_grpc),
    "Sample": (sample_pb2, sample_pb2_grpc),
    "Study": (study_pb2, study_pb2_grpc),
    "Table": (table_pb2, table_pb2_grpc),
    "Template": (template_pb2, template_pb2_grpc),
}
DEADLINE_SECONDS = 60
# A server that is killed comes back at once; do not wait for backoff. (The
# minimum is also how long one attempt to connect may take.)
CHANNEL = [("grpc.use_local_subchannel_pool", 1),
           ("grpc.initial_reconnect_backoff_ms", 50),
           ("grpc.min_reconnect_backoff_ms", 10000),
           ("grpc.max_reconnect_backoff_ms", 200),
           ("grpc.max_metadata_size", 65536)]


def new_id():
    return str(uuid.uuid4())


class Caller:
    """One principal's calls: caller.Coding("SaveAnswers", name=..., ...)."""

    def __init__(self, address, token, credentials=None):
        self.channel = grpc.secure_channel(address, credentials, CHANNEL) \
            if credentials else grpc.insecure_channel(address, CHANNEL)
        self.metadata = [("authorization", f"Bearer {token}")] if token else []

    def __getattr__(self, service):
        messages, stubs = MODULES[service]
        stub = getattr(stubs, f"{service}ServiceStub")(self.channel)

        def call(method, request=None, **fields):
            descriptor = messages.DESCRIPTOR.services_by_name[
                f"{service}Service"].methods_by_name[method].input_type
            if request is None:
                request = getattr(messages, descriptor.name)(**fields)
            if "request_id" in descriptor.fields_by_name \
                    and not request.request_id:
                request.request_id = new_id()
            return getattr(stub, method)(request, metadata=self.metadata,
                                         timeout=DEADLINE_SECONDS)
        return call


def details(error):
    """(field violations, reason) of a refused call."""
    fields, reason = [], ""
    for key, value in error.trailing_metadata():
        if key != "grpc-status-details-bin":
            continue
        status = error_pb2.Status.FromString(value)
        for detail in status.details:
            if detail.type_url.endswith("BadRequest"):
                bad = error_pb2.BadRequest.FromString(detail.value)
                fields = [(v.field, v.description)
                          for v in bad.field_violations]
            if detail.type_url.endswith("ErrorInfo"):
                reason = error_pb2.ErrorInfo.FromString(detail.value).reason
    return fields, reason


class Service:
    """A server process over a folder of its own."""

    # Tests call as fast as they can.
    rates = ("--max-calls-of-principal", "0", "--max-calls-of-address", "0")

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="caselens-e2e-"))
        self.data = self.folder / "data"
        self.backups = self.folder / "backups"
        self.backups.mkdir()
        self.key_backup = self.folder / "keys.backup"
        self.admin_socket = self.folder / "admin.sock"
        self.log = self.folder / "caselensd.log"  # all that it ever said
        self.process = None
        self.port = 0
        token_file = self.folder / "administrator.token"
        subprocess.run([BUILD / "bin/caselensd", "bootstrap", "--data",
                        self.data, "--token-file", token_file],
                       check=True, stdout=subprocess.DEVNULL)
        self.tokens = {"administrator": token_file.read_text().strip()}

    @classmethod
    def replica_of(cls, other):
        """Another server, over a copy of a stopped one's data."""
        replica = cls()
        shutil.rmtree(replica.data)
        shutil.copytree(other.data, replica.data)
        replica.tokens = other.tokens
        return replica

    @property
    def address(self):
        return f"127.0.0.1:{self.port}"

    def launch(self, *flags, **popen):
        """A server process that need not come up; it speaks into the log."""
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [BUILD / "bin/caselensd", "serve", "--data", self.data,
                 "--listen", f"127.0.0.1:{self.port}", "--admin-socket",
                 self.admin_socket, "--backups", self.backups,
                 "--key-backup", self.key_backup, *self.rates, *flags],
                stdout=log, stderr=log, **popen)
        return self.process

    def start(self, *flags, **popen):
        already_said = len(self.said())
        self.launch(*flags, **popen)
        deadline = time.monotonic() + DEADLINE_SECONDS
        while True:
            port = re.search(r'"message":"serving","port":(\d+)',
                             self.said()[already_said:])
            if port:
                self.port = int(port[1])
                return self
            assert self.process.poll() is None \
                and time.monotonic() < deadline, \
                f"the server said {self.said()[already_said:]!r}"
            time.sleep(.01)

    def said(self):
        return self.log.read_text() if self.log.exists() else ""

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=60)

    def close(self):
        if self.process is not None and self.process.poll() is None:
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def caller(self, principal):
        return Caller(self.address, self.tokens[principal])

    def principal(self, name, *grants):
        """Makes a principal; grants are (role, study, site)."""
        admin = self.caller("administrator")
        admin.Access("CreatePrincipal", principal_id=name)
        for role, study, site in grants:
            admin.Access("GrantRole", name=f"principals/{name}",
                         grant=access_pb2.Grant(
                             role=role, site=site,
                             study=f"studies/{study}" if study else ""))
        token = admin.Access("CreateToken", parent=f"principals/{name}",
                             days=1)
        self.tokens[name] = token.secret
        return self.caller(name)


HEADER = ("record_id,child_id,family_id,episode_id,sequence,nation,"
          "record_type,year,factors,age_band,gender,ethnicity,"
          "deprivation_decile,pathway,section_47")


def record(number, factors="3B;4B;17A", gender="F"):
    return (f"C1-{number},K{number},F{number},E{number},1,ENG,"
            f"CIN_ASSESSMENT,2019-20,{factors},A5_9,{gender},WBRI,3,CIN_ONLY,"
            "N")


def csv(*rows):
    return ("\n".join((HEADER,) + rows) + "\n").encode()


Grant = access_pb2.Grant


def create_site(service, site, nation="ENG", scheme="rdac-17-c1-v1",
                model="c1-published", trained=()):
    """A site of the study `s` that is ready, with trained auditors."""
    steward = service.caller("study-steward")
    steward.Study("CreateSite", parent="studies/s", site_id=site,
                  site=study_pb2.Site(
                      nation=study_pb2.Site.Nation.Value(nation),
                      factor_scheme=scheme,
                      class_model=f"studies/s/classModels/{model}",
                      agreement_date="2026-01-10", ethics_date="2026-01-12",
                      safeguarding_contact=f"Duty team, {site}"))
    for auditor in trained:
        steward.Study("RecordTraining", parent=f"studies/s/sites/{site}",
                      training=study_pb2.Training(
                          principal=f"principals/{auditor}",
                          date="2026-02-01"))


@contextlib.contextmanager
def service_with_study(records=3):
    """A study `s` with a ready site C1, one principal a role, and records."""
    service = Service()
    try:
        service.start()
        admin = service.caller("administrator")
        admin.Study("CreateStudy", study_id="s", study=study_pb2.Study(
            display_name="Test study", simulated=True,
            template="templates/rdac-2026/revisions/1"))
        for name, role in (("auditor", Grant.AUDITOR),
                           ("second", Grant.AUDITOR),
                           ("adjudicator", Grant.ADJUDICATOR),
                           ("researcher", Grant.RESEARCHER),
                           ("second-reader", Grant.SECOND_READER),
                           ("site-steward", Grant.SITE_STEWARD),
                           ("study-steward", Grant.STUDY_STEWARD),
                           ("facilitator", Grant.FACILITATOR),
                           ("governance", Grant.GOVERNANCE_AUDITOR)):
            service.principal(name, (role, "s", ""))
        service.caller("researcher").ClassModel(
            "CreateClassModel", parent="studies/s",
            class_model_id="c1-published", published="c1-published")
        create_site(service, "C1", trained=("auditor", "second"))
        if records:
            service.caller("site-steward").CaseFile(
                "ImportCaseFiles", parent="studies/s/sites/C1",
                csv=csv(*(record(i + 1) for i in range(records))))
        yield service
    finally:
        service.close()


def case_files(service):
    """Case files by the site's record id."""
    files = {}
    page = ""
    while True:
        answer = service.caller("researcher").CaseFile(
            "ListCaseFiles", parent="studies/s", page_size=1000,
            page_token=page)
        files.update((file.record, file) for file in answer.case_files)
        page = answer.next_page_token
        if not page:
            return files


def import_demo(service, site="C1"):
    """The simulated case files of the demo's C1: 1,052, all with DVA."""
    answer = service.caller("site-steward").CaseFile(
        "ImportCaseFiles", parent=f"studies/s/sites/{site}",
        csv=(SOURCE / "clients/demo/c1.csv").read_bytes())
    assert answer.imported == 1052, answer


def fit_options(classes_from=1, classes_to=3, **more):
    options = class_model_fit_pb2.FitOptions
    return options(**{"unit": options.EACH_ASSESSMENT, "method": options.ML,
                      "classes_from": classes_from, "classes_to": classes_to,
                      **more})


def finished_fit(caller, **options):
    """A fit, watched to its end."""
    fit = caller.ClassModel("CreateFit", parent="studies/s",
                            options=fit_options(**options))
    for _ in caller.ClassModel("WatchFit", name=fit.name):
        pass
    return caller.ClassModel("GetFit", name=fit.name)


def release_options(universe="RECORDS", profile="LIVE", **more):
    options = release_pb2.ReleaseOptions
    return options(universe=options.Universe.Value(universe),
                   profile=options.Profile.Value(profile), **more)


def finished_release(caller, **options):
    """A release, watched until it is proved or refused."""
    release = caller.Release("CreateRelease", parent="studies/s",
                             options=release_options(**options))
    for _ in caller.Release("WatchRelease", name=release.name):
        pass
    return caller.Release("GetRelease", name=release.name)


def proved_pack(service):
    """Findings of three sites with six coded files each; C1 has six records."""
    for site in ("C4", "C5"):
        create_site(service, site, trained=["auditor"])
        service.caller("site-steward").CaseFile(
            "ImportCaseFiles", parent=f"studies/s/sites/{site}",
            csv=csv(*(record(i + 1).replace("C1-", f"{site}-")
                      for i in range(6))))
    for name, file in case_files(service).items():
        document = guided_document()
        next(answer for answer in document.answers
             if answer.field == "F.plan_centre").codes[:] = [
                 "MOTHER" if int(name[-1]) % 2 else "CHILD"]
        submitted_coding(service, file, document=document)
    release = finished_release(service.caller("study-steward"),
                               universe="CODINGS", profile="PACK")
    assert release.state == release.PROVED, release.refusal
    return release


def assign(service, file, auditor="auditor", rank=1, wave=2):
    return service.caller("study-steward").Assignment(
        "CreateAssignment", parent="studies/s",
        assignment=assignment_pb2.Assignment(
            case_file=file.name, auditor=f"principals/{auditor}", rank=rank,
            wave=wave))


def start_coding(service, file, auditor="auditor", assignment=None, **how):
    assignment = assignment or assign(service, file, auditor, **how)
    return service.caller(auditor).Coding(
        "CreateCoding", parent="studies/s", assignment=assignment.name)


def guided_document():
    """The finished coding of the demo."""
    text = (SOURCE / "clients/demo/guided_file.json").read_text()
    return json_format.Parse(text, coding_pb2.Coding()).document


def submitted_coding(service, file, auditor="auditor", document=None,
                     reviewed=True, rank=1, wave=2, assignment=None,
                     **fields):
    """Name of a coding of `file`, as the guided file has it, submitted and
    open to its readers."""
    caller = service.caller(auditor)
    coding = start_coding(service, file, auditor, assignment, rank=rank,
                          wave=wave)
    saved = caller.Coding("SaveAnswers", name=coding.name, etag=coding.etag,
                          changes=document or guided_document(), **fields)
    caller.Coding("SubmitCoding", name=coding.name, etag=saved.etag)
    if reviewed:
        review(service, coding.name)
    return coding.name


def review(service, coding, *redactions):
    return service.caller("site-steward").Disclosure(
        "ReviewDisclosure", name=coding, redactions=redactions)
