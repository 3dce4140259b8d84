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

    def test_an_adjudicator_settles_without_script(self):
        self.code_twice()
        self.journey("adjudicatorForms")

    def test_a_steward_puts_bad_rows_right(self):
        self.sign_in_as("site-steward")
        self.journey("steward")

    def test_a_steward_approves_what_others_asked_for(self):
        self.proved_pack()
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
        release = self.proved_pack()
        self.service.principal("co-steward", (s.Grant.STUDY_STEWARD, "s", ""))
        for name in ("co-steward", "site-steward"):
            self.service.caller(name).Release("ApproveRelease",
                                              name=release.name)
        self.sign_in_as("facilitator")
        self.journey("facilitator")

    def proved_pack(self):
        """Findings of 18 files of three sites."""
        steward = self.service.caller("study-steward")
        for site in ("C4", "C5"):
            steward.Study(
                "CreateSite", parent="studies/s", site_id=site,
                site=s.study_pb2.Site(
                    nation=s.study_pb2.Site.ENG,
                    factor_scheme="rdac-17-c1-v1",
                    class_model="studies/s/classModels/c1-published",
                    agreement_date="2026-01-10", ethics_date="2026-01-12",
                    safeguarding_contact=f"Duty team, {site}"))
            steward.Study("RecordTraining", parent=f"studies/s/sites/{site}",
                          training=s.study_pb2.Training(
                              principal="principals/auditor",
                              date="2026-02-01"))
            self.service.caller("site-steward").CaseFile(
                "ImportCaseFiles", parent=f"studies/s/sites/{site}",
                csv=s.csv(*(s.record(i + 1).replace("C1-", f"{site}-")
                            for i in range(6))))
        for record, file in s.case_files(self.service).items():
            document = s.guided_document()
            next(answer for answer in document.answers
                 if answer.field == "F.plan_centre").codes[:] = [
                     "MOTHER" if int(record[-1]) % 2 else "CHILD"]
            s.submitted_coding(self.service, file, document=document)
        release = s.finished_release(steward, universe="CODINGS",
                                     profile="PACK")
        self.assertEqual(release.state, release.PROVED, release.refusal)
        return release


if __name__ == "__main__":
    unittest.main()
