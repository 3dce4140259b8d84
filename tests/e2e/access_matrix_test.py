"""Who may call what: every method, every role, own study and another's."""

import contextlib
import sqlite3
import unittest

import grpc
from google.protobuf.descriptor import FieldDescriptor

import service as s

ROLES = {"auditor": s.Grant.AUDITOR,
         "adjudicator": s.Grant.ADJUDICATOR,
         "second-reader": s.Grant.SECOND_READER,
         "researcher": s.Grant.RESEARCHER,
         "site-steward": s.Grant.SITE_STEWARD,
         "study-steward": s.Grant.STUDY_STEWARD,
         "facilitator": s.Grant.FACILITATOR,
         "governance": s.Grant.GOVERNANCE_AUDITOR,
         "administrator": s.Grant.ADMINISTRATOR,
         "operator": s.Grant.OPERATOR,
         "nobody": None}

# Where a role must be held: in the service as a whole, or in the study that
# the request names. A method that is not here fails the test.
ANYONE = set(ROLES)
ADMINISTRATOR = {"administrator"}
MANAGERS = {"administrator", "study-steward"}  # of the templates they use
PROVERS = {"administrator", "governance"}  # of whatever study
AT_SITE = {"auditor", "adjudicator", "second-reader", "researcher",
           "site-steward", "study-steward", "governance"}
