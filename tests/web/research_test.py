"""Journeys of a researcher, of a study steward, and of a facilitator to released
tables."""

import unittest

import journeys
import service as s

Programme = s.release_pb2.ReleaseProgramme
Grant = s.access_pb2.Grant
# As the first and the second coder of each file have A.rereferral.
REREFERRAL = {"C1-0001": ("NONE", "ONE"), "C1-0002": ("ONE", "ONE"),
              "C1-0003": ("REPEAT", "NONE")}


def with_rereferral(code):
    document = s.guided_document()
    for answer in document.answers:
        if answer.field == "A.rereferral":
            answer.codes[:] = [code]
    return document


class ResearchTest(journeys.Journeys):
    script = "research.mjs"
    principal = "analyst"

    def prepare(self):
        # A principal who reads figures and may settle disagreements.
        s.import_demo(self.service)
        self.service.principal("analyst", (Grant.RESEARCHER, "s", ""),
                               (Grant.ADJUDICATOR, "s", ""))
        self.service.principal("co-steward", (Grant.STUDY_STEWARD, "s", ""))
        self.service.principal("reader", (Grant.FACILITATOR, "s", "C1"))
        s.finished_fit(self.service.caller("researcher"), classes_to=4)
        self.code_twice()
        self.release()

    def code_twice(self):
        files = s.case_files(self.service)
        for record, codes in REREFERRAL.items():
            assigned = [s.assign(self.service, files[record], auditor, rank)
                        for rank, auditor in enumerate(("auditor", "second"),
                                                       1)]
            names = [s.submitted_coding(
                self.service, files[record], auditor, with_rereferral(code),
                assignment=assignment)
                for auditor, code, assignment in zip(("auditor", "second"),
                                                     codes, assigned)]
            self.match(names[0])

    def match(self, name):
        auditor = self.service.caller("auditor")
        etag = auditor.Coding("RevealCoding", name=name).etag
        auditor.Coding("MatchCoding", name=name, etag=etag,
                       match=s.coding_pb2.Match(
                           judgement="FULL", best_fit=1,
                           grade=s.document_pb2.Grade(
                               confidence=2, evidence_level="E2",
                               sources=["ASSESS"])))

    def release(self):
        release = s.finished_release(
            self.service.caller("study-steward"), sites=["C1"],
            programme=Programme(
                variables=["gender", "age", "ethnic_group", "pathway"],
                tables=[Programme.Table(variables=variables) for variables in
                        (("gender", "age"), ("gender", "pathway"))]))
        for name in ("co-steward", "site-steward"):
            self.service.caller(name).Release("ApproveRelease",
                                              name=release.name)

    def reply(self, what, *arguments):
        if what == "token" and arguments:
            return self.service.tokens[arguments[0]]
        return super().reply(what, *arguments)

    def test_a_researcher_gets_from_figures_to_files(self):
        self.journey("researcher")

    def test_readers_and_study_stewards_find_what_is_theirs(self):
        self.journey("others")


class ResearchWithoutScriptTest(ResearchTest):
    """The same, where the browser runs no script."""

    has_script = False


if __name__ == "__main__":
    unittest.main()
