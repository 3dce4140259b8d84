"""Bad input is refused by field, changes nothing, and is never repeated."""

import contextlib
import hashlib
import random
import sqlite3
import time
import unittest

import grpc
from google.protobuf import json_format
from google.protobuf.descriptor import FieldDescriptor

import service as s

SEED = 20260302
# Stands for what must not leave a request: in every field of text at its turn.
CANARY = "Canary Gelb, 12 Hill Road"
UNKNOWN_ENUM = 99
Document, Answer = s.document_pb2.Document, s.document_pb2.Answer
Person, Harm = s.document_pb2.Person, s.document_pb2.Harm
Relationship, Row = s.document_pb2.Relationship, s.document_pb2.Row
CURRENT = Relationship.CURRENT
FIRST, SECOND = (f"templates/rdac-2026/revisions/{n}" for n in (1, 2))
INVALID = grpc.StatusCode.INVALID_ARGUMENT

# Never parse as any message: cut off, a length beyond the end, a varint
# without end, a group never closed, field number 0, wire type 7.
UNREADABLE = [b"\x0a\xff", b"\x0a\x05ab", b"\xff" * 11, b"\x0b", b"\x00",
              b"\x0f"]

# A model of two classes as Latent GOLD prints it, and its classes.
PROFILE = b""",Cluster1,Cluster2
Cluster Size,0.8,0.2
dv_parent,,
0,0.1,0.9
1,0.9,0.1
"""
ASSIGNED = b"record_id,clu#\nC1-3,1\n"


def methods():
    """(service, method descriptor) of everything that is served."""
    return [(name, method) for name, (messages, _) in s.MODULES.items()
            for method in messages.DESCRIPTOR.services_by_name[
                f"{name}Service"].methods]


def everything_stored(service):
    """A digest of every row of every table."""
    digest = hashlib.sha256()
    path = service.data / "caselens.db"
    with contextlib.closing(
            sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        tables = [name for (name,) in database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' "
            "ORDER BY name")]
        for table in tables:
            for row in database.execute(f"SELECT * FROM {table} ORDER BY 1, 2"):
                digest.update(repr((table, row)).encode())
    return digest.hexdigest()