STEWARDS = {"site-steward", "study-steward"}
READERS = {"researcher", "facilitator"}  # of releases
IN_SERVICE = {
    "AccessService/GetCaller":             ANYONE,
    "AccessService/CreatePrincipal":       ADMINISTRATOR,
    "AccessService/ListPrincipals":        ADMINISTRATOR,
    "AccessService/GrantRole":             ADMINISTRATOR,
    "AccessService/RevokeRole":            ADMINISTRATOR,
    "AccessService/CreateToken":           ADMINISTRATOR,
    "AccessService/LinkIdentity":          ADMINISTRATOR,
    "AccessService/UnlinkIdentity":        ADMINISTRATOR,
    "AccessService/ListTokens":            ANYONE,
    "AccessService/RotateToken":           ANYONE,
    "AccessService/RevokeToken":           ADMINISTRATOR,
    "BackupService/CreateBackup":          {"administrator", "operator"},
    "AnonymityService/CheckText":          ANYONE,
    "AnonymityService/GetDetectorScan":    ADMINISTRATOR,
    "TemplateService/GetTemplate":         ANYONE,
    "TemplateService/ListTemplates":       ANYONE,
    "TemplateService/ListRevisions":       ANYONE,
    "TemplateService/DiffRevisions":       ANYONE,
    "TemplateService/CreateDraft":         MANAGERS,
    "TemplateService/UpdateDraft":         MANAGERS,
    "TemplateService/PublishRevision":     MANAGERS,
    "TemplateService/RetireRevision":      MANAGERS,
    "StudyService/CreateStudy":            ADMINISTRATOR,
    "StudyService/ListStudies":            ANYONE,
    "HistoryService/GetCheckpoint":        PROVERS,
    "HistoryService/GetInclusionProof":    PROVERS,
    "HistoryService/GetConsistencyProof":  PROVERS,
    "HistoryService/VerifyHistory":        PROVERS,
}
IN_STUDY = {
    "TemplateService/MigrateDrafts":       {"study-steward"},
    "StudyService/GetStudy":               AT_SITE | {"facilitator"},
    "StudyService/CreateSite":             {"study-steward"},
    "StudyService/GetSite":                AT_SITE,
    "StudyService/ListSites":              AT_SITE,
    "StudyService/UpdateSite":             STEWARDS,
    "StudyService/RecordTraining":         STEWARDS,
    "CaseFileService/ImportCaseFiles":     {"researcher", "site-steward"},
    "CaseFileService/GetCaseFile":         {"auditor", "researcher",
                                            "site-steward"},
    "CaseFileService/ListCaseFiles":       {"researcher", "site-steward"},
    "ClassModelService/CreateClassModel":  {"researcher"},
    "ClassModelService/GetClassModel":     {"researcher", "study-steward"},
    "ClassModelService/ListClassModels":   {"researcher", "study-steward"},
    "ClassModelService/Classify":          {"researcher"},
    "ClassModelService/CreateFit":         {"researcher"},
    "ClassModelService/GetFit":            {"researcher", "study-steward"},
    "ClassModelService/ListFits":          {"researcher", "study-steward"},
    "ClassModelService/WatchFit":          {"researcher", "study-steward"},
    "ClassModelService/CancelFit":         {"researcher"},
    "ClassModelService/ChooseClassModel":  {"researcher"},
    "ClassModelService/ImportClassModel":  {"researcher"},
    "ClassModelService/LabelClassModel":   {"researcher"},
    "ClassModelService/Score":             {"researcher"},
    "ClassModelService/CompareClassModels": {"researcher"},
    "AnonymityService/ListKeptSpans":      STEWARDS | {"second-reader"},
    "AnonymityService/GetKeptSpan":        {"second-reader"},
    "AnonymityService/ReviewKeptSpan":     {"second-reader"},
    "AnonymityService/ListKeepRates":      STEWARDS,
    "AssignmentService/CreateAssignment":  {"study-steward"},
    "AssignmentService/GetAssignment":     {"auditor", "study-steward"},
    "AssignmentService/ListAssignments":   {"auditor", "study-steward"},
    "AssignmentService/AssignFiles":       {"study-steward"},
    "AssignmentService/ReassignAssignment": {"study-steward"},
    "AssignmentService/CancelAssignment":  {"study-steward"},
    "AssignmentService/GetWorkQueue":      {"auditor"},
    "AssignmentService/ListProgress":      STEWARDS,
    "CodingService/CreateCoding":          {"auditor"},
    "CodingService/GetCoding":             {"auditor", "researcher",
                                            "study-steward"},
    "CodingService/GetCodingForm":         {"auditor", "researcher",
                                            "study-steward"},
    "CodingService/ListCodings":           {"auditor", "researcher"}
                                           | STEWARDS,
    "CodingService/SaveAnswers":           {"auditor"},
    "CodingService/CheckCoding":           {"auditor"},
    "CodingService/SubmitCoding":          {"auditor"},
    "CodingService/RevealCoding":          {"auditor"},
    "CodingService/MatchCoding":           {"auditor"},
    "AdjudicationService/ListAdjudications": {"adjudicator"},
    "AdjudicationService/GetAdjudication": {"adjudicator"},
    "AdjudicationService/ResolveDisagreements": {"adjudicator"},
    "AdjudicationService/CompleteAdjudication": {"adjudicator"},
    "CodingService/CompareAnswers": {"auditor"},
    "CodingService/ReopenCoding": {"auditor", "study-steward"},
    "CodingService/WithdrawCoding": {"auditor", "adjudicator",
                                     "study-steward"},
    "ComparisonService/CompareCoding":     {"auditor", "researcher"},
    "ComparisonService/ListComparisons":   {"researcher"},
    "ComparisonService/SummariseComparisons": {"researcher"},
    "ComparisonService/SuggestTypology":   {"researcher", "study-steward"},
    "TableService/ListVariables":          {"researcher", "study-steward"},
    "TableService/CountTable":             {"researcher", "study-steward"},
    "TableService/ListFilesBehind":        {"researcher", "study-steward"},
    "TableService/MeasureCounts":          {"researcher", "study-steward"},
    "TableService/ListFindings":           {"researcher", "study-steward"},
    "TableService/CountFinding":           {"researcher", "study-steward"},
    "AgreementService/MeasureAgreement":  {"researcher", "study-steward"},
    "AgreementService/ListDisagreements": {"researcher", "study-steward"},
    "AgreementService/MeasureCalibration": {"researcher", "study-steward"},
    "DisclosureService/FindRareCombinations": {"site-steward"},
    "DisclosureService/ReviewDisclosure":  {"site-steward"},
    "DisclosureService/GetDossier":        {"site-steward"},
    "ErasureService/RequestErasure":       STEWARDS,
    "ErasureService/ApproveErasure":       STEWARDS,
    "ErasureService/GetErasure":           STEWARDS | {"governance"},
    "ErasureService/ListErasures":         STEWARDS | {"governance"},
    "SampleService/DrawSample":            {"study-steward"},
    "SampleService/GetSample":             {"researcher", "study-steward"},
    "SampleService/ListSamples":           {"researcher", "study-steward"},
    "SampleService/ReplaceSampledFile":    {"study-steward"},
    "HistoryService/ListReads":            {"governance"},
    "ReleaseService/CreateRelease":        {"study-steward"},
    "ReleaseService/GetRelease":           STEWARDS | READERS,
    "ReleaseService/ListReleases":         STEWARDS | READERS,
    "ReleaseService/WatchRelease":         STEWARDS | READERS,
    "ReleaseService/ApproveRelease":       STEWARDS,
    "ReleaseService/RejectRelease":        STEWARDS,
    "ReleaseService/QueryRelease":         STEWARDS | READERS,
    "ReleaseService/GetFindingsPack":      STEWARDS | READERS,
    "ReleaseService/ExportRelease":        STEWARDS | READERS,
    "ReleaseService/ListReleaseLedger":    {"study-steward", "governance"},
    "HistoryService/ListEvents":           {"auditor", "study-steward",
                                            "governance"},
}

