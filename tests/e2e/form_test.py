"""A coding as a form: what is asked, in words, and what is wrong."""

import unittest

import grpc

import service as s

CodingForm = s.coding_pb2.CodingForm


def items(form):
    return {(item.field, item.instance): item
            for section in form.sections for item in section.items}


def labels(form):
    return {subject.instance: subject.label for subject in form.subjects}


class FormTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.study = s.service_with_study(records=4)
        cls.service = cls.study.__enter__()
        cls.addClassCleanup(cls.study.__exit__, None, None, None)
        cls.files = s.case_files(cls.service)
        cls.auditor = cls.service.caller("auditor")

    def form(self, name, caller=None, **fields):
        return (caller or self.auditor).Coding("GetCodingForm", name=name,
                                               **fields)

    def test_a_draft_is_asked_what_its_answers_call_for(self):
        coding = s.start_coding(self.service, self.files["C1-1"])
        form = self.form(coding.name)
        self.assertEqual([section.section.id for section in form.sections],
                         list("ABCDEFGHIJ"), "section K waits for the reveal")
        self.assertEqual(sum(s.unanswered for s in form.sections),
                         coding.unanswered)
        self.assertEqual(form.coding.etag, coding.etag)
        asked = items(form)
        self.assertTrue(asked["A.site", ""].answer.imported)
        self.assertEqual(list(asked["A.access_mode", ""].errors), list(
            v.description
            for v in self.auditor.Coding("CheckCoding",
                                         name=coding.name).violations
            if v.field == "document.answers[A.access_mode]"))
        self.assertNotIn(("C.role", "P1"), asked)

        Document, Person = s.document_pb2.Document, s.document_pb2.Person
        Answer = s.document_pb2.Answer
        self.auditor.Coding(
            "SaveAnswers", name=coding.name, etag=coding.etag,
            changes=Document(
                people=[Person(id="P1"), Person(id="P2")],
                harms=[s.document_pb2.Harm(id="H1", **{"from": "P2",
                                                       "to": "P1"})],
                answers=[Answer(field="C.role", instance="P2",
                                codes=["MOTHER"]),
                         Answer(field="A.access_mode", codes=["DIRECT"])]))
        form = self.form(coding.name)
        asked = items(form)
        self.assertIn(("C.harm_type", "H1"), asked)
        self.assertEqual(asked["C.role", "P2"].answer.codes, ["MOTHER"])
        self.assertTrue(asked["C.role", "P2"].settled)
        self.assertEqual(labels(form)["P1"], "P1")
        self.assertEqual(labels(form)["P2"], "Mother (P2)")
        self.assertEqual(labels(form)["H1"], "Mother (P2) → P1 (H1)")
        progress = {section.section.id: section.progress
                    for section in form.sections}
        self.assertEqual(progress["A"], CodingForm.IN_PROGRESS)
        self.assertEqual(progress["F"], CodingForm.NOT_STARTED)
        self.assertFalse(form.coding.document.answers)
        self.assertEqual([p.id for p in form.coding.document.people],
                         ["P1", "P2"])

    def test_a_form_has_the_words_of_what_is_asked_in_this_study(self):
        coding = s.start_coding(self.service, self.files["C1-2"])
        form = self.form(coding.name, sections=["B", "J"])
        sections = {section.section.id: section for section in form.sections}
        self.assertEqual([field.id for field in sections["J"].section.fields],
                         ["J.saw_ticks", "J.found", "J.found_when",
                          "J.extra_need"])
        self.assertFalse(sections["A"].section.fields or sections["A"].items)
        self.assertTrue(sections["A"].section.title)
        self.assertIn("B.confidence", [field.id for field in form.lists])
        self.assertNotIn("B.V7", [f.id for f in sections["B"].section.fields],
                         "an extension that the study has not switched on")
        (grid,) = [g for g in sections["J"].open_grids if g.grid == "J.needs"]
        self.assertEqual(grid.unanswered, 17)
        self.assertEqual(labels(form)["dv_parent"],
                         "Domestic violence relating to the parent")
        english, welsh = (self.form(coding.name, language_code=language,
                                    sections=["A"])
                          for language in ("en", "cy"))
        self.assertNotEqual(welsh.sections[0], english.sections[0])
        self.assertTrue(welsh.untranslated)
        self.assertFalse(form.untranslated)
        for wrong in ({"sections": ["Z"]}, {"language_code": "fr"}):
            with self.assertRaises(grpc.RpcError) as caught:
                self.form(coding.name, **wrong)
            self.assertEqual(caught.exception.code(),
                             grpc.StatusCode.INVALID_ARGUMENT)

    def test_the_judgement_is_asked_from_the_first_reveal_on(self):
        name = s.submitted_coding(self.service, self.files["C1-3"])
        self.assertNotIn("K", [section.section.id for section in
                               self.form(name).sections])
        self.auditor.Coding("RevealCoding", name=name)
        section = self.form(name).sections[-1]
        self.assertEqual(section.section.id, "K")
        fits = [f for f in section.section.fields if f.id == "K.best_fit"][0]
        self.assertEqual([code.code for code in fits.codes],
                         ["NONE", "1", "2", "3", "4", "5", "6"])

    def test_others_see_no_more_than_of_the_coding(self):
        name = s.submitted_coding(self.service, self.files["C1-4"],
                                  reviewed=False)
        researcher = self.service.caller("researcher")
        with self.assertRaises(grpc.RpcError):
            self.form(name, researcher)
        s.review(self.service, name)
        answers = {key: item.answer for key, item
                   in items(self.form(name, researcher)).items()
                   if item.HasField("answer")}
        seen = researcher.Coding("GetCoding", name=name)
        for answer in seen.document.answers:
            self.assertEqual(answers[answer.field, answer.instance], answer)
        second = self.service.caller("second")
        with self.assertRaises(grpc.RpcError) as caught:
            self.form(name, second)
        self.assertEqual(caught.exception.code(), grpc.StatusCode.NOT_FOUND)


if __name__ == "__main__":
    unittest.main()
