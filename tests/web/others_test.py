"""Journeys of an adjudicator, stewards, a governance auditor and a facilitator
through the pages of the web client, in a browser."""

import contextlib
import json
import sqlite3
import unittest

import journeys
import service as s

Erasure = s.erasure_pb2.Erasure
DIFFERENT = {"A.duration_band": "GT10", "A.rereferral": "NONE",
             "F.separation": "NOT_RAISED"}


class OthersTest(journeys.Journeys):
    script = "others.mjs"

    def prepare(self):
        self.service.caller("site-steward").CaseFile(
            "ImportCaseFiles", parent="studies/s/sites/C1",
            csv=s.csv(*(s.record(i + 1) for i in range(6))))

    def reply(self, what, *arguments):
        if what == "records":
            return json.dumps(sorted(
                record for record in s.case_files(self.service)
                if record.startswith(arguments[0])
                and len(record) == len(arguments[0]) + 1))
        if what == "damage":
            with contextlib.closing(sqlite3.connect(
                    self.service.data / "caselens.db")) as database:
                database.execute("UPDATE case_files SET record = 'C1-0' "
                                 "WHERE record = 'C1-2'")
                database.commit()
        return super().reply(what, *arguments)

    def sign_in_as(self, principal):
        """The next journey is theirs."""
        self.principal = principal
        self.web.close()
        self.web = journeys.Web(self.service, principal).start()

    def code_twice(self):
        file = s.case_files(self.service)["C1-1"]
        s.submitted_coding(self.service, file)
        other = s.guided_document()
        for answer in other.answers:
            if answer.field in DIFFERENT:
                answer.codes[:] = [DIFFERENT[answer.field]]
        s.submitted_coding(self.service, file, "second", other, rank=2)
        self.sign_in_as("adjudicator")

    def test_an_adjudicator_settles_by_two_keys_an_item(self):
        self.code_twice()
        self.journey("adjudicator")

    def test_an_adjudicator_settles_without_keys(self):
        self.code_twice()
        self.journey("adjudicatorForms")

    def test_a_steward_puts_bad_rows_right(self):
        self.sign_in_as("site-steward")
        self.journey("steward")

    def test_a_steward_approves_what_others_asked_for(self):
        s.proved_pack(self.service)
        self.service.caller("study-steward").Erasure(
            "RequestErasure", parent="studies/s", site="C1",
            reason=Erasure.RIGHT_TO_ERASURE,
            case_files=[s.case_files(self.service)["C1-1"].name])
        self.sign_in_as("site-steward")
        self.journey("approvals")

    def test_a_governance_auditor_verifies_the_history(self):
        self.service.caller("site-steward").CaseFile(
            "ImportCaseFiles", parent="studies/s/sites/C1",
            csv=s.csv(*(s.record(i) for i in range(100, 160))))
        self.sign_in_as("governance")
        self.journey("history")

    def test_a_facilitator_prints_a_pack_in_three_clicks(self):
        release = s.proved_pack(self.service)
        self.service.principal("co-steward", (s.Grant.STUDY_STEWARD, "s", ""))
        for name in ("co-steward", "site-steward"):
            self.service.caller(name).Release("ApproveRelease",
                                              name=release.name)
        self.sign_in_as("facilitator")
        self.journey("facilitator")


class OthersWithoutScriptTest(OthersTest):
    """The same, where the browser runs no script; keys are a script."""

    has_script = False
    test_an_adjudicator_settles_by_two_keys_an_item = None


if __name__ == "__main__":
    unittest.main()