# Methods that answer with a stream.
STREAMS = {"WatchFit", "WatchRelease", "VerifyHistory"}

DENIED = {grpc.StatusCode.PERMISSION_DENIED}
UNKNOWN_CALLER = {grpc.StatusCode.UNAUTHENTICATED}
# Past the check of access, whatever the handler then makes of the request.
ADMITTED = {grpc.StatusCode.OK, grpc.StatusCode.INVALID_ARGUMENT,
            grpc.StatusCode.NOT_FOUND, grpc.StatusCode.FAILED_PRECONDITION}


def methods():
    """(service, method descriptor) of everything that is served."""
    return [(name, method) for name, (messages, _) in s.MODULES.items()
            for method in messages.DESCRIPTOR.services_by_name[
                f"{name}Service"].methods]


def new_request(service, method):
    return getattr(s.MODULES[service][0], method.input_type.name)()


def about(service, method, resource):
    """A request that names `resource` as what it is about, and no more."""
    request = new_request(service, method)
    for field in ("name", "parent"):
        if field in method.input_type.fields_by_name:
            setattr(request, field, resource)
            return request
    first = method.input_type.fields_by_number.get(1)
    if first is not None and first.message_type is not None:
        carried = getattr(request, first.name)
        if "name" in carried.DESCRIPTOR.fields_by_name:
            carried.name = resource
    return request


def malformed(service, method, resource):
    """The same, and every other field is nonsense."""
    request = about(service, method, resource)
    for field in method.input_type.fields:
        if field.label == FieldDescriptor.LABEL_REPEATED \
                or field.name in ("name", "parent"):
            continue
        if field.type == FieldDescriptor.TYPE_STRING:
            setattr(request, field.name, "not \t this")
        elif field.type == FieldDescriptor.TYPE_INT32:
            setattr(request, field.name, -1)
    return request


def code_of(caller, service, method, request):
    stub = getattr(s.MODULES[service][1], f"{service}ServiceStub")(
        caller.channel)
    try:
        answer = getattr(stub, method.name)(request, metadata=caller.metadata,
                                            timeout=s.DEADLINE_SECONDS)
        if method.name in STREAMS:
            list(answer)
        return grpc.StatusCode.OK
    except grpc.RpcError as error:
        return error.code()


def study_at_two_sites(service):
    """Records, an assignment, a coding at C1 and at C2; what is of C2."""
    steward = service.caller("study-steward")
    steward.Study("CreateSite", parent="studies/s", site_id="C2",
                  site=s.study_pb2.Site(
                      nation=s.study_pb2.Site.ENG,
                      factor_scheme="rdac-17-c1-v1",
                      class_model="studies/s/classModels/c1-published",
                      agreement_date="2026-01-10", ethics_date="2026-01-12",
                      safeguarding_contact="Night team, elsewhere"))
    # Not among those that the test asks as.
    service.principal("auditor-of-c2", (s.Grant.AUDITOR, "s", "C2"))
    steward.Study("RecordTraining", parent="studies/s/sites/C2",
                  training=s.study_pb2.Training(
                      principal="principals/auditor-of-c2",
                      date="2026-02-01"))
    imported = service.caller("site-steward").CaseFile(
        "ImportCaseFiles", parent="studies/s/sites/C2",
        csv=s.csv(*(s.record(i).replace("C1-", "OTHER-") for i in (1, 2))))
    assert imported.imported == 2, imported
    files = s.case_files(service)
    s.start_coding(service, files["C1-1"])
    coding = s.start_coding(service, files["OTHER-1"],
                            auditor="auditor-of-c2")
    fit = s.finished_fit(service.caller("researcher"), classes_to=1)
    release = s.finished_release(steward, sites=["C2"])
    sample = steward.Sample("DrawSample", parent="studies/s", sites=["C2"],
                            draw=s.sample_pb2.Sample.PURPOSIVE)
    erasure = service.caller("site-steward").Erasure(
        "RequestErasure", parent="studies/s", site="C2",
        reason=s.erasure_pb2.Erasure.OTHER)
    return {"case file": files["OTHER-1"].name,
            "erasure": erasure.name,
            "other case file": files["OTHER-2"].name,
            "assignment": coding.assignment,
            "coding": coding.name,
            "fit": fit.name,
            "sample": sample.name,
            "release": release.name,
            "site": "studies/s/sites/C2",
            "contact": "Night team",
            "auditor": "auditor-of-c2",
            "record": "OTHER-"}


