"""What identifies without a name, and what is held about one record."""

import unittest

import grpc

import service as s

Redaction = s.disclosure_pb2.Redaction
WITHHELD = s.document_pb2.Answer.WH


class DisclosureTest(unittest.TestCase):
    def setUp(self):
        context = s.service_with_study()
        self.service = context.__enter__()
        self.addCleanup(context.__exit__, None, None, None)
        self.steward = self.service.caller("site-steward")
        self.files = s.case_files(self.service)

    def code(self, record, change=None, **how):
        document = s.guided_document()
        if change:
            change(document)
        return s.submitted_coding(self.service, self.files[record],
                                  document=document, **how)

    def rare(self, coding):
        found = self.steward.Disclosure("FindRareCombinations", name=coding)
        return {tuple(f"{trait.field}={trait.code}" for trait in one.traits)
                for one in found.combinations}, found

    def steward_who_codes(self, record):
        """The second coder of a record, who is a site steward, too."""
        self.service.caller("administrator").Access(
            "GrantRole", name="principals/second",
            grant=s.Grant(role=s.Grant.SITE_STEWARD, study="studies/s"))
        s.assign(self.service, self.files[record], "second", rank=2)
        return self.service.caller("second")

    def refused(self, call, code, reason):
        with self.assertRaises(grpc.RpcError) as error:
            call()
        self.assertEqual((error.exception.code(), s.details(
            error.exception)[1]), (code, reason))

    def test_what_no_other_file_of_the_site_has_is_listed(self):
        self.code("C1-1")
        same, found = self.rare(self.code("C1-2", reviewed=False))
        self.assertEqual((same, found.other_files, found.reviewed),
                         (set(), 1, False))

        def grandparent(document):
            roles = [a for a in document.answers if a.field == "C.role"]
            roles[-1].codes[:] = ["GRANDPARENT_PAT"]
        other, _ = self.rare(self.code("C1-3", grandparent, reviewed=False))
        self.assertIn(("C.role=GRANDPARENT_PAT",), other)

    def test_nobody_reads_a_coding_before_the_steward_has_looked(self):
        name = self.code("C1-1", reviewed=False)
        for principal in ("researcher", "study-steward"):
            caller = self.service.caller(principal)
            self.refused(lambda: caller.Coding("GetCoding", name=name),
                         grpc.StatusCode.FAILED_PRECONDITION,
                         "DISCLOSURE_REVIEW")
        researcher = self.service.caller("researcher")
        self.refused(
            lambda: researcher.Comparison("CompareCoding", name=name),
            grpc.StatusCode.FAILED_PRECONDITION, "DISCLOSURE_REVIEW")
        s.review(self.service, name)
        self.assertEqual(
            researcher.Coding("GetCoding", name=name).name, name)
        self.refused(lambda: s.review(self.service, name),
                     grpc.StatusCode.FAILED_PRECONDITION, "ALREADY_REVIEWED")

    def test_redactions_withhold_or_coarsen_and_name_what_is_wrong(self):
        name = self.code("C1-1", reviewed=False)
        for field, bad in (("redactions[0].field",
                            Redaction(field="C.nothing", instance="P1")),
                           ("redactions[0].code",
                            Redaction(field="C.role", instance="P1",
                                      code="NOT_A_ROLE"))):
            with self.assertRaises(grpc.RpcError) as error:
                s.review(self.service, name, bad)
            self.assertEqual(s.details(error.exception)[0][0][0], field)
        s.review(self.service, name,
                 Redaction(field="C.role", instance="P1"),
                 Redaction(field="C.age_band", instance="P2", code="A50P"))
        seen = self.service.caller("researcher").Coding("GetCoding", name=name)
        answers = {(a.field, a.instance): a for a in seen.document.answers}
        role = answers["C.role", "P1"]
        self.assertEqual((list(role.codes), role.missing), ([], WITHHELD))
        self.assertEqual(list(answers["C.age_band", "P2"].codes), ["A50P"])

    def test_a_dossier_holds_everything_and_its_redacted_form_no_third_party(
            self):
        name = self.code("C1-1")
        file = self.files["C1-1"].name
        dossier = self.steward.Disclosure("GetDossier", name=file)
        self.assertEqual(
            (dossier.case_file.record, dossier.assignments[0].auditor,
             dossier.codings[0].name, dossier.reviews[0].coding),
            ("C1-1", "principals/auditor", name, name))
        self.assertEqual(
            {event.action for event in dossier.events},
            {"CaseFileService.ImportCaseFiles", "CodingService.CreateCoding",
             "CodingService.SaveAnswers", "CodingService.SubmitCoding",
             "DisclosureService.ReviewDisclosure"})
        redacted = self.steward.Disclosure("GetDossier", name=file,
                                           redacted=True)
        self.assertEqual(len(redacted.codings[0].document.answers),
                         len(dossier.codings[0].document.answers))
        for hidden in ("principals/", "C1-1", "paraphrase"):
            self.assertNotIn(hidden, str(redacted))

    def test_who_codes_a_file_looks_after_it_in_no_other_role(self):
        name = self.code("C1-1", reviewed=False)
        second = self.steward_who_codes("C1-1")
        for method, resource in (
                ("FindRareCombinations", name), ("ReviewDisclosure", name),
                ("GetDossier", self.files["C1-1"].name)):
            self.refused(lambda: second.Disclosure(method, name=resource),
                         grpc.StatusCode.NOT_FOUND, "NOT_FOUND")

    def test_what_is_rare_tells_nothing_of_files_that_one_codes(self):
        name = self.code("C1-1", reviewed=False)
        second = self.steward_who_codes("C1-2")
        before = second.Disclosure("FindRareCombinations", name=name)
        self.code("C1-2")
        self.assertEqual(
            second.Disclosure("FindRareCombinations", name=name), before,
            "the other coder of C1-2 has submitted")
        self.assertEqual(self.rare(name)[1].other_files, 1)


if __name__ == "__main__":
    unittest.main(verbosity=2)
