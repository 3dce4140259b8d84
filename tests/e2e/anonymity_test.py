"""Nothing that names a family gets in: the guard across processes."""

import contextlib
import json
import sqlite3
import subprocess
import unittest

import grpc

import service as s

Answer, Document = s.document_pb2.Answer, s.document_pb2.Document
Keep, KeptSpan = s.anonymity_pb2.Keep, s.anonymity_pb2.KeptSpan
Review = s.anonymity_pb2.ReviewKeptSpanRequest
INVALID = grpc.StatusCode.INVALID_ARGUMENT
FIELD = "document.answers[A.access_mode].paraphrase"
# The name stands at characters 5 to 16.
NAMED = "With Sarah Khan at the meeting."
NAME = (5, 15)


def paraphrase(text):
    return Document(answers=[Answer(field="A.access_mode", codes=["DIRECT"],
                                    paraphrase=text)])


def keep(start, end, reason=s.anonymity_pb2.NEEDED, field=FIELD):
    return Keep(field=field, start=start, end=end, reason=reason)


def text_of(coding):
    return next(answer for answer in coding.document.answers
                if answer.field == "A.access_mode")


def files_with(folder, words):
    return [path.name for path in folder.rglob("*")
            if path.is_file() and words in path.read_bytes()]


class AnonymityTest(unittest.TestCase):
    def setUp(self):
        context = s.service_with_study()
        self.service = context.__enter__()
        self.addCleanup(context.__exit__, None, None, None)
        self.auditor = self.service.caller("auditor")
        self.reader = self.service.caller("second-reader")
        self.file = s.case_files(self.service)["C1-1"]

    def save(self, coding, text, etag=None, **fields):
        return self.auditor.Coding(
            "SaveAnswers", name=coding.name, etag=etag or coding.etag,
            changes=paraphrase(text), **fields)

    def refused(self, reason, *arguments, **fields):
        with self.assertRaises(grpc.RpcError) as error:
            self.save(*arguments, **fields)
        self.assertEqual(error.exception.code(), INVALID)
        fields, said = s.details(error.exception)
        self.assertEqual(said, reason)
        for _, words in fields:
            self.assertNotIn("Sarah", words)
        self.assertNotIn("Sarah", error.exception.details())
        return error.exception, fields

    def submitted_with_kept_name(self):
        """A submitted coding in which the name stands and waits."""
        document = s.guided_document()
        for answer in document.answers:
            if answer.field == "A.access_mode":
                answer.paraphrase = NAMED
        return s.submitted_coding(self.service, self.file, document=document,
                                  keeps=[keep(*NAME)])

    def test_a_direct_identifier_is_refused_by_type_and_place_alone(self):
        coding = s.start_coding(self.service, self.file)
        text = "Sarah's NHS no is 943 476 5919."
        error, fields = self.refused("IDENTIFIER_FOUND", coding, text,
                                     keeps=[keep(18, 30)])
        self.assertEqual({field for field, _ in fields}, {FIELD})
        self.assertIn("NHS_NUMBER at characters 18 to 30", str(fields))
        self.assertNotIn("943", str(fields) + error.details())
        self.assertEqual(
            self.auditor.Coding("GetCoding", name=coding.name), coding)

    def test_the_findings_come_as_a_detail_for_programs(self):
        coding = s.start_coding(self.service, self.file)
        error, _ = self.refused("IDENTIFIER_POSSIBLE", coding, NAMED)
        status = s.error_pb2.Status.FromString(
            dict(error.trailing_metadata())["grpc-status-details-bin"])
        detail = next(d for d in status.details
                      if d.type_url.endswith("IdentifierFindings"))
        found = s.anonymity_pb2.IdentifierFindings.FromString(detail.value)
        self.assertEqual(
            [(f.field, [(x.type, x.start, x.end, x.replacement)
                        for x in f.found.findings]) for f in found.fields],
            [(FIELD, [("PERSON", *NAME, "[PERSON-1]")])])

    def test_the_offered_wording_can_be_saved(self):
        coding = s.start_coding(self.service, self.file)
        saved = self.save(coding, "With [PERSON-1] at the meeting.")
        self.assertTrue(saved.etag)

    def test_a_placeholder_stands_for_one_person_of_the_coding(self):
        coding = s.start_coding(self.service, self.file)
        saved = self.save(coding, "With [PERSON-1] at the meeting.")
        with self.assertRaises(grpc.RpcError) as error:
            self.auditor.Coding(
                "SaveAnswers", name=coding.name, etag=saved.etag,
                changes=Document(answers=[Answer(
                    field="A.story_frame", codes=["FAMILY"],
                    paraphrase="Jakub Kowalski came; Jakub left.")]))
        offered = str(s.details(error.exception)[0])
        self.assertEqual(offered.count("[PERSON-2]"), 2, offered)

    def test_a_person_keeps_the_placeholder_from_one_save_to_the_next(self):
        coding = s.start_coding(self.service, self.file)

        def offered(text):
            _, fields = self.refused("IDENTIFIER_POSSIBLE", coding, text)
            checked = self.auditor.Anonymity(
                "CheckText", texts=[text.encode()], coding=coding.name)
            return [str(fields)] + [
                finding.replacement for finding in checked.texts[0].findings]

        self.assertIn("[PERSON-1]", offered("Sarah Khan came.")[1])
        said, replacement = offered("Jakub came.")
        self.assertIn("[PERSON-2]", said)
        self.assertEqual(replacement, "[PERSON-2]")
        self.assertEqual(offered("We saw Sarah.")[1], "[PERSON-1]")

    def test_a_kept_span_needs_a_reason_and_its_exact_place(self):
        coding = s.start_coding(self.service, self.file)
        for bad in (keep(*NAME, reason=0), keep(5, 10), keep(0, 4),
                    keep(*NAME, field="document.answers[A.other].text")):
            with self.subTest(keep=str(bad)):
                self.refused("IDENTIFIER_POSSIBLE", coding, NAMED, keeps=[bad])
        with self.assertRaises(grpc.RpcError) as error:
            self.save(coding, "Nobody is named.", keeps=[keep(0, 6)])
        self.assertEqual(s.details(error.exception)[0][0][0], "keeps[0]")

    def test_what_was_kept_in_a_text_stays_kept_when_the_text_grows(self):
        coding = s.start_coding(self.service, self.file)
        saved = self.save(coding, NAMED, keeps=[keep(*NAME)])
        saved = self.save(coding, "Later: " + NAMED, saved.etag)
        kept = self.reader.Anonymity("ListKeptSpans", parent="studies/s")
        self.assertEqual([(k.start, k.end, k.state) for k in kept.kept_spans],
                         [(12, 22, KeptSpan.WAITING)])
        self.save(coding, "Nobody is named.", saved.etag)
        self.assertFalse(self.reader.Anonymity(
            "ListKeptSpans", parent="studies/s").kept_spans)

    def test_a_waiting_text_is_for_its_author_and_second_readers_alone(self):
        name = self.submitted_with_kept_name()
        for principal in ("researcher", "study-steward"):
            seen = self.service.caller(principal).Coding("GetCoding", name=name)
            answer = text_of(seen)
            self.assertEqual((answer.paraphrase, answer.awaits_second_reader),
                             ("", True))
            self.assertNotIn("Sarah", str(seen))
        own = text_of(self.auditor.Coding("GetCoding", name=name))
        self.assertEqual(own.paraphrase, NAMED)
        kept, = self.reader.Anonymity("ListKeptSpans",
                                      parent="studies/s").kept_spans
        self.assertEqual(kept.text, "")
        shown = self.reader.Anonymity("GetKeptSpan", name=kept.name)
        self.assertEqual((shown.text, shown.replacement, shown.author),
                         (NAMED, "[PERSON-1]", "principals/auditor"))

    def test_a_cleared_text_is_for_every_reader(self):
        name = self.submitted_with_kept_name()
        kept, = self.reader.Anonymity("ListKeptSpans",
                                      parent="studies/s").kept_spans
        cleared = self.reader.Anonymity("ReviewKeptSpan", name=kept.name,
                                        decision=Review.CLEAR)
        self.assertEqual((cleared.state, cleared.reader),
                         (KeptSpan.CLEARED, "principals/second-reader"))
        seen = self.service.caller("researcher").Coding("GetCoding", name=name)
        self.assertEqual(text_of(seen).paraphrase, NAMED)
        with self.assertRaises(grpc.RpcError) as again:
            self.reader.Anonymity("ReviewKeptSpan", name=kept.name,
                                  decision=Review.CLEAR)
        self.assertEqual(s.details(again.exception)[1], "ALREADY_REVIEWED")

    def test_words_that_were_never_read_stay_hidden_when_they_change(self):
        name = self.submitted_with_kept_name()
        self.auditor.Coding("ReopenCoding", name=name, reason="Too long.",
                            stage=s.template_pb2.Section.CODING)
        coding = self.auditor.Coding("GetCoding", name=name)
        self.save(coding, "With somebody at the meeting.")
        for principal in ("researcher", "study-steward"):
            seen = self.service.caller(principal).Coding("GetCoding", name=name)
            self.assertNotIn("Sarah", str(seen), principal)
            self.assertTrue(seen.document.answers, "the last submission")

    def test_an_adjudicator_takes_over_words_without_seeing_them(self):
        self.submitted_with_kept_name()
        other = s.guided_document()
        for answer in other.answers:
            if answer.field == "A.duration_band":
                answer.codes[:] = ["Y3_5"]
            if answer.field == "A.access_mode":
                answer.paraphrase = NAMED
        s.submitted_coding(self.service, self.file, "second", document=other,
                           rank=2, keeps=[keep(*NAME)])
        adjudicator = self.service.caller("adjudicator")
        name = self.file.name.replace("caseFiles", "adjudications")
        open_ = adjudicator.Adjudication("GetAdjudication", name=name)
        items = [s.adjudication_pb2.Resolution(
            field=item.field, instance=item.instance) for item in open_.items]
        for choice in (s.adjudication_pb2.Resolution.B,
                       s.adjudication_pb2.Resolution.A):
            for item in items:
                item.choice = choice
            resolved = adjudicator.Adjudication(
                "ResolveDisagreements", name=name, resolutions=items,
                etag=adjudicator.Adjudication("GetAdjudication",
                                              name=name).etag)
        third = adjudicator.Adjudication("CompleteAdjudication", name=name,
                                         etag=resolved.etag)
        self.service.caller("administrator").Access(
            "GrantRole", name="principals/adjudicator",
            grant=s.Grant(role=s.Grant.AUDITOR, study="studies/s"))
        again = adjudicator.Coding("GetCoding", name=third.name)
        for seen in (open_, resolved, third, again):
            self.assertNotIn("Sarah", str(seen))
        for coding in (third, again):
            self.assertTrue(text_of(coding).awaits_second_reader)

    def test_a_replaced_name_is_nowhere_any_more(self):
        name = self.submitted_with_kept_name()
        kept, = self.reader.Anonymity("ListKeptSpans",
                                      parent="studies/s").kept_spans
        replaced = self.reader.Anonymity("ReviewKeptSpan", name=kept.name,
                                         decision=Review.REPLACE)
        self.assertEqual(replaced.state, KeptSpan.REPLACED)
        for principal in ("researcher", "auditor"):
            seen = self.service.caller(principal).Coding("GetCoding", name=name)
            self.assertEqual(text_of(seen).paraphrase,
                             "With [PERSON-1] at the meeting.")
        self.assertEqual(self.service.stop(), 0)
        self.assertEqual(files_with(self.service.folder, b"Sarah"), [])

    def test_nobody_reviews_what_they_wrote_or_still_code(self):
        self.submitted_with_kept_name()
        kept, = self.reader.Anonymity("ListKeptSpans",
                                      parent="studies/s").kept_spans
        s.assign(self.service, self.file, "second", rank=2)
        admin = self.service.caller("administrator")
        for principal in ("auditor", "second"):
            admin.Access("GrantRole", name=f"principals/{principal}",
                         grant=s.Grant(role=s.Grant.SECOND_READER,
                                       study="studies/s"))
            caller = self.service.caller(principal)
            self.assertFalse(caller.Anonymity("ListKeptSpans",
                                              parent="studies/s").kept_spans)
            for method, how in (("GetKeptSpan", {}),
                                ("ReviewKeptSpan", {"decision": 1})):
                with self.assertRaises(grpc.RpcError) as error:
                    caller.Anonymity(method, name=kept.name, **how)
                self.assertEqual(error.exception.code(),
                                 grpc.StatusCode.NOT_FOUND)

    def test_the_steward_sees_who_keeps_far_more_than_others(self):
        self.submitted_with_kept_name()
        rates = self.service.caller("site-steward").Anonymity(
            "ListKeepRates", parent="studies/s").keep_rates
        self.assertEqual(
            [(r.site, r.auditor, r.codings, r.kept_spans, r.rate,
              r.site_median, r.far_above) for r in rates],
            [("C1", "principals/auditor", 1, 1, 1.0, 1.0, False)])

    def test_newer_detectors_find_in_what_is_stored_and_quarantine_it(self):
        name = self.submitted_with_kept_name()
        admin = self.service.caller("administrator")
        self.assertTrue(self.scan(admin).done)
        self.assertEqual(self.service.stop(), 0)
        # As if older detectors had let everything pass: no scan by this
        # version, nothing kept.
        with contextlib.closing(sqlite3.connect(
                self.service.data / "caselens.db")) as database:
            database.execute("DELETE FROM kept_spans")
            database.execute(
                "DELETE FROM resources WHERE collection = 'detectorScans'")
            database.commit()
        self.service.start()
        scan = self.scan(admin)
        self.assertEqual((scan.codings_scanned, scan.spans_quarantined), (1, 1))
        kept, = self.reader.Anonymity("ListKeptSpans",
                                      parent="studies/s").kept_spans
        self.assertEqual((kept.state, kept.start, kept.end, kept.coding),
                         (KeptSpan.QUARANTINED, *NAME, name))
        seen = self.service.caller("researcher").Coding("GetCoding", name=name)
        self.assertEqual(text_of(seen).paraphrase, "")
        self.service.kill()
        self.service.start()
        admin = self.service.caller("administrator")
        self.assertEqual(self.scan(admin), scan, "it is scanned only once")

    def scan(self, admin):
        for _ in range(1000):
            scan = admin.Anonymity("GetDetectorScan")
            if scan.done:
                return scan
        self.fail("the scan does not end")

    def test_texts_of_stewards_are_held_to_the_same(self):
        steward = self.service.caller("study-steward")
        site = steward.Study("GetSite", name="studies/s/sites/C1")
        site.safeguarding_contact = "Duty desk, 01632 960983, duty@example.org"
        site = steward.Study("UpdateSite", site=site)
        site.safeguarding_contact = "Ask Sarah Khan"
        with self.assertRaises(grpc.RpcError) as error:
            steward.Study("UpdateSite", site=site)
        self.assertEqual(s.details(error.exception)[1], "IDENTIFIER_POSSIBLE")

    def test_the_command_checks_a_text_and_lines(self):
        token = self.service.folder / "auditor.token"
        token.write_text(self.service.tokens["auditor"])
        token.chmod(0o600)

        def check(text, *flags):
            return subprocess.run(
                [s.BUILD / "bin/caselens", "--server", self.service.address,
                 "--token-file", token, "text", "check", *flags, "--format",
                 "json"], input=text, capture_output=True, check=True).stdout

        found = json.loads(check(NAMED.encode()))
        self.assertEqual(
            [(f["type"], f["action"], f["start"], f["end"])
             for f in found["findings"]], [("PERSON", "WARN", *NAME)])
        self.assertNotIn("refused", found)
        self.assertEqual(json.loads(check(b"\xff\xfe"))["refused"],
                         "INVALID_UTF8")
        lines = check(("é: " + "é; " + NAMED + "\n\nthe plan\n").encode(), "--lines")
        lines = [json.loads(line) for line in lines.decode().splitlines()]
        self.assertEqual(
            [[(f["start"], f["end"]) for f in one["findings"]]
             for one in lines], [[(NAME[0] + 6, NAME[1] + 6)], [], []])


if __name__ == "__main__":
    unittest.main(verbosity=2)