class World:
    """A study with a draft, a revealed coding, and somebody who may do all."""

    def __init__(self, service):
        self.service = service
        grants = s.Grant.Role.values()
        self.caller = service.principal(
            "everyone", (s.Grant.AUDITOR, "s", ""))
        steward = service.caller("study-steward")
        steward.Study("RecordTraining", parent="studies/s/sites/C1",
                      training=s.study_pb2.Training(
                          principal="principals/everyone",
                          date="2026-02-01"))
        files = s.case_files(service)
        self.file = files["C1-3"].name
        self.draft = s.start_coding(service, files["C1-1"], "everyone")
        self.revealed = s.start_coding(service, files["C1-2"], "everyone")
        guided = s.guided_document()
        saved = self.caller.Coding("SaveAnswers", name=self.revealed.name,
                                   etag=self.revealed.etag, changes=guided)
        self.caller.Coding("SubmitCoding", name=self.revealed.name,
                           etag=saved.etag)
        self.revealed_etag = self.caller.Coding(
            "RevealCoding", name=self.revealed.name).etag
        admin = service.caller("administrator")
        for role in grants:
            if role in (s.Grant.ROLE_UNSPECIFIED, s.Grant.AUDITOR):
                continue
            study = "" if role in (s.Grant.ADMINISTRATOR,
                                   s.Grant.OPERATOR) else "studies/s"
            admin.Access("GrantRole", name="principals/everyone",
                         grant=s.Grant(role=role, study=study))
        self.identity = admin.Access(
            "LinkIdentity", name="principals/everyone",
            kind=s.access_pb2.Identity.CERTIFICATE,
            subject="DNS:everyone.council.example").identities[0].id
        self.token = admin.Access("CreateToken", parent="principals/everyone",
                                  days=1).name
        self.site = self.caller.Study("GetSite", name="studies/s/sites/C1")
        self.assignment = self.draft.assignment
        self.not_started = s.assign(service, files["C1-4"], "auditor",
                                    rank=2).name
        self.sample = steward.Sample(
            "DrawSample", parent="studies/s", seed=1, files_per_class=3,
            draw=s.sample_pb2.Sample.STRATIFIED_RANDOM)
        self.fit = s.finished_fit(self.caller, classes_to=1).name
        self.erasure = service.caller("site-steward").Erasure(
            "RequestErasure", parent="studies/s", site="C1",
            case_files=[files["C1-4"].name],
            reason=s.erasure_pb2.Erasure.OTHER)
        self.release = s.finished_release(steward, sites=["C1"]).name
        self.kept_span = self.keep_a_span(files["C1-4"])
        for wave, record in ((1, "C1-6"), (2, "C1-7")):
            for rank, auditor in enumerate(("auditor", "second"), 1):
                s.submitted_coding(service, files[record], auditor, rank=rank,
                                   wave=wave)
        # One of the two codes another duration: an item to settle.
        other = s.guided_document()
        next(answer for answer in other.answers
             if answer.field == "A.duration_band").codes[:] = ["GT10"]
        for rank, (auditor, document) in enumerate(
                (("auditor", None), ("second", other)), 1):
            s.submitted_coding(service, files["C1-8"], auditor, rank=rank,
                               document=document)
        self.adjudication = self.caller.Adjudication(
            "GetAdjudication", name=files["C1-8"].name.replace(
                "caseFiles", "adjudications"))
        self.publish_a_revision()
        self.submitted = s.submitted_coding(service, files["C1-5"], "second",
                                            reviewed=False)

    def publish_a_revision(self):
        """Revision 2 as the first, a draft of revision 3, and what moving to
        the second would lose."""
        copy = self.caller.Template("CreateDraft",
                                    parent="templates/rdac-2026")
        self.caller.Template("PublishRevision", name=copy.name,
                             etag=copy.etag)
        self.template_draft = self.caller.Template(
            "CreateDraft", parent="templates/rdac-2026")
        self.losses = self.caller.Template(
            "MigrateDrafts", **{"parent": "studies/s", "from": FIRST,
                                "to": SECOND, "validate_only": True,
                                "reason": "to see"}).etag

    @staticmethod
    def small_template(**fields):
        """One of each message that a template holds."""
        t = s.template_pb2
        return t.Template(
            title="Small", introduction=["Read this."],
            extensions=[t.Extension(id="more", label="More")],
            missing_labels=[t.MissingLabel(missing=Answer.NR,
                                           label="Not recorded",
                                           definition="Silent.")],
            translations=[t.Translation(language_code="cy", texts=[
                t.TranslatedText(path="fields[A.one].label",
                                 text="cwestiwn")])],
            sections=[t.Section(
                id="A", title="One", guidance="Read the file.",
                stage=t.Section.CODING,
                grids=[t.Grid(id="A.grid", label="All", fill_code="N")],
                fields=[t.Field(
                    id="A.one", label="A question", definition="What is asked",
                    evidence="The file", tell_apart="Another question",
                    kind=t.Field.ONE, level=t.Field.FILE, extension="more",
                    grid="A.grid", missing=[Answer.NR],
                    codes=[t.Code(code="N", label="No", definition="No",
                                  evidence="The file",
                                  tell_apart="Silent")],
                    asked_if=t.Condition(any=[t.Condition.Clause(tests=[
                        t.Condition.Test(fact="NATION_ENG")])]))])],
            **fields)

    def keep_a_span(self, file):
        """A span that another auditor kept; its name."""
        other = self.service.caller("second")
        coding = s.start_coding(self.service, file, "second")
        text = "Spoke of Marrakesh."
        other.Coding("SaveAnswers", name=coding.name, etag=coding.etag,
                     changes=Document(answers=[Answer(
                         field="A.access_mode", codes=["DIRECT"],
                         paraphrase=text)]),
                     keeps=[s.anonymity_pb2.Keep(
                         field="document.answers[A.access_mode].paraphrase",
                         start=9, end=18, reason=3)])
        return self.caller.Anonymity(
            "ListKeptSpans", parent="studies/s").kept_spans[0].name

    def good_requests(self):
        """One request a method that would be answered as it stands."""
        study, site = "studies/s", "studies/s/sites/C1"
        model = "studies/s/classModels/c1-published"
        everyone = "principals/everyone"
        page = {"page_size": 10}
        coding = {"name": self.draft.name}
        edit = {"name": self.draft.name, "etag": self.draft.etag}
        new_site = s.study_pb2.Site(
            nation=s.study_pb2.Site.ENG, factor_scheme="rdac-17-c1-v1",
            class_model=model, agreement_date="2026-01-10",
            ethics_date="2026-01-12", safeguarding_contact="Duty team")
        Query = s.table_pb2.TableQuery
        table = Query(
            universe=Query.CODINGS, dimensions=["class", "pathway"],
            filters=[Query.Filter(variable="high_harm", category="YES")],
            count_by=Query.FILE, sites=["C1"], wave=2)
        same_site = s.study_pb2.Site()
        same_site.CopyFrom(self.site)
        same_site.ClearField("case_file_count")
        grant = s.Grant(role=s.Grant.RESEARCHER, study=study, site="C1")
        programme = s.release_pb2.ReleaseProgramme
        good = {
            "Access/GetCaller": {},
            "Access/CreatePrincipal": {"principal_id": "new"},
            "Access/ListPrincipals": page,
            "Access/GrantRole": {"name": everyone, "grant": grant},
            "Access/RevokeRole": {"name": everyone, "grant": grant},
            "Access/CreateToken": {"parent": everyone, "days": 1},
            "Access/LinkIdentity": {
                "name": everyone, "kind": s.access_pb2.Identity.SIGN_ON,
                "subject": "248289761001",
                "issuer": "https://login.council.example/"},
            "Access/UnlinkIdentity": {"name": everyone,
                                      "identity": self.identity},
            "Access/ListTokens": {"parent": everyone, **page},
            "Access/RotateToken": {"name": self.token, "days": 1,
                                   "overlap_minutes": 1},
            "Access/RevokeToken": {"name": self.token},
            "Backup/CreateBackup": {},
            "Template/GetTemplate": {
                "name": "templates/rdac-2026/revisions/1",
                "sections": ["A"]},
            "Template/ListTemplates": page,
            "Template/ListRevisions": {"parent": "templates/rdac-2026",
                                       **page},
            "Template/DiffRevisions": {"from": FIRST, "to": SECOND},
            "Template/CreateDraft": {"parent": "templates/rdac-2026",
                                     "content": self.small_template()},
            "Template/UpdateDraft": {"revision": self.small_template(
                name=self.template_draft.name, etag=self.template_draft.etag)},
            "Template/PublishRevision": {"name": self.template_draft.name,
                                         "etag": self.template_draft.etag},
            "Template/RetireRevision": {"name": SECOND,
                                        "reason": "not in use"},
            "Template/MigrateDrafts": {
                "parent": study, "from": FIRST, "to": SECOND,
                "etag": self.losses, "reason": "a code was wrong"},
            "Study/CreateStudy": {
                "study_id": "new", "study": s.study_pb2.Study(
                    display_name="New",
                    template="templates/rdac-2026/revisions/1")},
            "Study/GetStudy": {"name": study},
            "Study/ListStudies": page,
            "Study/CreateSite": {"parent": study, "site_id": "C9",
                                 "site": new_site},
            "Study/GetSite": {"name": site},
            "Study/ListSites": {"parent": study, **page},
            "Study/UpdateSite": {"site": same_site},
            "Study/RecordTraining": {
                "parent": site, "training": s.study_pb2.Training(
                    principal=everyone, date="2026-02-02")},
            "CaseFile/ImportCaseFiles": {"parent": site,
                                         "csv": s.csv(s.record(9))},
            "CaseFile/GetCaseFile": {"name": self.file},
            "CaseFile/ListCaseFiles": {"parent": study, **page},
            "ClassModel/CreateClassModel": {
                "parent": study, "class_model_id": "new",
                "published": "c2-published"},
            "ClassModel/GetClassModel": {"name": model},
            "ClassModel/ListClassModels": {"parent": study, **page},
            "ClassModel/Classify": {"name": model,
                                    "factors": ["dv_parent"],
                                    "uncoded": ["parent_other_mh"]},
            "Anonymity/CheckText": {"texts": [b"Seen on paper."]},
            "Anonymity/ListKeptSpans": {"parent": study, **page},
            "Anonymity/GetKeptSpan": {"name": self.kept_span},
            "Anonymity/ReviewKeptSpan": {"name": self.kept_span,
                                         "decision": 1},
            "Anonymity/ListKeepRates": {"parent": study},
            "Anonymity/GetDetectorScan": {},
            "ClassModel/CreateFit": {
                "parent": study, "options": s.fit_options(
                    classes_to=2, sites=["C1"], starts=20, seed=1,
                    factor_map="rdac-17-c1-v1",
                    items=["dv_parent", "dv_child"])},
            "ClassModel/GetFit": {"name": self.fit},
            "ClassModel/ListFits": {"parent": study, **page},
            "ClassModel/WatchFit": {"name": self.fit},
            "ClassModel/CancelFit": {"name": self.fit},
            "ClassModel/ChooseClassModel": {
                "name": self.fit, "class_count": 2, "class_model_id": "chosen",
                "reason": "AIC"},
            "ClassModel/ImportClassModel": {
                "parent": study, "class_model_id": "imported",
                "profile_csv": PROFILE, "clamp": .00005,
                "provenance": "Latent GOLD", "assignments_csv": ASSIGNED,
                "site": "C1"},
            "ClassModel/LabelClassModel": {
                "name": model, "order": [2, 1, 3, 4, 5, 6],
                "reason": "order of the report"},
            "ClassModel/Score": {"name": model, "case_files": [self.file]},
            "ClassModel/CompareClassModels": {
                "parent": study, "first": model, "second": model,
                "sites": ["C1"]},
            "Assignment/CreateAssignment": {
                "parent": study,
                "assignment": s.assignment_pb2.Assignment(
                    case_file=self.file, auditor=everyone, rank=1, wave=2)},
            "Assignment/GetAssignment": {"name": self.assignment},
            "Assignment/ListAssignments": {"parent": study, **page},
            "Assignment/AssignFiles": {
                "parent": study, "case_files": [self.file], "wave": 2,
                "auditors": ["principals/auditor"], "seed": 1,
                "double_coded_share": .5, "due_date": "2026-12-18"},
            "Assignment/ReassignAssignment": {
                "name": self.not_started, "auditor": everyone},
            "Assignment/CancelAssignment": {
                "name": self.not_started, "reason": "Given by mistake"},
            "Assignment/GetWorkQueue": {"parent": study, **page},
            "Assignment/ListProgress": {"parent": study,
                                        "abandoned_after_days": 7},
            "Coding/CreateCoding": {"parent": study,
                                    "assignment": self.assignment},
            "Coding/GetCoding": coding,
            "Coding/GetCodingForm": {**coding, "sections": ["A"]},
            "Coding/ListCodings": {"parent": study, **page},
            "Coding/SaveAnswers": {**edit, "changes": Document(
                people=[Person(id="P1"), Person(id="P2")],
                relationships=[Relationship(
                    id="R1", person_1="P1", person_2="P2",
                    periods=[CURRENT])],
                harms=[Harm(id="H1", **{"from": "P1", "to": "P2"})],
                rows=[Row(id="S1", kind=Row.SERVICE, person="P1")],
                answers=[Answer(field="A.access_mode", codes=["DIRECT"],
                                paraphrase="Seen on paper.")],
                fills=[s.document_pb2.Fill(grid="B.indicators",
                                           instance="R1/CURRENT")])},
            "Coding/CheckCoding": coding,
            "Coding/SubmitCoding": edit,
            "Coding/RevealCoding": coding,
            "Coding/MatchCoding": {
                "name": self.revealed.name, "etag": self.revealed_etag,
                "match": s.coding_pb2.Match(
                    judgement="PARTIAL", mismatch_reasons=["MORE_NEEDS"],
                    best_fit=5, grade=s.document_pb2.Grade(
                        confidence=2, evidence_level="E2",
                        sources=["ASSESS"]))},
            "Coding/CompareAnswers": {
                "name": self.draft.name, "changes": Document(
                    answers=[Answer(field="A.access_mode", codes=["DIRECT"],
                                    paraphrase="Seen on paper.")])},
            "Coding/ReopenCoding": {
                "name": self.revealed.name, "etag": self.revealed_etag,
                "stage": s.template_pb2.Section.CODING,
                "reason": "A grid was left as it was."},
            "Coding/WithdrawCoding": {
                "name": self.revealed.name, "etag": self.revealed_etag,
                "reason": "The wrong file was read."},
            "Adjudication/ListAdjudications": {"parent": study, **page},
            "Adjudication/GetAdjudication": {"name": self.adjudication.name},
            "Adjudication/ResolveDisagreements": {
                "name": self.adjudication.name,
                "etag": self.adjudication.etag,
                "resolutions": [s.adjudication_pb2.Resolution(
                    field="A.duration_band",
                    choice=s.adjudication_pb2.Resolution.NEW, codes=["LT1"],
                    reason="The plan says so.")]},
            "Adjudication/CompleteAdjudication": {
                "name": self.adjudication.name,
                "etag": self.adjudication.etag},
            "Comparison/CompareCoding": {"name": self.revealed.name},
            "Comparison/ListComparisons": {"parent": study,
                                           "class_model": model, **page},
            "Comparison/SummariseComparisons": {
                "name": model, "sample": self.sample.name,
                "single_issue_classes": [1]},
            "Table/ListVariables": {"parent": study, "universe": 2,
                                    "contains": "class", **page},
            "Table/CountTable": {"parent": study, "query": table},
            "Table/ListFilesBehind": {"parent": study, "query": table,
                                      "codes": ["1", "CIN_ONLY"], **page},
            "Table/MeasureCounts": {
                "parent": study, "variable": "PERSON.count", "by": "class",
                "filters": list(table.filters), "sites": ["C1"], "wave": 2},
            "Table/ListFindings": {"parent": study},
            "Table/CountFinding": {"parent": study, "finding": "typology",
                                   "sites": ["C1"]},
            "Agreement/MeasureAgreement": {
                "parent": study, "site": "C1", "section": "B",
                "field": "B.type", "waves": [2, 3],
                "coders": ["principals/auditor", "principals/second"]},
            "Agreement/ListDisagreements": {
                "parent": study, "site": "C1", "section": "B",
                "field": "B.type", "waves": [2], **page},
            "Agreement/MeasureCalibration": {
                "parent": study, "site": "C1", "section": "A",
                "field": "A.rereferral", "threshold": .7},
            "Erasure/RequestErasure": {
                "parent": study, "site": "C1", "case_files": [self.file],
                "reason": s.erasure_pb2.Erasure.OTHER},
            "Erasure/ApproveErasure": {"name": self.erasure.name,
                                       "etag": self.erasure.etag},
            "Erasure/GetErasure": {"name": self.erasure.name},
            "Erasure/ListErasures": {"parent": study, **page},
            "Sample/DrawSample": {
                "parent": study, "sites": ["C1"], "files_per_class": 1,
                "reserve_per_class": 1, "minimum_posterior": .5, "seed": 5,
                "draw": s.sample_pb2.Sample.PURPOSIVE},
            "Sample/GetSample": {"name": self.sample.name},
            "Sample/ListSamples": {"parent": study, **page},
            "Sample/ReplaceSampledFile": {
                "name": self.sample.name, "etag": self.sample.etag,
                "case_file": self.file,
                "reason": s.sample_pb2.Sample.NOT_LOCATED},
            "Release/CreateRelease": {
                "parent": study, "options": s.release_options(
                    sites=["C1"],
                    small_categories=s.release_pb2.ReleaseOptions
                    .LEAVE_OUT_FILES,
                    programme=programme(
                        variables=["gender", "age"],
                        groupings=[programme.Grouping(
                            variable="age", grouping="TWO_BANDS")],
                        tables=[programme.Table(
                            variables=["gender", "age"])]))},
            "Release/GetRelease": {"name": self.release},
            "Release/ListReleases": {"parent": study, **page},
            "Release/WatchRelease": {"name": self.release},
            "Release/ApproveRelease": {"name": self.release},
            "Release/RejectRelease": {
                "name": self.release, "reason": "The wrong sites."},
            "Release/QueryRelease": {
                "name": self.release, "dimensions": ["gender"],
                "filters": [s.release_pb2.QueryReleaseRequest.Filter(
                    variable="age", category="A5_9")]},
            "Release/GetFindingsPack": {"name": self.release},
            "Release/ExportRelease": {
                "name": self.release, "purpose": "Community of practice."},
            "Release/ListReleaseLedger": {
                "parent": study, "release": self.release, **page},
            "Comparison/SuggestTypology": {
                "parent": study, "from_1": "V1=3 K1=3", "from_2": "V1=0",
                "dyad": "X1=2"},
            "Disclosure/FindRareCombinations": {"name": self.submitted},
            "Disclosure/ReviewDisclosure": {
                "name": self.submitted,
                "redactions": [s.disclosure_pb2.Redaction(
                    field="C.role", instance="P1", code="OTHER")]},
            "Disclosure/GetDossier": {"name": self.file},
            "History/ListReads": {"parent": study, "principal": everyone,
                                  "case_file": self.file, **page},
            "History/ListEvents": {"parent": study, **page},
            "History/GetCheckpoint": {},
            "History/GetInclusionProof": {"event": 1},
            "History/GetConsistencyProof": {"from_size": 1, "to_size": 2},
            "History/VerifyHistory": {},
        }
        requests = []
        for name, method in methods():
            request = getattr(s.MODULES[name][0], method.input_type.name)(
                **good[f"{name}/{method.name}"])
            if "request_id" in method.input_type.fields_by_name:
                request.request_id = s.new_id()
            requests.append((name, method, request))
        return requests


