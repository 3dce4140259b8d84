"""Two blind codings of a file, settled into a third."""

import subprocess
import unittest

import grpc

import service as s

Adjudication = s.adjudication_pb2.Adjudication
Resolution = s.adjudication_pb2.Resolution
Item = Adjudication.Item
Answer, Document = s.document_pb2.Answer, s.document_pb2.Document
REASON = "Both plans say so in their first lines."


def guided(**codes):
    """The guided file, with other codes for some questions of the file."""
    document = s.guided_document()
    for answer in document.answers:
        key = answer.field.replace(".", "_")
        if key in codes and not answer.instance:
            answer.codes[:] = codes[key]
    return document


def text(item):
    return (Item.Kind.Name(item.kind), item.field, item.instance)


class AdjudicationTest(unittest.TestCase):
    def setUp(self):
        context = s.service_with_study()
        self.service = context.__enter__()
        self.addCleanup(context.__exit__, None, None, None)
        self.adjudicator = self.service.caller("adjudicator")
        self.file = s.case_files(self.service)["C1-1"]
        self.name = self.file.name.replace("caseFiles", "adjudications")

    def code(self, auditor, rank, document, file=None, reviewed=True, **more):
        caller = self.service.caller(auditor)
        coding = s.start_coding(self.service, file or self.file, auditor,
                                rank=rank, **more)
        saved = caller.Coding("SaveAnswers", name=coding.name,
                              etag=coding.etag, changes=document)
        caller.Coding("SubmitCoding", name=coding.name, etag=saved.etag)
        if reviewed:
            s.review(self.service, coding.name)
        return coding.name

    def code_twice(self, second=None, reviewed=True):
        """Codings that differ in one code, and in a person with a harm."""
        first = guided()
        other = second or guided(A_duration_band=["Y3_5"])
        return (self.code("auditor", 1, first, reviewed=reviewed),
                self.code("second", 2, other, reviewed=reviewed))

    def get(self, caller=None):
        return (caller or self.adjudicator).Adjudication(
            "GetAdjudication", name=self.name)

    def resolve(self, *resolutions, **fields):
        return self.adjudicator.Adjudication(
            "ResolveDisagreements", name=self.name,
            etag=fields.get("etag", self.get().etag),
            resolutions=resolutions)

    def complete(self):
        return self.adjudicator.Adjudication(
            "CompleteAdjudication", name=self.name, etag=self.get().etag)

    def refused(self, call, *arguments, code, why="", **fields):
        with self.assertRaises(grpc.RpcError) as error:
            call(*arguments, **fields)
        self.assertEqual(error.exception.code(), code,
                         error.exception.details())
        violations, said = s.details(error.exception)
        if why:
            self.assertEqual(said, why)
        return violations

    def settle_all(self, choice=Resolution.A):
        items = self.get().items
        return self.resolve(*(Resolution(
            field=item.field, instance=item.instance, choice=choice)
            for item in items))

    def test_only_what_differs_is_shown_without_names(self):
        self.code_twice()
        shown = self.get()
        self.assertEqual([text(item) for item in shown.items],
                         [("ANSWER", "A.duration_band", "")])
        self.assertEqual(
            sorted(list(side.codes) for side in (shown.items[0].a,
                                                 shown.items[0].b)),
            [["Y1_2"], ["Y3_5"]])
        self.assertGreater(shown.agreed, 50)
        self.assertEqual((shown.unsettled, shown.state),
                         (1, Adjudication.OPEN))
        for name in ("auditor", "second"):
            self.assertNotIn(name, str(shown))
        self.assertEqual(shown, self.get(), "A and B stay who they are")

    def test_what_is_settled_becomes_a_third_coding(self):
        self.code_twice()
        shown = self.get()
        wanted = list(shown.items[0].b.codes)
        settled = self.resolve(Resolution(field="A.duration_band",
                                          choice=Resolution.B))
        self.assertEqual(settled.unsettled, 0)
        third = self.complete()
        self.assertEqual(third.state, s.coding_pb2.Coding.COMPLETE)
        document = guided(A_duration_band=wanted)
        codes = (lambda d: sorted((a.field, a.instance, tuple(a.codes),
                                   a.missing) for a in d.answers
                                  if not a.imported))
        mine = codes(third.document)
        for answer in codes(document):
            self.assertIn(answer, mine)
        after = self.get()
        self.assertEqual((after.state, after.coding),
                         (Adjudication.COMPLETE, third.name))
        self.refused(self.resolve, Resolution(field="A.duration_band",
                                              choice=Resolution.A),
                     code=grpc.StatusCode.FAILED_PRECONDITION,
                     why="ADJUDICATED")

    def test_an_answer_of_ones_own_wants_a_reason_and_fits_the_template(self):
        self.code_twice()
        new = (lambda **fields: Resolution(
            field="A.duration_band", choice=Resolution.NEW, **fields))
        for bad in (new(codes=["LT1"]), new(reason=REASON),
                    new(codes=["NO_CODE"], reason=REASON),
                    new(codes=["LT1"], reason="x" * 501)):
            violations = self.refused(self.resolve, bad,
                                      code=grpc.StatusCode.INVALID_ARGUMENT)
            self.assertTrue(violations[0][0].startswith("resolutions[0]"),
                            violations)
        self.refused(self.resolve, new(codes=["LT1"],
                                       reason="Sarah Khan says so."),
                     code=grpc.StatusCode.INVALID_ARGUMENT,
                     why="IDENTIFIER_POSSIBLE")
        self.assertEqual(self.get().unsettled, 1, "nothing was settled")
        self.resolve(new(codes=["LT1"], reason=REASON))
        third = self.complete()
        self.assertEqual(
            [list(a.codes) for a in third.document.answers
             if a.field == "A.duration_band"], [["LT1"]])

    def test_people_harms_and_periods_of_one_coder_are_settled_whole(self):
        other = guided()
        other.people.add(id="P8")
        for field, code in (("C.role", "GRANDPARENT_MAT"), ("C.age_band", "A50P"),
                            ("C.gender", "F"), ("C.in_household", "NO")):
            if any(a.field == field for a in other.answers):
                other.answers.add(field=field, instance="P8", codes=[code])
        self.code_twice(other)
        items = [text(item) for item in self.get().items]
        self.assertEqual([instance for _, field, instance in items
                          if not field], [items[0][2]], items)
        has_it = (Resolution.A if items[0][0] == "ONLY_A" else Resolution.B)
        people = {}
        for choice in (Resolution.A, Resolution.B):
            with self.subTest(choice=choice):
                self.settle_all(choice)
                third = self.complete()
                people[choice] = len(third.document.people)
                self.adjudicator.Coding("WithdrawCoding", name=third.name,
                                        reason="To try the other way.")
                self.assertEqual(self.get().state, Adjudication.OPEN)
        self.assertEqual(people[has_it],
                         people[3 - has_it] + 1, people)

    def test_it_is_not_complete_before_everything_is_settled(self):
        self.code_twice()
        self.refused(self.complete, code=grpc.StatusCode.FAILED_PRECONDITION,
                     why="NOT_SETTLED")
        self.refused(self.resolve, Resolution(field="A.wave",
                                              choice=Resolution.A),
                     code=grpc.StatusCode.INVALID_ARGUMENT)
        self.refused(self.resolve, Resolution(field="A.duration_band"),
                     code=grpc.StatusCode.INVALID_ARGUMENT)
        self.refused(self.resolve, Resolution(
            field="A.duration_band", choice=Resolution.A), etag='"7"',
            code=grpc.StatusCode.ABORTED, why="ETAG_MISMATCH")

    def test_who_ever_had_the_file_to_code_does_not_settle_it(self):
        self.code_twice()
        self.service.caller("administrator").Access(
            "GrantRole", name="principals/second", grant=s.Grant(
                role=s.Grant.ADJUDICATOR, study="studies/s"))
        second = self.service.caller("second")
        self.refused(self.get, second, code=grpc.StatusCode.NOT_FOUND)
        self.assertFalse(second.Adjudication(
            "ListAdjudications", parent="studies/s").adjudications)
        listed = self.adjudicator.Adjudication(
            "ListAdjudications", parent="studies/s").adjudications
        self.assertEqual([(a.name, a.unsettled, len(a.items))
                          for a in listed], [(self.name, 1, 0)])

    def test_nothing_is_shown_before_both_are_submitted_and_reviewed(self):
        self.code("auditor", 1, guided())
        self.refused(self.get, code=grpc.StatusCode.NOT_FOUND)
        second = self.code("second", 2, guided(), reviewed=False)
        self.refused(self.get, code=grpc.StatusCode.FAILED_PRECONDITION,
                     why="DISCLOSURE_REVIEW")
        s.review(self.service, second)
        self.assertEqual(self.get().unsettled, 0)

    def test_coders_see_the_settled_answers_once_they_have_seen_all(self):
        first, second = self.code_twice()
        self.settle_all()
        third = self.complete().name
        auditor = self.service.caller("auditor")
        get = (lambda: auditor.Coding("GetCoding", name=third))
        self.refused(get, code=grpc.StatusCode.NOT_FOUND)
        self.assertEqual(auditor.Coding("GetCoding", name=first).settled_in,
                         "")
        auditor.Coding("RevealCoding", name=first)
        auditor.Coding("MatchCoding", name=first,
                       etag=auditor.Coding("GetCoding", name=first).etag,
                       match=s.coding_pb2.Match(
                           judgement="FULL", best_fit=1,
                           grade=s.document_pb2.Grade(
                               confidence=2, evidence_level="E2",
                               sources=["ASSESS"])))
        auditor.Coding("RevealCoding", name=first)
        self.assertEqual(auditor.Coding("GetCoding", name=first).settled_in,
                         third)
        self.assertTrue(get().document.answers)
        self.refused(auditor.Coding, "GetCoding", name=second,
                     code=grpc.StatusCode.NOT_FOUND)

    def test_a_coder_who_submits_again_makes_it_out_of_date(self):
        first, _ = self.code_twice()
        self.settle_all()
        auditor = self.service.caller("auditor")
        auditor.Coding("ReopenCoding", name=first, reason=REASON,
                       stage=s.template_pb2.Section.CODING)
        self.assertEqual(self.get().unsettled, 0, "the last submission holds")
        third = self.complete().name
        etag = auditor.Coding("GetCoding", name=first).etag
        saved = auditor.Coding(
            "SaveAnswers", name=first, etag=etag, changes=Document(
                answers=[Answer(field="A.duration_band", codes=["GT10"])]))
        auditor.Coding("SubmitCoding", name=first, etag=saved.etag)
        s.review(self.service, first)
        self.assertEqual(self.get().state, Adjudication.OUT_OF_DATE)
        self.adjudicator.Coding("WithdrawCoding", name=third, reason=REASON)
        again = self.get()
        self.assertEqual((again.state, again.unsettled),
                         (Adjudication.OPEN, 1), "the codes are others now")

    def test_every_event_of_it_is_one_of_its_file(self):
        first, _ = self.code_twice()
        self.settle_all()
        self.settle_all(Resolution.B)
        auditor = self.service.caller("auditor")
        auditor.Coding("ReopenCoding", name=first, reason=REASON,
                       stage=s.template_pb2.Section.CODING)
        etag = auditor.Coding("GetCoding", name=first).etag
        auditor.Coding("SubmitCoding", name=first, etag=etag)
        events = self.service.caller("study-steward").History(
            "ListEvents", parent="studies/s", page_size=1000).events
        of_file = [event for event in events
                   if event.resource in (self.name, f"{first}/disclosureReview")]
        self.assertEqual(
            [(event.action, event.case_file) for event in of_file],
            [("DisclosureService.ReviewDisclosure", self.file.name),
             ("AdjudicationService.ResolveDisagreements", self.file.name),
             ("AdjudicationService.ResolveDisagreements", self.file.name),
             ("CodingService.SubmitCoding", self.file.name)])

    def test_the_commands_do_the_same(self):
        self.code_twice()
        token = self.service.folder / "adjudicator.token"
        token.write_text(self.service.tokens["adjudicator"])
        token.chmod(0o600)

        def run(*arguments):
            done = subprocess.run(
                [s.BUILD / "bin/caselens", "--server", self.service.address,
                 "--token-file", token, *arguments, "--study", "s"],
                capture_output=True, text=True)
            self.assertEqual(done.returncode, 0, done.stderr)
            return done.stdout

        self.assertIn("C1-1", run("adjudicate", "list"))
        self.assertIn("A.duration_band", run("adjudicate", "show", "C1:C1-1"))
        self.assertIn("0 of 1 items left", run(
            "adjudicate", "resolve", "C1:C1-1", "--answer",
            "A.duration_band=LT1", "--reason", REASON))
        self.assertIn("COMPLETE", run("adjudicate", "complete", "C1:C1-1"))


if __name__ == "__main__":
    unittest.main()
