"""Until both have coded a file, neither auditor learns anything of the other.

Everything that a person can read is read twice, before the other auditor has
done anything and after. As whatever roles: not a byte may differ.
"""

import itertools
import unittest

import grpc

import service as s

READS = ("Get", "List", "Check", "Find", "Measure", "Summarise", "Compare",
         "Diff", "Score", "Classify", "Suggest")
ROLES = ("ADJUDICATOR", "SECOND_READER", "RESEARCHER", "SITE_STEWARD",
         "STUDY_STEWARD", "GOVERNANCE_AUDITOR", "FACILITATOR")
MODEL = "studies/s/classModels/c1-published"


def parameters(method, names):
    """Requests of a method that reads, one for each name that it may take."""
    fields = method.input_type.fields_by_name
    request = getattr(s.MODULES[service_of(method)][0],
                      method.input_type.name)
    base = {}
    if "parent" in fields:
        base["parent"] = "studies/s"
    for field in ("page_size", "event", "from_size"):
        if field in fields:
            base[field] = 1
    if "name" not in fields:
        return [request(**base)]
    return [request(name=name, **base) for name in names]


def service_of(method):
    return method.containing_service.name.removesuffix("Service")


def methods():
    for name, (messages, _) in s.MODULES.items():
        service = messages.DESCRIPTOR.services_by_name.get(f"{name}Service")
        for method in service.methods if service and name != "Access" else ():
            if method.name.startswith(READS) and not method.name.startswith("Watch"):
                yield name, method


class BlindnessTest(unittest.TestCase):
    def setUp(self):
        context = s.service_with_study(4)
        self.service = context.__enter__()
        self.addCleanup(context.__exit__, None, None, None)
        self.files = s.case_files(self.service)
        self.file = self.files["C1-1"]
        self.admin = self.service.caller("administrator")

    def answers(self, caller, names):
        """Every page of every answer, or how it was refused."""
        read = {}
        for service, method in methods():
            for request in parameters(method, names):
                key = (f"{service}.{method.name}",
                       getattr(request, "name", ""))
                read[key] = self.pages(caller, service, method, request)
        return read

    def pages(self, caller, service, method, request):
        found = []
        for _ in range(100):
            try:
                answer = getattr(caller, service)(method.name, request)
            except grpc.RpcError as error:
                return found + [(error.code(), error.details())]
            found.append(answer.SerializeToString(deterministic=True))
            token = getattr(answer, "next_page_token", "")
            if not token:
                return found
            request.page_token = token
        return found

    def in_roles(self, roles, visit):
        for change in ("GrantRole", "RevokeRole"):
            for role in roles:
                self.admin.Access(change, name="principals/auditor",
                                  grant=s.Grant(role=s.Grant.Role.Value(role),
                                                study="studies/s"))
            if change == "GrantRole":
                result = visit()
        return result

    def act_as_the_other(self, second):
        """All that can be done to the other's coding of the file."""
        other = self.service.caller("second")
        document = s.guided_document()
        for answer in document.answers:
            if answer.field == "A.access_mode":
                answer.paraphrase = "Spoke of Marrakesh."
        coding = other.Coding("CreateCoding", parent="studies/s",
                              assignment=second.name)
        field = "document.answers[A.access_mode].paraphrase"
        saved = other.Coding(
            "SaveAnswers", name=coding.name, etag=coding.etag,
            changes=document, keeps=[s.anonymity_pb2.Keep(
                field=field, start=9, end=18, reason=s.anonymity_pb2.NEEDED)])
        other.Coding("SubmitCoding", name=coding.name, etag=saved.etag)
        s.review(self.service, coding.name)
        reader = self.service.caller("second-reader")
        for span in reader.Anonymity("ListKeptSpans",
                                     parent="studies/s").kept_spans:
            reader.Anonymity("ReviewKeptSpan", name=span.name, decision=s.
                             anonymity_pb2.ReviewKeptSpanRequest.CLEAR)
        other.Coding("RevealCoding", name=coding.name)
        etag = other.Coding("GetCoding", name=coding.name).etag
        other.Coding("MatchCoding", name=coding.name, etag=etag,
                     match=s.coding_pb2.Match(
                         judgement="FULL", best_fit=1,
                         grade=s.document_pb2.Grade(
                             confidence=2, evidence_level="E2",
                             sources=["ASSESS"])))
        other.Coding("RevealCoding", name=coding.name)
        other.Coding("ReopenCoding", name=coding.name,
                     reason="A grid was left as it was.",
                     stage=s.template_pb2.Section.CODING)
        return coding.name

    def test_nothing_that_anybody_reads_tells_of_the_other(self):
        own = s.start_coding(self.service, self.file)
        # Others' work on another file is there to be read all along.
        s.submitted_coding(self.service, self.files["C1-2"], "second")
        second = s.assign(self.service, self.file, "second", rank=2)
        person = self.service.caller("auditor")
        names = [own.name, own.assignment, second.name, self.file.name, MODEL,
                 "studies/s", "studies/s/sites/C1",
                 self.file.name.replace("caseFiles", "adjudications")]
        roles = [pair for count in (0, 1, 2)
                 for pair in itertools.combinations(ROLES, count)]
        before = {pair: self.in_roles(
            pair, lambda: self.answers(person, names)) for pair in roles}
        other = self.act_as_the_other(second)
        for pair in roles:
            after = self.in_roles(pair, lambda: self.answers(person, names))
            for call, answer in after.items():
                with self.subTest(roles=pair, call=call):
                    self.assertEqual(answer, before[pair][call])
            with self.subTest(roles=pair, call="the other's by name"):
                for call, answer in self.in_roles(
                        pair, lambda: self.answers(person, [other])).items():
                    if call[1]:
                        self.assertFalse(
                            [a for a in answer if isinstance(a, bytes)], call)

    def test_the_test_sees_what_the_unblinded_see(self):
        """Who does not code the file reads other answers afterwards."""
        second = s.assign(self.service, self.file, "second", rank=2)
        steward = self.service.caller("study-steward")
        names = [self.file.name, second.name]
        before = self.answers(steward, names)
        self.act_as_the_other(second)
        after = self.answers(steward, names)
        self.assertTrue({"Coding.ListCodings", "History.ListEvents"} <= {
            call[0] for call in after if after[call] != before[call]})


if __name__ == "__main__":
    unittest.main()
