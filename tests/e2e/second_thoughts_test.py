"""A submitted coding that changes after all: reopened, withdrawn, superseded."""

import subprocess
import unittest

import grpc

import service as s

Coding = s.coding_pb2.Coding
CODING, MATCH = (s.template_pb2.Section.CODING, s.template_pb2.Section.MATCH)
Answer, Document = s.document_pb2.Answer, s.document_pb2.Document
REASON = "A grid was left as it was by mistake."
# Found, says the guided file; changed by the tests.
FIELD = "A.duration_band"


def answer(coding, field=FIELD):
    return next((a for a in coding.document.answers if a.field == field), None)


def change(codes, field=FIELD, **more):
    return Document(answers=[Answer(field=field, codes=codes, **more)])


class SecondThoughtsTest(unittest.TestCase):
    def setUp(self):
        context = s.service_with_study()
        self.service = context.__enter__()
        self.addCleanup(context.__exit__, None, None, None)
        self.auditor = self.service.caller("auditor")
        self.researcher = self.service.caller("researcher")
        self.steward = self.service.caller("study-steward")
        self.file = s.case_files(self.service)["C1-1"]

    def refused(self, caller, method, code, why="", **fields):
        with self.assertRaises(grpc.RpcError) as error:
            caller.Coding(method, **fields)
        self.assertEqual(error.exception.code(), code,
                         error.exception.details())
        violations, said = s.details(error.exception)
        if why:
            self.assertEqual(said, why)
        return violations

    def get(self, caller, name, **fields):
        return caller.Coding("GetCoding", name=name, **fields)

    def reopen(self, name, caller=None, stage=CODING, reason=REASON):
        return (caller or self.auditor).Coding(
            "ReopenCoding", name=name, stage=stage, reason=reason)

    def save(self, name, changes):
        etag = self.get(self.auditor, name).etag
        return self.auditor.Coding("SaveAnswers", name=name, etag=etag,
                                   changes=changes)

    def submit(self, name):
        return self.auditor.Coding("SubmitCoding", name=name,
                                   etag=self.get(self.auditor, name).etag)

    def match(self, name, judgement="FULL", best_fit=1, reasons=()):
        return self.auditor.Coding(
            "MatchCoding", name=name, etag=self.get(self.auditor, name).etag,
            match=s.coding_pb2.Match(
                judgement=judgement, best_fit=best_fit,
                mismatch_reasons=reasons,
                grade=s.document_pb2.Grade(confidence=2, evidence_level="E2",
                                           sources=["ASSESS"])))

    def reveal(self, name):
        return self.auditor.Coding("RevealCoding", name=name)

    def complete(self):
        """A coding that has seen everything."""
        name = s.submitted_coding(self.service, self.file)
        self.reveal(name)
        self.match(name)
        self.reveal(name)
        return name

    def other_frame(self, name):
        now = answer(self.get(self.auditor, name)).codes[0]
        return now, "Y3_5" if now == "Y1_2" else "Y1_2"

    def test_before_any_reveal_the_new_answers_count(self):
        name = s.submitted_coding(self.service, self.file)
        before, after = self.other_frame(name)
        self.assertEqual(self.reopen(name).state, Coding.REOPENED)
        self.save(name, change([after]))
        # Others go on reading what was submitted.
        self.assertEqual(
            list(answer(self.get(self.researcher, name)).codes), [before])
        self.assertEqual(self.submit(name).state, Coding.SUBMITTED)
        coding = self.get(self.auditor, name)
        self.assertEqual(coding.unblinded_answers, 0)
        # What is rare about it may be something else now.
        self.refused(self.researcher, "GetCoding",
                     grpc.StatusCode.FAILED_PRECONDITION, "DISCLOSURE_REVIEW",
                     name=name)
        s.review(self.service, name)
        self.assertEqual(
            list(answer(self.get(self.researcher, name)).codes), [after])

    def test_what_changes_after_a_reveal_is_marked_and_not_counted(self):
        name = self.complete()
        before, after = self.other_frame(name)
        compared = self.researcher.Comparison("CompareCoding", name=name)
        self.reopen(name)
        factor = next(a for a in self.get(self.auditor, name).document.answers
                      if a.field == "J.found" and a.codes == ["2"])
        self.save(name, change([after]))
        self.save(name, change(["0"], "J.found", instance=factor.instance))
        self.assertEqual(self.submit(name).state, Coding.COMPLETE)
        s.review(self.service, name)
        for caller in (self.auditor, self.researcher):
            coding = self.get(caller, name)
            self.assertEqual(
                sorted((a.field, a.instance) for a in coding.document.answers
                       if a.unblinded),
                [(FIELD, ""), ("J.found", factor.instance)])
            self.assertEqual(coding.unblinded_answers, 2)
        self.assertEqual(
            self.researcher.Comparison("CompareCoding", name=name), compared)
        # Taking a change back takes the mark off.
        self.reopen(name)
        self.save(name, change([before]))
        self.submit(name)
        self.assertEqual(self.get(self.auditor, name).unblinded_answers, 1)

    def test_the_judgement_made_before_the_second_reveal_stays_the_one(self):
        name = self.complete()
        reopened = self.reopen(name, stage=MATCH)
        self.assertEqual(reopened.state, Coding.CLASS_REVEALED)
        self.match(name, "PARTIAL", 2, ["MORE_NEEDS"])
        self.reveal(name)
        coding = self.get(self.auditor, name)
        self.assertEqual(coding.state, Coding.COMPLETE)
        self.assertEqual((coding.match.judgement, coding.match.unblinded),
                         ("PARTIAL", True))
        compared = self.researcher.Comparison("CompareCoding", name=name)
        self.assertEqual(compared.judgement, "FULL")

    def test_a_judgement_changed_before_the_second_reveal_is_blind(self):
        name = s.submitted_coding(self.service, self.file)
        self.reveal(name)
        self.match(name)
        self.reopen(name, stage=MATCH)
        self.match(name, "PARTIAL", 2, ["MORE_NEEDS"])
        self.reveal(name)
        coding = self.get(self.auditor, name)
        self.assertEqual((coding.match.unblinded, coding.unblinded_answers),
                         (False, 0))
        self.assertEqual(self.researcher.Comparison(
            "CompareCoding", name=name).judgement, "PARTIAL")

    def test_earlier_content_stays_readable_to_those_who_could_read_it(self):
        name = s.submitted_coding(self.service, self.file)
        before, after = self.other_frame(name)
        self.reopen(name)
        self.save(name, change([after], paraphrase="The child is not seen."))
        self.submit(name)
        s.review(self.service, name)
        self.reopen(name, reason="Once more.")
        self.save(name, change([before]))
        thoughts = self.get(self.auditor, name).second_thoughts
        self.assertEqual(
            [(t.kind, t.actor, t.reason, t.reviewed) for t in thoughts],
            [(Coding.SecondThought.REOPENED_CODING, "principals/auditor",
              reason, True) for reason in (REASON, "Once more.")])
        for caller, words in ((self.auditor, "The child is not seen."),
                              (self.researcher, "")):
            held = [answer(self.get(caller, name, version=t.version))
                    for t in thoughts]
            self.assertEqual([list(a.codes) for a in held],
                             [[before], [after]])
            self.assertEqual(held[1].paraphrase, words)
        violations = self.refused(
            self.researcher, "GetCoding", grpc.StatusCode.INVALID_ARGUMENT,
            name=name, version=2)
        self.assertEqual([field for field, _ in violations], ["version"])

    def test_what_nobody_had_reviewed_is_never_read_by_others(self):
        name = s.submitted_coding(self.service, self.file, reviewed=False)
        self.reopen(name)
        self.save(name, change([self.other_frame(name)[1]]))
        self.submit(name)
        s.review(self.service, name)
        version = self.get(self.auditor, name).second_thoughts[0].version
        self.get(self.auditor, name, version=version)
        self.refused(self.researcher, "GetCoding",
                     grpc.StatusCode.INVALID_ARGUMENT, name=name,
                     version=version)

    def test_the_auditor_and_study_stewards_may_and_nobody_else(self):
        name = s.submitted_coding(self.service, self.file)
        for caller in ("second", "researcher", "site-steward", "facilitator",
                       "governance", "second-reader", "adjudicator"):
            for method, more in (("ReopenCoding", {"stage": CODING}),
                                 ("WithdrawCoding", {})):
                with self.subTest(caller=caller, method=method), \
                        self.assertRaises(grpc.RpcError) as error:
                    self.service.caller(caller).Coding(
                        method, name=name, reason=REASON, **more)
                self.assertIn(error.exception.code(),
                              (grpc.StatusCode.PERMISSION_DENIED,
                               grpc.StatusCode.NOT_FOUND))
        answered = self.reopen(name, self.steward)
        self.assertEqual(answered.state, Coding.REOPENED)
        self.assertFalse(answered.document.answers, "a steward acts unseeing")

    def test_a_steward_who_codes_the_file_leaves_the_others_coding_alone(self):
        name = s.submitted_coding(self.service, self.file)
        s.start_coding(self.service, self.file, "second", rank=2)
        self.service.caller("administrator").Access(
            "GrantRole", name="principals/second", grant=s.Grant(
                role=s.Grant.STUDY_STEWARD, study="studies/s"))
        for method, more in (("ReopenCoding", {"stage": CODING}),
                             ("WithdrawCoding", {})):
            self.refused(self.service.caller("second"), method,
                         grpc.StatusCode.NOT_FOUND, name=name, reason=REASON,
                         **more)

    def test_a_reason_is_wanted_and_checked_for_names(self):
        name = s.submitted_coding(self.service, self.file)
        for reason in ("", "x" * 501):
            violations = self.refused(
                self.auditor, "ReopenCoding", grpc.StatusCode.INVALID_ARGUMENT,
                name=name, stage=CODING, reason=reason)
            self.assertEqual([field for field, _ in violations], ["reason"])
        self.refused(self.auditor, "WithdrawCoding",
                     grpc.StatusCode.INVALID_ARGUMENT, "IDENTIFIER_POSSIBLE",
                     name=name, reason="Sarah Khan asked for it.")
        violations = self.refused(
            self.auditor, "ReopenCoding", grpc.StatusCode.INVALID_ARGUMENT,
            name=name, reason=REASON)
        self.assertEqual([field for field, _ in violations], ["stage"])

    def test_each_state_refuses_what_is_not_its_own(self):
        coding = s.start_coding(self.service, self.file)
        refused = (lambda method, **more: self.refused(
            self.auditor, method, grpc.StatusCode.FAILED_PRECONDITION,
            "CODING_STATE", name=coding.name, **more))
        refused("ReopenCoding", stage=CODING, reason=REASON)
        refused("ReopenCoding", stage=MATCH, reason=REASON)
        saved = self.save(coding.name, s.guided_document())
        self.submit(coding.name)
        self.reopen(coding.name)
        refused("ReopenCoding", stage=CODING, reason=REASON)
        refused("RevealCoding")
        self.auditor.Coding("WithdrawCoding", name=coding.name, reason=REASON)
        for method, more in (
                ("ReopenCoding", {"stage": CODING, "reason": REASON}),
                ("WithdrawCoding", {"reason": REASON}),
                ("SaveAnswers", {"etag": saved.etag}),
                ("SubmitCoding", {"etag": saved.etag}), ("RevealCoding", {})):
            refused(method, **more)

    def test_a_withdrawn_coding_stays_readable_and_counts_for_nothing(self):
        name = self.complete()
        model = "studies/s/classModels/c1-published"
        summary = (lambda: self.researcher.Comparison(
            "SummariseComparisons", name=model))
        listed = (lambda: list(self.researcher.Comparison(
            "ListComparisons", parent="studies/s").comparisons))
        self.assertTrue(summary().groups)
        self.assertEqual(len(listed()), 1)
        withdrawn = self.steward.Coding("WithdrawCoding", name=name,
                                        reason=REASON)
        self.assertEqual(withdrawn.state, Coding.WITHDRAWN)
        self.assertFalse(summary().groups)
        self.assertEqual(listed(), [])
        for caller in (self.auditor, self.researcher):
            self.assertTrue(self.get(caller, name).document.answers)
        dossier = self.service.caller("site-steward").Disclosure(
            "GetDossier", name=self.file.name)
        self.assertEqual([c.name for c in dossier.codings], [name])
        self.assertEqual([t.reason for t in dossier.codings[0].second_thoughts],
                         [REASON])

    def test_a_withdrawn_coding_is_superseded_by_one_that_starts_again(self):
        name = s.submitted_coding(self.service, self.file)
        self.auditor.Coding("WithdrawCoding", name=name, reason=REASON,
                            start_again=True)
        mine = self.auditor.Assignment(
            "ListAssignments", parent="studies/s", mine=True).assignments
        self.assertEqual([(a.rank, a.coding, a.withdrawn) for a in mine],
                         [(1, "", False)])
        again = self.auditor.Coding("CreateCoding", parent="studies/s",
                                    assignment=mine[0].name)
        self.assertEqual(self.get(self.auditor, again.name).supersedes, name)

    def test_who_has_seen_the_class_does_not_start_again(self):
        name = s.submitted_coding(self.service, self.file)
        self.reveal(name)
        self.refused(self.auditor, "WithdrawCoding",
                     grpc.StatusCode.FAILED_PRECONDITION, "UNBLINDED",
                     name=name, reason=REASON, start_again=True)
        self.auditor.Coding("WithdrawCoding", name=name, reason=REASON)
        s.assign(self.service, self.file, "second")

    def test_to_withdraw_opens_no_eyes(self):
        self.service.caller("administrator").Access(
            "GrantRole", name="principals/auditor", grant=s.Grant(
                role=s.Grant.RESEARCHER, study="studies/s"))
        own = s.start_coding(self.service, self.file, rank=2)
        other = s.submitted_coding(self.service, self.file, "second")
        self.auditor.Coding("WithdrawCoding", name=own.name, reason=REASON)
        self.refused(self.auditor, "GetCoding", grpc.StatusCode.NOT_FOUND,
                     name=other)

    def test_a_stale_save_gets_both_versions(self):
        coding = s.start_coding(self.service, self.file)
        first = self.auditor.Coding(
            "SaveAnswers", name=coding.name, etag=coding.etag,
            changes=change(["Y1_2"]))
        mine = Document(
            people=[s.document_pb2.Person(id="P9")],
            answers=[Answer(field=FIELD, codes=["Y3_5"]),
                     Answer(field="A.access_mode", codes=["DIRECT"])])
        self.refused(self.auditor, "SaveAnswers", grpc.StatusCode.ABORTED,
                     "ETAG_MISMATCH", name=coding.name, etag=coding.etag,
                     changes=mine)
        compared = self.auditor.Coding("CompareAnswers", name=coding.name,
                                       changes=mine)
        self.assertEqual(
            [(d.yours, d.HasField("stored"), list(d.stored.codes))
             for d in compared.differences],
            [(0, True, ["Y1_2"]), (1, False, [])])
        self.assertEqual((list(compared.people), list(compared.rows)),
                         ([0], []))
        self.assertEqual(compared.etag, first.etag)
        saved = self.auditor.Coding("SaveAnswers", name=coding.name,
                                    etag=compared.etag, changes=mine)
        self.assertFalse(self.auditor.Coding(
            "CompareAnswers", name=coding.name, changes=mine).differences)
        self.assertNotEqual(saved.etag, compared.etag)

    def test_the_commands_do_the_same(self):
        name = s.submitted_coding(self.service, self.file)
        token = self.service.folder / "auditor.token"
        token.write_text(self.service.tokens["auditor"])
        token.chmod(0o600)

        def run(*arguments, status=0):
            done = subprocess.run(
                [s.BUILD / "bin/caselens", "--server", self.service.address,
                 "--token-file", token, *arguments], capture_output=True,
                text=True)
            self.assertEqual(done.returncode, status, done.stderr)
            return done.stdout

        self.assertIn("REOPENED", run(
            "coding", "reopen", "C1:C1-1", "--study", "s", "--reason", REASON))
        shown = run("coding", "show", "C1:C1-1", "--study", "s")
        self.assertIn("REOPENED_CODING", shown)
        version = str(self.get(self.auditor, name).second_thoughts[0].version)
        run("coding", "show", "C1:C1-1", "--study", "s", "--version", version)
        stale = self.service.folder / "stale.json"
        stale.write_text('{"etag": "\\"1\\"", "document": {"answers": [{"field":'
                         ' "A.duration_band", "missing": "NR"}]}}')
        both = run("coding", "save", "C1:C1-1", str(stale), "--study", "s",
                   status=5)
        self.assertIn("STORED", both)
        self.assertIn("Another save came first", both)
        self.assertIn("WITHDRAWN", run(
            "coding", "withdraw", "C1:C1-1", "--study", "s", "--reason",
            REASON, "--start-again"))


if __name__ == "__main__":
    unittest.main()