class AccessMatrixTest(unittest.TestCase):
    def assert_code(self, codes, caller, service, method, request, what):
        code = code_of(caller, service, method, request)
        self.assertIn(code, codes,
                      f"{what}: {service}Service/{method.name} got {code}")

    def test_every_method_has_an_expectation(self):
        served = {f"{service}Service/{method.name}"
                  for service, method in methods()}
        self.assertEqual(served, set(IN_SERVICE) | set(IN_STUDY),
                         "the tables of this test and the protos differ")

    def test_every_role_gets_what_its_table_says_and_no_more(self):
        with s.service_with_study(records=1) as service:
            service.caller("administrator").Study(
                "CreateStudy", study_id="other", study=s.study_pb2.Study(
                    display_name="Another study",
                    template="templates/rdac-2026/revisions/1"))
            for role, grant in ROLES.items():
                if role not in service.tokens:
                    service.principal(
                        role, *([(grant, "" if grant == s.Grant.OPERATOR
                                            else "s", "")] if grant else []))
            for role in ROLES:
                caller = service.caller(role)
                for name, method in methods():
                    full = f"{name}Service/{method.name}"
                    with self.subTest(role=role, method=full):
                        self.check_role(caller, role, name, method, full)

    def check_role(self, caller, role, name, method, full):
        own, other = "studies/s", "studies/other"
        if full in IN_SERVICE:
            codes = ADMITTED if role in IN_SERVICE[full] else DENIED
            for request in (new_request(name, method),
                            malformed(name, method, "principals/x")):
                self.assert_code(codes, caller, name, method, request, role)
            return
        codes = ADMITTED if role in IN_STUDY[full] else DENIED
        for make in (about, malformed):
            self.assert_code(codes, caller, name, method,
                             make(name, method, own), f"{role}, own study")
            self.assert_code(DENIED, caller, name, method,
                             make(name, method, other),
                             f"{role}, another study")
        for nowhere in ("studies/none", "studies/s2", "studies/", "sites/s",
                        "studies/S", ""):
            self.assert_code(DENIED, caller, name, method,
                             about(name, method, nowhere),
                             f"{role}, {nowhere!r}")

    def test_nobody_calls_without_a_good_token(self):
        with s.service_with_study(records=0) as service:
            admin = service.caller("administrator")
            tokens = {name: admin.Access(
                "CreateToken", parent="principals/researcher", days=1)
                for name in ("good", "revoked", "expired")}
            admin.Access("RevokeToken", name=tokens["revoked"].name)
            with contextlib.closing(sqlite3.connect(
                    service.data / "caselens.db")) as database:
                database.execute(
                    "UPDATE tokens SET expire_us = 1 WHERE id = ?",
                    (tokens["expired"].name.split("/")[-1],))
                database.commit()
            good = tokens["good"].secret
            wrong_digit = "1" if good[-1] == "0" else "0"
            identity, _, secret = good.partition(".")
            headers = {
                "no token": None,
                "revoked": f"Bearer {tokens['revoked'].secret}",
                "expired": f"Bearer {tokens['expired'].secret}",
                "wrong secret": f"Bearer {good[:-1]}{wrong_digit}",
                "secret of another token":
                    f"Bearer {identity}."
                    f"{tokens['expired'].secret.partition('.')[2]}",
                "cut off": f"Bearer {good[:-1]}",
                "no secret": f"Bearer {identity}.",
                "unknown id": f"Bearer caselens_{s.new_id()}.{secret}",
                "another scheme": f"Basic {good}",
                "no scheme": good,
                "empty": ""}
            for what, header in headers.items():
                caller = s.Caller(service.address, None)
                if header is not None:
                    caller.metadata = [("authorization", header)]
                for name, method in methods():
                    with self.subTest(token=what, method=method.name):
                        self.assert_code(
                            UNKNOWN_CALLER, caller, name, method,
                            about(name, method, "studies/s"), what)
            self.assertEqual(
                s.Caller(service.address, good).Access("GetCaller").name,
                "principals/researcher")
            said = service.said()
            for token in tokens.values():
                self.assertNotIn(token.secret.partition(".")[2], said,
                                 "the server logged a token")
                for path in service.data.iterdir():
                    self.assertNotIn(
                        token.secret.partition(".")[2].encode(),
                        path.read_bytes(), f"{path.name} holds a raw token")

    def test_a_role_at_one_site_sees_nothing_of_another(self):
        with s.service_with_study(records=2) as service:
            secrets = study_at_two_sites(service)
            for role, grant in ROLES.items():
                if role in ("administrator", "operator", "nobody"):
                    continue
                caller = service.principal(f"{role}-c1", (grant, "s", "C1"))
                self.check_reads(caller, role, secrets)
                self.check_names(caller, role, secrets)
            # The same reads do show it to those whose role covers C2.
            everywhere = service.caller("researcher").CaseFile(
                "ListCaseFiles", parent="studies/s")
            self.assertIn(secrets["record"], str(everywhere))
            events = service.caller("governance").History(
                "ListEvents", parent="studies/s", page_size=1000)
            self.assertIn(secrets["coding"], str(events))

    def check_reads(self, caller, role, secrets):
        """No list shows anything of C2, filtered for it or not."""
        for name, method in methods():
            full = f"{name}Service/{method.name}"
            if not method.name.startswith("List") \
                    or role not in IN_STUDY.get(full, ()):
                continue
            filters = [{}]
            fields = method.input_type.fields_by_name
            if "query" in fields:
                filters = [{"query": s.table_pb2.TableQuery(
                    universe=s.table_pb2.TableQuery.RECORDS,
                    dimensions=["gender"])}]
            if "site" in fields:
                filters.append({"site": "C2"})
            if "record" in fields:
                filters.append({"record": "OTHER-1"})
            if "resource" in fields:
                filters += [{"resource": secret}
                            for secret in secrets.values()]
            for filter_by in filters:
                with self.subTest(role=role, method=full, **filter_by):
                    answer = str(getattr(caller, name)(
                        method.name, parent="studies/s", **filter_by))
                    for what, secret in secrets.items():
                        self.assertNotIn(
                            secret, answer,
                            f"{role} at C1 sees the {what} of C2")

    def check_names(self, caller, role, secrets):
        """What is of C2 is not there for who asks by name."""
        methods_by_kind = {
            "case file": ["CaseFile/GetCaseFile"],
            "assignment": ["Assignment/GetAssignment",
                           "Assignment/ReassignAssignment",
                           "Assignment/CancelAssignment"],
            "coding": ["Coding/GetCoding", "Coding/GetCodingForm",
                       "Coding/SaveAnswers",
                       "Coding/CheckCoding", "Coding/SubmitCoding",
                       "Coding/RevealCoding", "Coding/MatchCoding",
                       "Comparison/CompareCoding"],
            "fit": ["ClassModel/GetFit", "ClassModel/WatchFit",
                    "ClassModel/CancelFit", "ClassModel/ChooseClassModel"],
            "erasure": ["Erasure/GetErasure", "Erasure/ApproveErasure"],
            "sample": ["Sample/GetSample", "Sample/ReplaceSampledFile"],
            "release": ["Release/GetRelease", "Release/WatchRelease",
                        "Release/ApproveRelease", "Release/RejectRelease",
                        "Release/QueryRelease", "Release/GetFindingsPack",
                        "Release/ExportRelease"],
            "site": ["Study/GetSite", "Study/RecordTraining",
                     "Study/UpdateSite", "CaseFile/ImportCaseFiles"]}
        by_name = {(name, method.name): method for name, method in methods()}
        for kind, called in methods_by_kind.items():
            for path in called:
                name, method_name = path.split("/")
                method = by_name[name, method_name]
                request = about(name, method, secrets[kind])
                if "request_id" in method.input_type.fields_by_name:
                    request.request_id = s.new_id()
                admitted = role in IN_STUDY[f"{name}Service/{method_name}"]
                with self.subTest(role=role, method=path):
                    self.assert_code(
                        {grpc.StatusCode.NOT_FOUND} if admitted else DENIED,
                        caller, name, method, request,
                        f"{role} at C1, {kind} of C2")

    def test_a_steward_of_one_site_makes_no_other(self):
        with s.service_with_study(records=0) as service:
            caller = service.principal("steward-c1",
                                       (s.Grant.STUDY_STEWARD, "s", "C1"))
            with self.assertRaises(grpc.RpcError) as refused:
                caller.Study("CreateSite", parent="studies/s", site_id="C3",
                             site=s.study_pb2.Site(
                                 nation=s.study_pb2.Site.ENG,
                                 factor_scheme="rdac-17-c1-v1",
                                 safeguarding_contact="Duty team"))
            self.assertEqual(refused.exception.code(),
                             grpc.StatusCode.PERMISSION_DENIED)


if __name__ == "__main__":
    unittest.main(verbosity=2)
