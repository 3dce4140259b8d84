"""The main job over the wire, by a client in another language."""

import unittest

import grpc

import service as s


class WalkTest(unittest.TestCase):
    def assert_refused(self, code, call, *arguments, **fields):
        with self.assertRaises(grpc.RpcError) as caught:
            call(*arguments, **fields)
        self.assertEqual(caught.exception.code(), code,
                         caught.exception.details())
        return caught.exception

    def test_one_file_from_import_to_second_reveal(self):
        with s.service_with_study() as service:
            file = s.case_files(service)["C1-1"]
            self.assertEqual(list(file.factors),
                             ["dv_parent", "parent_other_mh",
                              "emotional_abuse"])
            # Figure 5.1 of the report gives this record .909788.
            self.assertAlmostEqual(
                file.membership.posterior[0].probability, .909788, places=6)
            auditor = service.caller("auditor")
            researcher = service.caller("researcher")
            coding = s.start_coding(service, file)
            self.assertEqual(coding.state, s.coding_pb2.Coding.DRAFT)
            self.assertGreater(coding.unanswered, 0)

            # Before its time nothing of return or class.
            seen = auditor.CaseFile("GetCaseFile", name=file.name)
            self.assertFalse(seen.factors or seen.raw_factors
                             or seen.HasField("membership"))
            early = self.assert_refused(
                grpc.StatusCode.FAILED_PRECONDITION, auditor.Coding,
                "RevealCoding", name=coding.name)
            self.assertEqual(s.details(early)[1], "CODING_STATE")
            self.assert_refused(grpc.StatusCode.FAILED_PRECONDITION,
                                auditor.Comparison, "CompareCoding",
                                name=coding.name)
            self.assert_refused(grpc.StatusCode.NOT_FOUND,
                                researcher.Coding, "GetCoding",
                                name=coding.name)

            # An incomplete draft says everything that is missing.
            checked = auditor.Coding("CheckCoding", name=coding.name)
            self.assertGreaterEqual(len(checked.violations),
                                    coding.unanswered)
            self.assert_refused(grpc.StatusCode.INVALID_ARGUMENT,
                                auditor.Coding, "SubmitCoding",
                                name=coding.name, etag=coding.etag)

            saved = auditor.Coding("SaveAnswers", name=coding.name,
                                   etag=coding.etag,
                                   changes=s.guided_document())
            self.assertEqual(
                saved.unanswered, 0,
                f"{saved.next_field} of {saved.next_instance!r} is open")
            self.assertEqual(saved.safeguarding_contact, "Duty team, C1")
            submitted = auditor.Coding("SubmitCoding", name=coding.name,
                                       etag=saved.etag)
            self.assertEqual(submitted.state, s.coding_pb2.Coding.SUBMITTED)
            self.assert_refused(grpc.StatusCode.FAILED_PRECONDITION,
                                auditor.Coding, "SaveAnswers",
                                name=coding.name, etag=submitted.etag)

            first = auditor.Coding("RevealCoding", name=coding.name)
            self.assertEqual(first.step, 1)
            self.assertEqual(getattr(first.assigned_class, "class"), 1)
            self.assertEqual(first.raw_factors, "3B;4B;17A")
            self.assertEqual(len(first.assigned_class.factors), 17)
            self.assertFalse(first.HasField("comparison")
                             or first.suggestions)
            matched = auditor.Coding(
                "MatchCoding", name=coding.name, etag=first.etag,
                match=s.coding_pb2.Match(
                    judgement="PARTIAL", mismatch_reasons=["MORE_NEEDS"],
                    best_fit=5,
                    grade=s.document_pb2.Grade(
                        confidence=2, evidence_level="E2",
                        sources=["ASSESS"])))
            self.assertEqual(matched.match.best_fit, 5)
            second = auditor.Coding("RevealCoding", name=coding.name)
            self.assertEqual(second.step, 2)
            self.assertTrue(second.HasField("comparison"))
            self.assertEqual(second.suggestions[0].instance, "R1/CURRENT")

            # The researcher sees what the auditor saw, once the site's
            # steward has looked at what is rare about it.
            s.review(service, coding.name)
            compared = researcher.Comparison("CompareCoding",
                                             name=coding.name)
            self.assertEqual(compared, second.comparison)
            self.assertEqual(compared.judgement, "PARTIAL")
            self.assertTrue(compared.simulated)
            total = compared.prior_log_ratio + sum(
                factor.log_ratio for factor in compared.factors)
            self.assertAlmostEqual(total, compared.log_odds, places=9)

            # Every step is in the history, in order, without gaps.
            events = service.caller("governance").History(
                "ListEvents", parent="studies/s", page_size=1000).events
            of_coding = [e.action for e in events
                         if e.resource == coding.name]
            self.assertEqual(of_coding, [
                "CodingService.CreateCoding", "CodingService.SaveAnswers",
                "CodingService.SubmitCoding", "CodingService.RevealCoding",
                "CodingService.MatchCoding", "CodingService.RevealCoding",
                "DisclosureService.ReviewDisclosure"])
            commitments = [(e.commitment_before, e.commitment_after)
                           for e in events if e.resource == coding.name]
            for earlier, later in zip(commitments, commitments[1:]):
                self.assertEqual(earlier[1], later[0])

    def test_two_auditors_are_blind_to_each_other(self):
        with s.service_with_study() as service:
            file = s.case_files(service)["C1-1"]
            first = s.start_coding(service, file)
            s.start_coding(service, file, auditor="second", rank=2)
            second = service.caller("second")
            self.assert_refused(grpc.StatusCode.NOT_FOUND, second.Coding,
                                "GetCoding", name=first.name)
            mine = second.Coding("ListCodings", parent="studies/s").codings
            self.assertEqual([c.auditor for c in mine],
                             ["principals/second"])
            self.assertEqual(
                {a.auditor for a in second.Assignment(
                    "ListAssignments", parent="studies/s").assignments},
                {"principals/second"})
            self.assertEqual(
                {e.actor for e in second.History(
                    "ListEvents", parent="studies/s").events},
                {"principals/second"})

    def test_blindness_follows_the_person_across_roles(self):
        with s.service_with_study() as service:
            admin = service.caller("administrator")
            for role in (s.Grant.RESEARCHER, s.Grant.SITE_STEWARD,
                         s.Grant.STUDY_STEWARD, s.Grant.GOVERNANCE_AUDITOR):
                admin.Access("GrantRole", name="principals/auditor",
                             grant=s.Grant(role=role, study="studies/s"))
            file = s.case_files(service)["C1-1"]
            other = s.start_coding(service, file, auditor="second", rank=2)
            s.start_coding(service, file)
            person = service.caller("auditor")
            listed = {f.record: f for f in person.CaseFile(
                "ListCaseFiles", parent="studies/s").case_files}
            self.assertFalse(listed["C1-1"].factors
                             or listed["C1-1"].raw_factors
                             or listed["C1-1"].HasField("membership"))
            self.assertTrue(listed["C1-2"].factors)
            self.assert_refused(grpc.StatusCode.NOT_FOUND, person.Coding,
                                "GetCoding", name=other.name)
            self.assertNotIn(
                other.name,
                [e.resource for e in person.History(
                    "ListEvents", parent="studies/s").events])
            self.assertEqual(
                [a.auditor for a in person.Assignment(
                    "ListAssignments", parent="studies/s",
                    record="C1-1").assignments], ["principals/auditor"])

    def test_nothing_happens_at_a_site_that_is_not_ready(self):
        with s.service_with_study() as service:
            steward = service.caller("study-steward")
            steward.Study("CreateSite", parent="studies/s", site_id="C2",
                          site=s.study_pb2.Site(
                              nation=s.study_pb2.Site.ENG,
                              factor_scheme="rdac-17-c2-v1",
                              safeguarding_contact="Duty team, C2"))
            refused = self.assert_refused(
                grpc.StatusCode.FAILED_PRECONDITION,
                service.caller("site-steward").CaseFile, "ImportCaseFiles",
                parent="studies/s/sites/C2", csv=s.csv(s.record(1)))
            self.assertEqual(s.details(refused)[1], "SITE_NOT_READY")
            service.principal("untrained", (s.Grant.AUDITOR, "s", "C1"))
            refused = self.assert_refused(
                grpc.StatusCode.FAILED_PRECONDITION, s.assign, service,
                s.case_files(service)["C1-1"], "untrained")
            self.assertEqual(s.details(refused)[1], "TRAINING_MISSING")

    def test_bad_rows_are_listed_and_nothing_is_imported(self):
        with s.service_with_study(records=0) as service:
            steward = service.caller("site-steward")
            text = s.csv(s.record(1), s.record(2, factors="99Z"),
                         s.record(3, gender="X"))
            answer = steward.CaseFile("ImportCaseFiles",
                                      parent="studies/s/sites/C1", csv=text)
            self.assertEqual(answer.imported, 0)
            self.assertEqual([(e.row, e.column) for e in answer.errors],
                             [(3, "factors"), (4, "gender")])
            self.assertEqual(s.case_files(service), {})
            answer = steward.CaseFile("ImportCaseFiles",
                                      parent="studies/s/sites/C1", csv=text,
                                      good_rows_only=True)
            self.assertEqual((answer.imported, answer.rejected), (1, 2))
            answer = steward.CaseFile("ImportCaseFiles",
                                      parent="studies/s/sites/C1",
                                      csv=s.csv(s.record(1), s.record(5)))
            self.assertEqual([(e.row, e.column) for e in answer.errors],
                             [(2, "record_id")])

    def test_a_repeated_request_gets_the_first_answer(self):
        with s.service_with_study() as service:
            file = s.case_files(service)["C1-1"]
            coding = s.start_coding(service, file)
            auditor = service.caller("auditor")
            answer = s.document_pb2.Answer(field="A.access_mode",
                                           codes=["DIRECT"])
            save = s.coding_pb2.SaveAnswersRequest(
                name=coding.name, etag=coding.etag, request_id=s.new_id(),
                changes=s.document_pb2.Document(answers=[answer]))
            first = auditor.Coding("SaveAnswers", save)
            self.assertEqual(auditor.Coding("SaveAnswers", save), first)
            save.changes.answers[0].codes[0] = "HYBRID"
            reused = self.assert_refused(grpc.StatusCode.ALREADY_EXISTS,
                                         auditor.Coding, "SaveAnswers", save)
            self.assertEqual(s.details(reused)[1], "REQUEST_ID_REUSED")
            save.request_id = s.new_id()
            stale = self.assert_refused(grpc.StatusCode.ABORTED,
                                        auditor.Coding, "SaveAnswers", save)
            self.assertEqual(s.details(stale)[1], "ETAG_MISMATCH")

    def test_roles_are_denied_by_default_before_validation(self):
        with s.service_with_study() as service:
            for principal in ("facilitator", "governance", "administrator"):
                caller = service.caller(principal)
                for service_name, method in (
                        ("CaseFile", "ListCaseFiles"),
                        ("Coding", "ListCodings"),
                        ("Assignment", "ListAssignments")):
                    self.assert_refused(
                        grpc.StatusCode.PERMISSION_DENIED,
                        getattr(caller, service_name), method,
                        parent="studies/s", page_size=-1)
            self.assert_refused(grpc.StatusCode.UNAUTHENTICATED,
                                s.Caller(service.address, None).Study,
                                "ListStudies")
            admin = service.caller("administrator")
            admin.Access("RevokeRole", name="principals/researcher",
                         grant=s.Grant(role=s.Grant.RESEARCHER,
                                       study="studies/s"))
            self.assert_refused(grpc.StatusCode.PERMISSION_DENIED,
                                service.caller("researcher").CaseFile,
                                "ListCaseFiles", parent="studies/s")

    def test_a_restart_keeps_the_data(self):
        with s.service_with_study() as service:
            coding = s.start_coding(service, s.case_files(service)["C1-1"])
            self.assertEqual(service.stop(), 0)
            service.start()
            self.assertEqual(
                service.caller("auditor").Coding("GetCoding",
                                                 name=coding.name), coding)


if __name__ == "__main__":
    unittest.main(verbosity=2)