def spoil_text(value):
    # The study decides who may ask, and that is looked at first.
    return f"studies/s/{CANARY}" if value.startswith("studies/s") else CANARY


def spoiled(request, path=""):
    """(path, copy of `request` with that one field spoiled) for every text,
    number and enum that is set."""
    for field, value in request.ListFields():
        where = f"{path}.{field.name}" if path else field.name
        if field.label == FieldDescriptor.LABEL_REPEATED:
            places = [(f"{where}[{i}]", i) for i in range(len(value))]
        else:
            places = [(where, None)]
        for name, index in places:
            copy = type(request)()
            copy.CopyFrom(request)
            one = value if index is None else value[index]
            if field.type == FieldDescriptor.TYPE_MESSAGE:
                for inner, message in spoiled(one, name):
                    copy.CopyFrom(request)
                    target = getattr(copy, field.name)
                    (target if index is None else target[index]).CopyFrom(
                        message)
                    again = type(request)()
                    again.CopyFrom(copy)
                    yield inner, again
                continue
            if field.type == FieldDescriptor.TYPE_STRING:
                bad = spoil_text(one)
            elif field.type == FieldDescriptor.TYPE_ENUM:
                bad = UNKNOWN_ENUM
            elif field.type == FieldDescriptor.TYPE_INT32:
                bad = -7
            else:
                continue
            if index is None:
                setattr(copy, field.name, bad)
            else:
                getattr(copy, field.name)[index] = bad
            yield name, copy


def raw_call(caller, service, method, data):
    return caller.channel.unary_unary(
        f"/caselens.v1.{service}Service/{method.name}")(
            data, metadata=caller.metadata, timeout=s.DEADLINE_SECONDS)


def one(**answer):
    return Document(answers=[Answer(field="A.access_mode", **answer)])


PEOPLE = [Person(id="P1"), Person(id="P2")]


def couple(**relationship):
    return Document(people=PEOPLE, relationships=[Relationship(
        **{"id": "R1", "person_1": "P1", "person_2": "P2",
           "periods": [CURRENT], **relationship})])


def harm(source, target):
    return Harm(id="H1", **{"from": source, "to": target})


# What is wrong: changes, the field that is named, and what it says.
BAD_DOCUMENTS = {
    "10,000 people": (
        Document(people=[Person(id=f"P{i}") for i in range(1, 10_001)]),
        "document.people", "at most 60"),
    "300,000 people": (
        Document(people=[Person(id=f"P{i}") for i in range(1, 300_001)]),
        "document.people", "at most 60"),
    "10,001 answers": (
        Document(answers=[Answer(field=f"A.f{i}", codes=["X"])
                          for i in range(10_001)]),
        "document.answers", "at most 10000"),
    "401 harms": (
        Document(harms=[Harm(id=f"H{i}") for i in range(1, 402)]),
        "document.harms", "at most 400"),
    "a person twice": (
        Document(people=[Person(id="P1"), Person(id="P1")]),
        "document.people[1]", "every id once"),
    "a harm twice": (
        Document(people=PEOPLE, harms=[harm("P1", "P2"), harm("P2", "P1")]),
        "document.harms[1]", "every id once"),
    "an answer twice": (
        Document(answers=[Answer(field="A.access_mode", codes=["DIRECT"]),
                          Answer(field="A.access_mode", codes=["HYBRID"])]),
        "document.answers[1]", "one answer"),
    "an id of another kind": (
        Document(people=[Person(id="H1")]), "document.people", "want P and"),
    "an id with a leading zero": (
        Document(people=[Person(id="P01")]), "document.people", "want P and"),
    "harm to oneself": (
        Document(people=PEOPLE, harms=[harm("P1", "P1")]),
        "document.harms[H1]", "want two people"),
    "harm to nobody": (
        Document(people=PEOPLE, harms=[harm("P1", "P9")]),
        "document.harms[H1].to", "not a person"),
    "a couple of one": (
        couple(person_2="P1"), "document.relationships[R1]",
        "want two people"),
    "a second relationship of the same two": (
        Document(people=PEOPLE, relationships=[
            Relationship(id="R1", person_1="P1", person_2="P2",
                         periods=[CURRENT]),
            Relationship(id="R2", person_1="P2", person_2="P1",
                         periods=[CURRENT])]),
        "document.relationships[R2]", "second relationship"),
    "a relationship with a stranger": (
        couple(person_2="P7"), "document.relationships[R1].person_2",
        "not a person"),
    "a period twice": (
        couple(periods=[CURRENT, CURRENT]), "document.relationships[R1]",
        "every period once"),
    "no period": (
        couple(periods=[]), "document.relationships[R1].periods", "want"),
    "a service for nobody": (
        Document(rows=[Row(id="S1", kind=Row.SERVICE)]), "document.rows[S1]",
        "person"),
    "a forum for somebody": (
        Document(people=PEOPLE,
                 rows=[Row(id="M1", kind=Row.FORUM, person="P1")]),
        "document.rows[M1].person", "want none"),
    "a field of no template": (
        Document(answers=[Answer(field="A.nothing", codes=["X"])]),
        "document.answers", "not a field"),
    "an answer about nobody": (
        one(codes=["DIRECT"], instance="P8"), "document.answers",
        "not one of this document"),
    "text for a question with codes": (
        one(text=CANARY), "document.answers[A.access_mode].text", "want"),
    "codes and a missing value": (
        one(codes=["DIRECT"], missing=Answer.NR),
        "document.answers[A.access_mode]", "want one"),
    "two codes for one": (
        one(codes=["DIRECT", "HYBRID"]),
        "document.answers[A.access_mode].codes", "want"),
    "a code of another type": (
        one(codes=["17"]), "document.answers[A.access_mode].codes",
        "not offered"),
    "a missing value that is not offered": (
        one(missing=Answer.WH), "document.answers[A.access_mode].missing",
        "not offered"),
    "a paraphrase too long": (
        one(codes=["DIRECT"], paraphrase=(CANARY * 20)[:281]),
        "document.answers[A.access_mode].paraphrase", "at most 280"),
    "a grade where none is": (
        one(codes=["DIRECT"], grade=s.document_pb2.Grade(confidence=2)),
        "document.answers[A.access_mode].grade", "want none"),
    "a grid of no template": (
        Document(fills=[s.document_pb2.Fill(grid="Z.none")]),
        "document.fills[0].grid", "want"),
}


class BadInputTest(unittest.TestCase):
    def setUp(self):
        self.exit = contextlib.ExitStack()
        self.addCleanup(self.exit.close)
        self.service = self.exit.enter_context(s.service_with_study(8))
        self.world = World(self.service)
        self.caller = self.world.caller
        self.before = everything_stored(self.service)

    def check_nothing_happened(self):
        self.assertEqual(everything_stored(self.service), self.before,
                         "a refused request changed what is stored")
        self.assertEqual(self.caller.Access("GetCaller").name,
                         "principals/everyone")
        self.assertNotIn(CANARY, self.service.said(),
                         "the server repeats what it was sent")

    def refused(self, codes, service, method, request):
        data = request if isinstance(request, bytes) \
            else request.SerializeToString()
        with self.assertRaises(grpc.RpcError) as caught:
            raw_call(self.caller, service, method, data)
        error = caught.exception
        self.assertIn(error.code(), codes, error.details())
        said = error.details() + repr(error.trailing_metadata())
        for part in (CANARY, "Canary", "Hill Road"):
            self.assertNotIn(part, said, "the error repeats what was sent")
        return error

    def assert_names(self, error, field, words="want"):
        violations, _ = s.details(error)
        self.assertTrue(
            any(field in path and words in description
                for path, description in violations),
            f"want a violation of {field!r} that says {words!r}, got "
            f"{violations}; {error.details()}")

    def test_one_wrong_field_is_named_and_never_repeated(self):
        tried = 0
        for service, method, request in self.world.good_requests():
            if method.name == "CompareAnswers":
                continue  # judges nothing, stores nothing, repeats nothing
            for path, bad in spoiled(request):
                if (method.name, path) == ("ListVariables", "contains"):
                    continue  # any text may be looked for
                with self.subTest(method=method.name, field=path):
                    tried += 1
                    error = self.refused(
                        {INVALID, grpc.StatusCode.ABORTED,
                         grpc.StatusCode.NOT_FOUND}, service, method, bad)
                    if error.code() == INVALID:
                        self.assert_names(error, "")
                    else:
                        self.assertIn(s.details(error)[1],
                                      ("ETAG_MISMATCH", "NOT_FOUND"))
        self.assertGreater(tried, 100)
        self.check_nothing_happened()

    def test_a_write_without_request_id_is_refused(self):
        for service, method, request in self.world.good_requests():
            if "request_id" not in method.input_type.fields_by_name:
                continue
            for bad in ("", CANARY, request.request_id[:-1],
                        request.request_id.replace("-", "_")):
                with self.subTest(method=method.name, request_id=bad):
                    request.request_id = bad
                    self.assert_names(
                        self.refused({INVALID}, service, method, request),
                        "request_id", "want a UUID")
        self.check_nothing_happened()

    def test_pages_are_asked_for_in_order(self):
        foreign = self.caller.CaseFile("ListCaseFiles", parent="studies/s",
                                       page_size=1).next_page_token
        self.assertTrue(foreign)
        for service, method, request in self.world.good_requests():
            if "page_size" not in method.input_type.fields_by_name:
                continue
            for field, bad in (("page_size", -1), ("page_token", CANARY),
                               ("page_token", foreign),
                               ("page_token", foreign[:-2])):
                if (service, bad) == ("CaseFile", foreign):
                    request.record = "C1-1"  # other arguments than the token's
                with self.subTest(method=method.name, field=field):
                    spoiled_request = type(request)()
                    spoiled_request.CopyFrom(request)
                    setattr(spoiled_request, field, bad)
                    self.assert_names(
                        self.refused({INVALID}, service, method,
                                     spoiled_request), field)
        self.check_nothing_happened()

    def test_what_cannot_be_read_is_refused(self):
        for service, method in methods():
            for data in UNREADABLE:
                with self.subTest(method=method.name, data=data):
                    self.assert_names(
                        self.refused({INVALID}, service, method, data),
                        "request", "want a whole message")
        self.check_nothing_happened()

    def test_nobody_who_is_not_signed_in_has_a_request_parsed(self):
        """It would be refused by what it holds, not by who sent it."""
        nobody = s.Caller(self.service.address, "")
        for service, method in methods():
            with self.subTest(method=method.name), \
                    self.assertRaises(grpc.RpcError) as refused:
                raw_call(nobody, service, method, UNREADABLE[0])
            self.assertEqual(refused.exception.code(),
                             grpc.StatusCode.UNAUTHENTICATED, method.name)

    def test_text_that_is_not_utf_8_is_refused(self):
        for service, method in methods():
            for field in method.input_type.fields:
                if field.type != FieldDescriptor.TYPE_STRING:
                    continue
                text = CANARY.encode() + b"\xff\xfe"
                data = (bytes([field.number << 3 | 2, len(text)]) + text)
                with self.subTest(method=method.name, field=field.name):
                    self.assert_names(
                        self.refused({INVALID}, service, method, data),
                        "request", "UTF-8")
        self.check_nothing_happened()

    def test_random_bytes_end_in_a_clean_error(self):
        bits = random.Random(SEED)
        clean = {INVALID, grpc.StatusCode.PERMISSION_DENIED,
                 grpc.StatusCode.NOT_FOUND, grpc.StatusCode.ABORTED,
                 grpc.StatusCode.FAILED_PRECONDITION}
        for service, method, request in self.world.good_requests():
            good = request.SerializeToString()
            if "request_id" not in method.input_type.fields_by_name:
                continue  # a read may well be answered
            for _ in range(10):
                data = bytearray(good)
                for _ in range(bits.randrange(1, 4)):
                    data[bits.randrange(len(data))] = bits.randrange(256)
                # A write that is not understood; the id makes sure of it.
                data += b"".join((
                    bytes([method.input_type.fields_by_name[
                        "request_id"].number << 3 | 2, 1]), b"x"))
                with self.subTest(method=method.name, data=bytes(data)):
                    self.refused(clean, service, method, bytes(data))
        self.check_nothing_happened()

    def test_a_message_of_5_mb_is_not_read(self):
        blob = b"a" * (5 << 20)
        data = b"\xfa\x01" + b"\x80\x80\xc0\x02" + blob  # unknown field 31
        seen = set()
        for service, method in methods():
            if service in seen:
                continue
            seen.add(service)
            with self.subTest(method=method.name):
                self.refused({grpc.StatusCode.RESOURCE_EXHAUSTED}, service,
                             method, data)
        self.check_nothing_happened()

    def save(self, changes, **fields):
        method = s.coding_pb2.DESCRIPTOR.services_by_name[
            "CodingService"].methods_by_name["SaveAnswers"]
        return self.refused({INVALID}, "Coding", method,
                            s.coding_pb2.SaveAnswersRequest(
                                name=self.world.draft.name,
                                etag=self.world.draft.etag,
                                request_id=s.new_id(), changes=changes,
                                **fields))

    def test_a_document_that_does_not_fit_is_refused_by_field(self):
        for what, (changes, field, words) in BAD_DOCUMENTS.items():
            for replace in (False, True):
                with self.subTest(what=what, replace=replace):
                    started = time.monotonic()
                    self.assert_names(self.save(changes, replace=replace),
                                      field, words)
                    self.assertLess(time.monotonic() - started, 20,
                                    "to refuse must be quick")
        with self.subTest(what="too many to remove"):
            self.assert_names(
                self.save(Document(), removed=["P1"] * 100_000), "removed",
                "want at most")
        self.check_nothing_happened()

    def test_every_violation_is_in_one_answer(self):
        error = self.save(Document(
            people=PEOPLE, harms=[harm("P1", "P1")],
            answers=[Answer(field="A.access_mode", codes=["NO_SUCH"])]))
        self.assert_names(error, "document.harms[H1]", "want two people")
        self.assert_names(error, "document.answers[A.access_mode].codes",
                          "not offered")
        self.check_nothing_happened()

    def test_long_lists_of_violations_fit_a_client_as_it_comes(self):
        # gRPC takes 8 KB of metadata unless told otherwise.
        plain = grpc.insecure_channel(self.service.address)
        self.addCleanup(plain.close)
        changes = Document(answers=[
            Answer(field=f"A.no_such_field_{i}", codes=["X"])
            for i in range(5000)])
        with self.assertRaises(grpc.RpcError) as caught:
            plain.unary_unary("/caselens.v1.CodingService/SaveAnswers")(
                s.coding_pb2.SaveAnswersRequest(
                    name=self.world.draft.name, etag=self.world.draft.etag,
                    request_id=s.new_id(),
                    changes=changes).SerializeToString(),
                metadata=self.caller.metadata, timeout=s.DEADLINE_SECONDS)
        self.assertEqual(caught.exception.code(), INVALID,
                         caught.exception.details())
        self.assertGreater(len(s.details(caught.exception)[0]), 5)
        self.check_nothing_happened()

    def test_harm_both_ways_is_no_error(self):
        saved = self.caller.Coding(
            "SaveAnswers", name=self.world.draft.name,
            etag=self.world.draft.etag, changes=Document(
                people=PEOPLE, harms=[
                    harm("P1", "P2"),
                    Harm(id="H2", **{"from": "P2", "to": "P1"})]))
        self.assertNotEqual(saved.etag, self.world.draft.etag)

    def test_names_of_another_study_are_refused(self):
        admin = self.service.caller("administrator")
        admin.Study("CreateStudy", study_id="other", study=s.study_pb2.Study(
            display_name="Other", template="templates/rdac-2026/revisions/1"))
        self.service.principal("outsider", (s.Grant.RESEARCHER, "other", ""))
        self.service.caller("outsider").ClassModel(
            "CreateClassModel", parent="studies/other",
            class_model_id="theirs", published="c1-published")
        self.before = everything_stored(self.service)
        elsewhere = {
            "Study/CreateSite": ("site.class_model",
                                 "studies/other/classModels/theirs"),
            "Coding/CreateCoding": (
                "assignment",
                self.world.assignment.replace("studies/s", "studies/other")),
            "Comparison/ListComparisons": (
                "class_model", "studies/other/classModels/theirs"),
            "Comparison/SummariseComparisons": (
                "sample",
                self.world.sample.name.replace("studies/s", "studies/other")),
            "Sample/ReplaceSampledFile": (
                "case_file",
                self.world.file.replace("studies/s", "studies/other")),
            "Assignment/CreateAssignment": (
                "assignment.case_file",
                self.world.file.replace("studies/s", "studies/other"))}
        for service, method, request in self.world.good_requests():
            if f"{service}/{method.name}" not in elsewhere:
                continue
            field, name = elsewhere[f"{service}/{method.name}"]
            *path, last = field.split(".")
            target = request
            for part in path:
                target = getattr(target, part)
            setattr(target, last, name)
            with self.subTest(method=method.name):
                self.assert_names(
                    self.refused({INVALID}, service, method, request), field)
        self.check_nothing_happened()


if __name__ == "__main__":
    unittest.main(verbosity=2)
